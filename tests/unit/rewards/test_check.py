from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.entry import CODE_LENGTH
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator, Who
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import (
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
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import Aggregate, FormulaSource, RatioSource, RecordSource, Source
from crm_desktop.rewards.check import UnsoundSchemeError, checked, problems
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    Advance,
    Assignment,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    Sharing,
    StageShare,
)
from tests.unit.rewards.builders import ANN, card, indicator, step

LONG = SubjectRef(SubjectLevel.EMPLOYEE, "e" * 121)
DEPARTMENT = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
SOURCE = RecordSource(
    Entity.DEAL,
    Aggregate.SUM,
    "closed",
    "amount",
    Condition("closed", Operator.AT_LEAST, ("2026-01-01",)),
)
SALES = replace(indicator("sales"), source=SOURCE)
DEALS = indicator("deals")
STEPS = StepScale("steps", "Steps", (step(None, "10", "0.1"), step("10", None, "0.2")))
CURVE = CurveScale("curve", "Curve", (CurvePoint(Decimal(1), Decimal(1)),))
LINE = LineScale("line", "Line", highest=Decimal(2))
THRESHOLD = ThresholdScale("threshold", "Threshold", Decimal("0.7"))
CELLS = (MatrixCell(Decimal(-3), Decimal(0)), MatrixCell(Decimal(3), Decimal(1)))
MATRIX = MatrixScale("matrix", "Matrix", CELLS)
MARKS_FALL = "scales.matrix.cells[2]"
PROFILE = Profile("seller", "Seller", (ProfileEntry("sales", scale="steps"),), (COMPANY,))
RATES = BonusTemplate("rates", "Rates", RateScalePremium("steps"), "sales")

SOUND = Scheme(
    name="Sound",
    currency="RUB",
    indicators=(SALES, DEALS, replace(indicator("check"), source=FormulaSource("sales / deals"))),
    scales=(STEPS, CURVE, LINE, THRESHOLD),
    profiles=(PROFILE,),
    plans=(Plan("sales", ANN, Decimal(5)), Plan("sales", DEPARTMENT, Decimal(9))),
    templates=(RATES,),
    cards=(card("rates", salary="100", total_cap=Decimal(2)),),
)


def places(scheme: Scheme) -> list[str]:
    return [problem.place for problem in problems(scheme)]


def with_source(source: Source) -> Scheme:
    return replace(SOUND, indicators=(*SOUND.indicators, Indicator("x", "X", source)))


def with_entry(entry: ProfileEntry) -> Scheme:
    return replace(SOUND, profiles=(replace(PROFILE, entries=(entry,)),))


def with_premium(premium: Premium, indicator_code: str | None = "sales") -> Scheme:
    template = BonusTemplate("rates", "Rates", premium, indicator_code)
    return replace(SOUND, templates=(template,))


def with_condition(condition: PremiumCondition) -> Scheme:
    return replace(SOUND, templates=(replace(RATES, conditions=(condition,)),))


def with_template(**changes: object) -> Scheme:
    return replace(SOUND, templates=(replace(RATES, **changes),))  # type: ignore[arg-type]


def in_company(premium: Premium) -> Scheme:
    return with_template(premium=premium, level=SubjectLevel.COMPANY)


COMMISSION = CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), rate=Decimal("0.05"))


def with_commission(**changes: object) -> Scheme:
    premium = replace(COMMISSION, **changes)  # type: ignore[arg-type]
    return with_template(premium=premium, indicator=None)


def pool(**changes: object) -> PoolPremium:
    return PoolPremium(**({"shared": Sharing.EQUAL, "amount": Decimal(100)} | changes))  # type: ignore[arg-type]


