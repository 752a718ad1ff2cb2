"""The facts of one employee again and again: what changes seldom is read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.domain.occasion import Occasion
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError, NotSetUpError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.rollup import Question, questions
from crm_desktop.services.measuring import Measuring
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.services.standing import Edition, edition_columns
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.fact_statements import Reach
from crm_desktop.storage.facts import Gathering
from crm_desktop.storage.models import EmployeeRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.subjects import Person
from crm_desktop.storage.walks import Frame

_KEPT = 16


@dataclass(frozen=True, slots=True)
class _Ready:
    """What one period takes, whoever is asked for; good for the day ``today``."""

    firm: Firm
    today: date
    indicators: tuple[Indicator, ...]
    asked: tuple[Question, ...]
    gathering: Gathering


class LiveFacts:
    """Keeps what was prepared for the last periods; two statements find the facts of a person."""

    def __init__(self) -> None:
        self._ready: dict[tuple[Edition, Period], _Ready] = {}

    def facts(self, session: Session, code: str, period: Period, now: datetime) -> Facts:
        """Return the facts of the employee with this ``code``.

        Raises:
            NotFoundError: there is none.
            NotSetUpError: there is no firm yet.
            ClockBehindError: the clock of working time has to be set first.

        """
        if session.get_bind().dialect.name == "postgresql":
            # The sums are one statement, so that they agree; a transaction is two round trips.
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        row = session.connection().execute(_asked(), {"code": code}).one_or_none()
        if row is None:
            raise NotFoundError(EMPLOYEE, code)
        edition = Edition(row.last_definition, row.last_plan, row.of_firm, row.of_types)
        if row.of_firm is None:
            raise NotSetUpError
        ready = self._prepared(session, edition, period, now)
        subject = Subject(SubjectRef(SubjectLevel.EMPLOYEE, code), row.name)
        person = Person(row.id, subject, row.hired_on, row.left_on)
        measuring = Measuring(session, ready.firm, ready.indicators, now)
        told = measuring.given([period], subject.ref, with_types=False)
        return measuring.facts_by(ready.gathering, [period], [ready.asked], person, told)[0]

    def _prepared(
        self, session: Session, edition: Edition, period: Period, now: datetime
    ) -> _Ready:
        ready = self._ready.get((edition, period))
        if ready is not None and ready.today == now.astimezone(ready.firm.time_zone()).date():
            return ready
        if len(self._ready) >= _KEPT:
            self._ready.clear()
        ready = self._ready[edition, period] = _prepare(session, period, now)
        return ready


def _prepare(session: Session, period: Period, now: datetime) -> _Ready:
    firm = firm_queries.firm(session)
    indicators = scheme_in_force(session, firm, period.start, _NOBODY).indicators
    measuring = Measuring(session, firm, indicators, now)
    return _Ready(
        firm,
        measuring.today,
        indicators,
        questions(indicators, Occasion(measuring.today, period)),
        measuring.gathering([Frame(period)], Reach.ONE, measuring.given([period], _NOBODY).types),
    )


_NOBODY = SubjectRef(SubjectLevel.EMPLOYEE)
"""Whose plans are read where only definitions are asked for."""


@cache
def _asked() -> Select[*tuple[Any, ...]]:
    """Return the employee, and the editions of the rules and of the firm's settings."""
    return select(
        EmployeeRecord.id,
        EmployeeRecord.name,
        EmployeeRecord.hired_on,
        EmployeeRecord.left_on,
        *edition_columns(),
    ).where(EmployeeRecord.code == bindparam("code"))
