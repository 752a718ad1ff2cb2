"""A sound system has no finding, and each thing that spoils it has one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Operator
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
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
    Scale,
    ScoringModel,
    Split,
    Step,
    StepScale,
    ThresholdScale,
    Version,
)
from crm_desktop.kpi.health import (
    Finding,
    HealthCode,
    History,
    Past,
    Severity,
    SmartCheck,
    findings,
    smart,
)
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    Target,
    WeightedSource,
)
from crm_desktop.rewards.scheme import Scheme

TODAY = date(2026, 7, 15)
DAY_S = Decimal(86_400)
SELLER = "profiles.seller"
WON = Condition("status", Operator.EQUAL, ("won",))


def counted(entity: Entity, dated_by: str, where: Filter = EVERYTHING) -> RecordSource:
    return RecordSource(entity, Aggregate.COUNT, dated_by, None, where)


def summed(where: Filter = WON) -> RecordSource:
    return RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", where)


def from_source(name: str) -> Condition:
    return Condition("source", Operator.EQUAL, (name,))


def indicator(code: str, source: Source) -> Indicator:
    return Indicator(code, code.title(), source, description="What it measures.")


SALES = indicator("sales", summed())
CALLS = indicator("calls", counted(Entity.ACTIVITY, "done"))
CONVERSION = indicator(
    "conversion",
    RatioSource(counted(Entity.DEAL, "created", WON), counted(Entity.DEAL, "created")),
)
MARK = indicator("mark", ManualSource())
PROFILE = Profile(
    "seller",
    "Seller",
    (
        ProfileEntry("sales", Decimal("0.5"), plan=Decimal(100)),
        ProfileEntry("calls", Decimal("0.3"), plan=Decimal(100)),
        ProfileEntry("conversion", Decimal("0.2"), plan=Decimal(100)),
    ),
    (COMPANY,),
    ramp=(Decimal("0.5"),),
    version=Version(date(2026, 1, 1)),
)
SCHEME = Scheme("Sound", "RUB", indicators=(SALES, CALLS, CONVERSION), profiles=(PROFILE,))


def past(*facts: int | None, plan: int = 100, now: int | None = 110) -> Past:
    """Return ``facts`` for ``plan``, and the plan of ``now``; records stand behind facts over 0."""
    exact = tuple(None if fact is None else Decimal(fact) for fact in facts)
    return Past(
        exact,
        (Decimal(plan),) * len(facts),
        tuple(None if fact is None else fact / Decimal(plan) for fact in exact),
        tuple(bool(fact) for fact in exact),
        None if now is None else Decimal(now),
    )


def person(number: int) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, f"e{number}")


CHANGING = past(80, 90, 120, 95, 100, 90)


def history(
    code: str = "calls", company: Past | None = CHANGING, **people: Past
) -> dict[str, Mapping[tuple[SubjectRef, str], Past]]:
    """Return a past in which all goes well, but for ``people`` in the indicator of ``code``."""
    own = {(person(n), each): CHANGING for n in (0, 1) for each in ("sales", "calls", "conversion")}
    own |= {(SubjectRef(SubjectLevel.EMPLOYEE, name), code): its for name, its in people.items()}
    if company is not None:
        own[COMPANY, code] = company
    return {"seller": own}


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at."""

    scheme: Scheme = SCHEME
    history: History | None = None
    cycle_s: Decimal | None = DAY_S

    def findings(self) -> tuple[Finding, ...]:
        past = history() if self.history is None else self.history
        return findings(self.scheme, past, TODAY, self.cycle_s)


def with_profile(**changes: object) -> Scheme:
    return replace(SCHEME, profiles=(replace(PROFILE, **changes),))  # type: ignore[arg-type]


def with_entries(*entries: ProfileEntry, indicators: tuple[Indicator, ...] = ()) -> Scheme:
    changed = with_profile(entries=entries)
    return replace(changed, indicators=(*SCHEME.indicators, *indicators))


def entry(code: str, weight: str, *, scale: str | None = None) -> ProfileEntry:
    return ProfileEntry(code, Decimal(weight), scale, plan=Decimal(100))


