from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.errors import CrmError
from crm_desktop.exchange.scheme import parse_scheme, read_scheme, write_scheme
from crm_desktop.exchange.toml_reading import DocumentError
from crm_desktop.kpi.definition import ALWAYS, Indicator, StepScale
from crm_desktop.kpi.source import RecordSource
from crm_desktop.rewards.scheme import Scheme

HEAD = '[scheme]\nname = "x"\ncurrency = "RUB"\n'
SALES = """
[indicators.sales]
name = "Sales"
[indicators.sales.source]
records = "deal"
aggregate = "sum"
measure = "amount"
dated_by = "closed"
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        parse_scheme(text)
    return [problem.shown() for problem in refused.value.problems]


def scale(steps: str) -> str:
    return HEAD + f'[scales.s]\nname = "s"\nsteps = {steps}\n'


def source(keys: str) -> str:
    return HEAD + f"[indicators.x]\nname = 'x'\n[indicators.x.source]\n{keys}\n"


def card(keys: str) -> str:
    return HEAD + f"[cards.c]\nname = 'c'\nsalary = 1\n{keys}\n"


def template(keys: str) -> str:
    return HEAD + f"[templates.t]\nname = 't'\npremium = {{ kind = 'formula' }}\n{keys}\n"


def premium(keys: str) -> str:
    return HEAD + f"[templates.t]\nname = 't'\npremium = {{ {keys} }}\n"


WEIGHTED = "records = 'activity'\ndated_by = 'done'\ntargets = "


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The key “scheme” is missing."),
        ("scheme = 5", "scheme: Here belongs a table of keys and values."),
        ('[scheme]\ncurrency = "RUB"', "scheme: The key “name” is missing."),
        (HEAD + "curency = 'x'", "scheme.curency: The key “curency” is not known. Is “currency”"),
        (HEAD + "rounding = 'up'", "scheme.rounding: “up” is not known here: use one of half-up, "),
        (HEAD + "valid_from = '2026-01-01'", "scheme.valid_from: Here belongs a day such as"),
        (HEAD + "valid_from = 2026-01-01T10:00:00", "scheme.valid_from: Here belongs a day"),
        (HEAD + "[indikators]", "indikators: The key “indikators” is not known. Is “indicators”"),
        (HEAD + "[indicators]\nsales = 5", "indicators.sales: Here belongs a table of keys"),
        (HEAD + "[indicators.a]\nname = 'a'", "indicators.a: The key “source” is missing."),
        (
            HEAD + SALES.replace('"deal"', '"deals"'),
            "indicators.sales.source.records: “deals” is not known here. Is “deal” meant?",
        ),
        (
            HEAD + SALES + "where = [{ field = 'status', operator = '=', value = 'won' },"
            " { field = 'amount', operator = '>', value = 'x' }]",
            "indicators.sales.source.where[2].value: “x” does not fit the field “Amount”.",
        ),
        (
            HEAD + SALES + "where = { all = [{ field = 'status', operator = '=', value = 'won' },"
            " { field = 'amount', operator = '>', value = 'x' }] }",
            "indicators.sales.source.where.all[2].value: “x” does not fit the field “Amount”.",
        ),
        (
            HEAD + SALES + "where = [{ field = 'closed', operator = '>', value = 10:00:00 }]",
            "indicators.sales.source.where[1].value: A value is text, a number, a day, or",
        ),
        (
            HEAD + SALES + "where = [{ field = 'stat', operator = '=', value = 'won' }]",
            "indicators.sales.source.where[1].field: deals have no field “stat”",
        ),
        (HEAD + SALES + "where = 5", "indicators.sales.source.where: A condition has a field"),
        (scale("[{ too = 5, value = 1 }]"), "scales.s.steps[1].too: The key “too” is not known."),
        (scale("[{ to = 5 }]"), "scales.s.steps[1]: The key “value” is missing."),
        (scale("[{ value = true }]"), "scales.s.steps[1].value: Here belongs a number"),
        (scale("[{ value = nan }]"), "scales.s.steps[1].value: Here belongs a number"),
        (scale("[{ value = 1e999999 }]"), "scales.s.steps[1].value: Here belongs a number"),
        (scale("[{ value = '1 000' }]"), "scales.s.steps[1].value: Here belongs a number"),
        (scale("[5]"), "scales.s.steps[1]: Here belongs a table of keys and values."),
        (scale("5"), "scales.s.steps: Here belongs a list in square brackets."),
        (
            HEAD + "[profiles.p]\nname = 'p'\nassigned_to = ['company', 'nobody']",
            "profiles.p.assigned_to[2]: “nobody” names no subject",
        ),
        (
            HEAD + "[[plans]]\nindicator = 's'\nsubject = 5\nvalue = 1",
            "plans[1].subject: Here belongs a text in quotes.",
        ),
        (
            HEAD + "[templates.t]\nname = 't'\npremium = { kind = 'percent', amount = 5 }",
            "templates.t.premium: The key “rate” is missing.",
        ),
        (
            HEAD + "[templates.t]\nname = 't'\npremium = { kind = 'percent', amount = 5 }",
            "templates.t.premium.amount: The key “amount” is not known here: use kind, rate.",
        ),
        (HEAD + "[cards.c]\nname = 'c'\nsalary = 'x'", "cards.c.salary: Here belongs a number"),
        (card("advance = { recoverable = true }"), "cards.c.advance: The key “amount” is missing."),
        (
            card("advance = { amount = 1, recoverable = 0 }"),
            "cards.c.advance.recoverable: Here belongs true or false.",
        ),
        (card("advance = { amount = 1, back = 1 }"), "cards.c.advance.back: The key “back” is not"),
        (card("guarantee = true"), "cards.c.guarantee: Here belongs a number"),
        (template("floor = 'x'"), "templates.t.floor: Here belongs a number"),
        (template("instalments = 1.5"), "templates.t.instalments: Here belongs a whole number"),
        (template("period_kind = 'yaer'"), "templates.t.period_kind: “yaer” is not known here. Is"),
        (template("until = 'x'"), "templates.t.until: Here belongs a day"),
        (
            template("clawback = { pro_rata = true }"),
            "templates.t.clawback: The key “months” is missing.",
        ),
        (
            template("clawback = { months = 1.5 }"),
            "templates.t.clawback.months: Here belongs a whole number such as 3.",
        ),
        (template("clawback = 3"), "templates.t.clawback: Here belongs a table"),
        (premium("kind = 'pool'"), "templates.t.premium: The key “shared” is missing."),
        (
            premium("kind = 'pool', shared = 'equally'"),
            "templates.t.premium.shared: “equally” is not known here. Is “equal” meant?",
        ),
        (
            premium("kind = 'contest', prizes = [{ sum = 1 }]"),
            "templates.t.premium.prizes[1].sum: The key “sum” is not known here",
        ),
        (
            premium("kind = 'contest', ties = 'all'"),
            "templates.t.premium.ties: “all” is not known here",
        ),
        (
            premium("kind = 'commission', entity = 'dael'"),
            "templates.t.premium.entity: “dael” is not known here. Is “deal” meant?",
        ),
        (
            premium("kind = 'commission', entity = 'deal', earned = [{ event = 'payed' }]"),
            "templates.t.premium.earned[1].event: “payed” is not known here. Is “paid” meant?",
        ),
        (
            premium("kind = 'commission', entity = 'deal', rates = [{ group = 'Doors' }]"),
            "templates.t.premium.rates[1]: The key “rate” is missing.",
        ),
        (
            premium("kind = 'commission', entity = 'deal', stages = [{ stage = 'x', part = 1 }]"),
            "templates.t.premium.stages[1].part: The key “part” is not known here",
        ),
        (
            premium("kind = 'commission', entity = 'deal', where = [{ field = 'kind' }]"),
            "templates.t.premium.where[1]: A condition has a field",
        ),
        (
            premium("kind = 'commission', entity = 'deal', where = [], gift = 1"),
            "templates.t.premium.gift: The key “gift” is not known here",
        ),
        (
            HEAD + "rounding_place = 'sum'",
            "scheme.rounding_place: “sum” is not known here: use one of line, total.",
        ),
        (source("calm = 'call'"), "indicators.x.source.calm: “call” is not known here: use one"),
        (source("calm = 'deal'"), "indicators.x.source: The key “dated_by” is missing."),
        (source("staff = 'head'"), "indicators.x.source.staff: “head” is not known here"),
        (source("external = 1"), "indicators.x.source.external: Here belongs a table"),
        (source("manual = true"), "indicators.x.source.manual: Here belongs a table"),
        (
            source("manual = { stale_after = 1.5 }"),
            "indicators.x.source.manual.stale_after: Here belongs a whole number such as 3.",
        ),
        (
            source("manual = { stale_after = 'no' }"),
            "indicators.x.source.manual.stale_after: Here belongs a whole number such as 3.",
        ),
        (source("manual = { least = -3 }"), "indicators.x.source.manual.least: The key “least”"),
        (source(WEIGHTED + "[{ weight = 2 }]"), "indicators.x.source.targets[1]: The key “name”"),
        (source(WEIGHTED + "[{ name = 'a', weight = 'x' }]"), "indicators.x.source.targets[1].wei"),
        (
            source(WEIGHTED + "[{ name = 'a', where = [{ field = 'kind' }] }]"),
            "indicators.x.source.targets[1].where[1]: A condition has a field",
        ),
        (
            source(WEIGHTED + "[]\naggregate = 'count'"),
            "indicators.x.source.aggregate: The key “aggregate” is not known here: use calm",
        ),
        (
            HEAD + SALES + "window = 'before'",
            "indicators.sales.source.window: “before” is not known here: use one of within, prev",
        ),
        (HEAD + SALES + "working_time = 1", "indicators.sales.source.working_time: Here belongs t"),
        (HEAD + SALES + "credit = 'all'", "indicators.sales.source.credit: “all” is not known"),
        (
            HEAD
            + SALES
            + "where = [{ field = 'closed', operator = '<', value = { day = 'now' } }]",
            "indicators.sales.source.where[1].value.day: “now” is no day",
        ),
        (
            HEAD + SALES + "where = [{ field = 'owner', operator = '=', value = { who = 'x' } }]",
            "indicators.sales.source.where[1].value.who: “who” stands alone and is one of me,",
        ),
        (
            HEAD + "[scales.s]\nname = 's'\nline = { rise = 2 }",
            "scales.s.line.rise: The key “rise”",
        ),
        (HEAD + "[scales.s]\nname = 's'\nthreshold = {}", "scales.s.threshold: The key “from” is"),
        (HEAD + "[scales.s]\nname = 's'\ncells = [{ mark = 1 }]", "scales.s.cells[1]: The key “va"),
        (
            HEAD + "[scales.s]\nname = 's'\ncells = []\nline = {}",
            "scales.s.line: The key “line” is",
        ),
        (
            HEAD + "[profiles.p]\nname = 'p'\nassigned_to = ['company', { from = 2026-01-01 }]",
            "profiles.p.assigned_to[2]: The key “subject” is missing.",
        ),
        (
            HEAD + "[profiles.p]\nname = 'p'\nassigned_to = [{ subject = 'company', till = 5 }]",
            "profiles.p.assigned_to[1].till: The key “till” is not known",
        ),
        (
            HEAD + "[profiles.p]\nname = 'p'\nassigned_to = [5]",
            "profiles.p.assigned_to[1]: Here belongs a text in quotes or a table of keys",
        ),
        (
            HEAD + "[profiles.p]\nname = 'p'\nramp = [0.5, true]",
            "profiles.p.ramp[2]: Here belongs a number",
        ),
        (HEAD + "[profiles.p]\nname = 'p'\nproration = 'days'", "profiles.p.proration: “days” is"),
        (
            HEAD + "[[plans]]\nindicator = 's'\nsubject = 'company'\nvalue = 1\nsplit = 'day'",
            "plans[1].split: “day” is not known here. Is “days” meant?",
        ),
        (
            HEAD + "[[plans]]\nindicator = 's'\nsubject = 'company'\nvalue = 1\nuntil = 'x'",
            "plans[1].until: Here belongs a day",
        ),
    ],
)
def test_slips_are_named_with_their_place(text: str, problem: str) -> None:
    assert [found for found in problems_of(text) if found.startswith(problem)] != []


def test_a_missing_table_is_one_problem() -> None:
    assert problems_of(HEAD + "[templates.t]\nname = 't'") == [
        "templates.t: The key “premium” is missing."
    ]


def test_all_slips_are_named_at_once() -> None:
    text = scale("[{ to = 5, value = 'x' }, { from = 'y', value = 'z' }]") + "colour = 1\n"

    assert len(problems_of(text)) == 4


def test_hundreds_of_slips_are_not_all_printed() -> None:
    with pytest.raises(DocumentError) as refused:
        parse_scheme(scale("[" + "{ value = 'x' }," * 500 + "]"))

    assert len(refused.value.problems) == 500
    assert str(refused.value).splitlines()[-1] == "and 470 more"


def test_a_scheme_that_does_not_make_sense_is_refused_with_its_places(tmp_path: Path) -> None:
    path = tmp_path / "scheme.toml"
    path.write_text(scale("[{ to = 1000, value = 1 }, { from = 1001, value = 2 }]"), "utf-8")

    with pytest.raises(DocumentError, match=r"scales\.s"):
        read_scheme(path)


def test_numbers_are_exact_however_they_are_written() -> None:
    numbers = "[{ value = 0.1234567890123456789 }, { value = '0.1234567890123456789' }]"
    (found,) = parse_scheme(scale(numbers)).scales

    assert isinstance(found, StepScale)
    assert {step.value for step in found.steps} == {Decimal("0.1234567890123456789")}


def test_definitions_hold_from_the_day_of_the_scheme_unless_they_say_otherwise() -> None:
    scheme = parse_scheme(
        HEAD + "valid_from = 2026-01-01\n" + SALES + "[indicators.own]\nname = 'o'\n"
        "valid_from = 2026-03-01\nsource = { external = true }\n"
    )

    assert [indicator.version.valid_from for indicator in scheme.indicators] == [
        date(2026, 1, 1),
        date(2026, 3, 1),
    ]


def test_values_of_conditions_take_the_types_of_their_fields() -> None:
    where = "where = [{ field = 'closed', operator = '>', value = '2026-01-01' }]"
    (indicator,) = parse_scheme(HEAD + SALES + where).indicators

    assert isinstance(indicator, Indicator)
    assert isinstance(indicator.source, RecordSource)
    assert "datetime.date(2026, 1, 1)" in repr(indicator.source.where)


def test_a_subject_with_several_terms_is_assigned_once() -> None:
    ann, march, june = "employee:ann", date(2026, 3, 1), date(2026, 6, 1)
    (profile,) = parse_scheme(
        HEAD + "[profiles.p]\nname = 'p'\nassigned_to = ['company', "
        f"{{ subject = '{ann}', until = 2026-03-01 }}, {{ subject = '{ann}', from = 2026-06-01 }}]"
    ).profiles

    assert list(map(str, profile.assigned_to)) == ["company", ann]
    assert [(term.since, term.until) for term in profile.terms] == [(ALWAYS, march), (june, None)]


def test_a_scheme_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="cannot be written"):
        write_scheme(tmp_path / "none" / "scheme.toml", Scheme("x", "RUB"))


def test_a_written_scheme_is_read_again_whatever_the_platform(tmp_path: Path) -> None:
    path, scheme = tmp_path / "схема.toml", Scheme("«О'Нил; DROP»\n", "RUB")
    write_scheme(path, scheme)

    assert b"\r\n" not in path.read_bytes()
    assert read_scheme(path) == scheme
