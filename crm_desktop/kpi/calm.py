"""How long nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise

Measured = Callable[[datetime, datetime], int]
"""Returns the seconds from one instant to a later one, such as those of working time."""


def seconds_between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def longest_calm(
    moments: Iterable[datetime],
    start: datetime,
    end: datetime,
    measured: Measured = seconds_between,
) -> int:
    """Return the longest time in seconds from ``start`` to ``end`` without one of ``moments``."""
    within = sorted(moment for moment in moments if start < moment < end)
    return max(measured(*pair) for pair in pairwise([start, *within, end]))
