"""An employee changes the department: since when, what was before, and mistakes taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import DepartmentDraft, EmployeeRow
from tests.ui import accessibility
from tests.ui.crm_pages import focused_name, press
from tests.ui.people_room import Administration, add_staff, administration
from ui.people.employee_card import EmployeeCard
from ui.people.viewmodel import NewEmployee, employee_draft

ANNA = "Анна Ёлкина"


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Administration:
    """Return the card of Anna of Retail, who was hired on 1 February; today is 10 March."""
    it = add_staff(administration(qtbot, sqlite_database))
    it.services.people.create_department(DepartmentDraft("service", "Service"))
    row = it.employee(ANNA)
    save(it, replace(employee_draft(row), hired_on=date(2026, 2, 1)))
    it.page.open_key(row.id)
    return it


def save(it: Administration, draft: object, *, since: date | None = None) -> None:
    row = it.employee(ANNA)
    it.services.people.save_employee(row.id, row.version, draft, since=since)  # type: ignore[arg-type]


def department_id(it: Administration, name: str) -> int:
    return next(row.id for row in it.services.people.list_departments() if row.name == name)


def history(it: Administration) -> list[tuple[str, date | None]]:
    stays = it.services.people.list_stays(it.employee(ANNA).id)
    return [(stay.department, stay.since) for stay in stays]


def move(it: Administration, name: str, since: str | None = None) -> EmployeeCard:
    """Enter a move on the card and save it."""
    it.card.department.choose(department_id(it, name))
    if since is not None:
        it.card.since.setText(since)
    it.card.save_button.click()
    return it.card


def test_since_when_is_asked_only_for_another_department(it: Administration) -> None:
    card = it.card
    assert not card.since.isVisible()

    card.department.choose(department_id(it, "Service"))
    assert card.since.isVisible()
    assert card.since.text() == "10/03/2026"
    assert accessibility.name_of(card.since) == "In this department since"

    card.since.setText("01/03/2026")
    card.department.choose(department_id(it, "Retail"))
    assert not card.since.isVisible()
    assert not card.form.is_changed()


def test_a_new_employee_is_where_they_are_from_the_start(it: Administration) -> None:
    it.page.open_key(NewEmployee())
    it.card.name.setText("Ольга")
    it.card.department.choose(department_id(it, "Service"))

    assert not it.card.since.isVisible()
    assert not it.card.history.isVisible()


def test_a_move_is_dated_and_stands_in_the_history(it: Administration) -> None:
    assert it.card.history.lines == [("since 01/02/2026", "Retail")]

    card = move(it, "Service", "01/03/2026")

    assert history(it) == [("Retail", None), ("Service", date(2026, 3, 1))]
    assert card.history.lines == [
        ("since 01/03/2026", "Service"),
        ("01/02/2026 – 28/02/2026", "Retail"),
    ]
    assert not card.since.isVisible()


def test_nobody_is_offered_to_move_before_they_are_hired(it: Administration) -> None:
    row = it.employee(ANNA)
    save(it, replace(employee_draft(row), hired_on=date(2026, 5, 4)))
    it.page.reload()

    it.card.department.choose(department_id(it, "Service"))

    assert it.card.since.text() == "04/05/2026"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31.01.2026", "They were hired on 01/02/2026."),
        ("31.02.2026", "There is no such day; days are written like 31/03/2026."),
        ("", "Enter the first day in the department."),
    ],
)
def test_a_day_that_cannot_be_is_answered_at_the_field(
    it: Administration, text: str, words: str
) -> None:
    card = move(it, "Service", text)

    assert card.form.field("since").error == words
    assert card.since.hasFocus()
    assert history(it) == [("Retail", None)]


def test_a_move_before_others_says_what_goes_and_is_taken_back_whole(it: Administration) -> None:
    move(it, "Service", "01/03/2026")
    it.card.department.choose(None)
    it.card.since.setText("15/02/2026")
    field = it.card.form.field("since")
    assert "This goes out of the history: Service" in words_below(it)

    it.card.since.setText("05/03/2026")
    assert words_below(it) == []
    it.card.since.setText("15/02/2026")
    it.card.save_button.click()
    assert field.error == ""
    assert history(it) == [("Retail", None), ("", date(2026, 2, 15))]

    it.undos[-1]()

    assert history(it) == [("Retail", None), ("Service", date(2026, 3, 1))]
    assert it.employee(ANNA).department == "Service"


def words_below(it: Administration) -> list[str]:
    """Return what stands below the field for the first day."""
    field = it.card.form.field("since")
    labels = [label.text() for label in field.findChildren(type(field._below)) if label.isVisible()]
    return [text for text in labels if text != "In this department since"]


def test_an_entry_made_by_mistake_is_removed_and_put_back(it: Administration) -> None:
    card = move(it, "Service", "01/03/2026")
    newest = card.history.remove_buttons[0]
    words = "Remove from the history: Service, since 01/03/2026"
    assert accessibility.name_of(newest) == words

    newest.click()
    assert history(it) == [("Retail", None)]
    assert it.employee(ANNA).department == "Retail"
    assert card.department.currentText() == "Sales / Retail"
    assert card.history.remove_buttons == []

    it.undos[-1]()
    assert history(it) == [("Retail", None), ("Service", date(2026, 3, 1))]
    assert card.department.currentText() == "Service"


def test_the_first_department_is_removed_as_well(it: Administration) -> None:
    card = move(it, "Service", "01/03/2026")

    card.history.remove_buttons[1].click()

    assert card.history.lines == [("since 01/02/2026", "Service")]


def test_what_is_entered_is_saved_before_an_entry_goes(it: Administration) -> None:
    card = move(it, "Service", "01/03/2026")
    card.phone.setText("+7 900")

    card.history.remove_buttons[0].click()

    row: EmployeeRow = it.employee(ANNA)
    assert (row.phone, row.department) == ("+7 900", "Retail")


def test_what_cannot_be_read_keeps_the_history(it: Administration) -> None:
    card = move(it, "Service", "01/03/2026")
    card.hired.setText("x")

    card.history.remove_buttons[0].click()

    assert (
        card.form.field("hired_on").error
        == "There is no such day; days are written like 31/03/2026."
    )
    assert len(history(it)) == 2


def test_a_move_over_what_someone_else_saved_keeps_its_day(it: Administration) -> None:
    row = it.employee(ANNA)
    save(it, replace(employee_draft(row), phone="+7 1"))

    card = move(it, "Service", "01/03/2026")
    assert card.dialog is not None
    card.dialog.merge_button.click()

    assert history(it) == [("Retail", None), ("Service", date(2026, 3, 1))]
    assert it.employee(ANNA).phone == "+7 1"


def test_a_move_is_entered_by_keyboard_alone(qtbot: QtBot, it: Administration) -> None:
    it.card.department.setFocus()
    press(qtbot, Qt.Key.Key_Down)  # from Sales / Retail to Service
    press(qtbot, Qt.Key.Key_Tab)
    assert focused_name() == "In this department since"
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)

    assert history(it) == [("Retail", None), ("Service", date(2026, 3, 9))]
