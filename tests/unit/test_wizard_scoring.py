"""How a team is scored: ready scales, and what they come to for people of the team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.catalogue import Role, with_needs
from crm_desktop.kpi.definition import Indicator, Plan, ScoringModel, StepScale
from crm_desktop.kpi.scale import checked, coefficient
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.template import PayModel
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.past import NO_PAST, PastRow, WizardPast
from crm_desktop.rewards.wizard.shapes import (
    Shape,
    scale_of_entry,
    scale_of_shape,
    shape_of,
    shapes_for,
    with_shape,
)
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.rewards.wizard.standing import Stand, stands
from crm_desktop.rewards.wizard.worked import public_example, worked_example

NAMES = {"anna": "Anna", "boris": "Boris", "vera": "Vera", "gleb": "Gleb"}
REFS = {code: SubjectRef(SubjectLevel.EMPLOYEE, code) for code in NAMES}
MARCH = Period.containing(date(2026, 3, 1), PeriodKind.MONTH)
CODES = ("sales_volume", "won_deals")


def sellers() -> WizardDraft:
    draft = editing.empty_draft("Sales", "RUB")
    draft = editing.with_team(draft, "Sellers", tuple(REFS.values()), role=Role.SALES)
    found = [entry.indicator() for entry in with_needs(CODES)]
    draft = editing.with_indicators(draft, "sellers", CODES, found)
    plans = [Plan(code, ref, Decimal(100)) for code in CODES for ref in REFS.values()]
    return editing.with_salary(editing.with_plans(draft, plans), "sellers", Decimal(30_000))


def firm(salary: Decimal | None = None) -> WizardFirm:
    people = tuple(
        Candidate(Subject(ref, NAMES[code]), "", {}, salary=salary) for code, ref in REFS.items()
    )
    return WizardFirm("Firm", "RUB", date(2026, 4, 2), people, (), {}, sellers().scheme)


def past(facts: Mapping[str, tuple[int, int]]) -> WizardPast:
    rows = {
        (REFS[name], code): PastRow((Decimal(value),), (True,))
        for name, values in facts.items()
        for code, value in zip(CODES, values, strict=True)
    }
    return WizardPast((MARCH,), rows)


OVER_ATTAINMENT = (Shape.CAPPED, Shape.THRESHOLD, Shape.STEPS, Shape.CURVE)


@pytest.mark.parametrize("shape", OVER_ATTAINMENT)
def test_a_ready_scale_gives_one_for_the_whole_plan(shape: Shape) -> None:
    scale = scale_of_shape(shape, "code", "Name")
    assert scale is not None
    assert coefficient(checked(scale), Decimal(1)) == 1


@pytest.mark.parametrize(
    ("shape", "attainment", "expected"),
    [
        (Shape.CAPPED, "1.3", "1.2"),
        (Shape.CAPPED, "-0.1", "0"),
        (Shape.THRESHOLD, "0.69", "0"),
        (Shape.THRESHOLD, "0.85", "0.5"),
        (Shape.THRESHOLD, "1.2", "1.4"),
        (Shape.THRESHOLD, "3", "2"),
        (Shape.STEPS, "0.69", "0"),
        (Shape.STEPS, "0.99", "0.8"),
        (Shape.STEPS, "1.2", "1.2"),
        (Shape.CURVE, "0.5", "0.3"),
        (Shape.CURVE, "2", "1.2"),
        (Shape.MARKS, "-3", "0"),
        (Shape.MARKS, "0", "0.6"),
        (Shape.MARKS, "3", "1.2"),
    ],
)
def test_a_ready_scale_gives_what_its_sentence_says(
    shape: Shape, attainment: str, expected: str
) -> None:
    scale = scale_of_shape(shape, "code", "Name")
    assert scale is not None
    assert coefficient(scale, Decimal(attainment)) == Decimal(expected)


@pytest.mark.parametrize("shape", Shape)
def test_a_chosen_shape_is_known_again(shape: Shape) -> None:
    draft = sellers()
    draft = with_shape(draft, "sellers", draft.profile("sellers").entries[0], shape, "Scale")
    assert shape_of(draft, draft.profile("sellers").entries[0]) is shape


def test_a_changed_scale_is_no_ready_shape() -> None:
    draft = sellers()
    draft = with_shape(draft, "sellers", draft.profile("sellers").entries[0], Shape.STEPS, "S")
    entry = draft.profile("sellers").entries[0]
    scale = scale_of_entry(draft, entry)
    assert isinstance(scale, StepScale)
    draft = editing.with_definition(draft, replace(scale, steps=scale.steps[1:]))
    assert shape_of(draft, entry) is None


def test_a_scale_that_nothing_uses_any_more_leaves() -> None:
    draft = sellers()
    draft = with_shape(draft, "sellers", draft.profile("sellers").entries[0], Shape.STEPS, "S")
    draft = with_shape(draft, "sellers", draft.profile("sellers").entries[0], Shape.STRAIGHT, "S")
    assert draft.scheme.scales == ()


@pytest.mark.parametrize(
    ("model", "pay", "a", "b"),
    [
        (ScoringModel.MULTIPLICATIVE, PayModel.SALARY_AND_SCORE, 44_700, 40_500),
        (ScoringModel.ADDITIVE, PayModel.SCORE_ONLY, 42_000, 36_000),
        (ScoringModel.ADDITIVE, PayModel.SALARY_AND_SCORE, 72_000, 66_000),
    ],
)
def test_c1_public_example_pays_what_is_worked_out(
    model: ScoringModel, pay: PayModel, a: int, b: int
) -> None:
    people = public_example(model, "RUB").people
    assert [each.pays[pay] for each in people] == [Money(a * 100, "RUB"), Money(b * 100, "RUB")]


def test_the_public_example_is_in_the_money_of_the_firm() -> None:
    draft = sellers()
    draft = replace(draft, scheme=replace(draft.scheme, currency="USD"))
    found = worked_example(draft, "sellers", firm(), NO_PAST)
    assert found.is_public
    assert found.people[0].pays[PayModel.SCORE_ONLY] == Money(21_000_00, "USD")


@pytest.mark.parametrize(
    ("codes", "weight", "score"),
    [
        (CODES, "0.5", "0.6"),  # of manager B: 0.5 and 0.7, here 0.5 × 0.5 + 0.5 × 0.7
        (CODES, "0.8", "0.54"),  # 0.8 × 0.5 + 0.2 × 0.7
        (CODES, "1", "0.6"),  # one indicator alone scores: the two of the example have halves
        (CODES[:1], "1", "0.6"),
        ((), "1", "0.6"),
    ],
)
def test_the_public_example_counts_by_the_weights_of_two_indicators(
    codes: tuple[str, ...], weight: str, score: str
) -> None:
    draft = sellers()
    for code in CODES:
        if code not in codes:
            draft = editing.without_indicator(draft, "sellers", code)
    if codes:
        draft = editing.with_weight(draft, "sellers", codes[0], Decimal(weight))
    _a, b = worked_example(draft, "sellers", firm(), NO_PAST).people
    assert b.results[ScoringModel.ADDITIVE].score == Decimal(score)


def test_the_best_the_middle_and_the_last_of_the_team_are_shown() -> None:
    facts = {"anna": (90, 90), "boris": (120, 100), "vera": (50, 60), "gleb": (70, 70)}
    found = worked_example(sellers(), "sellers", firm(), past(facts))
    assert found.period == MARCH
    assert [each.subject.name for each in found.people] == ["Boris", "Gleb", "Vera"]


def test_each_model_has_its_score_and_each_pay_model_its_sum() -> None:
    found = worked_example(sellers(), "sellers", firm(), past({"boris": (120, 80)}))
    [boris] = found.people
    assert {model: result.score for model, result in boris.results.items()} == {
        ScoringModel.ADDITIVE: Decimal(1),
        ScoringModel.WEIGHTED_MEAN: Decimal(1),
        ScoringModel.MULTIPLICATIVE: Decimal("0.96"),
        ScoringModel.MINIMUM: Decimal("0.8"),
    }
    assert boris.pays == {
        PayModel.BONUSES_ONLY: Money(30_000_00, "RUB"),
        PayModel.SALARY_AND_SCORE: Money(60_000_00, "RUB"),
        PayModel.SCORE_ONLY: Money(30_000_00, "RUB"),
    }


def test_without_a_salary_in_the_draft_that_of_today_pays() -> None:
    draft = editing.with_salary(sellers(), "sellers", Decimal(0))
    [boris] = worked_example(
        draft, "sellers", firm(Decimal(50_000)), past({"boris": (100, 100)})
    ).people
    assert boris.pays[PayModel.SCORE_ONLY] == Money(50_000_00, "RUB")


def test_a_salary_that_nobody_knows_is_said_to_be_an_example() -> None:
    draft = editing.with_salary(sellers(), "sellers", Decimal(0))
    found = worked_example(draft, "sellers", firm(), past({"boris": (100, 100)}))
    assert not found.has_salaries


def test_where_nobody_has_figures_the_public_example_stands() -> None:
    assert worked_example(sellers(), "sellers", firm(), NO_PAST).is_public
    assert worked_example(sellers(), "sellers", firm(), past({"boris": (1, 1)})).is_public is False
    assert worked_example(sellers(), "sellers", firm(), WizardPast((MARCH,), {})).is_public


def test_marks_are_counted_by_marks_and_figures_by_their_plan() -> None:
    mark = Indicator("mark", "Mark", ManualSource())
    assert shapes_for(mark)[0] is Shape.MARKS
    assert Shape.MARKS not in shapes_for(sellers().indicator("won_deals"))


def test_dots_stand_where_people_with_records_were() -> None:
    draft = sellers()
    draft = with_shape(draft, "sellers", draft.profile("sellers").entries[0], Shape.CAPPED, "S")
    rows = {
        (REFS["anna"], CODES[0]): PastRow((Decimal(90), Decimal(150)), (True, True)),
        (REFS["boris"], CODES[0]): PastRow((Decimal(0), None), (False, False)),
    }
    entry = draft.profile("sellers").entries[0]
    found = stands(draft, "sellers", entry, firm(), WizardPast((MARCH, MARCH.next()), rows))
    assert found == (
        Stand(Decimal("0.9"), Decimal("0.9")),
        Stand(Decimal("1.5"), Decimal("1.2")),
    )


def test_who_has_no_plan_has_no_dot() -> None:
    draft = replace(sellers(), scheme=replace(sellers().scheme, plans=()))
    entry = draft.profile("sellers").entries[0]
    assert stands(draft, "sellers", entry, firm(), past({"boris": (120, 80)})) == ()