def test_a_sound_scheme_has_no_problems() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    "scheme",
    [
        with_premium(AbovePlanPremium(Decimal("0.1"))),
        with_template(floor=Decimal(1), cap=Decimal(1), minimum=Decimal(1), instalments=60),
        with_template(until=date(2026, 3, 1), period_kind=PeriodKind.HALF_YEAR),
        in_company(pool()),
        in_company(pool(amount=None, rate=Decimal("0.1"), of="deals")),
        in_company(ContestPremium((Prize(Decimal(5)), Prize(gift="A book")))),
        with_commission(),
        with_commission(rate=None, amount=Decimal(250), safety_days=366),
        with_commission(rate=None, scale="steps", entity=Entity.DOCUMENT, measure="net"),
        with_commission(rates=(ProductRate(Decimal("0.1"), product="a"),)),
        with_commission(rate=None, rates=(ProductRate(Decimal("0.1"), group="g"),)),
        with_commission(
            earned=(
                EarningPart(Event.WON, Decimal("0.5")),
                EarningPart(Event.PAID, Decimal("0.5")),
            )
        ),
        with_commission(stages=(StageShare("a", Decimal("0.4")), StageShare("b", Decimal("0.6")))),
        replace(with_commission(), cards=(card("rates", advance=Advance(Decimal(0))),)),
    ],
)
def test_what_premiums_can_be_is_sound(scheme: Scheme) -> None:
    assert problems(scheme) == []


def test_a_checked_scheme_has_typed_filters_in_its_commissions() -> None:
    where = Condition("closed", Operator.AT_LEAST, ("2026-01-01",))
    premium = checked(with_commission(where=where)).templates[0].premium
    assert isinstance(premium, CommissionPremium)
    assert premium.where == replace(where, values=(date(2026, 1, 1),))


HALF = Decimal("0.5")


@pytest.mark.parametrize(
    ("scheme", "place"),
    [
        (with_template(floor=Decimal(-1)), "floor"),
        (with_template(cap=Decimal(-1)), "cap"),
        (with_template(minimum=Decimal(-1)), "minimum"),
        (with_template(floor=Decimal(2), cap=Decimal(1)), "floor"),
        (with_template(minimum=Decimal(2), cap=Decimal(1)), "minimum"),
        (with_template(instalments=0), "instalments"),
        (with_template(instalments=61), "instalments"),
        (with_template(until=date(1970, 1, 1)), "until"),
        (with_template(period_kind=PeriodKind.WEEK), "period_kind"),
        (with_template(clawback=Clawback(12)), "clawback"),
        (with_template(premium=COMMISSION, clawback=Clawback(0)), "clawback.months"),
        (with_template(premium=COMMISSION, clawback=Clawback(121)), "clawback.months"),
        (with_premium(AbovePlanPremium(Decimal("0.1")), None), "indicator"),
        (with_premium(pool()), "level"),
        (with_template(premium=pool(), level=SubjectLevel.GROUP), "level"),
        (with_premium(ContestPremium((Prize(Decimal(1)),))), "level"),
        (in_company(pool(amount=None)), "premium.amount"),
        (in_company(pool(rate=HALF, of="sales")), "premium.amount"),
        (in_company(pool(amount=None, rate=HALF)), "premium.of"),
        (in_company(pool(of="sales")), "premium.of"),
        (in_company(pool(amount=None, rate=HALF, of="no")), "premium.of"),
        (in_company(pool(amount=Decimal(-1))), "premium.amount"),
        (in_company(pool(amount=None, rate=-HALF, of="sales")), "premium.rate"),
        (
            with_template(
                premium=pool(shared=Sharing.CONTRIBUTION),
                level=SubjectLevel.COMPANY,
                indicator=None,
            ),
            "indicator",
        ),
        (in_company(ContestPremium(())), "premium.prizes"),
        (in_company(ContestPremium((Prize(Decimal(-1)),))), "premium.prizes[1].amount"),
        (in_company(ContestPremium((Prize(Decimal(1)), Prize(gift=" ")))), "premium.prizes[2]"),
        (in_company(ContestPremium((Prize(Decimal("NaN")),))), "premium.prizes[1].amount"),
        (
            replace(
                in_company(ContestPremium((Prize(Decimal(1)),))),
                indicators=(replace(SALES, polarity=Polarity.CORRIDOR), *SOUND.indicators[1:]),
            ),
            "indicator",
        ),
        (with_commission(entity=Entity.PAYMENT), "premium.entity"),
        (with_commission(measure="net"), "premium.measure"),
        (with_commission(entity=Entity.DOCUMENT, measure="debt"), "premium.measure"),
        (with_commission(rate=None), "premium.rate"),
        (with_commission(amount=Decimal(1)), "premium.rate"),
        (with_commission(scale="steps"), "premium.rate"),
        (with_commission(rate=-HALF), "premium.rate"),
        (with_commission(rate=None, amount=-HALF), "premium.amount"),
        (with_commission(rates=(ProductRate(-HALF, group="g"),)), "premium.rates[1].rate"),
        (with_commission(rate=None, scale="no"), "premium.scale"),
        (with_commission(rate=None, scale="curve"), "premium.scale"),
        (
            replace(
                with_commission(rate=None, scale="by_plan"),
                scales=(*SOUND.scales, replace(STEPS, code="by_plan", measure=Measure.ATTAINMENT)),
            ),
            "premium.scale",
        ),
        (
            with_commission(rate=None, amount=HALF, rates=(ProductRate(HALF, product="a"),)),
            "premium.rates",
        ),
        (with_commission(rates=(ProductRate(HALF),)), "premium.rates[1]"),
        (
            with_commission(rates=(ProductRate(HALF, product="a", group="b"),)),
            "premium.rates[1]",
        ),
        (with_commission(rates=(ProductRate(HALF, product="a"),) * 2), "premium.rates"),
        (with_commission(earned=()), "premium.earned"),
        (with_commission(earned=(EarningPart(Event.WON, HALF),)), "premium.earned"),
        (with_commission(earned=(EarningPart(Event.WON, HALF),) * 2), "premium.earned"),
        (
            with_commission(
                earned=(
                    EarningPart(Event.WON, Decimal("1.5")),
                    EarningPart(Event.PAID, -HALF),
                )
            ),
            "premium.earned[2].share",
        ),
        (with_commission(safety_days=-1), "premium.safety_days"),
        (with_commission(safety_days=367), "premium.safety_days"),
        (with_commission(stages=(StageShare("a", Decimal("1.1")),)), "premium.stages"),
        (with_commission(stages=(StageShare("a", HALF),) * 2), "premium.stages"),
        (with_commission(stages=(StageShare("a", Decimal(0)),)), "premium.stages[1].share"),
        (
            with_commission(where=Condition("colour", Operator.EQUAL, ("red",))),
            "premium.where.field",
        ),
        (
            with_commission(where=Condition("owner", Operator.EQUAL, (Who.ME,))),
            "premium.where",
        ),
    ],
)
def test_each_mistake_in_a_template_is_found_at_its_place(scheme: Scheme, place: str) -> None:
    assert places(scheme) == [f"templates.rates.{place}"]


