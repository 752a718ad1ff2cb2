from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
    Version,
)
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.engine import evaluate
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.recipe import base_sums
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.kpi.rollup import facts
from crm_desktop.kpi.source import Aggregate, ExternalSource, FormulaSource, RecordSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import shown

MARCH = Period.month(2026, 3)
ANN = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "ann"), "Ann", "sales")
SALES_TEAM = Subject(SubjectRef(SubjectLevel.DEPARTMENT, "sales"), "Sales team")

SALES = Indicator("sales", "Sales", ExternalSource(), Unit.MONEY)
DEALS = Indicator("deals", "Deals", ExternalSource())
AVERAGE = Indicator("average", "Average deal", FormulaSource("sales / deals"), Unit.MONEY)
COMPLAINTS = Indicator("complaints", "Complaints", ExternalSource(), polarity=Polarity.LESS)
STEPS = StepScale(
    "steps",
    "Steps",
    (
        Step(None, Decimal(100), Decimal("0.5")),
        Step(Decimal(100), Decimal(200), Decimal("0.7")),
        Step(Decimal(200), None, Decimal(1)),
    ),
    bound=Bound.UPPER_INCLUSIVE,
)


def scheme(*entries: ProfileEntry, **changes: object) -> Scheme:
    given_: dict[str, object] = {
        "indicators": (SALES, DEALS, AVERAGE, COMPLAINTS),
        "scales": (STEPS,),
        "profiles": (Profile("p", "Seller", entries, (COMPANY,)),),
    }
    return Scheme("S", "RUB", **(given_ | changes))  # type: ignore[arg-type]


def given_facts(subject: Subject = ANN, /, **values: str) -> Facts:
    return {(subject.ref, code): Fact(Decimal(value)) for code, value in values.items()}


def indicator_of(found: Scheme, facts_: Facts, subject: Subject = ANN) -> IndicatorResult:
    [result] = evaluate(found, [subject], facts_, MARCH)
    return result.indicators[0]


def sentences(derivation: Derivation) -> list[str]:
    """Return each figure as the user reads it, inputs indented."""
    line = f"{shown(derivation.label)} = {shown(derivation.value)}: {shown(derivation.sentence)}"
    inner = (f"  {text}" for part in derivation.inputs for text in sentences(part))
    return [line.replace("\u00a0", " "), *inner]


def test_without_a_scale_the_coefficient_is_the_attainment() -> None:
    found = indicator_of(scheme(ProfileEntry("deals", plan=Decimal(20))), given_facts(deals="12"))
    assert (found.attainment, found.coefficient) == (Decimal("0.6"), Decimal("0.6"))
    assert (found.is_reached, found.reason) == (False, None)


def test_a_scale_over_facts_needs_no_plan() -> None:
    found = indicator_of(scheme(ProfileEntry("deals", scale="steps")), given_facts(deals="200"))
    assert (found.coefficient, found.attainment, found.is_reached) == (Decimal("0.7"), None, None)
    assert str(found.reason) == "“Deals” has no plan"


def test_a_scale_over_attainment_reads_the_ratio() -> None:
    curve = CurveScale(
        "c", "C", (CurvePoint(Decimal(0), Decimal(0)), CurvePoint(Decimal(1), Decimal(2)))
    )
    entry = ProfileEntry("deals", scale="c", plan=Decimal(20))
    found = indicator_of(scheme(entry, scales=(curve,)), given_facts(deals="15"))
    assert found.coefficient == Decimal("1.5")


@pytest.mark.parametrize(
    ("entry", "values", "reason"),
    [
        (ProfileEntry("deals"), {"deals": "5"}, "“Deals” has no plan"),
        (ProfileEntry("deals", plan=Decimal(5)), {}, "“Deals” was not measured"),
        (
            ProfileEntry("deals", plan=Decimal(0)),
            {"deals": "5"},
            "attainment needs a plan above zero",
        ),
        (
            ProfileEntry("average", plan=Decimal(5)),
            {"sales": "100", "deals": "0"},
            "“deals” is zero, and nothing can be divided by zero",
        ),
        (
            ProfileEntry("average", plan=Decimal(5)),
            {"sales": "100"},
            "“deals” has no value",
        ),
        (
            ProfileEntry("deals", plan=Decimal(5)),
            {"deals": "1e9999"},
            "“Deals” is too large or too small to compute",
        ),
    ],
)
def test_what_has_no_value_says_why(
    entry: ProfileEntry, values: dict[str, str], reason: str
) -> None:
    found = indicator_of(scheme(entry), given_facts(ANN, **values))
    assert (found.coefficient, str(found.reason)) == (None, reason)


