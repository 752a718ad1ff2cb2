"""Presses and types whatever is there, at random: finds what nobody thought of trying.

Run as ``python -m tests.ui.monkey SEED`` on a demonstration of its own. It prints what it does, so
that one can follow it; the same seed need not go the same way, for what is read meanwhile comes
when it comes. Ends with 1 where the program met an error that it did
not expect; should the process die, it says where each thread was.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from crm_desktop import texts
from crm_desktop.cli.demonstration import open_demonstration
from tests.ui.keys import type_text
from ui.app import running
from ui.program import Program

TEXTS = ("0", "100", "-5", "50,5", "1e9", "О'Нил; DROP", "ёж", "31.02.2026", "a\nb", "%", "💥")
KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Space,
    Qt.Key.Key_Delete,
    Qt.Key.Key_F2,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Down,
)
SIZES = (QSize(700, 500), QSize(1_000, 768), QSize(1_920, 1_000))
KINDS = (QAbstractButton, QAbstractItemView, (QLineEdit, QPlainTextEdit, QComboBox), QWidget)
HOW_OFTEN = (55, 20, 15, 10)
EVERY_MS = 15


class Monkey:
    """Does one thing after the other with ``program`` until ``steps`` are done."""

    def __init__(self, program: Program, *, seed: int, steps: int, folder: Path) -> None:
        self._program, self._steps, self._folder = program, steps, folder
        self._random = Random(seed)  # noqa: S311 - nothing here is secret
        self._timer = QTimer(interval=EVERY_MS)
        # Each step may open a dialog that has a loop of its own, within which the next is done.
        self._timer.timeout.connect(lambda: QTimer.singleShot(0, self.step))
        self._timer.start()

    def step(self) -> None:
        if self._program.contents is None:
            return
        self._steps -= 1
        if self._steps < 0:
            self._timer.stop()
            QCoreApplication.exit()  # no window may refuse
        elif isinstance(popup := QApplication.activePopupWidget(), QMenu):
            self._choose(popup)
        elif popup is not None:
            self._key(popup)
        else:
            self._do_with(self._window())

    def _window(self) -> QWidget:
        modal = QApplication.activeModalWidget()
        kinds = {Qt.WindowType.Window, Qt.WindowType.Dialog}
        tops = [one for one in QApplication.topLevelWidgets() if one.windowType() in kinds]
        visible = [one for one in tops if one.isVisible()]
        if modal is None and not visible:
            self._program.window.show()
            return self._program.window
        return modal or self._random.choice(visible)

    def _do_with(self, window: QWidget) -> None:
        if isinstance(window, QFileDialog):
            self._answer(window)
            return
        match self._random.randrange(100):
            case 0 | 1:
                self._say("theme", window)
                self._program.switch_theme(self._random.choice(["dark", "light"]))
            case 2:
                self._say("language", window)
                self._program.switch_language(self._random.choice(texts.LANGUAGES))
            case 3:
                self._say("size", window)
                window.resize(self._random.choice(SIZES))
            case 4:
                self._key(window.focusWidget() or window)
            case 5 if window is not self._program.window:
                self._say("close", window)
                window.close()
            case _:
                self._touch(window)

    def _touch(self, window: QWidget) -> None:
        """Use something in ``window`` that can be seen and used."""
        parts = [
            one
            for one in window.findChildren(QWidget)
            if one.isVisible() and one.isEnabled() and one.window() is window
            if not one.visibleRegion().isEmpty()
        ]
        (kind,) = self._random.choices(KINDS, HOW_OFTEN)
        part = self._random.choice([one for one in parts if isinstance(one, kind)] or [window])
        self._say("touch", part)
        if isinstance(part, QAbstractItemView):
            self._touch_cell(part)
        elif isinstance(part, (QLineEdit, QPlainTextEdit)) and not part.isReadOnly():
            part.setFocus()
            if self._random.random() < 1 / 2:
                part.selectAll()
            type_text(part, self._random.choice(TEXTS))
        elif isinstance(part, QComboBox):
            QTest.keyClick(part, self._random.choice([Qt.Key.Key_Down, Qt.Key.Key_Up]))
        else:
            press(part, part.rect().center())

    def _touch_cell(self, view: QAbstractItemView) -> None:
        """Press somewhere in ``view``, twice or with a key now and then."""
        place = view.viewport().rect()
        at = QPoint(*(self._random.randrange(max(1, size)) for size in place.size().toTuple()))
        press(view.viewport(), at, twice=self._random.random() < 1 / 3)
        if self._random.random() < 1 / 3:
            self._key(view)

    def _choose(self, menu: QMenu) -> None:
        actions = [one for one in menu.actions() if one.isEnabled() and not one.isSeparator()]
        if actions and self._random.random() < 2 / 3:
            action = self._random.choice(actions)
            self._say(action.text(), menu)
            press(menu, menu.actionGeometry(action).center())
        else:
            self._say("close", menu)
            menu.close()

    def _answer(self, dialog: QFileDialog) -> None:
        """Choose a file of the monkey's own folder, which may hold nothing of use, or none."""
        self._say("answer", dialog)
        if self._random.random() < 1 / 2:
            dialog.reject()
            return
        file = self._folder / f"О'Нил {self._random.randrange(3)}"
        if dialog.fileMode() is QFileDialog.FileMode.Directory:
            file = self._folder
        elif dialog.acceptMode() is QFileDialog.AcceptMode.AcceptOpen and not file.exists():
            file.write_text("ёж;1\0\n", encoding="utf-8")
        dialog.selectFile(str(file))
        dialog.accept()

    def _key(self, part: QWidget) -> None:
        key = self._random.choice(KEYS)
        self._say(key.name, part)
        QTest.keyClick(part, key)

    def _say(self, what: str, part: QWidget) -> None:
        text = part.property("text") or part.property("title") or part.windowTitle()
        print(f"{what}: {type(part.window()).__name__} {type(part).__name__} {text!r}", flush=True)


def press(part: QWidget, at: QPoint, *, twice: bool = False) -> None:
    """Press the mouse on ``part`` when it comes to that, if it is still to be seen by then."""
    kind = QEvent.Type
    down, up = kind.MouseButtonPress, kind.MouseButtonRelease
    for event in [down, up, kind.MouseButtonDblClick, up][: 4 if twice else 2]:
        QTimer.singleShot(0, part, partial(_send, part, event, at))


def _send(part: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    if part.isVisible():
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind is QEvent.Type.MouseButtonRelease else left
        point, whole = QPointF(at), QPointF(part.mapToGlobal(at))
        made = QMouseEvent(kind, point, whole, left, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(part, made)


class Errors(logging.Handler):
    """Tells of each error, and counts them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
        print(logging.Formatter().format(record), flush=True)


def main(seed: int, steps: int, language: str) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    faulthandler.enable()
    errors = Errors()
    logging.getLogger().addHandler(errors)
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        os.environ["CRM_CONFIG_DIR"] = place
        texts.activate(language)
        compose = partial(open_demonstration, Path(place), language)
        with running(compose, None, language=language) as program:
            QApplication.setQuitOnLastWindowClosed(False)
            program.window.show()
            monkey = Monkey(program, seed=seed, steps=steps, folder=Path(place))
            QApplication.exec()
            del monkey
    return 1 if errors.count else 0


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--steps", type=int, default=3_000)
    parser.add_argument("--language", choices=texts.LANGUAGES, default="ru")
    sys.exit(main(**vars(parser.parse_args())))
