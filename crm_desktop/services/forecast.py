"""What periods under way will come to, by the open deals and the stages they are in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.pipeline import OpenDeals, PipelineForecast, open_deals
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.measuring import Measuring, around
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.queries import firm as firms
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries.forecast import Pipeline, pipeline
from crm_desktop.storage.queries.subjects import Staff

Forecasts = Mapping[tuple[SubjectRef, str], PipelineForecast]
"""By subject and code of the indicator."""


class ForecastService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def forecasts(self, employee_code: str | None, period: Period) -> Forecasts:
        """Return the forecasts of one employee, or with None of everybody, units and company.

        For each indicator that adds up won deals by the day they were closed: what is won, and
        the open deals expected to close in ``period``, or on no day that is known, by the
        probability of their stages. Nothing after the period. Whoever is not seen is left out.

        Raises:
            DeniedError: the figures of the employee are not seen.
            NotFoundError: there is no such employee.
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            sight = self._acting.sight(session)
            if employee_code is not None:
                sight.require_employee(employee_code)
            firm = firms.firm(session)
            if clock.today(self._now, firm.time_zone()) >= period.end:
                return {}
            staff = subjects.staff(session, employee_code)
            if employee_code is not None and not staff.people:
                raise NotFoundError(EMPLOYEE, employee_code)
            found = self._forecasts(session, firm, period, staff, is_of_one=bool(employee_code))
            return {key: one for key, one in found.items() if sight.sees_subject(key[0])}

    def _forecasts(
        self, session: Session, firm: Firm, period: Period, staff: Staff, *, is_of_one: bool
    ) -> Forecasts:
        of = staff.people[0].subject.ref if is_of_one else None
        asked = _asked(scheme_in_force(session, firm, period.start, of).indicators)
        owners = [person.id for person in staff.people] if is_of_one else None
        expected = _by_subject(
            pipeline(
                session,
                period,
                list(asked.values()),
                around(session, firm),
                owners=owners,
                today=clock.today(self._now, firm.time_zone()),
            ),
            staff,
        )
        units = [] if is_of_one else [*staff.units, Subject(COMPANY, firm.name)]
        counted = [*(person.subject for person in staff.people), *units]
        facts = Measuring(session, firm, list(asked), self._now()).facts(
            period, staff, counted, owners
        )
        nothing = [Decimal(0)] * len(asked)
        return {
            (subject.ref, indicator.code): PipelineForecast(fact.value, promised)
            for subject in counted
            for indicator, promised in zip(asked, expected.get(subject.ref, nothing), strict=True)
            if (fact := facts[subject.ref, indicator.code]).value is not None
        }


def _asked(indicators: Iterable[Indicator]) -> dict[Indicator, OpenDeals]:
    found = ((indicator, open_deals(indicator.source)) for indicator in indicators)
    return {indicator: search for indicator, search in found if search is not None}


def _by_subject(found: Pipeline, staff: Staff) -> dict[SubjectRef, list[Decimal]]:
    """Return what is expected of each person, and of the units that they count for."""
    expected: dict[SubjectRef, list[Decimal]] = {}
    members = staff.membership
    lineages = {id_: (ref, *members.places[place]) for id_, (ref, place) in members.people.items()}
    counts = [(lineages[id_], sums) for id_, sums in found.shares.items()]
    counts += [(lineages[id_][:1], sums) for id_, sums in found.overlays.items()]
    for refs, sums in counts:
        for ref in refs:
            before = expected.get(ref, [Decimal(0)] * len(sums))
            expected[ref] = [a + b for a, b in zip(before, sums, strict=True)]
    return expected
