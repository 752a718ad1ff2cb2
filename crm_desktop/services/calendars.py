"""Use cases on the firm's calendar: its days, its hours, and who is away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now
from crm_desktop.domain.calendar import (
    NOTE_LENGTH,
    CalendarDay,
    DayKind,
    DayRow,
    WorkingHours,
    checked_day,
    checked_hours,
)
from crm_desktop.domain.entry import entered
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import AbsenceDraft, AbsenceRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.services.acting import ANYBODY, Acting, Sight, needs
from crm_desktop.services.writing import firm_to_change, refuse_unknown
from crm_desktop.storage.models import (
    AbsenceRecord,
    CalendarDayRecord,
    EmployeeRecord,
)
from crm_desktop.storage.queries import calendars as queries
from crm_desktop.storage.queries import firm as firms
from crm_desktop.storage.working_clock import refresh_working_days
from crm_desktop.texts import Message

_ABSENCE = Message("Absence")
_MOST_DAYS = 366


class CalendarService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def days(self, year: int) -> list[DayRow]:
        """Return each day of ``year`` with its kind and why, holidays in the language in force.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            calendar = firms.firm(session).calendar()
        whole = Period.containing(date(year, 1, 1), PeriodKind.YEAR)
        return [calendar.row(day) for day in whole.days()]

    def hours(self) -> WorkingHours:
        """Return the usual working day.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            return firms.firm(session).hours

    @needs(Right.PEOPLE)
    def save_hours(self, hours: WorkingHours) -> Changes:
        """Change the usual working day.

        Raises:
            InvalidInputError: the day has no working time left, or is longer than a day.
            NotSetUpError: there is no firm yet.

        """
        sound = checked_hours(hours)
        with self._sessions.begin() as session:
            record = firm_to_change(session)
            record.opens_minute, record.closes_minute = sound.opens, sound.closes
            record.break_minutes, record.short_by_minutes = sound.pause, sound.short_by
            self._refresh_clock(session)
        return Changes.SETTINGS

    @needs(Right.PEOPLE)
    def set_days(
        self, period: Period, kind: DayKind, *, minutes: int | None = None, note: str = ""
    ) -> Changes:
        """Make days of ``period`` working, short or off, whatever the public calendar says.

        ``minutes`` of working time are None where they are usual. A single day is set as it
        is; of several, only those that would be worked become short or off.

        Raises:
            InvalidInputError: more than a year at once, no such working time, a short day of
                unknown length, or a long note.
            NotSetUpError: there is no firm yet.

        """
        _refuse_more_than_a_year(period)
        with self._sessions.begin() as session:
            firm_to_change(session)
            firm = firms.firm(session)
            days = _concerned(firm, period, kind)
            own = [checked_day(CalendarDay(day, kind, minutes, note), firm.hours) for day in days]
            _clear(session, days)
            session.add_all(
                CalendarDayRecord(
                    day=one.day, kind=one.kind.value, minutes=one.minutes, note=one.note
                )
                for one in own
            )
            self._refresh_clock(session)
        return Changes.SETTINGS

    @needs(Right.PEOPLE)
    def clear_days(self, period: Period) -> Changes:
        """Let the public calendar hold again for the days of ``period``.

        Raises:
            InvalidInputError: more than a year at once.
            NotSetUpError: there is no firm yet.

        """
        _refuse_more_than_a_year(period)
        with self._sessions.begin() as session:
            firm_to_change(session)
            _clear(session, list(period.days()))
            self._refresh_clock(session)
        return Changes.SETTINGS

    def list_absences(self, period: Period, employee_id: int | None = None) -> list[AbsenceRow]:
        """Return the absences that touch ``period``, in order: of everybody or of one.

        Why somebody is away is told to those alone who keep it, or see the figures of them.
        """
        with self._sessions() as session:
            rows = queries.list_absences(session, period, employee_id)
            keeps = self._acting.of(session).may(Right.PEOPLE)
            sight = Sight() if keeps else self._acting.sight(session)
            return [row for row in rows if sight.sees(row.employee_id)]

    @needs(Right.PEOPLE)
    def create_absence(self, draft: AbsenceDraft) -> Saved:
        """Enter that an employee is away.

        Raises:
            InvalidInputError: an entry is not acceptable, or the employee is away already.

        """
        with self._sessions.begin() as session:
            record = AbsenceRecord()
            _fill(session, record, draft)
            session.add(record)
            session.flush()
            return Saved(record.id, Changes.PEOPLE)

    @needs(Right.PEOPLE)
    def save_absence(self, absence_id: int, version: int, draft: AbsenceDraft) -> Changes:
        """Save an absence.

        Raises:
            InvalidInputError: an entry is not acceptable, or the employee is away already.
            NotFoundError: the absence is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            _fill(session, _absence_to_save(session, absence_id, version), draft)
        return Changes.PEOPLE

    @needs(Right.PEOPLE)
    def delete_absence(self, absence_id: int, version: int) -> Changes:
        """Take an absence back.

        Raises:
            NotFoundError: the absence is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            session.delete(_absence_to_save(session, absence_id, version))
        return Changes.PEOPLE

    def _refresh_clock(self, session: Session) -> None:
        session.flush()
        firm = firms.firm(session)
        refresh_working_days(session, firm, clock.today(self._now, firm.time_zone()))


def _refuse_more_than_a_year(period: Period) -> None:
    if (period.end - period.start).days > _MOST_DAYS:
        raise InvalidInputError(
            "period", Message("Choose at most {days} days at once.", days=_MOST_DAYS)
        )


def _concerned(firm: Firm, period: Period, kind: DayKind) -> list[date]:
    days, calendar = list(period.days()), firm.calendar()
    if kind is DayKind.WORKING or len(days) == 1:
        return days
    return [day for day in days if calendar.is_working(day)]


def _clear(session: Session, days: list[date]) -> None:
    session.execute(delete(CalendarDayRecord).where(CalendarDayRecord.day.in_(days)))


def _absence_to_save(session: Session, absence_id: int, version: int) -> AbsenceRecord:
    record = session.get(AbsenceRecord, absence_id, with_for_update=True)
    if record is None:
        raise NotFoundError(_ABSENCE, absence_id)
    if record.version != version:
        name = select(EmployeeRecord.name).where(EmployeeRecord.id == record.employee_id)
        raise StaleRecordError(_ABSENCE, session.scalars(name).one())
    return record


def _fill(session: Session, record: AbsenceRecord, draft: AbsenceDraft) -> None:
    if draft.end_on <= draft.first_on:
        raise InvalidInputError(
            "end_on", Message("The first day back comes after {day}.", day=draft.first_on)
        )
    # Two who enter days of one person at once do so one after another.
    session.get(EmployeeRecord, draft.employee_id, with_for_update={"key_share": True})
    refuse_unknown(session, EmployeeRecord, [draft.employee_id], field="employee_id")
    record.employee_id = draft.employee_id
    record.kind = draft.kind.value
    record.first_on = draft.first_on
    record.end_on = draft.end_on
    record.note = entered("note", draft.note, NOTE_LENGTH)
    if overlap := queries.find_overlap(session, record):
        raise InvalidInputError(
            "first_on",
            Message(
                "{name} is away already: {kind} from {first} to {last}.",
                name=overlap.employee,
                kind=overlap.kind,
                first=overlap.first_on,
                last=overlap.last_day(),
            ),
        )
