"""The seven rules that every firm asks for (domain.md §6)."""

from __future__ import annotations

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue import CatalogueEntry, Role
from crm_desktop.kpi.catalogue.entry import WON, always
from crm_desktop.kpi.source import Aggregate, FormulaSource, RecordSource, Window
from crm_desktop.rewards.gallery.entry import (
    GalleryGroup,
    PremiumEntry,
    Rule,
    amount,
    over,
    rate,
    threshold,
)
from crm_desktop.rewards.template import FixedPremium, PercentPremium, PerUnitPremium
from crm_desktop.rewards.wizard.draft import Aim
from crm_desktop.texts import Message

_SALES = frozenset({Role.SALES})
_RULES = GalleryGroup.RULES
_OF_SALES = Message("Share of sales")

_GROWTH = (
    CatalogueEntry(
        "average_deal_before",
        Message("Average deal of the period before"),
        Message("What a deal that you won in the period before brought on average."),
        _SALES,
        always(
            RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "amount", WON, Window.PREVIOUS)
        ),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "average_deal_growth",
        Message("Growth of the average deal"),
        Message("By which share your average deal is above that of the period before."),
        _SALES,
        always(FormulaSource("average_deal / average_deal_before - 1")),
        Unit.PERCENT,
        needs=("average_deal", "average_deal_before"),
    ),
)

ENTRIES = (
    PremiumEntry(
        "percent_of_sales",
        Message("Percent of sales"),
        Message("A share of all your sales in a month in which they exceed a sum."),
        _SALES,
        _RULES,
        lambda chosen: Rule(
            PercentPremium(chosen.number("rate")),
            "sales_volume",
            (over("sales_volume", ">", chosen.number("threshold")),),
        ),
        (
            rate("0.05", _OF_SALES),
            threshold("1_000_000", Message("If sales exceed"), Unit.MONEY),
        ),
        ("sales_volume",),
        (Aim.MORE_SALES,),
    ),
    PremiumEntry(
        "per_deal",
        Message("For each won deal"),
        Message("A sum for each deal that you won."),
        _SALES,
        _RULES,
        lambda chosen: Rule(PerUnitPremium(chosen.number("amount")), "won_deals"),
        (amount(5_000, Message("For a deal")),),
        ("won_deals",),
        (Aim.MORE_SALES,),
    ),
    PremiumEntry(
        "growing_deal",
        Message("Growth of the average deal"),
        Message("A share of your sales if your average deal grew since the month before."),
        _SALES,
        _RULES,
        lambda chosen: Rule(
            PercentPremium(chosen.number("rate")),
            "sales_volume",
            (over("average_deal_growth", ">=", chosen.number("threshold")),),
        ),
        (
            rate("0.02", _OF_SALES),
            threshold("0.10", Message("If the average deal grew by at least"), Unit.PERCENT),
        ),
        ("sales_volume", "average_deal_growth"),
        (Aim.HIGHER_MARGIN, Aim.MORE_SALES),
        _GROWTH,
    ),
    PremiumEntry(
        "conversion",
        Message("Good conversion"),
        Message("A share of your sales if enough of the leads that you got became customers."),
        _SALES,
        _RULES,
        lambda chosen: Rule(
            PercentPremium(chosen.number("rate")),
            "sales_volume",
            (over("lead_conversion", ">", chosen.number("threshold")),),
        ),
        (
            rate("0.03", _OF_SALES),
            threshold("0.20", Message("If conversion exceeds"), Unit.PERCENT),
        ),
        ("sales_volume", "lead_conversion"),
        (Aim.MORE_SALES, Aim.NEW_CUSTOMERS),
    ),
    PremiumEntry(
        "repeat_sales",
        Message("Repeat sales"),
        Message("A share of what customers who had bought before bought again."),
        _SALES,
        _RULES,
        lambda chosen: Rule(PercentPremium(chosen.number("rate")), "repeat_sales"),
        (rate("0.01", Message("Share of repeat sales")),),
        ("repeat_sales",),
        (Aim.RETENTION,),
    ),
    PremiumEntry(
        "nps",
        Message("Customers who recommend you"),
        Message("A sum if your customers would recommend the firm (NPS)."),
        frozenset({Role.SALES, Role.SERVICE}),
        _RULES,
        lambda chosen: Rule(
            FixedPremium(chosen.number("amount")),
            conditions=(over("nps", ">", chosen.number("threshold")),),
        ),
        (
            amount(10_000, Message("Sum")),
            threshold("70", Message("If NPS exceeds"), Unit.NUMBER),
        ),
        ("nps",),
        (Aim.SERVICE_QUALITY, Aim.RETENTION),
    ),
    PremiumEntry(
        "new_buyer",
        Message("For each new customer"),
        Message("A sum for each customer who bought from the firm for the first time."),
        _SALES,
        _RULES,
        lambda chosen: Rule(PerUnitPremium(chosen.number("amount")), "new_buyers"),
        (amount(3_000, Message("For a customer")),),
        ("new_buyers",),
        (Aim.NEW_CUSTOMERS,),
    ),
)