def test_the_code_of_a_premium_in_instalments_leaves_room_for_the_month() -> None:
    long, short = "t" * 102, "t" * 101
    assert len(f"instalment:{short}:2026-03") == CODE_LENGTH
    for code, found in ((long, [f"templates.{long}.instalments"]), (short, [])):
        paid_in_parts = with_template(code=code, instalments=2)
        assert places(replace(paid_in_parts, cards=(card(code),))) == found


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"advance": Advance(Decimal(-1))}, "advance.amount"),
        ({"guarantee": Decimal(-1)}, "guarantee"),
        ({"guarantee": Decimal("Infinity")}, "guarantee"),
    ],
)
def test_a_card_promises_nothing_below_zero(changes: dict[str, object], place: str) -> None:
    found = places(replace(SOUND, cards=(card("rates", **changes),)))  # type: ignore[arg-type]
    assert found == [f"cards.card.{place}"]


@pytest.mark.parametrize(
    "code", ["score", "carried", "floor", "cap", "guarantee", "clawback", "advance", "remainder"]
)
def test_no_template_has_the_code_of_a_line_of_another_kind(code: str) -> None:
    found = replace(SOUND, templates=(RATES, replace(RATES, code=code)))
    assert places(found) == [f"templates.{code}"]


def test_c29_parts_of_a_commission_that_miss_the_whole_are_refused_with_their_sum() -> None:
    # Source: case C29, a share of 99.99 %.
    third = Decimal("0.3333")
    parts = tuple(EarningPart(event, third) for event in (Event.WON, Event.INVOICED, Event.PAID))
    [problem] = problems(with_commission(earned=parts))
    assert "add up to 99.99%" in str(problem.message)