def with_scale(scale: Scale, model: ScoringModel = ScoringModel.ADDITIVE) -> Scheme:
    """Return the scheme with ``scale`` for sales."""
    first = replace(PROFILE.entries[0], scale=scale.code)
    changed = with_profile(entries=(first, *PROFILE.entries[1:]), model=model)
    return replace(changed, scales=(scale,))


def with_rules_of(day: date) -> Scheme:
    return with_profile(version=Version(day))


def with_split(day: date) -> Scheme:
    plan = Plan("sales", person(0), Decimal(100), valid_from=day, split=Split.DAYS)
    return replace(SCHEME, plans=(plan,))


def steps(*values: str, is_marginal: bool = False, measure: Measure = Measure.ATTAINMENT) -> Scale:
    """Return a scale with ``values``, one for each 0.5 of the measure."""
    bounds = [None, *(Decimal(n) / 2 for n in range(1, len(values))), None]
    found = (
        Step(bounds[n], bounds[n + 1], Decimal(value), is_marginal)
        for n, value in enumerate(values)
    )
    return StepScale("scale", "Scale", tuple(found), measure)


def curve(*points: tuple[str, str]) -> CurveScale:
    found = (CurvePoint(Decimal(at), Decimal(value)) for at, value in points)
    return CurveScale("scale", "Scale", tuple(found))


def sold_by_source(direct: str, partners: str) -> Scheme:
    """Return a scheme that weighs sales by their source."""
    indicators = (
        indicator("direct", summed(from_source("Direct"))),
        indicator("partners", summed(from_source("Partners"))),
    )
    entries = (entry("direct", direct), entry("partners", partners))
    return with_entries(*entries, indicators=indicators)


FOURTH = indicator("fourth", CalmSource(Entity.ACTIVITY, "done", EVERYTHING))

