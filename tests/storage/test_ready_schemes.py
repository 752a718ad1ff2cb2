"""The schemes that the product ships: each is calculated on facts, in both languages alike."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_desktop import paths, texts
from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.people import Founder, SubjectLevel, SubjectRef
from crm_desktop.errors import NotFoundError, NotSetUpError
from crm_desktop.exchange.scheme import parse_scheme, written
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.health import Severity, rules
from crm_desktop.rewards import health
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, FixedPremium
from crm_desktop.rewards.wizard.checking import problems as problems_on
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import with_members
from crm_desktop.rewards.wizard.goals import PURPOSES
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.crm_builders import FIRM
from tests.storage.ready_cases import CASES, CODES, Facts, Worked
from tests.storage.test_first_steps import NOW
from tests.unit.rewards.builders import amounts, department, employee, facts_of, statements_of

SALES = department("sales")
SELLERS = ("anna", "boris", "gleb", "vera")


@pytest.fixture
def services(sqlite_database: str) -> Services:
    opened = open_services(sqlite_database, fixed(NOW))
    opened.first_steps.set_up(replace(FIRM, currency="RUB"), Founder("Anna", ""))
    return opened


def shipped(code: str, language: str = "en") -> Scheme:
    path = paths.resource("schemes", language, f"{code}.toml")
    return parse_scheme(path.read_text(encoding="utf-8"))


def ref(code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, code)


def staffed(scheme: Scheme, team: str, *people: str) -> Scheme:
    """Return ``scheme`` with the people in the team, and the department measured if it may be."""
    refs = tuple(map(ref, people))
    members = {SubjectLevel.EMPLOYEE: {team: refs}, SubjectLevel.DEPARTMENT: {}}
    return replace(
        scheme,
        profiles=tuple(
            replace(each, assigned_to=members[each.level].get(each.code, (SALES.ref,)))
            if each.level is SubjectLevel.DEPARTMENT or each.code == team
            else each
            for each in scheme.profiles
        ),
        cards=tuple(
            replace(each, assignments=tuple(map(Assignment, refs))) if each.code == team else each
            for each in scheme.cards
        ),
    )


def paid(
    scheme: Scheme, team: str, facts: dict[tuple[SubjectRef, str], Fact], *people: str
) -> dict[str, dict[str, Decimal]]:
    """Return what each line pays each of ``people``, the salary first."""
    subjects = [*(employee(code, "sales") for code in people), SALES]
    found = statements_of(staffed(scheme, team, *people), subjects, facts)
    return {
        code: {"salary": each.salary.as_decimal(), **amounts(each)} for code, each in found.items()
    }


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize(
    ("code", "worked"),
    [(code, worked) for code, found in CASES.items() for worked in found],
)
def test_a_ready_scheme_pays_what_was_worked_out(code: str, worked: Worked, language: str) -> None:
    team, facts, expected = worked
    found = paid(shipped(code, language), team, facts_of(ref("anna"), **facts), "anna")
    assert found == {"anna": {code: Decimal(pay) for code, pay in expected.items()}}


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize(
    ("facts", "mark", "expected"),
    [
        (
            {"department_sales": "5500000", "headcount": "6", "leavers": "0"},
            "1",
            {"plan": 37_500, "per_manager": 10_000, "team_stays": 10_000, "mark": 5_500},
        ),
        (
            {"department_sales": "4000000", "headcount": "8", "leavers": "1"},
            "0",
            {"plan": 0, "per_manager": 0, "team_stays": 0, "mark": 5_000},
        ),
    ],
    ids=["110% of the plan", "80% of the plan"],
)
def test_a_head_is_paid_for_the_figures_of_the_department(
    facts: Facts, mark: str, expected: dict[str, int], language: str
) -> None:
    known = facts_of(SALES.ref, **facts) | facts_of(ref("head"), heads_mark=mark)
    found = paid(shipped("department_plan", language), "head_of_sales", known, "head")
    assert found == {"head": {"salary": 70_000, **expected}}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_contest_shares_the_prizes_of_equal_places(language: str) -> None:
    sold = {"anna": (1_200_000, 12), "boris": (900_000, 8), "gleb": (950_000, 2)}
    sold["vera"] = sold["boris"]
    facts: dict[tuple[SubjectRef, str], Fact] = {}
    for person, (sales, deals) in sold.items():
        facts |= facts_of(ref(person), sales_volume=str(sales), won_deals=str(deals))

    assert paid(shipped("contest", language), "seller", facts, *SELLERS) == {
        "anna": {"salary": 40_000, "percent_of_sales": 36_000, "best_of_month": 15_000},
        "boris": {"salary": 40_000, "percent_of_sales": 27_000, "best_of_month": 7_500},
        "gleb": {"salary": 40_000, "percent_of_sales": 28_500, "best_of_month": 0},
        "vera": {"salary": 40_000, "percent_of_sales": 27_000, "best_of_month": 7_500},
    }


@pytest.mark.parametrize("code", CASES)
def test_the_document_has_the_worked_figures(code: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "ready-schemes.md").read_text(encoding="utf-8")
    [section] = [part for part in text.split("\n## ") if f"\n`{code}`" in part]
    pays = [sum(map(Decimal, expected.values())) for _, _, expected in CASES[code]]

    assert re.findall(r"([\d,]+) \|$", section, re.MULTILINE) == [f"{pay:,}" for pay in pays]


def without_words(part: Any) -> Any:
    """Return a TOML value without names, sentences and the firm's own words in conditions."""
    if isinstance(part, list):
        return [without_words(each) for each in part]
    if not isinstance(part, dict):
        return part
    is_named = part.get("field") in {"type", "customer_tag"}
    words = {"name", "description"} | ({"value"} if is_named else set())
    return {key: without_words(value) for key, value in part.items() if key not in words}


