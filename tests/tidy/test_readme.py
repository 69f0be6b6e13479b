"""The README keeps its word: two commands, CI runs the second, and the program in it runs."""

import re

from tests.tidy import source

README = (source.ROOT / "README.md").read_text(encoding="utf-8")
CI = (source.ROOT / ".ci" / "run").read_text(encoding="utf-8")

EMBEDDING_LINES = range(12, 31)


def commands(readme: str) -> list[str]:
    """The lines that a newcomer pastes."""
    blocks = re.findall(
        r"^```(?:sh|console|shell|bash)\n(.*?)^```", readme, re.MULTILINE | re.DOTALL
    )
    return [line for block in blocks for line in block.splitlines() if "-m venv" in line]


def embedding(readme: str) -> str:
    """The program between the marks."""
    marked = re.search(
        r"<!-- embedding -->\s*```python\n(.*?)```\s*<!-- /embedding -->", readme, re.DOTALL
    )
    return marked[1] if marked else ""


def test_there_are_two_commands_and_each_makes_an_environment_and_installs():
    demo, tests = commands(README)
    assert demo.endswith("isoledger demo")
    assert tests.endswith("pytest")
    for command in (demo, tests):
        assert "-m venv" in command
        assert "-c constraints.txt" in command


def test_the_commands_need_no_particular_shell():
    assert [c for c in commands(README) if re.search(r"source |activate|\$|'|\*|;", c)] == []


def test_ci_runs_the_second_command_as_it_is_printed():
    assert commands(README)[1] in CI.splitlines()


def test_the_program_that_embeds_us_is_about_twenty_lines():
    lines = [line for line in embedding(README).splitlines() if line.strip()]
    assert len(lines) in EMBEDDING_LINES


def test_the_program_that_embeds_us_runs():
    program = compile(embedding(README), "README.md", "exec")
    exec(program, {"__name__": "__main__"})


def test_a_readme_without_its_parts_is_found():
    assert commands("```sh\npip install isoledger\n```\n") == []
    assert embedding("```python\n1\n```") == ""
