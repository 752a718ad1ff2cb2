from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.domain.money import Money
from tests.ui import accessibility
from tests.ui.keys import type_text
from ui import format as shows
from ui import theme
from ui.charts.sparkline import Sparkline
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear, line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.link_button import ElidedLinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.search_field import SearchField
from ui.widgets.skeleton import Skeleton
from ui.widgets.text import ElidedLabel, Label, set_tone
from ui.widgets.toast import Toast


def test_a_search_waits_for_a_pause_in_typing(qtbot: QtBot) -> None:
    field = SearchField("Search deals…")
    qtbot.addWidget(field)

    with qtbot.waitSignal(field.searched) as searched:
        type_text(field, "Ёлка")

    assert searched.args == ["Ёлка"]


def test_enter_searches_at_once_and_esc_empties(qtbot: QtBot) -> None:
    field, heard = SearchField("Search deals…"), list[str]()
    qtbot.addWidget(field)
    field.searched.connect(heard.append)

    type_text(field, "ab")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert heard == ["ab", ""]


@pytest.mark.parametrize(("width", "is_shown"), [(360, True), (180, False)])
def test_a_hint_gives_way_to_the_words_of_the_field(
    qtbot: QtBot, width: int, is_shown: bool
) -> None:
    field = SearchField("Search everything…", hint="Ctrl+K")
    qtbot.addWidget(field)
    field.resize(width, 32)
    with qtbot.waitExposed(field):
        field.show()

    hint = next(label for label in field.findChildren(Label) if label.text() == "Ctrl+K")
    assert hint.isVisible() == is_shown


def test_a_toast_offers_to_undo(qtbot: QtBot) -> None:
    window, undone = QWidget(), list[bool]()
    window.resize(800, 600)
    qtbot.addWidget(window)
    toast = Toast(window)
    with qtbot.waitExposed(window):
        window.show()

    toast.say("Deal deleted.", lambda: undone.append(True))
    assert toast.isVisible()
    qtbot.mouseClick(toast.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert undone == [True]
    assert not toast.isVisible()


def test_a_toast_waits_for_the_keyboard_that_came_to_its_button(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    toast = Toast(window)
    with qtbot.waitActive(window):
        window.show()
    toast.say("Deal deleted.", lambda: None)
    button, timer = toast.findChild(QPushButton), toast.findChild(QTimer)
    assert button is not None
    assert timer is not None

    button.setFocus()
    timer.timeout.emit()
    assert toast.isVisible()

    window.setFocus()
    timer.timeout.emit()
    assert not toast.isVisible()


def test_a_toast_without_a_way_back_has_no_button(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    toast = Toast(window)

    toast.say("Saved.")

    button = toast.findChild(QPushButton)
    assert button is not None
    assert button.isHidden()


def test_a_toast_stays_inside_a_small_window(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(300, 200)
    qtbot.addWidget(window)
    toast = Toast(window)
    with qtbot.waitExposed(window):
        window.show()

    toast.say("A sentence that is much longer than the window in which it has to stand. " * 2)

    assert window.rect().contains(toast.geometry())


def test_a_long_name_ends_in_dots_and_is_told_in_full(qtbot: QtBot) -> None:
    label = ElidedLabel("ООО «Северо-Западная оконная компания имени Ёлкина»")
    qtbot.addWidget(label)
    label.resize(90, 20)

    assert label.shown_text().endswith("…")
    assert accessibility.name_of(label).endswith("Ёлкина»")


def test_a_label_shows_markup_as_it_was_typed(qtbot: QtBot) -> None:
    label = Label("<b>Firm</b>")
    qtbot.addWidget(label)

    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_tone_is_seen_at_once(qtbot: QtBot) -> None:
    label = Label("−5 000")
    qtbot.addWidget(label)
    before = label.grab().toImage()

    set_tone(label, Tone.NEGATIVE)

    assert label.grab().toImage() != before


def test_pale_rows_are_painted_in_both_themes(qtbot: QtBot, qapp: QApplication) -> None:
    skeleton = Skeleton()
    qtbot.addWidget(skeleton)
    skeleton.resize(300, 120)
    light = skeleton.grab().toImage()

    theme.apply(qapp, theme.DARK)

    assert skeleton.grab().toImage() != light


def test_the_words_of_a_choice_have_all_the_room_beside_its_arrow(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.LIGHT)
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.resize(136, theme.CONTROL_HEIGHT)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)

    words, arrow = (
        box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
        for part in (QStyle.SubControl.SC_ComboBoxEditField, QStyle.SubControl.SC_ComboBoxArrow)
    )

    assert 0 < arrow.left() - words.right() <= GRID


@pytest.mark.parametrize(("content", "surface"), [(Card, "card"), (QWidget, "page")])
def test_what_scrolls_keeps_its_own_surface(
    qtbot: QtBot, content: type[QWidget], surface: str
) -> None:
    inner = content()
    scroll = Scroll(inner)
    qtbot.addWidget(scroll)

    assert inner.property("surface") == surface


def test_clearing_a_layout_leaves_nothing_in_it(qtbot: QtBot) -> None:
    card = Card("Pay")
    qtbot.addWidget(card)
    inner = QVBoxLayout()
    inner.addWidget(line())
    card.body.addLayout(inner)

    clear(card.body)

    assert card.body.count() == 0


def test_a_small_line_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    chart = Sparkline("Sales, 6 months")
    qtbot.addWidget(chart)
    chart.show_values([Decimal(1), None, Decimal(3), Decimal(2)], Tone.POSITIVE)
    light = chart.grab().toImage()

    theme.apply(qapp, theme.DARK)

    assert chart.grab().toImage() != light
    assert accessibility.description_of(chart) == "From 1 to 2"


def test_a_line_without_values_is_empty(qtbot: QtBot) -> None:
    chart = Sparkline("Sales, 6 months")
    qtbot.addWidget(chart)

    chart.show_values([None, None])

    assert chart.findChildren(QWidget) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "—"), (Money(124_000_000, "EUR"), "€1,240,000"), (Money(150, "EUR"), "€1.50")],
)
def test_short_money_drops_what_is_not_there(value: Money | None, text: str) -> None:
    assert shows.money(value, is_short=True).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(("minor", "sign"), [(62_000_00, "+"), (-5_000_00, "−"), (0, "€0")])
def test_what_was_earned_has_a_sign(minor: int, sign: str) -> None:
    assert shows.signed(Money(minor, "EUR")).startswith(sign)


@pytest.mark.parametrize(
    ("count", "text"), [(12, "12 B"), (20_480, "20 KB"), (1_572_864, "1.5 MB")]
)
def test_sizes_read_like_people_say_them(count: int, text: str) -> None:
    assert shows.size(count) == text


def test_no_number_is_a_dash() -> None:
    assert (shows.number(None), shows.percent(None)) == ("—", "—")


def test_a_link_without_room_ends_in_dots_and_is_whole_again_with_it(qtbot: QtBot) -> None:
    words = "Close the gap: the next step gives 0.8 from 80% on"
    window = QWidget()
    column = QVBoxLayout(window)
    link = ElidedLinkButton(words)
    column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
    qtbot.addWidget(window)
    window.resize(200, 60)
    with qtbot.waitExposed(window):
        window.show()

    assert window.width() == 200
    assert link.text().endswith("…")
    assert link.toolTip() == link.accessibleName() == words

    window.resize(600, 60)

    assert link.text() == words