def test_a_checked_scheme_has_typed_filters() -> None:
    source = checked(SOUND).indicators[0].source
    assert isinstance(source, RecordSource)
    assert source.where == Condition("closed", Operator.AT_LEAST, (date(2026, 1, 1),))


@pytest.mark.parametrize(
    ("scheme", "place"),
    [
        (replace(SOUND, currency="RUR9"), "scheme.currency"),
        (replace(SOUND, indicators=(*SOUND.indicators, SALES)), "indicators.sales"),
        (replace(SOUND, scales=(*SOUND.scales, STEPS)), "scales.steps"),
        (replace(SOUND, templates=(RATES, RATES)), "templates.rates"),
        (replace(SOUND, indicators=(*SOUND.indicators, indicator("2nd"))), "indicators.2nd"),
        (replace(SOUND, indicators=(*SOUND.indicators, indicator("min"))), "indicators.min"),
        (replace(SOUND, indicators=(*SOUND.indicators, indicator("if"))), "indicators.if"),
        (replace(SOUND, indicators=(*SOUND.indicators, indicator("salary"))), "indicators.salary"),
        (
            replace(SOUND, indicators=(*SOUND.indicators, indicator("и\u0306"))),
            "indicators.и\u0306",
        ),
        (replace(SOUND, templates=(RATES, replace(RATES, code="cap"))), "templates.cap"),
        (replace(SOUND, templates=(RATES, replace(RATES, code="a b"))), "templates.a b"),
        (with_source(FormulaSource("sales ** 2")), "indicators.x.source.formula"),
        (with_source(FormulaSource("x + 1")), "indicators.x.source.formula"),
        (with_source(FormulaSource("nothing")), "indicators.x.source.formula"),
        (
            with_source(RecordSource(Entity.DEAL, Aggregate.COUNT, "amount")),
            "indicators.x.source.dated_by",
        ),
        (
            with_source(RecordSource(Entity.DEAL, Aggregate.SUM, "closed")),
            "indicators.x.source.measure",
        ),
        (
            with_source(RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "title")),
            "indicators.x.source.measure",
        ),
        (
            with_source(RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", "amount")),
            "indicators.x.source.measure",
        ),
        (
            with_source(replace(SOURCE, where=Condition("closed", Operator.CONTAINS, ("a",)))),
            "indicators.x.source.where.operator",
        ),
        (
            with_source(RatioSource(replace(SOURCE, aggregate=Aggregate.AVERAGE), SOURCE)),
            "indicators.x.source.numerator.aggregate",
        ),
        (
            with_source(RatioSource(SOURCE, replace(SOURCE, dated_by="paid"))),
            "indicators.x.source.denominator.dated_by",
        ),
        (
            replace(SOUND, scales=(STEPS, replace(CURVE, points=()))),
            "scales.curve",
        ),
        (
            replace(SOUND, scales=(CURVE, replace(STEPS, steps=(step("0", "NaN", "1"),)))),
            "scales.steps.steps[1].upper",
        ),
        (with_entry(ProfileEntry("nothing")), "profiles.seller.indicators[1].code"),
        (with_entry(ProfileEntry("sales", scale="no")), "profiles.seller.indicators[1].scale"),
        (
            with_entry(ProfileEntry("sales", Decimal(-1))),
            "profiles.seller.indicators[1].weight",
        ),
        (
            with_entry(ProfileEntry("sales", plan=Decimal("Infinity"))),
            "profiles.seller.indicators[1].plan",
        ),
        (
            replace(
                with_entry(ProfileEntry("sales", scale="curve")),
                scales=(STEPS, replace(CURVE, measure=Measure.COEFFICIENT)),
            ),
            "profiles.seller.indicators[1].scale",
        ),
        (replace(SOUND, profiles=(replace(PROFILE, entries=()),)), "profiles.seller"),
        (
            replace(SOUND, profiles=(replace(PROFILE, entries=PROFILE.entries * 2),)),
            "profiles.seller.indicators",
        ),
        (
            replace(
                SOUND,
                profiles=(replace(PROFILE, level=SubjectLevel.COMPANY, assigned_to=(DEPARTMENT,)),),
            ),
            "profiles.seller.assigned_to[1]",
        ),
        (
            replace(
                SOUND,
                profiles=(replace(PROFILE, level=SubjectLevel.DEPARTMENT, assigned_to=(ANN,)),),
            ),
            "profiles.seller.assigned_to[1]",
        ),
        (
            replace(SOUND, profiles=(PROFILE, replace(PROFILE, code="other"))),
            "profiles.other.assigned_to[1]",
        ),
        (replace(SOUND, plans=(Plan("nothing", ANN, Decimal(1)),)), "plans[1].indicator"),
        (replace(SOUND, plans=SOUND.plans + SOUND.plans[:1]), "plans[3]"),
        (replace(SOUND, plans=(Plan("sales", ANN, Decimal("1e15")),)), "plans[1].value"),
        (
            replace(SOUND, plans=(Plan("sales", SubjectRef(SubjectLevel.GROUP), Decimal(1)),)),
            "plans[1].subject",
        ),
        (with_premium(RateScalePremium("curve")), "templates.rates.premium.scale"),
        (with_premium(RateScalePremium("no")), "templates.rates.premium.scale"),
        (with_premium(CoefficientPremium(Decimal(1), "no")), "templates.rates.premium.scale"),
        (with_premium(FormulaPremium("sales +")), "templates.rates.premium.formula"),
        (with_premium(FormulaPremium("nothing")), "templates.rates.premium.formula"),
        (with_premium(PercentPremium(Decimal("0.1")), None), "templates.rates.indicator"),
        (with_premium(PercentPremium(Decimal("0.1")), "no"), "templates.rates.indicator"),
        (with_premium(FixedPremium(Decimal("NaN"))), "templates.rates.premium.amount"),
        (
            replace(
                SOUND,
                scales=(CURVE, replace(STEPS, measure=Measure.COEFFICIENT)),
                profiles=(),
            ),
            "templates.rates.premium.scale",
        ),
        (
            replace(
                SOUND,
                indicators=(replace(SALES, polarity=Polarity.LESS), *SOUND.indicators[1:]),
                scales=(CURVE, replace(STEPS, measure=Measure.ATTAINMENT)),
            ),
            "templates.rates.premium.scale",
        ),
        (
            with_condition(PremiumCondition("sales", Operator.CONTAINS, Decimal(1))),
            "templates.rates.conditions[1].operator",
        ),
        (
            with_condition(PremiumCondition("no", Operator.MORE, Decimal(1))),
            "templates.rates.conditions[1].indicator",
        ),
        (
            replace(SOUND, templates=(replace(RATES, level=SubjectLevel.GROUP),)),
            "templates.rates.level",
        ),
        (replace(SOUND, cards=(card("no"),)), "cards.card.templates[1]"),
        (replace(SOUND, cards=(card("rates", "rates"),)), "cards.card.templates"),
        (replace(SOUND, cards=(card(salary="-1"),)), "cards.card.salary"),
        (
            replace(SOUND, cards=(card(assignments=(Assignment(ANN, Decimal(-1)),)),)),
            "cards.card.assignments[1].salary",
        ),
        (replace(SOUND, cards=(card(total_cap=Decimal("0.9")),)), "cards.card.total_cap"),
        (replace(SOUND, cards=(card(), card(code="b"))), "cards.b.assignments[1]"),
        (replace(SOUND, name="N" * 251), "scheme.name"),
        (
            replace(SOUND, indicators=(*SOUND.indicators, indicator("c" * 121))),
            "indicators[4].code",
        ),
        (
            replace(SOUND, indicators=(*SOUND.indicators, replace(DEALS, code="n", name="a\0"))),
            "indicators.n.name",
        ),
        (replace(SOUND, scales=(replace(STEPS, name="N" * 100_000), CURVE)), "scales.steps.name"),
        (replace(SOUND, profiles=(replace(PROFILE, name=" "),)), "profiles.seller.name"),
        (with_premium(RateScalePremium("line")), "templates.rates.premium.scale"),
        (with_premium(FormulaPremium("salary.plan")), "templates.rates.premium.formula"),
        (with_source(FormulaSource("sales.plan + x.plan")), "indicators.x.source.formula"),
        (with_source(FormulaSource("nothing.attainment")), "indicators.x.source.formula"),
        (
            replace(
                SOUND,
                indicators=(replace(SALES, polarity=Polarity.CORRIDOR), *SOUND.indicators[1:]),
                scales=(*SOUND.scales[1:], replace(STEPS, measure=Measure.ATTAINMENT)),
            ),
            "templates.rates.premium.scale",
        ),
        (replace(SOUND, scales=(*SOUND.scales, replace(MATRIX, cells=CELLS[::-1]))), MARKS_FALL),
        (
            replace(SOUND, scales=(*SOUND.scales, replace(LINE, code="l", slope=Decimal("1e20")))),
            "scales.l.slope",
        ),
        (
            replace(SOUND, templates=(replace(RATES, description="d" * 20_001),)),
            "templates.rates.description",
        ),
        (
            replace(
                SOUND,
                cards=(card(assignments=(Assignment(LONG),)),),
            ),
            "cards.card.assignments[1].subject.code",
        ),
        (
            replace(
                SOUND,
                plans=(Plan("sales", LONG, Decimal(5)),),
            ),
            "plans[1].subject.code",
        ),
    ],
)
def test_each_mistake_is_found_at_its_place_and_nothing_else(scheme: Scheme, place: str) -> None:
    assert places(scheme) == [place]


