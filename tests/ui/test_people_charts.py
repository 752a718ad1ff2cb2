"""Amounts of people as bars and as dots: drawn to scale, and told in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.domain.money import Money
from ui import theme
from ui.charts.distribution import Distribution
from ui.charts.pair_bars import Pair, PairBars


def pair(name: str, was: int, would_be: int) -> Pair:
    return Pair(name, Money(was * 100, "RUB"), Money(would_be * 100, "RUB"))


PAIRS = (pair("Anna", 100, 400), pair("Boris", 300, 200), pair("Vera", 0, -50))


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    return widget.grab().toImage()


def accents(image: QImage, top: int, bottom: int) -> int:
    """Return how many pixels between two lines have the colour of what would be."""
    accent = QColor(theme.current().accent)
    return sum(
        image.pixelColor(x, y) == accent for y in range(top, bottom) for x in range(image.width())
    )


@pytest.fixture
def bars(qtbot: QtBot) -> PairBars:
    bars = PairBars("Bonus")
    qtbot.addWidget(bars)
    bars.show_pairs(PAIRS)
    return bars


def test_bars_are_as_long_as_what_would_be(qtbot: QtBot, bars: PairBars) -> None:
    image = shown(qtbot, bars, 600, bars.sizeHint().height())
    row = bars.sizeHint().height() // 3
    first, second, third = (accents(image, row * n, row * (n + 1)) for n in range(3))
    assert first == pytest.approx(2 * second, rel=0.05)
    assert third == 0


def test_each_person_has_a_line(bars: PairBars) -> None:
    one = bars.sizeHint().height() / 3
    bars.show_pairs(PAIRS * 50)
    assert bars.sizeHint().height() == 150 * one


def test_a_line_tells_its_amounts(qtbot: QtBot, bars: PairBars) -> None:
    shown(qtbot, bars, 600, bars.sizeHint().height())
    place = QPoint(300, 45)
    help_event = QHelpEvent(QEvent.Type.ToolTip, place, bars.mapToGlobal(place))
    QApplication.sendEvent(bars, help_event)
    assert QToolTip.text() == str(PAIRS[1].in_words())


def test_the_spread_is_told_in_words(qtbot: QtBot) -> None:
    spread = Distribution("Spread")
    qtbot.addWidget(spread)
    spread.show_pairs(PAIRS)
    rub = "RUB\N{NO-BREAK SPACE}"
    assert spread.accessibleDescription().split("; ") == [
        f"Was: from {rub}0.00 to {rub}300.00",
        f"Would be: from \N{MINUS SIGN}{rub}50.00 to {rub}400.00",
    ]


def test_dots_at_one_place_are_heaped_so_that_each_is_seen(qtbot: QtBot) -> None:
    alone, heaped = Distribution("Alone"), Distribution("Heaped")
    alone.show_pairs([pair("Anna", 0, 100)])
    heaped.show_pairs([pair(f"P{number}", 0, 100) for number in range(4)])
    height = alone.sizeHint().height()
    one = accents(shown(qtbot, alone, 400, height), 0, height)
    four = accents(shown(qtbot, heaped, 400, height), 0, height)
    assert one > 0
    assert four > 3 * one


def test_nobody_gets_anything_and_it_is_drawn_all_the_same(qtbot: QtBot) -> None:
    spread = Distribution("Spread")
    spread.show_pairs([pair("Anna", 0, 0)])
    height = spread.sizeHint().height()
    assert accents(shown(qtbot, spread, 400, height), 0, height) > 0
