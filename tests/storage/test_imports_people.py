"""Employees and departments taken in from a table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crm_desktop.changes import Changes
from crm_desktop.domain.people import DepartmentDraft
from tests.storage.import_tables import Desk, counts, desk_at, mapping_of, reasons

TEAMS = """
kind = "employees"
[fields]
name = "name"
department = { path = ["{office}", "{manager}"] }
head = "manager"
"""
CODED = mapping_of('kind = "employees"\n[fields]\n', ("code", "name", "department", "head"))
STAFF = mapping_of(
    'kind = "employees"\n[fields]\n', ("code", "name", "position", "email", "hired", "left")
)
DEPARTMENTS = """
kind = "departments"
[fields]
code = "code"
name = { path = ["{above}", "{name}"] }
head = "head"
"""


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        yield desk


def tree(desk: Desk) -> dict[str, tuple[str | None, str]]:
    """Return for each department the one above it and its head."""
    rows = desk.services.people.list_departments()
    names = {row.id: row.name for row in rows}
    return {row.name: (names.get(row.parent_id or 0), row.head) for row in rows}


def staff(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return for each employee the code and the department."""
    return {row.name: (row.code, row.department) for row in desk.services.people.list_employees()}


def test_offices_teams_and_their_heads_are_made_as_rows_name_them(desk: Desk) -> None:
    table = "name,manager,office\nAnna,Dora,North\nBoris,Dora,North\nClara,Egor,South"

    report = desk.take(table, TEAMS)
    again = desk.take(table, TEAMS)

    assert counts(report) == (3, 0, 0, 0)
    assert {str(what): count for what, count in report.made.items()} == {
        "departments": 4,
        "heads of departments": 2,
    }
    assert tree(desk) == {
        "North": (None, ""),
        "South": (None, ""),
        "Dora": ("North", "Dora"),
        "Egor": ("South", "Egor"),
    }
    assert staff(desk)["Dora"] == ("Dora", "Dora")
    assert staff(desk)["Anna"] == ("Anna", "Dora")
    assert (counts(again), dict(again.made)) == ((0, 0, 3, 0), {})
    assert (report.changes, again.changes) == (Changes.PEOPLE, Changes.NONE)


def test_a_head_who_has_a_row_of_their_own_is_one_person(desk: Desk) -> None:
    table = "code,name,department,head\n7,Anna,Sales,Dora\n1,Dora,Sales,Dora"

    first = desk.take(table, CODED)
    second = desk.take(table, CODED)

    assert staff(desk) == {"Anna": ("7", "Sales"), "Dora": ("1", "Sales")}
    assert counts(first) == (1, 1, 0, 0)
    assert counts(second) == (0, 0, 2, 0)


def test_two_heads_for_one_department_are_refused_with_the_first_line(desk: Desk) -> None:
    table = "code,name,department,head\n7,Anna,Sales,Dora\n8,Boris,Sales,Egor"

    report = desk.take(table, CODED)

    assert reasons(report) == [(3, "head", "Egor", "Line 2 names another head.")]
    assert tree(desk) == {"Sales": (None, "Dora")}


def test_a_new_head_takes_over_from_the_old_one(desk: Desk) -> None:
    desk.take("code,name,department,head\n7,Anna,Sales,Dora", CODED)

    report = desk.take("code,name,department,head\n7,Anna,Sales,Egor", CODED)

    assert tree(desk) == {"Sales": (None, "Egor")}
    assert report.changes == Changes.PEOPLE


def test_days_of_service_are_kept_and_must_be_in_order(desk: Desk) -> None:
    header = "code,name,position,email,hired,left\n"

    report = desk.take(
        header + "1,Anna,seller,a@b.ru,2024-01-09,2026-01-01\n2,Boris,,,2024-01-09,2024-01-09",
        STAFF,
    )

    (anna,) = desk.services.people.list_employees()
    assert (anna.position, anna.email) == ("seller", "a@b.ru")
    assert (anna.hired_on, anna.left_on) == (date(2024, 1, 9), date(2026, 1, 1))
    assert reasons(report) == [
        (3, "left", "2024-01-09", "The first day away comes after the first day of work.")
    ]


def test_namesakes_without_codes_get_different_ones(desk: Desk) -> None:
    desk.take("code,name,department,head\nAnna,Someone,Sales,", CODED)

    desk.take("name\nAnna", 'kind = "employees"\n[fields]\nname = "name"')

    assert staff(desk)["Anna"][0] == "Anna 2"


