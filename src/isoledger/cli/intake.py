"""What goes into the journal: a venue's own files, or what it answers when asked."""

import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from isoledger.cli.output import delivered
from isoledger.cli.words import STORE, AsJson, Store


def import_(
    venue: str,
    files: Annotated[list[Path], Parameter(negative="")],
    *,
    account: Annotated[str, Parameter("--account", help="What you call the account.")],
    store: Store = STORE,
    kind: Annotated[str | None, Parameter(help="What the files are, if that is in doubt.")] = None,
    timezone: Annotated[
        str | None, Parameter(help="Zone of local times: UTC, +02:00, Europe/Paris.")
    ] = None,
    opening: Annotated[
        bool, Parameter(negative="", help="Begin with the balance the first records imply.")
    ] = False,
    isolated: Annotated[
        list[str] | None,
        Parameter(negative="", help="Contracts held isolated, where the files do not say."),
    ] = None,
    taken: Annotated[
        str | None, Parameter(help="When a snapshot was taken that does not say (ISO 8601).")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Put a venue's own files into the journal, all of them or none.

    Parameters
    ----------
    venue
        For instance bitmex; `isoledger import x` lists them.
    files
        Files as the venue wrote them.
    """
    from isoledger.cli.importing import Asked, imported
    from isoledger.cli.progress import progress
    from isoledger.cli.times import instant_ns, zone
    from isoledger.cli.venues import venue_of
    from isoledger.venues.translation import Given

    asked = Asked(
        venue=venue_of(venue),
        paths=tuple(files),
        account=account,
        kind=kind,
        given=Given(
            zone=None if timezone is None else zone(timezone),
            opening=opening,
            isolated=frozenset(isolated or ()),
            taken_ns=None if taken is None else instant_ns("--taken", taken),
        ),
        store=store,
        now_ns=time.time_ns(),
    )
    with progress(len(files) + 3) as step:
        report = imported(asked, step)
    return delivered(report, as_json=as_json)


def pull(
    venue: str,
    /,
    *,
    account: Annotated[str, Parameter("--account", help="What you call the account.")],
    since: Annotated[
        str | None, Parameter(help="From this instant on (ISO 8601); later pulls know.")
    ] = None,
    kind: Annotated[
        list[str] | None, Parameter(negative="", help="What to ask for, if not the usual.")
    ] = None,
    choose: Annotated[
        list[str] | None, Parameter(negative="", help="A choice: symbol=BTCUSDT; once for each.")
    ] = None,
    store: Store = STORE,
    as_json: AsJson = False,
) -> int:
    """Bring what a venue remembers of an account into the journal, through ccxt.

    Keys come from the environment: ISOLEDGER_VENUE_KEY, _SECRET, _PASSPHRASE, _ADDRESS.

    Parameters
    ----------
    venue
        Whose account it is.
    """
    from isoledger.cli.progress import progress
    from isoledger.cli.pulling import Asked, brought, choices, wire
    from isoledger.cli.times import instant_ns
    from isoledger.cli.venues import venue_of
    from isoledger.feeds import from_environment, sources_of

    its = venue_of(venue)
    asked = Asked(
        venue=its,
        sources=sources_of(its.name, kind, tuple(known.name for known in its.kinds)),
        account=account,
        since_ns=None if since is None else instant_ns("--since", since),
        chosen=choices(choose or ()),
        store=store,
        now_ns=time.time_ns(),
    )
    with progress(None) as step:
        report = brought(asked, wire(asked.sources, from_environment(its.name)), step)
    return delivered(report, as_json=as_json)
