"""In which order a provider's list comes, as far as its times show."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_MOSTLY = 3


def is_newest_first(times: Sequence[datetime]) -> bool:
    """Whether these times fall, but for a few that a provider held back: then what follows is older still.

    Some servers that speak a provider's API list the oldest first, or in no order.
    """
    rising = sum(earlier < later for earlier, later in pairwise(times))
    falling = sum(earlier > later for earlier, later in pairwise(times))
    return rising * _MOSTLY <= falling
