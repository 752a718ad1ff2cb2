"""The month of everybody and the live month of one person against hand-written SQL.

Run as ``python benchmarks/month_job.py [S|M]``. The same SQLite file, 24 months of records, 12
indicators over activities, deals and documents, both contenders in this process by CPU time.
By hand: one grouped statement for each table and date, over the same covering indexes, and
nothing but its rows. Ours: facts alone, then the whole calculation with plans, scores and pay.
"""

from __future__ import annotations

import gc
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Operator
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.kpi import rollup
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.source import Aggregate, RatioSource, RecordSource, Source
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, PercentPremium, RewardCard
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage import bulk, facts
from crm_desktop.storage.base import Base
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.models import (
    ActivityTypeRecord,
    CurrencyRecord,
    FirmRecord,
    PipelineRecord,
    StageRecord,
)
from crm_desktop.storage.sessions import Sessions

ZONE = ZoneInfo("Europe/Moscow")
MONTH = Period.month(2025, 12)
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
NOW = fixed(datetime(2026, 1, 1, tzinfo=UTC))
ROUNDS = 5
TYPES = ("call out", "call in", "missed call", "meeting", "demo", "e-mail", "chat", "task")
TYPE_SHARES = (0.28, 0.17, 0.05, 0.08, 0.04, 0.20, 0.13, 0.05)
STATUSES = ("open", "won", "lost")


@dataclass(frozen=True, slots=True)
class Size:
    employees: int
    activities: int
    deals: int
    documents: int


SIZES = {"S": Size(20, 50_000, 5_000, 5_000), "M": Size(200, 1_000_000, 100_000, 100_000)}

Column = Any


def fill(session: Session, size: Size) -> None:
    """Write the firm and 24 months of records, the same each time."""
    session.add(CurrencyRecord(code="RUB"))
    session.flush()
    session.add(FirmRecord(id=1, name="F", currency="RUB", zone=ZONE.key, rounding="half-up"))
    session.add(PipelineRecord(id=1, name="Sales", position=1))
    session.add_all(ActivityTypeRecord(id=i, name=name) for i, name in enumerate(TYPES, 1))
    session.flush()
    for i, status in enumerate(STATUSES, 1):
        session.add(StageRecord(id=i, pipeline_id=1, name=status, position=i, status=status))
    session.flush()
    departments = size.employees // 10
    add(session, "department", departments, code=texts("d", departments),
        name=texts("D", departments), name_folded=texts("d", departments))  # fmt: skip
    people = size.employees
    add(session, "employee", people, code=texts("e", people), name=texts("E", people),
        name_folded=texts("e", people),
        department_id=[i % departments + 1 for i in range(people)])  # fmt: skip
    rng = np.random.Generator(np.random.PCG64(20260101))
    add_activities(session, rng, size)
    add_deals(session, rng, size)
    add_documents(session, rng, size)


def add(session: Session, table: str, count: int, **columns: Column) -> None:
    rows = list(zip(*columns.values(), strict=True))
    assert len(rows) == count
    bulk.insert(session, Base.metadata.tables[table], list(columns), rows)


