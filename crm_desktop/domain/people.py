"""Employees, departments and whatever else is measured, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from crm_desktop.domain.paging import Cursor
from crm_desktop.texts import Message


class SubjectLevel(StrEnum):
    """Whose figure it is; employee is the personal level."""

    EMPLOYEE = "employee"
    GROUP = "group"
    DEPARTMENT = "department"
    COMPANY = "company"

    def shown(self) -> str:
        return str(_LEVEL_NAMES[self])


_LEVEL_NAMES = {
    SubjectLevel.EMPLOYEE: Message("employee"),
    SubjectLevel.GROUP: Message("group"),
    SubjectLevel.DEPARTMENT: Message("department"),
    SubjectLevel.COMPANY: Message("company"),
}


@dataclass(frozen=True, slots=True, order=True)
class SubjectRef:
    """A subject by its level and its code; the company's code is empty.

    Codes stay the same on another database, so schemes can name people: an employee's
    code is that of the payroll or of the system they came from.
    """

    level: SubjectLevel
    code: str = ""

    def __hash__(self) -> int:
        return hash(self.code)  # levels seldom share one, and their hash is slow

    def __str__(self) -> str:
        return f"{self.level.value}:{self.code}" if self.code else self.level.value

    @classmethod
    def parse(cls, text: str) -> SubjectRef:
        """Return the subject written as ``employee:code``, ``department:code`` or ``company``.

        Raises:
            ValueError: ``text`` is none of these.

        """
        level, _, code = text.partition(":")
        ref = cls(SubjectLevel(level.strip()), code.strip())
        if (ref.level is SubjectLevel.COMPANY) == bool(ref.code):
            raise ValueError(text)
        return ref


COMPANY = SubjectRef(SubjectLevel.COMPANY)


@dataclass(frozen=True, slots=True)
class Presence:
    """The days on which an employee is there: from ``hired_on`` up to, and not on, ``left_on``.

    None is an open end. ``absences`` are half-open, in order, and without business trips.
    """

    hired_on: date | None = None
    left_on: date | None = None
    absences: tuple[tuple[date, date], ...] = ()

    def is_whole(self, start: date, end: date) -> bool:
        """Return whether the employee is there on each day from ``start`` up to ``end``."""
        is_hired = self.hired_on is None or self.hired_on <= start
        is_employed = is_hired and (self.left_on is None or end <= self.left_on)
        return is_employed and not any(
            first < end and start < back for first, back in self.absences
        )

    def is_there(self, day: date) -> bool:
        """Return whether the employee is employed and not absent on ``day``."""
        is_hired = self.hired_on is None or self.hired_on <= day
        is_employed = is_hired and (self.left_on is None or day < self.left_on)
        return is_employed and not any(first <= day < back for first, back in self.absences)


@dataclass(frozen=True, slots=True)
class Subject:
    """One whose indicators are computed; ``department`` is the code of the one directly above.

    ``groups`` are codes, for employees alone; so is ``presence``, None where it is not known.
    """

    ref: SubjectRef
    name: str
    department: str | None = None
    groups: tuple[str, ...] = ()
    presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """An employee as lists show them; ``left_on`` is their first day away."""

    id: int
    version: int
    code: str
    name: str
    position: str
    department_id: int | None
    department: str
    hired_on: date | None
    left_on: date | None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class EmployeeDraft:
    """What a user may enter about an employee; ``left_on`` is the first day away."""

    code: str
    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    department_id: int | None = None
    hired_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class StayRow:
    """From ``since`` on an employee is in a department, until the next of their stays begins.

    ``since`` is None for the first, which began before all that is kept; ``department_id`` is
    None where they were in no department.
    """

    department_id: int | None
    department: str
    since: date | None = None


def without_stay(stays: Sequence[StayRow], since: date | None) -> list[StayRow]:
    """Return ``stays`` without the one from ``since`` on; the one before it lasts longer.

    Where that was the first, the next one takes its time.
    """
    kept: list[StayRow] = []
    for stay in stays:
        is_same = bool(kept) and kept[-1].department_id == stay.department_id
        if stay.since != since and not is_same:
            kept.append(stay if kept else replace(stay, since=None))
    return kept


class EmployeeOrder(StrEnum):
    NAME = "name"


@dataclass(frozen=True, slots=True)
class EmployeeQuery:
    """Which employees to list.

    ``search`` is part of a name, a position, a phone number, an e-mail address or a code;
    ``department_id`` finds the department and those below it. Those who left are left out
    unless ``has_left`` wants them too.
    """

    search: str = ""
    department_id: int | None = None
    has_left: bool = False
    order: EmployeeOrder = EmployeeOrder.NAME
    is_descending: bool = False
    after: Cursor | None = None
    limit: int = 200


class AbsenceKind(StrEnum):
    """Why an employee is away; a trip is work, so it takes nothing from a plan."""

    VACATION = "vacation"
    SICK = "sick"
    UNPAID = "unpaid"
    TRIP = "trip"
    OTHER = "other"

    def shown(self) -> str:
        return str(_ABSENCE_NAMES[self])


_ABSENCE_NAMES = {
    AbsenceKind.VACATION: Message("vacation"),
    AbsenceKind.SICK: Message("sick leave"),
    AbsenceKind.UNPAID: Message("unpaid leave"),
    AbsenceKind.TRIP: Message("business trip"),
    AbsenceKind.OTHER: Message("other absence"),
}


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """The days from ``first_on`` up to, and not including, ``end_on``."""

    id: int
    version: int
    employee_id: int
    employee: str
    kind: AbsenceKind
    first_on: date
    end_on: date
    note: str

    def last_day(self) -> date:
        return self.end_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AbsenceDraft:
    """What a user may enter about an absence; ``end_on`` is the first day back."""

    employee_id: int
    kind: AbsenceKind
    first_on: date
    end_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Founder:
    """The person who sets the firm up."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    id: int
    version: int
    code: str
    name: str
    parent_id: int | None
    head_id: int | None
    head: str


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    """``parent_id`` is None at the top, ``head_id`` where nobody leads it."""

    code: str
    name: str
    parent_id: int | None = None
    head_id: int | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Employees of any departments who are measured together."""

    id: int
    version: int
    code: str
    name: str
    member_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class GroupDraft:
    code: str
    name: str
    member_ids: frozenset[int] = frozenset()
