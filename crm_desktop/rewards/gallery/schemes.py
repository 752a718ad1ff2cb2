"""More ways to pay: by scales, above plans, for single records, from pools and by contests."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.catalogue import Choice, Role
from crm_desktop.kpi.catalogue.entry import is_
from crm_desktop.kpi.definition import CurvePoint, CurveScale, Measure, Step, StepScale
from crm_desktop.rewards.gallery.entry import (
    Chosen,
    GalleryGroup,
    PremiumEntry,
    PremiumParameter,
    Rule,
    amount,
    over,
    plan_reached,
    rate,
    threshold,
)
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PoolPremium,
    Prize,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
)
from crm_desktop.rewards.wizard.draft import Aim
from crm_desktop.texts import Message

_SALES = frozenset({Role.SALES})
_SELLERS_AND_HEAD = frozenset({Role.SALES, Role.HEAD_OF_SALES})
_EVERYBODY = frozenset(Role)
_SCHEMES = GalleryGroup.SCHEMES
_DEPARTMENT, _COMPANY = SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY
_MORE_SALES = (Aim.MORE_SALES,)
_OF_SALES = ("sales_volume",)
_SUM, _POOL = Message("Sum"), Message("The pool")

_BOUNDS_AND_RATES = (
    PremiumParameter("rate", Message("Share up to the first bound"), Decimal("0.03"), Unit.PERCENT),
    amount(300_000, Message("Up to"), "first"),
    PremiumParameter(
        "rate_2", Message("Share up to the second bound"), Decimal("0.05"), Unit.PERCENT
    ),
    amount(600_000, Message("Up to"), "second"),
    PremiumParameter("rate_3", Message("Share above"), Decimal("0.07"), Unit.PERCENT),
)


def _by_rates(chosen: Chosen, *, is_marginal: bool) -> Rule:
    first, second = chosen.number("first"), chosen.number("second")
    steps = (
        Step(None, first, chosen.number("rate"), is_marginal),
        Step(first, second, chosen.number("rate_2"), is_marginal),
        Step(second, None, chosen.number("rate_3"), is_marginal),
    )
    each, whole = Message("Each share on its part"), Message("The share reached, on everything")
    scale = StepScale(chosen.code, str(each if is_marginal else whole), steps)
    return Rule(RateScalePremium(chosen.code), "sales_volume", scales=(scale,))


def _target(chosen: Chosen) -> Rule:
    """Return a sum by the curve of domain.md §6: in full at the plan, twice as steep above."""
    lowest = chosen.number("threshold")
    points = ((lowest, "0"), (Decimal(1), "1"), (Decimal("1.5"), "2"))
    name = Message(
        "Nothing below {lowest} of the plan, at most twice the sum",
        lowest=Quantity(lowest, Unit.PERCENT),
    )
    curve = tuple(CurvePoint(at, Decimal(value)) for at, value in points)
    scale = CurveScale(chosen.code, str(name), curve, Measure.ATTAINMENT)
    premium = CoefficientPremium(chosen.number("amount"), chosen.code)
    return Rule(premium, "sales_volume", scales=(scale,))


def _contest(chosen: Chosen) -> Rule:
    prizes = tuple(Prize(chosen.number(place)) for place in ("first", "second", "third"))
    return Rule(ContestPremium(prizes), "sales_volume", level=_DEPARTMENT)


def _large_deals(chosen: Chosen) -> Rule:
    large = Condition("amount", Operator.AT_LEAST, (chosen.number("threshold"),))
    return Rule(
        CommissionPremium(
            Entity.DEAL,
            (EarningPart(Event.WON),),
            amount=chosen.number("amount"),
            where=large,
        )
    )


def _payments(chosen: Chosen) -> Rule:
    return Rule(
        CommissionPremium(
            Entity.DOCUMENT,
            (EarningPart(Event.PAID),),
            rate=chosen.number("rate"),
            where=is_("kind", "invoice"),
        )
    )


_OWN = (
    PremiumEntry(
        "target_bonus",
        Message("Target bonus"),
        Message("The whole sum at the plan of sales, less below it, at most twice as much above."),
        _SALES,
        _SCHEMES,
        _target,
        (
            amount(10_000, Message("At the plan")),
            threshold("0.7", Message("No premium below"), Unit.PERCENT),
        ),
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "plan_reached",
        Message("For the plan"),
        Message("A sum in each month in which you reach your plan of sales."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(
            FixedPremium(chosen.number("amount")), conditions=(plan_reached("sales_volume"),)
        ),
        (amount(15_000, _SUM),),
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "above_plan",
        Message("Percent above the plan"),
        Message("A share of what you sell above your plan; nothing for what is below it."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(AbovePlanPremium(chosen.number("rate")), "sales_volume"),
        (rate("0.10", Message("Share of what is above the plan")),),
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "score_bonus",
        Message("Bonus by the overall result"),
        Message("The sum in full where the overall result of all indicators is 100%."),
        _EVERYBODY,
        _SCHEMES,
        lambda chosen: Rule(FormulaPremium(f"{chosen.number('amount'):f} * score")),
        (amount(10_000, Message("At 100%")),),
    ),
    PremiumEntry(
        "slices",
        Message("Growing percent, each on its part"),
        Message("A higher share of the part of your sales above each bound."),
        _SALES,
        _SCHEMES,
        lambda chosen: _by_rates(chosen, is_marginal=True),
        _BOUNDS_AND_RATES,
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "whole_rate",
        Message("Growing percent, on all sales"),
        Message("The share that your sales reach is paid of all of them."),
        _SALES,
        _SCHEMES,
        lambda chosen: _by_rates(chosen, is_marginal=False),
        _BOUNDS_AND_RATES,
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "margin_share",
        Message("Percent of the margin"),
        Message("A share of what the firm earns on your deals, so that discounts cost you too."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(PercentPremium(chosen.number("rate")), "margin"),
        (rate("0.10", Message("Share of the margin")),),
        ("margin",),
        (Aim.HIGHER_MARGIN,),
    ),
    PremiumEntry(
        "first_deal",
        Message("Percent of the first deal"),
        Message("A share of what new customers paid in their very first deals."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(PercentPremium(chosen.number("rate")), "first_deals"),
        (rate("0.10", Message("Share of first deals")),),
        ("first_deals",),
        (Aim.NEW_CUSTOMERS,),
    ),
    PremiumEntry(
        "large_deal",
        Message("For a large deal"),
        Message("A sum for each deal that you won for so much or more."),
        _SALES,
        _SCHEMES,
        _large_deals,
        (
            amount(10_000, Message("For a deal")),
            threshold("500_000", Message("For deals from"), Unit.MONEY),
        ),
        aims=(Aim.MORE_SALES, Aim.HIGHER_MARGIN),
    ),
    PremiumEntry(
        "group_rate",
        Message("Percent of a product group"),
        Message("A share of your sales of the goods that the firm wants to sell more of."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(PercentPremium(chosen.number("rate")), "group_sales"),
        (
            PremiumParameter("group", Message("Product group"), choice=Choice.PRODUCT_GROUP),
            rate("0.03", Message("Share of the group’s sales")),
        ),
        ("group_sales",),
        _MORE_SALES,
    ),
    PremiumEntry(
        "payments",
        Message("Percent of payments"),
        Message("A share of each payment for your invoices, as soon as the money is there."),
        _SALES,
        _SCHEMES,
        _payments,
        (rate("0.02", Message("Share of payments")),),
        aims=(Aim.CASH_IN,),
    ),
    PremiumEntry(
        "kept_customers",
        Message("Customers who stay"),
        Message("A sum if enough customers of the month before bought again."),
        _SELLERS_AND_HEAD,
        _SCHEMES,
        lambda chosen: Rule(
            FixedPremium(chosen.number("amount")),
            conditions=(over("retention", ">=", chosen.number("threshold")),),
        ),
        (
            amount(10_000, _SUM),
            threshold("0.8", Message("If at least so many stayed"), Unit.PERCENT),
        ),
        ("retention",),
        (Aim.RETENTION,),
    ),
    PremiumEntry(
        "quarter",
        Message("Bonus of the quarter"),
        Message("A share of the salary where the plan of the quarter is reached."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(
            SalaryPercentPremium(chosen.number("rate")),
            conditions=(plan_reached("sales_volume"),),
            period_kind=PeriodKind.QUARTER,
        ),
        (rate("0.5", Message("Share of a month’s salary")),),
        _OF_SALES,
        _MORE_SALES,
    ),
)

_SHARED = (
    PremiumEntry(
        "pool_equal",
        Message("Pool of the team, in equal parts"),
        Message("A sum for the department, shared equally by who reached the own plan of sales."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(
            PoolPremium(Sharing.EQUAL, amount=chosen.number("amount")),
            conditions=(plan_reached("sales_volume"),),
            level=_DEPARTMENT,
        ),
        (amount(60_000, _POOL),),
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "pool_by_sales",
        Message("Pool of the team, by contribution"),
        Message("A share of the department’s sales, divided as each of you sold."),
        _SALES,
        _SCHEMES,
        lambda chosen: Rule(
            PoolPremium(Sharing.CONTRIBUTION, rate=chosen.number("rate"), of="sales_volume"),
            "sales_volume",
            level=_DEPARTMENT,
        ),
        (rate("0.02", Message("Share of the department’s sales")),),
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "best_of_month",
        Message("Best of the month"),
        Message("Prizes for the three with the highest sales of the department."),
        _SALES,
        _SCHEMES,
        _contest,
        (
            amount(15_000, Message("First prize"), "first"),
            amount(10_000, Message("Second prize"), "second"),
            amount(5_000, Message("Third prize"), "third"),
        ),
        _OF_SALES,
        _MORE_SALES,
    ),
    PremiumEntry(
        "thirteenth_salary",
        Message("Thirteenth salary"),
        Message("A sum at the end of the year, divided in proportion to the salaries."),
        _EVERYBODY,
        _SCHEMES,
        lambda chosen: Rule(
            PoolPremium(Sharing.SALARY, amount=chosen.number("amount")),
            level=_COMPANY,
            period_kind=PeriodKind.YEAR,
        ),
        (amount(500_000, _POOL),),
    ),
)

ENTRIES = (*_OWN, *_SHARED)
