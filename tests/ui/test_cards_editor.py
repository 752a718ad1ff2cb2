"""Reward cards: salary, ordered templates, whom they pay, and what they would have paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.kpi.definition import Proration
from crm_desktop.rewards.template import Advance, Assignment, PayModel, RewardCard
from crm_desktop.services.schemes import VersionRow
from tests.storage.crm_builders import add_stages, deal_draft
from tests.storage.kpi_scheme import CARD, SCHEME
from tests.ui import accessibility
from tests.ui.crm_pages import emptiness, press
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui.scheme.cards.editor import CardEditor
from ui.scheme.cards.salaries import SalaryLine, salaries_of
from ui.scheme.cards.sketch import card_of, read, sketch_of
from ui.scheme.keys import SchemeKey

D = Decimal
FEBRUARY = datetime(2026, 2, 15, 9, tzinfo=UTC)
ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
SALES = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
WHOLE = RewardCard(
    "whole",
    "Whole",
    D("40000.5"),
    ("per_deal", "percent"),
    (Assignment(ANNA, D(50_000)), Assignment(SALES)),
    PayModel.SALARY_AND_SCORE,
    D(3),
    proration=Proration.WORKING_DAYS,
    advance=Advance(D(5000), is_recoverable=False),
    guarantee=D(45_000),
)


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    """Return the page where Anna won 2 000 roubles in February."""
    room = scheme_room(qtbot, sqlite_database, SCHEME, section="cards")
    stages = add_stages(sqlite_database)
    anna = next(row.id for row in room.services.people.list_employees() if row.code == "anna")
    then = open_services(sqlite_database, fixed(FEBRUARY))
    then.deals.create(deal_draft(anna, stages["Won"], amount=Money(2000_00, "RUB")))
    return room


@pytest.fixture
def editor(room: SchemeRoom) -> CardEditor:
    return opened(room, "card")


def opened(room: SchemeRoom, code: str | None) -> CardEditor:
    room.page.open_key(SchemeKey("cards", code))
    editor = room.page.section("cards").editor
    assert isinstance(editor, CardEditor)
    return editor


def enter(editor: CardEditor, code: str, text: str) -> None:
    edit = editor.texts[code]
    edit.setText(text)
    edit.textEdited.emit(text)


def put(editor: CardEditor, row: int, *texts: str) -> None:
    sheet = editor.people.table.sheet
    for column, text in enumerate(texts):
        sheet.setData(sheet.index(row, column), text)


def plain(text: str) -> str:
    """Return ``text`` with spaces that may break, as it is written here."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def listed(editor: CardEditor) -> list[str]:
    """Return the templates on the card as they are seen."""
    shown = editor.templates.list
    return [shown.item(row).text() for row in range(shown.count())]


def errors(editor: CardEditor) -> dict[str, str]:
    return {code: field.error for code, field in editor.fields.items() if field.error}


def told(editor: CardEditor) -> list[str]:
    """Return what stands beside the card, person by person."""
    labels = editor.panel.findChildren(QLabel)
    places = {id(label): editor.panel.people.indexOf(label) for label in labels}
    seen = sorted((place, label) for label in labels if (place := places[id(label)]) >= 0)
    return [plain(label.text()) for _place, label in seen]


def held(room: SchemeRoom, code: str) -> RewardCard:
    return next(card for card in room.newest().cards if card.code == code)


def version(number: int, day: date, card: RewardCard | None) -> VersionRow:
    return VersionRow(number, day, FEBRUARY, card)


def test_what_is_shown_of_a_card_means_that_card() -> None:
    sketch = sketch_of(WHOLE)

    assert card_of(sketch, read(sketch), "whole", "Whole") == WHOLE


def test_the_list_says_what_each_card_pays_whom(room: SchemeRoom) -> None:
    [row] = room.page.section("cards").model.rows

    assert (row.salary, row.people) == (40_000, ("The whole company",))
    assert row.templates == ("5 % of sales above 1000", "500 a deal")


