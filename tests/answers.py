"""The payloads that others recorded: whole answers in files, and the ones they wrote as comments.

A file of the first sort says the method, the path and whether it was signed, then the body; one
of a stream says what was sent (`>`), what came back (`<`), and after `=` what followed; an older
one is the body alone. A comment is Python's: its payload is JSON but for what people put between.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.real import real

_METHODS = {"GET", "POST", "PUT", "DELETE"}
_ASKED = re.compile(r"(?:Uri|Body)Params:.*")
_COMMENTED = ("ccxt_comments", "ccxt_comments_old")
_ENDS = {"{": "}", "[": "]"}
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_TOKEN = re.compile(
    _STRING + r"|'[^'\n]*'|//[^\n]*|#[^\n]*|(?:\.\.|…)[^\n\]}]*"
    r"|\b(?:None|True|False)\b|\b[A-Za-z_]\w*(?=\s*:)|[{}\[\]]"
)
_WORDS = {"None": "null", "True": "true", "False": "false"}
_BEFORE_AN_END = re.compile(_STRING + r"|,(?=\s*[}\]])")
_NO_COMMA = re.compile(r"(?<=[\"\d}\]el])(?=[ \t]*\n\s*[\"{\[])")

Payload = tuple[str, bytes]
"""What it is called, and its bytes."""


def answer(path: Path) -> Payload:
    """The endpoint that a recorded file is about, and the body it answered with.

    The endpoint of a stream is what was sent last, in its own words; an older file that holds a
    body alone is called after itself.
    """
    text = path.read_text(encoding="utf-8-sig")
    first, _, rest = text.partition("\n")
    if first.strip() in _METHODS:
        endpoint, _, rest = rest.partition("\n")
        return endpoint.strip(), _body(rest.partition("\n")[2]).encode()
    if first.startswith(">"):
        sent, _, heard = text.partition("\n=")
        asked = [line for line in sent.splitlines() if line.startswith(">")]
        return asked[-1].lstrip(">").strip(), heard.strip().encode()
    return path.stem, text.encode()


def _body(rest: str) -> str:
    """*rest* without the line that says what was asked."""
    line, _, body = rest.partition("\n")
    return body if _ASKED.match(line) else rest


def answers(venue: str) -> list[Path]:
    """Every recorded file of *venue* that `answer` reads."""
    return sorted(file for folder in real(venue).glob("JKorf__*") for file in folder.glob("*.txt"))


def commented(venue: str) -> list[Payload]:
    """The payloads among the comments about *venue* (``krakenfutures``, ``kucoin``), as JSON.

    What people put between is taken out: notes behind a value, a comma before an end, dots for
    what is left out. What Python and JavaScript write otherwise is written as JSON does, and a
    comma is put where a line ends without one. No number and no word of a value is touched.
    """
    return [(title, payload) for title, payload, why in _read(venue) if not why]


def unreadable(venue: str) -> list[tuple[str, str]]:
    """The payloads among the comments about *venue* that are no JSON even so, and why."""
    return [(title, why) for title, _, why in _read(venue) if why]


def commented_venues() -> list[str]:
    """Every venue there are comments about."""
    return sorted({file.stem for folder in _COMMENTED for file in real(folder).glob("*.txt")})


def _read(venue: str) -> Iterator[tuple[str, bytes, str]]:
    for folder in _COMMENTED:
        file = real(folder) / f"{venue}.txt"
        if file.exists():
            yield from _of(file.read_text(encoding="utf-8"), f"{folder}{os.sep}")


def _of(text: str, where: str) -> Iterator[tuple[str, bytes, str]]:
    """Title, JSON, and why it is none, of every payload in the blocks of *text*."""
    counts = Counter[str]()
    for block in re.split(r"(?m)^@@ ", text)[1:]:
        head, _, body = block.partition("\n")
        for hint, written in _payloads(_bare(body)):
            counts[head] += 1
            title = f"{where}{head} #{counts[head]}" + (f": {hint}" if hint else "")
            payload = _mended(written)
            yield title, payload.encode(), _why_not(payload)


def _bare(block: str) -> str:
    return "\n".join(re.sub(r"^\s*#\s?", "", line) for line in block.splitlines())


def _payloads(text: str) -> Iterator[tuple[str, str]]:
    """The word before, and the text, of everything in *text* that opens a bracket on a line."""
    hint, lines = "", text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line[:1] in _ENDS:
            payload = _payload(lines[at:])
            yield hint, payload
            at, hint = at + payload.count("\n"), ""
        elif line:
            hint = line
        at += 1


def _payload(lines: list[str]) -> str:
    """What the first of *lines* opens; broken off, it is closed where something else begins."""
    text = "\n".join(lines[: _broken_off(lines)])
    open_ones: list[str] = []
    for token in _TOKEN.finditer(text):
        if token[0] in _ENDS:
            open_ones.append(_ENDS[token[0]])
        elif token[0] in open_ones[-1:]:
            open_ones.pop()
            if not open_ones:
                return text[: token.end()]
    return text + "".join(["  ", *reversed(open_ones)])


def _broken_off(lines: list[str]) -> int:
    """Where an empty line stands, and behind it nothing that is further in than the first."""
    for at, line in enumerate(lines):
        behind = next((after for after in lines[at:] if after.strip()), "")
        further = _indent(behind) > _indent(lines[0]) or behind.strip()[:1] in set("}]")
        if not line.strip() and not further:
            return at
    return len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _mended(written: str) -> str:
    bare = _TOKEN.sub(lambda token: _as_json(token[0]), written)
    bare = _NO_COMMA.sub(",", re.sub(r"[ \t]+$", "", bare, flags=re.MULTILINE))
    return _BEFORE_AN_END.sub(lambda found: found[0].strip(","), bare).strip()


def _as_json(token: str) -> str:
    if token[0] in "/#.…":
        return ""
    if token[0] == "'":
        return json.dumps(token[1:-1], ensure_ascii=False)
    return _WORDS.get(token) or (f'"{token}"' if token[0].isalpha() else token)


def _why_not(payload: str) -> str:
    try:
        json.loads(payload)
    except ValueError as error:
        return f"no JSON: {error}"
    return ""
