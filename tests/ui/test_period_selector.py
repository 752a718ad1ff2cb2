"""The choice of a period: its menu, its keys, its arrows and the days of one's own."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from tests.ui import accessibility
from tests.ui.inline_tasks import InlineTasks
from tests.ui.window import room
from ui import theme
from ui.selection import Selection
from ui.widgets.period_selector import PeriodField, PeriodSelector
from ui.widgets.range_dialog import RangeDialog

MARCH = Period.month(2026, 3)
TODAY = date(2026, 3, 20)


@pytest.fixture
def selector(qtbot: QtBot) -> PeriodSelector:
    selector = PeriodSelector(MARCH, TODAY)
    qtbot.addWidget(selector)
    return selector


def test_the_arrows_step_through_the_periods(qtbot: QtBot, selector: PeriodSelector) -> None:
    with qtbot.waitSignal(selector.changed) as stepped:
        selector.step_back()
    assert stepped.args == [Period.month(2026, 2)]

    selector.step_on()
    assert selector.period == MARCH


def test_the_arrow_keys_step_too(qtbot: QtBot, selector: PeriodSelector) -> None:
    qtbot.keyClick(selector, Qt.Key.Key_Right)

    assert selector.period == Period.month(2026, 4)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_keyboard_opens_the_menu(qtbot: QtBot, selector: PeriodSelector, key: Qt.Key) -> None:
    with qtbot.waitExposed(selector):
        selector.show()

    qtbot.keyClick(selector.findChild(QPushButton), key)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


def test_another_kind_keeps_today_in_view(qtbot: QtBot, selector: PeriodSelector) -> None:
    quarter = next(a for a in selector.menu().actions() if a.text() == "Quarter")

    selector._on_triggered(quarter)

    assert selector.period == Period.containing(TODAY, PeriodKind.QUARTER)


def test_the_menu_leads_to_a_period_and_back_to_now(selector: PeriodSelector) -> None:
    texts = [action.text() for action in selector.menu().actions() if action.text()]

    kinds = ["Day", "Week", "Month", "Quarter", "Half-year", "Year", "Custom period…"]
    assert texts[:7] == kinds
    assert texts[7:12] == ["Today", "A year earlier", "A year later", "April 2026", "March 2026"]
    assert len(texts) == 10 + 6


@pytest.mark.parametrize(
    ("words", "period"),
    [("A year earlier", Period.month(2025, 3)), ("A year later", Period.month(2027, 3))],
)
def test_the_menu_goes_by_years(selector: PeriodSelector, words: str, period: Period) -> None:
    action = next(one for one in selector.menu().actions() if one.text() == words)

    selector._on_triggered(action)

    assert selector.period == period


def test_a_period_is_typed_into_the_menu(qtbot: QtBot, selector: PeriodSelector) -> None:
    menu = selector.menu()
    field = menu.findChild(PeriodField)
    assert isinstance(field, PeriodField)

    field.setText("March")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "“March” is no period" in field.accessibleDescription()

    field.setText("2017-Q4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert selector.period == Period.parse("2017-Q4")


def test_showing_a_period_tells_nobody(qtbot: QtBot, selector: PeriodSelector) -> None:
    with qtbot.assertNotEmitted(selector.changed):
        selector.show_period(Period.month(2025, 1))


@pytest.mark.parametrize(
    ("shown", "words", "period"),
    [
        ("2026-W01", "A year earlier", "2025-W01"),
        ("2026-W53", "A year later", "2027-W52"),
        ("2024-02-29", "A year later", "2025-02-28"),
        ("2024-02-15..2024-03-01", "A year later", "2025-02-15..2025-03-01"),
        ("2026-03-02..2026-03-12", "Today", "2026-03-12..2026-03-22"),
        ("2026-W01", "Today", "2026-W12"),
        ("2025-H1", "Today", "2026-H1"),
        ("2026-03", "Week", "2026-W12"),
        ("2026-02", "Day", "2026-02-01"),
        ("2026-03-02..2026-03-12", "Month", "2026-03"),
    ],
)
def test_the_menu_leads_from_any_kind(
    selector: PeriodSelector, shown: str, words: str, period: str
) -> None:
    selector.show_period(Period.parse(shown))

    selector._on_triggered(line(selector, words))

    assert selector.period == Period.parse(period)


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_the_menu_checks_the_kind_and_the_period_that_are_shown(
    selector: PeriodSelector, kind: PeriodKind
) -> None:
    own = Period(date(2026, 3, 16), date(2026, 3, 21))
    selector.show_period(own if kind is PeriodKind.CUSTOM else Period.containing(TODAY, kind))

    checked = [action for action in selector.menu().actions() if action.isChecked()]

    assert len(checked) == 2
    assert checked[1].data() == selector.period


@pytest.mark.parametrize(("edge", "step"), [("1900", "step_back"), ("2199", "step_on")])
def test_stepping_ends_where_no_firm_has_records(
    selector: PeriodSelector, edge: str, step: str
) -> None:
    selector.show_period(Period.parse(edge))

    getattr(selector, step)()

    assert selector.period == Period.parse(edge)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-W10", "No period of this kind is shown here: week."),
        ("1899-12", "Choose days from 01/01/1900 to 31/12/2199."),
        ("2001-01-01..2026-01-01", "Choose ten years at most."),
    ],
)
def test_a_typed_period_that_cannot_be_shown_is_answered_in_place(
    qtbot: QtBot, text: str, words: str
) -> None:
    field = PeriodField((PeriodKind.MONTH, PeriodKind.CUSTOM))
    qtbot.addWidget(field)
    field.setText(text)

    with qtbot.assertNotEmitted(field.entered):
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert accessibility.description_of(field) == words


def test_days_of_ones_own_are_shown_with_their_last_day(
    qtbot: QtBot, selector: PeriodSelector
) -> None:
    line(selector, "Custom period…").trigger()
    dialog = selector.dialog
    assert dialog is not None
    assert (dialog.first.text(), dialog.last.text()) == ("01/03/2026", "31/03/2026")
    dialog.first.setText("05.03.2026")
    dialog.last.setText("05.03.2026")

    with qtbot.waitSignal(selector.changed) as chosen:
        qtbot.keyClick(dialog.last, Qt.Key.Key_Return)

    assert chosen.args == [Period(date(2026, 3, 5), date(2026, 3, 6))]
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        ("", "05/03/2026", "first", "Which day does it begin with?"),
        ("05/03/2026", "", "last", "Which day does it end with?"),
        (
            "31/02/2026",
            "05/03/2026",
            "first",
            "There is no such day; days are written like 31/03/2026.",
        ),
        (
            "06/03/2026",
            "05/03/2026",
            "last",
            "The last day, 05/03/2026, comes before the first, 06/03/2026.",
        ),
        ("01/01/2016", "31/12/2026", "last", "Choose ten years at most."),
        ("01/01/2026", "31/12/9999", "last", "No day comes after 31/12/9999."),
    ],
)
def test_days_that_make_no_period_are_answered_under_their_field(
    qtbot: QtBot, selector: PeriodSelector, first: str, last: str, field: str, words: str
) -> None:
    dialog = selector.ask_range()
    dialog.first.setText(first)
    dialog.last.setText(last)

    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.show_button.click()

    assert {code: one.error for code, one in dialog.fields.items()} == {
        "first": "",
        "last": "",
        field: words,
    }
    assert dialog.isVisible()
    with pytest.raises(InvalidInputError):
        dialog.period()


def test_escape_leaves_the_days_as_they_were(qtbot: QtBot, selector: PeriodSelector) -> None:
    dialog = selector.ask_range()
    dialog.first.setText("05/03/2026")

    with qtbot.assertNotEmitted(selector.changed):
        qtbot.keyClick(dialog.first, Qt.Key.Key_Escape)

    assert not dialog.isVisible()


def test_a_reader_hears_the_period_and_its_kind(qtbot: QtBot, selector: PeriodSelector) -> None:
    selector.show_period(Period.parse("2026-W10"))
    button = selector.findChild(QPushButton)
    assert button is not None
    dialog = RangeDialog(MARCH, TODAY)
    qtbot.addWidget(dialog)

    assert accessibility.name_of(button) == "2–8\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026"
    assert accessibility.description_of(button) == "week"
    assert accessibility.nameless_controls(selector) == []
    assert accessibility.nameless_controls(dialog) == []


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "code", ["2026-W01", "2025-12-29..2026-01-12", "2026-09", "2026-H2", "2026-12-31"]
)
def test_no_period_makes_the_bar_wider_than_a_small_window(
    qtbot: QtBot, tasks: InlineTasks, language: str, code: str
) -> None:
    texts.activate(language)
    it = room(tasks)
    qtbot.addWidget(it.desk)

    it.selection.choose_period(Period.parse(code))

    assert it.desk.minimumSizeHint().width() <= 1024


def test_the_button_of_the_period_follows_the_theme(
    qtbot: QtBot, qapp: QApplication, selector: PeriodSelector
) -> None:
    light = selector.grab().toImage()

    theme.apply(qapp, theme.DARK)

    assert selector.grab().toImage() != light


@pytest.mark.parametrize(
    ("chosen", "month"),
    [
        (["2026-Q1"], "2026-03"),
        (["2026-W10", "2026"], "2026-03"),
        (["2026-02", "2026-H1"], "2026-02"),
        (["2025-Q4"], "2025-10"),
        (["2026-04-01"], "2026-04"),
    ],
)
def test_the_month_to_go_back_to_is_the_last_one_of_the_period(
    chosen: list[str], month: str
) -> None:
    selection = Selection(MARCH)
    for code in chosen:
        selection.choose_period(Period.parse(code))

    assert selection.month == Period.parse(month)


def line(selector: PeriodSelector, words: str) -> QAction:
    return next(action for action in selector.menu().actions() if action.text() == words)
