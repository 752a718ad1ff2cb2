from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import FIELDS, Entity, FieldType, checked, operators
from crm_desktop.domain.filters import (
    LISTED,
    MOST_DAYS,
    UNARY,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Scalar,
    Who,
    conditions,
    from_plain,
    to_plain,
)
from crm_desktop.errors import InvalidInputError

RELATIVE = st.builds(
    RelativeDay, st.sampled_from(Anchor), st.integers(-MOST_DAYS, MOST_DAYS)
) | st.sampled_from(Who)


def values_for(operator: Operator) -> st.SearchStrategy[tuple[Scalar, ...]]:
    value = st.text(max_size=9) | st.sampled_from(["me", "today"]) | st.booleans() | RELATIVE
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


def test_what_depends_on_when_and_who_asks_has_a_plain_form() -> None:
    plain = [day_of({"day": "month-start", "plus": -7}), day_of({"day": "today"})]
    mine = {"field": "owner", "operator": "in", "value": [{"who": "me"}, "me"]}

    tree = from_plain({"all": [*plain, mine]})

    assert [condition.values for condition in conditions(tree)] == [
        (RelativeDay(Anchor.MONTH_START, -7),),
        (RelativeDay(Anchor.TODAY),),
        (Who.ME, "me"),
    ]
    assert to_plain(tree) == {"all": [*plain, mine]}


def day_of(value: object) -> dict[str, object]:
    return {"field": "created", "operator": ">=", "value": value}


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
        (day_of({"day": "today", "plus": "7"}), "filter.value.plus"),
        (day_of({"day": "today", "plus": True}), "filter.value.plus"),
        (day_of({"day": "today", "plus": 36_526}), "filter.value.plus"),
        (day_of({"day": "tomorrow"}), "filter.value.day"),
        (day_of({"day": "today", "minus": 7}), "filter.value"),
        (day_of({"plus": 7}), "filter.value"),
        (day_of({"who": "you"}), "filter.value.who"),
        (day_of({"who": "me", "day": "today"}), "filter.value.who"),
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
        (Condition("amount", Operator.MORE, ("-Infinity",)), "filter.value"),
        (Condition("amount", Operator.MORE, (Decimal("1E+999999"),)), "filter.value"),
        (Condition("amount", Operator.MORE, (Decimal("1E-19"),)), "filter.value"),
        (Condition("amount", Operator.MORE, (True,)), "filter.value"),
        (Condition("amount", Operator.EQUAL, (RelativeDay(Anchor.TODAY),)), "filter.value"),
        (Condition("title", Operator.EQUAL, (Who.ME,)), "filter.value"),
        (Condition("cycle", Operator.MORE, ("2 days",)), "filter.value"),
        (Condition("owner", Operator.EQUAL, (Who.MY_DEPARTMENT,)), "filter.value"),
        (Condition("department", Operator.EQUAL, (Who.ME,)), "filter.value"),
        (Condition("department", Operator.CONTAINS, ("sales",)), "filter.operator"),
        (Condition("owner", Operator.MORE, ("anna",)), "filter.operator"),
        (Condition("customer_tag", Operator.EQUAL, (date(2026, 3, 1),)), "filter.value"),
        (Condition("is_repeat", Operator.EQUAL, ("yes",)), "filter.value"),
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


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
@pytest.mark.parametrize(
    ("tree", "place"),
    [
        (Condition("{text}", Operator.EMPTY), "filter.field"),
        (Condition("title", Operator.CONTAINS, ("{text}",)), "filter.value"),
        (Condition("status", Operator.EQUAL, ("{text}",)), "filter.value"),
        (Condition("amount", Operator.MORE, ("{text}",)), "filter.value"),
        (Condition("customer_tag", Operator.ONE_OF, ("Segment", "{text}")), "filter.value"),
    ],
)
def test_a_text_that_no_database_keeps_is_refused_in_words_that_can_be_written(
    tree: Condition, place: str, text: str
) -> None:
    values = tuple(str(value).format(text=text) for value in tree.values)
    with pytest.raises(InvalidInputError) as refused:
        checked(Condition(tree.field.format(text=text), tree.operator, values), Entity.DEAL)
    assert refused.value.field == place
    assert str(refused.value.message) == "The text has a character that cannot be kept."


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


def test_too_many_conditions_are_refused_before_a_database_refuses_them() -> None:
    won = Condition("status", Operator.EQUAL, ("won",))
    most = Group(Match.ANY, (won,) * 200)
    assert checked(most, Entity.DEAL) == most
    with pytest.raises(InvalidInputError, match="at most 200 conditions"):
        checked(Group(Match.ALL, (most, won)), Entity.DEAL)


def test_too_many_days_are_refused() -> None:
    first = Condition("closed", Operator.ONE_OF, (date(2026, 3, 1),) * 200)
    assert checked(first, Entity.DEAL) == first
    with pytest.raises(InvalidInputError, match="At most 200 values"):
        checked(Condition("closed", Operator.ONE_OF, (*first.values, *first.values)), Entity.DEAL)


def test_groups_within_groups_without_end_are_refused() -> None:
    plain: object = []
    for _ in range(100_000):
        plain = [{"all": plain}]
    with pytest.raises(InvalidInputError, match="at most 20 groups") as refused:
        from_plain({"all": plain})
    assert refused.value.field == "filter" + ".all[1]" * 21


def test_more_values_than_a_server_takes_are_refused_in_words() -> None:
    names = tuple(map(str, range(10_001)))
    most = Condition("customer", Operator.ONE_OF, names[:-1])
    assert checked(most, Entity.DEAL) == most
    with pytest.raises(InvalidInputError, match="At most 10,000 values") as refused:
        checked(Condition("customer", Operator.NONE_OF, names), Entity.DEAL)
    assert refused.value.field == "filter.value"


@pytest.mark.parametrize(
    "condition",
    [
        Condition("owner", Operator.ONE_OF, (Who.ME, "anna")),
        Condition("department", Operator.NOT_EQUAL, (Who.MY_DEPARTMENT,)),
        Condition("customer_tag", Operator.EQUAL, ("Segment/Retail",)),
        Condition("closed", Operator.LESS, (RelativeDay(Anchor.PERIOD_START, -7),)),
        Condition("cycle", Operator.AT_MOST, (Decimal(86_400),)),
        Condition("owner", Operator.EMPTY),
    ],
)
def test_what_suits_a_field_is_left_as_it_is(condition: Condition) -> None:
    assert checked(condition, Entity.DEAL) == condition


def test_only_days_and_numbers_are_ordered_and_only_texts_are_searched_in() -> None:
    suited = {field.type: set(operators(field)) for field in FIELDS[Entity.DEAL].values()}
    ordered = {kind for kind, them in suited.items() if Operator.LESS in them}
    searched = {kind for kind, them in suited.items() if Operator.CONTAINS in them}
    assert ordered == {FieldType.MONEY, FieldType.SPAN, FieldType.DAY}
    assert searched == {FieldType.TEXT}
