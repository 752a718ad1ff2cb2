"""Employees, departments and groups through their service, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.changes import Changes
from crm_desktop.composition import Services
from crm_desktop.domain.people import (
    DepartmentDraft,
    EmployeeDraft,
    EmployeeQuery,
    EmployeeRow,
    GroupDraft,
    StayRow,
    SubjectLevel,
)
from crm_desktop.domain.period import Period
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError, StaleRecordError
from tests.storage.crm_builders import add_employee, add_stages, deal_draft, firm_services


@pytest.fixture
def services(database: str) -> Services:
    return firm_services(database)


def test_an_employee_is_listed_with_the_department(services: Services) -> None:
    sales = services.people.create_department(DepartmentDraft("sales", "Sales")).id
    draft = EmployeeDraft(
        "e1", " Анна ", "seller", "+7", "a@b.ru", sales, date(2024, 1, 9), date(2026, 1, 1)
    )

    services.people.create_employee(draft)

    (row,) = services.people.list_employees()
    assert (row.code, row.name, row.position, row.department) == ("e1", "Анна", "seller", "Sales")
    assert (row.phone, row.email, row.hired_on, row.left_on) == (
        "+7",
        "a@b.ru",
        date(2024, 1, 9),
        date(2026, 1, 1),
    )


def test_the_day_of_leaving_is_the_first_day_away(services: Services) -> None:
    draft = EmployeeDraft("e", "E", hired_on=date(2026, 1, 10), left_on=date(2026, 1, 20))
    services.people.create_employee(draft)

    def employed(day: int) -> bool:
        return bool(services.people.list_employees(on=date(2026, 1, day)))

    assert [employed(day) for day in (9, 10, 19, 20)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (EmployeeDraft("", "E"), "code"),
        (EmployeeDraft("e", ""), "name"),
        (EmployeeDraft("e", "E", email="nobody"), "email"),
        (EmployeeDraft("e", "E", position="p" * 121), "position"),
        (EmployeeDraft("e", "E", department_id=9), "department_id"),
        (EmployeeDraft("e", "E", hired_on=date(2026, 1, 2), left_on=date(2026, 1, 2)), "left_on"),
        (EmployeeDraft(" taken ", "E"), "code"),
    ],
)
def test_an_employee_that_cannot_be_kept_is_refused(
    services: Services, draft: EmployeeDraft, field: str
) -> None:
    add_employee(services, "taken")

    with pytest.raises(InvalidInputError) as refused:
        services.people.create_employee(draft)
    assert refused.value.field == field
    assert len(services.people.list_employees()) == 1


def test_a_stale_save_names_the_employee(services: Services) -> None:
    anna = add_employee(services, "Anna")
    services.people.save_employee(anna, 1, EmployeeDraft("a", "Анна Первая"))

    with pytest.raises(StaleRecordError, match="Анна Первая"):
        services.people.save_employee(anna, 1, EmployeeDraft("a", "Too late"))


def test_an_employee_with_deals_is_not_deleted(services: Services, database: str) -> None:
    anna = add_employee(services, "Anna")
    stages = add_stages(database)
    services.deals.create(deal_draft(anna, stages["Lead"]))

    with pytest.raises(InUseError, match="Anna"):
        services.people.delete_employee(anna, 1)
    assert len(services.people.list_employees()) == 1


def test_an_employee_entered_by_mistake_is_deleted_and_leaves_the_groups(
    services: Services,
) -> None:
    anna = add_employee(services, "Anna")
    services.people.create_group(GroupDraft("g", "Group", frozenset({anna})))

    services.people.delete_employee(anna, 1)

    assert services.people.list_employees() == []
    assert services.people.list_groups()[0].member_ids == frozenset()


def test_a_department_knows_its_head(services: Services) -> None:
    head = add_employee(services, "Head")
    services.people.create_department(DepartmentDraft("d", "Sales", head_id=head))

    (row,) = services.people.list_departments()
    assert (row.head_id, row.head) == (head, "Head")


def test_a_department_cannot_be_inside_itself(services: Services) -> None:
    top = services.people.create_department(DepartmentDraft("t", "Top")).id
    below = services.people.create_department(DepartmentDraft("b", "Below", parent_id=top)).id

    for parent in (top, below):
        with pytest.raises(InvalidInputError, match="inside itself"):
            services.people.save_department(top, 1, DepartmentDraft("t", "Top", parent_id=parent))


def test_a_department_with_people_or_departments_is_not_deleted(services: Services) -> None:
    top = services.people.create_department(DepartmentDraft("t", "Top")).id
    below = services.people.create_department(DepartmentDraft("b", "Below", parent_id=top)).id
    services.people.create_employee(EmployeeDraft("e", "E", department_id=below))

    for department in (top, below):
        with pytest.raises(InUseError):
            services.people.delete_department(department, 1)
    assert len(services.people.list_departments()) == 2


def test_an_empty_department_is_deleted_once(services: Services) -> None:
    department = services.people.create_department(DepartmentDraft("d", "Empty")).id

    services.people.delete_department(department, 1)

    with pytest.raises(NotFoundError):
        services.people.delete_department(department, 1)


def test_a_group_is_saved_with_its_members(services: Services) -> None:
    anna, boris = (add_employee(services, name) for name in ("Anna", "Boris"))
    group = services.people.create_group(GroupDraft("g", "Group", frozenset({anna}))).id

    services.people.save_group(group, 1, GroupDraft("g", "Team", frozenset({boris})))

    (row,) = services.people.list_groups()
    assert (row.name, row.member_ids, row.version) == ("Team", frozenset({boris}), 2)


def test_groups_stand_by_name_without_case_wherever_they_are_listed(services: Services) -> None:
    for code, name in (("g1", "елка"), ("g2", "Ясень"), ("g3", "ЁЛ"), ("g4", "яблоня")):
        services.people.create_group(GroupDraft(code, name))

    listed = [row.name for row in services.people.list_groups()]
    counted = [
        outcome.result.subject.name
        for outcome in services.calculation.calculate(Period.month(2026, 3)).outcomes
        if outcome.result.subject.ref.level is SubjectLevel.GROUP
    ]

    assert listed == counted == ["ЁЛ", "елка", "яблоня", "Ясень"]


def test_a_taken_code_is_refused_for_departments_and_groups_too(services: Services) -> None:
    services.people.create_department(DepartmentDraft("x", "One"))
    services.people.create_group(GroupDraft("x", "One"))

    with pytest.raises(InvalidInputError, match="taken"):
        services.people.create_department(DepartmentDraft("x", "Two"))
    with pytest.raises(InvalidInputError, match="taken"):
        services.people.create_group(GroupDraft("x", "Two"))


def test_departments_in_one_place_have_different_names(services: Services) -> None:
    people = services.people
    store = people.create_department(DepartmentDraft("a", "Ёлки")).id
    below = people.create_department(DepartmentDraft("b", "Ёлки", parent_id=store)).id

    for department in (DepartmentDraft("c", "елки "), DepartmentDraft("c", "ЕЛКИ", store)):
        with pytest.raises(InvalidInputError, match="in this place already") as refused:
            people.create_department(department)
        assert refused.value.field == "name"
    with pytest.raises(InvalidInputError, match="in this place already"):
        people.save_department(below, 1, DepartmentDraft("b", "Ёлки"))
    assert people.save_department(store, 1, DepartmentDraft("a", "Елки")) is Changes.PEOPLE


def test_a_deleted_group_leaves_the_people(services: Services) -> None:
    anna = add_employee(services, "Anna")
    group = services.people.create_group(GroupDraft("g", "Group", frozenset({anna}))).id

    services.people.delete_group(group, 1)

    assert (len(services.people.list_groups()), len(services.people.list_employees())) == (0, 1)


@pytest.fixture
def staff(services: Services) -> dict[str, int]:
    """Return the ids of a small firm's people by name; one has left, one is above a team."""
    people = services.people
    sales = people.create_department(DepartmentDraft("sales", "Sales")).id
    retail = people.create_department(DepartmentDraft("retail", "Retail", sales)).id
    drafts = (
        EmployeeDraft("b", "Борис Ёлкин", "Seller", "+7 900", "b@x.ru", retail),
        EmployeeDraft("a", "Анна Гусева", "Head", department_id=sales),
        EmployeeDraft("v", "Вера Ким", hired_on=date(2025, 1, 1), left_on=date(2026, 1, 1)),
    )
    return {draft.name: people.create_employee(draft).id for draft in drafts}


