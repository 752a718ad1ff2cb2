from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.domain.filters import (
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Who,
    conditions,
)
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError

THURSDAY = date(2026, 11, 19)
FEBRUARY = Period.month(2024, 2)
OCCASION = Occasion(THURSDAY, FEBRUARY, me="anna", my_department="sales")


def since(anchor: Anchor, days: int = 0) -> Condition:
    return Condition("created", Operator.AT_LEAST, (RelativeDay(anchor, days),))


@pytest.mark.parametrize(
    ("anchor", "days", "expected"),
    [
        (Anchor.TODAY, 0, date(2026, 11, 19)),
        (Anchor.TODAY, -19, date(2026, 10, 31)),
        (Anchor.WEEK_START, 0, date(2026, 11, 16)),
        (Anchor.MONTH_START, 0, date(2026, 11, 1)),
        (Anchor.QUARTER_START, 0, date(2026, 10, 1)),
        (Anchor.YEAR_START, -1, date(2025, 12, 31)),
        (Anchor.PERIOD_START, -1, date(2024, 1, 31)),
        (Anchor.PERIOD_END, -1, date(2024, 2, 29)),
        (Anchor.PERIOD_END, 0, date(2024, 3, 1)),
    ],
)
def test_a_relative_day_becomes_a_day(anchor: Anchor, days: int, expected: date) -> None:
    [condition] = conditions(resolved(since(anchor, days), OCCASION))
    assert condition.values == (expected,)


def test_who_asks_becomes_their_codes_wherever_it_stands() -> None:
    mine = Condition("owner", Operator.ONE_OF, (Who.ME, "boris"))
    ours = Condition("department", Operator.EQUAL, (Who.MY_DEPARTMENT,))

    tree = resolved(Group(Match.ANY, (mine, Group(Match.NONE, (ours,)))), OCCASION)

    assert [each.values for each in conditions(tree)] == [("anna", "boris"), ("sales",)]


def test_what_depends_on_nothing_stays() -> None:
    tree = Group(Match.ALL, (Condition("owner", Operator.EQUAL, ("me",)),))
    assert resolved(tree, Occasion(THURSDAY)) == tree


@pytest.mark.parametrize(
    "tree",
    [
        since(Anchor.PERIOD_START),
        since(Anchor.PERIOD_END, 3),
        Condition("owner", Operator.EQUAL, (Who.ME,)),
        Condition("department", Operator.EQUAL, (Who.MY_DEPARTMENT,)),
    ],
)
def test_what_is_not_known_here_is_refused(tree: Filter) -> None:
    with pytest.raises(InvalidInputError) as refused:
        resolved(tree, Occasion(THURSDAY))
    assert refused.value.field == "filter"
