from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop import cli
from tests.storage.command_line import CommandLine, command_line

SCHEME = """
[scheme]
name = "Sales"
currency = "RUB"

[indicators.sales]
name = "Sales"
unit = "money"
source = { external = true }
"""
TABLE = "name,owner\nA,\nB,Nobody\n"


@pytest.fixture
def firm(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[CommandLine]:
    with command_line(capsys, tmp_path / "home", str(tmp_path / "firm.sqlite")) as line:
        line.done("init", "--name", "Окна", "--currency", "RUB", "--zone", "Europe/Moscow")
        yield line


@pytest.fixture
def scheme(firm: CommandLine, tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    path.write_text(SCHEME, encoding="utf-8")
    firm.done("scheme", "import", path)
    return path


@pytest.mark.parametrize("name", ["t.csv", "firm.sqlite"])
def test_rejected_rows_do_not_replace_what_was_read(
    firm: CommandLine, tmp_path: Path, name: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE, encoding="utf-8")

    answer = firm("import", table, "--kind", "customers", "--rejects", tmp_path / name)

    assert answer.code == 1
    assert "name another file" in answer.err
    assert table.read_text(encoding="utf-8") == TABLE
    assert "created 1," in firm("import", table, "--kind", "customers").out


def test_no_row_is_taken_in_where_its_rejects_have_no_place(
    firm: CommandLine, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE, encoding="utf-8")

    answer = firm("import", table, "--kind", "customers", "--rejects", tmp_path / "none" / "r.csv")

    assert (answer.code, answer.out) == (1, "")
    assert "cannot be written" in answer.err
    assert "created 1," in firm("import", table, "--kind", "customers").out


def test_a_table_that_cannot_be_read_leaves_no_file_of_rejects(
    firm: CommandLine, tmp_path: Path
) -> None:
    rejects = tmp_path / "r.csv"

    answer = firm("import", tmp_path / "none.csv", "--kind", "customers", "--rejects", rejects)

    assert answer.code == 1
    assert not rejects.exists()


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize(
    "words",
    [
        ("scheme", "export"),
        ("calculate", "--period", "2026-03", "--output"),
        ("calculate", "--period", "2026-03", "--format", "xlsx", "--output"),
    ],
)
def test_the_database_is_not_written_over(firm: CommandLine, words: tuple[str, ...]) -> None:
    answer = firm(*words, firm.database)

    assert answer.code == 1
    assert "name another file" in answer.err
    assert "✗" not in firm.done("doctor")


def test_a_backup_that_is_not_there_makes_no_database(firm: CommandLine, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite"

    answer = firm("restore", tmp_path / "nothing", "--database", new)

    assert answer.code == 1
    assert not new.exists()


class _Full(io.StringIO):
    """A disk without room."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("words", [("doctor",), ("--help",), ("doctor", "--help")])
def test_a_full_disk_behind_standard_output_is_no_bug(
    firm: CommandLine, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", _Full())
        answer = firm(*words)

    assert answer.code == 1
    assert "Standard output cannot be written" in answer.err


def test_a_closed_standard_output_stops_no_command(
    firm: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        patch.setattr(cli, "_nowhere", lambda: nowhere)
        patch.setattr(sys, "stdout", None)
        assert firm("doctor").code == 0


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("form", ["json", "xlsx"])
def test_results_that_have_no_place_are_told_of(
    firm: CommandLine, tmp_path: Path, form: str
) -> None:
    output = tmp_path / "none" / "pay"

    answer = firm("calculate", "--period", "2026-03", "--format", form, "--output", output)

    assert (answer.code, answer.out) == (1, "")
    assert f"“{output}” cannot be written: " in answer.err
