"""What the month and one person cost in steps of the database, which repeat exactly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks import kpi_by_hand, kpi_data, kpi_scheme
from crm_desktop.clock import fixed
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions

NOW = fixed(datetime(2026, 1, 1, tzinfo=UTC))
GRAIN = 10


@pytest.fixture(scope="module")
def tables() -> kpi_data.Tables:
    return kpi_data.generated(kpi_data.SIZES["S"])


@pytest.fixture(scope="module")
def by_hand(tables: kpi_data.Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("steps") / "hand.sqlite"
    kpi_data.fill_bare_sqlite(str(path), tables)
    database = sqlite3.connect(path)
    yield database
    database.close()


class Ours:
    def __init__(self, location: str, tables: kpi_data.Tables) -> None:
        self.engine = open_engine(location)
        sessions = Sessions(self.engine)
        with sessions.begin() as session:
            kpi_data.fill(session, tables)
        SchemeService(sessions, NOW).import_scheme(kpi_scheme.scheme())
        with self.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        self.calculation = CalculationService(sessions, NOW)

    def steps(self, work: Callable[[], object]) -> int:
        """Return the steps of the virtual machine, in grains, of all that ``work`` asks for."""
        count = Ticks()

        def watch(connection: Any, *_: object) -> None:
            connection.set_progress_handler(count.tick, GRAIN)

        work()  # whatever is prepared once
        event.listen(self.engine, "checkout", watch)
        work()
        event.remove(self.engine, "checkout", watch)
        assert count.ticks > 0
        return count.ticks


class Ticks:
    def __init__(self) -> None:
        self.ticks = 0

    def tick(self) -> int:
        self.ticks += 1
        return 0


@pytest.fixture(scope="module")
def ours(
    tables: kpi_data.Tables, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ours]:
    path = tmp_path_factory.mktemp("steps") / "ours.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    found = Ours(str(path), tables)
    yield found
    found.engine.dispose()


def steps_by_hand(database: sqlite3.Connection, work: Callable[[], object]) -> int:
    count = Ticks()
    database.set_progress_handler(count.tick, GRAIN)
    work()
    database.set_progress_handler(None, 0)
    return count.ticks


def test_the_month_takes_little_more_steps_than_by_hand(
    ours: Ours, by_hand: sqlite3.Connection
) -> None:
    hand = steps_by_hand(by_hand, lambda: kpi_by_hand.sqlite_month(by_hand))
    found = ours.steps(lambda: ours.calculation.facts(kpi_data.MONTH))

    assert found <= hand * 1.3


def test_one_person_takes_little_more_steps_than_by_hand(
    ours: Ours, by_hand: sqlite3.Connection
) -> None:
    hand = steps_by_hand(by_hand, lambda: kpi_by_hand.sqlite_one(by_hand, 7))
    found = ours.steps(lambda: ours.calculation.live("e7", kpi_data.MONTH))

    assert found <= hand * 1.3
