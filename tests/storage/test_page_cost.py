"""A page costs the same wherever it is: counted in steps of SQLite's machine, seen in its plans."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from crm_desktop.composition import Services
from crm_desktop.domain.customers import CustomerOrder, CustomerQuery
from crm_desktop.domain.deals import DealOrder, DealQuery
from crm_desktop.domain.filters import Condition, Filter, Operator
from crm_desktop.domain.paging import Cursor
from tests.storage.crm_builders import add_employee, add_stages, firm_services

_NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
    " SELECT i, {columns} FROM n"
)
_CUSTOMERS = "INSERT INTO customer (id, name, name_folded, kind, owner_id, created_at) " + (
    _NUMBERS.format(columns="'Фирма', printf('фирма %05d', i * 7919 % 100000), 'company', 1, i")
)
_DEALS = (
    "INSERT INTO deal (id, title, title_folded, owner_id, stage_id, status, amount_minor,"
    " currency, base_minor, created_at, closed_at) "
) + _NUMBERS.format(
    columns="'Окна', printf('окна %05d', i * 7919 % 100000), 1, 3, 'won', i, 'RUB',"
    " i * 31 % 100000, i, i"
)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """Return a firm with 100,000 customers and as many deals; nothing changes it."""
    path = str(tmp_path_factory.mktemp("large") / "firm.sqlite")
    services = firm_services(path)
    add_employee(services, "Anna")
    add_stages(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(_CUSTOMERS)
        connection.execute(_DEALS)
        connection.commit()
    return services


@dataclass(slots=True)
class Cost:
    """What a call took; ``plan`` is how SQLite reads the table that the page is of."""

    steps: int = 0
    plan: list[str] = field(default_factory=list)


@contextmanager
def _measured(table: str) -> Iterator[Cost]:
    cost, connections = Cost(), set[sqlite3.Connection]()

    def count() -> None:
        cost.steps += 1

    def explain(_c: object, cursor: Any, statement: str, args: Any, *_: object) -> None:
        connection = cursor.connection
        if f"FROM {table} " in statement:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", args)
            cost.plan += [row[3] for row in plan]
        connection.set_progress_handler(count, 1)
        connections.add(connection)

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield cost
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
        for connection in connections:
            connection.set_progress_handler(None, 1)


def _refuse_reading_all(cost: Cost, table: str) -> None:
    assert cost.steps > 100
    assert [line for line in cost.plan if f"{table} USING" in line]
    assert not [line for line in cost.plan if line.startswith("USE TEMP B-TREE FOR ORDER BY")]


_AT = datetime.fromtimestamp(0, UTC)


def _instant(microsecond: int) -> datetime:
    return _AT.replace(microsecond=microsecond)


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        (CustomerOrder.NAME, "фирма 00100", "фирма 99800"),
        (CustomerOrder.CREATED, _instant(100), _instant(99_800)),
    ],
)
def test_a_page_of_customers_costs_the_same_at_both_ends(
    services: Services, order: CustomerOrder, first: str | datetime, last: str | datetime
) -> None:
    costs = []
    for value in (first, last):
        query = CustomerQuery(order=order, limit=100, after=Cursor(value, 0))
        with _measured("customer") as cost:
            page = services.customers.list_customers(query)
        assert len(page.rows) == 100
        _refuse_reading_all(cost, "customer")
        costs.append(cost.steps)

    assert costs[1] <= costs[0] * 1.3


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        (DealOrder.TITLE, "окна 00200", "окна 99800"),
        (DealOrder.CREATED, _instant(200), _instant(99_800)),
        (DealOrder.CLOSED, _instant(200), _instant(99_800)),
        (DealOrder.AMOUNT, 200, 99_800),
    ],
)
def test_a_page_of_deals_costs_the_same_at_both_ends(
    services: Services,
    order: DealOrder,
    first: str | datetime | int,
    last: str | datetime | int,
    is_descending: bool,
) -> None:
    costs = []
    for value in (first, last):
        query = DealQuery(order=order, is_descending=is_descending, limit=100)
        with _measured("deal") as cost:
            page = services.deals.list_deals(replace(query, after=Cursor(value, 0)))
        assert len(page.rows) == 100
        _refuse_reading_all(cost, "deal")
        costs.append(cost.steps)

    assert max(costs) <= min(costs) * 1.3


@pytest.mark.parametrize(
    "where",
    [
        Condition("amount", Operator.AT_LEAST, (Decimal(1),)),
        Condition("stage", Operator.NOT_EQUAL, ("Lost",)),
    ],
)
def test_a_filter_leaves_the_page_to_the_index(services: Services, where: Filter) -> None:
    costs = []
    for value in (200, 99_800):
        query = DealQuery(order=DealOrder.CREATED, limit=100, where=where)
        with _measured("deal") as cost:
            page = services.deals.list_deals(replace(query, after=Cursor(_instant(value), 0)))
        assert len(page.rows) > 90
        _refuse_reading_all(cost, "deal")
        costs.append(cost.steps)

    assert max(costs) <= min(costs) * 1.3


def test_the_search_finds_beginnings_by_the_index(services: Services) -> None:
    with _measured("customer") as cost:
        hits = services.search.search("ФИРМА 0001", limit=3)

    assert len(hits) == 3
    assert "name_folded>? AND name_folded<?" in cost.plan[0]
