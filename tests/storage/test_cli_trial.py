"""The command that runs a scheme on past months."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from crm_desktop.exchange.scheme import write_scheme
from tests.storage.command_line import CommandLine, command_line
from tests.storage.crm_builders import sessions_on
from tests.storage.pay_months import FIVE_PERCENT, pay_months

_MONTHS = ("--from", "2026-03", "--to", "2026-04")


@pytest.fixture
def firm(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sqlite_database: str
) -> Iterator[CommandLine]:
    pay_months(sessions_on(sqlite_database))
    with command_line(capsys, tmp_path / "home", sqlite_database) as line:
        yield line


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    write_scheme(path, FIVE_PERCENT)
    return path


def test_a_table_names_people_departments_and_all(firm: CommandLine, scheme: Path) -> None:
    answer = firm("trial", "--scheme", str(scheme), *_MONTHS)

    assert answer.code == 0
    for name in ("Employee 0", "Department 0", "Without a department", "Total"):
        assert name in answer.out
    assert "Of the revenue of RUB" in answer.err


def test_without_a_file_the_rules_of_today_are_tried(firm: CommandLine) -> None:
    told = json.loads(firm.done("trial", *_MONTHS, "--format", "json"))

    assert told["months"] == ["2026-03", "2026-04"]
    assert told["cost"] == {
        "was": "282105.00",
        "would_be": "282105.00",
        "difference": "0.00",
        "is_settled": False,
    }


def test_a_workbook_goes_to_its_file(firm: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "trial.xlsx"

    firm.done("trial", *_MONTHS, "--format", "xlsx", "--output", str(file))

    assert "Cost of the scheme" in CalamineWorkbook.from_path(file).sheet_names


def test_no_two_columns_of_the_workbook_are_called_alike(firm: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "trial.xlsx"

    firm.done("trial", *_MONTHS, "--format", "xlsx", "--output", str(file))

    book = CalamineWorkbook.from_path(file)
    for name, first in (("People", ["Employee", "Department"]), ("Departments", ["Department"])):
        heads = next(row for row in book.get_sheet_by_name(name).to_python() if "Was" in row)
        assert heads[: len(first)] == first
        assert len(set(heads)) == len(heads)


def test_a_workbook_without_a_file_is_misuse(firm: CommandLine) -> None:
    assert firm("trial", *_MONTHS, "--format", "xlsx").code == 2


def test_a_mistaken_file_is_refused(firm: CommandLine, tmp_path: Path) -> None:
    answer = firm("trial", "--scheme", str(tmp_path / "none.toml"), *_MONTHS)

    assert answer.code == 1
    assert "none.toml" in answer.err
