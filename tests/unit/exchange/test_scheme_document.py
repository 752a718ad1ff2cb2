"""The documented example and the example of the real data set are schemes that calculate."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.domain.period import Period
from crm_desktop.exchange.fact_table import read_facts
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.rewards.engine import calculate

DOCS = Path(__file__).resolve().parents[3] / "docs"
MARCH = Period.month(2026, 3)


def fenced(language: str) -> str:
    text = (DOCS / "scheme-file.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def paid(scheme_text: str, folder: Path) -> dict[str, Decimal]:
    (folder / "scheme.toml").write_text(scheme_text, encoding="utf-8")
    (folder / "facts.csv").write_text(fenced("csv"), encoding="utf-8")
    scheme = read_scheme(folder / "scheme.toml")
    table = read_facts(folder / "facts.csv", MARCH, {one.code for one in scheme.indicators})
    return {
        outcome.statement.subject.name: outcome.statement.total.as_decimal()
        for outcome in calculate(scheme, table.subjects, table.facts, MARCH)
        if outcome.statement is not None
    }


@pytest.mark.parametrize(
    ("model", "pay_model", "a", "b"),
    [
        ("multiplicative", "salary+salary*score", 44_700, 40_500),
        ("additive", "salary*score", 42_000, 36_000),
        ("additive", "salary+salary*score", 72_000, 66_000),
    ],
)
def test_c1_documented_example_pays_what_is_worked_out(
    tmp_path: Path, model: str, pay_model: str, a: int, b: int
) -> None:
    text = fenced("toml").replace("multiplicative", model)
    text = text.replace("salary+salary*score", pay_model)

    assert paid(text, tmp_path) == {"A": a, "B": b}


def test_example_of_the_real_data_set_is_sound() -> None:
    scheme = read_scheme(DOCS / "examples" / "crm_sales_opportunities" / "scheme.toml")

    assert [indicator.code for indicator in scheme.indicators] == [
        "sales",
        "deals",
        "average_deal",
        "conversion",
    ]
