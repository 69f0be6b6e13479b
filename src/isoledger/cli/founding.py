"""Writing the skeleton of a new venue to disk."""

from pathlib import Path

from attrs import frozen

from isoledger.cli.errors import OptionError
from isoledger.cli.output import Screen
from isoledger.reports import Plain
from isoledger.reports.texts import shown
from isoledger.venues.skeleton import skeleton


@frozen(kw_only=True)
class Founded:
    """A skeleton that was written.

    Attributes:
        name: The venue.
        folder: Its package.
        files: What stands in it.
    """

    name: str
    folder: Path
    files: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Always: it is written whole or not at all."""
        return True

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        return {
            "command": "venue",
            "venue": self.name,
            "folder": str(self.folder),
            "files": list(self.files),
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        screen.line(f"{shown(str(self.folder))} holds a venue that is made up from end to end:")
        for file in self.files:
            screen.line(f"  {file}")
        screen.line(f"its own test passes: python -m pytest {shown(str(self.folder))}")


def founded(name: str, out: Path, package: str = "") -> Founded:
    """Write the skeleton of the venue *name* below *out*.

    Args:
        name: What the venue is called.
        out: The folder that gets its package; made, if it is not there.
        package: What the package will be imported as; empty: *name*.

    Raises:
        DeclarationError: No venue or no package can be called so.
        OptionError: The package is there already. Nothing was written.
    """
    files = skeleton(name, package)
    folder = out / name
    if folder.exists():
        why = f"{folder} is there already; nothing was written"
        raise OptionError(option="--out", text=str(out), why=why)
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return Founded(name=name, folder=folder, files=tuple(files))
