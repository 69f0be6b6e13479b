"""What would be, if: the rules and the equation, asked about a position that is not yet.

Nothing here solves anything of its own. A hypothetical trade goes where a real one would, and a
hypothetical price to the risk that the liquidation price is solved from.
"""

from isoledger.core.whatif.accrual import Accrual, FundingPlan, break_even, time_to_liquidation
from isoledger.core.whatif.changes import (
    if_isolated,
    if_levered,
    if_moved,
    if_pooled,
    if_traded,
)
from isoledger.core.whatif.limits import largest_size, margin_for, removable, top_up
from isoledger.core.whatif.moment import Moment, Position
from isoledger.core.whatif.story import Moved, Past, post_mortem, rescue

__all__ = [
    "Accrual",
    "FundingPlan",
    "Moment",
    "Moved",
    "Past",
    "Position",
    "break_even",
    "if_isolated",
    "if_levered",
    "if_moved",
    "if_pooled",
    "if_traded",
    "largest_size",
    "margin_for",
    "post_mortem",
    "removable",
    "rescue",
    "time_to_liquidation",
    "top_up",
]
