"""The real export through the command line, and what was counted on it against the export."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.storage.command_line import CommandLine, command_line

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "crm_sales_opportunities"
TABLES = {
    "sales_teams": "Employees: created 35, updated 0, unchanged 0, rejected 0",
    "accounts": "Customers: created 85, updated 0, unchanged 0, rejected 0",
    "products": "Products: created 7, updated 0, unchanged 0, rejected 0",
    "sales_pipeline": "Deals: created 8,800, updated 0, unchanged 0, rejected 0",
}
"""The files in the order in which they need each other, and what their first import says."""


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, database: str) -> Iterator[CommandLine]:
    with command_line(capsys, tmp_path / "home", database) as line:
        line.done("init", "--name", "Hardware", "--currency", "USD", "--zone", "UTC")
        yield line


def take(cli: CommandLine, data_set: Path, table: str) -> list[str]:
    mapping = EXAMPLES / f"{table}.toml"
    return cli.done("import", data_set / f"{table}.csv", "--mapping", mapping).splitlines()


def won_by_month(data_set: Path) -> dict[str, tuple[Decimal, Decimal]]:
    """Return number and sum of the won deals for each month in which any was closed."""
    months: dict[str, list[Decimal]] = defaultdict(list)
    with (data_set / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] == "Won":
                month, _day, year = row["close_date"].split("/")
                months[f"{year}-{int(month):02}"].append(Decimal(row["close_value"]))
    return {
        month: (Decimal(len(values)), sum(values, Decimal(0))) for month, values in months.items()
    }


def counted(cli: CommandLine, period: str) -> tuple[Decimal, Decimal]:
    """Return number and sum of the company's won deals, as ``calculate`` says."""
    document = json.loads(cli.done("calculate", "--period", period, "--format", "json"))
    (company,) = (one for one in document["subjects"] if one["level"] == "company")
    facts = {figure["code"]: Decimal(figure["fact"]) for figure in company["indicators"]}
    return facts["deals"], facts["sales"]


def test_the_real_export_is_taken_in_and_counted_to_the_cent(
    cli: CommandLine, data_set: Path
) -> None:
    for table, first_line in TABLES.items():
        assert take(cli, data_set, table)[0] == first_line
    cli.done("scheme", "import", EXAMPLES / "scheme.toml")

    months = won_by_month(data_set)

    assert {month: counted(cli, month) for month in months} == months
    assert months["2017-03"][1] == Decimal(1_134_672)
    assert months["2017-12"][1] == Decimal(1_131_573)
    totals = [sum(column) for column in zip(*months.values(), strict=True)]
    assert totals == [4_238, 10_005_534]


def test_taking_the_real_export_in_again_changes_nothing(cli: CommandLine, data_set: Path) -> None:
    for table in TABLES:
        take(cli, data_set, table)

    again = [line for table in TABLES for line in take(cli, data_set, table)]

    assert again == [
        "Employees: created 0, updated 0, unchanged 35, rejected 0",
        "Customers: created 0, updated 0, unchanged 85, rejected 0",
        "Products: created 0, updated 0, unchanged 7, rejected 0",
        "Deals: created 0, updated 0, unchanged 8,800, rejected 0",
    ]


def test_without_the_alias_the_other_spelling_is_rejected_not_repaired(
    cli: CommandLine, data_set: Path, tmp_path: Path
) -> None:
    for table in ("sales_teams", "accounts", "products"):
        take(cli, data_set, table)
    mapping, rejects = tmp_path / "plain.toml", tmp_path / "rejects.csv"
    text = (EXAMPLES / "sales_pipeline.toml").read_text(encoding="utf-8")
    mapping.write_text(text.partition("[aliases")[0], encoding="utf-8")

    source = data_set / "sales_pipeline.csv"
    answer = cli("import", source, "--mapping", mapping, "--rejects", rejects, "--dry-run")

    assert answer.code == 3
    assert "created 7,320, updated 0, unchanged 0, rejected 1,480" in answer.out
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1_480
    assert rows[0] == {
        "Line": "3",
        "Column": "product",
        "Value": "GTXPro",
        "Reason": "No product has the external ID or the name “GTXPro”.",
    }