APRIL = Version(date(2026, 4, 1))


@pytest.mark.parametrize(
    ("code", "changes", "later"),
    [
        ("deals", {"indicators": (SALES, replace(DEALS, version=APRIL), AVERAGE)}, "Deals"),
        ("average", {"indicators": (SALES, replace(DEALS, version=APRIL), AVERAGE)}, "Deals"),
        ("deals", {"scales": (replace(STEPS, version=APRIL),)}, "Steps"),
    ],
    ids=["indicator", "part-of-a-formula", "scale"],
)
def test_a_rule_that_begins_after_the_period_gives_nothing_and_says_so(
    code: str, changes: dict[str, object], later: str
) -> None:
    entries = (ProfileEntry(code, scale="steps"), ProfileEntry("sales", plan=Decimal(100)))
    facts = given_facts(deals="200", sales="50")
    [result] = evaluate(scheme(*entries, **changes), [ANN], facts, MARCH)

    late, other = result.indicators
    assert (late.fact.value, late.coefficient, result.score) == (None, None, None)
    assert str(late.reason) == f"“{later}” is in force from {shown(APRIL.valid_from)} on"
    assert late.derivation.sentence == late.reason
    assert other.coefficient == Decimal("0.5")


def test_a_missing_coefficient_leaves_no_score() -> None:
    entries = (ProfileEntry("deals", plan=Decimal(5)), ProfileEntry("sales", plan=Decimal(5)))
    [result] = evaluate(scheme(*entries), [ANN], given_facts(deals="5"), MARCH)
    assert (result.score, str(result.reason)) == (None, "there is no coefficient of Sales")


def test_less_is_better_at_its_target_is_reached() -> None:
    entry = ProfileEntry("complaints", plan=Decimal(5))
    found = indicator_of(scheme(entry), given_facts(complaints="5"))
    assert found.attainment == 1
    assert found.is_reached
    assert found.is_less_better


def test_a_corridor_is_reached_within_its_tolerance_and_says_so() -> None:
    steady = replace(DEALS, polarity=Polarity.CORRIDOR, tolerance=Decimal("0.1"))
    changed = scheme(ProfileEntry("deals", plan=Decimal(20)), indicators=(steady,))
    inside = indicator_of(changed, given_facts(deals="22"))
    outside_ = indicator_of(changed, given_facts(deals="15"))
    assert (inside.is_reached, inside.attainment) == (True, Decimal(1))
    assert (inside.polarity, inside.tolerance) == (Polarity.CORRIDOR, Decimal("0.1"))
    assert (outside_.is_reached, outside_.attainment) == (False, Decimal("0.85"))
    found = [sentences(one.derivation.inputs[0])[0] for one in (inside, outside_)]
    assert found == [
        "Attainment of Deals = 100%: 22 is within 20 ± 10%, so attainment = 100%",
        "Attainment of Deals = 85%: 1 − (|15 − 20| − 20 × 10%) ÷ 20 = 85%",
    ]


def test_attainment_from_a_base_level_says_so() -> None:
    entry = ProfileEntry("sales", plan=Decimal(150), base=Decimal(100))
    found = indicator_of(scheme(entry), given_facts(sales="125"))
    assert (found.attainment, found.is_reached, found.base) == (
        Decimal("0.5"),
        False,
        Decimal(100),
    )
    assert sentences(found.derivation.inputs[0])[0] == (
        "Attainment of Sales = 50%: (RUB 125.00 − RUB 100.00) ÷ (RUB 150.00 − RUB 100.00) = 50%"
    )


