from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import CrmError
from crm_desktop.exchange.outcome_document import as_json, as_table
from crm_desktop.exchange.outcome_workbook import write_workbook
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import ExternalSource
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    PercentPremium,
    RewardCard,
)
from crm_desktop.texts import Message

MARCH = Period.month(2026, 3)
FORMULA = "=cmd()"
SCHEME = Scheme(
    "x",
    "RUB",
    indicators=(
        Indicator("sales", "Sales", ExternalSource(), Unit.MONEY),
        Indicator("conversion", "Conversion", ExternalSource(), Unit.PERCENT),
        Indicator("talk", "Talk time", ExternalSource(), Unit.DURATION),
    ),
    profiles=(
        Profile(
            "p",
            "p",
            (
                ProfileEntry("sales", plan=Decimal(300)),
                ProfileEntry("conversion", Decimal(0)),
                ProfileEntry("talk", Decimal(0)),
            ),
            (COMPANY,),
        ),
    ),
    templates=(BonusTemplate("share", "Share", PercentPremium(Decimal("0.1")), "sales"),),
    cards=(RewardCard("c", "c", Decimal(1000), ("share",), (Assignment(COMPANY),)),),
)


@pytest.fixture
def outcomes() -> list[Outcome]:
    """Return two employees: one with figures, one with a hostile name and nothing measured."""
    worker = SubjectRef(SubjectLevel.EMPLOYEE, "a")
    idle = SubjectRef(SubjectLevel.EMPLOYEE, "b")
    facts = {
        (worker, "sales"): Fact(Decimal("250.5")),
        (worker, "conversion"): Fact(Decimal("0.2")),
        (worker, "talk"): Fact(Decimal(5400)),
        (idle, "sales"): Fact(None, Message("the table of facts holds none")),
    }
    return calculate(SCHEME, [Subject(worker, "Анна"), Subject(idle, FORMULA)], facts, MARCH)


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: list(map(list, book.get_sheet_by_name(name).iter_rows())) for name in book.sheet_names
    }


def test_json_has_exact_numbers_as_texts(outcomes: list[Outcome]) -> None:
    document = json.loads(as_json(outcomes, MARCH, "RUB"))
    worker = document["subjects"][0]

    assert (document["period"], document["currency"]) == ("2026-03", "RUB")
    assert (worker["subject"], worker["name"], worker["level"]) == ("a", "Анна", "employee")
    assert worker["indicators"][0] == {
        "code": "sales",
        "fact": "250.5",
        "plan": "300",
        "attainment": "0.835",
        "coefficient": "0.835",
        "weight": "1",
        "reason": None,
    }
    assert worker["score"] == "0.835"
    assert worker["statement"]["salary"] == "1000.00"
    assert worker["statement"]["total"] == "1025.05"
    (line,) = worker["statement"]["lines"]
    assert (line["code"], line["label"], line["amount"]) == ("share", "Share", "25.05")
    assert line["formula"]


def test_json_says_why_a_value_is_absent(outcomes: list[Outcome]) -> None:
    idle = json.loads(as_json(outcomes, MARCH, "RUB"))["subjects"][1]

    assert idle["indicators"][0]["fact"] is None
    assert idle["indicators"][0]["reason"] == "the table of facts holds none"
    assert idle["score"] is None
    assert "Sales" in idle["reason"]


def test_json_names_the_company_by_its_level() -> None:
    outcomes = calculate(SCHEME, [Subject(COMPANY, "Firm")], {}, MARCH)
    (firm,) = json.loads(as_json(outcomes, MARCH, "RUB"))["subjects"]

    assert (firm["subject"], firm["level"], firm["statement"]) == ("company", "company", None)


def test_json_says_why_there_is_no_statement(outcomes: list[Outcome]) -> None:
    without = Outcome(outcomes[0].result, problem=Message("Because."))
    (subject,) = json.loads(as_json([without], MARCH, "RUB"))["subjects"]

    assert (subject["statement"], subject["problem"]) == (None, "Because.")


def test_table_shows_figures_as_a_user_reads_them(outcomes: list[Outcome]) -> None:
    table = as_table(outcomes)

    assert table.headers == ("Subject", "Sales", "Conversion", "Talk time", "Score", "Pay")
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in table.rows[0]] == [
        "Анна",
        "RUB 250.50 (83.5%)",
        "20%",
        "1:30",
        "0.835",
        "RUB 1,025.05",
    ]
    assert table.rows[1][:5] == (FORMULA, "—", "—", "—", "—")


def test_workbook_has_who_is_paid_what(tmp_path: Path, outcomes: list[Outcome]) -> None:
    path = tmp_path / "pay.xlsx"
    problem = Outcome(outcomes[1].result, problem=Message("Because."))
    write_workbook(path, [outcomes[0], problem])

    assert sheets(path)["Pay"] == [
        ["Employee", "Score", "Salary", "Share", "Total", "Note"],
        ["Анна", 0.835, 1000.0, 25.05, 1025.05, ""],
        [FORMULA, "", "", "", "", "Because."],
    ]


def test_workbook_has_the_figures_behind(tmp_path: Path, outcomes: list[Outcome]) -> None:
    path = tmp_path / "pay.xlsx"
    write_workbook(path, outcomes[:1])
    header, sales, conversion, talk = sheets(path)["Indicators"]

    assert header[:4] == ["Subject", "Level", "Indicator", "Fact"]
    assert sales[:8] == ["Анна", "employee", "Sales", 250.5, 300.0, 0.835, 0.835, 1.0]
    assert conversion[2:5] == ["Conversion", 0.2, ""]
    assert str(talk[3]) in {"1:30:00", "0.0625"}


def test_workbook_that_cannot_be_written_is_an_error_in_words(
    tmp_path: Path, outcomes: list[Outcome]
) -> None:
    with pytest.raises(CrmError, match="cannot be written"):
        write_workbook(tmp_path / "none" / "pay.xlsx", outcomes)
