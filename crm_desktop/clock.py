"""The only place that knows what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]
"""Returns the present instant, aware and in UTC."""


def system_now() -> datetime:
    return datetime.now(UTC)


def fixed(instant: datetime) -> Now:
    """Return a clock that stands still, for tests and pictures."""
    return lambda: instant


def today(now: Now, zone: ZoneInfo) -> date:
    """Return the day it is in ``zone``."""
    return now().astimezone(zone).date()