def _found(services: Services, query: EmployeeQuery) -> list[str]:
    found = [row.name for row in services.people.find_employees(query).rows]
    assert services.people.count_employees(query) == len(found)
    return found


@pytest.mark.parametrize("text", ["елкин", "Seller", "900", "B@X", "b"])
def test_an_employee_is_found_by_what_is_known_of_them(
    services: Services, staff: dict[str, int], text: str
) -> None:
    assert _found(services, EmployeeQuery(text)) == ["Борис Ёлкин"]


def test_those_who_left_are_listed_only_when_asked_for(
    services: Services, staff: dict[str, int]
) -> None:
    assert _found(services, EmployeeQuery()) == ["Анна Гусева", "Борис Ёлкин"]
    assert _found(services, EmployeeQuery(has_left=True))[-1] == "Вера Ким"


def test_a_department_has_the_people_of_those_below_it(
    services: Services, staff: dict[str, int]
) -> None:
    ids = {row.code: row.id for row in services.people.list_departments()}

    assert _found(services, EmployeeQuery(department_id=ids["sales"])) == [
        "Анна Гусева",
        "Борис Ёлкин",
    ]
    assert _found(services, EmployeeQuery(department_id=ids["retail"])) == ["Борис Ёлкин"]


def test_employees_are_read_page_by_page(services: Services, staff: dict[str, int]) -> None:
    first = services.people.find_employees(EmployeeQuery(limit=1))
    second = services.people.find_employees(EmployeeQuery(limit=1, after=first.next_cursor))

    assert [row.name for row in (*first.rows, *second.rows)] == ["Анна Гусева", "Борис Ёлкин"]
    assert second.next_cursor is None


