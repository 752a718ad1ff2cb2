"""Use cases on adjustments: what is decided about one person's month besides the rules."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now
from crm_desktop.domain.entry import NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.domain.pay import AdjustmentDraft, AdjustmentKind, AdjustmentRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import firm_in_turn
from crm_desktop.services.writing import refuse_unknown
from crm_desktop.storage.models import AdjustmentRecord, EmployeeRecord
from crm_desktop.storage.queries import adjustments as queries
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.texts import Message

_ADJUSTMENT = Message("Adjustment")


class AdjustmentService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def list_adjustments(self, period: Period) -> list[AdjustmentRow]:
        """Return what was decided for the month ``period``, by name, the oldest first.

        Of those whose pay is seen.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            currency = firm_queries.firm(session).currency
            sight = self._acting.sight(session)
            rows = queries.list_adjustments(session, period, currency)
            return [row for row in rows if sight.sees(row.employee_id)]

    @needs(Right.CORRECT)
    def create(self, draft: AdjustmentDraft) -> Saved:
        """Decide something for the month of an employee, which its next calculation pays.

        Raises:
            InvalidInputError: an entry is not acceptable, or the month is settled.

        """
        with self._sessions.begin() as session:
            self._acting.sight(session).require(draft.employee_id)
            record = AdjustmentRecord()
            self._fill(session, record, draft)
            session.add(record)
            session.flush()
            return Saved(record.id, Changes.STATEMENTS)

    @needs(Right.CORRECT)
    def save(self, adjustment_id: int, version: int, draft: AdjustmentDraft) -> Changes:
        """Decide otherwise.

        Raises:
            InvalidInputError: an entry is not acceptable, or a month concerned is settled.
            NotFoundError: the adjustment is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = _record_to_save(session, adjustment_id, version)
            self._acting.sight(session).require(record.employee_id, draft.employee_id)
            self._fill(session, record, draft)
        return Changes.STATEMENTS

    @needs(Right.CORRECT)
    def delete(self, adjustment_id: int, version: int) -> Changes:
        """Take a decision back; ``create`` with what it was decides it again.

        Raises:
            InvalidInputError: its month is settled.
            NotFoundError: the adjustment is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            firm_in_turn(session)
            record = _record_to_save(session, adjustment_id, version)
            self._acting.sight(session).require(record.employee_id)
            session.delete(record)
        return Changes.STATEMENTS

    def _fill(self, session: Session, record: AdjustmentRecord, draft: AdjustmentDraft) -> None:
        firm = firm_in_turn(session)
        amount = _checked_amount(draft, firm)
        _check_order(draft, firm)
        refuse_unknown(session, EmployeeRecord, [draft.employee_id], field="employee_id")
        _refuse_settled(session, draft.employee_id, draft.period)
        record.employee_id = draft.employee_id
        record.period_start = draft.period.start
        record.kind = draft.kind.value
        record.label = entered_name(draft.label, "label")
        record.amount_minor = None if amount is None else amount.minor
        record.reason = entered("reason", draft.reason, NOTE_LENGTH, is_required=True)
        record.author = entered_name(self._acting.author(draft.author), "author")
        record.at = self._now()
        record.ordered_on = draft.ordered_on


def _checked_amount(draft: AdjustmentDraft, firm: Firm) -> Money | None:
    amount = draft.amount
    if draft.kind is AdjustmentKind.PRAISE:
        if amount is not None:
            raise InvalidInputError("amount", Message("Praise has no amount."))
        return None
    if amount is None or amount.minor <= 0:
        raise InvalidInputError("amount", Message("Enter an amount above 0."))
    if amount.currency != firm.currency:
        message = Message("Pay is in {currency}.", currency=firm.currency)
        raise InvalidInputError("amount", message)
    if amount.minor > MOST_MINOR:
        most = Money(MOST_MINOR, firm.currency)
        raise InvalidInputError("amount", Message("Enter at most {most}.", most=most))
    return amount


def _check_order(draft: AdjustmentDraft, firm: Firm) -> None:
    """Refuse a month that is none, a cut without its order, and one that would take nothing."""
    period, day = draft.period, draft.ordered_on
    if period.kind is not PeriodKind.MONTH:
        raise InvalidInputError("period", Message("Adjustments are paid by the month."))
    if (draft.kind is AdjustmentKind.CUT) is (day is None):
        message = Message("A cut needs the day of its order, and nothing else has one.")
        raise InvalidInputError("ordered_on", message)
    if day is not None and firm.cut_limit is not None and day not in period:
        raise InvalidInputError(
            "ordered_on",
            Message(
                "The law allows a cut in the month of its order alone: {day} is not in {period}.",
                day=day,
                period=period,
            ),
        )


def _record_to_save(session: Session, adjustment_id: int, version: int) -> AdjustmentRecord:
    record = session.get(AdjustmentRecord, adjustment_id, with_for_update=True)
    if record is None:
        raise NotFoundError(_ADJUSTMENT, adjustment_id)
    if record.version != version:
        raise StaleRecordError(_ADJUSTMENT, record.label)
    month = Period.containing(record.period_start, PeriodKind.MONTH)
    _refuse_settled(session, record.employee_id, month)
    return record


def _refuse_settled(session: Session, employee_id: int, period: Period) -> None:
    if queries.is_settled(session, employee_id, period):
        message = Message("{period} is settled: choose a later month.", period=period)
        raise InvalidInputError("period", message)