def texts(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{i}" for i in range(1, count + 1)]


def moments(rng: np.random.Generator, count: int) -> Any:
    """Return instants of the 24 months in order, as the file keeps them: in microseconds."""
    start, end = (int(at.timestamp()) * 10**6 for at in (FIRST, LAST))
    return np.sort(rng.integers(start, end, count))


def owners(rng: np.random.Generator, count: int, size: Size) -> list[int]:
    found: list[int] = rng.integers(1, size.employees + 1, count).tolist()
    return found


def add_activities(session: Session, rng: np.random.Generator, size: Size) -> None:
    count = size.activities
    planned = moments(rng, count)
    is_done = rng.random(count) < 0.85
    done = [at if yes else None for at, yes in zip(planned.tolist(), is_done, strict=True)]
    add(session, "activity", count,
        type_id=rng.choice(np.arange(1, len(TYPES) + 1), count, p=TYPE_SHARES).tolist(),
        employee_id=owners(rng, count, size), planned_at=planned.tolist(), done_at=done,
        duration_s=rng.integers(10, 3600, count).tolist())  # fmt: skip


def add_deals(session: Session, rng: np.random.Generator, size: Size) -> None:
    count = size.deals
    created = moments(rng, count)
    closed = created + rng.integers(3600, 90 * 86_400, count) * 10**6
    is_open = closed >= int(LAST.timestamp()) * 10**6
    stages = np.where(is_open, 1, rng.choice([2, 3], count, p=[0.35, 0.65])).tolist()
    amounts = rng.integers(1_000, 5_000_000, count).tolist()
    add(session, "deal", count, title=texts("Deal ", count), title_folded=texts("deal ", count),
        owner_id=owners(rng, count, size), stage_id=stages,
        status=[STATUSES[stage - 1] for stage in stages], amount_minor=amounts,
        currency=["RUB"] * count, base_minor=amounts, created_at=created.tolist(),
        closed_at=[None if s == 1 else at for s, at in zip(stages, closed.tolist(), strict=True)],
    )  # fmt: skip


def add_documents(session: Session, rng: np.random.Generator, size: Size) -> None:
    count = size.documents
    days = np.sort(rng.integers(0, (LAST - FIRST).days, count)).tolist()
    waits = rng.integers(0, 60, count).tolist()
    issued = [FIRST.date() + timedelta(days=day) for day in days]
    paid = [day + timedelta(days=wait) for day, wait in zip(issued, waits, strict=True)]
    amounts = rng.integers(1_000, 3_000_000, count).tolist()
    add(session, "document", count, kind=["invoice"] * count, number=texts("", count),
        state=["paid" if day < LAST.date() else "posted" for day in paid],
        issued_on=[day.isoformat() for day in issued],
        paid_on=[day.isoformat() if day < LAST.date() else None for day in paid],
        owner_id=owners(rng, count, size), amount_minor=amounts, currency=["RUB"] * count,
        base_minor=amounts)  # fmt: skip


def of_types(*names: str) -> Filter:
    return Condition("type", Operator.ONE_OF, names)


def status(*codes: str) -> Filter:
    return Condition("status", Operator.ONE_OF, codes)


def source(
    entity: Entity, dated_by: str, measure: str | None = None, where: Filter = EVERYTHING
) -> RecordSource:
    aggregate = Aggregate.COUNT if measure is None else Aggregate.SUM
    return RecordSource(entity, aggregate, dated_by, measure, where)


def indicators() -> Iterator[Indicator]:
    calls = source(Entity.ACTIVITY, "planned", where=of_types("call out", "call in"))
    heard = source(Entity.ACTIVITY, "planned", where=of_types(*TYPES[:3]))
    missed = source(Entity.ACTIVITY, "planned", where=of_types("missed call"))
    created = source(Entity.DEAL, "created")
    won = status("won")
    sources: dict[str, Source] = {
        "calls": calls,
        "meetings": source(Entity.ACTIVITY, "planned", where=of_types("meeting", "demo")),
        "missed": RatioSource(missed, heard),
        "time": source(Entity.ACTIVITY, "planned", "duration"),
        "deals": source(Entity.DEAL, "closed", where=won),
        "sales": source(Entity.DEAL, "closed", "amount", won),
        "average": RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount", won),
        "lost": source(Entity.DEAL, "closed", where=status("lost")),
        "conversion": RatioSource(source(Entity.DEAL, "created", where=won), created),
        "pipeline": source(Entity.DEAL, "created", "amount"),
        "paid": source(Entity.DOCUMENT, "paid", "amount"),
        "issued": source(Entity.DOCUMENT, "issued", "amount"),
    }
    return (Indicator(code, code, found) for code, found in sources.items())


def scheme() -> Scheme:
    found = tuple(indicators())
    entries = tuple(ProfileEntry(each.code, plan=Decimal(100)) for each in found)
    percent = BonusTemplate("percent", "2 % of sales", PercentPremium(Decimal("0.02")), "sales")
    card = RewardCard("card", "Card", Decimal(50_000), ("percent",), (Assignment(COMPANY),))
    profile = Profile("all", "All", entries, (COMPANY,))
    return Scheme("Benchmark", "RUB", indicators=found, profiles=(profile,), templates=(percent,),
                  cards=(card,))  # fmt: skip


BY_HAND = {
    "activity planned_at": """sum(type_id IN (1, 2)), sum(type_id IN (4, 5)), sum(type_id = 3),
        sum(type_id IN (1, 2, 3)), sum(duration_s)""",
    "deal closed_at": """sum(status = 'won'), sum(iif(status = 'won', base_minor, 0)),
        sum(status = 'lost')""",
    "deal created_at": "sum(status = 'won'), count(*), sum(base_minor)",
    "document paid_on": "sum(base_minor)",
    "document issued_on": "sum(base_minor)",
}
"""What to sum by table and date; the person stands first in each index."""


def by_hand(database: sqlite3.Connection, employee_id: int | None) -> list[Any]:
    rows: list[Any] = []
    whose = "" if employee_id is None else f"WHERE employee.id = {employee_id}"
    instants = [int(at.timestamp()) * 10**6 for at in MONTH.instants(ZONE)]
    days = [MONTH.start.isoformat(), MONTH.end.isoformat()]
    for place, sums in BY_HAND.items():
        table, day = place.split()
        owner = "employee_id" if table == "activity" else "owner_id"
        rows += database.execute(
            f"SELECT employee.id, {sums} FROM employee CROSS JOIN {table} "  # noqa: S608 - constants
            f"ON {owner} = employee.id AND {day} >= ? AND {day} < ? {whose} GROUP BY employee.id",
            instants if day.endswith("_at") else days,
        ).fetchall()
    return rows


def our_facts(sessions: sessionmaker[Session], people: dict[int, str]) -> object:
    around = Surroundings(ZONE, "RUB", "sqlite")
    wanted = rollup.base_sums(indicators())
    with sessions() as session:
        return facts.base_sums(
            session, wanted, [MONTH], around, codes=people, is_of_all=len(people) > 1
        )


def cpu_ms(work: Callable[[], object], repeats: int) -> float:
    """Return the median CPU time of one call."""
    work()
    gc.collect()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def report(what: str, ours: float, hand: float) -> None:
    print(f"{what:<44} {ours:9.2f} ms {hand:9.2f} ms {ours / hand:7.2f} x")


def measure(path: Path, size: Size) -> None:
    engine = open_engine(str(path))
    upgrade(engine)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        fill(session, size)
    SchemeService(sessions, NOW).import_scheme(scheme())
    calculation = CalculationService(sessions, NOW)
    statements: list[str] = []

    def note(*about: Any) -> None:
        statements.append(about[2])

    event.listen(engine, "before_cursor_execute", note)
    calculation.calculate(MONTH)
    event.remove(engine, "before_cursor_execute", note)
    print(f"{len(statements)} statements, BEGIN included\n{'CPU':<44} {'ours':>12} {'by hand':>12}")
    people = {i: f"e{i}" for i in range(1, size.employees + 1)}
    with closing(sqlite3.connect(path)) as database:
        hand = cpu_ms(lambda: by_hand(database, None), ROUNDS)
        report("month, facts", cpu_ms(lambda: our_facts(sessions, people), ROUNDS), hand)
        whole = cpu_ms(lambda: calculation.calculate(MONTH), ROUNDS)
        report("month, facts to statements", whole, hand)
        one = cpu_ms(lambda: by_hand(database, 7), ROUNDS * 20)
        report("one person, facts", cpu_ms(lambda: our_facts(sessions, {7: "e7"}), 100), one)
        live = cpu_ms(lambda: calculation.progress("e7", MONTH), ROUNDS * 20)
        report("one person, facts to statement", live, one)
    engine.dispose()


def main() -> None:
    size = SIZES[sys.argv[1] if len(sys.argv) > 1 else "S"]
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "firm.sqlite", size)


if __name__ == "__main__":
    main()