FIRES = [
    (
        HealthCode.TOO_MANY,
        SELLER,
        Look(
            with_entries(
                *PROFILE.entries[:2],
                entry("conversion", "0.1"),
                entry("fourth", "0.1"),
                indicators=(FOURTH,),
            )
        ),
    ),
    (HealthCode.WEIGHTS, SELLER, Look(with_entries(*PROFILE.entries[:2]))),
    (
        HealthCode.COLLAPSE,
        f"{SELLER}.indicators.sales",
        Look(with_scale(curve(("0", "0.2"), ("1", "1")), ScoringModel.MULTIPLICATIVE)),
    ),
    (
        HealthCode.COLLAPSE,
        f"{SELLER}.indicators.sales",
        Look(
            with_scale(
                LineScale("scale", "Scale", lowest=Decimal("0.1")), ScoringModel.MULTIPLICATIVE
            )
        ),
    ),
    (
        HealthCode.NO_INFLUENCE,
        f"{SELLER}.indicators.calls",
        Look(history=history(e2=past(0, 0, 0, 0, 0, 0))),
    ),
    (
        HealthCode.NO_RECORDS,
        f"{SELLER}.indicators.calls",
        Look(
            history=history(
                company=past(100, 0, 0, 0), e0=past(100, 0, 0, 0), e1=past(100, 0, 0, 0)
            )
        ),
    ),
    (
        HealthCode.NO_RECORDS,
        f"{SELLER}.indicators.mark",
        Look(
            with_entries(*PROFILE.entries[:2], entry("mark", "0.2"), indicators=(MARK,)),
            history("mark", None, e0=past(None, None, None), e1=past(None, None, None)),
        ),
    ),
    (
        HealthCode.NO_REVENUE,
        SELLER,
        Look(with_entries(entry("calls", "0.8"), entry("fourth", "0.2"), indicators=(FOURTH,))),
    ),
    (
        HealthCode.NO_QUALITY,
        SELLER,
        Look(with_entries(entry("sales", "0.4"), entry("calls", "0.6"))),
    ),
    (
        HealthCode.NEVER_REACHED,
        f"{SELLER}.indicators.calls",
        Look(history=history(e0=past(99, 90, 80), e1=past(50, 60, 99))),
    ),
    (
        HealthCode.ALWAYS_REACHED,
        f"{SELLER}.indicators.calls",
        Look(history=history(e0=past(100, 120, 110), e1=past(130, 140, 100))),
    ),
    (
        HealthCode.PLAN_FAR,
        f"{SELLER}.indicators.calls",
        Look(history=history(e0=past(80, 90, 100, now=131), e1=past(80, 100, 90, now=140))),
    ),
    (HealthCode.CLIFF, "scales.scale", Look(with_scale(steps("0", "0.6", "0.9", "1")))),
    (
        HealthCode.CLIFF,
        "scales.scale",
        Look(with_scale(ThresholdScale("scale", "Scale", Decimal("0.8")))),
    ),
    (
        HealthCode.FALL,
        "scales.scale",
        Look(with_scale(curve(("0", "0"), ("1", "1"), ("2", "0.9")))),
    ),
    (
        HealthCode.CLIFF,
        "scales.scale",
        Look(with_scale(curve(("0.5", "0"), ("0.99", "0.75"), ("1", "1.34")))),
    ),
    (
        HealthCode.PAID_FOR_NOTHING,
        "scales.scale",
        Look(with_scale(curve(("0", "0.75"), ("0.99", "0.9"), ("1.2", "1.34")))),
    ),
    (
        HealthCode.PAID_FOR_NOTHING,
        "scales.scale",
        Look(with_scale(LineScale("scale", "Scale", lowest=Decimal("0.5")))),
    ),
    (HealthCode.COMPETING, SELLER, Look(sold_by_source("0.7", "0.3"))),
    (
        HealthCode.SUBJECTIVE,
        SELLER,
        Look(
            with_entries(entry("sales", "0.6"), entry("mark", "0.4"), indicators=(MARK,)),
            history("mark", None, e0=CHANGING),
        ),
    ),
    (HealthCode.RULES_CHANGED, SELLER, Look(with_rules_of(date(2026, 6, 2)))),
    (
        HealthCode.RULES_CHANGED,
        SELLER,
        Look(
            replace(
                SCHEME,
                indicators=(replace(SALES, version=Version(date(2026, 6, 2))), CALLS, CONVERSION),
            )
        ),
    ),
    (HealthCode.RULES_CHANGED, "plans[1]", Look(with_split(date(2026, 6, 2)))),
    (HealthCode.NO_ADAPTATION, SELLER, Look(with_profile(ramp=()))),
    (HealthCode.NO_REVIEW, SELLER, Look(with_rules_of(date(2025, 7, 1)))),
    (HealthCode.LONG_PROJECTS, SELLER, Look(cycle_s=31 * DAY_S + 1)),
    (
        HealthCode.NO_DESCRIPTION,
        "indicators.sales",
        Look(replace(SCHEME, indicators=(replace(SALES, description=" "), CALLS, CONVERSION))),
    ),
    (
        HealthCode.NO_PLAN,
        f"{SELLER}.indicators.sales",
        Look(with_entries(ProfileEntry("sales", Decimal("0.5")), *PROFILE.entries[1:])),
    ),
]


@pytest.mark.parametrize(("code", "place", "look"), FIRES)
def test_what_spoils_a_system_is_found_alone_and_at_its_place(
    code: HealthCode, place: str, look: Look
) -> None:
    assert [(found.code, found.place) for found in look.findings()] == [(code, place)]


def test_every_code_of_definitions_and_figures_has_a_case() -> None:
    of_rewards = {
        *(HealthCode.FINES, HealthCode.SMALL_BONUS),
        *(HealthCode.UNKNOWN_NAME, HealthCode.NO_LONGER_PLAN, HealthCode.NOT_MONEY),
    }
    of_staff = {HealthCode.UNKNOWN_SUBJECT, HealthCode.LEFT, HealthCode.UNMEASURED}
    assert {code for code, _, _ in FIRES} == set(HealthCode) - of_rewards - of_staff


