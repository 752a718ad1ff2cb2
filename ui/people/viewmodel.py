"""Employees, departments and groups as their lists and cards need them; knows no widget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.people import (
    DepartmentDraft,
    DepartmentRow,
    EmployeeDraft,
    EmployeeQuery,
    EmployeeRow,
    GroupDraft,
    GroupRow,
    StayRow,
)
from ui.records.card_viewmodel import CardViewModel, Undo
from ui.records.listing import ListViewModel
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class NewEmployee:
    """The key of an employee who is not yet there."""


@dataclass(frozen=True, slots=True)
class NewDepartment:
    """The key of a department that is not yet there, and where it will be."""

    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewGroup:
    """The key of a group that is not yet there."""


@dataclass(frozen=True, slots=True)
class EmployeeEntry(EmployeeDraft):
    """``since`` is the first day in another department; None where they stay in theirs."""

    since: date | None = None


@dataclass(frozen=True, slots=True)
class EmployeeRead:
    """``row`` is None for a new employee; ``codes`` are taken by others.

    ``stays`` are the departments where they were and are, the earliest first.
    """

    row: EmployeeRow | None
    departments: tuple[DepartmentRow, ...]
    codes: frozenset[str]
    today: date
    stays: tuple[StayRow, ...] = ()

    @property
    def id(self) -> int | None:
        return None if self.row is None else self.row.id

    @property
    def version(self) -> int:
        return 0 if self.row is None else self.row.version

    @property
    def name(self) -> str:
        return "" if self.row is None else self.row.name


@dataclass(frozen=True, slots=True)
class DepartmentRead:
    """``row`` is None for a new department; ``people`` are names by id of those at work today."""

    row: DepartmentRow | None
    departments: tuple[DepartmentRow, ...]
    people: Mapping[int, str]

    @property
    def id(self) -> int | None:
        return None if self.row is None else self.row.id

    @property
    def version(self) -> int:
        return 0 if self.row is None else self.row.version

    @property
    def name(self) -> str:
        return "" if self.row is None else self.row.name

    def codes(self) -> frozenset[str]:
        return frozenset(row.code for row in self.departments)

    def head_name(self, head_id: int | None) -> str:
        if self.row is not None and head_id == self.row.head_id:
            return self.row.head
        return "" if head_id is None else self.people.get(head_id, "")


@dataclass(frozen=True, slots=True)
class GroupRead:
    """``row`` is None for a new group; ``people`` are those at work today, and its members."""

    row: GroupRow | None
    people: tuple[EmployeeRow, ...]
    codes: frozenset[str]

    @property
    def id(self) -> int | None:
        return None if self.row is None else self.row.id

    @property
    def version(self) -> int:
        return 0 if self.row is None else self.row.version

    @property
    def name(self) -> str:
        return "" if self.row is None else self.row.name


class EmployeeCardViewModel(CardViewModel[EmployeeRead, EmployeeEntry]):
    departments_read = Signal(object)  # Sequence[DepartmentRow]

    def read_departments(self) -> None:
        """Tell by ``departments_read`` what there is to choose from now."""
        work = self._services.people.list_departments
        self._tasks.run(self, work, self.departments_read.emit, self.failed.emit)

    def read_record(self, record_id: int | None) -> EmployeeRead:
        people = self._services.people
        return EmployeeRead(
            row=None if record_id is None else people.employee(record_id),
            departments=tuple(people.list_departments()),
            codes=frozenset(row.code for row in people.list_employees()),
            today=self._services.firm.today(),
            stays=() if record_id is None else tuple(people.list_stays(record_id)),
        )

    def draft_of(self, read: EmployeeRead) -> EmployeeEntry:
        return EmployeeEntry("", "") if read.row is None else employee_draft(read.row)

    def create(self, draft: EmployeeEntry) -> Saved:
        return self._services.people.create_employee(draft)

    def write(self, record_id: int, version: int, draft: EmployeeEntry) -> Changes:
        people = self._services.people
        return people.save_employee(record_id, version, draft, since=draft.since)

    def undo_of(self, before: EmployeeRead, after: EmployeeRead) -> Undo | None:
        if before.row is None or after.id is None:
            return super().undo_of(before, after)
        save = partial(self._services.people.save_employee, history=before.stays)
        draft = employee_draft(before.row)
        return self.taking_back(partial(save, after.id, after.version, draft))

    def remove_stay(self, draft: EmployeeEntry, since: date | None) -> None:
        """Take the stay from ``since`` on out of the history, after what is entered is saved."""
        remove = self._services.people.remove_stay
        self.act(draft, lambda record_id, version: remove(record_id, version, since))

    def remove(self, record_id: int, version: int) -> Changes:
        return self._services.people.delete_employee(record_id, version)


class DepartmentCardViewModel(CardViewModel[DepartmentRead, DepartmentDraft]):
    def read_record(self, record_id: int | None) -> DepartmentRead:
        people = self._services.people
        employed = people.list_employees(on=self._services.firm.today())
        return DepartmentRead(
            row=None if record_id is None else people.department(record_id),
            departments=tuple(people.list_departments()),
            people={row.id: row.name for row in employed},
        )

    def draft_of(self, read: DepartmentRead) -> DepartmentDraft:
        return DepartmentDraft("", "") if read.row is None else department_draft(read.row)

    def create(self, draft: DepartmentDraft) -> Saved:
        return self._services.people.create_department(draft)

    def write(self, record_id: int, version: int, draft: DepartmentDraft) -> Changes:
        return self._services.people.save_department(record_id, version, draft)

    def remove(self, record_id: int, version: int) -> Changes:
        return self._services.people.delete_department(record_id, version)


@dataclass(frozen=True, slots=True)
class Structure:
    """The departments, and how many people work directly in each today."""

    departments: tuple[DepartmentRow, ...]
    people: Mapping[int | None, int]


class StructureViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # Structure
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def _read(self) -> Structure:
        people = self._services.people
        employed = people.list_employees(on=self._services.firm.today())
        counts = Counter(row.department_id for row in employed)
        return Structure(tuple(people.list_departments()), counts)


class GroupCardViewModel(CardViewModel[GroupRead, GroupDraft]):
    def read_record(self, record_id: int | None) -> GroupRead:
        people = self._services.people
        row = None if record_id is None else people.group(record_id)
        members = frozenset[int]() if row is None else row.member_ids
        employed = {one.id for one in people.list_employees(on=self._services.firm.today())}
        return GroupRead(
            row=row,
            people=tuple(one for one in people.list_employees() if one.id in employed | members),
            codes=frozenset(one.code for one in people.list_groups()),
        )

    def draft_of(self, read: GroupRead) -> GroupDraft:
        row = read.row
        return GroupDraft("", "") if row is None else GroupDraft(row.code, row.name, row.member_ids)

    def create(self, draft: GroupDraft) -> Saved:
        return self._services.people.create_group(draft)

    def write(self, record_id: int, version: int, draft: GroupDraft) -> Changes:
        return self._services.people.save_group(record_id, version, draft)

    def remove(self, record_id: int, version: int) -> Changes:
        return self._services.people.delete_group(record_id, version)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group, and how many of its people are at work today."""

    row: GroupRow
    people: int


class GroupsViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # tuple[GroupLine, ...]
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def _read(self) -> tuple[GroupLine, ...]:
        people = self._services.people
        employed = {row.id for row in people.list_employees(on=self._services.firm.today())}
        return tuple(GroupLine(row, len(row.member_ids & employed)) for row in people.list_groups())


def employee_draft(row: EmployeeRow) -> EmployeeEntry:
    """Return what a user may enter about an employee as it is kept at present."""
    return EmployeeEntry(
        code=row.code,
        name=row.name,
        position=row.position,
        phone=row.phone,
        email=row.email,
        department_id=row.department_id,
        hired_on=row.hired_on,
        left_on=row.left_on,
    )


def department_draft(row: DepartmentRow) -> DepartmentDraft:
    """Return what a user may enter about a department as it is kept at present."""
    return DepartmentDraft(row.code, row.name, row.parent_id, row.head_id)


def employee_list(services: Services, tasks: Tasks) -> ListViewModel[EmployeeQuery]:
    """Return the list of employees; its foot is a count."""
    people = services.people
    return ListViewModel(
        EmployeeQuery(), people.find_employees, people.count_employees, tasks=tasks
    )
