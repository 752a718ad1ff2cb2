"""A firm under many hands: edits, rules, imports, calculations, steps, and what must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from crm_desktop.clock import fixed
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.mapping import parse_mapping
from crm_desktop.rewards.opening import CarryKind
from crm_desktop.rewards.pay_change import PayChange
from crm_desktop.rewards.template import PercentPremium
from crm_desktop.services.imports import ImportService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage import seal
from crm_desktop.storage.models import (
    CorrectionRecord,
    DealRecord,
    StatementCarryRecord,
    StatementRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage.pay_months import FIVE_PERCENT, SHARE, PayMonths, pay_months

NOW = datetime(2026, 8, 20, 9, tzinfo=UTC)
MONTHS = tuple(Period.month(2026, month) for month in range(3, 8))
PEOPLE = (0, 1, 2)
SALARY_MINOR = 47_000_00

_MAPPING = """
kind = "deals"
[pipeline]
name = "Sales"
stages = [{ name = "New" }, { name = "Won", status = "won" }, { name = "Lost", status = "lost" }]
[fields]
external_id = "id"
title = "title"
owner = "owner"
stage = "stage"
amount = "amount"
created = "created"
closed = "closed"
"""


class Sold(NamedTuple):
    """What counts for whom in which month."""

    owner: int
    rubles: int
    month: Period


@dataclass(slots=True)
class PayWorld:
    """The firm, and a plain account of what everybody should get by its records and rules."""

    months: PayMonths
    imports: ImportService
    folder: Path
    deals: dict[int | str, Sold] = field(default_factory=dict)
    percents: dict[date, int] = field(default_factory=lambda: {date.min: 5})
    sealed: dict[int, str] = field(default_factory=dict)

    @classmethod
    def founded(cls, sessions: Sessions, folder: Path) -> PayWorld:
        imports = ImportService(sessions, fixed(NOW))
        return cls(pay_months(sessions, (), NOW), imports, folder)

    def win(self, sold: Sold) -> None:
        key = self.months.add_deal(sold.owner, sold.rubles, sold.month)
        self.deals[key] = sold

    def change(self, number: int, rubles: int) -> None:
        for key in self._own(number):
            self.months.set_deal(key, rubles)
            self.deals[key] = self.deals[key]._replace(rubles=rubles)

    def credit(self, number: int, owner: int) -> None:
        for key in self._own(number):
            self._update(key, owner_id=owner + 1)
            self.deals[key] = self.deals[key]._replace(owner=owner)

    def lose(self, number: int) -> None:
        for key in self._own(number):
            self._update(key, status="lost", stage_id=3)
            del self.deals[key]

    def delete(self, number: int) -> None:
        for key in self._own(number):
            with self.months.sessions.begin() as session:
                session.execute(delete(DealRecord).where(DealRecord.id == key))
            del self.deals[key]

    def take_in(self, number: int, sold: Sold) -> None:
        """Import a deal by its number in another program, again where it is there."""
        path = self.folder / "deals.csv"
        day = sold.month.start.replace(day=10).isoformat()
        row = f"X{number},Deal,Employee {sold.owner},Won,{sold.rubles},{day},{day}"
        path.write_text(f"id,title,owner,stage,amount,created,closed\n{row}", encoding="utf-8")
        assert not self.imports.run(path, parse_mapping(_MAPPING)).rejected
        self.deals[f"X{number}"] = sold

    def pay_percent(self, percent: int) -> None:
        """Change the rate from the first month on that nobody's pay is settled of."""
        settled = [month for month in MONTHS if self._settled_in(month)]
        first = settled[-1].end if settled else MONTHS[0].start
        since = max(first, *self.percents)
        premium = PercentPremium(Decimal(percent) / 100)
        scheme = replace(FIVE_PERCENT, templates=(replace(SHARE, premium=premium),))
        SchemeService(self.months.sessions, fixed(NOW)).import_scheme(scheme, since)
        self.percents[since] = percent

    def calculate(self, month: Period) -> None:
        self.months.payroll.calculate_and_save(month)

    def step(self, month: Period) -> None:
        """Let all statements of ``month`` that came least far take their next step.

        Months are approved one after another, and calculated again where a decision asks for it.
        """
        to = self.months.life.state(month).next_step
        if to is None or (to is StatementState.APPROVED and not self._is_next(month)):
            return
        try:
            self.months.life.advance(month, to, "Anna")
        except InvalidInputError:
            self.calculate(month)
            self.months.life.advance(month, to, "Anna")
        if to is StatementState.CLOSED:
            self._note_closed()

    def undo(self, month: Period) -> None:
        if self.months.life.state(month).undoable is None:
            return
        try:
            self.months.life.undo(month, "Anna")
        except InvalidInputError:
            assert any(
                self._settled_in(later) for later in MONTHS if later.start > month.start
            ) or (self.months.monitor.decided(month))

    def accept(self, count: int) -> None:
        """Accept the first changes into the first month that is open to each."""
        for change in self.months.monitor.changes()[:count]:
            into = self._open_month(change)
            if into is not None:
                self.months.monitor.accept([change], into, "Anna")

    def take_back(self, number: int) -> None:
        """Undo a decision whose month is open."""
        rows = [row for month in MONTHS for row in self.months.monitor.decided(month)]
        rows = [row for row in rows if not row.is_settled]
        if rows:
            self.months.monitor.undo(rows[number % len(rows)].id)

    def refuse_change_of_closed(self) -> None:
        """Find that closed statements are as they were when they were closed."""
        with self.months.sessions() as session:
            connection = session.connection()
            assert list(seal.broken(connection)) == []
            assert seal.seals(connection, self.sealed) == self.sealed

    def reckon(self) -> None:
        """Find that everybody got, or is still to get, what they should have got."""
        open_changes = self.months.monitor.changes()
        for person in PEOPLE:
            months = [month for month in MONTHS if person + 1 in self._settled_in(month)]
            should = sum(self._should_get(person, month) for month in months)
            got = self._paid(person, months) - self._owed(person) + self._still_to_pay(person)
            changes = [one for one in open_changes if one.employee_id == person + 1]
            assert got + sum(one.amount.minor for one in changes) == should

    def _own(self, number: int) -> Sequence[int]:
        """Return the key of the deal of that number, of those that were not imported."""
        keys = [key for key in self.deals if isinstance(key, int)]
        return [keys[number % len(keys)]] if keys else []

    def _update(self, key: int, **values: object) -> None:
        with self.months.sessions.begin() as session:
            session.execute(update(DealRecord).where(DealRecord.id == key).values(**values))

    def _settled_in(self, month: Period) -> set[int]:
        """Return the employees whose statement of ``month`` is no draft."""
        return {
            row.employee_id
            for row in self.months.payroll.list_statements(month)
            if row.state is not StatementState.DRAFT
        }

    def _is_next(self, month: Period) -> bool:
        return all(self._settled_in(earlier) for earlier in MONTHS[: MONTHS.index(month)])

    def _open_month(self, change: PayChange) -> Period | None:
        later = MONTHS[MONTHS.index(change.period) + 1 :]
        is_open = (month for month in later if change.employee_id not in self._settled_in(month))
        return next(is_open, None)

    def _note_closed(self) -> None:
        closed = StatementRecord.state == StatementState.CLOSED.value
        with self.months.sessions() as session:
            ids = session.scalars(select(StatementRecord.id).where(closed)).all()
            self.sealed = seal.seals(session.connection(), ids) | self.sealed

    def _should_get(self, person: int, month: Period) -> int:
        since = max(day for day in self.percents if day <= month.start)
        own = (s.rubles for s in self.deals.values() if (s.owner, s.month) == (person, month))
        return SALARY_MINOR + sum(own) * self.percents[since]

    def _paid(self, person: int, months: Sequence[Period]) -> int:
        rows = (row for month in months for row in self.months.payroll.list_statements(month))
        return sum(row.total.minor for row in rows if row.employee_id == person + 1)

    def _owed(self, person: int) -> int:
        """Return what the last settled statement leaves to be kept back."""
        last = (
            select(StatementRecord.id)
            .where(
                StatementRecord.employee_id == person + 1,
                StatementRecord.state != StatementState.DRAFT.value,
            )
            .order_by(StatementRecord.period_start.desc())
            .limit(1)
        )
        query = select(func.sum(StatementCarryRecord.amount_minor)).where(
            StatementCarryRecord.kind == CarryKind.CLAWBACK.value,
            StatementCarryRecord.statement_id == last.scalar_subquery(),
        )
        with self.months.sessions() as session:
            return int(session.scalar(query) or 0)

    def _still_to_pay(self, person: int) -> int:
        """Return what was accepted into months that are not settled."""
        open_months = [month.start for month in MONTHS if person + 1 not in self._settled_in(month)]
        query = (
            select(func.sum(CorrectionRecord.amount_minor))
            .join(StatementRecord, StatementRecord.id == CorrectionRecord.statement_id)
            .where(
                StatementRecord.employee_id == person + 1,
                CorrectionRecord.into_start.in_(open_months),
            )
        )
        with self.months.sessions() as session:
            return int(session.scalar(query) or 0)
