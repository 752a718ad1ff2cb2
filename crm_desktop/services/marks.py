"""Use cases on marks that people give by hand: which are asked for, giving them, their past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.marks import MarkDraft, MarkRow, MarkVersion
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.quantity import Quantity
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.definition import Indicator, Profile
from crm_desktop.kpi.rulebook import Rulebook
from crm_desktop.kpi.source import FormulaSource, ManualSource
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import firm_in_turn, scheme_in_force
from crm_desktop.services.writing import refuse_unknown
from crm_desktop.storage.models import UserRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import mark_entries, statements, subjects
from crm_desktop.storage.queries.mark_entries import MarkKey
from crm_desktop.storage.queries.subjects import Staff
from crm_desktop.texts import Message

_ASKED_BACK = 3
"""For how many ended periods of a kind a missing mark is asked for."""

_MOST_DIGITS = 20


@dataclass(frozen=True, slots=True)
class _Marking:
    """The manual indicators of one period, and of whom each is asked."""

    firm: Firm
    staff: Staff
    rules: Rulebook

    @classmethod
    def of(cls, session: Session, period: Period) -> _Marking:
        firm = firm_queries.firm(session)
        staff = subjects.staff(session).on(period.last_day())
        scheme = scheme_in_force(session, firm, period.start)
        everyone = [*staff.everyone(), Subject(COMPANY, firm.name)]
        return cls(firm, staff, Rulebook.of(scheme, everyone, period))

    def asked(self) -> Iterator[tuple[Subject, Indicator, ManualSource]]:
        """Yield each mark that a profile needs, by subject and in the order of the profile."""
        company = Subject(COMPANY, self.firm.name)
        for subject in (*self.staff.measured_in(self.rules.period), company):
            profile = self.rules.profile_of(subject)
            for code in () if profile is None else self._needed(profile):
                indicator = self.rules.indicators.get(code)
                if indicator is not None and isinstance(indicator.source, ManualSource):
                    yield subject, indicator, indicator.source

    def source(self, code: str) -> ManualSource:
        """Return the source of a manual indicator.

        Raises:
            NotFoundError, NotInForceError: there is no such indicator in the period.
            InvalidInputError: nobody gives marks for it.

        """
        indicator = self.rules.indicator(code)
        if not isinstance(indicator.source, ManualSource):
            raise InvalidInputError(
                "indicator",
                Message("“{name}” is computed: no marks are given for it.", name=indicator.name),
            )
        return indicator.source

    def refuse_stranger(self, ref: SubjectRef) -> None:
        if ref != COMPANY and ref not in {subject.ref for subject in self.staff.everyone()}:
            raise NotFoundError(Message("Subject"), str(ref))

    def _needed(self, profile: Profile) -> dict[str, None]:
        """Return the indicators of ``profile`` and, before each, those that it is made of."""
        needed: dict[str, None] = {}

        def add(code: str) -> None:
            indicator = self.rules.indicators.get(code)
            if indicator is not None and isinstance(indicator.source, FormulaSource):
                for name in self.rules.formulas[code].names:
                    add(name)
            needed.setdefault(code)

        for entry in profile.entries:
            add(entry.indicator)
        return needed


class MarkService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def list_marks(self, period: Period) -> list[MarkRow]:
        """Return the marks that profiles in force ask for in ``period``, missing ones included.

        People by name, then groups, departments and the company.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            return self._rows(session, period)

    def list_stale(self, today: date | None = None) -> list[MarkRow]:
        """Return the missing marks that are asked for by now, those of the oldest period first.

        Of the last ended periods of each kind, but not for whom the pay is settled.
        """
        found: list[MarkRow] = []
        with self._sessions() as session:
            day = today or clock.today(self._now, firm_queries.firm(session).time_zone())
            for period in sorted(_waiting(session, day)):
                rows = [row for row in self._rows(session, period, day) if row.is_stale]
                settled = _settled(session, period) if rows else _Settled()
                found += [row for row in rows if not settled.has(row.subject.ref)]
        return found

    def history(self, indicator: str, subject: SubjectRef, period: Period) -> list[MarkVersion]:
        """Return all that was typed for one subject and period, the newest first."""
        with self._sessions() as session:
            self._acting.sight(session).require_subject(subject)
            return mark_entries.list_versions(session, MarkKey(indicator, subject), period)

    @needs(Right.CALCULATE)
    def set_mark(self, draft: MarkDraft) -> Changes:
        """Let the mark of ``draft`` hold; what held before stays in its history.

        Raises:
            InvalidInputError: the mark is out of the indicator's range, has no reason or author,
                or the pay of its period is settled.
            NotFoundError, NotInForceError: there is no such indicator or subject.

        """
        version = MarkVersion(
            draft.value,
            entered("reason", draft.reason, NOTE_LENGTH, is_required=True),
            entered_name(self._acting.author(draft.author), "author"),
            self._now(),
        )
        with self._sessions.begin() as session:
            firm_in_turn(session)
            self._acting.sight(session).require_subject(draft.subject)
            marking = _Marking.of(session, draft.period)
            _refuse_out_of_range(draft.value, marking.source(draft.indicator))
            marking.refuse_stranger(draft.subject)
            by = replace(draft, author_id=self._acting.user_id or draft.author_id)
            refuse_unknown(session, UserRecord, [by.author_id], field="author")
            _refuse_settled(session, draft)
            mark_entries.add(session, by, version)
        return Changes.SCHEME

    def _rows(self, session: Session, period: Period, today: date | None = None) -> list[MarkRow]:
        sight = self._acting.sight(session)
        marking = _Marking.of(session, period)
        day = today or clock.today(self._now, marking.firm.time_zone())
        held = mark_entries.held(session, period)
        rows = []
        for subject, indicator, source in marking.asked():
            if not sight.sees_subject(subject.ref):
                continue
            given = held.get(MarkKey(indicator.code, subject.ref))
            since = _asked_since(source, period)
            rows.append(
                MarkRow(
                    indicator.code,
                    indicator.name,
                    subject,
                    period,
                    source.lowest,
                    source.highest,
                    given,
                    since,
                    is_stale=given is None and since is not None and since <= day,
                )
            )
        return rows


