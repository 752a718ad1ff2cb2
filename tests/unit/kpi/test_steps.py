from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Measure, Profile, ProfileEntry
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import BaseSum
from crm_desktop.kpi.pace import Pace, facts_at_the_end
from crm_desktop.kpi.rollup import facts
from crm_desktop.kpi.source import Aggregate, RatioSource, RecordSource, Target, WeightedSource
from crm_desktop.kpi.steps import why
from crm_desktop.rewards.scheme import Scheme

ANN = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "ann"), "Ann")
WON = Condition("status", Operator.EQUAL, ("won",))
ENDED = Condition("status", Operator.ONE_OF, ("won", "lost"))


def counted(where: Condition) -> RecordSource:
    return RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", None, where)


DEALS = Indicator("deals", "Deals", counted(WON))
CONVERSION = Indicator(
    "conversion", "Conversion", RatioSource(counted(WON), counted(ENDED)), Unit.PERCENT
)
SUMS = {
    BaseSum(Entity.DEAL, "closed", None, where): {"ann": Decimal(value)}
    for where, value in ((WON, 8), (ENDED, 20))
}


def why_fact(indicator: Indicator, *, worked: int = 0) -> Derivation:
    """Return why Ann's fact is what it is, at the end of a month of 21 days if ``worked``."""
    measured = facts([indicator], [ANN], SUMS)
    if worked:
        pace = Pace(Decimal(worked) / 21, worked, 21)
        measured = facts_at_the_end(measured, lambda _: pace)
    profile = Profile("p", "P", (ProfileEntry(indicator.code),), (ANN.ref,))
    scheme = Scheme("s", "EUR", indicators=(indicator,), profiles=(profile,))
    [figures] = figures_of(scheme, [ANN], measured, Period.month(2026, 3))
    return why(figures, indicator.code, Measure.FACT)


def test_the_parts_of_a_ratio_name_what_each_counts() -> None:
    labels = [str(part.label) for part in why_fact(CONVERSION).inputs]

    assert labels == [
        "Number of deals (status: won)",
        "Number of deals (status: won or lost)",
    ]


def test_a_weighted_count_is_said_part_by_part() -> None:
    # Source: domain.md §3: calls 40 × 1, meetings 6 × 3.
    targets = (Target("Calls", WON), Target("Meetings", ENDED, Decimal(3)))
    points = Indicator("points", "Points", WeightedSource(Entity.DEAL, "closed", targets))
    found = why_fact(points)

    assert str(found.sentence) == "8 × 1 + 20 × 3 = 68"
    assert [str(part.label).partition(":")[0] for part in found.inputs] == ["Calls", "Meetings"]


def test_a_ratio_of_a_weighted_count_brackets_its_sum() -> None:
    targets = (Target("Calls", WON), Target("Meetings", ENDED, Decimal(3)))
    weighted = WeightedSource(Entity.DEAL, "closed", targets)
    found = why_fact(Indicator("r", "R", RatioSource(weighted, counted(WON))))

    assert str(found.sentence) == "(8 × 1 + 20 × 3) ÷ (8 × 1) = 8.5"


@pytest.mark.parametrize(
    ("worked", "sentence"),
    [
        (15, "8 × working days 21/15 = 11.2, about 11"),
        (14, "8 × working days 21/14 = 12"),
    ],
)
def test_a_figure_of_the_end_follows_from_that_of_today(worked: int, sentence: str) -> None:
    step = why_fact(DEALS, worked=worked)

    assert str(step.sentence) == sentence
    [today] = step.inputs
    assert (step.records, today.value.value) == (None, Decimal(8))
    assert today.records is not None
