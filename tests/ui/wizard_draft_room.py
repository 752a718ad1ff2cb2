"""A page of the wizard in a firm that sold for three months, and what became of the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from pytestqt.qtbot import QtBot

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.people import EmployeeDraft, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.catalogue import Role, with_needs
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.selection import Selection
from ui.tasks import Tasks
from ui.wizard.step_view import StepView
from ui.wizard.viewmodel import WizardViewModel

Page = TypeVar("Page", bound=StepView)

NOW = datetime(2026, 5, 16, 9, tzinfo=UTC)
PEOPLE = tuple(SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("e0", "e1", "e2"))
TEAM = "sellers"
CODES = ("sales_volume", "won_deals")


@dataclass
class DraftRoom(Generic[Page]):
    services: Services
    page: Page
    viewmodel: WizardViewModel
    errors: list[Exception] = field(default_factory=list)

    @property
    def draft(self) -> WizardDraft:
        return self.viewmodel.draft


def sellers(codes: Sequence[str] = CODES) -> WizardDraft:
    """Return a draft of a team whose plans are 1000 of sales and 2 deals a month."""
    draft = editing.empty_draft("Sales", "RUB")
    draft = editing.with_team(draft, "Sellers", PEOPLE, role=Role.SALES)
    found = [entry.indicator() for entry in with_needs(tuple(codes))]
    draft = editing.with_indicators(draft, TEAM, codes, found)
    plans = [
        Plan(code, ref, Decimal(1000 if code == "sales_volume" else 2))
        for code in codes
        for ref in PEOPLE
    ]
    return editing.with_salary(editing.with_plans(draft, plans), TEAM, Decimal(30_000))


def hire(services: Services, day: date) -> None:
    """Let everybody have been hired on ``day``."""
    for row in services.people.list_employees():
        draft = EmployeeDraft(row.code, row.name, department_id=row.department_id, hired_on=day)
        services.people.save_employee(row.id, row.version, draft)


def draft_room(
    qtbot: QtBot,
    database: str,
    make: type[Page],
    draft: WizardDraft | None = None,
    *,
    tasks: Tasks | None = None,
) -> DraftRoom[Page]:
    """Return the page, shown, on 16 May 2026.

    In April e0 won two deals of 600 together with 1200, e1 one of 500, e2 none.
    """
    with Sessions(open_engine(database)).begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(
            session,
            [
                DealSketch(owner, minor, created=day, closed=day)
                for month in (3, 4)
                for day in (datetime(2026, month, 10, 9, tzinfo=UTC),)
                for owner, minor in ((0, 600_00), (0, 600_00), (1, 500_00))
            ],
        )
    services = open_services(database, fixed(NOW))
    errors: list[Exception] = []
    context = Context(
        services=services,
        tasks=tasks or InlineTasks(),
        changes=ChangesBus(),
        selection=Selection(Period.month(2026, 5)),
        navigate=lambda _code, _key: None,
        say=lambda _sentence, _undo=None: None,
        report=errors.append,
    )
    stored = services.wizards.create(draft or sellers())
    viewmodel = WizardViewModel(context, stored, services.wizard_insights.firm(), None)
    viewmodel.failed.connect(errors.append)
    page = make(viewmodel)
    qtbot.addWidget(page)
    page.resize(900, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.initializePage()
    return DraftRoom(services, page, viewmodel, errors)
