"""A small scheme over deals, written in plain builders."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Operator
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Indicator,
    Measure,
    Plan,
    Profile,
    ProfileEntry,
    Step,
    StepScale,
)
from crm_desktop.kpi.source import Aggregate, FormulaSource, RatioSource, RecordSource, Source
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RewardCard,
)

WON = Condition("status", Operator.EQUAL, ("won",))


def employee(number: int) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, f"e{number}")


def deals(
    aggregate: Aggregate,
    where: Filter = WON,
    dated_by: str = "closed",
) -> RecordSource:
    measure = None if aggregate is Aggregate.COUNT else "amount"
    return RecordSource(Entity.DEAL, aggregate, dated_by, measure, where)


def money(code: str, source: Source) -> Indicator:
    return Indicator(code, code.title(), source, Unit.MONEY)


SALES = money("sales", deals(Aggregate.SUM))
COUNT = Indicator("won", "Won", deals(Aggregate.COUNT))
AVERAGE = money("average", deals(Aggregate.AVERAGE))
CONVERSION = Indicator(
    "conversion",
    "Conversion",
    RatioSource(deals(Aggregate.COUNT), deals(Aggregate.COUNT, EVERYTHING)),
    Unit.PERCENT,
)
DOUBLE = money("twice", FormulaSource("sales * 2"))
SCALE = StepScale(
    "steps",
    "Steps",
    (
        Step(None, Decimal(1), Decimal("0.5")),
        Step(Decimal(1), None, Decimal(1)),
    ),
    Measure.ATTAINMENT,
)
SELLER = Profile(
    "seller",
    "Seller",
    (
        ProfileEntry("sales", scale="steps", plan=Decimal(1000)),
        ProfileEntry("won", Decimal(0)),
        ProfileEntry("average", Decimal(0)),
        ProfileEntry("conversion", Decimal(0)),
        ProfileEntry("twice", Decimal(0)),
    ),
    (COMPANY,),
)
WHOLE = Profile("whole", "Whole", (ProfileEntry("sales"),), (COMPANY,), level=SubjectLevel.COMPANY)
PERCENT = BonusTemplate(
    "percent",
    "5 % of sales above 1000",
    PercentPremium(Decimal("0.05")),
    "sales",
    (PremiumCondition("sales", Operator.MORE, Decimal(1000)),),
)
PER_DEAL = BonusTemplate("per_deal", "500 a deal", PerUnitPremium(Decimal(500)), "won")
CARD = RewardCard(
    "card", "Seller's card", Decimal(40_000), ("percent", "per_deal"), (Assignment(COMPANY),)
)
PLAN = Plan("sales", employee(0), Decimal(2000))
SCHEME = Scheme(
    name="Sellers",
    currency="RUB",
    indicators=(SALES, COUNT, AVERAGE, CONVERSION, DOUBLE),
    scales=(SCALE,),
    profiles=(SELLER, WHOLE),
    plans=(PLAN,),
    templates=(PERCENT, PER_DEAL),
    cards=(CARD,),
)


def with_percent(rate: str) -> Scheme:
    """Return the scheme with another rate of sales."""
    template = replace(PERCENT, premium=PercentPremium(Decimal(rate)))
    return replace(SCHEME, templates=(template, PER_DEAL))


def of_many_indicators(count: int) -> Scheme:
    """Return a scheme of ``count`` indicators over every kind of record and date."""
    kinds = [
        (Entity.DEAL, "closed", "amount"),
        (Entity.DEAL, "created", "amount"),
        (Entity.ACTIVITY, "planned", "duration"),
        (Entity.ACTIVITY, "done", "duration"),
        (Entity.DOCUMENT, "issued", "amount"),
        (Entity.DOCUMENT, "due", "amount"),
        (Entity.DOCUMENT, "paid", "paid_amount"),
        (Entity.PAYMENT, "received", "amount"),
    ]
    sources = [
        RecordSource(entity, aggregate, dated_by, measure)
        for aggregate in (Aggregate.SUM, Aggregate.AVERAGE)
        for entity, dated_by, measure in kinds
    ][:count]
    indicators = tuple(Indicator(f"i{i}", f"I {i}", source) for i, source in enumerate(sources))
    entries = tuple(ProfileEntry(indicator.code) for indicator in indicators)
    profile = Profile("all", "All", entries, (COMPANY,))
    return Scheme("Many", "RUB", indicators=indicators, profiles=(profile,))
