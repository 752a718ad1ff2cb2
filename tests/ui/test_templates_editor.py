"""Bonus templates: what is typed of each kind, its sentence, its example, and saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Measure
from crm_desktop.rewards.template import (
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    FixedPremium,
    PercentPremium,
    PremiumCondition,
    Sharing,
)
from tests.storage.crm_builders import add_stages, deal_draft
from tests.storage.kpi_scheme import SCHEME
from tests.ui import accessibility
from tests.ui.crm_pages import emptiness, press
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui.scheme.keys import SchemeKey
from ui.scheme.sheet_box import SheetBox
from ui.scheme.tab_order import stops
from ui.scheme.templates.editor import TemplateEditor
from ui.scheme.templates.kinds import Pays, PoolOf, PremiumKind
from ui.scheme.templates.sketch import TemplateSketch, of_kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.text import Label

D = Decimal
INDICATORS = {indicator.code: indicator for indicator in SCHEME.indicators}
FEBRUARY = datetime(2026, 2, 15, 9, tzinfo=UTC)
ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    """Return the page where Anna won 2 000 and Boris 4 000 roubles in February."""
    room = scheme_room(qtbot, sqlite_database, SCHEME, section="templates")
    stages = add_stages(sqlite_database)
    people = {row.code: row.id for row in room.services.people.list_employees()}
    then = open_services(sqlite_database, fixed(FEBRUARY))
    for who, rubles in (("anna", 2000), ("boris", 4000)):
        amount = Money(rubles * 100, "RUB")
        then.deals.create(deal_draft(people[who], stages["Won"], amount=amount))
    return room


@pytest.fixture
def editor(room: SchemeRoom) -> TemplateEditor:
    return opened(room, "percent")


def opened(room: SchemeRoom, code: str | None) -> TemplateEditor:
    room.page.open_key(SchemeKey("templates", code))
    editor = room.page.section("templates").editor
    assert isinstance(editor, TemplateEditor)
    return editor


def choose(box: ChoiceBox, value: Any) -> None:
    box.choose(value)
    box.activated.emit(box.currentIndex())


def enter(editor: TemplateEditor, code: str, text: str) -> None:
    edit = editor.form.texts[code]
    edit.setText(text)
    edit.textEdited.emit(text)


def put(box: SheetBox, row: int, *texts: str) -> None:
    for column, text in enumerate(texts):
        box.table.sheet.setData(box.table.sheet.index(row, column), text)


def plain(text: str) -> str:
    """Return ``text`` with spaces that may break, as it is written here."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def held(room: SchemeRoom, code: str) -> BonusTemplate:
    return next(template for template in room.newest().templates if template.code == code)


def test_only_the_fields_of_the_kind_are_seen(editor: TemplateEditor) -> None:
    form = editor.form

    def seen() -> set[str]:
        parts = {**form.fields, **form.sheets}
        return {code for code, part in parts.items() if part.isVisibleTo(form)}

    always = {"kind", "level", "floor", "cap", "minimum", "instalments", "period_kind", "until"}
    assert seen() == {*always, "conditions", "rate", "indicator"}

    choose(form.kind_box, PremiumKind.POOL)
    choose(form.boxes["pool"], PoolOf.SHARE)
    choose(form.boxes["shared"], Sharing.ATTAINMENT)
    assert seen() == {*always, "conditions", "pool", "rate", "of", "shared", "indicator"}

    choose(form.kind_box, PremiumKind.COMMISSION)
    choose(form.boxes["pays"], Pays.AMOUNT)
    own = {"entity", "pays", "amount", "earned", "safety_days", "stages", "clawback_months"}
    assert seen() == {*always, "conditions", *own}


def test_a_pool_is_held_within_the_company_unless_a_department_is_chosen(
    editor: TemplateEditor,
) -> None:
    choose(editor.form.kind_box, PremiumKind.POOL)

    assert editor.sketch.level is SubjectLevel.COMPANY
    levels = editor.form.boxes["level"]
    assert [levels.itemText(place) for place in range(levels.count())] == [
        "The department’s",
        "The company’s",
    ]


