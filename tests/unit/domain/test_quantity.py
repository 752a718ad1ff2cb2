"""Durations as people say them: hours and minutes, and days where there are more than two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.texts import speaking

HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0:00"),
        (59, "0:00"),
        (7200, "2:00"),
        (2 * DAY, "48:00"),
        (2 * DAY + 60, "2 days 0:01"),
        (3 * DAY, "3 days"),
        (50 * DAY + 24 * 60, "50 days 0:24"),
        (-50 * DAY - 10 * HOUR, "\N{MINUS SIGN}50 days 10:00"),
    ],
)
def test_a_long_duration_says_its_days(seconds: int, words: str) -> None:
    assert Quantity(Decimal(seconds), Unit.DURATION).shown() == words


@pytest.mark.parametrize(("days", "words"), [(3, "3 дня"), (21, "21 день"), (50, "50 дней")])
def test_days_are_said_in_the_language_in_force(days: int, words: str) -> None:
    with speaking("ru"):
        assert Quantity(Decimal(days * DAY), Unit.DURATION).shown() == words
