"""What each page of the wizard refuses, in words that say where and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop import paths
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.exchange.scheme import parse_scheme
from crm_desktop.exchange.toml_reading import read_text
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.definition import (
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Plan,
    ProfileEntry,
    ScoringModel,
)
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import FormulaSource
from crm_desktop.rewards import check
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, PayModel, PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.checking import problems, unsound
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.rewards.wizard.taking_up import draft_of

D = Decimal
TODAY = date(2026, 3, 10)
APRIL, NEXT_YEAR = date(2026, 4, 1), date(2027, 4, 1)
ANNA, BORIS, CLARA = (
    SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("anna", "boris", "clara")
)
SALES, EMPTY = (SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("sales", "empty"))
VIPS, NIGHT = (SubjectRef(SubjectLevel.GROUP, code) for code in ("vips", "night"))

Mend = Callable[[WizardDraft], WizardDraft]


def _person(ref: SubjectRef, department: str | None, *groups: str) -> Candidate:
    return Candidate(Subject(ref, ref.code.title(), department, groups), "Seller", {})


FIRM = WizardFirm(
    "Firm",
    "RUB",
    TODAY,
    (
        _person(ANNA, "sales", "vips", "night"),
        _person(BORIS, "sales", "vips"),
        _person(CLARA, None),
    ),
    (Subject(SALES, "Sales"), Subject(EMPTY, "Empty"), Subject(VIPS, "VIPs"), Subject(NIGHT, "N")),
    {COMPANY: "Firm", SALES: "Sales", EMPTY: "Empty", VIPS: "VIPs", NIGHT: "Night"},
    Scheme("", "RUB"),
)


def sound() -> WizardDraft:
    """Return a draft that may begin on the first of April: Anna and Boris, two indicators."""
    draft = editing.empty_draft("Pay of sellers", "RUB")
    draft = editing.with_team(draft, "Sellers", (ANNA, BORIS), role=Role.SALES)
    found = [CATALOGUE[code].indicator() for code in ("sales_volume", "lead_conversion")]
    draft = editing.with_indicators(draft, "sellers", ("sales_volume", "lead_conversion"), found)
    draft = editing.with_plans(
        draft, [Plan("sales_volume", ref, D(500_000)) for ref in (ANNA, BORIS)]
    )
    conversion = draft.profile("sellers").entries[1]
    draft = editing.with_entry(draft, "sellers", replace(conversion, plan=D("0.2")))
    draft = editing.with_salary(draft, "sellers", D(40_000))
    goal = Goal((Aim.MORE_SALES,), "", D("0.2"), date(2026, 12, 31))
    return replace(draft, goal=goal, valid_from=APRIL, review_on=NEXT_YEAR)


def goal(**changes: Any) -> Mend:
    return lambda draft: replace(draft, goal=replace(draft.goal, **changes))


def starting(**changes: Any) -> Mend:
    return lambda draft: replace(draft, **changes)


def profile(**changes: Any) -> Mend:
    return lambda draft: editing.with_definition(
        draft, replace(draft.profile("sellers"), **changes)
    )


def entry(**changes: Any) -> Mend:
    def mend(draft: WizardDraft) -> WizardDraft:
        first = draft.profile("sellers").entries[0]
        return editing.with_entry(draft, "sellers", replace(first, **changes))

    return mend


def card(**changes: Any) -> Mend:
    def mend(draft: WizardDraft) -> WizardDraft:
        found = draft.card("sellers")
        assert found is not None
        return editing.with_definition(draft, replace(found, **changes))

    return mend


def both(*mends: Mend) -> Mend:
    def mend(draft: WizardDraft) -> WizardDraft:
        for each in mends:
            draft = each(draft)
        return draft

    return mend


def members(*refs: SubjectRef) -> Mend:
    return lambda draft: editing.with_members(draft, "sellers", refs)


def team(name: str, *refs: SubjectRef) -> Mend:
    return lambda draft: editing.with_team(draft, name, refs)


def definition(made: Any) -> Mend:
    return lambda draft: editing.with_definition(draft, made)


def without_plans(draft: WizardDraft) -> WizardDraft:
    return replace(draft, scheme=replace(draft.scheme, plans=()))


def scored_by(scale: Any) -> Mend:
    return both(definition(scale), entry(scale=scale.code))


def marked(draft: WizardDraft) -> WizardDraft:
    mark = CATALOGUE["heads_mark"].indicator()
    return editing.with_indicators(draft, "sellers", ("heads_mark",), [mark])


FACT = LineScale("fact", "By fact", measure=Measure.FACT)
MARKS = MatrixScale("marks", "Marks", (MatrixCell(D(-3), D(0)), MatrixCell(D(3), D(1))))
FORMULA = replace(CATALOGUE["sales_volume"].indicator(), source=FormulaSource("sales +"))
COMMISSION = BonusTemplate("five", "5%", PercentPremium(D("0.05")), "sales_volume")
ODD_COMMISSION = replace(COMMISSION, indicator=None, name="")


def paid_by(template: BonusTemplate) -> Mend:
    return lambda draft: editing.with_template(draft, "sellers", template)


def test_a_sound_draft_has_nothing_to_mend() -> None:
    draft = sound()
    assert check.problems(draft.scheme) == []
    assert {step: problems(draft, step, FIRM) for step in WizardStep} == dict.fromkeys(
        WizardStep, ()
    )
    assert unsound(draft, FIRM) == frozenset()


REFUSED: list[tuple[WizardStep, Mend, str, str]] = [
    (WizardStep.GOAL, lambda draft: draft.called(" "), "scheme.name", "Give the scheme a name"),
    (WizardStep.GOAL, lambda draft: draft.called("a" * 251), "scheme.name", "At most 250"),
    (WizardStep.GOAL, goal(aims=()), "goal.aims", "Choose what you want"),
    (WizardStep.GOAL, goal(words="a" * 20_001), "goal.words", "At most 20,000"),
    (WizardStep.GOAL, goal(growth=D(0)), "goal.growth", "A change of nothing"),
    (WizardStep.GOAL, goal(growth=D("NaN")), "goal.growth", "1,000% at most"),
    (WizardStep.GOAL, goal(growth=D("-0.01")), "goal.growth", "more than nothing"),
    (WizardStep.GOAL, goal(growth=D("10.01")), "goal.growth", "1,000% at most"),
    (
        WizardStep.GOAL,
        goal(aims=(Aim.FAST_ANSWERS,), growth=D(1)),
        "goal.growth",
        "99% at most",
    ),
    (WizardStep.GOAL, goal(aims=tuple(Aim)[:4]), "goal.aims", "three aims at most"),
    (WizardStep.GOAL, goal(until=TODAY), "goal.until", "after today"),
    (
        WizardStep.PEOPLE,
        lambda draft: editing.without_team(draft, "sellers"),
        "teams",
        "at least one team",
    ),
    (WizardStep.PEOPLE, profile(name=" "), "profiles.sellers.name", "Give the team a name"),
    (
        WizardStep.PEOPLE,
        members(),
        "profiles.sellers.assigned_to",
        "Nobody is in “Sellers”",
    ),
    (
        WizardStep.PEOPLE,
        members(ANNA, EMPTY),
        "profiles.sellers.assigned_to[2]",
        "“Sellers”: there is nobody in “Empty”",
    ),
    (
        WizardStep.PEOPLE,
        members(ANNA, SubjectRef(SubjectLevel.EMPLOYEE, "left")),
        "profiles.sellers.assigned_to[2]",
        "nobody called “employee:left” works here",
    ),
    (
        WizardStep.PEOPLE,
        team("Stars", ANNA),
        "profiles.stars.assigned_to[1]",
        "Anna is in “Sellers” and in “Stars”",
    ),
    (
        WizardStep.PEOPLE,
        both(members(VIPS), team("Owls", NIGHT)),
        "profiles.owls.assigned_to[1]",
        "Anna is in “Sellers” and in “Owls”",
    ),
    (WizardStep.PEOPLE, card(salary=D(-1)), "cards.sellers.salary", "“Sellers”: A salary is not"),
    (
        WizardStep.INDICATORS,
        lambda draft: replace(
            editing.without_indicator(
                editing.without_indicator(draft, "sellers", "sales_volume"),
                "sellers",
                "lead_conversion",
            )
        ),
        "profiles.sellers",
        "Choose at least one indicator for “Sellers”",
    ),
    (
        WizardStep.INDICATORS,
        definition(FORMULA),
        "indicators.sales_volume.source.formula",
        "“Sales volume”: ",
    ),
    (
        WizardStep.PLANS,
        without_plans,
        "profiles.sellers.indicators[1].plan",
        "2 people have no plan of “Sales volume”: Anna, Boris",
    ),
    (
        WizardStep.PLANS,
        lambda draft: editing.without_plan(draft, "sales_volume", BORIS),
        "profiles.sellers.indicators[1].plan",
        "1 person has no plan of “Sales volume”: Boris",
    ),
    (
        WizardStep.PLANS,
        lambda draft: editing.with_plans(draft, [Plan("sales_volume", ANNA, D(-1))]),
        "plans[2].value",
        "A plan of “Sales volume” is not below zero",
    ),
    (
        WizardStep.PLANS,
        entry(plan=D(-1)),
        "profiles.sellers.indicators[1].plan",
        "is not below zero",
    ),
    (
        WizardStep.PLANS,
        lambda draft: editing.with_plans(draft, [Plan("sales_volume", ANNA, D(0))]),
        "plans[2].value",
        "A plan of “Sales volume” is above zero",
    ),
    (
        WizardStep.PLANS,
        entry(plan=D(0)),
        "profiles.sellers.indicators[1].plan",
        "is above zero",
    ),
    (
        WizardStep.PLANS,
        entry(weight=D("0.6")),
        "profiles.sellers.weights",
        "make 110% together: let them make 100%",
    ),
    (
        WizardStep.PLANS,
        both(
            profile(
                entries=(ProfileEntry("sales_volume", D(0)),), model=ScoringModel.WEIGHTED_MEAN
            ),
            card(pay_model=PayModel.SCORE_ONLY),
        ),
        "profiles.sellers.weights",
        "Give at least one indicator of “Sellers” a weight",
    ),
    (
        WizardStep.CALENDAR,
        profile(ramp=(D("0.5"), D("1.1"))),
        "profiles.sellers.ramp[2]",
        "correct month 2",
    ),
    (WizardStep.CALENDAR, profile(ramp=(D(0),)), "profiles.sellers.ramp[1]", "correct month 1"),
    (WizardStep.CALENDAR, profile(ramp=(D(1),) * 25), "profiles.sellers.ramp", "at most 24"),
    (
        WizardStep.SCORING,
        profile(cap=D(0)),
        "profiles.sellers.cap",
        "the score is always 0",
    ),
    (
        WizardStep.SCORING,
        entry(cap=D(0)),
        "profiles.sellers.indicators[1].cap",
        "“Sales volume”: with a cap of 0",
    ),
    (
        WizardStep.SCORING,
        entry(gate=D(0)),
        "profiles.sellers.indicators[1].gate",
        "A gate is above zero",
    ),
    (
        WizardStep.SCORING,
        marked,
        "profiles.sellers.indicators[3].scale",
        "“Mark of the head” is marked by hand and has no plan",
    ),
    (
        WizardStep.SCORING,
        scored_by(LineScale("line", "Line", lowest=D(2), highest=D(1))),
        "scales.line",
        "“Line”: ",
    ),
    (
        WizardStep.PREMIUMS,
        card(salary=D(0)),
        "cards.sellers.templates",
        "2 people would be paid nothing: Anna, Boris",
    ),
    (
        WizardStep.PREMIUMS,
        both(
            card(salary=D(0)),
            lambda draft: editing.with_salary(draft, "sellers", D(9), ANNA),
        ),
        "cards.sellers.templates",
        "1 person would be paid nothing: Boris",
    ),
    (
        WizardStep.PREMIUMS,
        paid_by(ODD_COMMISSION),
        "templates.five.indicator",
        "needs an indicator",
    ),
    (
        WizardStep.SCRIPT,
        both(definition(Script("bonus", "", ScriptKind.REWARD, source="x")), card(script="bonus")),
        "scripts.bonus.name",
        "Enter something",
    ),
    (WizardStep.PUBLISH, starting(valid_from=None), "valid_from", "Choose the day"),
    (
        WizardStep.PUBLISH,
        starting(valid_from=date(2026, 3, 1)),
        "valid_from",
        "never begins in the past",
    ),
    (
        WizardStep.PUBLISH,
        starting(valid_from=date(2026, 3, 15)),
        "valid_from",
        "This month is under way: the scheme can begin with the next one, on 01/04/2026",
    ),
    (
        WizardStep.PUBLISH,
        both(profile(period_kind=PeriodKind.QUARTER), starting(valid_from=date(2026, 5, 1))),
        "valid_from",
        "This quarter is under way: the scheme can begin with the next one, on 01/07/2026",
    ),
    (WizardStep.PUBLISH, starting(review_on=APRIL), "review_on", "after the scheme begins"),
    (WizardStep.PUBLISH, starting(announcement="\0"), "announcement", "cannot be kept"),
]


@pytest.mark.parametrize(("step", "spoil", "place", "words"), REFUSED)
def test_a_page_refuses_what_it_asks_for(
    step: WizardStep, spoil: Mend, place: str, words: str
) -> None:
    draft = spoil(sound())
    found = problems(draft, step, FIRM)
    assert [each.place for each in found].count(place) == 1
    assert words in next(str(each.message) for each in found if each.place == place)
    assert set(found) <= set(problems(draft, WizardStep.PUBLISH, FIRM))
    assert min(page.number for page in unsound(draft, FIRM)) <= step.number


@pytest.mark.parametrize(
    ("step", "mend"),
    [
        # The scale looks at the fact itself, so nobody needs a plan.
        (WizardStep.PLANS, both(without_plans, scored_by(FACT))),
        (WizardStep.PLANS, both(without_plans, entry(plan=D(500_000)))),
        (WizardStep.PLANS, both(scored_by(FACT), entry(scale="fact", plan=D(0)))),
        (WizardStep.PLANS, profile(entries=(ProfileEntry("sales_volume", D(0)),))),
        (
            WizardStep.PLANS,
            both(entry(weight=D("0.6")), profile(model=ScoringModel.MULTIPLICATIVE)),
        ),
        # A head is named more closely than by the department.
        (WizardStep.PEOPLE, both(members(SALES), team("Heads", BORIS))),
        (WizardStep.GOAL, goal(aims=(), words="Sell more")),
        (WizardStep.GOAL, goal(growth=None, until=None)),
        (WizardStep.GOAL, goal(aims=tuple(Aim)[:3], growth=D(10))),
        (WizardStep.PREMIUMS, both(card(salary=D(0)), paid_by(COMMISSION))),
        (WizardStep.PREMIUMS, both(card(salary=D(0)), card(guarantee=D(9)))),
        (WizardStep.CALENDAR, profile(period_kind=PeriodKind.QUARTER)),
        (WizardStep.SCORING, profile(period_kind=PeriodKind.QUARTER)),
    ],
)
def test_a_page_lets_through_what_is_sound(step: WizardStep, mend: Mend) -> None:
    assert problems(mend(sound()), step, FIRM) == ()


def test_a_mark_with_a_scale_of_marks_needs_no_plan() -> None:
    draft = editing.with_definition(marked(sound()), MARKS)
    entries = draft.profile("sellers").entries
    draft = editing.with_entry(draft, "sellers", replace(entries[2], scale="marks"))
    assert problems(draft, WizardStep.PLANS, FIRM) == ()
    assert problems(draft, WizardStep.SCORING, FIRM) == ()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_ready_scheme_passes_all_pages_once_it_has_people_and_a_day(language: str) -> None:
    files = sorted((paths.resource("schemes") / language).glob("*.toml"))
    assert files
    for file in files:
        draft = _taken_up(parse_scheme(read_text(file)))
        assert problems(draft, WizardStep.PUBLISH, FIRM) == (), file.name


def _taken_up(scheme: Scheme) -> WizardDraft:
    """Return a draft of ``scheme`` for one person a team, beginning in April."""
    draft = draft_of(scheme, scheme.name, (), present=FIRM.present)
    people = iter((ANNA, BORIS, CLARA))
    for each in draft.teams:
        is_of_people = draft.profile(each.code).level is SubjectLevel.EMPLOYEE
        draft = editing.with_members(draft, each.code, (next(people) if is_of_people else SALES,))
    return replace(draft, goal=Goal((Aim.MORE_SALES,)), valid_from=APRIL)


def test_a_score_of_quarters_reaches_no_pay_and_both_pages_say_so() -> None:
    by_score = card(pay_model=PayModel.SALARY_AND_SCORE)
    draft = both(by_score, profile(period_kind=PeriodKind.QUARTER))(sound())
    calendar = problems(draft, WizardStep.CALENDAR, FIRM)
    scoring = problems(draft, WizardStep.SCORING, FIRM)
    assert [each.place for each in calendar] == ["profiles.sellers.period_kind"]
    assert [each.place for each in scoring] == ["cards.sellers.pay_model"]


def test_who_is_in_two_teams_is_told_once() -> None:
    draft = team("Stars", ANNA)(sound())
    found = problems(draft, WizardStep.PUBLISH, FIRM)
    assert [each.place for each in found] == ["profiles.stars.assigned_to[1]", "profiles.stars"]


def test_a_month_and_a_quarter_may_measure_the_same_person() -> None:
    draft = editing.with_period_kind(team("Stars", ANNA)(sound()), "stars", PeriodKind.QUARTER)
    twice_paid = problems(draft, WizardStep.PEOPLE, FIRM)
    assert [each.place for each in twice_paid] == ["profiles.stars.assigned_to[1]"]
    cards = tuple(each for each in draft.scheme.cards if each.code == "sellers")
    measured_only = replace(draft, scheme=replace(draft.scheme, cards=cards))
    assert problems(measured_only, WizardStep.PEOPLE, FIRM) == ()
    assert [each.name for each in measured(measured_only, FIRM)["stars"]] == ["Anna"]


def test_nothing_begins_where_pay_is_settled() -> None:
    firm = replace(FIRM, settled_until=date(2026, 5, 1))
    found = problems(sound(), WizardStep.PUBLISH, firm)
    assert [str(each.message) for each in found] == [
        "Pay is settled for this time: the scheme can begin on 01/05/2026 or later."
    ]


def test_who_is_named_twice_belongs_to_the_closer_team() -> None:
    draft = both(members(SALES), team("Heads", BORIS))(sound())
    people = {
        code: [each.name for each in inside] for code, inside in measured(draft, FIRM).items()
    }
    assert people == {"sellers": ["Anna"], "heads": ["Boris"]}


def test_a_team_of_the_whole_firm_is_measured_as_one() -> None:
    draft = editing.with_team(sound(), "All", (COMPANY,), level=SubjectLevel.COMPANY)
    assert [each.ref for each in measured(draft, FIRM)["all"]] == [COMPANY]
    found = problems(draft, WizardStep.PEOPLE, FIRM)
    assert found == ()


def test_an_empty_draft_begins_with_its_goal_and_the_rail_says_so() -> None:
    draft = editing.empty_draft("New", "RUB")
    first = min(unsound(draft, FIRM), key=lambda page: page.number)
    assert first is WizardStep.GOAL
    pages = [each.place for each in problems(draft, WizardStep.PUBLISH, FIRM)]
    assert pages == ["goal.aims", "teams", "valid_from"]


def test_a_team_without_a_name_is_said_once() -> None:
    draft = editing.with_team_called(sound(), "sellers", " ")
    found = problems(draft, WizardStep.PEOPLE, FIRM)
    assert [str(each.message) for each in found] == ["Give the team a name."]


def test_a_page_that_asks_again_is_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Scheme] = []

    def found(scheme: Scheme) -> tuple[SchemeProblem, ...]:
        asked.append(scheme)
        return ()

    monkeypatch.setattr(check, "problems", found)
    draft = sound()
    changed = draft.called("Another")

    for one in (draft, draft, changed, draft):
        for step in WizardStep:
            problems(one, step, FIRM)

    assert [scheme.name for scheme in asked] == [one.name for one in (draft, changed, draft)]