def test_what_was_shared_is_the_persons_own_as_another_kind(editor: TemplateEditor) -> None:
    choose(editor.form.kind_box, PremiumKind.POOL)
    choose(editor.form.kind_box, PremiumKind.COMMISSION)

    assert editor.sketch.level is SubjectLevel.EMPLOYEE


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        (PremiumKind.PER_UNIT, SubjectLevel.DEPARTMENT),
        (PremiumKind.CONTEST, SubjectLevel.DEPARTMENT),
        (PremiumKind.FIXED, SubjectLevel.EMPLOYEE),
    ],
)
def test_the_level_stays_where_the_new_kind_reads_it(
    kind: PremiumKind, level: SubjectLevel
) -> None:
    sketch = TemplateSketch(level=SubjectLevel.DEPARTMENT)

    assert of_kind(sketch, kind).level is level


def test_the_list_says_in_words_what_each_template_pays(room: SchemeRoom) -> None:
    rows = {row.code: row for row in room.page.section("templates").model.rows}

    assert plain(rows["percent"].pays) == "5% of “Sales”, if “Sales” exceeds RUB 1,000.00"
    assert rows["per_deal"].cards == ("Seller's card",)


def test_an_empty_firm_offers_to_add_a_template(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database, section="templates")
    section = room.page.section("templates")

    emptiness(section.table).button.click()

    assert section.is_editing
    assert section.editor.title.text() == "New bonus template"


def test_the_sentence_follows_what_is_typed(editor: TemplateEditor) -> None:
    enter(editor, "rate", "7.5")
    enter(editor, "cap", "300")

    assert plain(editor.panel.words.text()) == (
        "7.5% of “Sales”, if “Sales” exceeds RUB 1,000.00, at most RUB 300.00"
    )


def test_what_cannot_be_put_into_words_leaves_no_others(
    room: SchemeRoom, editor: TemplateEditor
) -> None:
    nothing = "It stands here as a sentence once nothing is missing."

    enter(editor, "rate", "much")
    assert editor.panel.words.text() == nothing
    enter(editor, "rate", "7")
    assert plain(editor.panel.words.text()).startswith("7% of “Sales”")
    enter(editor, "rate", "5")

    assert opened(room, None).panel.words.text() == nothing


def test_the_example_is_that_of_the_person_in_the_middle_of_last_month(
    editor: TemplateEditor,
) -> None:
    panel = editor.panel

    assert panel.month.text() == "As it would have been in February 2026"
    assert panel.person.currentText() == "Анна Ёлкина"
    assert panel.middle.isVisibleTo(panel)
    assert plain(panel.amount.text()) == "RUB 100"
    assert plain(panel.total.text()) == "3 people who have it: RUB 300.00"


def test_the_example_follows_what_is_typed_and_whom_one_chooses(editor: TemplateEditor) -> None:
    enter(editor, "rate", "10")
    editor.panel.compute()
    choose(editor.panel.person, SubjectRef(SubjectLevel.EMPLOYEE, "boris"))

    assert plain(editor.panel.amount.text()) == "RUB 400"
    assert plain(editor.panel.formula.text()) == (
        "10% × RUB 4,000.00 = RUB 400.00, because “Sales” (RUB 4,000.00) exceeds RUB 1,000.00"
    )
    assert plain(editor.panel.total.text()) == "3 people who have it: RUB 600.00"


def test_an_example_of_a_template_on_no_card_is_as_if_all_had_it(room: SchemeRoom) -> None:
    editor = opened(room, None)
    enter(editor, "rate", "1")
    choose(editor.form.boxes["indicator"], "sales")
    editor.panel.compute()

    assert plain(editor.panel.total.text()) == "3 people with a card: RUB 60.00"
    assert editor.panel.note.isVisibleTo(editor.panel)