def test_c14_a_gap_names_both_bounds() -> None:
    # Source: case C14.
    gap = replace(STEPS, steps=(step("0", "1000", "0.05"), step("1001", "2000", "0.07")))
    [problem] = problems(replace(SOUND, scales=(CURVE, gap)))
    assert problem.place == "scales.steps.steps[2]"
    assert "between 1,000 and 1,001" in str(problem.message)


def test_all_mistakes_are_found_at_once() -> None:
    broken = replace(
        SOUND,
        currency="?",
        plans=(Plan("nothing", ANN, Decimal(1)),),
        cards=(card("no", total_cap=Decimal(0)),),
    )
    with pytest.raises(UnsoundSchemeError) as refused:
        checked(broken)
    assert [problem.place for problem in refused.value.problems] == [
        "scheme.currency",
        "plans[1].indicator",
        "cards.card.templates[1]",
        "cards.card.total_cap",
    ]
    start = "The scheme has 4 mistakes, the first in scheme.currency: “?” is no currency."
    assert str(refused.value) == start


def chained(length: int) -> Scheme:
    chain = [
        replace(SALES, code=f"i{number}", source=FormulaSource(f"i{number - 1} + 1"))
        for number in range(1, length)
    ]
    return replace(SOUND, indicators=(*SOUND.indicators, *chain, replace(SALES, code="i0")))


def test_a_chain_of_formulas_that_is_too_long_is_named_once_by_both_ends() -> None:
    assert places(chained(100)) == []
    [problem] = problems(chained(3_000))
    assert problem.place == "indicators.i100.source.formula"
    assert "“i100” starts with “i0”" in str(problem.message)


def test_the_longest_chain_that_is_allowed_can_be_calculated() -> None:
    scheme, month = chained(100), Period.month(2026, 3)
    ann = Subject(ANN, "Ann")
    profile = replace(PROFILE, entries=(ProfileEntry("i99"),))
    facts = {(ANN, "i0"): Fact(Decimal(1))}
    [outcome] = calculate(replace(scheme, profiles=(profile,)), [ann], facts, month)
    assert outcome.result.indicators[0].fact.value == 100


def test_a_cycle_is_named() -> None:
    a, b = (Indicator(code, code, FormulaSource(uses)) for code, uses in (("a", "b"), ("b", "a")))
    [problem] = problems(replace(SOUND, indicators=(*SOUND.indicators, b, a)))
    assert str(problem.message) == "Indicators depend on each other in a circle: a → b → a."
