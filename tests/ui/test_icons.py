from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import paths
from ui import icons, theme
from ui.theme import DARK, LIGHT, Tone
from ui.widgets.buttons import IconButton

NAMES = sorted(path.stem for path in paths.resource("icons").glob("*.svg"))
SIZE = QSize(18, 18)


def darkest(picture: QImage) -> QColor:
    """Return the colour of the most opaque point."""
    points = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return max((picture.pixelColor(x, y) for x, y in points), key=QColor.alpha)


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_a_drawing(name: str, qapp: QApplication) -> None:
    assert QSvgRenderer(str(paths.resource("icons", f"{name}.svg"))).isValid()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "app"])
def test_every_icon_takes_its_colour_from_the_theme(name: str, qapp: QApplication) -> None:
    drawing = paths.resource("icons", f"{name}.svg").read_text("utf-8")

    assert "currentColor" in drawing
    assert "#" not in drawing


def test_an_unknown_icon_is_refused_when_it_is_asked_for(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


def test_an_icon_follows_the_theme_without_being_set_again(qapp: QApplication) -> None:
    icon = icons.icon("add", Tone.ACCENT)
    assert close(darkest(icon.pixmap(SIZE).toImage()), LIGHT.accent)

    theme.apply(qapp, DARK)

    assert close(darkest(icon.pixmap(SIZE).toImage()), DARK.accent)


def test_a_disabled_icon_is_fainter(qapp: QApplication) -> None:
    icon = icons.icon("add")
    faint = darkest(icon.pixmap(SIZE, QIcon.Mode.Disabled).toImage())

    assert faint.lightness() > darkest(icon.pixmap(SIZE).toImage()).lightness()


def test_a_chosen_icon_is_accented(qapp: QApplication) -> None:
    chosen = icons.icon("deals").pixmap(SIZE, QIcon.Mode.Normal, QIcon.State.On)

    assert close(darkest(chosen.toImage()), LIGHT.accent)


def test_an_icon_is_drawn_anew_for_a_finer_screen(qapp: QApplication) -> None:
    fine = icons.icon("search").pixmap(SIZE, 2.0)

    assert (fine.width(), fine.devicePixelRatio()) == (36, 2.0)


def test_icons_outlive_the_button_that_showed_them(qtbot: QtBot) -> None:
    icon = icons.icon("edit")
    for _ in range(50):
        button = IconButton("edit", "Edit")
        button.setIcon(icon)
        button.grab()
        button.deleteLater()

    assert not icon.pixmap(SIZE).isNull()


def close(colour: QColor, name: str) -> bool:
    wanted = QColor(name)
    pairs = zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)  # type: ignore[index]
    return all(abs(one - other) <= 3 for one, other in pairs)
