"""What the statements of a month begin with: what earlier ones left, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import Adjustment, AdjustmentKind, CorrectionState
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, CarryKind, Failed, Opening
from crm_desktop.storage.models import (
    AccrualRecord,
    AdjustmentRecord,
    CorrectionRecord,
    StatementCarryRecord,
    StatementRecord,
)
from crm_desktop.storage.queries import accruals
from crm_desktop.storage.queries.accruals import Paid, Settled, Whose

_MONTH = PeriodKind.MONTH.value
_DRAFT = StatementState.DRAFT.value


@dataclass(frozen=True, slots=True)
class Openings:
    """``by_employee`` is what statements begin with, by the ids of the employees.

    ``kept`` are accruals that were settled in this month and whose records are gone since: a
    clawback takes them back, so that they stay where they were paid.
    """

    by_employee: Mapping[int, Opening] = field(default_factory=dict)
    kept: Mapping[int, list[Accrual]] = field(default_factory=dict)


NO_OPENINGS = Openings()


def openings(
    session: Session,
    period: Period,
    firm: Firm,
    clawbacks: Mapping[str, int],
    only: int | None = None,
) -> Openings:
    """Return what the statements of the month ``period`` begin with, of ``only`` one or all.

    ``clawbacks`` are the months of the templates that take back what was paid, by their codes.
    One statement, where nothing was left or decided.
    """
    if period.kind is not PeriodKind.MONTH:
        return NO_OPENINGS
    there = _There(*session.connection().execute(_what_is_there(period)).one())
    if not any(there):
        return NO_OPENINGS
    reader = _Reader(session, period, firm, only)
    carries = reader.carries() if there.has_carries else {}
    adjustments = reader.adjustments() if there.has_adjustments else {}
    corrections = reader.corrections() if there.has_corrections else {}
    claims = reader.claims(clawbacks) if there.has_accruals and clawbacks else _NO_CLAIMS
    parts = (carries, claims.failed, adjustments, corrections)
    found = {
        employee: Opening(
            tuple(carries.get(employee, ())),
            tuple(claims.failed.get(employee, ())),
            tuple(adjustments.get(employee, ())),
            tuple(corrections.get(employee, ())),
            firm.cut_limit,
        )
        for employee in set().union(*parts)
    }
    return Openings(found, claims.kept)


class _There(NamedTuple):
    """Whether there is anything to read."""

    has_carries: bool
    has_adjustments: bool
    has_corrections: bool
    has_accruals: bool


def _what_is_there(period: Period) -> Select[*tuple[Any, ...]]:
    return select(
        exists().where(StatementCarryRecord.id.is_not(None)),
        exists().where(AdjustmentRecord.period_start == period.start),
        exists().where(CorrectionRecord.into_start == period.start),
        exists().where(AccrualRecord.id.is_not(None)),
    )


class _Claims(NamedTuple):
    """Records that failed, to be taken back now, and accruals that stay where they were paid."""

    failed: Mapping[int, list[Failed]]
    kept: Mapping[int, list[Accrual]]


_NO_CLAIMS = _Claims({}, {})


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Session
    period: Period
    firm: Firm
    only: int | None

    def carries(self) -> dict[int, list[Carry]]:
        """Return the debts of the last statement before, and instalments that are due now."""
        carry, statement = StatementCarryRecord, StatementRecord
        is_due = and_(
            carry.kind == CarryKind.INSTALMENT.value,
            carry.due_on >= self.period.start,
            carry.due_on < self.period.end,
        )
        is_debt = and_(
            carry.kind != CarryKind.INSTALMENT.value, statement.id == _last_before(self.period)
        )
        query = (
            select(
                statement.employee_id,
                carry.kind,
                carry.amount_minor,
                carry.code,
                carry.for_start,
                carry.due_on,
                carry.number,
                carry.count,
                carry.entity,
                carry.record_id,
            )
            .join(statement, statement.id == carry.statement_id)
            .where(_is_before(statement, self.period), or_(is_due, is_debt))
            .order_by(statement.period_start, carry.id)
        )
        found: dict[int, list[Carry]] = defaultdict(list)
        for employee, *values in self._rows(query, statement.employee_id):
            found[employee].append(self._carry(*values))
        return found

    def _carry(
        self,
        kind: str,
        minor: int,
        code: str,
        for_start: date | None,
        due_on: date | None,
        *rest: Any,
    ) -> Carry:
        number, count, entity, record = rest
        return Carry(
            CarryKind(kind),
            self._money(minor),
            code,
            None if for_start is None else Period.containing(for_start, PeriodKind.MONTH),
            due_on,
            number,
            count,
            None if entity is None else Entity(entity),
            record,
        )

    def adjustments(self) -> dict[int, list[Adjustment]]:
        """Return what was decided for the month, the oldest first."""
        one = AdjustmentRecord
        query = (
            select(
                one.employee_id,
                one.id,
                one.kind,
                one.label,
                one.amount_minor,
                one.reason,
                one.author,
                one.at,
                one.ordered_on,
            )
            .where(one.period_start == self.period.start)
            .order_by(one.id)
        )
        found: dict[int, list[Adjustment]] = defaultdict(list)
        for employee, id_, kind, label, minor, *rest in self._rows(query, one.employee_id):
            amount = None if minor is None else self._money(minor)
            found[employee].append(Adjustment(id_, AdjustmentKind(kind), label, amount, *rest))
        return found

    def corrections(self) -> dict[int, list[AcceptedCorrection]]:
        """Return what earlier periods lacked, and the month pays."""
        one, statement = CorrectionRecord, StatementRecord
        query = (
            select(
                statement.employee_id,
                one.id,
                statement.period_start,
                statement.period_end,
                statement.period_kind,
                one.amount_minor,
                one.reason,
            )
            .join(statement, statement.id == one.statement_id)
            .where(one.into_start == self.period.start, one.state == CorrectionState.ACCEPTED.value)
            .order_by(one.id)
        )
        found: dict[int, list[AcceptedCorrection]] = defaultdict(list)
        for employee, id_, start, end, kind, minor, reason in self._rows(
            query, statement.employee_id
        ):
            of = Period(start, end, PeriodKind(kind))
            found[employee].append(AcceptedCorrection(id_, of, self._money(minor), reason))
        return found

    def claims(self, clawbacks: Mapping[str, int]) -> _Claims:
        """Return what is to be taken back, in the first month of each that is not settled.

        A settled month has what it took back.
        """
        since = _months_before(self.period, max(clawbacks.values()) + 1)
        found = accruals.settled_of_failed(self.session, clawbacks, since, self.period)
        if self.only is not None:
            found = [one for one in found if one.whose.employee_id == self.only]
        if not found:
            return _NO_CLAIMS
        settled_now = set(self.session.scalars(_settled_in(self.period)))
        by_record: dict[Whose, list[Settled]] = defaultdict(list)
        for one in found:
            by_record[one.whose].append(one)
        ids = {one.statement_id for one in found}
        paid = accruals.paid_by(self.session, ids)
        unpaid = accruals.unpaid_instalments(self.session, ids, self.period.start)
        failed: dict[int, list[Failed]] = defaultdict(list)
        for whose, of_record in by_record.items():
            is_settled = whose.employee_id in settled_now
            claim = self._claim(of_record, paid, unpaid, is_settled=is_settled)
            if claim is not None:
                failed[whose.employee_id].append(claim)
        return _Claims(failed, _kept(found, self.period))

    def _claim(
        self,
        found: list[Settled],
        paid: Mapping[tuple[int, str], Paid],
        unpaid: Mapping[tuple[int, str, Entity, int], int],
        *,
        is_settled: bool,
    ) -> Failed | None:
        """Return what is to be taken back for one record now, None for nothing."""
        marks = [one for one in found if one.accrual.event is None]
        earned = [
            one
            for one in found
            if one.accrual.event is not None and one.period_start < self.period.start
        ]
        is_marked_now = any(one.period_start == self.period.start for one in marks)
        failed_on = self._failed_on(found[-1], marks)
        if not earned or is_settled != is_marked_now:
            return None
        if failed_on >= self.period.end or len(marks) > is_marked_now:
            return None
        minor = sum(_part(one, paid) for one in earned)
        whose = earned[0].whose
        minor -= sum(
            unpaid.get((statement, *whose[1:]), 0)
            for statement in {one.statement_id for one in earned}
        )
        return Failed(
            whose.code,
            whose.entity,
            whose.record,
            earned[0].accrual.label,
            self._money(max(minor, 0)),
            min(one.accrual.on for one in earned),
            failed_on,
        )

    def _failed_on(self, last: Settled, marks: list[Settled]) -> date:
        """Return the day from which on the record is not good, the first day if nobody knows."""
        if marks:
            return marks[0].accrual.on
        if isinstance(last.failed_at, datetime):
            return last.failed_at.astimezone(self.firm.time_zone()).date()
        return self.period.start if last.failed_at is None else last.failed_at

    def _rows(self, query: Select[*tuple[Any, ...]], employee: Any) -> Iterable[Any]:
        meant = query if self.only is None else query.where(employee == self.only)
        return self.session.connection().execute(meant)

    def _money(self, minor: int) -> Money:
        return Money(minor, self.firm.currency)


def _part(one: Settled, paid: Mapping[tuple[int, str], Paid]) -> int:
    """Return what the statement pays for an accrual, where it pays less than was earned too."""
    due, earned = paid[one.statement_id, one.whose.code]
    minor = one.accrual.amount_minor
    if minor <= 0 or earned <= due:
        return minor
    return minor * max(due, 0) // earned


def _kept(found: Iterable[Settled], period: Period) -> dict[int, list[Accrual]]:
    """Return what settled statements of ``period`` have of records that cannot tell it any more."""
    kept: dict[int, list[Accrual]] = defaultdict(list)
    for one in found:
        is_of_now = one.period_start == period.start and one.accrual.event is not None
        if is_of_now and not one.has_date:
            kept[one.whose.employee_id].append(one.accrual)
    return kept


def _is_before(statement: Any, period: Period) -> ColumnElement[bool]:
    return and_(statement.period_kind == _MONTH, statement.period_start < period.start)


def _last_before(period: Period) -> Any:
    """Select the last statement of the employee that is no draft, else the last draft."""
    other = aliased(StatementRecord)
    return (
        select(other.id)
        .where(other.employee_id == StatementRecord.employee_id, _is_before(other, period))
        .order_by(other.state == _DRAFT, other.period_start.desc())
        .limit(1)
        .correlate(StatementRecord)
        .scalar_subquery()
    )


def _settled_in(period: Period) -> Select[int]:
    statement = StatementRecord
    return select(statement.employee_id).where(
        statement.period_kind == _MONTH,
        statement.period_start == period.start,
        statement.state != _DRAFT,
    )


def _months_before(period: Period, months: int) -> date:
    found = period
    for _ in range(months):
        found = found.previous()
    return found.start
