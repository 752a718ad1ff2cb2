"""What is documented of scheme files is so: examples calculate, tables name every key and field."""

from __future__ import annotations

import re
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from crm_desktop.domain.fields import FIELDS, FieldType
from crm_desktop.domain.period import Period
from crm_desktop.exchange.fact_table import read_facts
from crm_desktop.exchange.scheme import parse_scheme, read_scheme
from crm_desktop.exchange.scheme_premiums import PremiumKind
from crm_desktop.exchange.toml_reading import DocumentError
from crm_desktop.kpi.definition import Scale
from crm_desktop.kpi.source import Source
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.template import Premium

DOCS = Path(__file__).resolve().parents[3] / "docs"
MARCH = Period.month(2026, 3)
HEAD = '[scheme]\nname = "x"\ncurrency = "RUB"\n'


TEXT = (DOCS / "scheme-file.md").read_text(encoding="utf-8")


def all_fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def fenced(language: str) -> str:
    return all_fenced(language)[0]


def table_under(heading: str, first: str = "key") -> list[list[str]]:
    """Return the cells of the rows of the table that begins with ``first`` under ``heading``."""
    _, _, rest = TEXT.partition(f"\n{heading}")
    _, _, table = rest.partition(f"\n| {first} |")
    rows = table.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def codes_in(cell: str) -> list[str]:
    """Return the words in backticks outside of brackets."""
    return re.findall(r"`([^`]+)`", re.sub(r"\([^)]*\)", "", cell))


def known_keys(text: str) -> set[str]:
    """Return the keys that the reader asks for where ``text`` has one that it does not know."""
    with pytest.raises(DocumentError) as refused:
        parse_scheme(HEAD + text)
    [message] = [p.message for p in refused.value.problems if "“?”" in str(p.message)]
    return set(str(message).rpartition("use ")[2].rstrip(".").split(", "))


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


def test_all_examples_together_are_a_sound_scheme() -> None:
    scheme = parse_scheme("\n".join(all_fenced("toml")))

    assert problems(scheme) == []
    assert len(scheme.plans) == 4
    kinds = {type(indicator.source) for indicator in scheme.indicators}
    assert kinds == set(get_args(Source))
    assert {type(scale) for scale in scheme.scales} == set(get_args(Scale))
    assert {type(template.premium) for template in scheme.templates} == set(get_args(Premium))


def test_the_examples_say_every_key_of_templates_cards_and_scripts() -> None:
    scheme = parse_scheme("\n".join(all_fenced("toml")))

    for of_a_kind in (scheme.templates, scheme.cards, scheme.scripts):
        plain = type(of_a_kind[0])
        unsaid = {
            field.name
            for field in fields(plain)
            if all(getattr(one, field.name) == field.default for one in of_a_kind)
        }
        assert unsaid <= {"version"}


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("## `[indicators.code]`", "[indicators.x]\n'?' = 1"),
        ("## `[scales.code]`", "[scales.x]\n'?' = 1\nsteps = []"),
        ("## `[profiles.code]`", "[profiles.x]\n'?' = 1"),
        ("In `assigned_to` stands", "[profiles.x]\nindicators = [{ '?' = 1 }]"),
        ("## `[[plans]]`", "[[plans]]\n'?' = 1"),
        ("## `[templates.code]`", "[templates.x]\n'?' = 1"),
        ("## `[cards.code]`", "[cards.x]\n'?' = 1"),
        ("## `[scripts.code]`", "[scripts.x]\n'?' = 1"),
        ("## `[scheme]`", "'?' = 1"),
    ],
)
def test_each_table_of_keys_has_all_that_the_reader_knows(heading: str, text: str) -> None:
    first = "key of an indicator" if "assigned_to" in heading else "key"
    assert {codes_in(row[0])[0] for row in table_under(heading, first)} == known_keys(text)


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("key of an input", "[[scripts.x.inputs]]\n'?' = 1"),
        ("key of a test", "[[scripts.x.tests]]\n'?' = 1"),
        ("key of what is expected", "[[scripts.x.tests]]\nexpects = [{ '?' = 1 }]"),
    ],
)
def test_the_tables_within_scripts_have_every_key(first: str, text: str) -> None:
    rows = table_under("## `[scripts.code]`", first)
    assert {codes_in(row[0])[0] for row in rows} == known_keys(text)


@pytest.mark.parametrize("kind", PremiumKind)
def test_each_kind_of_premium_has_a_row_with_all_its_keys(kind: PremiumKind) -> None:
    told = {
        codes_in(row[0])[0]: set(codes_in(row[1]))
        for row in table_under("## `[templates.code]`", "`kind` of premium")
    }
    text = f"[templates.x]\nname = 'x'\npremium = {{ kind = '{kind}', '?' = 1 }}"
    assert told[f'"{kind}"'] | {"kind"} == known_keys(text)


@pytest.mark.parametrize("kind", ["pool", "contest", "commission"])
def test_the_tables_of_premiums_of_many_keys_have_them_all(kind: str) -> None:
    rows = table_under(f"### {kind.title()}s", f"key of a {kind}")
    text = f"[templates.x]\nname = 'x'\npremium = {{ kind = '{kind}', '?' = 1 }}"
    assert {codes_in(row[0])[0] for row in rows} | {"kind"} == known_keys(text)


def test_the_tables_of_sources_have_every_key_of_every_source() -> None:
    telling = {codes_in(row[1])[0].split()[0] for row in table_under("### Sources", "source")}
    shared = {codes_in(row[0])[0] for row in table_under("### Sources")}
    assert telling | shared | {"denominator", "targets"} == known_keys(
        "[indicators.x]\nname = 'x'\n[indicators.x.source]\n'?' = 1"
    )


def test_the_table_of_fields_has_them_all() -> None:
    told = {
        codes_in(row[0])[0]: (codes_in(row[1]), codes_in(row[2]))
        for row in table_under("### Conditions", "records")
    }
    assert told == {
        entity.value: (
            [field.code for field in known.values() if field.type is not FieldType.DAY],
            [field.code for field in known.values() if field.type is FieldType.DAY],
        )
        for entity, known in FIELDS.items()
    }


def test_example_of_the_real_data_set_is_sound() -> None:
    scheme = read_scheme(DOCS / "examples" / "crm_sales_opportunities" / "scheme.toml")

    assert [indicator.code for indicator in scheme.indicators] == [
        "sales",
        "deals",
        "average_deal",
        "conversion",
    ]
