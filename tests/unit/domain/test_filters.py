from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity, checked
from crm_desktop.domain.filters import (
    LISTED,
    UNARY,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    conditions,
    from_plain,
    to_plain,
)
from crm_desktop.errors import InvalidInputError


def values_for(operator: Operator) -> st.SearchStrategy[tuple[str | bool, ...]]:
    value = st.text(max_size=9) | st.booleans()
    if operator in UNARY:
        return st.just(())
    if operator in LISTED:
        return st.lists(value, min_size=1, max_size=3).map(tuple)
    return value.map(lambda one: (one,))


CONDITIONS = st.sampled_from(Operator).flatmap(
    lambda operator: st.builds(
        Condition, st.text(max_size=9), st.just(operator), values_for(operator)
    )
)
TREES: st.SearchStrategy[Filter] = st.recursive(
    CONDITIONS,
    lambda inner: st.builds(Group, st.sampled_from(Match), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)


@given(TREES)
def test_a_filter_is_read_back_from_its_plain_form(tree: Filter) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(tree)))) == tree


@pytest.mark.parametrize(
    ("plain", "place"),
    [
        ([], "filter"),
        ({"field": "status"}, "filter"),
        ({"field": "status", "operator": "=", "value": "won", "more": 1}, "filter"),
        ({"field": "status", "operator": "~", "value": "won"}, "filter.operator"),
        ({"field": "status", "operator": "in", "value": "won"}, "filter.value"),
        ({"field": "status", "operator": "in", "value": []}, "filter.value"),
        ({"field": "status", "operator": "empty", "value": "won"}, "filter.value"),
        ({"field": "status", "operator": "="}, "filter.value"),
        ({"all": [], "any": []}, "filter"),
        ({"all": "status"}, "filter"),
        ({"all": [{"none": [{"field": 1, "operator": "="}]}]}, "filter.all[1].none[1]"),
    ],
)
def test_what_is_no_filter_is_refused_at_its_place(plain: object, place: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        from_plain(plain)
    assert refused.value.field == place


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        (Condition("colour", Operator.EQUAL, ("red",)), "filter.field"),
        (Condition("status", Operator.LESS, ("won",)), "filter.operator"),
        (Condition("amount", Operator.CONTAINS, ("1",)), "filter.operator"),
        (Condition("status", Operator.EQUAL, ("gone",)), "filter.value"),
        (Condition("amount", Operator.MORE, ("a lot",)), "filter.value"),
        (Condition("amount", Operator.MORE, ("NaN",)), "filter.value"),
        (Condition("closed", Operator.MORE, ("2026-02-30",)), "filter.value"),
        (
            Group(Match.ANY, (Condition("title", Operator.CONTAINS, (Decimal(1),)),)),
            "filter.any[1].value",
        ),
    ],
)
def test_a_filter_that_does_not_suit_deals_is_refused_at_its_place(
    tree: Filter, place: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(tree, Entity.DEAL)
    assert refused.value.field == place


def test_values_take_the_type_of_their_field() -> None:
    tree = Group(
        Match.ALL,
        (
            Condition("amount", Operator.MORE, ("1.50",)),
            Condition("closed", Operator.AT_LEAST, ("2026-03-01",)),
            Condition("status", Operator.ONE_OF, ("won", "lost")),
        ),
    )
    found = [condition.values for condition in conditions(checked(tree, Entity.DEAL))]
    assert found == [(Decimal("1.50"),), (date(2026, 3, 1),), ("won", "lost")]


def test_more_values_than_a_server_takes_are_refused_in_words() -> None:
    names = tuple(map(str, range(10_001)))
    most = Condition("customer", Operator.ONE_OF, names[:-1])
    assert checked(most, Entity.DEAL) == most
    with pytest.raises(InvalidInputError, match="At most 10,000 values") as refused:
        checked(Condition("customer", Operator.NONE_OF, names), Entity.DEAL)
    assert refused.value.field == "filter.value"
