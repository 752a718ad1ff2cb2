"""The command that converts: the script on one stream, what to look at on the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.command_line import CommandLine, command_line


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[CommandLine]:
    with command_line(capsys, tmp_path / "home") as line:
        yield line


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "bonus.pas"
    path.write_text("begin SetResult(GetValue('a') * 2) end.", encoding="utf-8")
    return path


def test_the_script_is_shown(cli: CommandLine, program: Path) -> None:
    assert cli.done("script", "convert", program) == 'result = kpi.value("a") * 2\n'


def test_the_script_is_written_to_a_file(cli: CommandLine, program: Path) -> None:
    output = program.with_suffix(".py")
    assert cli.done("script", "convert", program, "--output", output) == ""
    assert output.read_text(encoding="utf-8") == 'result = kpi.value("a") * 2\n'


def test_the_program_is_not_written_over(cli: CommandLine, program: Path) -> None:
    assert cli("script", "convert", program, "--output", program).code == 1
    assert "SetResult" in program.read_text(encoding="utf-8")


def test_notes_stand_beside_the_script(cli: CommandLine, program: Path) -> None:
    program.write_bytes("begin\n  SendMail('Привет');\nend.".encode("cp1251"))
    answer = cli("script", "convert", program)
    assert answer.code == 0
    assert "SendMail" in answer.out
    assert [line[:7] for line in answer.err.splitlines()] == ["Line 1:", "Line 2:"]


@pytest.mark.parametrize("content", [b"begin x := ;", b"\x00\x01\xff" * 1000, b"x" * 2_000_000])
def test_what_is_no_pascal_is_a_complaint_of_one_line(
    cli: CommandLine, program: Path, content: bytes
) -> None:
    program.write_bytes(content)
    answer = cli("script", "convert", program)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "Line 1, column " in answer.err


@pytest.mark.parametrize("name", ["nothing.pas", "."])
def test_what_is_no_file_is_a_complaint(cli: CommandLine, tmp_path: Path, name: str) -> None:
    answer = cli("script", "convert", tmp_path / name)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