@pytest.mark.parametrize(
    ("deals", "coefficient", "is_capped"),
    [("22", "1.1", False), ("24", "1.2", False), ("26", "1.2", True)],
)
def test_a_cap_limits_the_coefficient_and_is_seen(
    deals: str, coefficient: str, is_capped: bool
) -> None:
    entry = ProfileEntry("deals", plan=Decimal(20), cap=Decimal("1.2"))
    found = indicator_of(scheme(entry), given_facts(deals=deals))
    assert (found.coefficient, found.is_capped) == (Decimal(coefficient), is_capped)
    assert sentences(found.derivation)[0].endswith("1.3 is capped at 1.2") is is_capped


def test_the_cap_of_a_profile_limits_the_score_and_is_seen() -> None:
    profile = Profile(
        "p", "P", (ProfileEntry("deals", plan=Decimal(20)),), (COMPANY,), cap=Decimal("1.5")
    )
    [result] = evaluate(scheme(profiles=(profile,)), [ANN], given_facts(deals="40"), MARCH)
    assert result.score == Decimal("1.5")
    assert result.score_derivation is not None
    assert sentences(result.score_derivation)[:2] == [
        "Score, additive: Σ w·k = 1.5: 2 is capped at 1.5",
        "  Score, additive: Σ w·k = 2: 1 × 2 = 2",
    ]


def test_under_a_gate_the_whole_score_is_zero_in_words() -> None:
    entries = (
        ProfileEntry("deals", plan=Decimal(20)),
        ProfileEntry("sales", Decimal(0), plan=Decimal(100), gate=Decimal("0.7")),
    )
    [result] = evaluate(scheme(*entries), [ANN], given_facts(deals="30", sales="65"), MARCH)
    assert (result.score, result.reason) == (Decimal(0), None)
    assert result.score_derivation is not None
    told = sentences(result.score_derivation)
    assert told[0].endswith("= 0: 0, because the attainment 65% of “Sales” is below 70%")
    assert any(line.startswith("  Coefficient of Sales = ") for line in told)
    [result] = evaluate(scheme(*entries), [ANN], given_facts(deals="30", sales="70"), MARCH)
    assert result.score == Decimal("1.5")


def test_a_formula_reads_plans_and_attainment_and_shows_them() -> None:
    formula = "sales.plan - sales if sales.attainment < 1 else 0"
    gap = Indicator("gap", "Gap", FormulaSource(formula))
    entries = (ProfileEntry("gap", plan=Decimal(1)), ProfileEntry("sales", plan=Decimal(100)))
    changed = scheme(*entries, indicators=(SALES, gap))
    found = indicator_of(changed, given_facts(sales="80"))
    assert found.fact == Quantity(Decimal(20))
    assert sentences(found.derivation.inputs[0].inputs[0]) == [
        f"Gap = 20: {formula} = RUB 100.00 - RUB 80.00 if 80% < 1 else 0 = 20",
        "  Attainment of Sales = 80%: RUB 80.00 ÷ RUB 100.00 = 80%",
        "    Sales = RUB 80.00: given from outside",
        "    Plan of Sales = RUB 100.00: set in the profile “Seller”",
        "  Plan of Sales = RUB 100.00: set in the profile “Seller”",
        "  Sales = RUB 80.00: given from outside",
    ]


@pytest.mark.parametrize("figure", ["", ".attainment"])
def test_the_longest_chain_of_formulas_is_computed_at_once(figure: str) -> None:
    chain = [
        Indicator(f"i{n}", f"I{n}", FormulaSource(f"i{n - 1}{figure} + 1")) for n in range(1, 101)
    ]
    first = Indicator("i0", "I0", ExternalSource())
    entries = (ProfileEntry("i100"), *(ProfileEntry(f"i{n}", plan=Decimal(1)) for n in range(100)))
    found = indicator_of(scheme(*entries, indicators=(first, *chain)), given_facts(i0="1"))
    assert found.fact == Quantity(Decimal(101))


