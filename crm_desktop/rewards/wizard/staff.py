"""The firm as the wizard sees it: who works there, at what, and what holds for them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import lineage
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message


class Work(StrEnum):
    """What records show that somebody does."""

    LEADS = "leads"
    """Deals that they were given."""
    WON_DEALS = "won-deals"
    INVOICES = "invoices"
    CALLS_OUT = "calls-out"
    CALLS_IN = "calls-in"
    MEETINGS = "meetings"
    LETTERS = "letters"
    TASKS = "tasks"
    TICKETS = "tickets"

    def shown(self) -> str:
        return str(_WORK_NAMES[self])


_WORK_NAMES = {
    Work.LEADS: Message("leads"),
    Work.WON_DEALS: Message("won deals"),
    Work.INVOICES: Message("invoices"),
    Work.CALLS_OUT: Message("outgoing calls"),
    Work.CALLS_IN: Message("incoming calls"),
    Work.MEETINGS: Message("meetings"),
    Work.LETTERS: Message("letters"),
    Work.TASKS: Message("tasks"),
    Work.TICKETS: Message("tickets"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An employee who may be chosen; ``heads`` are the codes of the departments that they lead.

    ``work`` counts their records of the last three months that are over, what there is none of
    left out. ``salary``, in major units, and the names ``profile`` and ``card`` are of the rules
    as they will be once all that is saved has begun; None where none holds.
    """

    subject: Subject
    position: str
    work: Mapping[Work, int]
    heads: tuple[str, ...] = ()
    salary: Decimal | None = None
    profile: str | None = None
    card: str | None = None

    @property
    def ref(self) -> SubjectRef:
        return self.subject.ref


@dataclass(frozen=True, slots=True)
class WizardFirm:
    """``people`` are those employed today, by name; ``units`` departments and groups.

    ``paths`` are the names to show of units and of the company, a department's with those above.
    ``present`` are the rules once all that is saved has begun. ``settled_until`` is the first day
    on which new rules may begin, None where nothing is settled. ``left`` are the names of those who
    do not work there now.
    """

    name: str
    currency: str
    today: date
    people: tuple[Candidate, ...]
    units: tuple[Subject, ...]
    paths: Mapping[SubjectRef, str]
    present: Scheme
    settled_until: date | None = None
    left: Mapping[SubjectRef, str] = field(default_factory=dict)

    def candidate(self, ref: SubjectRef) -> Candidate | None:
        return next((each for each in self.people if each.ref == ref), None)

    def name_of(self, ref: SubjectRef) -> str:
        """Return what the subject is called; its code where the firm does not have it."""
        known = self.candidate(ref)
        if known is not None:
            return known.subject.name
        return self.paths.get(ref) or self.left.get(ref, str(ref))

    def own_name(self, unit: SubjectRef) -> str:
        """Return what a unit is called, without the departments above it."""
        known = (each.name for each in self.units if each.ref == unit)
        return next(known, self.name_of(unit))

    def people_of(self, refs: Iterable[SubjectRef]) -> tuple[Candidate, ...]:
        """Return whom ``refs`` take in, by name: departments with those below them."""
        wanted, departments = frozenset(refs), self.departments()
        return tuple(
            each
            for each in self.people
            if COMPANY in wanted or not wanted.isdisjoint(lineage(each.subject, departments))
        )

    def departments(self) -> dict[str, Subject]:
        """Return the departments by their codes."""
        level = SubjectLevel.DEPARTMENT
        return {unit.ref.code: unit for unit in self.units if unit.ref.level is level}
