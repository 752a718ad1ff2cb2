"""The selftest in processes of their own, as an installed program runs it, and what fails it."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from crm_desktop.cli import main
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import RunStatus
from crm_desktop.scripting.values import Layer, LayerCode, RunOutcome
from crm_desktop.services import script_tests
from crm_desktop.texts import Message
from ui.selftest import core_steps, window_steps
from ui.selftest.bench import Bench
from ui.selftest.report import Report, UnprovedError
from ui.selftest.run import STEPS

ROOT = Path(__file__).parents[2]
SETTINGS = 'language = "en"\ntheme = "dark"\n'
WINDOW = "[window]\npage=deals\n"

_NO_DISK = """
from crm_desktop.services import demonstration
def create(*_):
    raise OSError(28, "the disk is full")
demonstration.create = create
"""
_NO_END = """
from threading import Event
from ui.selftest import core_steps, run
core_steps.libraries = lambda bench: Event().wait()
run.STEPS, run.PATIENCE_S = (("libraries", "core_steps"),), 0.5
"""
_BAD_END = """
from ui.selftest import core_steps, run
core_steps.libraries = lambda bench: bench.ending.callback(divmod, 1, 0) and {}
run.STEPS = (("libraries", "core_steps"),)
"""
_REMAINS = """
import os
from pathlib import Path
from tempfile import gettempdir
from ui.selftest import run
for name in ("selftest-dead", "selftest-alive", "of-a-window"):
    folder = Path(gettempdir(), f"crm-desktop-{name}")
    (folder / "data").mkdir(parents=True)
    if name != "selftest-alive":
        os.utime(folder, (0, 0))