@pytest.mark.parametrize(
    ("scale", "deals", "sentence"),
    [
        (LineScale("s", "S", Decimal("0.5")), "3", "0.5 × 3 = 1.5"),
        (
            LineScale("s", "S", Decimal(2), Decimal(-1), highest=Decimal(4)),
            "3",
            "−1 + 2 × 3 = 5, but at most 4",
        ),
        (LineScale("s", "S", lowest=Decimal(4)), "3", "1 × 3 = 3, but at least 4"),
        (ThresholdScale("s", "S", Decimal(4)), "3", "3 is below the threshold 4, which gives 0"),
        (
            ThresholdScale("s", "S", Decimal(3), highest=Decimal(2)),
            "3",
            "3 reaches the threshold 3: 1 × 3 = 3, but at most 2",
        ),
        (
            MatrixScale(
                "s", "S", (MatrixCell(Decimal(2), Decimal(7)), MatrixCell(Decimal(4), Decimal(8)))
            ),
            "3",
            "3 has the value of the mark 2, which is 7",
        ),
    ],
)
def test_every_kind_of_scale_says_what_it_did(scale: Scale, deals: str, sentence: str) -> None:
    changed = scheme(
        ProfileEntry("deals", scale="s"), scales=(replace(scale, measure=Measure.FACT),)
    )
    found = indicator_of(changed, given_facts(deals=deals))
    assert str(found.derivation.sentence) == sentence


def test_a_plan_of_the_subject_replaces_the_one_of_the_profile() -> None:
    entry = ProfileEntry("deals", plan=Decimal(20))
    plans = (Plan("deals", ANN.ref, Decimal(10)), Plan("deals", SALES_TEAM.ref, Decimal(99)))
    found = indicator_of(scheme(entry, plans=plans), given_facts(deals="5"))
    assert (found.plan, found.attainment) == (Quantity(Decimal(10)), Decimal("0.5"))


def test_quarters_have_profiles_and_plans_of_their_own() -> None:
    quarter = Period.parse("2026-Q1")
    profile = Profile(
        "q", "Q", (ProfileEntry("deals"),), (ANN.ref,), period_kind=PeriodKind.QUARTER
    )
    plans = (
        Plan("deals", ANN.ref, Decimal(10)),
        Plan("deals", ANN.ref, Decimal(30), PeriodKind.QUARTER),
    )
    found = scheme(ProfileEntry("sales"), plans=plans)
    found = replace(found, profiles=(*found.profiles, profile))
    [result] = evaluate(found, [ANN], given_facts(deals="15"), quarter)
    assert (result.profile, result.indicators[0].attainment) == ("q", Decimal("0.5"))


def test_who_has_no_profile_has_a_result_that_says_so() -> None:
    [result] = evaluate(scheme(ProfileEntry("deals")), [SALES_TEAM], {}, MARCH)
    assert (result.indicators, result.score) == ((), None)
    assert str(result.reason) == "no profile for March 2026 is assigned"


def test_results_come_in_the_order_of_the_subjects() -> None:
    everyone = [SALES_TEAM, ANN, Subject(COMPANY, "Firm")]
    found = evaluate(scheme(ProfileEntry("deals")), everyone, {}, MARCH)
    assert [result.subject for result in found] == everyone


def test_a_child_of_a_department_comes_from_the_departments_figures() -> None:
    profile = Profile(
        "d", "D", (ProfileEntry("average"),), (COMPANY,), level=SubjectLevel.DEPARTMENT
    )
    measured = {
        **given_facts(sales="100", deals="1"),
        **given_facts(SALES_TEAM, sales="900", deals="3"),
    }
    found = indicator_of(scheme(profiles=(profile,)), measured, SALES_TEAM)
    assert found.fact == Quantity(Decimal(300), Unit.MONEY, "RUB")


def test_every_figure_says_how_it_was_made() -> None:
    entry = ProfileEntry("average", plan=Decimal(400))
    plan = Plan("average", ANN.ref, Decimal(500), valid_from=date(2026, 2, 1))
    found = indicator_of(scheme(entry, plans=(plan,)), given_facts(sales="1200", deals="3"))
    assert sentences(found.derivation) == [
        "Coefficient of Average deal = 0.8: without a scale the coefficient is the attainment 80%",
        "  Attainment of Average deal = 80%: RUB 400.00 ÷ RUB 500.00 = 80%",
        "    Average deal = RUB 400.00: sales / deals = RUB 1,200.00 / 3 = RUB 400.00",
        "      Sales = RUB 1,200.00: given from outside",
        "      Deals = 3: given from outside",
        "    Plan of Average deal = RUB 500.00: set for Ann from 01/02/2026 on",
    ]


