"""What the database gathers, by employee, as a plain mapping."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import BaseSum, BaseSums
from crm_desktop.kpi.sheets import Membership, Stretches, Totals
from crm_desktop.kpi.source import Window
from crm_desktop.storage.fact_statements import Reach
from crm_desktop.storage.facts import Gathering
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.walks import Frame
from tests.storage import kpi_rows

TODAY = date(2026, 3, 16)


def gathered(
    session: Session,
    bases: Collection[BaseSum],
    periods: Sequence[Period],
    only: Collection[str] | None = None,
) -> list[BaseSums]:
    """Return what ``bases`` are in each of ``periods`` for who has one of the codes ``only``."""
    people = [
        person
        for person in subjects.staff(session).people
        if only is None or person.subject.ref.code in only
    ]
    members = {person.id: (person.subject.ref, 0) for person in people}
    reach = Reach.EVERYBODY if only is None else Reach.of(members)
    gathering = Gathering(
        bases,
        [Frame(period) for period in periods],
        kpi_rows.around(session),
        today=TODAY,
        reach=reach,
    )
    stretches = Stretches(dict.fromkeys(Window, (Membership(members),)))
    of_each = [
        Totals(sheets, stretches)
        for sheets in gathering.sheets(session, [] if only is None else list(members))
    ]
    return [{base: _by_code(found, base, people) for base in bases} for found in of_each]


def _by_code(
    found: Totals, base: BaseSum, people: Collection[subjects.Person]
) -> dict[str, Decimal]:
    codes = [person.subject.ref.code for person in people]
    values = {code: found.value(base, SubjectRef(SubjectLevel.EMPLOYEE, code)) for code in codes}
    return {code: value for code, value in values.items() if value}
