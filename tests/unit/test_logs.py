from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from crm_desktop import logs, product
from crm_desktop.logs import SharedLog


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CRM_CONFIG_DIR", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def root() -> Iterator[logging.Logger]:
    """Leave the log of all tests as it was."""
    root = logging.getLogger()
    level, before = root.level, list(root.handlers)
    yield root
    root.setLevel(level)
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def file(home: Path) -> Path:
    return home / "log" / "crm-desktop.log"


def write(log: SharedLog, *lines: str) -> None:
    for line in lines:
        log.emit(logging.LogRecord("tests", logging.INFO, "", 0, line, None, None))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def refuse(*paths: str) -> NoReturn:
    raise PermissionError(errno.EACCES, "another process has it open", *paths)


def test_the_log_begins_with_what_runs(file: Path) -> None:
    assert logs.start() == file

    logs.introduce("Qt 6.11 offscreen")

    first = read(file).splitlines()[0]
    for word in (product.version(), "Qt 6.11 offscreen", sys.version.split()[0], str(os.getpid())):
        assert word in first


def test_a_second_start_writes_each_line_once(file: Path) -> None:
    logs.start()
    logs.start()

    logging.getLogger("tests").info("once")

    assert read(file).count("once") == 1


def test_a_full_log_is_kept_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = SharedLog(tmp_path / "a.log", size=100)

    write(log, *(f"{number} {'x' * 50}" for number in range(9)))
    log.close()

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.log",
        *(f"a.log.{number}" for number in (1, 2, 3)),
    ]
    assert "8 xxx" in read(tmp_path / "a.log")
    assert "7 xxx" in read(tmp_path / "a.log.1")


def test_two_processes_go_on_in_one_log_after_one_of_them_began_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    ours, theirs = SharedLog(path, size=300), SharedLog(path, size=300)

    write(theirs, "theirs before")
    write(ours, *("x" * 50 for _ in range(3)))
    write(theirs, "theirs after")
    ours.close()
    theirs.close()

    assert "theirs before" in read(tmp_path / "a.log.1")
    assert "theirs after" in read(path)
    assert not read(path).startswith("\0")


def test_a_log_that_another_process_just_began_anew_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    ours, theirs = SharedLog(path, size=150), SharedLog(path, size=150)
    line = logging.LogRecord("tests", logging.INFO, "", 0, "ours", None, None)
    write(theirs, "x" * 90)

    assert ours.shouldRollover(line)
    write(theirs, "theirs, begun anew")
    ours.doRollover()
    write(ours, "ours")
    ours.close()
    theirs.close()

    assert "x" * 90 in read(tmp_path / "a.log.1")
    assert not (tmp_path / "a.log.2").exists()
    assert "theirs, begun anew" in read(path)


def test_one_process_at_a_time_begins_anew_unless_it_died_of_that(tmp_path: Path) -> None:
    lock = tmp_path / "a.log.lock"
    lock.touch()
    log = SharedLog(tmp_path / "a.log", size=100)

    write(log, "x" * 60, "y" * 60)
    assert not (tmp_path / "a.log.1").exists()

    os.utime(lock, (0, 0))
    write(log, "z" * 60)
    log.close()

    assert "y" * 60 in read(tmp_path / "a.log.1")
    assert "z" * 60 in read(tmp_path / "a.log")
    assert not lock.exists()


def test_processes_that_write_at_once_lose_no_old_log(tmp_path: Path) -> None:
    program = """
import logging
import sys
from pathlib import Path
from crm_desktop.logs import SharedLog

log = SharedLog(Path(sys.argv[1]), size=20_000)
for number in range(150):
    log.emit(logging.LogRecord(sys.argv[2], logging.INFO, "", 0, "x" * 40, None, None))
log.close()
"""
    path = tmp_path / "a.log"
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(path), str(number)])
        for number in range(4)
    ]
    assert [one.wait(60) for one in started] == [0] * 4

    old = [path.with_name(f"a.log.{number}") for number in (1, 2)]
    assert all(one.stat().st_size > 15_000 for one in old)
    assert not path.with_name("a.log.lock").exists()


@pytest.mark.parametrize("call", ["os.rename", "shutil.copyfile", "os.truncate"])
def test_a_log_that_cannot_be_put_aside_goes_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    call: str,
) -> None:
    path = tmp_path / "a.log"
    log = SharedLog(path, size=100)
    write(log, *("x" * 60 for _ in range(4)))
    monkeypatch.setattr(call, refuse)

    write(log, "first line", "second line")
    log.close()

    assert "first line" in read(path)
    assert "second line" in read(path)
    assert capsys.readouterr() == ("", "")


def test_a_line_that_cannot_be_written_is_passed_over_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SharedLog(tmp_path / "a.log")
    monkeypatch.setattr(log, "shouldRollover", refuse)

    write(log, "a line")
    log.close()

    assert capsys.readouterr() == ("", "")


@pytest.mark.expects_log("nobody reads it")
def test_the_program_works_without_a_log_and_keeps_it_from_the_terminal(
    home: Path, capfd: pytest.CaptureFixture[str], root: logging.Logger
) -> None:
    home.write_text("a file where the folder would be", encoding="utf-8")
    before = len(root.handlers)

    logs.start()
    logging.getLogger("tests").warning("nobody reads it")

    assert len(root.handlers) == before + 1
    assert capfd.readouterr() == ("", "")


def test_a_long_trace_is_put_aside(home: Path) -> None:
    trace, aside = (home / "log" / f"crm-desktop.crash.{end}" for end in ("log", "old.log"))
    trace.parent.mkdir(parents=True)
    trace.write_bytes(b"x" * 300_000)

    with logs.crash_log():
        assert trace.stat().st_size == 0
    assert aside.stat().st_size == 300_000

    trace.write_bytes(b"y" * 300_000)
    with logs.crash_log():
        assert aside.read_bytes()[:1] == b"y"


def test_a_long_trace_that_another_process_holds_is_gone_on_with(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = home / "log" / "crm-desktop.crash.log"
    trace.parent.mkdir(parents=True)
    trace.write_bytes(b"x" * 300_000)
    monkeypatch.setattr(Path, "replace", refuse)

    with logs.crash_log():
        assert trace.stat().st_size == 300_000


@pytest.mark.parametrize(("call", "dies"), [("faulthandler._sigsegv()", True), ("pass", False)])
def test_the_death_of_the_process_leaves_its_trace_beside_the_log(
    home: Path, call: str, *, dies: bool
) -> None:
    program = f"""
import faulthandler
from crm_desktop import logs

def fall():
    {call}

with logs.crash_log():
    fall()
assert not faulthandler.is_enabled()
"""

    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    trace = (home / "log" / "crm-desktop.crash.log").read_text("utf-8")
    assert (outcome.returncode != 0, "in fall" in trace) == (dies, dies)


def test_the_program_works_where_no_trace_can_be_written(home: Path) -> None:
    home.write_text("a file where the folder would be", encoding="utf-8")

    with logs.crash_log():
        assert home.is_file()