run.STEPS = ()
"""
_NO_PLOTS = """
import sys
sys.modules["pyqtgraph"] = None
"""
_MAIN = """
import sys
from crm_desktop.cli import main
sys.exit(main(["--selftest", *sys.argv[1:]]))
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a process left in ``folder``, whose report is ``r.json``."""

    folder: Path
    code: int
    errors: str
    said: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "r.json").read_text("utf-8"))
        return found

    @property
    def trace(self) -> str:
        return (self.folder / "r.json.trace").read_text("utf-8")

    def failed(self) -> list[str]:
        return [name for name, step in self.report["steps"].items() if not step["ok"]]


def tried(place: Path, before: str = "", *, platform: str = "offscreen") -> Tried:
    """Run the selftest where ``before`` was done to the program."""
    for name in ("Ёлка и К°", "home", "temp"):
        (place / name).mkdir()
    (place / "home" / "settings.toml").write_text(SETTINGS, "utf-8")
    (place / "home" / "window.ini").write_text(WINDOW, "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", before + _MAIN, "r.json"],
        cwd=place / "Ёлка и К°",
        env={
            **os.environ,
            "CRM_CONFIG_DIR": str(place / "home"),
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": platform,
            "TEMP": str(place / "temp"),
            "TMPDIR": str(place / "temp"),
        },
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=110,
    )
    return Tried(place / "Ёлка и К°", ended.returncode, ended.stderr, ended.stdout)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return tried(tmp_path_factory.mktemp("sound"))


@pytest.mark.parametrize(("name", "module"), STEPS)
def test_each_step_is_a_function_of_its_module(name: str, module: str) -> None:
    step = vars(import_module(f"ui.selftest.{module}"))[name]

    assert inspect.isfunction(step)
    assert list(inspect.signature(step).parameters) == ["bench"]
    assert step.__module__ == f"ui.selftest.{module}"


def test_a_sound_program_does_every_step(sound: Tried) -> None:
    assert (sound.code, sound.errors, sound.failed()) == (0, "", [])
    assert list(sound.report["steps"]) == [name for name, _module in STEPS]
    assert sound.report["ok"] is True
    assert sound.report["standing"] is None
    assert sound.said == f"Everything works. The report is {sound.folder / 'r.json'}.\n"


def test_each_step_tells_what_it_did(sound: Tried) -> None:
    found = {name: step["found"] for name, step in sound.report["steps"].items()}

    assert list(found["pages"]["seconds"])[:2] == ["customers", "deals"]
    assert len(found["pages"]["seconds"]) == 9
    assert found["month"]["statements"] == found["plot"]["points"] == found["database"]["people"]
    assert found["script"]["refused"] == 3
    assert found["pdf"]["pages"] > 1
    assert found["libraries"]["libpq"]


def test_a_report_tells_what_runs_where_and_behind_which_walls(sound: Tried) -> None:
    report = sound.report

    assert all(report["versions"].values())
    assert {"program", "python", "qt", "sqlite", "libpq"} <= set(report["versions"])
    assert report["qt"]["platform"] == "offscreen"
    assert report["qt"]["complaints"] == []
    assert report["places"]["executable"] == sys.executable
    assert report["places"]["settings"] == str(sound.folder.parent / "home")
    assert "process" in report["walls"]
    assert report["modules"]["loaded"] > 100


def test_a_start_costs_less_than_the_whole(sound: Tried) -> None:
    steps = sound.report["steps"]
    painted = steps["window"]["found"]["cpu_seconds_until_painted"]
    usable = steps["opened"]["found"]["cpu_seconds_until_usable"]

    assert 0 < painted < usable < sound.report["cpu_seconds"] - steps["database"]["cpu_seconds"]


def test_a_picture_of_the_window_stands_beside_the_report(sound: Tried) -> None:
    image = QImage(str(sound.folder / "r.png"))

    assert image.size().toTuple() == (1280, 800)
    assert sound.report["steps"]["picture"]["found"]["file"] == str(sound.folder / "r.png")


def test_nothing_of_the_users_is_touched_and_nothing_is_left(sound: Tried) -> None:
    home = sound.folder.parent / "home"

    assert sorted(file.name for file in home.iterdir()) == ["log", "settings.toml", "window.ini"]
    assert (home / "settings.toml").read_text("utf-8") == SETTINGS
    assert (home / "window.ini").read_text("utf-8") == WINDOW
    assert sorted(file.name for file in sound.folder.iterdir()) == ["r.json", "r.png"]
    assert list((sound.folder.parent / "temp").iterdir()) == []


def test_what_a_process_that_died_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    tried(tmp_path, _REMAINS)

    assert sorted(folder.name for folder in (tmp_path / "temp").iterdir()) == [
        "crm-desktop-of-a-window",
        "crm-desktop-selftest-alive",
    ]


def test_where_no_database_can_be_made_the_rest_is_told(tmp_path: Path) -> None:
    found = tried(tmp_path, _NO_DISK)

    steps = found.report["steps"]
    assert (found.code, found.report["ok"], found.report["standing"]) == (1, False, None)
    assert "the disk is full" in steps["database"]["error"]
    assert steps["month"]["error"] == "not tried: it needs the step database"
    assert [name for name, step in steps.items() if step["ok"]] == [
        "window", "libraries", "picture", "closed",
    ]  # fmt: skip
    assert "do not work: database, opened, pages" in found.errors
    assert list((tmp_path / "temp").iterdir()) == []


def test_a_library_that_was_left_out_fails_what_needs_it_alone(tmp_path: Path) -> None:
    found = tried(tmp_path, _NO_PLOTS)

    assert (found.code, found.failed()) == (1, ["pages", "plot"])
    assert found.report["steps"]["pages"]["error"].startswith("progress: ")
    assert "import of pyqtgraph halted" in found.report["steps"]["plot"]["error"]


def test_a_process_that_does_not_end_is_ended_and_tells_where_it_stood(tmp_path: Path) -> None:
    found = tried(tmp_path, _NO_END)

    assert (found.code, found.report["ok"]) == (1, False)
    assert found.report["standing"] == "libraries"
    assert "in wait" in found.trace


def test_an_error_at_the_end_is_no_success_and_no_death(tmp_path: Path) -> None:
    found = tried(tmp_path, _BAD_END)

    assert (found.code, found.report["ok"]) == (70, False)
    assert "did not expect" in found.errors
    assert not (found.folder / "r.json.trace").exists()


def test_a_process_that_dies_tells_where_it_stood(tmp_path: Path) -> None:
    found = tried(tmp_path, platform="none-such")

    assert found.code not in {0, 1}
    assert (found.report["ok"], found.report["standing"]) == (False, "window")
    assert found.report["versions"]["python"]
    assert "in application" in found.trace


@pytest.mark.parametrize("name", [Path("none", "r.json"), Path()])
def test_a_report_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: Path
) -> None:
    assert main(["--selftest", str(tmp_path / name)]) == 1

    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_report_in_the_place_of_its_picture_is_refused_before_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.PNG").write_bytes(b"mine")

    assert main(["--selftest", str(tmp_path / "x.PNG")]) == 1

    assert "“x.PNG” will be the picture" in capsys.readouterr().err
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"mine"]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    nothing: Any = None
    report = Report(tmp_path / "r.json")
    return Bench(nothing, report, tmp_path / "r.png", tmp_path, nothing)


def test_pay_that_is_calculated_otherwise_is_no_success(bench: Bench) -> None:
    greeting = SimpleNamespace(month=Period.month(2026, 11))
    outcomes = SimpleNamespace(outcomes=[SimpleNamespace(statement=object())])
    saved = SimpleNamespace(problems=0, changed=2, calculation=outcomes)
    bench.services = services(
        greeting=SimpleNamespace(greeting=lambda: greeting),
        payroll=SimpleNamespace(calculate_and_save=lambda _: saved),
        calculation=SimpleNamespace(calculate=lambda _: outcomes),
    )

    with pytest.raises(UnprovedError, match="2 statements differ"):
        core_steps.month(bench)


@pytest.mark.parametrize(
    ("has_passed", "words"), [(True, "import os.* was not refused: ok"), (False, "4 tests")]
)
def test_a_script_that_runs_otherwise_is_no_success(
    bench: Bench, has_passed: bool, words: str
) -> None:
    result = script_tests.TestResult("x", has_passed, (), (), RunOutcome(RunStatus.OK))
    scripts = SimpleNamespace(layers=lambda: (), run_tests=lambda _: [result] * 4)
    bench.services = services(scripts=scripts)

    with pytest.raises(UnprovedError, match=words):
        core_steps.script(bench)


@pytest.mark.parametrize(
    ("standing", "verdict"),
    [
        (LayerCode.SECCOMP, "no kernel (no fault, others stand)"),
        (LayerCode.AUDIT, "no kernel (a fault, no script runs)"),
    ],
)
def test_a_missing_wall_says_whether_that_is_a_fault(
    bench: Bench, standing: LayerCode, verdict: str
) -> None:
    name = Message("Wall")
    layers = (
        Layer(standing, name, is_active=True, detail=name),
        Layer(LayerCode.LANDLOCK, name, is_active=False, detail=Message("no kernel")),
    )
    bench.services = services(
        scripts=SimpleNamespace(layers=lambda: layers, run_tests=lambda _: [])
    )

    with pytest.raises(UnprovedError, match="0 tests"):
        core_steps.script(bench)
    bench.report.end()

    report = json.loads((bench.folder / "r.json").read_text("utf-8"))
    assert report["missing_walls"] == {"landlock": verdict}


def test_a_blank_window_is_no_success(bench: Bench) -> None:
    blank = QImage(20, 20, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    stage: Any = SimpleNamespace(window=SimpleNamespace(desk=None), picture=lambda: blank)
    bench.stage = stage

    with pytest.raises(UnprovedError, match="blank: 1 colours"):
        window_steps.picture(bench)


def services(**parts: object) -> Any:
    return SimpleNamespace(**parts)
