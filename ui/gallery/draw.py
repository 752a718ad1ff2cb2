"""Draws the scenes of one look to PNG files, without a screen and alike on every run."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message
from ui.app import application
from ui.database_choice.chooser import Choice
from ui.gallery.scene import Room, Scene, Step
from ui.gallery.scenes import SCENES
from ui.gallery.stage import Stage
from ui.opening import Compose
from ui.pages import furniture
from ui.program import Program

if TYPE_CHECKING:
    from ui.database_choice.viewmodel import OpenAt

SIZE, SMALL = QSize(1280, 800), QSize(1024, 640)
_SCREEN = QSize(1600, 1200)

_log = logging.getLogger(__name__)


class SceneError(CrmError):
    """A screen met an error while its picture was drawn."""

    def __init__(self, scene: str, reason: object) -> None:
        super().__init__(
            Message("The picture “{name}” was not drawn: {reason}", name=scene, reason=str(reason))
        )


def draw(
    folder: Path,
    rooms: Mapping[str, Compose],
    *,
    language: str,
    theme: str,
    scale: int,
    only: str = "",
    open_at: OpenAt | None = None,
) -> int:
    """Draw every scene whose name begins with ``only`` and return the number of pictures.

    ``rooms`` open the databases by the names of ``Room``, ``open_at`` those that a scene names.
    A process draws at one scale only. The current folder takes the files that this needs meanwhile.

    Raises:
        SceneError: a screen met an error or does not come to rest; its name is in it.

    """
    app = _application(scale)
    warnings = _Warnings()
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    wanted = [scene for scene in SCENES if scene.name.startswith(only)]
    for room, scenes in groupby(sorted(wanted, key=lambda scene: scene.room), lambda s: s.room):
        program = Program(
            app,
            rooms[room],
            furniture,
            language=language,
            demonstration=partial(rooms[Room.FIRM]),  # a room is opened as a firm is
            choice=None if open_at is None else Choice(open_at),
        )
        with ExitStack() as ending:
            ending.callback(program.errors.install())
            program.switch_theme(theme)
            stage = ending.enter_context(closing(Stage(program)))
            stage.show(SIZE)
            stood: tuple[Step, ...] = ()
            drawn = [*scenes]
            for scene, after in zip(drawn, [*drawn[1:], None], strict=True):
                for name, picture in _pictures(stage, scene, stood):
                    _write(picture, folder / f"{name}.png")
                    count += 1
                stood = () if scene.is_hasty else scene.steps
                if stage.is_covered and (after is None or not after.goes_on(stood)):
                    stood = ()
                    stage.clear()
                if warnings.lines:
                    raise SceneError(scene.name, warnings.lines[0])
    return count


class _Warnings:
    """What Qt complains of from now on, but for what a screen in memory cannot do."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        qInstallMessageHandler(self._on_message)

    def _on_message(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith("This plugin does not support"):
            self.lines.append(text)


def _pictures(stage: Stage, scene: Scene, stood: tuple[Step, ...]) -> Iterator[tuple[str, QImage]]:
    try:
        _play(stage, scene, stood)
        yield scene.name, stage.picture()
        if scene.is_main:
            with stage.shrunk(SMALL):
                yield f"{scene.name}-small", stage.picture()
    except Exception as error:
        _log.exception("the scene %s failed", scene.name)
        raise SceneError(scene.name, error) from error
    if stage.program.errors.count:
        raise SceneError(scene.name, stage.program.errors.last)


def _play(stage: Stage, scene: Scene, stood: tuple[Step, ...]) -> None:
    """Go on from the steps of the scene before where this one begins with them."""
    steps = scene.steps
    if scene.goes_on(stood):
        steps = steps[len(stood) :]
    else:
        stage.begin(scene.start)
    for number, step in enumerate(steps, 1):
        step(stage)
        if not (scene.is_hasty and number == len(steps)):
            stage.settle()


def _write(picture: QImage, path: Path) -> None:
    if not picture.save(str(path)):
        raise CrmError(Message("“{path}” cannot be written.", path=str(path)))


def _application(scale: int) -> QApplication:
    """Return the application on a screen that only exists in memory."""
    screen = {
        "name": "gallery",
        "x": 0,
        "y": 0,
        "width": _SCREEN.width() * scale,
        "height": _SCREEN.height() * scale,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1,
    }
    # A relative name: on Windows the colon of a drive would end it.
    Path("screen.json").write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    os.environ["QT_QPA_PLATFORM"] = "offscreen:configfile=screen.json"
    if sys.platform == "win32":
        os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ["SYSTEMROOT"], "Fonts")))
    app = application()
    app.setCursorFlashTime(0)
    return app