def test_one_employee_and_one_department_are_read_by_id(
    services: Services, staff: dict[str, int]
) -> None:
    boris = services.people.employee(staff["Борис Ёлкин"])

    assert boris.department == "Retail"
    assert services.people.department(boris.department_id or 0).code == "retail"
    with pytest.raises(NotFoundError):
        services.people.employee(0)
    with pytest.raises(NotFoundError):
        services.people.department(0)
    with pytest.raises(NotFoundError):
        services.people.group(0)


class Moves:
    """An employee hired on 1 February who begins in Sales, and the departments to move to."""

    def __init__(self, services: Services) -> None:
        self.people = services.people
        names = ("Sales", "Retail", "Service")
        self.ids = {name: self._department(name) for name in names}
        draft = EmployeeDraft(
            "a", "Anna", department_id=self.ids["Sales"], hired_on=date(2026, 2, 1)
        )
        self.id = self.people.create_employee(draft).id

    def _department(self, name: str) -> int:
        return self.people.create_department(DepartmentDraft(name, name)).id

    @property
    def row(self) -> EmployeeRow:
        return self.people.employee(self.id)

    @property
    def history(self) -> list[tuple[str, date | None]]:
        return [(stay.department, stay.since) for stay in self.people.list_stays(self.id)]

    def to(self, department: str | None, since: date | None = None) -> None:
        self.save(None if department is None else self.ids[department], since=since)

    def save(
        self,
        department_id: int | None,
        *,
        since: date | None = None,
        history: list[StayRow] | None = None,
    ) -> None:
        row = self.row
        draft = EmployeeDraft(
            row.code, row.name, department_id=department_id, hired_on=row.hired_on
        )
        self.people.save_employee(self.id, row.version, draft, since=since, history=history)

    def remove(self, since: date | None) -> None:
        self.people.remove_stay(self.id, self.row.version, since)


MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def test_the_departments_of_an_employee_are_kept_with_their_first_days(services: Services) -> None:
    moves = Moves(services)
    assert moves.history == [("Sales", None)]

    moves.to("Retail", MARCH)
    moves.to(None)

    assert moves.history == [("Sales", None), ("Retail", MARCH), ("", date(2026, 3, 10))]


