from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Group, Match, Operator
from crm_desktop.kpi import codec

WON = Condition("status", Operator.EQUAL, ("won",))
LARGE = Condition("amount", Operator.AT_LEAST, (Decimal(1_000),))


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
        (Group(Match.ALL, (WON, LARGE)), "status: won; amount ≥ 1,000"),
        (Group(Match.ANY, (WON, LARGE)), "(status: won or amount ≥ 1,000)"),
        (Group(Match.NONE, (WON, LARGE)), "not (status: won or amount ≥ 1,000)"),
        (Group(Match.ALL, (EVERYTHING, WON)), "status: won"),
    ],
)
def test_a_filter_is_told_in_words(tree: Filter, words: str) -> None:
    assert str(in_words(tree, Entity.DEAL)) == words


def test_of_everything_there_is_nothing_to_tell() -> None:
    assert in_words(EVERYTHING, Entity.DEAL) is None


def test_the_words_are_kept_with_a_statement() -> None:
    words = in_words(Group(Match.ANY, (WON, LARGE)), Entity.DEAL)

    assert codec.from_plain(codec.to_plain(words)) == words
