"""Every page of the window, and how its frame asks the services."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.composition import Services
from crm_desktop.domain.period import Period
from crm_desktop.domain.search import SearchKind
from crm_desktop.texts import Message
from ui.app import Furniture
from ui.context import Page
from ui.customers.page import CustomersPage
from ui.deals.page import DealsPage
from ui.people.page import PeoplePage
from ui.progress.monitor import ProgressMonitor
from ui.progress.page import ProgressPage
from ui.search_popup import Hit
from ui.statements.page import StatementsPage
from ui.surroundings import Person, Surroundings
from ui.team.page import TeamPage

PAGES: tuple[Page, ...] = (
    Page("customers", Message("Customers"), "customers", CustomersPage),
    Page("deals", Message("Deals"), "deals", DealsPage),
    Page("progress", Message("Progress"), "progress", ProgressPage, has_monitor=False),
    Page("team", Message("Team"), "team", TeamPage, has_monitor=False),
    Page("statements", Message("Rewards"), "rewards", StatementsPage, has_monitor=False),
    Page("people", Message("Administration"), "administration", PeoplePage, has_monitor=False),
)

_SHOWN_BY = {
    SearchKind.CUSTOMERS: ("customers", "customers"),
    SearchKind.DEALS: ("deals", "deals"),
    SearchKind.EMPLOYEES: ("progress", "user"),
}
"""The page that shows a record of the kind, and its icon."""


def furniture(services: Services) -> Furniture:
    """Return what stands in the window; reads the firm's day from the database."""
    return Furniture(PAGES, _surroundings(services), (Message("KPI monitor"), ProgressMonitor))


def _surroundings(services: Services) -> Surroundings:
    today = services.firm.today()

    def people() -> list[Person]:
        employees = services.people.list_employees(on=today)
        return [Person(employee.id, employee.name) for employee in employees]

    def working_day(period: Period) -> Message:
        calendar = services.firm.firm().calendar()
        return Message(
            "{worked} of {days} working days",
            worked=calendar.worked_by(period, today),
            days=calendar.working_days(period),
        )

    def find(text: str) -> Sequence[Hit]:
        return [
            Hit(page, hit.id, icon, hit.title, hit.detail)
            for hit in services.search.search(text)
            for page, icon in [_SHOWN_BY[hit.kind]]
        ]

    return Surroundings(
        today=today,
        database=lambda: _database(services),
        people=people,
        working_day=working_day,
        find=find,
    )


def _database(services: Services) -> Message:
    database = services.database
    if database.path is None:
        return Message("Server database · {name}", name=database.name)
    return Message("Local database · {name}", name=database.path.name)
