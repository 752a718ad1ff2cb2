from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import FIELDS, Entity
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import (
    EVERYTHING,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Who,
)
from crm_desktop.kpi import codec

WON = Condition("status", Operator.EQUAL, ("won",))
LARGE = Condition("amount", Operator.AT_LEAST, (Decimal(1_000),))
LONG = "length of the sales cycle > 1:30"
MINE = "department: my department"


def since(anchor: Anchor, days: int) -> Condition:
    return Condition("created", Operator.AT_LEAST, (RelativeDay(anchor, days),))


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (WON, "status: won"),
        (Condition("status", Operator.ONE_OF, ("won", "lost")), "status: won or lost"),
        (Condition("status", Operator.NOT_EQUAL, ("open",)), "status: not open"),
        (LARGE, "amount ≥ 1,000"),
        (Condition("created", Operator.LESS, (date(2026, 3, 1),)), "created < 01/03/2026"),
        (Condition("title", Operator.CONTAINS, ("door",)), "title: contains “door”"),
        (Condition("source", Operator.EMPTY), "source: not given"),
        (Condition("stage", Operator.EQUAL, ("won",)), "stage: won"),
        (Condition("cycle", Operator.MORE, (Decimal(5_400),)), LONG),
        (Condition("owner", Operator.ONE_OF, (Who.ME, "anna")), "responsible: me or anna"),
        (Condition("department", Operator.EQUAL, (Who.MY_DEPARTMENT,)), MINE),
        (Condition("created", Operator.LESS, (RelativeDay(Anchor.TODAY),)), "created < today"),
        (since(Anchor.TODAY, -1), "created ≥ today − 1 day"),
        (since(Anchor.MONTH_START, 7), "created ≥ start of the month + 7 days"),
        (Group(Match.ALL, (WON, LARGE)), "status: won; amount ≥ 1,000"),
        (Group(Match.ANY, (WON, LARGE)), "status: won or amount ≥ 1,000"),
        (
            Group(Match.ALL, (Group(Match.ANY, (WON, LARGE)), LARGE)),
            "(status: won or amount ≥ 1,000); amount ≥ 1,000",
        ),
        (
            Group(Match.NONE, (Group(Match.ALL, (WON, LARGE)), LARGE)),
            "not ((status: won; amount ≥ 1,000) or amount ≥ 1,000)",
        ),
        (
            Group(Match.ANY, (Group(Match.ALL, (WON, LARGE)), LARGE)),
            "(status: won; amount ≥ 1,000) or amount ≥ 1,000",
        ),
        (Group(Match.NONE, (WON, LARGE)), "not (status: won or amount ≥ 1,000)"),
        (Group(Match.ALL, (EVERYTHING, WON)), "status: won"),
    ],
)
def test_a_filter_is_told_in_words(tree: Filter, words: str) -> None:
    assert str(in_words(tree, Entity.DEAL)) == words


def test_amounts_are_told_in_the_currency_that_is_known() -> None:
    words = in_words(Group(Match.ALL, (WON, LARGE)), Entity.DEAL, "EUR")
    assert str(words) == "status: won; amount ≥ €1,000.00"
    assert codec.from_plain(codec.to_plain(words)) == words


@pytest.mark.parametrize("entity", Entity)
def test_every_choice_has_words(entity: Entity) -> None:
    for field in FIELDS[entity].values():
        for choice in field.choices:
            words = in_words(Condition(field.code, Operator.EQUAL, (choice,)), entity)
            assert "_" not in str(words)


def test_of_everything_there_is_nothing_to_tell() -> None:
    assert in_words(EVERYTHING, Entity.DEAL) is None


def test_the_words_are_kept_with_a_statement() -> None:
    mine = Condition("owner", Operator.EQUAL, (Who.ME,))
    parts = (WON, LARGE, mine, since(Anchor.TODAY, -7), Condition("cycle", Operator.EMPTY))

    words = in_words(Group(Match.ANY, parts), Entity.DEAL)

    assert codec.from_plain(codec.to_plain(words)) == words
