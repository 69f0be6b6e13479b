"""The commands and their options: what is typed becomes a call, and nothing more happens here."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, CycloptsError, Parameter

from isoledger.cli.intake import import_, pull
from isoledger.cli.output import delivered
from isoledger.cli.words import STORE, Account, AsJson, Store
from isoledger.reports.texts import shown

app = App(
    name="isoledger",
    help="An exact ledger for margin accounts: a venue's records in, the venue's balances out.",
    help_epilogue="Exit code 0: clean. 1: findings or parked records. 2: unusable input.",
    version=lambda: f"isoledger {version('isoledger')}",
    version_format="plaintext",
    help_format="plaintext",
    result_action="return_value",
)


app.command(import_, name="import")
app.command(pull)


def run(words: Sequence[str]) -> int:
    """Run the command that *words* spell; its exit code."""
    try:
        code: object = app(list(words), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        why = " ".join(str(error).split())
        sys.stderr.write(f"isoledger: {shown(why)} Try: isoledger --help\n")
        return 2
    return code if isinstance(code, int) else 0


@app.command
def demo(*, as_json: AsJson = False) -> int:
    """Show a made-up account: positions, a cross pool, a liquidation, one finding."""
    from isoledger.cli.demo import demo as shown_demo

    delivered(shown_demo(), as_json=as_json)
    return 0


@app.command
def show(
    *,
    as_of: Annotated[str | None, Parameter(help="Events up to this instant (ISO 8601).")] = None,
    known_at: Annotated[str | None, Parameter(help="Only what was known at this instant.")] = None,
    marks: Annotated[Path | None, Parameter(help="JSON file of marks and worths.")] = None,
    tail: Annotated[int, Parameter(help="How many events of the end of the journal.")] = 8,
    account: Account = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> int:
    """Show balances, positions, findings and the end of the journal."""
    from isoledger.cli.marks import marks_in
    from isoledger.cli.showing import Moment, shown_account
    from isoledger.cli.times import instant_ns
    from isoledger.reports.positions import NO_MARKS

    moment = Moment(
        as_of_ns=None if as_of is None else instant_ns("--as-of", as_of),
        known_at_ns=None if known_at is None else instant_ns("--known-at", known_at),
        marks=NO_MARKS if marks is None else marks_in(marks),
        tail=max(0, tail),
    )
    return delivered(shown_account(store, account, moment), as_json=as_json)


@app.command
def liquidation(
    file: Annotated[Path | None, Parameter(negative="")] = None,
    *,
    side: Annotated[str | None, Parameter(help="long or short.")] = None,
    size: Annotated[str | None, Parameter(help="How much is held, in coins or contracts.")] = None,
    entry: Annotated[str | None, Parameter(help="Average entry price.")] = None,
    margin: Annotated[str | None, Parameter(help="Margin without unrealised profit.")] = None,
    leverage: Annotated[str | None, Parameter(help="Instead of margin: value by leverage.")] = None,
    maintenance_rate: Annotated[
        str | None, Parameter(help="Of the tier; left out, the answer is an interval.")
    ] = None,
    deduction: Annotated[str | None, Parameter(help="Of the tier, in settle coins.")] = None,
    closing_fee: Annotated[
        str | None, Parameter(help="Rate of the fee to close inside the requirement.")
    ] = None,
    funding: Annotated[
        str | None, Parameter(help="Predicted rate, where the requirement has it.")
    ] = None,
    payoff: Annotated[str | None, Parameter(help="linear or inverse.")] = None,
    multiplier: Annotated[str | None, Parameter(help="Worth of one unit of size.")] = None,
    tick: Annotated[str | None, Parameter(help="The step of prices.")] = None,
    mark: Annotated[str | None, Parameter(help="The mark price now.")] = None,
    basis: Annotated[
        str | None, Parameter(help="What maintenance is measured on: value, entry or mark.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Solve the liquidation price of an isolated position, with its proof.

    Parameters
    ----------
    file
        A JSON object of the same options; what is typed goes before it.
    """
    from isoledger.cli.calculator import calculated, from_file

    typed = {
        "side": side,
        "size": size,
        "entry": entry,
        "margin": margin,
        "leverage": leverage,
        "maintenance-rate": maintenance_rate,
        "deduction": deduction,
        "closing-fee": closing_fee,
        "funding": funding,
        "payoff": payoff,
        "multiplier": multiplier,
        "tick": tick,
        "mark": mark,
        "basis": basis,
    }
    told = {name: text for name, text in typed.items() if text is not None}
    told = told if file is None else {**from_file(file), **told}
    return delivered(calculated(told), as_json=as_json)