def test_who_came_without_a_code_is_found_again_among_namesakes(desk: Desk) -> None:
    table = "code,name,position,email,hired,left\n1,Anna,seller,,,\n,anna,driver,,,\n2,Anna,cook,,,"

    first, again = desk.take(table, STAFF), desk.take(table, STAFF)
    moved = desk.take(table.replace("driver", "guard"), STAFF)

    assert [counts(report) for report in (first, again, moved)] == [
        (3, 0, 0, 0),
        (0, 0, 3, 0),
        (0, 1, 2, 0),
    ]
    positions = {row.code: row.position for row in desk.services.people.list_employees()}
    assert positions == {"1": "seller", "anna": "guard", "2": "cook"}


def test_namesakes_who_all_have_codes_are_told_apart_by_them_alone(desk: Desk) -> None:
    header = "code,name,position,email,hired,left\n"
    desk.take(f"{header}1,Anna,seller,,,\nAnna B,Anna,cook,,,", STAFF)

    report = desk.take(f"{header},Anna,driver,,,", STAFF)

    assert [reason for *_, reason in reasons(report)] == [
        "Several records have this name: write the external ID or the code."
    ]


def test_a_row_without_a_code_does_not_overwrite_the_row_of_the_one_it_names(desk: Desk) -> None:
    header = "code,name,position,email,hired,left\n"
    desk.take(f"{header}1,Anna,seller,,,", STAFF)

    report = desk.take(f"{header}1,Anna,cook,,,\n,Anna,driver,,,", STAFF)

    assert counts(report) == (0, 1, 0, 1)
    assert [reason for *_, reason in reasons(report)] == [
        "The same record stands in line 2 already."
    ]
    assert [row.position for row in desk.services.people.list_employees()] == ["cook"]


def test_departments_come_in_any_order_with_their_own_codes(desk: Desk) -> None:
    table = "code,above,name,head\nd2,Office,Sales,Dora\nd1,,Office,"

    report = desk.take(table, DEPARTMENTS)
    again = desk.take(table, DEPARTMENTS)

    codes = {row.name: row.code for row in desk.services.people.list_departments()}
    assert codes == {"Office": "d1", "Sales": "d2"}
    assert tree(desk) == {"Office": (None, ""), "Sales": ("Office", "Dora")}
    assert counts(report) == (1, 1, 0, 0)
    assert counts(again) == (0, 0, 2, 0)


def test_a_department_keeps_the_code_that_schemes_know(desk: Desk) -> None:
    desk.services.people.create_department(DepartmentDraft("sales", "Sales"))

    report = desk.take("code,above,name,head\nd1,,Sales,", DEPARTMENTS)

    assert reasons(report) == [(2, "code", "d1", "This department has the code “sales”.")]


def test_departments_that_rows_name_get_the_codes_that_the_window_offers(desk: Desk) -> None:
    desk.services.people.create_department(DepartmentDraft("Склад", "Склад"))
    table = "code,name,department,head\n1,Anna,Продажи,\n2,Boris,Продажи опт,\n3,Clara,склад,"

    desk.take(f"{table}\n4,Dora,ПРОДАЖИ-опт,\n5,Egor,+++,", CODED)

    codes = {row.name: row.code for row in desk.services.people.list_departments()}
    assert codes == {
        "Склад": "Склад",
        "Продажи": "prodazhi",
        "Продажи опт": "prodazhi-opt",
        "ПРОДАЖИ-опт": "prodazhi-opt-2",
        "+++": "+++",
    }


def test_a_department_is_not_given_the_name_of_the_one_beside_it(desk: Desk) -> None:
    desk.take("code,above,name,head\nd1,,Office,\nd2,,Sales,\nd3,,Hall,", DEPARTMENTS)

    table = "code,above,name,head\nd2,,OFFICE,\nd1,,Store,\nd3,,Office,"
    report = desk.take(table, DEPARTMENTS)

    said = "There is a department “OFFICE” in this place already."
    assert reasons(report) == [(2, "above, name", ", OFFICE", said)]
    names = {row.code: row.name for row in desk.services.people.list_departments()}
    assert names == {"d1": "Store", "d2": "Sales", "d3": "Office"}


def test_a_department_is_not_put_under_itself(desk: Desk) -> None:
    desk.take("code,above,name,head\nd1,,Office,\nd2,Office,Sales,", DEPARTMENTS)

    report = desk.take("code,above,name,head\nd1,Office,Sales,", DEPARTMENTS)

    assert reasons(report) == [
        (2, "above, name", "Office, Sales", "A department cannot stand under itself.")
    ]
    assert tree(desk) == {"Office": (None, ""), "Sales": ("Office", "")}
