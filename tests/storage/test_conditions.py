"""Conditions by SQL agree with a plain evaluation, for every field of every kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain.fields import FIELDS, Entity, Field, FieldType, checked, operators
from crm_desktop.domain.filters import LISTED, UNARY, Condition, Filter, Group, Match, Operator
from crm_desktop.domain.names import folded
from crm_desktop.errors import InvalidInputError
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DepartmentRecord
from crm_desktop.storage.sessions import Sessions
from crm_desktop.storage.sources import SOURCES
from tests.storage import kpi_rows
from tests.storage.filter_world import (
    ABOVE,
    HOSTILE,
    MARCH,
    RETAIL,
    SIGNS,
    WORLD,
    Values,
    add_world,
)


@pytest.fixture
def world(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        add_world(session)
    yield sessions
    engine.dispose()


def found(
    sessions: sessionmaker[Session], tree: Filter, entity: Entity, *, has_period: bool = True
) -> set[int]:
    """Return the ids of the records of ``entity`` that pass ``tree`` in March."""
    source = SOURCES[entity]
    with sessions() as session:
        around = Surroundings(
            kpi_rows.ZONE,
            "RUB",
            session.get_bind().dialect.name,
            MARCH if has_period else None,
        )
        claim = as_sql(checked(tree, entity), entity, around)
        return set(session.scalars(select(source.id).select_from(source.origin).where(claim)))


# A plain evaluation.

FOLDED = {"title", "product", "product_group", "customer", "name"}
COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.MORE: gt,
    Operator.AT_LEAST: ge,
    Operator.CONTAINS: lambda text, part: part in text,
}


def passes(tree: Filter, values: Values, entity: Entity) -> bool:
    if isinstance(tree, Group):
        held = [passes(part, values, entity) for part in tree.parts]
        return {Match.ALL: all(held), Match.ANY: any(held), Match.NONE: not any(held)}[tree.match]
    field = FIELDS[entity][tree.field]
    present = present_values(field, values)
    match tree.operator:
        case Operator.EMPTY:
            return not present or present == [""]
        case Operator.NOT_EMPTY:
            return bool(present) and present != [""]
        case Operator.EQUAL | Operator.ONE_OF:
            return any(is_same(field, one, w) for one in present for w in tree.values)
        case Operator.NOT_EQUAL | Operator.NONE_OF:
            return not any(is_same(field, one, w) for one in present for w in tree.values)
        case operator:
            [wanted] = (plain(field, value) for value in tree.values)
            return any(COMPARE[operator](plain(field, one), wanted) for one in present)


def present_values(field: Field, values: Values) -> list[Any]:
    if field.type is FieldType.UNIT:
        return list(ABOVE.get(values["owner"], ()))
    value = values[field.code]
    if isinstance(value, tuple):
        return list(value)
    return [] if value is None else [value]


def plain(field: Field, value: Any) -> Any:
    return folded(value) if field.code in FOLDED else value


def is_same(field: Field, present: Any, wanted: Any) -> bool:
    if field.type is not FieldType.BRANCH:
        return bool(plain(field, present) == plain(field, wanted))
    path, asked = (list(map(folded, text.split("/"))) for text in (present, wanted))
    return path[: len(asked)] == asked


# Trees over the fields of an entity, with values that records have, nearly have and never have.

STRANGE = ("", "%", "_", "\\", HOSTILE, SIGNS, "Нет такого")
PATHS = ("Segment", "segment/RETAIL", f"{RETAIL}/елки", "Segm", "Retail", f"Region/{SIGNS}", "/")


def values_of(field: Field, entity: Entity) -> st.SearchStrategy[Any]:
    given_values = [values.get(field.code) for values in WORLD[entity].values()]
    present = sorted({value for value in given_values if value is not None}, key=str)
    match field.type:
        case FieldType.CHOICE:
            return st.sampled_from(field.choices)
        case FieldType.FLAG:
            return st.booleans()
        case FieldType.DAY:
            near = {day + timedelta(days=n) for day in present for n in (-1, 0, 1)}
            return st.sampled_from([*sorted(near), date.min, date.max])
        case FieldType.MONEY | FieldType.NUMBER | FieldType.SPAN:
            tiny = [Decimal(0), Decimal("0.001"), Decimal("-0.0001"), Decimal(10**17)]
            return st.sampled_from([one + more for one in [*present, Decimal(5)] for more in tiny])
        case FieldType.UNIT:
            return st.sampled_from(["d0", "d1", "d2", "D1", HOSTILE])
        case FieldType.BRANCH:
            return st.sampled_from([*PATHS, *STRANGE])
        case FieldType.PERSON:
            return st.sampled_from([*ABOVE, *STRANGE])
        case FieldType.TEXT:
            texts = flattened(present)
            near_texts = [text[:3].upper() for text in texts]
            return st.sampled_from([*texts, *near_texts, *STRANGE])


def flattened(values: Iterable[Any]) -> list[str]:
    return sorted({t for v in values for t in (v if isinstance(v, tuple) else (v,))})


@st.composite
def conditions(draw: st.DrawFn, entity: Entity) -> Condition:
    field = draw(st.sampled_from(sorted(FIELDS[entity].values(), key=lambda f: f.code)))
    operator = draw(st.sampled_from(operators(field)))
    if operator in UNARY:
        return Condition(field.code, operator)
    values = values_of(field, entity)
    if operator in LISTED:
        listed = draw(st.lists(values, min_size=1, max_size=3))
        return Condition(field.code, operator, tuple(listed))
    return Condition(field.code, operator, (draw(values),))


def trees(entity: Entity) -> st.SearchStrategy[Filter]:
    return st.recursive(
        conditions(entity),
        lambda parts: st.builds(
            Group, st.sampled_from(Match), st.lists(parts, max_size=3).map(tuple)
        ),
        max_leaves=4,
    )


@pytest.mark.parametrize("entity", Entity)
def test_a_filter_finds_what_a_plain_evaluation_finds(
    world: sessionmaker[Session], entity: Entity
) -> None:
    @given(tree=trees(entity))
    def law(tree: Filter) -> None:
        expected = {key for key, v in WORLD[entity].items() if passes(tree, v, entity)}
        assert found(world, tree, entity) == expected

    law()


@pytest.mark.parametrize("entity", Entity)
def test_every_field_tells_the_records_that_have_it_from_the_others(
    world: sessionmaker[Session], entity: Entity
) -> None:
    for code in FIELDS[entity]:
        given_ones = Condition(code, Operator.NOT_EMPTY)
        expected = {key for key, v in WORLD[entity].items() if passes(given_ones, v, entity)}
        assert (code, found(world, given_ones, entity)) == (code, expected)


@pytest.mark.parametrize(
    ("entity", "flag", "expected"),
    [
        (Entity.DEAL, "is_first_purchase", {1, 4, 9}),
        (Entity.DEAL, "is_repeat", {2, 3, 5, 6, 10}),
        (Entity.DEAL, "is_retained", {2, 10}),
        (Entity.DEAL, "is_of_new_customer", {4, 5, 6}),
        (Entity.ACTIVITY, "is_done", {1, 2}),
        (Entity.ACTIVITY, "is_late", {2, 3}),
        (Entity.PAYMENT, "is_overdue", {2}),
        (Entity.CUSTOMER, "is_buyer", {1, 2, 4}),
    ],
)
def test_a_flag_holds_or_does_not(
    world: sessionmaker[Session], entity: Entity, flag: str, expected: set[int]
) -> None:
    for value, ids in ((True, expected), (False, set(WORLD[entity]) - expected)):
        assert found(world, Condition(flag, Operator.EQUAL, (value,)), entity) == ids


@pytest.mark.parametrize(
    ("entity", "field", "value", "most"),
    [
        (Entity.DEAL, "status", "won", 10_000),
        (Entity.DEAL, "amount", Decimal(1), 10_000),
        (Entity.DEAL, "closed", date(2026, 3, 10), 200),
        (Entity.DEAL, "is_repeat", True, 200),
        (Entity.CUSTOMER, "tag", "Segment", 200),
        (Entity.CUSTOMER, "department", "d0", 10_000),
    ],
)
def test_as_many_values_as_a_condition_may_list_are_found(
    world: sessionmaker[Session], entity: Entity, field: str, value: Any, most: int
) -> None:
    one = Condition(field, Operator.EQUAL, (value,))
    many = Condition(field, Operator.ONE_OF, (value,) * most)
    assert found(world, many, entity) == found(world, one, entity)


def test_as_many_conditions_as_a_filter_may_have_are_answered(
    world: sessionmaker[Session],
) -> None:
    tag = Condition("customer_tag", Operator.NOT_EQUAL, ("Segmentum",))
    lost = Group(Match.ALL, (Condition("is_repeat", Operator.EQUAL, (False,)), tag))
    found_ones = found(world, lost, Entity.DEAL)
    assert found(world, Group(Match.ALL, (lost,) * 100), Entity.DEAL) == found_ones
    deep: Filter = Group(Match.ALL, (lost,))
    for _ in range(9):  # twenty groups with the two inside
        deep = Group(Match.NONE, (Group(Match.NONE, (deep,)),))
    assert found(world, deep, Entity.DEAL) == found_ones


@pytest.mark.parametrize(
    ("entity", "condition"),
    [
        (Entity.DEAL, Condition("is_retained", Operator.EQUAL, (True,))),
        (Entity.DOCUMENT, Condition("debt", Operator.MORE, (Decimal(0),))),
        (Entity.DOCUMENT, Condition("debt", Operator.ONE_OF, (Decimal(0),))),
    ],
)
def test_what_a_period_answers_is_not_known_without_one(
    world: sessionmaker[Session], entity: Entity, condition: Condition
) -> None:
    with pytest.raises(InvalidInputError, match="no period"):
        found(world, condition, entity, has_period=False)


def test_a_department_means_those_below_it(world: sessionmaker[Session]) -> None:
    within = {
        code: found(world, Condition("department", Operator.EQUAL, (code,)), Entity.DOCUMENT)
        for code in ("d0", "d1", "d2")
    }
    assert within == {"d0": {1, 2}, "d1": {2}, "d2": set()}


def test_a_tag_means_those_below_it_and_none_that_only_begins_like_it(
    world: sessionmaker[Session],
) -> None:
    under = {
        path: found(world, Condition("tag", Operator.EQUAL, (path,)), Entity.CUSTOMER)
        for path in ("Segment", RETAIL, "Segment/retail/елки", "Segmentum", "Segm", "Retail")
    }
    assert under == {
        "Segment": {1, 2},
        RETAIL: {1, 2},
        "Segment/retail/елки": {1},
        "Segmentum": {3},
        "Segm": set(),
        "Retail": set(),
    }


def test_a_department_that_is_above_itself_is_searched_once(
    world: sessionmaker[Session],
) -> None:
    with world.begin() as session:
        session.get_one(DepartmentRecord, 1).parent_id = 2
    within = Condition("department", Operator.ONE_OF, ("d0",))
    assert found(world, within, Entity.DOCUMENT) == {1, 2}
