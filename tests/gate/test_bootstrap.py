from __future__ import annotations

import sys
from pathlib import Path

import pytest

import bootstrap

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Debian's packages are Linux's")


class Calls:
    """Notes what would be run in ``.venv``, and answers with success."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[list[str]] = []
        monkeypatch.setattr(bootstrap, "in_venv", self)
        monkeypatch.setattr(bootstrap, "prepare", lambda kind: None)
        monkeypatch.setattr(bootstrap, "need_screen", lambda: None)
        self.code = 0

    def __call__(self, arguments: list[str], *, tests: bool) -> int:
        self.made.append(arguments)
        return self.code


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(monkeypatch)


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        (["run"], ["-m", "crm_desktop", "--demo"]),
        (
            ["run", "doctor", "--database", "a b"],
            ["-m", "crm_desktop", "doctor", "--database", "a b"],
        ),
        (["test", "-k", "period"], ["-m", "pytest", "-k", "period"]),
        (["python", "-m", "mypy"], ["-m", "mypy"]),
    ],
)
def test_a_command_starts_its_program(calls: Calls, typed: list[str], made: list[str]) -> None:
    assert bootstrap.main(typed) == 0
    assert calls.made == [made]


def test_the_gate_runs_all_its_steps_in_order(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["test"]) == 0
    assert calls.made == list(bootstrap.GATE.values())


def test_the_gate_stops_at_the_first_failure(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.code = 3
    assert bootstrap.main(["test"]) == 3
    assert len(calls.made) == 1
    assert "FAILED at format: python -m ruff format --check ." in capsys.readouterr().out


def test_an_unknown_command_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["tset"]) == 2
    assert "python3 bootstrap.py test" in capsys.readouterr().out


def test_a_machine_without_a_screen_is_told_how_to_have_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(SystemExit, match="xvfb-run -a python3 bootstrap"):
        bootstrap.need_screen()


@LINUX
def test_who_may_not_install_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "administrator", lambda: None)
    typed = "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libodd1"
    with pytest.raises(SystemExit, match=typed):
        bootstrap.need_libraries({"libodd-that-no-one-has.so.1": "libodd1"})


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Return the installations that ``prepare`` makes in a checkout of its own."""
    made: list[tuple[str, bool]] = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "made-of.txt")
    monkeypatch.setattr(bootstrap, "need_libraries", lambda libraries: None)
    monkeypatch.setattr(bootstrap, "in_venv", lambda arguments, *, tests: 0)
    monkeypatch.setattr(
        bootstrap, "make_environment", lambda lock, *, afresh: made.append((lock.name, afresh))
    )
    for lock in bootstrap.LOCKS.values():
        (tmp_path / lock).write_text(lock, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("kinds", "made"),
    [
        (["run", "run"], ["requirements.lock"]),
        (["test", "run"], ["requirements-test.lock"]),
        (["run", "test"], ["requirements.lock", "requirements-test.lock"]),
    ],
)
def test_the_environment_is_made_when_it_lacks_something(
    checkout: list[tuple[str, bool]], kinds: list[str], made: list[str]
) -> None:
    for kind in kinds:
        bootstrap.prepare(kind)
    assert [lock for lock, _ in checkout] == made


def test_a_changed_lock_makes_the_environment_again(checkout: list[tuple[str, bool]]) -> None:
    bootstrap.prepare("run")
    (bootstrap.ROOT / "requirements.lock").write_text("newer", encoding="utf-8")
    bootstrap.prepare("run")
    assert len(checkout) == 2


def test_an_interrupted_environment_is_made_afresh(checkout: list[tuple[str, bool]]) -> None:
    bootstrap.STAMP.write_text(bootstrap.UNFINISHED, encoding="utf-8")
    bootstrap.prepare("run")
    assert checkout == [("requirements.lock", True)]
