from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.exchange.fact_table import FactTable, read_facts
from crm_desktop.exchange.table import UnreadableTableError
from crm_desktop.exchange.toml_reading import DocumentError

HEADER = "subject,level,department,indicator,period,fact\n"
MARCH = Period.month(2026, 3)


def facts_in(folder: Path, text: str) -> FactTable:
    path = folder / "facts.csv"
    path.write_text(text, encoding="utf-8")
    return read_facts(path, MARCH, {"sales", "deals"})


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        facts_in(folder, HEADER + text)
    return [problem.shown() for problem in refused.value.problems]


def test_rows_become_subjects_and_exact_facts(tmp_path: Path) -> None:
    table = facts_in(
        tmp_path,
        HEADER + "ivanov,employee,north,sales,2026-03,250000.10\n"
        "ivanov,employee,,deals,2026-03,3\n"
        "north,department,all,sales,2026-03,500000\n"
        "Firm,company,,sales,2026-03,1e6\n"
        "ivanov,employee,north,sales,2026-02,1\n",
    )
    ivanov = SubjectRef(SubjectLevel.EMPLOYEE, "ivanov")
    north = SubjectRef(SubjectLevel.DEPARTMENT, "north")

    assert table.subjects == (
        Subject(ivanov, "ivanov", "north"),
        Subject(north, "north", "all"),
        Subject(SubjectRef(SubjectLevel.DEPARTMENT, "all"), "all"),
        Subject(COMPANY, "Firm"),
    )
    assert {key: fact.value for key, fact in table.facts.items()} == {
        (ivanov, "sales"): Decimal("250000.10"),
        (ivanov, "deals"): Decimal(3),
        (north, "sales"): Decimal(500_000),
        (COMPANY, "sales"): Decimal(1_000_000),
    }


def test_level_and_department_may_be_left_out(tmp_path: Path) -> None:
    table = facts_in(tmp_path, "subject,indicator,period,fact\nA,sales,2026-03,5\n")

    assert table.subjects == (Subject(SubjectRef(SubjectLevel.EMPLOYEE, "A"), "A"),)


def test_an_empty_fact_is_no_value_and_says_why(tmp_path: Path) -> None:
    (fact,) = facts_in(tmp_path, HEADER + "A,,,sales,2026-03,\n").facts.values()

    assert fact.value is None
    assert str(fact.reason) == "the table of facts holds none"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",employee,,sales,2026-03,5", "line 2, column subject: A value is required here."),
        ("A,boss,,sales,2026-03,5", "line 2, column level: “boss” is not known here: use one of"),
        ("A,,,sale,2026-03,5", "line 2, column indicator: “sale” is not known here. Is “sales”"),
        ("A,,,sales,March,5", "line 2, column period: “March” is no period"),
        ("A,,,sales,2026-03,1 000", "line 2, column fact: “1 000” is no number"),
        ('A,,,sales,2026-03,"1,5"', "line 2, column fact: “1,5” is no number"),
        ("A,,,sales,2026-03,nan", "line 2, column fact: “nan” is no number"),
        ("A,,,sales,2026-03", "line 2: The row has 5 cells, the header 6"),
        (
            "A,,,sales,2026-03,1\nA,,,sales,2026-03,1",
            "line 3, column indicator: This fact stands here already.",
        ),
        (
            "A,,x,sales,2026-03,1\nA,,y,deals,2026-03,1",
            "line 3, column department: Another row puts them in “x”.",
        ),
        ("A,,,sales,2026-04,1", "The table has no facts of 2026-03; it has: 2026-04."),
        ("", "The table has no facts of 2026-03; it has: —."),
    ],
)
def test_mistakes_are_named_with_line_and_column(tmp_path: Path, row: str, problem: str) -> None:
    (found,) = problems_of(tmp_path, row + "\n")

    assert found.startswith(problem)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, "A,boss,,sale,March,x\nB,,,sales,2026-03,y\n")) == 5


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTableError, match="Columns are missing: fact, period"):
        facts_in(tmp_path, "subject,indicator\nA,sales\n")
