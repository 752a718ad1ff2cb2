"""What marketing is measured by: what advertising reached, cost and brought."""

from __future__ import annotations

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue.entry import (
    WON,
    CatalogueEntry,
    Choice,
    Parameter,
    Role,
    all_of,
    always,
    counted,
    is_,
    summed,
)
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.source import ExternalSource, FormulaSource
from crm_desktop.texts import Message

_MARKETING = frozenset({Role.MARKETING})

ENTRIES = (
    CatalogueEntry(
        "reach",
        Message("Reach"),
        Message("How many people saw the advertising; imported from its statistics."),
        _MARKETING,
        always(ExternalSource()),
    ),
    CatalogueEntry(
        "advertising_cost",
        Message("Cost of advertising"),
        Message("What was spent on advertising; imported from its statistics."),
        _MARKETING,
        always(ExternalSource()),
        Unit.MONEY,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "leads",
        Message("Leads"),
        Message("How many leads came in."),
        frozenset({Role.MARKETING, Role.SALES}),
        always(counted(Entity.DEAL, "created")),
    ),
    CatalogueEntry(
        "lead_cost",
        Message("Cost per lead"),
        Message("What one lead cost: the cost of advertising divided by the leads."),
        _MARKETING,
        always(FormulaSource("advertising_cost / leads")),
        Unit.MONEY,
        Polarity.LESS,
        needs=("advertising_cost", "leads"),
    ),
    CatalogueEntry(
        "campaign_return",
        Message("Return on campaigns (ROI)"),
        Message("What the margin brought above the cost of advertising, as a share of that cost."),
        _MARKETING,
        always(FormulaSource("(margin - advertising_cost) / advertising_cost")),
        Unit.PERCENT,
        needs=("margin", "advertising_cost"),
    ),
    CatalogueEntry(
        "source_sales",
        Message("Sales by source"),
        Message("The sum of the won deals that came from the source."),
        _MARKETING,
        lambda chosen: summed(
            Entity.DEAL, "amount", "closed", all_of(WON, is_("source", chosen["source"]))
        ),
        Unit.MONEY,
        parameters=(Parameter("source", Message("Source"), Choice.DEAL_SOURCE),),
    ),
)