@dataclass(frozen=True, slots=True)
class _Settled:
    """Whose pay of a period is settled."""

    people: frozenset[SubjectRef] = frozenset()

    def has(self, subject: SubjectRef) -> bool:
        """Return whether a mark of ``subject`` could change pay that stands already."""
        is_own = subject.level is SubjectLevel.EMPLOYEE
        return subject in self.people if is_own else bool(self.people)


def _settled(session: Session, period: Period) -> _Settled:
    rows = statements.list_statements(session, period)
    return _Settled(
        frozenset(
            SubjectRef(SubjectLevel.EMPLOYEE, row.employee_code)
            for row in rows
            if row.state is not StatementState.DRAFT
        )
    )


def _waiting(session: Session, today: date) -> Iterable[Period]:
    """Return the ended periods whose marks are asked for by ``today`` where they are missing."""
    firm = firm_queries.firm(session)
    scheme = scheme_in_force(session, firm, today)
    kinds = {profile.period_kind for profile in scheme.profiles} - {PeriodKind.CUSTOM}
    sources = (indicator.source for indicator in scheme.indicators)
    waits = {
        source.stale_after
        for source in sources
        if isinstance(source, ManualSource) and source.stale_after is not None
    }
    periods: set[Period] = set()
    for kind in kinds:
        for days in waits:
            period = Period.containing(today - timedelta(days=days), kind)
            for _ in range(_ASKED_BACK):
                period = period.previous()
                periods.add(period)
    return periods


def _asked_since(source: ManualSource, period: Period) -> date | None:
    if source.stale_after is None:
        return None
    return period.end + timedelta(days=source.stale_after)


def _refuse_out_of_range(value: Decimal | None, source: ManualSource) -> None:
    if value is None:
        return
    if not value.is_finite() or not source.lowest <= value <= source.highest:
        raise InvalidInputError(
            "value",
            Message(
                "A mark is a number from {lowest} to {highest}.",
                lowest=Quantity(source.lowest),
                highest=Quantity(source.highest),
            ),
        )
    if len(f"{value:f}") > _MOST_DIGITS:
        raise InvalidInputError("value", Message("The mark has too many digits."))


def _refuse_settled(session: Session, draft: MarkDraft) -> None:
    if _settled(session, draft.period).has(draft.subject):
        raise InvalidInputError(
            "period",
            Message("The pay of {period} is settled: its marks stand.", period=draft.period),
        )
