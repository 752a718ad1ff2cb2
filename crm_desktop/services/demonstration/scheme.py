"""The demonstration firm's KPI scheme: sales and service indicators, a card for each role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Filter, Operator
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Aggregate,
    Indicator,
    Measure,
    Plan,
    Profile,
    ProfileEntry,
    RatioSource,
    RecordSource,
    Scale,
    ScoringModel,
    Source,
    Step,
    StepScale,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    FixedPremium,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
)
from crm_desktop.services.demonstration.market import (
    PRODUCTS,
    Seller,
    months,
    requests_in,
    sellers_in,
)
from crm_desktop.services.demonstration.wording import Wording

_SALES = SubjectRef(SubjectLevel.DEPARTMENT, "sales")


def scheme(wording: Wording, today: date) -> Scheme:
    """Return the scheme in force for all months of the story up to that of ``today``."""
    return Scheme(
        name=wording.scheme["name"],
        currency=wording.currency,
        indicators=tuple(_indicators(wording)),
        scales=tuple(_scales(wording)),
        profiles=tuple(_profiles(wording)),
        plans=tuple(_plans(wording, today)),
        templates=tuple(_templates(wording)),
        cards=tuple(_cards(wording)),
    )


def _indicators(wording: Wording) -> Iterator[Indicator]:
    won = Condition("status", Operator.EQUAL, ("won",))
    finished = Condition("status", Operator.ONE_OF, ("won", "lost"))
    sum_won = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", won)
    count_won = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", None, won)
    count_finished = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", None, finished)
    average = RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount", won)
    paid = RecordSource(Entity.PAYMENT, Aggregate.SUM, "received", "amount")

    def indicator(code: str, source: Source, unit: Unit = Unit.NUMBER) -> Indicator:
        name, description = wording.scheme[code]
        return Indicator(code, name, source, unit, description=description)

    yield indicator("sales", sum_won, Unit.MONEY)
    yield indicator("won_deals", count_won)
    yield indicator("average_deal", average, Unit.MONEY)
    yield indicator("conversion", RatioSource(count_won, count_finished), Unit.PERCENT)
    yield indicator("paid_invoices", paid, Unit.MONEY)
    for code, kind in (("requests", "call"), ("measurings", "measuring"), ("fittings", "fitting")):
        yield indicator(code, _acts(Condition("type", Operator.EQUAL, (wording.words[kind],))))


def _acts(where: Filter) -> RecordSource:
    return RecordSource(Entity.ACTIVITY, Aggregate.COUNT, "done", None, where)


def _scales(wording: Wording) -> Iterator[Scale]:
    yield StepScale(
        "attainment",
        wording.scheme["attainment_scale"],
        steps=(
            Step(None, Decimal("0.5"), Decimal(0)),
            Step(Decimal("0.5"), Decimal("0.8"), Decimal("0.5")),
            Step(Decimal("0.8"), Decimal(1), Decimal("0.8")),
            Step(Decimal(1), Decimal("1.2"), Decimal(1)),
            Step(Decimal("1.2"), None, Decimal("1.2")),
        ),
        measure=Measure.ATTAINMENT,
    )
    low, high = wording.rate(400_000), wording.rate(800_000)
    yield StepScale(
        "payment_rates",
        wording.scheme["rate_scale"],
        steps=(
            Step(None, low, Decimal("0.02"), is_marginal=True),
            Step(low, high, Decimal("0.03"), is_marginal=True),
            Step(high, None, Decimal("0.04"), is_marginal=True),
        ),
    )


def _profiles(wording: Wording) -> Iterator[Profile]:
    def entry(code: str, weight: str, plan: Decimal | None = None) -> ProfileEntry:
        return ProfileEntry(code, Decimal(weight), "attainment", plan)

    def profile(
        code: str,
        entries: tuple[ProfileEntry, ...],
        *assigned_to: SubjectRef,
        level: SubjectLevel = SubjectLevel.EMPLOYEE,
    ) -> Profile:
        name = wording.scheme[f"profile_{code}"]
        model = ScoringModel.WEIGHTED_MEAN
        return Profile(code, name, entries, assigned_to, level, model=model)

    selling = (
        entry("sales", "0.4"),
        entry("paid_invoices", "0.2"),
        entry("conversion", "0.2", Decimal("0.3")),
        entry("won_deals", "0.1"),
        entry("average_deal", "0.1", wording.price(95_000)),
    )
    team = (
        entry("sales", "0.6"),
        entry("paid_invoices", "0.2"),
        entry("conversion", "0.2", Decimal("0.3")),
    )
    yield profile("seller", selling, _SALES)
    yield profile("operator", (entry("requests", "1"),), _of("department", "service"))
    yield profile("measurer", (entry("measurings", "1"),), _person("measurer"))
    yield profile("fitter", (entry("fittings", "1"),), _of("department", "fitting"))
    yield profile("department", team, _SALES, level=SubjectLevel.DEPARTMENT)
    yield profile("company", team, COMPANY, level=SubjectLevel.COMPANY)


def _person(code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, code)


def _of(level: str, code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel(level), code)


def _plans(wording: Wording, today: date) -> Iterator[Plan]:
    """Yield the plans of everybody, the sales department and the company, month by month.

    A seller's plan is a good part of what the requests of the month should bring at the
    seller's usual conversion, so that about every other month it is reached.
    """
    for index, month in enumerate(months(today)):
        sums = {seller.code: _expected(seller, index, month) for seller in sellers_in(index)}
        totals = {_person(code): value for code, value in sums.items()}
        totals[_SALES] = totals[COMPANY] = sum(sums.values(), Decimal(0))
        for subject, roubles in totals.items():
            sales = _round(wording.price(roubles), wording)
            yield Plan("sales", subject, sales, valid_from=month.start)
            yield Plan("paid_invoices", subject, sales, valid_from=month.start)
            if subject.level is SubjectLevel.EMPLOYEE:
                deals = max(1, round(roubles / _AVERAGE_DEAL))
                yield Plan("won_deals", subject, Decimal(deals), valid_from=month.start)
        for code, indicator, percent in _SERVICE_PLANS:
            count = max(1, round(requests_in(index, month) * percent / 100))
            yield Plan(indicator, _person(code), Decimal(count), valid_from=month.start)


_SERVICE_PLANS = (
    ("operator", "requests", 78),
    ("service_head", "requests", 20),
    ("measurer", "measurings", 74),
    ("fitting_head", "fittings", 10),
    ("fitter_one", "fittings", 9),
    ("fitter_two", "fittings", 9),
)
"""What the service does for every hundred requests."""


def _average_deal() -> Decimal:
    weight = sum(product.weight for product in PRODUCTS)
    total = sum(product.weight * (product.low + product.high) * 500 for product in PRODUCTS)
    return Decimal(total) / weight


_AVERAGE_DEAL = _average_deal()


def _expected(seller: Seller, index: int, month: Period) -> Decimal:
    weights = sum(other.weight for other in sellers_in(index))
    requests = Decimal(requests_in(index, month)) * seller.weight / weights
    return requests * seller.wins_percent * seller.size_percent * _AVERAGE_DEAL / 11_000


def _round(value: Decimal, wording: Wording) -> Decimal:
    step = wording.price(10_000)
    return max((value / step).quantize(Decimal(1), ROUND_HALF_UP), Decimal(1)) * step


def _templates(wording: Wording) -> Iterator[BonusTemplate]:
    sum_of = wording.rate
    reached = PremiumCondition("sales", Operator.AT_LEAST, Decimal(1), Measure.ATTAINMENT)
    converted = PremiumCondition("conversion", Operator.MORE, Decimal("0.3"))
    templates = (
        ("bonus_paid", RateScalePremium("payment_rates"), "paid_invoices", ()),
        ("bonus_plan", SalaryPercentPremium(Decimal("0.1")), "sales", (reached,)),
        ("bonus_conversion", FixedPremium(sum_of(5_000)), "conversion", (converted,)),
        ("bonus_deal", PerUnitPremium(sum_of(500)), "won_deals", ()),
        ("bonus_request", PerUnitPremium(sum_of(60)), "requests", ()),
        ("bonus_measuring", PerUnitPremium(sum_of(350)), "measurings", ()),
        ("bonus_fitting", PerUnitPremium(sum_of(1_200)), "fittings", ()),
    )
    for code, premium, indicator, conditions in templates:
        name, description = wording.scheme[code]
        yield BonusTemplate(code, name, premium, indicator, conditions, description)
    name, description = wording.scheme["bonus_head"]
    yield BonusTemplate(
        "bonus_head",
        name,
        PercentPremium(Decimal("0.005")),
        "paid_invoices",
        description=description,
        level=SubjectLevel.DEPARTMENT,
    )


def _cards(wording: Wording) -> Iterator[RewardCard]:
    def card(
        code: str, salary: int, templates: tuple[str, ...], *people: str, **own: int
    ) -> RewardCard:
        paid = [Assignment(_person(person)) for person in people]
        paid += [Assignment(_person(person), wording.rate(own[person])) for person in own]
        name = wording.scheme[f"card_{code}"]
        return RewardCard(code, name, wording.rate(salary), templates, tuple(paid))

    selling = ("bonus_paid", "bonus_plan", "bonus_conversion", "bonus_deal")
    yield card(
        "seller",
        40_000,
        selling,
        "seller_steady",
        "seller_weak",
        seller_strong=45_000,
        seller_new=35_000,
    )
    yield card("head", 70_000, ("bonus_paid", "bonus_head", "bonus_plan"), "sales_head")
    yield card("operator", 38_000, ("bonus_request",), "operator")
    yield card("service_head", 46_000, ("bonus_request",), "service_head")
    yield card("measurer", 42_000, ("bonus_measuring",), "measurer")
    yield card("fitter", 48_000, ("bonus_fitting",), "fitter_one", "fitter_two")
    yield card("fitting_head", 58_000, ("bonus_fitting",), "fitting_head")
    yield card("office", 45_000, (), "secretary", director=120_000, accountant=65_000)
