"""What is measured: our services, hand-written SQL, and a query for each person and indicator."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import numpy as np
import psycopg
from sqlalchemy import ColumnElement, Engine, Select, case, create_engine, event, func, or_, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, aliased, sessionmaker
from sqlalchemy.pool import NullPool

from benchmarks import kpi_by_hand, kpi_data, kpi_scheme
from benchmarks.kpi_data import MONTH, Tables
from crm_desktop.clock import fixed
from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.rollup import Measured
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.measuring import Kept, Measuring
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage import bulk
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.models import ActivityRecord, CustomerRecord, DealRecord, DocumentRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.sessions import Sessions

NOW = fixed(datetime(2026, 1, 1, tzinfo=UTC))
Clock = Callable[[], float]


class ByHand(Protocol):
    """Hand-written SQL over the bare tables; ``clock`` counts its CPU time in seconds.

    ``month`` has a row of twelve figures for each employee, each department and the company.
    """

    clock: Clock

    def month(self) -> kpi_by_hand.Numbers: ...
    def one(self, employee_id: int) -> object: ...


class Ours:
    """Our services over our tables; ``clock`` counts the CPU time, the server's included."""

    def __init__(self, location: str) -> None:
        self.engine = open_engine(location)
        self.sessions: sessionmaker[Session] = Sessions(self.engine)
        self.calculation = CalculationService(self.sessions, NOW)
        self.payroll = PayrollService(self.sessions, NOW)
        self.clock: Clock = time.process_time
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                self.clock = _with_server(driver.info.backend_pid)

    def fill(self, tables: Tables, *, is_bulk: bool) -> float:
        """Write ``tables`` and the scheme; return the CPU seconds that inserting took.

        ``is_bulk`` makes the indexes afterwards.
        """
        upgrade(self.engine)
        indexes = drop_indexes(self.engine) if is_bulk else []
        stopwatch = Stopwatch()
        with self.sessions.begin() as session:
            kpi_data.fill(session, tables, stopwatch.insert)
        with self.engine.begin() as connection:
            for index in indexes:
                connection.exec_driver_sql(index)
        SchemeService(self.sessions, NOW).import_scheme(kpi_scheme.scheme())
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
                server.exec_driver_sql("VACUUM ANALYZE")
        else:
            with self.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
            self.engine.dispose()  # the last one out moves everything into the file
        return stopwatch.seconds

    def facts(self) -> list[Sequence[Decimal | None]]:
        """Return each indicator's values of all employees, all departments and the company."""
        found = self.calculation.facts(MONTH)
        assert isinstance(found, Measured)
        return [
            [value for refs in self._refs for value in found.of_records[code].column(refs).values]
            for code in kpi_scheme.SOURCES
        ]

    @cached_property
    def _refs(self) -> tuple[tuple[SubjectRef, ...], ...]:
        """Whose figures are asked for, level after level, by number."""
        with self.sessions() as session:
            staff = subjects.staff(session)
        people = sorted(staff.people, key=attrgetter("id"))
        units = sorted((unit.ref for unit in staff.units), key=lambda ref: int(ref.code[1:]))
        return tuple(one.subject.ref for one in people), tuple(units), (COMPANY,)

    def pay(self) -> object:
        return self.payroll.calculate_and_save(MONTH)

    def live(self, employee_id: int) -> object:
        return self.calculation.live(f"e{employee_id}", MONTH)

    def some(self, count: int) -> object:
        """Return the facts of the first ``count`` people, one set of statements for all."""
        with self.sessions() as session:
            staff = subjects.staff(session)
            people = staff.people[:count]
            measuring = Measuring(session, firm_queries.firm(session), _INDICATORS, NOW())
            found = measuring.facts(
                MONTH, staff, [one.subject for one in people], [one.id for one in people]
            )
            return list(found.items())

    def facts_of(self, indicators: Sequence[Indicator], kept: Kept) -> object:
        """Return the facts of everybody for other ``indicators``, of which ``kept`` is."""
        with self.sessions() as session:
            staff, firm = subjects.staff(session), firm_queries.firm(session)
            measuring = Measuring(session, firm, indicators, NOW(), kept=kept)
            return measuring.facts(MONTH, staff, [*staff.everyone(), Subject(COMPANY, "F")])

    def statements(self, work: Callable[[], object]) -> int:
        """Return how many statements ``work`` sends, those of transactions not counted."""
        sent: list[str] = []

        def note(*about: Any) -> None:
            sent.append(about[2])

        event.listen(self.engine, "before_cursor_execute", note)
        work()
        event.remove(self.engine, "before_cursor_execute", note)
        return sum(not text.startswith("BEGIN") for text in sent)

    def one_by_one(self) -> object:
        """Return the facts by one query of the ORM for each person and indicator."""
        with self.sessions() as session:
            people = [one.id for one in subjects.staff(session).people]
            return [session.execute(query).one() for one in people for query in _queries(one)]


_INDICATORS = tuple(kpi_scheme.indicators())
_DEPARTMENTS = "SELECT department_id FROM employee ORDER BY id"


class SqliteByHand:
    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path)
        found = self._database.execute(_DEPARTMENTS).fetchall()
        self._departments: kpi_by_hand.Numbers = np.array(found)[:, 0]
        self.clock: Clock = time.process_time

    def month(self) -> kpi_by_hand.Numbers:
        return kpi_by_hand.finished(kpi_by_hand.sqlite_month(self._database), self._departments)

    def one(self, employee_id: int) -> object:
        return kpi_by_hand.sqlite_one(self._database, employee_id)


