"""Employees, and departments with those who lead them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm_desktop.changes import Changes
from crm_desktop.domain.names import folded
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.exchange.import_values import Value
from crm_desktop.services.imports.branches import Branches, Codes, PlainCodes
from crm_desktop.services.imports.intake import Draft, Intake, Present, Surroundings
from crm_desktop.services.imports.references import References, Refused, unknown_employee
from crm_desktop.services.people_writing import department_is_there
from crm_desktop.storage import bulk, department_stays
from crm_desktop.storage.models import DepartmentRecord, EmployeeRecord
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

DEPARTMENTS = Message("departments")
HEADS = Message("heads of departments")
NEW_LEADS = Message("departments with another head")


class Staff:
    """The departments and the people in them, as rows call for them."""

    def __init__(self, around: Surroundings) -> None:
        self._session = around.session
        self._tally = around.tally
        self._department_table = bulk.table_of(DepartmentRecord)
        self._employee_table = bulk.table_of(EmployeeRecord)
        self.department_codes = PlainCodes(around.session, self._department_table)
        self.employee_codes = Codes(around.session, self._employee_table)
        self.departments = Branches(
            around.session,
            self._department_table,
            around.tally,
            DEPARTMENTS,
            codes=self.department_codes,
        )
        self.employees = References(
            around.session, self._employee_table, "code", unknown=unknown_employee
        )
        self._heads = imports.list_heads(around.session)
        self._led_since: dict[int, int] = {}
        self.hired: set[str] = set()
        """The folded names of those who were made because a row names them as a head."""

    def head(self, text: Value, *, department: int | None) -> int | None:
        """Return the head that was learned as ``text``; who does not exist is made there."""
        if not isinstance(text, str):
            return None
        if not self.employees.knows(text):
            self.employees.add(text, self._hired(text, department))
        return self.employees.find("head", text)

    def lead(self, department: int | None, head: int | None, *, line: int) -> None:
        """Let ``head`` lead ``department``.

        Raises:
            Refused: an earlier line named another head for it.

        """
        if department is None or head is None:
            return
        first = self._led_since.setdefault(department, line)
        if self._heads.get(department) == head:
            return
        if first != line:
            raise Refused("head", Message("Line {line} names another head.", line=first))
        bulk.update(self._session, self._department_table, ("head_id",), [(department, head)])
        if department in self._heads:
            self._tally.made[NEW_LEADS] += 1
        self._heads[department] = head

    def _hired(self, name: str, department: int | None) -> int:
        key = bulk.new_ids(self._session, self._employee_table, 1)[0]
        bulk.insert(
            self._session,
            self._employee_table,
            ("id", "code", "name", "name_folded", "department_id"),
            [(key, self.employee_codes.new(name), name, folded(name), department)],
        )
        self._tally.made[HEADS] += 1
        self.hired.add(folded(name))
        return key


class EmployeeIntake(Intake):
    table = bulk.table_of(EmployeeRecord)
    columns = (
        "code",
        "name",
        "name_folded",
        "position",
        "phone",
        "email",
        "department_id",
        "hired_on",
        "left_on",
    )
    columns_of = {
        "code": ("code",),
        "name": ("name", "name_folded"),
        "position": ("position",),
        "phone": ("phone",),
        "email": ("email",),
        "department": ("department_id",),
        "hired": ("hired_on",),
        "left": ("left_on",),
    }
    changes = Changes.PEOPLE

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._staff = Staff(around)
        self._without_code = self.places(set(around.mapping.fields) - {"code"})
        self._today = around.now.astimezone(around.firm.time_zone()).date()
        department_stays.begin(around.session)

    def finish(self) -> None:
        """Date the moves to other departments: the file says where people are today."""
        department_stays.begin(self.session)
        department_stays.follow(self.session, self._today)

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        self._staff.employees.learn(row.values.get("head") for row in rows)

    def drafted(self, row: ImportedRow) -> Draft:
        get = row.values.get
        hired, left = get("hired"), get("left")
        if isinstance(hired, date) and isinstance(left, date) and left <= hired:
            raise Refused("left", Message("The first day away comes after the first day of work."))
        department = self._staff.departments.branch(get("department"))
        head = self._staff.head(get("head"), department=department)
        self._staff.lead(department, head, line=row.line)
        code, name = get("code"), str(get("name"))
        is_named = code is None or folded(name) in self._staff.hired
        return Draft(
            row,
            ("name_folded",) if is_named else ("code",),
            (
                code,
                name,
                folded(name),
                get("position") or "",
                get("phone") or "",
                get("email") or "",
                department,
                hired,
                left,
            ),
            self._without_code if code is None else self.determined,
        )

    def is_unkeyed(self, present: Present, draft: Draft) -> bool:
        """Who came without a code got one that is made of the name."""
        code, name, *_ = draft.values
        return code is None and Codes.is_made(str(present.values[0]), str(name))

    def ready(self, draft: Draft) -> Draft:
        return _with_code(draft, self._staff.employee_codes)

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:
        for key, draft in records:
            code, name, *_ = map(str, draft.values)
            self._staff.employees.add(code, key)
            self._staff.employees.add(name, key)


class DepartmentIntake(Intake):
    """Row by row, since a row may stand under the one before it."""

    table = bulk.table_of(DepartmentRecord)
    columns = ("code", "name", "name_folded", "parent_id")
    columns_of = {"code": ("code",), "name": ("name", "name_folded", "parent_id")}
    changes = Changes.PEOPLE
    rows_at_once = 1

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._staff = Staff(around)
        self._without_code = self.places(set(around.mapping.fields) - {"code"})

    def drafted(self, row: ImportedRow) -> Draft:
        path, code, head = (row.values.get(name) for name in ("name", "code", "head"))
        *above, name = map(str, path if isinstance(path, tuple) else (path,))
        parent = self._staff.departments.branch(tuple(above))
        self._staff.employees.learn([head])
        if isinstance(head, str) and self._staff.employees.knows(head):
            self._staff.employees.find("head", head)
        is_keyed = code is not None and (
            self._staff.department_codes.has(str(code))
            or self._staff.departments.find(parent, name) is None
        )
        return Draft(
            row,
            ("code",) if is_keyed else ("parent_id", "name_folded"),
            (code, name, folded(name), parent),
            self._without_code if code is None else self.determined,
        )

    def check(self, draft: Draft, present: Present | None) -> None:
        """Refuse a circle, and another code for a department that did not begin with this file.

        A name that another department under the same one has is refused as well.
        """
        code, name, _folded, parent = draft.values
        if present is None:
            return
        tree = self._staff.departments
        if isinstance(parent, int) and present.id in tree.path_up(parent):
            raise Refused("name", Message("A department cannot stand under itself."))
        above = parent if isinstance(parent, int) else None
        if tree.find(above, str(name)) not in {None, present.id}:
            raise Refused("name", department_is_there(str(name)))
        if code not in {None, present.values[0]} and present.id not in tree.made:
            raise Refused(
                "code",
                Message("This department has the code “{code}”.", code=present.values[0]),
            )

    def ready(self, draft: Draft) -> Draft:
        return _with_code(draft, self._staff.department_codes)

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:
        for key, draft in records:
            self._settle(key, draft)

    def kept(self, records: Sequence[tuple[Present, Draft]]) -> set[int]:
        for present, draft in records:
            self._settle(present.id, draft)
        return set()

    def _settle(self, key: int, draft: Draft) -> None:
        _code, _name, name, parent = draft.values
        self._staff.departments.add(key, parent if isinstance(parent, int) else None, str(name))
        head = self._staff.head(draft.row.values.get("head"), department=key)
        self._staff.lead(key, head, line=draft.row.line)


def _with_code(draft: Draft, codes: Codes) -> Draft:
    """Give a new record a code if its row gives none; the code is the first of its values."""
    code, name, *others = draft.values
    if code is None:
        return draft._replace(values=(codes.new(str(name)), name, *others))
    codes.take(str(code))
    return draft
