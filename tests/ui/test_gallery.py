"""The pictures of every screen: complete, alike on every run, and honest about errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import cli
from tests.ui.window import SERVICES, furniture
from ui.gallery import stage as stages
from ui.gallery.draw import SIZE, SceneError, draw
from ui.gallery.scene import Room, Scene
from ui.gallery.scenes import SCENES
from ui.gallery.stage import Stage, StuckError
from ui.pages import PAGES
from ui.program import Program

ROOT = Path(__file__).parents[2]
LOOK = ("--language", "ru", "--theme", "dark")


def pictures(folder: Path, *words: str) -> dict[str, bytes]:
    """Run the command in a process of its own and return what it drew."""
    subprocess.run(
        [sys.executable, "-m", "crm_desktop", "gallery", str(folder), *words],
        cwd=ROOT,
        check=True,
        timeout=400,
        capture_output=True,
        env={**os.environ, "CRM_CONFIG_DIR": str(folder.parent / "settings")},
    )
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.png"))}


@pytest.mark.timeout(500)
def test_every_scene_is_drawn_and_drawn_alike_again(tmp_path: Path) -> None:
    first = pictures(tmp_path / "a", *LOOK, "--scale", "1")
    second = pictures(tmp_path / "b", *LOOK, "--scale", "1", "--only", "statements")

    small = {f"{scene.name}-small" for scene in SCENES if scene.is_main}
    assert set(first) == {scene.name for scene in SCENES} | small
    assert len(second) > 5
    assert [name for name, picture in second.items() if first[name] != picture] == []
    assert QImage.fromData(first["team"]).size() == SIZE


def test_twice_the_scale_is_twice_the_picture(tmp_path: Path) -> None:
    drawn = pictures(tmp_path / "a", *LOOK, "--scale", "2", "--only", "customers-empty")

    assert QImage.fromData(drawn["customers-empty"]).size() == SIZE * 2


def test_every_scene_has_a_name_of_its_own() -> None:
    names = [scene.name for scene in SCENES]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", [page.code for page in PAGES])
def test_every_page_is_drawn_with_and_without_records(code: str) -> None:
    rooms = {scene.room for scene in SCENES if scene.name.startswith(code)}

    assert rooms >= {Room.FIRM, Room.EMPTY}


@pytest.mark.parametrize("option", ["--theme", "--scale"])
def test_a_look_that_is_not_there_is_refused(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["gallery", str(tmp_path / "pictures"), option, "3"]) == 2
    assert option in capsys.readouterr().err
    assert not (tmp_path / "pictures").exists()


@pytest.mark.expects_log("the scene broken-one failed")
def test_a_screen_that_breaks_names_itself(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):  # what it sets ends with the test
        monkeypatch.setenv(name, "")
    monkeypatch.setattr("ui.gallery.draw.furniture", lambda _: furniture())
    monkeypatch.setattr("ui.gallery.draw.SCENES", (Scene("broken-one", (_break,)),))

    with pytest.raises(SceneError, match=r"broken-one.*division"):
        draw(tmp_path, {Room.FIRM: lambda: SERVICES}, language="en", theme="light", scale=1)


def test_a_screen_that_never_comes_to_rest_is_given_up(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(qapp, lambda: SERVICES, lambda _: furniture(), language="en")
    qtbot.addWidget(program.window)
    stage = Stage(program)
    stage.show(SIZE)
    monkeypatch.setattr(stages, "_PATIENCE_MS", 50)
    monkeypatch.setattr(type(program.runner), "is_idle", False)

    with pytest.raises(StuckError):
        stage.settle()

    program.close()


def _break(_stage: Stage) -> None:
    raise ZeroDivisionError("division by zero")
