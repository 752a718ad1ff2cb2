from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop import paths
from ui import theme
from ui.theme import DARK, LIGHT, Tokens, Tone
from ui.widgets.card import Card


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.code)
@pytest.mark.parametrize("under", ["surface", "background", "accent_soft"])
@pytest.mark.parametrize("tone", ["text", "muted", "accent", "positive", "warning", "negative"])
def test_words_are_readable_wherever_they_stand(tokens: Tokens, tone: str, under: str) -> None:
    assert contrast(getattr(tokens, tone), getattr(tokens, under)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.code)
def test_a_primary_button_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


def test_the_theme_switches_while_a_window_is_open(qtbot: QtBot, qapp: QApplication) -> None:
    card = Card("Sales volume")
    qtbot.addWidget(card)
    card.resize(120, 80)
    assert middle(card) == QColor(LIGHT.surface)

    theme.apply(qapp, DARK)

    assert middle(card) == QColor(DARK.surface)
    assert qapp.palette().color(QPalette.ColorRole.Text) == QColor(DARK.text)


def test_words_of_fields_begin_one_below_the_other(qtbot: QtBot) -> None:
    line, lines, choice, own = QLineEdit("I"), QPlainTextEdit("I"), QComboBox(), QComboBox()
    own.setEditable(True)
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QPushButton())  # which has the keyboard
    for box in (choice, own):
        box.addItem("I")
    for field in (line, lines, choice, own):
        layout.addWidget(field)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()

    starts = [first_ink(field) for field in (line, lines, choice, own)]

    assert len(set(starts)) == 1


def test_a_text_edit_keeps_the_height_that_it_was_given(qtbot: QtBot) -> None:
    edit = QPlainTextEdit()
    edit.setFixedHeight(56)
    qtbot.addWidget(edit)
    with qtbot.waitExposed(edit):
        edit.show()

    assert edit.minimumHeight() == edit.maximumHeight() == 56


@pytest.mark.parametrize("kind", [QPushButton, QToolButton, QCheckBox, QRadioButton])
def test_the_keyboard_s_place_has_one_frame(qtbot: QtBot, kind: type[QAbstractButton]) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit())
    button = kind()
    button.setText(20 * "\N{NO-BREAK SPACE}")  # words without ink
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout.addWidget(button)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()

    qtbot.keyClick(window, Qt.Key.Key_Tab)

    assert button.hasFocus()
    seen, middle = button.grab().toImage(), button.height() // 2
    inside = range(button.width() // 2, button.width() - 3)
    assert len({seen.pixel(x, middle) for x in inside}) == 1


def test_mixing_moves_evenly_between_two_colours() -> None:
    assert theme.mixed("#FF0000", "#0000FF", 0.5).name() == "#800080"


def test_a_tone_follows_the_theme(qapp: QApplication) -> None:
    theme.apply(qapp, DARK)

    assert theme.colour(Tone.POSITIVE) == QColor(DARK.positive)


def test_colours_are_named_in_the_theme_alone() -> None:
    ours = paths.resource("icons").parents[1] / "ui"
    modules = [path for path in ours.rglob("*.py") if path.name != "theme.py"]
    sheet = paths.resource("themes", "window.qss")

    assert [str(path) for path in (*modules, sheet) if names_a_colour(path)] == []


def names_a_colour(path: Path) -> bool:
    return bool(re.search(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", path.read_text("utf-8")))


def middle(widget: QWidget) -> QColor:
    picture = widget.grab().toImage()
    return picture.pixelColor(picture.width() // 2, picture.height() - 8)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio. Source: WCAG 2.2, relative luminance."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(name: str) -> float:
    colour = QColor(name)
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def first_ink(field: QWidget) -> int:
    """Return how far from its left edge the words of ``field`` begin."""
    picture = field.grab().toImage()
    inside = range(3, picture.width() - 3)
    rows = range(8, min(picture.height(), 24))
    surface = QColor(LIGHT.surface)
    return next(x for x in inside if any(picture.pixelColor(x, y) != surface for y in rows))