@pytest.mark.parametrize("code", CODES)
def test_the_languages_differ_in_words_only(code: str) -> None:
    russian, english = (tomllib.loads(written(shipped(code, each))) for each in texts.LANGUAGES)

    assert russian != english
    assert without_words(russian) == without_words(english)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_what_a_ready_scheme_measures_is_what_the_catalogue_has(code: str, language: str) -> None:
    texts.activate(language)
    for indicator in shipped(code, language).indicators:
        entry = CATALOGUE.get(indicator.code)
        if entry is not None and not entry.parameters:
            assert replace(indicator, name="") == replace(entry.indicator(), name="")


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_ready_scheme_is_sound_and_names_nobody(code: str, language: str) -> None:
    scheme = shipped(code, language)

    assert problems(scheme) == []
    assert [each for profile in scheme.profiles for each in profile.assigned_to] == []
    assert [each for card in scheme.cards for each in card.assignments] == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_of_a_ready_scheme_is_warned_of(code: str) -> None:
    scheme = shipped(code)
    found = [*rules.findings(scheme, date(2026, 3, 1), None), *health.findings(scheme, ())]

    assert [each.message for each in found if each.severity is not Severity.ADVICE] == []


def test_each_scheme_has_a_file_in_each_language(services: Services) -> None:
    listed = [each.code for each in services.ready_schemes.list_ready()]

    assert tuple(listed) == CODES
    for language in texts.LANGUAGES:
        files = paths.resource("schemes", language).glob("*.toml")
        assert {file.stem for file in files} == set(CODES)


def test_a_ready_scheme_speaks_the_language_in_force(services: Services) -> None:
    assert services.ready_schemes.scheme("matrix").name == "Matrix"
    texts.activate("ru")
    assert services.ready_schemes.scheme("matrix").name == "Матрица"


