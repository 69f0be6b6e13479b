"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

from cyclopts import Parameter

Store: TypeAlias = Annotated[
    Path, Parameter("--store", help="The journal: an SQLite file, or JSON lines if so named.")
]
Account: TypeAlias = Annotated[
    str | None, Parameter("--account", help="ACCOUNT or VENUE/ACCOUNT; not needed for only one.")
]
AsJson: TypeAlias = Annotated[
    bool, Parameter("--json", negative="", help="Say it as JSON, decimals as text.")
]

STORE = Path("isoledger.db")
"""Where the journal lies if nobody says otherwise: here."""
