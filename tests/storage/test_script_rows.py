"""The rows that scripts are given: every column of every kind of record, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain import fields
from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.kpi.script import ScriptInput
from crm_desktop.kpi.source import Window
from crm_desktop.storage import script_rows
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.script_rows import OwnedRow, TooManyRowsError, owned_rows
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.filter_world import MARCH, add_world

TODAY = date(2026, 4, 2)
DAY = {
    Entity.DEAL: "closed",
    Entity.ACTIVITY: "done",
    Entity.DOCUMENT: "issued",
    Entity.LINE: "issued",
    Entity.PAYMENT: "received",
    Entity.CUSTOMER: "created",
}
TYPES: dict[FieldType, type | tuple[type, ...]] = {
    FieldType.DAY: date,
    FieldType.FLAG: bool,
    FieldType.MONEY: Decimal,
    FieldType.NUMBER: (int, Decimal),
    FieldType.SPAN: int,
    FieldType.TEXT: str,
    FieldType.CHOICE: str,
    FieldType.PERSON: str,
}


@pytest.fixture
def empty(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    yield Sessions(engine)
    engine.dispose()


@pytest.fixture
def world(empty: sessionmaker[Session]) -> sessionmaker[Session]:
    with empty.begin() as session:
        add_world(session)
    return empty


def rows(sessions: sessionmaker[Session], asked: ScriptInput, *owners: int) -> list[OwnedRow]:
    with sessions() as session:
        around = Surroundings(kpi_rows.ZONE, "RUB", session.get_bind().dialect.name)
        return owned_rows(session, asked, around, MARCH, TODAY, owners or None)


def all_of(entity: Entity) -> ScriptInput:
    return ScriptInput("all", entity, DAY[entity], fields.columns(entity), window=Window.UNTIL_END)


@pytest.mark.parametrize("entity", Entity)
def test_every_column_has_values_of_its_type(world: sessionmaker[Session], entity: Entity) -> None:
    found = rows(world, all_of(entity))
    assert found
    for row in found:
        assert set(row.columns) - {"share"} == set(fields.columns(entity))
        for code, value in row.columns.items():
            if value is not None and code != "share":
                assert isinstance(value, TYPES[FIELDS[entity][code].type]), code


def test_names_are_as_they_are_written(world: sessionmaker[Session]) -> None:
    found = rows(world, replace(all_of(Entity.DEAL), columns=("customer", "product")))
    customers = {row.columns["customer"] for row in found}
    assert customers >= {"ООО «Ёж»", "Ель"}


def test_a_shared_deal_counts_for_each_with_their_part(empty: sessionmaker[Session]) -> None:
    shared = kpi_rows.DealSketch(0, 10_001, title="Both", credits=((0, 60), (1, 40)))
    with empty.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [shared])
    mine = replace(
        all_of(Entity.DEAL),
        columns=("amount",),
        where=Condition("title", Operator.EQUAL, ("Both",)),
    )
    assert [(row.owner, dict(row.columns)) for row in rows(empty, mine)] == [
        (1, {"amount": Decimal("60.01"), "share": Decimal("0.6")}),
        (2, {"amount": Decimal("40.00"), "share": Decimal("0.4")}),
    ]


def test_a_filter_and_owners_narrow_what_is_found(world: sessionmaker[Session]) -> None:
    won = replace(
        all_of(Entity.DEAL),
        columns=("status",),
        where=Condition("status", Operator.EQUAL, ("won",)),
        window=Window.WITHIN,
    )
    every = rows(world, won)
    assert {row.columns["status"] for row in every} == {"won"}
    assert all(row.on in MARCH for row in every)
    mine = rows(world, won, every[0].owner)
    assert mine == [row for row in every if row.owner == every[0].owner]


def test_too_many_rows_are_refused(
    world: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_rows, "MOST_ROWS", 1)
    with pytest.raises(TooManyRowsError, match="narrow its filter"):
        rows(world, all_of(Entity.DEAL))
