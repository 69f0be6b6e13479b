"""Where records come from: the only room that waits, opens or connects.

What needs the extra ``ccxt`` is in `isoledger.feeds.wire` and `isoledger.feeds.stream`, and is
imported from there.
"""

from isoledger.feeds.catalogue import ABSENT, SOURCES, sources_of
from isoledger.feeds.channels import CHANNELS, Channel, channel_of
from isoledger.feeds.credentials import (
    NOBODY,
    Credentials,
    Keyring,
    from_environment,
    from_keyring,
)
from isoledger.feeds.errors import (
    AbsentVenueError,
    AnswerError,
    BusyError,
    ChoiceError,
    CredentialsError,
    FeedError,
    ForbiddenRequestError,
    MissingExtraError,
    RefusedRequestError,
    StuckPagingError,
    TellingsError,
)
from isoledger.feeds.guard import Endpoint, endpoints
from isoledger.feeds.keeping import Keeper, Kept
from isoledger.feeds.listening import Bell, Desk, News, Patience, live
from isoledger.feeds.pulling import (
    AsyncTransport,
    CrowdedInstant,
    Gap,
    Pulled,
    RetentionGap,
    Transport,
    Wish,
    pull,
    pull_async,
)
from isoledger.feeds.source import Ask, Choice, Lane, Source, lanes
from isoledger.feeds.spans import Span

__all__ = [
    "ABSENT",
    "AbsentVenueError",
    "AnswerError",
    "Ask",
    "AsyncTransport",
    "Bell",
    "BusyError",
    "CHANNELS",
    "Channel",
    "Choice",
    "ChoiceError",
    "Credentials",
    "CredentialsError",
    "CrowdedInstant",
    "Desk",
    "Endpoint",
    "FeedError",
    "ForbiddenRequestError",
    "Gap",
    "Keeper",
    "Kept",
    "Keyring",
    "Lane",
    "MissingExtraError",
    "NOBODY",
    "News",
    "Patience",
    "Pulled",
    "RefusedRequestError",
    "RetentionGap",
    "SOURCES",
    "Source",
    "Span",
    "StuckPagingError",
    "TellingsError",
    "Transport",
    "Wish",
    "channel_of",
    "endpoints",
    "from_environment",
    "from_keyring",
    "lanes",
    "live",
    "pull",
    "pull_async",
    "sources_of",
]
