"""Scores of everybody at once are those that the words of each subject say."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import COMPANY, Presence, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    LessRule,
    Measure,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    Scale,
    ScoringModel,
    Step,
    StepScale,
    Version,
)
from crm_desktop.kpi.engine import figures_of, result_of
from crm_desktop.kpi.facts import BaseSum
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.recipe import recipe_of
from crm_desktop.kpi.rollup import facts
from crm_desktop.kpi.scores import EntryLine, entry_lines, scores
from crm_desktop.kpi.source import (
    Aggregate,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    Target,
    WeightedSource,
)
from crm_desktop.rewards.scheme import Scheme

MARCH = Period.month(2026, 3)
CODES = ("ann", "bob", "cid")
COUNT = RecordSource(Entity.ACTIVITY, Aggregate.COUNT, "planned")
SALES = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount")
SOURCES: dict[str, Source] = {
    "sales": SALES,
    "calls": WeightedSource(
        Entity.ACTIVITY, "planned", (Target("c", COUNT.where, Decimal("0.5")),)
    ),
    "average": RatioSource(SALES, COUNT),
    "twice": FormulaSource("sales * 2"),
    "marks": ManualSource(),
}
VALUES = st.decimals(-50, 300, places=2)


def steps(*bounds: str | None, bound: Bound, measure: Measure) -> StepScale:
    ends = [None if text is None else Decimal(text) for text in bounds]
    made = (Step(low, high, Decimal(number)) for number, (low, high) in enumerate(pairwise(ends)))
    return StepScale("scale", "Scale", tuple(made), measure, bound)


SCALES: tuple[Scale | None, ...] = (
    None,
    *(
        steps(*bounds, bound=bound, measure=measure)
        for bounds, bound, measure in product(
            ((None, "0.5", "1", None), ("0", "0.5", "1", "2"), (None, "1", "1.5")),
            Bound,
            (Measure.ATTAINMENT, Measure.FACT),
        )
    ),
    CurveScale(
        "scale", "Scale", (CurvePoint(Decimal(0), Decimal(0)), CurvePoint(Decimal(2), Decimal(3)))
    ),
)


def subjects() -> list[Subject]:
    people = [
        Subject(
            SubjectRef(SubjectLevel.EMPLOYEE, code), code, "d", presence=Presence(absences=days)
        )
        for code, days in zip(
            CODES, ((), ((MARCH.start, MARCH.start.replace(day=10)),), ()), strict=True
        )
    ]
    return [*people, Subject(SubjectRef(SubjectLevel.DEPARTMENT, "d"), "D"), Subject(COMPANY, "F")]


@st.composite
def indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            code,
            code,
            source,
            polarity=draw(st.sampled_from(Polarity)),
            less_rule=draw(st.sampled_from(LessRule)),
            tolerance=Decimal("0.1"),
        )
        for code, source in SOURCES.items()
    )


@st.composite
def entries(draw: st.DrawFn) -> tuple[ProfileEntry, ...]:
    some = st.none() | st.decimals(0, 2, places=1)
    return tuple(
        ProfileEntry(
            code,
            draw(st.sampled_from([Decimal(0), Decimal(1), Decimal("0.3")])),
            draw(st.sampled_from([None, "scale"])),
            draw(st.none() | st.decimals(0, 100, places=1)),
            base=draw(some),
            cap=draw(some),
            gate=draw(some),
        )
        for code in draw(st.lists(st.sampled_from(sorted(SOURCES)), unique=True))
    )


@given(
    found=indicators(),
    measured_by=entries(),
    scale=st.sampled_from(SCALES),
    model=st.sampled_from(ScoringModel),
    cap=st.none() | st.decimals(0, 2, places=1),
    proration=st.sampled_from(Proration),
    sums=st.lists(VALUES, min_size=6, max_size=6),
    plan=st.none() | VALUES,
)
def test_scores_and_lines_of_everybody_are_those_of_each(
    *,
    found: tuple[Indicator, ...],
    measured_by: tuple[ProfileEntry, ...],
    scale: Scale | None,
    model: ScoringModel,
    cap: Decimal | None,
    proration: Proration,
    sums: list[Decimal],
    plan: Decimal | None,
) -> None:
    if scale is None:
        measured_by = tuple(
            ProfileEntry(e.indicator, e.weight, None, e.plan, e.base, e.cap, e.gate)
            for e in measured_by
        )
    profile = Profile("p", "P", measured_by, (COMPANY,), model=model, cap=cap, proration=proration)
    plans = () if plan is None else (Plan("sales", subjects()[0].ref, plan),)
    scheme = Scheme(
        "S", "RUB", indicators=found, scales=() if scale is None else (scale,), profiles=(profile,),
        plans=plans,
    )  # fmt: skip
    everyone = figures_of(scheme, subjects(), facts(found, subjects(), summed(sums)), MARCH)

    assert scores(everyone) == {
        figures.subject.ref: result_of(figures).score for figures in everyone
    }
    assert entry_lines(everyone) == {
        figures.subject.ref: tuple(line_of(figures, entry.indicator) for entry in measured_by)
        for figures in everyone
        if figures.profile is not None
    }


def line_of(figures: Figures, code: str) -> EntryLine:
    line, fact = figures.line(code), figures.facts.get((figures.subject.ref, code))
    is_fed = fact is not None and fact.is_fed
    return EntryLine(line.fact, line.plan, line.attainment, line.is_reached, is_fed)


def summed(values: list[Decimal]) -> dict[BaseSum, dict[str, Decimal]]:
    """Return sales and calls of everybody."""
    found: dict[BaseSum, dict[str, Decimal]] = {}
    for number, source in enumerate((SALES, COUNT)):
        [term] = recipe_of(source).terms
        found[term.base] = dict(zip(CODES, values[number * 3 :], strict=False))
    return found


@pytest.mark.parametrize("late", ["indicator", "scale"])
def test_a_rule_that_has_not_begun_gives_no_score(late: str) -> None:
    begins = Version(MARCH.end)
    scale = SCALES[1]
    assert isinstance(scale, StepScale)
    begun = Version()
    scheme = Scheme(
        "S",
        "RUB",
        indicators=(
            Indicator("sales", "Sales", SALES, version=begins if late == "indicator" else begun),
        ),
        scales=(
            StepScale(
                "scale",
                "Scale",
                scale.steps,
                scale.measure,
                version=begins if late == "scale" else begun,
            ),
        ),
        profiles=(
            Profile("p", "P", (ProfileEntry("sales", scale="scale", plan=Decimal(1)),), (COMPANY,)),
        ),
    )
    measured = facts(scheme.indicators, subjects(), summed([Decimal(1)] * 6))
    everyone = figures_of(scheme, subjects(), measured, MARCH)

    assert set(scores(everyone).values()) == {None}
    assert [result_of(figures).score for figures in everyone] == [None] * 5
    [line] = entry_lines(everyone)[everyone[0].subject.ref]
    assert line.is_reached is (None if late == "indicator" else True)
