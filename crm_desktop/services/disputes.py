"""Use cases on disputes: an employee says what is wrong, and is answered in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now
from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.entry import NAME_LENGTH, NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.domain.pay import (
    CorrectionState,
    DisputeCategory,
    DisputeDraft,
    DisputeRow,
    DisputeState,
)
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import SHOWN
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import take_turn
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.services.writing import refuse_absent
from crm_desktop.storage.models import CorrectionRecord, DisputeRecord
from crm_desktop.storage.queries import adjustments, corrections, people, statements
from crm_desktop.storage.queries import disputes as queries
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.statements import SavedStatement
from crm_desktop.texts import Message, shown

_DISPUTE = Message("Dispute")
_EMPLOYEE = Message("Employee")
_WORKING_DAYS = 5
"""How long an answer may take, unless the dispute says otherwise."""


@dataclass(frozen=True, slots=True)
class DisputeCounts:
    """How many disputes of a ``category`` were opened, and what became of them.

    ``overdue`` are those that had no answer on their last day, answered since or not.
    """

    category: DisputeCategory
    opened: int
    corrected: int
    refused: int
    overdue: int


class DisputeService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def list_disputes(self, state: DisputeState | None = None) -> list[DisputeRow]:
        """Return all disputes, or those of a state: open ones by deadline, then the newest.

        Those of others are left out, unless their pay is seen; so it is with all lists here.
        """
        conditions = () if state is None else (DisputeRecord.state == state.value,)
        with self._sessions() as session:
            return self._seen(session, *conditions)

    def overdue(self) -> list[DisputeRow]:
        """Return the open disputes whose deadline has passed, the longest overdue first."""
        with self._sessions() as session:
            today = _today(session, self._now)
            is_open = DisputeRecord.state == DisputeState.OPEN.value
            return self._seen(session, is_open, DisputeRecord.due_on < today)

    def statistics(self, span: Period) -> list[DisputeCounts]:
        """Return what became of the disputes opened in ``span``, the most frequent cause first."""
        with self._sessions() as session:
            zone = firm_queries.firm(session).time_zone()
            start, end = span.instants(zone)
            rows = self._seen(
                session, DisputeRecord.opened_at >= start, DisputeRecord.opened_at < end
            )
        now = self._now()
        late = {
            row.id for row in rows if (row.answered_at or now).astimezone(zone).date() > row.due_on
        }
        counts = [_counts(category, rows, late) for category in DisputeCategory]
        return sorted((one for one in counts if one.opened), key=lambda one: -one.opened)

    def open(self, draft: DisputeDraft, working_days: int = _WORKING_DAYS) -> Saved:
        """Dispute a line of a statement that was shown to the employee.

        The answer is due after ``working_days`` of the firm's calendar.

        Raises:
            DeniedError: it is the statement of somebody else, and there is no right to correct.
            InvalidInputError: an entry is not acceptable, or the statement is not published.
            NotFoundError: there is no such employee or line.

        """
        with self._sessions.begin() as session:
            take_turn(session)
            self._refuse_speaking_for(session, draft.employee_id)
            saved = _published(session, draft)
            label, amount = _disputed(session, saved, draft.line)
            calendar = firm_queries.firm(session).calendar()
            record = DisputeRecord(
                statement_id=saved.id,
                line=draft.line,
                label=label[:NAME_LENGTH],
                amount_minor=amount.minor,
                category=draft.category.value,
                text=entered("text", draft.text, NOTE_LENGTH, is_required=True),
                author=entered_name(self._acting.author(draft.author), "author"),
                opened_at=self._now(),
                due_on=_due_on(calendar, _today(session, self._now), working_days),
                state=DisputeState.OPEN.value,
            )
            session.add(record)
            session.flush()
            return Saved(record.id, Changes.STATEMENTS)

    @needs(Right.CORRECT)
    def correct(
        self, row: DisputeRow, amount: Money, into: Period, *, answer: str, author: str
    ) -> Changes:
        """Answer that ``amount`` is missing, or below zero was too much: ``into`` pays it.

        It is paid besides the records: mending these later is a change of the statement, which
        tells what was granted before.

        Raises:
            InvalidInputError: an entry is not acceptable, ``into`` is no later open month, or
                the employee left before it.
            NotFoundError: the dispute is not there.
            StaleRecordError: someone answered it since.

        """
        with self._sessions.begin() as session:
            take_turn(session)
            kept = self._kept(session, row)
            record = _to_answer(session, row, is_open=True)
            _check_paid(session, kept, amount, into)
            self._answer(record, DisputeState.CORRECTED, answer, author)
            was = corrections.standing_total(session, record.statement_id)
            correction = CorrectionRecord(
                statement_id=record.statement_id,
                state=CorrectionState.ACCEPTED.value,
                amount_minor=amount.minor,
                was_minor=was,
                now_minor=was + amount.minor,
                into_start=into.start,
                reason=record.answer,
                author=record.answered_by,
                at=self._now(),
            )
            session.add(correction)
            session.flush()
            record.correction_id = correction.id
        return Changes.STATEMENTS

    @needs(Right.CORRECT)
    def refuse(self, row: DisputeRow, *, answer: str, author: str) -> Changes:
        """Answer that the line is right, and why.

        Raises:
            InvalidInputError: there is no reason, or no author.
            NotFoundError: the dispute is not there.
            StaleRecordError: someone answered it since.

        """
        with self._sessions.begin() as session:
            self._kept(session, row)
            record = _to_answer(session, row, is_open=True)
            self._answer(record, DisputeState.REFUSED, answer, author)
        return Changes.STATEMENTS

    @needs(Right.CORRECT)
    def reopen(self, row: DisputeRow) -> Changes:
        """Take an answer back, with what it would have paid.

        Raises:
            InvalidInputError: the month that pays it is settled.
            NotFoundError: the dispute is not there.
            StaleRecordError: someone changed it since.

        """
        with self._sessions.begin() as session:
            take_turn(session)
            self._kept(session, row)
            record = _to_answer(session, row, is_open=False)
            correction_id, record.correction_id = record.correction_id, None
            record.state, record.answer, record.answered_by = DisputeState.OPEN.value, "", ""
            record.answered_at = None
            session.flush()
            if correction_id is not None:
                _remove_correction(session, correction_id)
        return Changes.STATEMENTS

    def _seen(self, session: Session, *conditions: ColumnElement[bool]) -> list[DisputeRow]:
        sight = self._acting.sight(session)
        rows = queries.list_disputes(session, *conditions)
        return [row for row in rows if sight.sees(row.employee_id)]

    def _refuse_speaking_for(self, session: Session, employee_id: int) -> None:
        access = self._acting.of(session)
        if access.user is None or access.employee_id != employee_id:
            access.require(Right.CORRECT)
            self._acting.sight(session).require(employee_id)

    def _kept(self, session: Session, row: DisputeRow) -> DisputeRow:
        """Return the dispute of ``row`` as it is kept, which tells whose it is."""
        found = queries.list_disputes(session, DisputeRecord.id == row.id)
        if not found:
            raise NotFoundError(_DISPUTE, row.id)
        self._acting.sight(session).require(found[0].employee_id)
        return found[0]

    def _answer(self, record: DisputeRecord, state: DisputeState, answer: str, author: str) -> None:
        record.state = state.value
        record.answer = entered("answer", answer, NOTE_LENGTH, is_required=True)
        record.answered_by = entered_name(self._acting.author(author), "author")
        record.answered_at = self._now()


def _today(session: Session, now: Now) -> date:
    return clock.today(now, firm_queries.firm(session).time_zone())


def _counts(category: DisputeCategory, rows: Sequence[DisputeRow], late: set[int]) -> DisputeCounts:
    mine = [row for row in rows if row.category is category]
    return DisputeCounts(
        category,
        opened=len(mine),
        corrected=sum(row.state is DisputeState.CORRECTED for row in mine),
        refused=sum(row.state is DisputeState.REFUSED for row in mine),
        overdue=sum(row.id in late for row in mine),
    )


def _due_on(calendar: WorkingCalendar, today: date, working_days: int) -> date:
    """Return the day that is so many working days after ``today``."""
    if working_days < 1:
        raise InvalidInputError("due_on", Message("An answer takes at least one working day."))
    later = (today + timedelta(days) for days in count(1))
    return list(islice(filter(calendar.is_working, later), working_days))[-1]


def _published(session: Session, draft: DisputeDraft) -> SavedStatement:
    employee = people.find_employee(session, draft.employee_id)
    if employee is None:
        raise NotFoundError(_EMPLOYEE, draft.employee_id)
    saved = statements.find_statement(session, employee.code, draft.period)
    if saved is None or saved.state not in SHOWN:
        message = Message(
            "{period} is not published yet: until then it can still be calculated again.",
            period=draft.period,
        )
        raise InvalidInputError("period", message)
    return saved


def _disputed(session: Session, saved: SavedStatement, code: str) -> tuple[str, Money]:
    """Return the words and the amount of a line, or of the salary, whose code is empty."""
    statement = SavedPay(session).outcome(saved).statement
    if statement is not None and not code:
        return str(Message("Salary")), statement.salary
    lines = () if statement is None else statement.lines
    line = next((line for line in lines if line.code == code), None)
    if line is None:
        raise NotFoundError(Message("Line"), code)
    return shown(line.label), line.amount


def _to_answer(session: Session, row: DisputeRow, *, is_open: bool) -> DisputeRecord:
    record = session.get(DisputeRecord, row.id, with_for_update=True)
    if record is None:
        raise NotFoundError(_DISPUTE, row.id)
    stands_open = record.state == DisputeState.OPEN.value
    if record.version != row.version or stands_open is not is_open:
        raise StaleRecordError(_DISPUTE, f"{row.employee} · {row.label}")
    return record


def _check_paid(session: Session, row: DisputeRow, amount: Money, into: Period) -> None:
    if not amount or amount.currency != row.amount.currency or abs(amount.minor) > MOST_MINOR:
        message = Message("Enter what is missing, in {currency}.", currency=row.amount.currency)
        raise InvalidInputError("amount", message)
    if into.kind is not PeriodKind.MONTH or row.period.end > into.start:
        raise InvalidInputError("into", Message("A later month pays what another one lacked."))
    if adjustments.is_settled(session, row.employee_id, into):
        message = Message("{period} is settled: choose a later month.", period=into)
        raise InvalidInputError("into", message)
    refuse_absent(session, [row.employee_id], into.start, field="into")


def _remove_correction(session: Session, correction_id: int) -> None:
    decided = corrections.find_decided(session, correction_id)
    if decided is not None and decided.is_settled:
        message = Message("{period} is settled with this correction.", period=decided.into)
        raise InvalidInputError("into", message)
    corrections.remove(session, correction_id)