LESS_COMPLAINTS = replace(
    indicator("complaints", counted(Entity.ACTIVITY, "planned")), polarity=Polarity.LESS
)
CORRIDOR = replace(indicator("stock", ExternalSource()), polarity=Polarity.CORRIDOR)


def scored_by_fact(measured: Indicator, scale: Scale) -> Scheme:
    """Return a scheme that scores ``measured`` by its fact, without a plan."""
    last = ProfileEntry(measured.code, Decimal("0.2"), scale.code)
    changed = with_entries(*PROFILE.entries[:2], last, indicators=(measured,))
    return replace(changed, scales=(scale,))


QUIET = {
    "all is well": Look(),
    "nothing is known of the past": Look(history={}, cycle_s=None),
    "three indicators and one that is only shown": Look(
        with_entries(*PROFILE.entries, entry("fourth", "0"), indicators=(FOURTH,))
    ),
    "a mean of weights with any sum": Look(
        with_profile(entries=PROFILE.entries[:2], model=ScoringModel.WEIGHTED_MEAN)
    ),
    "weights that are not added up": Look(
        with_profile(entries=PROFILE.entries[:2], model=ScoringModel.MINIMUM)
    ),
    "quantity that does not outweigh the goal": Look(
        with_entries(entry("sales", "0.5"), entry("calls", "0.5"))
    ),
    "quantity and its quality": Look(
        with_entries(entry("sales", "0.1"), entry("calls", "0.6"), entry("conversion", "0.3"))
    ),
    "a low coefficient that is added": Look(
        with_scale(curve(("0", "0"), ("0.5", "0.2"), ("1", "1")))
    ),
    "a multiplied coefficient above 0.2": Look(
        with_scale(curve(("0", "0.21"), ("1", "1")), ScoringModel.MULTIPLICATIVE)
    ),
    "a newcomer without records": Look(history=history(e2=past(0, 0))),
    "one record in three periods": Look(
        history=history(company=past(0, 0, 1), e0=past(100, 0, 0), e1=past(0, 90, 1))
    ),
    "two periods that nobody reached": Look(history=history(e0=past(9, 9), e1=past(9, 9))),
    "one who reached it once": Look(
        history=history(e0=past(9, 9, 100, now=None), e1=past(9, 9, 9, now=None))
    ),
    "a plan of 130 % of the best": Look(
        history=history(e0=past(80, 90, 100, now=130), e1=past(80, 100, 90, now=130))
    ),
    "a plan that is far for the fewer": Look(
        history=history(e0=past(80, 90, 100, now=200), e1=past(80, 100, 90), e2=past(80, 100, 90))
    ),
    "small steps": Look(with_scale(steps("0.5", "0.75", "1", "1.2"))),
    "a straight line": Look(with_scale(LineScale("scale", "Scale"))),
    "fewer complaints earn more": Look(
        scored_by_fact(LESS_COMPLAINTS, steps("1", "0.8", "0.6", measure=Measure.FACT))
    ),
    "the middle of a corridor earns most": Look(
        scored_by_fact(CORRIDOR, steps("0", "1", "0", measure=Measure.FACT))
    ),
    "channels that weigh alike": Look(sold_by_source("0.5", "0.5")),
    "a part and the whole": Look(
        with_entries(
            entry("sales", "0.7"),
            entry("direct", "0.3"),
            indicators=(indicator("direct", summed(from_source("Direct"))),),
        )
    ),
    "a mark of 30 %": Look(
        with_entries(entry("sales", "0.7"), entry("mark", "0.3"), indicators=(MARK,)),
        history("mark", None, e0=CHANGING),
    ),
    "rules that begin with a month": Look(with_rules_of(date(2026, 6, 1))),
    "rules that begin with a week": Look(
        with_profile(version=Version(date(2026, 6, 8)), period_kind=PeriodKind.WEEK)
    ),
    "a plan that changed long ago": Look(with_split(date(2024, 6, 2))),
    "departments, which are never new": Look(with_profile(ramp=(), level=SubjectLevel.DEPARTMENT)),
    "rules a year old": Look(with_rules_of(date(2025, 8, 1))),
    "deals of a month": Look(cycle_s=31 * DAY_S),
    "long deals of which steps are paid": Look(
        with_entries(entry("conversion", "0.7"), entry("calls", "0.3")),
        cycle_s=100 * DAY_S,
    ),
    "a plan that somebody has": Look(
        replace(
            with_entries(ProfileEntry("sales", Decimal("0.5")), *PROFILE.entries[1:]),
            plans=(Plan("sales", COMPANY, Decimal(100)),),
        )
    ),
    "a fact that is scored without a plan": Look(
        scored_by_fact(MARK, steps("0.8", "1", measure=Measure.FACT))
    ),
    "marks that are given to people alone": Look(
        with_entries(*PROFILE.entries[:2], entry("mark", "0.2"), indicators=(MARK,)),
        history("mark", past(None, None, None), e0=CHANGING),
    ),
}