def test_the_stays_of_everybody_who_moved_are_read_at_once(services: Services) -> None:
    moves = Moves(services)
    moves.people.create_employee(EmployeeDraft("stays", "Stays", department_id=None))
    assert moves.people.list_moves() == {}

    moves.to("Retail", MARCH)

    assert moves.people.list_moves() == {moves.id: moves.people.list_stays(moves.id)}


def test_a_move_back_to_where_someone_was_leaves_one_stay(services: Services) -> None:
    moves = Moves(services)
    moves.to("Retail", APRIL)

    moves.to("Sales", MARCH)

    assert moves.history == [("Sales", None)]


def test_nobody_is_in_a_department_before_they_are_hired(services: Services) -> None:
    moves = Moves(services)

    with pytest.raises(InvalidInputError, match="hired on 01/02/2026") as refused:
        moves.to("Retail", date(2026, 1, 31))

    assert refused.value.field == "since"
    assert (moves.history, moves.row.version) == ([("Sales", None)], 1)


def test_who_is_hired_into_a_department_was_never_in_another(services: Services) -> None:
    moves = Moves(services)

    moves.to("Retail", date(2026, 2, 1))

    assert moves.history == [("Retail", None)]


def test_who_came_back_was_where_they_had_been(services: Services) -> None:
    moves = Moves(services)
    row = moves.row
    gone = EmployeeDraft(row.code, row.name, hired_on=row.hired_on, left_on=MARCH)
    moves.people.save_employee(moves.id, row.version, gone, since=MARCH)

    retail = moves.ids["Retail"]
    back = EmployeeDraft(row.code, row.name, department_id=retail, hired_on=APRIL)
    moves.people.save_employee(moves.id, moves.row.version, back, since=APRIL)

    assert moves.history == [("Sales", None), ("", MARCH), ("Retail", APRIL)]


@pytest.mark.parametrize(
    ("removed", "left", "now"),
    [
        (None, [("Retail", None), ("Service", APRIL)], "Service"),
        (MARCH, [("Sales", None), ("Service", APRIL)], "Service"),
        (APRIL, [("Sales", None), ("Retail", MARCH)], "Retail"),
    ],
)
def test_the_stay_before_a_removed_one_lasts_longer(
    services: Services, removed: date | None, left: list[tuple[str, date | None]], now: str
) -> None:
    moves = Moves(services)
    moves.to("Retail", MARCH)
    moves.to("Service", APRIL)

    moves.remove(removed)

    assert moves.history == left
    assert moves.row.department == now
    assert moves.row.version == 4


def test_two_stays_in_one_department_become_one_without_what_was_between(
    services: Services,
) -> None:
    moves = Moves(services)
    moves.to("Retail", MARCH)
    moves.to("Sales", APRIL)

    moves.remove(MARCH)

    assert moves.history == [("Sales", None)]


def test_the_only_stay_and_one_that_is_not_there_are_not_removed(services: Services) -> None:
    moves = Moves(services)

    with pytest.raises(InvalidInputError):
        moves.remove(None)
    with pytest.raises(NotFoundError):
        moves.remove(MARCH)
    with pytest.raises(StaleRecordError, match="Anna"):
        moves.people.remove_stay(moves.id, 9, None)
    assert moves.history == [("Sales", None)]


def test_a_history_can_be_put_back_as_it_was(services: Services) -> None:
    moves = Moves(services)
    moves.to("Retail", MARCH)
    moves.to("Service", APRIL)
    before = moves.people.list_stays(moves.id)
    moves.to("Sales", MARCH)
    assert moves.history == [("Sales", None)]

    moves.save(moves.ids["Service"], history=before)

    assert moves.people.list_stays(moves.id) == before
    assert moves.row.department == "Service"


def test_a_department_where_someone_was_stays_and_says_why(services: Services) -> None:
    moves = Moves(services)
    moves.to("Retail", MARCH)

    with pytest.raises(InUseError, match="People were in “Sales” before"):
        moves.people.delete_department(moves.ids["Sales"], 1)