def test_an_empty_firm_offers_to_add_a_card(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database, section="cards")
    section = room.page.section("cards")

    emptiness(section.table).button.click()

    assert section.is_editing
    assert section.editor.title.text() == "New reward card"


def test_beside_the_card_stands_what_it_would_have_paid(editor: CardEditor) -> None:
    assert editor.panel.month.text() == "As it would have been in February 2026"
    assert plain(editor.panel.total.text()) == "RUB 120,600"
    assert told(editor)[:3] == ["Анна Ёлкина", "RUB 40,600", "RUB 40,000 + RUB 600"]


def test_the_example_follows_salaries_and_templates(editor: CardEditor) -> None:
    enter(editor, "salary", "50 000")
    editor.templates.choose("percent")
    editor.templates.remove_button.click()
    editor.panel.compute()

    assert plain(editor.panel.total.text()) == "RUB 120,600 → RUB 150,500"


def test_a_changed_salary_is_shown_with_what_was_paid(editor: CardEditor) -> None:
    enter(editor, "salary", "35 000")
    editor.panel.compute()

    assert plain(editor.panel.total.text()) == "RUB 120,600 → RUB 105,600"
    assert told(editor)[:4] == [
        "Анна Ёлкина",
        "RUB 35,600",
        "RUB 40,600 → RUB 35,600",
        "RUB 35,000 + RUB 600",
    ]


def test_whom_a_card_is_to_pay_is_asked_before_an_example(editor: CardEditor) -> None:
    editor.people.table.selectAll()
    editor.people.remove_button.click()

    assert editor.panel.states.sentence == "Say who is paid by it to see what it pays."


