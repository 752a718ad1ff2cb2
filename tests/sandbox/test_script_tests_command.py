"""The command that runs the tests of scripts: a table or JSON, and an exit code that tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop import paths
from tests.storage.command_line import CommandLine, command_line

MENTOR = paths.script_library() / "mentor.toml"
HEAD = "[scheme]\nname = 'x'\ncurrency = 'RUB'\n"
HALF = """
[scripts.half]
name = "Half"
kind = "indicator"
source = '''
result = kpi.rows()[0]["points"] / 2
'''

[[scripts.half.tests]]
name = "Of three"
given = '{"rows": [{"points": 3}]}'
expects = [{ value = 1.5 }]

[[scripts.half.tests]]
name = "Of four"
given = '{"rows": [{"points": 4}]}'
expects = [{ value = 3 }]

[[scripts.half.tests]]
name = "Of nothing"
given = '{"rows": []}'
expects = [{ value = 0 }]

[[scripts.half.tests]]
name = "Of what is no list"
given = '{"rows": 5}'
expects = [{ value = 0 }]
"""


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[CommandLine]:
    with command_line(capsys, tmp_path / "home") as line:
        yield line


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    path.write_text(HEAD + HALF, encoding="utf-8")
    return path


def test_a_file_of_the_library_passes(cli: CommandLine) -> None:
    shown = cli.done("script", "test", MENTOR)
    assert "Two pupils, one of whom passes" in shown
    assert "line Teaching 10,000, line Probation passed 15,000" in shown
    assert "no changes" in shown
    assert "4 tests were run." in shown.splitlines()


def test_what_fails_is_told_with_what_was_expected_and_what_came(
    cli: CommandLine, scheme: Path
) -> None:
    answer = cli("script", "test", scheme)
    rows = [line.strip("│ ").split("│") for line in answer.out.splitlines() if "Of " in line]
    assert answer.code == 1
    assert [tuple(cell.strip() for cell in row[1:]) for row in rows] == [
        ("Of three", "passed", "1.5", "1.5"),
        ("Of four", "failed", "3", "2"),
        ("Of nothing", "failed", "0", "Line 1: There is no such place in the list."),
        (
            "Of what is no list",
            "failed",
            "0",
            "“rows” is a list of objects, or such lists by input.",
        ),
    ]
    assert answer.out.splitlines()[-2:] == ["4 tests were run.", "3 tests failed."]


def test_json_has_the_same(cli: CommandLine, scheme: Path) -> None:
    answer = cli("script", "test", scheme, "--format", "json")
    [script] = json.loads(answer.out)
    second, third = script["tests"][1:3]
    assert (answer.code, script["script"]) == (1, "half")
    assert (second["name"], second["passed"], second["status"]) == ("Of four", False, "ok")
    assert second["expected"] == [{"what": None, "code": None, "value": "3"}]
    assert second["got"] == [{"what": None, "code": None, "value": "2"}]
    assert (third["status"], third["line"], third["got"]) == ("error", 1, [])


def test_json_of_a_reward_script_names_its_lines(cli: CommandLine) -> None:
    [script] = json.loads(cli.done("script", "test", MENTOR, "--format", "json"))
    line = {"what": "line", "code": "Teaching", "value": "10000"}
    assert line in script["tests"][0]["got"]


def test_a_library_script_is_tried_in_the_language_of_who_asks(cli: CommandLine) -> None:
    assert "Два ученика, один прошёл срок" in cli.done("script", "test", MENTOR, "--language", "ru")


def test_a_script_without_tests_is_named(cli: CommandLine, scheme: Path) -> None:
    scheme.write_text(HEAD + HALF.partition("[[")[0], encoding="utf-8")
    answer = cli("script", "test", scheme)
    assert (answer.code, answer.err) == (0, "The script “Half” has no tests.\n")


def test_a_scheme_without_scripts_is_refused(cli: CommandLine, scheme: Path) -> None:
    scheme.write_text(HEAD, encoding="utf-8")
    answer = cli("script", "test", scheme)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("There is no script in “")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff\xfe\x00", "The file is not UTF-8"),
        (b"[scripts", "Line 1 is not understood"),
        (b"result = 1", "result: The key “result” is not known here"),
        ((HEAD + HALF.replace("'{", "'", 1)).encode(), "scripts.half.tests[1].given: What a test"),
    ],
)
def test_a_file_with_problems_is_told_of_all_of_them(
    cli: CommandLine, scheme: Path, content: bytes, complaint: str
) -> None:
    scheme.write_bytes(content)
    answer = cli("script", "test", scheme)
    assert (answer.code, answer.out) == (1, "")
    assert complaint in answer.err


@pytest.mark.parametrize("name", ["nothing.toml", "."])
def test_what_is_no_file_is_a_complaint(cli: CommandLine, tmp_path: Path, name: str) -> None:
    answer = cli("script", "test", tmp_path / name)
    assert (answer.code, answer.out) == (1, "")
    assert "cannot be opened" in answer.err


def test_an_unknown_format_is_misuse(cli: CommandLine) -> None:
    assert cli("script", "test", MENTOR, "--format", "xml").code == 2