@pytest.mark.parametrize(
    ("deals", "step"),
    [("100", "up to 100"), ("101", "above 100 up to 200"), ("201", "above 200")],
)
def test_a_coefficient_names_its_step(deals: str, step: str) -> None:
    found = indicator_of(scheme(ProfileEntry("deals", scale="steps")), given_facts(deals=deals))
    sentence = str(found.derivation.sentence)
    assert sentence.startswith(f"{deals} is in the step {step}, which gives ")


def test_a_scale_that_does_not_reach_the_fact_gives_no_coefficient() -> None:
    closed = replace(STEPS, steps=STEPS.steps[1:2])
    found = indicator_of(
        scheme(ProfileEntry("deals", scale="steps"), scales=(closed,)), given_facts(deals="9")
    )
    assert found.coefficient is None
    assert str(found.derivation.sentence) == "9 is outside the scale “Steps”"


def test_a_fact_leads_to_its_records() -> None:
    source = RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount")
    check = Indicator("check", "Check", source, Unit.MONEY, version=Version(date(2026, 1, 1), 3))
    total, count = sorted(base_sums([check]), key=lambda base: base.measure is None)
    measured = facts([check], [ANN], {total: {"ann": Decimal(90)}, count: {"ann": Decimal(4)}})
    entry = ProfileEntry("check", plan=Decimal(45))
    found = indicator_of(scheme(entry, indicators=(check,)), measured)
    fact = found.derivation.inputs[0].inputs[0]
    assert sentences(fact) == [
        "Check = RUB 22.50: RUB 90.00 ÷ 4 = RUB 22.50",
        "  Amount of deals = RUB 90.00: Amount of deals, March 2026",
        "  Number of deals = 4: Number of deals, March 2026",
    ]
    assert fact.rule is not None
    assert fact.rule.number == 3
    assert [part.records and part.records.where for part in fact.inputs] == [EVERYTHING] * 2


@given(st.data())
def test_the_order_of_definitions_does_not_matter(data: st.DataObject) -> None:
    entries = (
        ProfileEntry("average", plan=Decimal(300)),
        ProfileEntry("deals", scale="steps"),
        ProfileEntry("twice", plan=Decimal(1)),
    )
    twice = Indicator("twice", "Twice", FormulaSource("average * 2"))
    whole = scheme(
        *entries,
        indicators=(twice, AVERAGE, SALES, DEALS, COMPLAINTS),
        scales=(STEPS, replace(STEPS, code="other")),
        plans=tuple(
            Plan("average", ANN.ref, Decimal(n), valid_from=date(2025, n, 1)) for n in (1, 2, 3)
        ),
    )
    more = Profile("more", "More", (ProfileEntry("sales"),), (ANN.ref,))
    whole = replace(whole, profiles=(*whole.profiles, more))
    shuffled = replace(
        whole,
        indicators=tuple(data.draw(st.permutations(whole.indicators))),
        scales=tuple(data.draw(st.permutations(whole.scales))),
        profiles=tuple(data.draw(st.permutations(whole.profiles))),
        plans=tuple(data.draw(st.permutations(whole.plans))),
    )
    measured = given_facts(sales="1200", deals="3")
    assert evaluate(shuffled, [ANN], measured, MARCH) == evaluate(whole, [ANN], measured, MARCH)


def test_measures_of_attainment_carry_per_cent() -> None:
    scale = replace(STEPS, measure=Measure.ATTAINMENT)
    entry = ProfileEntry("deals", scale="steps", plan=Decimal(2))
    found = indicator_of(scheme(entry, scales=(scale,)), given_facts(deals="4"))
    sentence = str(found.derivation.sentence).replace("\u00a0", " ")
    assert sentence == "200% is in the step up to 10,000%, which gives 0.5"
