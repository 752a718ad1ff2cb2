from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import accessibility
from ui import theme
from ui.theme import DARK, LIGHT, Tokens, Tone
from ui.widgets.progress_bar import BarState, ProgressBar, paint_bar

WIDTH, HEIGHT = 200, 20
MIDDLE = HEIGHT // 2
NBSP = "\N{NO-BREAK SPACE}"


def painted(state: BarState, height: int = HEIGHT) -> QImage:
    picture = QImage(WIDTH, height, QImage.Format.Format_RGB32)
    picture.fill(QColor(theme.current().surface))
    painter = QPainter(picture)
    paint_bar(painter, QRectF(0, 0, WIDTH, height), state)
    painter.end()
    return picture


def at(picture: QImage, percent: int, y: int = MIDDLE) -> str:
    return picture.pixelColor(percent * WIDTH // 100, y).name().upper()


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def tokens(request: pytest.FixtureRequest, qapp: QApplication) -> Tokens:
    tokens: Tokens = request.param
    theme.apply(qapp, tokens)
    return tokens


def test_fact_is_filled_forecast_is_pale_and_the_rest_is_track(tokens: Tokens) -> None:
    picture = painted(BarState(Decimal("0.4"), Decimal("0.7"), tone=Tone.POSITIVE))

    pale = theme.mixed(tokens.positive, tokens.track, 0.3).name().upper()
    assert [at(picture, x) for x in (20, 55, 85)] == [tokens.positive, pale, tokens.track]


def test_the_mark_stands_where_the_plan_should_be_today(tokens: Tokens) -> None:
    picture = painted(BarState(Decimal("0.4"), mark=Decimal("0.7")))

    assert at(picture, 70) == tokens.text
    assert at(picture, 70, y=1) == tokens.text
    assert at(picture, 60, y=1) == tokens.surface


@pytest.mark.parametrize("tone", [Tone.POSITIVE, Tone.WARNING, Tone.NEGATIVE, Tone.ACCENT])
def test_the_tone_colours_the_fact(tokens: Tokens, tone: Tone) -> None:
    assert at(painted(BarState(Decimal("0.5"), tone=tone)), 25) == getattr(tokens, tone)


def test_more_than_the_plan_fills_the_bar(tokens: Tokens) -> None:
    assert at(painted(BarState(Decimal("1.7"))), 97) == tokens.accent


def test_no_value_leaves_the_track_empty(tokens: Tokens) -> None:
    picture = painted(BarState(None, Decimal("0.9"), Decimal("0.5")))

    assert {at(picture, x) for x in (5, 50, 90)} == {tokens.track}


def test_nothing_reached_leaves_the_track_empty(tokens: Tokens) -> None:
    assert at(painted(BarState(Decimal(0))), 3) == tokens.track


def test_a_value_below_zero_leaves_the_track_empty(tokens: Tokens) -> None:
    assert at(painted(BarState(Decimal(-3))), 3) == tokens.track


def test_a_little_is_more_than_nothing(tokens: Tokens) -> None:
    assert at(painted(BarState(Decimal("0.001"))), 2) == tokens.accent


def test_a_bar_fits_a_low_table_cell(tokens: Tokens) -> None:
    picture = painted(BarState(Decimal("0.5")), height=6)

    assert at(picture, 25, y=0) == tokens.accent
    assert at(picture, 25, y=5) == tokens.accent


def test_a_reader_hears_the_name_and_what_the_shapes_say(qtbot: QtBot) -> None:
    state = BarState(Decimal("0.83"), Decimal(1), Decimal("0.71"))
    bar = ProgressBar("Sales volume", state)
    qtbot.addWidget(bar)

    assert accessibility.name_of(bar) == "Sales volume"
    assert accessibility.description_of(bar).replace(NBSP, " ") == (
        "83% of the plan; 71% should be reached today; forecast 100%"
    )
    assert bar.value() == 83


def test_the_figure_tells_more_than_a_full_bar(qtbot: QtBot) -> None:
    bar = ProgressBar("Sales volume", BarState(Decimal("1.072")))
    qtbot.addWidget(bar)

    assert (bar.value(), bar.text()) == (100, "107%")


def test_no_value_is_a_dash_and_no_number(qtbot: QtBot) -> None:
    bar = ProgressBar("Conversion", BarState(None))
    qtbot.addWidget(bar)

    assert (bar.text(), accessibility.description_of(bar)) == ("—", "No value")


def test_the_whole_widget_is_as_high_as_its_mark(qtbot: QtBot) -> None:
    bar = ProgressBar("Sales volume", BarState(Decimal("0.5"), mark=Decimal("0.5")))
    qtbot.addWidget(bar)
    bar.resize(300, bar.sizeHint().height())

    column = {bar.grab().toImage().pixelColor(2, y).name().upper() for y in range(bar.height())}

    assert LIGHT.accent in column
    assert bar.height() == 20


_FINE = """
import sys
from decimal import Decimal
from PySide6.QtWidgets import QApplication
from ui import theme
from ui.widgets.progress_bar import BarState, ProgressBar
app = QApplication([])
theme.apply(app, theme.LIGHT)
bar = ProgressBar("Sales", BarState(Decimal("0.5")))
bar.resize(300, 20)
picture = bar.grab()
print(picture.devicePixelRatio(), picture.width(), picture.toImage().pixelColor(40, 20).name())
"""


def test_a_bar_is_drawn_finer_at_twice_the_scale() -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": os.pathsep.join(sys.path)}
    outcome = subprocess.run(
        [sys.executable, "-c", _FINE],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert outcome.stdout.split() == ["2.0", "600", LIGHT.accent.lower()]
