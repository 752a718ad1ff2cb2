"""The page of plans on real services, in a firm of one department."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.people import (
    COMPANY,
    DepartmentDraft,
    EmployeeDraft,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry, Proration
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.scheme import Scheme
from tests.storage.crm_builders import firm_services
from tests.storage.kpi_scheme import AVERAGE, SALES
from tests.ui.crm_pages import Said
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.plans.page import PlansPage
from ui.selection import Selection

SALES_UNIT = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
BORIS = SubjectRef(SubjectLevel.EMPLOYEE, "boris")
ORDER = Indicator("order", "Order", ManualSource(Decimal(-3), Decimal(3), 3), Unit.SCORE)
SCHEME = Scheme(
    name="Plans",
    currency="RUB",
    indicators=(SALES, AVERAGE, ORDER),
    profiles=(
        Profile(
            "seller",
            "Seller",
            (ProfileEntry("sales", plan=Decimal(1000)), ProfileEntry("order")),
            (SALES_UNIT,),
            proration=Proration.WORKING_DAYS,
        ),
        Profile(
            "unit", "Unit", (ProfileEntry("sales"),), (COMPANY,), level=SubjectLevel.DEPARTMENT
        ),
        Profile("firm", "Firm", (ProfileEntry("sales"),), (COMPANY,), level=SubjectLevel.COMPANY),
    ),
)

Kind = TypeVar("Kind", bound=QWidget)


@dataclass
class PlanRoom:
    services: Services
    page: PlansPage
    context: Context
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def section(self, code: str, kind: type[Kind]) -> Kind:
        """Return the section of ``code``, shown."""
        self.page.open_key(code)
        section = self.page.section(code)
        assert isinstance(section, kind)
        return section


def plan_room(qtbot: QtBot, database: str, scheme: Scheme | None = SCHEME) -> PlanRoom:
    """Return the page, shown, on 10 March 2026; Anna and Boris sell."""
    services = firm_services(database)
    sales = services.people.create_department(DepartmentDraft("sales", "Sales")).id
    for code, name in (("anna", "Анна Ёлкина"), ("boris", "Борис Гусев")):
        services.people.create_employee(EmployeeDraft(code, name, department_id=sales))
    if scheme is not None:
        services.schemes.import_scheme(scheme)
    said: list[Said] = []
    errors: list[Exception] = []

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(Said(sentence, undo))

    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 3)),
        lambda code, key: None,
        say,
        errors.append,
    )
    page = PlansPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitActive(page):
        page.show()
    return PlanRoom(services, page, context, said, errors)
