"""What the statements of a month begin with: what earlier ones left, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import Adjustment, AdjustmentKind, CorrectionState
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.claims import Claimant, Clawbacks, by_record, kept
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.plain import from_plain
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    AccrualRecord,
    AdjustmentRecord,
    CorrectionRecord,
    StatementCarryRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.queries import accruals

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
    clawbacks: Callable[[], Clawbacks],
    only: int | None = None,
) -> Openings:
    """Return what the statements of the month ``period`` begin with, of ``only`` one or all.

    ``clawbacks`` is asked where commissions were paid. One statement, where nothing was left or
    decided.
    """
    if period.kind is not PeriodKind.MONTH:
        return NO_OPENINGS
    there = _There(*session.connection().execute(_WHAT_IS_THERE, {"start": period.start}).one())
    if not any(there):
        return NO_OPENINGS
    reader = _Reader(session, period, firm, only)
    carries = reader.carries() if there.has_carries else {}
    adjustments = reader.adjustments() if there.has_adjustments else {}
    corrections = reader.corrections() if there.has_corrections else {}
    claims = reader.claims(clawbacks()) if there.has_accruals else _NO_CLAIMS
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


def are_there(session: Session, months: Sequence[Period]) -> bool:
    """Return whether the statements of some of ``months`` may begin with something."""
    starts = {"starts": [month.start for month in months]}
    return bool(session.connection().execute(_ARE_THERE, starts).scalar())


class _There(NamedTuple):
    """Whether there is anything to read."""

    has_carries: bool
    has_adjustments: bool
    has_corrections: bool
    has_accruals: bool


_carry, _adjustment, _correction, _accrual, _statement = (
    bulk.table_of(each)
    for each in (
        *(StatementCarryRecord, AdjustmentRecord, CorrectionRecord, AccrualRecord),
        StatementRecord,
    )
)
_WHAT_IS_THERE = select(
    exists().where(_carry.c.id.is_not(None)),
    exists().where(_adjustment.c.period_start == bindparam("start")),
    exists().where(_correction.c.into_start == bindparam("start")),
    exists().where(_accrual.c.id.is_not(None)),
)
_ARE_THERE = select(
    or_(
        exists().where(_carry.c.id.is_not(None)),
        exists().where(_adjustment.c.period_start.in_(bindparam("starts", expanding=True))),
        exists().where(_correction.c.into_start.in_(bindparam("starts", expanding=True))),
        exists().where(_accrual.c.id.is_not(None)),
    )
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
            carry.due_on < self.period.end,
            accruals.is_unpaid(_carry, _statement, self.period.start),
            ~_taken_back(self.period),
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
                _whole_of(carry),
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
        number, count, entity, record, whole = rest
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
            None if whole is None else self._money(int(whole)),
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
                one.was_minor,
                one.now_minor,
                one.content,
            )
            .join(statement, statement.id == one.statement_id)
            .where(one.into_start == self.period.start, one.state == CorrectionState.ACCEPTED.value)
            .order_by(one.id)
        )
        found: dict[int, list[AcceptedCorrection]] = defaultdict(list)
        for employee, *values in self._rows(query, statement.employee_id):
            found[employee].append(self._correction(*values))
        return found

    def _correction(self, id_: int, start: date, end: date, *rest: Any) -> AcceptedCorrection:
        kind, minor, reason, was, now, content = rest
        of, amount = Period(start, end, PeriodKind(kind)), self._money(minor)
        if content is None:
            return AcceptedCorrection(id_, of, amount, reason)
        totals = self._money(was), self._money(now)
        return AcceptedCorrection(id_, of, amount, reason, *totals, from_plain(content))

    def claims(self, clawbacks: Clawbacks) -> _Claims:
        """Return what is to be taken back now, and what settled statements of the month keep."""
        if not clawbacks.by_code:
            return _NO_CLAIMS
        zone = self.firm.time_zone()
        found = accruals.settled_of_failed(
            self.session, clawbacks.by_code, self.period, zone, only=self.only
        )
        if not found:
            return _NO_CLAIMS
        settled_now = set(self.session.scalars(_settled_in(self.period)))
        ids = {one.statement_id for one in found}
        paid_out = accruals.paid_out(self.session, ids, self.period.start)
        claimant = Claimant(self.period, clawbacks, paid_out, self.firm.currency)
        failed: dict[int, list[Failed]] = defaultdict(list)
        for whose, of_record in by_record(found).items():
            claim = claimant.claim(of_record, is_settled=whose.employee_id in settled_now)
            if claim is not None:
                failed[whose.employee_id].append(claim)
        return _Claims(failed, kept(found, self.period, clawbacks))

    def _rows(self, query: Select[*tuple[Any, ...]], employee: Any) -> Iterable[Any]:
        meant = query if self.only is None else query.where(employee == self.only)
        return self.session.connection().execute(meant)

    def _money(self, minor: int) -> Money:
        return Money(minor, self.firm.currency)


def _whole_of(carry: type[StatementCarryRecord]) -> ColumnElement[int | None]:
    """Select what an instalment that belongs to no record is a part of.

    That is what its statement paid at once, and left to be paid.
    """
    line, other = StatementLineRecord, aliased(StatementCarryRecord)
    at_once = select(func.sum(line.amount_minor)).where(
        line.statement_id == carry.statement_id, line.code == carry.code
    )
    left = select(func.sum(other.amount_minor)).where(
        other.statement_id == carry.statement_id,
        other.code == carry.code,
        other.kind == CarryKind.INSTALMENT.value,
    )
    is_meant = and_(carry.kind == CarryKind.INSTALMENT.value, carry.record_id.is_(None))
    return case((is_meant, at_once.scalar_subquery() + left.scalar_subquery()))


def _taken_back(period: Period) -> ColumnElement[bool]:
    """Ask whether a settled statement since took back what the record of a carry earned."""
    other = _statement.alias()
    return exists().where(
        _accrual.c.statement_id == other.c.id,
        _accrual.c.event.is_(None),
        _accrual.c.code == _carry.c.code,
        _accrual.c.entity == _carry.c.entity,
        _accrual.c.record_id == _carry.c.record_id,
        other.c.employee_id == _statement.c.employee_id,
        other.c.period_kind == _MONTH,
        other.c.period_start > _statement.c.period_start,
        other.c.period_start < period.start,
        other.c.state != _DRAFT,
    )


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
