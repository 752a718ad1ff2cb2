"""Who stands in the plan grid, in the order of the firm's tree, and who is measured by what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from crm_desktop.domain.people import (
    COMPANY,
    DepartmentRow,
    EmployeeRow,
    GroupRow,
    StayRow,
    Subject,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import ProfileEntry
from crm_desktop.kpi.rulebook import Rulebook
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message, plural
from ui.people.tree import below
from ui.plans.grid import Line, Place


@dataclass(frozen=True, slots=True)
class Staff:
    """The firm as its tree; ``moves`` are the stays of who changed departments, by their id."""

    firm: str
    departments: tuple[DepartmentRow, ...]
    employees: tuple[EmployeeRow, ...]
    groups: tuple[GroupRow, ...]
    moves: Mapping[int, Sequence[StayRow]] = field(default_factory=dict)

    def on(self, day: date) -> Staff:
        """Return the firm with everybody in the department where they were on ``day``."""
        if not self.moves:
            return self
        return replace(self, employees=tuple(self._placed(row, day) for row in self.employees))

    def _placed(self, row: EmployeeRow, day: date) -> EmployeeRow:
        begun = [
            stay for stay in self.moves.get(row.id, ()) if stay.since is None or stay.since <= day
        ]
        return replace(row, department_id=begun[-1].department_id) if begun else row

    def employed_in(self, period: Period) -> Staff:
        """Return the firm with those alone who work in it on a day of ``period``."""
        employees = tuple(
            row
            for row in self.employees
            if (row.left_on is None or row.left_on > period.start)
            and (row.hired_on is None or row.hired_on < period.end)
        )
        return replace(self, employees=employees)

    def subjects(self) -> Iterator[tuple[Subject, int, SubjectRef | None]]:
        """Yield each subject with its depth and the unit whose plan it shares."""
        yield Subject(COMPANY, self.firm), 0, None
        codes = {row.id: row.code for row in self.departments}
        children = below(self.departments)
        people: dict[int | None, list[EmployeeRow]] = defaultdict(list)
        for one in self.employees:
            people[one.department_id].append(one)
        waiting = [(row, 1) for row in reversed(children.get(None, []))]
        while waiting:
            row, depth = waiting.pop()
            above = None if row.parent_id is None else codes[row.parent_id]
            subject = Subject(_department(row.code), row.name, above)
            yield subject, depth, COMPANY if above is None else _department(above)
            yield from self._people(people[row.id], row.code, depth + 1)
            waiting += [(child, depth + 1) for child in reversed(children.get(row.id, []))]
        yield from self._people(people[None], None, 1)
        for group in self.groups:
            yield Subject(SubjectRef(SubjectLevel.GROUP, group.code), group.name), 0, None

    def _people(
        self, rows: Iterable[EmployeeRow], code: str | None, depth: int
    ) -> Iterator[tuple[Subject, int, SubjectRef | None]]:
        for row in rows:
            own = tuple(group.code for group in self.groups if row.id in group.member_ids)
            ref = SubjectRef(SubjectLevel.EMPLOYEE, row.code)
            unit = COMPANY if code is None else _department(code)
            yield Subject(ref, row.name, code, own), depth, unit


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the grid; everybody stands where they are at the end of the last period.

    ``of_profiles`` are the plans of profiles. ``elsewhere`` are the units in which people were in
    other periods, None where they were not employed.
    """

    lines: tuple[Line, ...]
    of_profiles: Mapping[Place, Decimal]
    elsewhere: Mapping[Place, SubjectRef | None]


def lines_of(staff: Staff, schemes: Mapping[Period, Scheme], indicator: str) -> Lines:
    """Return the lines of ``staff``, measured by the rules of each period of ``schemes``."""
    found = list(staff.on(max(period.last_day() for period in schemes)).subjects())
    hired = {row.code: row.hired_on for row in staff.employees}
    entries: dict[SubjectRef, ProfileEntry] = {}
    ramps: dict[SubjectRef, Message] = {}
    plans: dict[Place, Decimal] = {}
    elsewhere: dict[Place, SubjectRef | None] = {}
    for period, scheme in schemes.items():
        there = list(staff.employed_in(period).on(period.last_day()).subjects())
        units = {subject.ref: unit for subject, _depth, unit in there}
        for subject, _depth, unit in found:
            if units.get(subject.ref) != unit:
                elsewhere[subject.ref, period.start] = units.get(subject.ref)
        everyone = [subject for subject, _depth, _unit in there]
        rules = Rulebook.of(scheme, everyone, period)
        for subject in everyone:
            profile = rules.profile_of(subject)
            entry = None if profile is None else rules.entries[profile.code].get(indicator)
            if profile is None or entry is None:
                continue
            entries[subject.ref] = entry
            if entry.plan is not None:
                plans[subject.ref, period.start] = entry.plan
            ramp = entry.ramp or profile.ramp
            first = hired.get(subject.ref.code)
            if ramp and first is not None and _is_new(first, len(ramp), period):
                ramps[subject.ref] = _ramp_words(subject.name, first, len(ramp))
    lines = tuple(
        Line(subject.ref, subject.name, depth, unit, subject.ref in entries, ramps.get(subject.ref))
        for subject, depth, unit in found
    )
    return Lines(lines, plans, elsewhere)


def _is_new(hired_on: date, months: int, period: Period) -> bool:
    """Return whether ``period`` begins in the first ``months`` of service."""
    served = (period.start.year - hired_on.year) * 12 + period.start.month - hired_on.month
    return served < months and hired_on < period.end


def _ramp_words(name: str, hired_on: date, months: int) -> Message:
    return plural(
        "{name} is new since {day}: in the first {count} month the profile lowers the plan.",
        "{name} is new since {day}: in the first {count} months the profile lowers the plan.",
        count=months,
        name=name,
        day=hired_on,
    )


def _department(code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel.DEPARTMENT, code)