def test_a_ready_scheme_is_as_it_stands_in_a_firm_that_counts_in_roubles(
    services: Services,
) -> None:
    for code in CODES:
        assert services.ready_schemes.scheme(code) == shipped(code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("currency", ["EUR", "KZT", "JPY"])
def test_a_ready_scheme_stays_sound_in_the_firms_currency(
    sqlite_database: str, code: str, currency: str
) -> None:
    services = open_services(sqlite_database, fixed(NOW))
    services.first_steps.set_up(replace(FIRM, currency=currency), Founder("Anna", ""))
    scheme = services.ready_schemes.scheme(code)

    assert scheme.currency == currency
    assert problems(scheme) == []


def test_sums_follow_what_a_person_of_the_firm_sells(services: Services) -> None:
    scheme = services.ready_schemes.scheme("department_plan", Decimal(500_000))
    [plan, per_manager, stays, mark] = scheme.templates

    assert scheme.cards[0].salary == 35_000
    assert scheme.profiles[0].entries[0].plan == 2_500_000
    assert per_manager.conditions[0].value == 300_000
    assert stays.premium == FixedPremium(Decimal(5_000))
    assert stays.conditions[0].value == Decimal("0.05")
    assert [getattr(each.premium, "amount", None) for each in (plan, mark)] == [15_000, 2_500]


def test_rates_of_sums_have_bounds_in_the_currency_of_the_firm(services: Services) -> None:
    scheme = services.ready_schemes.scheme("progressive_percent", Decimal(500_000))
    [scale] = scheme.scales

    assert [each.lower for each in getattr(scale, "steps", ())] == [None, 150_000, 300_000]


def test_prizes_follow_what_the_firm_sells(services: Services) -> None:
    scheme = services.ready_schemes.scheme("contest", Decimal(2_000_000))
    prizes = [each.amount for each in getattr(scheme.templates[1].premium, "prizes", ())]

    assert prizes == [30_000, 20_000, 10_000]


def test_a_scheme_that_is_not_shipped_is_refused(services: Services) -> None:
    with pytest.raises(NotFoundError):
        services.ready_schemes.scheme("../matrix")


def test_a_firm_without_settings_has_no_currency_yet(sqlite_database: str) -> None:
    services = open_services(sqlite_database, fixed(NOW))
    with pytest.raises(NotSetUpError):
        services.ready_schemes.scheme("matrix")


def manned(draft: WizardDraft, firm: WizardFirm) -> WizardDraft:
    """Return ``draft`` with one employee in each team of people, and a department in the others."""
    [unit] = (each.ref for each in firm.units if each.ref.level is SubjectLevel.DEPARTMENT)
    for person, team in zip(firm.people, draft.teams, strict=False):
        is_unit = draft.profile(team.code).level is SubjectLevel.DEPARTMENT
        draft = with_members(draft, team.code, [unit if is_unit else person.ref])
    return draft


@pytest.mark.parametrize("code", CODES)
def test_a_draft_of_a_ready_scheme_lacks_nothing_but_people(
    sqlite_database: str, code: str
) -> None:
    engine = open_engine(sqlite_database)
    with Sessions(engine).begin() as session:
        kpi_rows.add_firm(session)
    services = Services(engine, fixed(NOW))
    firm = services.wizard_insights.firm()
    scheme = services.ready_schemes.scheme(code)
    draft = services.wizards.from_scheme(scheme, "New")
    teams = {team.code for team in draft.teams}

    assert {each.code for each in scheme.profiles} == teams
    assert {each.code for each in draft.scheme.cards} == {each.code for each in scheme.cards}
    steps = tuple(WizardStep)[WizardStep.PEOPLE.number : WizardStep.PUBLISH.number]
    found = [each for step in steps for each in problems_on(manned(draft, firm), step, firm)]
    assert [each.message for each in found] == []
    services.close()


def test_project_work_is_no_office_work(services: Services) -> None:
    project = next(each for each in services.ready_schemes.list_ready() if each.code == "project")
    assert project.roles == frozenset()


@pytest.mark.parametrize("code", CODES)
def test_a_ready_scheme_brings_what_it_is_for_and_whose_work_it_is(
    services: Services, code: str
) -> None:
    ready = next(each for each in services.ready_schemes.list_ready() if each.code == code)
    scheme = services.ready_schemes.scheme(code)
    draft = ready.begun(services.wizards.from_scheme(scheme, "New"))

    measured = {each.code for each in draft.scheme.indicators}
    assert all(measured & set(PURPOSES[aim].indicators) for aim in draft.goal.aims)
    assert not ready.roles or ready.roles & set(PURPOSES[draft.goal.aims[0]].roles)
    assert {team.role for team in draft.teams} == (ready.roles or {None})
    assert (draft.goal.growth, draft.goal.until) == (None, None)
    firm = services.wizard_insights.firm()
    assert problems_on(draft, WizardStep.GOAL, firm) == ()
