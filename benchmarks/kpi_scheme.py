"""The twelve indicators of the reference month, and a scheme that scores and pays by them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import (
    EVERYTHING,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
)
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Measure, Profile, ProfileEntry, Step, StepScale
from crm_desktop.kpi.source import (
    Aggregate,
    RatioSource,
    RecordSource,
    Source,
    Target,
    WeightedSource,
    Window,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, PercentPremium, RewardCard


def is_(field: str, *values: str) -> Condition:
    return Condition(field, Operator.ONE_OF, values)


def flag(field: str) -> Condition:
    return Condition(field, Operator.EQUAL, (True,))


def both(*parts: Filter) -> Group:
    return Group(Match.ALL, parts)


def records(
    entity: Entity, dated_by: str, measure: str | None = None, where: Filter = EVERYTHING
) -> RecordSource:
    aggregate = Aggregate.COUNT if measure is None else Aggregate.SUM
    return RecordSource(entity, aggregate, dated_by, measure, where)


def weighted(**weights: str) -> WeightedSource:
    targets = (
        Target(kind, both(is_("kind", kind), flag("is_done")), Decimal(weight))
        for kind, weight in weights.items()
    )
    return WeightedSource(Entity.ACTIVITY, "planned", tuple(targets))


WON = is_("status", "won")
OVERDUE = RecordSource(
    Entity.DOCUMENT,
    Aggregate.SUM,
    "due",
    "amount",
    Group(
        Match.ANY,
        (
            Condition("paid", Operator.EMPTY),
            Condition("paid", Operator.AT_LEAST, (RelativeDay(Anchor.PERIOD_END),)),
        ),
    ),
    Window.UNTIL_END,
)
SOURCES: dict[str, Source] = {
    "calls_weighted": weighted(call_out="1", call_in="0.5"),
    "meetings_weighted": weighted(meeting="3", visit="5"),
    "won_deals": records(Entity.DEAL, "closed", where=WON),
    "won_amount": records(Entity.DEAL, "closed", "amount", WON),
    "average_deal": RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount", WON),
    "conversion": RatioSource(
        records(Entity.DEAL, "created", where=WON), records(Entity.DEAL, "created")
    ),
    "missed_share": RatioSource(
        records(Entity.ACTIVITY, "planned", where=is_("kind", "missed_call")),
        records(
            Entity.ACTIVITY, "planned", where=is_("kind", "call_out", "call_in", "missed_call")
        ),
    ),
    "paid": records(Entity.DOCUMENT, "paid", "amount"),
    "new_customers": records(Entity.CUSTOMER, "created"),
    "repeat_amount": records(Entity.DEAL, "closed", "amount", both(WON, flag("is_repeat"))),
    "first_response": RecordSource(Entity.DEAL, Aggregate.AVERAGE, "created", "response"),
    "overdue": OVERDUE,
}
ONE_MORE: Source = records(Entity.DEAL, "created", "amount", is_("status", "lost"))
"""A thirteenth indicator, on a table and date that are read already."""

MONEY = {"won_amount", "average_deal", "paid", "repeat_amount", "overdue"}


def indicators(sources: dict[str, Source] = SOURCES) -> Iterator[Indicator]:
    for code, source in sources.items():
        yield Indicator(code, code, source, Unit.MONEY if code in MONEY else Unit.NUMBER)


def scheme(sources: dict[str, Source] = SOURCES) -> Scheme:
    """Return all indicators in one profile, each by a step scale, and 2 % of sales as a bonus."""
    found = tuple(indicators(sources))
    bounds = [Decimal(part) / 10 for part in range(5, 16)]
    lowers, uppers = [None, *bounds], [*bounds, None]
    steps = tuple(
        Step(lower, upper, Decimal(number) / 10)
        for number, (lower, upper) in enumerate(zip(lowers, uppers, strict=True))
    )
    entries = tuple(
        ProfileEntry(each.code, Decimal("0.1"), "steps", Decimal(100)) for each in found
    )
    percent = BonusTemplate(
        "percent", "2 % of sales", PercentPremium(Decimal("0.02")), "won_amount"
    )
    return Scheme(
        "Benchmark",
        "RUB",
        indicators=found,
        scales=(StepScale("steps", "Steps", steps, Measure.ATTAINMENT),),
        profiles=(Profile("all", "All", entries, (COMPANY,)),),
        templates=(percent,),
        cards=(RewardCard("card", "Card", Decimal(50_000), ("percent",), (Assignment(COMPANY),)),),
    )