def test_without_cards_the_way_leads_to_a_new_one(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database, replace(SCHEME, cards=()), section="templates")
    editor = opened(room, "percent")

    button = editor.panel.states.button
    assert button is not None
    button.click()

    assert room.page.section("cards").is_editing


def test_a_new_template_is_saved_with_all_that_was_entered(room: SchemeRoom) -> None:
    editor = opened(room, None)
    form = editor.form
    editor.name.setText("Комиссия с дверей")
    choose(form.kind_box, PremiumKind.COMMISSION)
    enter(editor, "rate", "4")
    enter(editor, "safety_days", "14")
    put(form.sheets["earned"], 0, "Deal won", "50")
    put(form.sheets["earned"], 1, "First payment", "50")
    put(form.sheets["conditions"], 0, "Sales", "Attainment", "at least", "80")
    editor.save_button.click()

    template = held(room, "komissiya-s-dverey")
    assert template.premium == CommissionPremium(
        Entity.DEAL,
        (EarningPart(Event.WON, D("0.5")), EarningPart(Event.FIRST_PAYMENT, D("0.5"))),
        D("0.04"),
        safety_days=14,
    )
    assert template.conditions == (
        PremiumCondition("sales", Operator.AT_LEAST, D("0.8"), Measure.ATTAINMENT),
    )
    assert room.said[-1].sentence == "“Комиссия с дверей” holds from 01/03/2026."


def test_a_change_holds_from_the_next_month_and_the_version_before_can_be_taken(
    room: SchemeRoom, editor: TemplateEditor
) -> None:
    enter(editor, "rate", "7")
    editor.save_button.click()
    assert held(room, "percent").premium == PercentPremium(D("0.07"))
    assert held(room, "percent").version.valid_from == date(2026, 4, 1)

    editor.versions.setCurrentIndex(1)
    editor.versions.activated.emit(1)

    assert editor.sketch.rate == "5"


def test_a_day_that_cannot_be_read_comes_into_sight_with_what_is_wrong(
    qtbot: QtBot, editor: TemplateEditor
) -> None:
    editor.resize(900, 400)
    enter(editor, "until", "31.02.2026")
    field = editor.form.fields["until"]
    editor.name.setFocus()

    editor.save_button.click()

    seen = [label for label in field.findChildren(Label) if label.text() == field.error]
    assert seen
    qtbot.waitUntil(lambda: not field.editor.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: seen[0].visibleRegion().boundingRect() == seen[0].rect())


def test_indicators_are_offered_by_name(room: SchemeRoom, editor: TemplateEditor) -> None:
    box = editor.form.boxes["of"]
    names = [box.itemText(place) for place in range(box.count())]

    assert names[0] == "Choose…"
    assert names[1:] == sorted(names[1:], key=folded)
    assert len(names) == len(room.newest().indicators) + 1


def test_an_empty_row_offers_nothing_but_the_choices(editor: TemplateEditor) -> None:
    table = editor.form.sheets["conditions"].table
    empty = table.sheet.index(table.sheet.rowCount() - 1, 0)

    table.edit(empty)
    [box] = table.viewport().findChildren(ChoiceBox)

    assert "New row" not in [box.itemText(place) for place in range(box.count())]
    before = table.sheet.rows
    box.hidePopup()
    QApplication.processEvents()
    assert table.sheet.rows == before


def test_the_example_of_a_quarterly_bonus_says_which_quarter(editor: TemplateEditor) -> None:
    choose(editor.form.boxes["period_kind"], PeriodKind.QUARTER)
    editor.panel.compute()

    assert editor.panel.month.text() == "As it would have been in Q4 2025"


def test_what_is_missing_is_marked_all_at_once(room: SchemeRoom) -> None:
    editor = opened(room, None)
    choose(editor.form.kind_box, PremiumKind.COEFFICIENT)
    assert editor.form.first_wrong() is None

    editor.save_button.click()

    wrong = {code: field.error for code, field in editor.form.fields.items() if field.error}
    assert wrong == {
        "amount": "A number is missing.",
        "scale": "Choose one from the list.",
        "indicator": "Choose one from the list.",
    }
    assert editor.name_field.error