class ServerByHand:
    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(_plain(address), autocommit=True)
        found = self._connection.execute(_DEPARTMENTS).fetchall()
        self._departments: kpi_by_hand.Numbers = np.array(found)[:, 0]
        self.clock: Clock = _with_server(self._connection.info.backend_pid)

    def month(self) -> kpi_by_hand.Numbers:
        return kpi_by_hand.finished(kpi_by_hand.server_month(self._connection), self._departments)

    def one(self, employee_id: int) -> object:
        statements = kpi_by_hand.SERVER_ONE
        return kpi_by_hand.server_rows(self._connection, statements, employee=employee_id)

    def close(self) -> None:
        self._connection.close()


@dataclass(slots=True)
class Stopwatch:
    """Inserts rows and adds up the CPU ``seconds`` that this takes."""

    seconds: float = 0.0

    def insert(self, *about: Any) -> None:
        start = time.process_time()
        bulk.insert(*about)
        self.seconds += time.process_time() - start


class Bare(NamedTuple):
    """CPU seconds of inserting without indexes, and megabytes before and after the engine's."""

    seconds: float
    megabytes: float
    with_indexes: float


def bare_insert(path: Path, tables: Tables) -> Bare:
    """Write ``tables`` into our own without indexes, then make those that figures are read by."""
    engine = open_engine(str(path))
    upgrade(engine)
    indexes = drop_indexes(engine)
    stopwatch = Stopwatch()
    with Sessions(engine).begin() as session:
        kpi_data.fill(session, tables, stopwatch.insert)
    engine.dispose()
    megabytes = path.stat().st_size / 1e6
    with engine.begin() as connection:
        for index in indexes:
            if _OF_ENGINE.search(index):
                connection.exec_driver_sql(index)
    engine.dispose()
    return Bare(stopwatch.seconds, megabytes, path.stat().st_size / 1e6)


_OF_ENGINE = re.compile(r"ix_\w+_(employee|owner)_(?!id)|ix_deal_customer_id_status")
"""Indexes that begin with a person, and the earlier deals of a customer."""


def drop_indexes(engine: Engine) -> list[str]:
    """Drop what indexes no rule makes; return the statements that make them again."""
    is_server = engine.dialect.name == "postgresql"
    listed = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conname = indexname)"
        if is_server
        else "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    )
    with engine.begin() as connection:
        found = connection.exec_driver_sql(listed).all()
        for name, _ in found:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


@contextmanager
def new_database(server: str, name: str) -> Iterator[str]:
    """Yield the address of a new database on ``server``; drop it at the end."""
    url = make_url(server)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def fill_by_hand_on(address: str, tables: Tables) -> None:
    with psycopg.connect(_plain(address)) as connection:
        kpi_data.fill_bare_server(connection, tables)
    with psycopg.connect(_plain(address), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _plain(address: str) -> str:
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def _with_server(pid: int) -> Clock:
    """Return the CPU time of this process and of the server's process for it, on Linux."""
    used = Path(f"/proc/{pid}/schedstat")

    def clock() -> float:
        nanoseconds, _, _ = used.read_text(encoding="ascii").split()
        return time.process_time() + int(nanoseconds) / 1e9

    return clock


def _queries(person: int) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield a query for each of the twelve indicators, over the covering indexes."""
    start, end = MONTH.instants(ZoneInfo("UTC"))
    activity, deal, document = ActivityRecord, DealRecord, DocumentRecord
    acted = [activity.employee_id == person, *_within(activity.planned_at, start, end)]
    done = [*acted, activity.done_at.is_not(None)]
    kind = activity.type_id
    won = [
        deal.owner_id == person,
        deal.is_shared.is_(False),
        deal.status == "won",
        *_within(deal.closed_at, start, end),
    ]
    created = [
        deal.owner_id == person,
        deal.is_shared.is_(False),
        *_within(deal.created_at, start, end),
    ]
    yield select(func.sum(case({1: 1.0, 2: 0.5}, value=kind, else_=0))).where(*done)
    yield select(func.sum(case({4: 3, 5: 5}, value=kind, else_=0))).where(*done)
    yield select(func.count(case((kind == 3, 1))), func.count()).where(*acted, kind <= 3)
    yield select(func.count()).where(*won)
    yield select(func.sum(deal.base_minor)).where(*won)
    yield select(func.sum(deal.base_minor), func.count()).where(*won)
    earlier = aliased(DealRecord)
    repeated = select(earlier.id).where(
        earlier.customer_id == deal.customer_id,
        earlier.status == "won",
        earlier.closed_at < deal.closed_at,
    )
    yield select(func.sum(deal.base_minor)).where(*won, repeated.exists())
    yield select(func.count(case((deal.status == "won", 1))), func.count()).where(*created)
    took = deal.first_response_at - deal.created_at
    yield select(func.sum(took), func.count(deal.first_response_at)).where(*created)
    paid = _within(document.paid_on, MONTH.start, MONTH.end)
    yield select(func.sum(document.base_minor)).where(document.owner_id == person, *paid)
    is_unpaid = or_(document.paid_on.is_(None), document.paid_on >= MONTH.end)
    due = [document.owner_id == person, document.due_on < MONTH.end, is_unpaid]
    yield select(func.sum(document.base_minor)).where(*due)
    came = _within(CustomerRecord.created_at, start, end)
    yield select(func.count()).where(CustomerRecord.owner_id == person, *came)


def _within(column: Any, start: Any, end: Any) -> list[ColumnElement[bool]]:
    return [column >= start, column < end]
