"""Commissions document by document, many statements at once and approved, a payment until seen.

Run as ``python -m benchmarks.pay [--server]``. All times are of the CPU but that of a payment,
which is of the clock; each is the best of some rounds.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select

from benchmarks import kpi_data
from benchmarks.contenders import NOW, Clock, Ours, new_database
from benchmarks.kpi_data import MONTH, Size
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.quantity import Unit
from crm_desktop.domain.statements import StatementState
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    PercentPremium,
    Premium,
    RewardCard,
)
from crm_desktop.services.documents import DocumentService, PaymentDraft
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage import bulk
from crm_desktop.storage.base import Base
from crm_desktop.storage.models import AccrualRecord, DocumentRecord
from tests.postgres_server import running_server

ROUNDS = 5
LINES = 10
DOCUMENTS = Size(200, 2_000, 1_000, 5_000, 100_000)
PEOPLE = Size(2_000, 2_000, 1_000, 20_000, 1_000)


def commission(event: Event, rate: str) -> CommissionPremium:
    return CommissionPremium(Entity.DOCUMENT, (EarningPart(event),), Decimal(rate))


def scheme(*premiums: Premium) -> Scheme:
    """Return a scheme whose one card pays everybody ``premiums``."""
    sales = Indicator(
        "sales", "Sales", RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount"), Unit.MONEY
    )
    templates = tuple(
        BonusTemplate(
            f"t{number}",
            f"Template {number}",
            premium,
            None if isinstance(premium, CommissionPremium) else "sales",
        )
        for number, premium in enumerate(premiums)
    )
    codes = tuple(template.code for template in templates)
    card = RewardCard("card", "Card", Decimal(40_000), codes, (Assignment(COMPANY),))
    return Scheme("Pay", "RUB", indicators=(sales,), templates=templates, cards=(card,))


def filled(location: str, size: Size, rules: Scheme) -> Ours:
    """Return our services on a new database with records of ``size`` and ``rules``."""
    ours = Ours(location)
    ours.fill(kpi_data.generated(size), is_bulk=False)
    with ours.sessions.begin() as session:
        document = Base.metadata.tables["document"].c
        paid = select(document.id, document.owner_id, document.paid_on, document.base_minor).where(
            document.paid_on.is_not(None)
        )
        table = Base.metadata.tables["payment"]
        columns = ("document_id", "owner_id", "received_on", "amount_minor", "base_minor")
        [bind] = bulk.binds(session, table, ("received_on",))
        rows = [
            (key, owner, on if bind is None else bind(on), minor, minor)
            for key, owner, on, minor in session.connection().execute(paid)
        ]
        bulk.insert(session, table, columns, rows)
    SchemeService(ours.sessions, NOW).import_scheme(rules, MONTH.start)
    with ours.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return ours


def best(
    work: Callable[[], object], clock: Clock, before: Callable[[], object] = lambda: None
) -> float:
    """Return the seconds of the best of some rounds; ``before`` each is not counted."""
    before()
    work()
    gc.collect()
    gc.freeze()  # as the program does when it has started
    found = []
    for _ in range(ROUNDS):
        before()
        gc.collect()
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def lines_a_second(location: str) -> None:
    rules = scheme(commission(Event.INVOICED, "0.01"), commission(Event.PAID, "0.02"))
    ours = filled(location, DOCUMENTS, rules)
    seconds = best(ours.pay, ours.clock, partial(_deleted, ours))
    with ours.sessions() as session:
        count = session.query(AccrualRecord).count()
    computing = best(partial(ours.calculation.calculate, MONTH), ours.clock)
    for what, taken, goal in (
        ("lines of documents computed a second", computing, "   >= 40,000"),
        ("lines of documents computed and stored a second", seconds, ""),
    ):
        print(f"{what:<52} {count / taken:10,.0f}   of {count:,}{goal}", flush=True)
    payment_until_seen(ours)
    ours.engine.dispose()


def payment_until_seen(ours: Ours) -> None:
    """Report the time from a payment to the progress that shows it."""
    documents = DocumentService(ours.sessions)
    with ours.sessions() as session:
        unpaid = DocumentRecord.paid_on.is_(None)
        query = select(DocumentRecord.id, DocumentRecord.owner_id).where(unpaid).limit(30)
        found = session.execute(query).all()
    times: list[float] = []
    for key, owner in found:
        before = _earned(ours, owner)
        start = time.perf_counter()
        documents.post_payment(PaymentDraft(key, Money(1_000_00, "RUB"), date(2025, 12, 30)))
        after = _earned(ours, owner)
        times.append(time.perf_counter() - start)
        if after == before:
            raise SystemExit("The payment is not in the progress.")
    median = sorted(times)[len(times) // 2] * 1000
    print(f"{'one payment posted until progress shows it, ms':<52} {median:10.1f}   <= 50")


def _earned(ours: Ours, owner: int) -> int:
    statement = ours.calculation.progress(f"e{owner}", MONTH).statement
    if statement is None:
        raise SystemExit("There is no statement.")
    return statement.total.minor


def statements_at_once(location: str) -> None:
    """Report many statements of ten lines against the bare inserts of the same rows.

    The rows go into the same tables, with their rules, by the driver's fastest way.
    """
    ours = filled(location, PEOPLE, scheme(*[PercentPremium(Decimal("0.01"))] * LINES))
    ours.pay()
    found = _stored(ours)
    seconds = best(ours.pay, ours.clock, partial(_deleted, ours))
    by_hand = best(partial(_insert, ours, found), ours.clock, partial(_deleted, ours))
    what = f"{PEOPLE.employees} statements of {LINES} lines, ms and of bare inserts"
    print(f"{what:<52} {seconds * 1000:10.0f} {by_hand * 1000:10.0f} {seconds / by_hand:8.2f} x"
          "   <= 4", flush=True)  # fmt: skip
    approving(ours)
    ours.engine.dispose()


def approving(ours: Ours) -> None:
    """Report what it takes a statement to be approved, with its whole derivation."""
    life = StatementLifeService(ours.sessions, NOW)
    step = partial(life.advance, MONTH, StatementState.APPROVED, "A")
    seconds = best(step, ours.clock, partial(_drafts_anew, ours))
    what = f"approving {PEOPLE.employees} statements, ms a statement"
    print(f"{what:<52} {seconds * 1000 / PEOPLE.employees:10.2f}", flush=True)


def _drafts_anew(ours: Ours) -> None:
    _deleted(ours)
    ours.pay()


Rows = tuple[str, list[str], list[tuple[Any, ...]]]
"""A table, its columns, and all of its rows in the driver's own form."""