def test_what_is_no_number_is_marked_as_it_is_typed(editor: TemplateEditor) -> None:
    enter(editor, "cap", "a lot")

    assert editor.form.fields["cap"].error == "“a lot” is no number: write 12.5."
    assert editor.panel.states.sentence == "Fill in what is missing to see an example."


def test_parts_that_do_not_make_the_whole_are_said_and_not_saved(room: SchemeRoom) -> None:
    editor = opened(room, None)
    editor.name.setText("Half")
    choose(editor.form.kind_box, PremiumKind.COMMISSION)
    enter(editor, "rate", "4")
    earned = editor.form.sheets["earned"]
    put(earned, 0, "Deal won", "50")
    assert earned.note.text() == "Sum 50%: the parts make 100% together."

    editor.save_button.click()

    assert earned.wrong.text()
    assert "half" not in {template.code for template in room.newest().templates}


def test_what_the_core_refuses_stands_at_its_field(editor: TemplateEditor) -> None:
    enter(editor, "floor", "500")
    enter(editor, "cap", "100")
    editor.save_button.click()

    wrong = {code: field.error for code, field in editor.form.fields.items() if field.error}
    assert wrong == {"floor": "At least 500 cannot be at most 100."}


def test_a_formula_is_underlined_where_it_cannot_be_read(editor: TemplateEditor) -> None:
    choose(editor.form.kind_box, PremiumKind.FORMULA)
    editor.form.formula.setPlainText("sales * (won +")

    assert editor.form.fields["formula"].error
    assert [mark.cursor.selectedText() for mark in editor.form.formula.extraSelections()] == [
        "(won +"
    ]


def test_changes_are_undone_step_by_step(qtbot: QtBot, editor: TemplateEditor) -> None:
    choose(editor.form.kind_box, PremiumKind.FIXED)
    enter(editor, "amount", "5")
    enter(editor, "amount", "50")
    editor.form.kind_box.setFocus()

    press(qtbot, Qt.Key.Key_Z, control=True)
    assert (editor.sketch.kind, editor.sketch.amount) == (PremiumKind.FIXED, "")
    editor.undo()
    assert editor.sketch.kind is PremiumKind.PERCENT
    editor.redo()
    editor.redo()
    assert editor.form.texts["amount"].text() == "50"


def test_a_template_on_a_card_is_not_deleted(room: SchemeRoom, editor: TemplateEditor) -> None:
    editor.delete_button.click()

    assert editor.problems.text() == ("It is needed by: Seller's card. Take it out there first.")
    assert held(room, "percent") is not None


def test_a_deleted_template_is_brought_back(room: SchemeRoom) -> None:
    room.services.schemes.save(
        BonusTemplate("spare", "Spare", FixedPremium(D(5))), date(2026, 1, 1)
    )
    room.page.reload()
    editor = opened(room, "spare")
    editor.delete_button.click()
    assert "spare" not in {template.code for template in room.newest().templates}

    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert held(room, "spare").premium == FixedPremium(D(5))


def test_a_reader_can_name_every_control_of_every_kind(editor: TemplateEditor) -> None:
    for kind in PremiumKind:
        choose(editor.form.kind_box, kind)

        assert accessibility.nameless_controls(editor) == []


def test_tab_goes_through_the_fields_as_they_stand(editor: TemplateEditor) -> None:
    choose(editor.form.kind_box, PremiumKind.COMMISSION)
    QApplication.processEvents()

    seen = [widget for widget in stops(editor.form) if widget.isVisible()]
    tops = [widget.mapTo(editor.form, QPoint(0, 0)).y() for widget in seen]

    assert len(seen) > len(editor.form.sheets)
    assert tops == sorted(tops)
