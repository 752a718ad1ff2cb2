"""Employees, departments and whatever else is measured, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
class Subject:
    """One whose indicators are computed; ``department`` is the code of the one directly above.

    ``groups`` are codes, for employees alone.
    """

    ref: SubjectRef
    name: str
    department: str | None = None
    groups: tuple[str, ...] = ()


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
