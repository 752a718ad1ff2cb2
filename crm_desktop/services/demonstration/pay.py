"""What the demonstration firm pays: bonus templates, and a reward card for each role."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Measure
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    Clawback,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
    Sharing,
)
from crm_desktop.services.demonstration.wording import Wording

_REACHED = PremiumCondition("sales", Operator.AT_LEAST, Decimal(1), Measure.ATTAINMENT)
_CONVERTED = PremiumCondition("conversion", Operator.MORE, Decimal("0.3"))
_THREE_DEALS = PremiumCondition("won_deals", Operator.AT_LEAST, Decimal(3))
_NO_TWO_COMPLAINTS = PremiumCondition("complaints", Operator.AT_MOST, Decimal(1))


def templates(wording: Wording) -> Iterator[BonusTemplate]:
    """Yield the bonus templates, each of which stands on some card."""

    def template(code: str, premium: Premium, indicator: str = "", **rest: Any) -> BonusTemplate:
        name, description = wording.scheme[code]
        return BonusTemplate(
            code, name, premium, indicator or None, description=description, **rest
        )

    def sum_for_each(roubles: int) -> PerUnitPremium:
        return PerUnitPremium(wording.rate(roubles))

    department, tenth, fifth = SubjectLevel.DEPARTMENT, Decimal("0.1"), Decimal("0.2")
    yield template(
        "commission_paid", _commission(wording), "paid_invoices", clawback=Clawback(months=3)
    )
    yield template("bonus_paid", RateScalePremium("payment_rates"), "paid_invoices")
    yield template("bonus_sales", RateScalePremium("plan_rates"), "sales")
    yield template("bonus_plan", SalaryPercentPremium(tenth), "sales", conditions=(_REACHED,))
    yield template(
        "bonus_quarter",
        SalaryPercentPremium(fifth),
        "sales",
        conditions=(_REACHED,),
        period_kind=PeriodKind.QUARTER,
    )
    converted = FixedPremium(wording.rate(3_000))
    yield template("bonus_conversion", converted, "conversion", conditions=(_CONVERTED,))
    yield template("bonus_deal", sum_for_each(500), "won_deals")
    yield template(
        "contest_sales", _contest(wording), "sales", conditions=(_THREE_DEALS,), level=department
    )
    percent = PercentPremium(Decimal("0.005"))
    yield template("bonus_head", percent, "paid_invoices", level=department)
    yield template("bonus_request", sum_for_each(90), "requests")
    yield template("bonus_reception", sum_for_each(80), "requests", level=department)
    yield template("bonus_measuring", sum_for_each(250), "measurings")
    yield template("bonus_fitting", sum_for_each(1_200), "fittings")
    yield template(
        "pool_fitting",
        PoolPremium(Sharing.CONTRIBUTION, amount=wording.rate(15_000)),
        "fittings",
        conditions=(_NO_TWO_COMPLAINTS,),
        level=department,
    )


def _commission(wording: Wording) -> CommissionPremium:
    return CommissionPremium(
        Entity.DOCUMENT,
        (EarningPart(Event.PAID),),
        rate=Decimal("0.008"),
        rates=(ProductRate(Decimal("0.012"), group=wording.product_groups["other"]),),
        where=Condition("kind", Operator.EQUAL, ("invoice",)),
    )


def _contest(wording: Wording) -> ContestPremium:
    gift = wording.scheme["contest_gift"]
    return ContestPremium(
        (Prize(wording.rate(4_000)), Prize(wording.rate(2_000)), Prize(gift=gift))
    )


_SELLING = (
    "commission_paid",
    "bonus_sales",
    "bonus_conversion",
    "bonus_deal",
    "bonus_quarter",
    "contest_sales",
)
_LEARNING = ("commission_paid", "bonus_plan", "bonus_deal", "contest_sales")
_FITTING = ("bonus_fitting", "pool_fitting")


def cards(wording: Wording) -> Iterator[RewardCard]:
    """Yield the reward cards, on one of which everybody stands."""

    def card(
        code: str, salary: int, paid: tuple[str, ...], people: dict[str, int], **rest: Any
    ) -> RewardCard:
        assignments = tuple(
            Assignment(
                SubjectRef(SubjectLevel.EMPLOYEE, person),
                None if own == salary else wording.rate(own),
            )
            for person, own in people.items()
        )
        name = wording.scheme[f"card_{code}"]
        return RewardCard(code, name, wording.rate(salary), paid, assignments, **rest)

    sellers = {"seller_steady": 40_000, "seller_weak": 40_000, "seller_strong": 45_000}
    advance, guarantee = Advance(wording.rate(3_000)), wording.rate(46_000)
    head = ("bonus_paid", "bonus_head", "bonus_plan")
    office = {"secretary": 45_000, "director": 120_000, "accountant": 65_000}
    yield card("seller", 40_000, _SELLING, sellers)
    yield card("newcomer", 35_000, _LEARNING, {"seller_new": 35_000}, advance=advance)
    yield card("head", 70_000, head, {"sales_head": 70_000})
    operator = {"operator": 38_000}
    yield card("operator", 38_000, ("bonus_request",), operator, guarantee=guarantee)
    reception = ("bonus_request", "bonus_reception")
    yield card("service_head", 46_000, reception, {"service_head": 46_000})
    yield card("measurer", 42_000, ("bonus_measuring",), {"measurer": 42_000})
    yield card("fitter", 48_000, _FITTING, {"fitter_one": 48_000, "fitter_two": 48_000})
    yield card("fitting_head", 58_000, _FITTING, {"fitting_head": 58_000})
    yield card("office", 45_000, (), office)