@app.command
def verify(
    *,
    receipt: Annotated[str | None, Parameter(help="A receipt you kept elsewhere.")] = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> int:
    """Check the chain, the receipt, the trial balance, and that a replay can be resumed."""
    from isoledger.cli.verifying import verified
    from isoledger.journal import Receipt

    kept = None if receipt is None else Receipt.parse(receipt)
    return delivered(verified(store, kept), as_json=as_json)


@app.command
def conformance(
    file: Annotated[Path | None, Parameter(help="Cases; without one, the package's own.")] = None,
    /,
    *,
    as_json: AsJson = False,
) -> int:
    """Run cases with a venue's printed numbers, and say how far ours are off."""
    from isoledger.cli.conforming import conformed
    from isoledger.conformance.registry import READERS, RUNNERS

    return delivered(conformed(file, RUNNERS, READERS), as_json=as_json)


Rate: TypeAlias = Annotated[str | None, Parameter(help="Of the tier of the answer: 0.005.")]
Amount: TypeAlias = Annotated[str | None, Parameter(help="What that tier takes off.")]
Step: TypeAlias = Annotated[str | None, Parameter(help="The step of prices.")]
Worth: TypeAlias = Annotated[str | None, Parameter(help="What one contract is worth of.")]


@app.command
def venue(
    name: str,
    *,
    out: Annotated[Path, Parameter("--out", help="The folder that gets its package.")],
    package: Annotated[
        str, Parameter("--package", help="What it will be imported as; NAME if left out.")
    ] = "",
    as_json: AsJson = False,
) -> int:
    """Write the skeleton of a new venue: a package that imports and passes its own test.

    Parameters
    ----------
    name
        What the venue is called: lower case letters and digits.
    """
    from isoledger.cli.founding import founded

    return delivered(founded(name, out, package), as_json=as_json)


@app.command
def positions(
    venue: str,
    file: Path,
    /,
    *,
    maintenance_rate: Rate = None,
    deduction: Amount = None,
    tick: Step = None,
    taker: Annotated[str | None, Parameter(help="Your taker rate: 0.0006.")] = None,
    contract: Worth = None,
    margin: Annotated[str | None, Parameter(help="Behind it, unrealised profit left out.")] = None,
    mark: Annotated[str | None, Parameter(help="The mark of that moment.")] = None,
    mode: Annotated[
        Literal["isolated", "cross"] | None, Parameter(help="Where the records do not say it.")
    ] = None,
    at: Annotated[str | None, Parameter(help="When it was so (ISO 8601).")] = None,
    as_json: AsJson = False,
) -> int:
    """Recompute the liquidation prices in a venue's own position records.

    Parameters
    ----------
    venue
        Whose records they are.
    file
        What its API answered; or a file of recorded positions. Options say what it leaves out.
    """
    from isoledger.cli.recomputing import number, positions as recomputed
    from isoledger.cli.times import instant_ns
    from isoledger.conformance.registry import READERS
    from isoledger.venues.stated import Besides

    besides = Besides(
        maintenance=number("--maintenance-rate", maintenance_rate),
        deduction=number("--deduction", deduction),
        tick=number("--tick", tick),
        taker=number("--taker", taker),
        contract=number("--contract", contract),
        margin=number("--margin", margin),
        mark=number("--mark", mark),
        isolated=None if mode is None else mode == "isolated",
        time_ns=None if at is None else instant_ns("--at", at),
    )
    return delivered(recomputed(venue, file, besides, READERS), as_json=as_json)


export = App(name="export", help="Write an account as text for another program.")
app.command(export)

Output: TypeAlias = Annotated[
    Path | None, Parameter("--output", help="The file to write, instead of standard output.")
]


@export.command
def jsonl(
    *,
    output: Output = None,
    account: Account = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> int:
    """Write every event as a line of JSON, as the journal keeps it."""
    return _export("jsonl", store, account, output, as_json=as_json)


@export.command
def beancount(
    *,
    output: Output = None,
    account: Account = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> int:
    """Write a beancount journal, the venue's balances as assertions at the end of each day."""
    return _export("beancount", store, account, output, as_json=as_json)


@export.command
def hledger(
    *,
    output: Output = None,
    account: Account = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> int:
    """Write an hledger journal, every balance of the venue as an assertion in its place."""
    return _export("hledger", store, account, output, as_json=as_json)


def _export(
    form: Literal["jsonl", "beancount", "hledger"],
    store: Path,
    account: str | None,
    output: Path | None,
    *,
    as_json: bool,
) -> int:
    from isoledger.cli.errors import OptionError
    from isoledger.cli.exporting import exported

    if as_json and output is None:
        why = "it describes the file that was written; name one with --output"
        raise OptionError(option="--json", text="", why=why)
    report = exported(form, store, account, output)
    return 0 if report is None else delivered(report, as_json=as_json)
