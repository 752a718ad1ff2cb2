"""What heads of sales are measured by: the figures of their department."""

from __future__ import annotations

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue.entry import WON, CatalogueEntry, Role, always, summed
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.source import FormulaSource, StaffFigure, StaffSource
from crm_desktop.texts import Message

_HEAD = frozenset({Role.HEAD_OF_SALES})

ENTRIES = (
    CatalogueEntry(
        "department_sales",
        Message("Sales of the department"),
        Message("The sum of the deals that the whole department won; its plan is the head’s."),
        _HEAD,
        always(summed(Entity.DEAL, "amount", "closed", WON)),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "headcount",
        Message("Headcount"),
        Message("How many people the department had on average."),
        _HEAD,
        always(StaffSource(StaffFigure.HEADCOUNT)),
    ),
    CatalogueEntry(
        "leavers",
        Message("People who left"),
        Message("How many people left the department."),
        _HEAD,
        always(StaffSource(StaffFigure.LEFT)),
        polarity=Polarity.LESS,
    ),
    CatalogueEntry(
        "sales_per_manager",
        Message("Average sales per manager"),
        Message("The sales of the department divided by its people."),
        _HEAD,
        always(FormulaSource("department_sales / headcount")),
        Unit.MONEY,
        needs=("department_sales", "headcount"),
    ),
    CatalogueEntry(
        "turnover",
        Message("Staff turnover"),
        Message("Which share of the department’s people left."),
        _HEAD,
        always(FormulaSource("leavers / headcount")),
        Unit.PERCENT,
        Polarity.LESS,
        needs=("leavers", "headcount"),
    ),
    CatalogueEntry(
        "team_attainment",
        Message("Attainment of the team"),
        Message("How far the department reached its plan of sales."),
        _HEAD,
        always(FormulaSource("department_sales.attainment")),
        Unit.PERCENT,
        needs=("department_sales",),
    ),
)