@pytest.mark.parametrize("look", QUIET.values(), ids=QUIET)
def test_what_is_sound_is_left_in_peace(look: Look) -> None:
    assert look.findings() == ()


MOST_PAY_LESS = scored_by_fact(LESS_COMPLAINTS, steps("0.6", "0.8", "1", measure=Measure.FACT))


def test_more_pay_for_a_worse_result_is_a_fall_where_less_is_better() -> None:
    assert [found.code for found in Look(MOST_PAY_LESS).findings()] == [HealthCode.FALL]


@pytest.mark.parametrize(
    ("source", "leads"),
    [
        (RatioSource(summed(), counted(Entity.ACTIVITY, "done")), True),
        (WeightedSource(Entity.DOCUMENT, "issued", (Target("All", EVERYTHING),)), True),
        (FormulaSource("sales.plan / calls"), True),
        (FormulaSource("calls * 2"), False),
        (counted(Entity.CUSTOMER, "created"), False),
        (ExternalSource(), False),
    ],
)
def test_revenue_is_seen_through_ratios_and_formulas(source: Source, leads: bool) -> None:
    alone = with_entries(entry("own", "1"), indicators=(indicator("own", source),))
    codes = {found.code for found in Look(alone).findings()}
    assert (HealthCode.NO_REVENUE not in codes) is leads


def test_money_from_outside_is_revenue() -> None:
    till = replace(indicator("till", ExternalSource()), unit=Unit.MONEY)
    assert Look(with_entries(entry("till", "1"), indicators=(till,))).findings() == ()


def test_the_worst_jump_of_a_scale_speaks_for_all() -> None:
    [found] = Look(with_scale(steps("0", "0.4", "1"))).findings()
    assert found.figure is not None
    assert found.figure.value == Decimal("0.6")


def test_a_plan_that_is_far_names_whose_it_is() -> None:
    past_of = history(e0=past(80, 90, 100, now=131), e1=past(80, 100, 90, now=140))
    [found] = findings(
        SCHEME, past_of, TODAY, DAY_S, names={SubjectRef(SubjectLevel.EMPLOYEE, "e0"): "Anna"}
    )
    assert str(found.message) == (
        "Anna, employee:e1: the plans of “Calls” are at least 131% of their best results in the "
        "last 6 finished months."
    )


def test_rates_that_jump_are_a_cliff_however_small() -> None:
    scale = StepScale(
        "scale",
        "Scale",
        (
            Step(Decimal(0), Decimal(100), Decimal("0.05"), is_marginal=True),
            Step(Decimal(100), None, Decimal("0.06")),
        ),
    )
    assert [found.code for found in Look(with_scale(scale)).findings()] == [HealthCode.CLIFF]


def test_marks_may_have_any_coefficients_that_do_not_fall() -> None:
    cells = tuple(MatrixCell(Decimal(n), Decimal(n + 3)) for n in range(-3, 4))
    scheme = scored_by_fact(MARK, MatrixScale("scale", "Scale", cells))
    assert Look(scheme).findings() == ()