def _stored(ours: Ours) -> list[Rows]:
    found: list[Rows] = []
    with ours.engine.connect() as connection:
        for name in ("statement", "statement_line"):
            result = connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608 - our own names
            rows = [tuple(map(_plain, row)) for row in result.all()]
            found.append((name, list(result.keys()), rows))
    return found


def _plain(value: Any) -> Any:
    return psycopg.types.json.Json(value) if isinstance(value, dict | list) else value


def _deleted(ours: Ours) -> None:
    with ours.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM statement")


def _insert(ours: Ours, found: list[Rows]) -> None:
    with ours.engine.begin() as connection:
        for name, columns, rows in found:
            listed = ", ".join(f'"{column}"' for column in columns)
            if ours.engine.dialect.name == "postgresql":
                driver: Any = connection.connection.driver_connection
                with driver.cursor().copy(f"COPY {name} ({listed}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(columns))
                connection.exec_driver_sql(f"INSERT INTO {name} ({listed}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", action="store_true")
    given = parser.parse_args()
    print("SQLite")
    with tempfile.TemporaryDirectory() as folder:
        lines_a_second(str(Path(folder) / "lines.sqlite"))
        statements_at_once(str(Path(folder) / "people.sqlite"))
    if given.server:
        print("PostgreSQL")
        with ExitStack() as stack:
            server = stack.enter_context(running_server())
            lines_a_second(stack.enter_context(new_database(server, "lines")))
            statements_at_once(stack.enter_context(new_database(server, "people")))


if __name__ == "__main__":
    main()