def test_templates_are_ordered_by_buttons_and_keys(qtbot: QtBot, editor: CardEditor) -> None:
    editor.templates.choose("per_deal")
    editor.templates.up_button.click()
    assert editor.sketch.templates == ("per_deal", "percent")
    assert listed(editor) == ["500 a deal", "5 % of sales above 1000"]
    assert not editor.templates.up_button.isEnabled()

    editor.templates.list.setFocus()
    qtbot.keyClick(editor.templates.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.sketch.templates == ("percent", "per_deal")
    assert editor.templates.list.currentItem().text() == "500 a deal"


def test_a_template_is_dragged_to_another_place(editor: CardEditor) -> None:
    model = editor.templates.list.model()
    model.moveRow(QModelIndex(), 0, QModelIndex(), 2)

    assert editor.sketch.templates == ("per_deal", "percent")
    editor.undo()
    assert listed(editor) == ["5 % of sales above 1000", "500 a deal"]


def test_each_template_is_added_once(qtbot: QtBot, editor: CardEditor) -> None:
    assert editor.templates.add_button.isHidden()
    editor.templates.list.setFocus()
    editor.templates.choose("percent")
    press(qtbot, Qt.Key.Key_Delete)
    assert editor.sketch.templates == ("per_deal",)

    assert editor.templates.picker.currentText() == "5 % of sales above 1000"
    editor.templates.add_button.click()

    assert editor.sketch.templates == ("per_deal", "percent")


def test_a_new_card_is_saved_with_all_that_was_entered(room: SchemeRoom) -> None:
    editor = opened(room, None)
    editor.name.setText("Менеджер")
    for code, text in (
        ("salary", "40 000"),
        ("advance", "5 000"),
        ("guarantee", "45 000"),
        ("total_cap", "3"),
    ):
        enter(editor, code, text)
    editor.is_recoverable.click()
    editor.templates.add_button.click()
    put(editor, 0, "Анна Ёлкина", "50 000")
    put(editor, 1, "Sales")
    editor.save_button.click()

    assert replace(held(room, "menedzher"), version=CARD.version) == RewardCard(
        "menedzher",
        "Менеджер",
        D(40_000),
        ("percent",),
        (Assignment(ANNA, D(50_000)), Assignment(SALES)),
        total_cap=D(3),
        advance=Advance(D(5000), is_recoverable=False),
        guarantee=D(45_000),
    )
    assert room.said[-1].sentence == "“Менеджер” holds from 01/03/2026."


def test_what_is_missing_or_no_number_stands_at_its_field(
    room: SchemeRoom, editor: CardEditor
) -> None:
    enter(editor, "salary", "")
    enter(editor, "guarantee", "much")
    assert errors(editor) == {"guarantee": "“much” is no number: write 12.5."}

    editor.save_button.click()

    assert errors(editor)["salary"] == "A number is missing."
    assert editor.texts["salary"].hasFocus()
    assert held(room, "card") == CARD


def test_an_assignment_that_another_card_has_is_named_at_its_row(room: SchemeRoom) -> None:
    new = with_rival(room)
    words = "“The whole company” is paid by the reward card “Seller's card” already."
    assert new.panel.states.sentence == words

    new.save_button.click()

    assert new.people.wrong.text() == f"Row 2: {words}"
    assert "another" not in {card.code for card in room.newest().cards}


def test_who_is_on_another_card_is_moved_with_one_save(room: SchemeRoom) -> None:
    new = with_rival(room)
    assert new.are_moved.isVisibleTo(new)

    new.are_moved.click()
    assert new.people.wrong.text() == ""
    new.save_button.click()

    assert held(room, "card").assignments == ()
    assert [one.subject for one in held(room, "another").assignments] == [ANNA, COMPANY]
    assert new.are_moved.isHidden()


def with_rival(room: SchemeRoom) -> CardEditor:
    """Return a new card for those whom another card pays."""
    new = opened(room, None)
    new.name.setText("Another")
    enter(new, "salary", "10")
    put(new, 0, "Анна Ёлкина")
    put(new, 1, "The whole company")
    return new


def test_a_salary_that_is_no_number_is_named_at_its_cell(editor: CardEditor) -> None:
    put(editor, 0, "The whole company", "x")

    words = "Row 1, Salary of their own: “x” is no number: write 12.5."
    assert editor.people.wrong.text() == words


def test_the_history_says_since_when_who_had_which_salary() -> None:
    first = replace(CARD, salary=D(30_000))
    second = replace(CARD, salary=D(30_000), assignments=(Assignment(ANNA, D(35_000)),))
    mistaken = replace(CARD, salary=D(99))
    third = replace(CARD, salary=D(40_000))

    lines = salaries_of(
        [
            version(5, date(2026, 9, 1), None),
            version(4, date(2026, 6, 1), third),
            version(3, date(2026, 6, 1), mistaken),
            version(2, date(2026, 3, 1), second),
            version(1, date(2026, 1, 1), first),
        ]
    )

    assert lines == [
        SalaryLine(date(2026, 9, 1), None, None),
        SalaryLine(date(2026, 6, 1), ANNA, None),
        SalaryLine(date(2026, 6, 1), None, D(40_000)),
        SalaryLine(date(2026, 3, 1), ANNA, D(35_000)),
        SalaryLine(date(2026, 1, 1), None, D(30_000)),
    ]


def test_a_raised_salary_joins_the_history(editor: CardEditor) -> None:
    enter(editor, "salary", "45 000")
    editor.save_button.click()

    shown = editor.salaries_card.findChildren(QLabel)
    amounts = [plain(label.text()) for label in shown if "RUB" in label.text()]
    assert amounts[-2:] == ["RUB 45,000", "RUB 40,000"]


def test_a_deleted_card_is_brought_back(room: SchemeRoom, editor: CardEditor) -> None:
    editor.delete_button.click()
    assert room.newest().cards == ()

    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert held(room, "card").salary == CARD.salary


def test_a_reader_can_name_every_control(editor: CardEditor) -> None:
    assert accessibility.nameless_controls(editor) == []