def test_warnings_come_before_advice() -> None:
    look = Look(with_profile(ramp=()), history(e2=past(0, 0, 0)))
    assert [each.severity for each in look.findings()] == [Severity.WARNING, Severity.ADVICE]


@pytest.mark.parametrize(("weight", "total"), [("0.35", "105"), ("30", "3,070")])
def test_added_weights_are_judged_in_per_cents(weight: str, total: str) -> None:
    entries = (entry("sales", "0.5"), entry("calls", "0.2"), entry("conversion", weight))
    [found] = Look(with_entries(*entries)).findings()
    assert (found.code, found.severity) == (HealthCode.WEIGHTS, Severity.ADVICE)
    assert str(found.message) == f"The weights of “Seller” add up to {total}%, not to 100%."


def test_no_complaint_is_the_best_result_and_not_a_lack_of_influence() -> None:
    none = replace(past(0, 0, 0), attainments=(None,) * 3)
    idle = history("complaints", e2=none)
    profile = (*PROFILE.entries[:2], entry("complaints", "0.2"))
    fewer = with_entries(*profile, indicators=(LESS_COMPLAINTS,))
    more = with_entries(*profile, indicators=(replace(LESS_COMPLAINTS, polarity=Polarity.MORE),))
    assert Look(fewer, idle).findings() == ()
    assert [found.code for found in Look(more, idle).findings()] == [HealthCode.NO_INFLUENCE]


@pytest.mark.parametrize(
    ("kind", "past_of_all", "words"),
    [
        (
            PeriodKind.MONTH,
            history(e2=past(0, 0, 0, 0)),
            "1 person had no record of “Calls” in the last 6 finished months.",
        ),
        (
            PeriodKind.WEEK,
            history(company=past(1, 0, 0, 0), e0=past(1, 0, 0, 0), e1=past(1, 0, 0, 0)),
            "“Calls” had no records in the last 3 finished weeks.",
        ),
        (
            PeriodKind.QUARTER,
            history(company=None, e0=past(99, 90, 80), e1=past(50, 60, 99)),
            "Nobody reached the plan of “Calls” in the last 3 finished quarters; the best had 99%.",
        ),
    ],
)
def test_findings_name_the_periods_that_were_looked_at(
    kind: PeriodKind, past_of_all: History, words: str
) -> None:
    found = Look(with_profile(period_kind=kind), past_of_all).findings()
    assert words in [str(each.message) for each in found]


def letters(look: Look) -> str:
    """Return the letters of SMART that hold."""
    [profile] = look.scheme.profiles
    return "".join(each.letter for each in checks(look, profile) if each.holds)


def checks(look: Look, profile: Profile) -> tuple[SmartCheck, ...]:
    return smart(profile, look.scheme, look.findings())


BY_LETTER = [
    ("S", HealthCode.NO_DESCRIPTION),
    ("M", HealthCode.NO_RECORDS),
    ("A", HealthCode.NEVER_REACHED),
    ("A", HealthCode.PLAN_FAR),
    ("A", HealthCode.NO_INFLUENCE),
    ("R", HealthCode.NO_REVENUE),
    ("T", HealthCode.NO_PLAN),
]


def test_a_sound_profile_keeps_to_all_five_letters() -> None:
    assert letters(Look()) == "SMART"


@pytest.mark.parametrize(("letter", "code"), BY_LETTER)
def test_a_finding_takes_its_letter_away_alone(letter: str, code: HealthCode) -> None:
    looks = [look for found, _, look in FIRES if found is code]
    assert looks
    assert {letters(look) for look in looks} == {"SMART".replace(letter, "")}


def test_findings_of_another_profile_take_nothing_away() -> None:
    other = replace(PROFILE, code="sellers", entries=(ProfileEntry("sales"),), assigned_to=())
    scheme = replace(SCHEME, profiles=(PROFILE, other))
    found = smart(PROFILE, scheme, Look(scheme).findings())
    assert all(check.holds for check in found)


def test_an_empty_profile_has_nothing_that_is_specific() -> None:
    assert letters(Look(with_entries())) == "A"
