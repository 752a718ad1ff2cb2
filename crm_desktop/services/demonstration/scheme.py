"""The demonstration firm's KPI scheme: sales and service indicators, profiles and plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Filter, Operator
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Indicator,
    MatrixCell,
    MatrixScale,
    Measure,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
    ScoringModel,
    Step,
    StepScale,
)
from crm_desktop.kpi.source import (
    Aggregate,
    ExternalSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    Target,
    WeightedSource,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.demonstration.market import (
    PRODUCTS,
    Seller,
    months,
    requests_in,
    sellers_in,
)
from crm_desktop.services.demonstration.pay import cards, templates
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
        templates=tuple(templates(wording)),
        cards=tuple(cards(wording)),
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
        yield indicator(code, _acts(_of_type(wording, kind)))
    effort = WeightedSource(Entity.ACTIVITY, "done", tuple(_targets_of_effort(wording)))
    yield indicator("effort", effort)
    yield replace(
        indicator("answer_time", _answer_time(wording), Unit.DURATION), polarity=Polarity.LESS
    )
    complaints = RecordSource(
        Entity.ACTIVITY, Aggregate.COUNT, "planned", None, _of_type(wording, "complaint")
    )
    yield replace(indicator("complaints", complaints), polarity=Polarity.LESS)
    yield indicator("discipline", ManualSource(Decimal(-3), Decimal(3)), Unit.SCORE)
    yield indicator("ad_reach", ExternalSource())


def _targets_of_effort(wording: Wording) -> Iterator[Target]:
    for kind, weight in (("follow_up", 1), ("meeting", 3), ("tender", 10)):
        yield Target(wording.words[kind], _of_type(wording, kind), Decimal(weight))


def _answer_time(wording: Wording) -> RecordSource:
    first_call = _of_type(wording, "call")
    return RecordSource(
        Entity.ACTIVITY, Aggregate.AVERAGE, "done", "handling", first_call, is_working_time=True
    )


def _of_type(wording: Wording, kind: str) -> Condition:
    return Condition("type", Operator.EQUAL, (wording.words[kind],))


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
    yield _marks_scale(wording)
    yield _plan_rates(wording)
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


def _plan_rates(wording: Wording) -> StepScale:
    return StepScale(
        "plan_rates",
        wording.scheme["plan_rate_scale"],
        steps=(
            Step(None, Decimal("0.8"), Decimal(0)),
            Step(Decimal("0.8"), Decimal(1), Decimal("0.0015")),
            Step(Decimal(1), Decimal("1.2"), Decimal("0.003")),
            Step(Decimal("1.2"), None, Decimal("0.004")),
        ),
        measure=Measure.ATTAINMENT,
    )


def _marks_scale(wording: Wording) -> MatrixScale:
    return MatrixScale(
        "marks",
        wording.scheme["marks_scale"],
        tuple(MatrixCell(Decimal(mark), 1 + Decimal(mark) / 10) for mark in range(-3, 4)),
    )


_KINDS = {PeriodKind.MONTH: "", PeriodKind.QUARTER: "_quarter"}
"""The kinds of period that sales have plans for, with what ends the codes of their profiles."""


def _profiles(wording: Wording) -> Iterator[Profile]:
    def entry(code: str, weight: str, plan: Decimal | None = None) -> ProfileEntry:
        return ProfileEntry(code, Decimal(weight), "attainment", plan)

    def profile(
        code: str,
        entries: tuple[ProfileEntry, ...],
        *assigned_to: SubjectRef,
        level: SubjectLevel = SubjectLevel.EMPLOYEE,
        kind: PeriodKind = PeriodKind.MONTH,
    ) -> Profile:
        name = wording.scheme[f"profile_{code}"]
        model = ScoringModel.WEIGHTED_MEAN
        return Profile(code, name, entries, assigned_to, level, kind, model)

    selling = (
        entry("sales", "0.4"),
        entry("paid_invoices", "0.2"),
        entry("conversion", "0.2", Decimal("0.3")),
        entry("won_deals", "0.1"),
        entry("average_deal", "0.1", wording.price(95_000)),
    )
    monthly = (
        entry("effort", "0", Decimal(30)),
        ProfileEntry("discipline", Decimal(0), "marks"),
    )
    reach = (ProfileEntry("ad_reach", Decimal(0)),)
    for kind, ending in _KINDS.items():
        is_month = kind is PeriodKind.MONTH
        yield profile(
            f"seller{ending}", (*selling, *(monthly if is_month else ())), _SALES, kind=kind
        )
        department, company = SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY
        yield profile(f"department{ending}", selling, _SALES, level=department, kind=kind)
        yield profile(f"company{ending}", (*selling, *reach), COMPANY, level=company, kind=kind)
    answering = (entry("requests", "0.8"), entry("answer_time", "0.2", Decimal(1_800)))
    yield profile("operator", answering, _of("department", "service"))
    yield profile("measurer", (entry("measurings", "1"),), _person("measurer"))
    fitting = (entry("fittings", "0.8"), entry("complaints", "0.2", Decimal(1)))
    yield profile("fitter", fitting, _of("department", "fitting"))


def _person(code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, code)


def _of(level: str, code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel(level), code)


def _plans(wording: Wording, today: date) -> Iterator[Plan]:
    """Yield the plans of everybody, the sales department and the company, period by period.

    What a seller closes and is paid follows from the requests of some weeks before, at the
    seller's usual conversion; about every other month it is reached. Plans of units are the
    sums of those of their people, plans of quarters the sums of those of their months.
    """
    story = months(today)
    quarters: dict[Period, _Targets] = {}
    month = story[0]
    for index in count():
        quarter = Period.containing(month.start, PeriodKind.QUARTER)
        if index >= len(story) and quarter not in quarters:
            break
        targets = _targets(wording, index, month)
        of_quarter = quarters.setdefault(quarter, _Targets(Decimal))
        for target, value in targets.items():
            of_quarter[target] += value
        if index < len(story):
            yield from _plans_of(targets, month)
        month = month.next()
    for quarter, targets in quarters.items():
        yield from _plans_of(targets, quarter)
    for index, month in enumerate(story):
        for code, indicator, percent in _SERVICE_PLANS:
            acts = max(1, round(requests_in(index, month) * percent / 100))
            yield Plan(indicator, _person(code), Decimal(acts), valid_from=month.start)


_Targets = defaultdict[tuple[str, SubjectRef], Decimal]
"""Plans by their indicator and subject."""


def _plans_of(targets: _Targets, period: Period) -> Iterator[Plan]:
    for (indicator, subject), value in targets.items():
        yield Plan(indicator, subject, value, period.kind, period.start)


def _targets(wording: Wording, index: int, month: Period) -> _Targets:
    """Return what sellers, their department and the company are to reach in ``month``."""
    found = _Targets(Decimal)
    for seller in sellers_in(index):
        closed = _orders(seller, index, month, _DAYS_TO_CLOSE) * _AMBITION
        paid = closed * _ADVANCE + _orders(seller, index, month, _DAYS_TO_REST) * (
            _AMBITION * (1 - _ADVANCE)
        )
        own = {
            "won_deals": Decimal(max(1, round(closed))),
            "sales": _money(closed, seller, wording),
            "paid_invoices": _money(paid, seller, wording),
        }
        for subject in (_person(seller.code), _SALES, COMPANY):
            for indicator, value in own.items():
                found[indicator, subject] += value
    return found


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


_DAYS_TO_CLOSE, _DAYS_TO_REST = 17, 37
"""How long after the request an order is usually won, and the rest of its sum is paid."""

_ADVANCE = Decimal("0.6")
_AMBITION = Decimal("0.95")
"""The part of what is to be expected that is planned."""


def _orders(seller: Seller, index: int, month: Period, days: int) -> Decimal:
    """Return how many requests become the seller's orders and are ``days`` old in ``month``."""
    whole, rest = divmod(days, 30)
    for _ in range(whole):
        index, month = index - 1, month.previous()
    late = _won(seller, index - 1, month.previous())
    return (_won(seller, index, month) * (30 - rest) + late * rest) / 30


def _won(seller: Seller, index: int, month: Period) -> Decimal:
    """Return how many requests of ``month`` usually become orders of ``seller``."""
    sellers = sellers_in(index)
    if index < 0 or seller not in sellers:
        return Decimal(0)
    weights = sum(other.weight for other in sellers)
    requests = Decimal(requests_in(index, month)) * seller.weight / weights
    return requests * seller.wins_percent / 100


def _money(orders: Decimal, seller: Seller, wording: Wording) -> Decimal:
    """Return what ``orders`` of ``seller`` usually come to, as a round sum."""
    value = wording.price(orders * seller.size_percent * _AVERAGE_DEAL / 100)
    step = wording.price(10_000)
    return max((value / step).quantize(Decimal(1), ROUND_HALF_UP), Decimal(1)) * step
