"""Every page of the window, and how its frame asks the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import NOBODY, Access, Right, Scope
from crm_desktop.domain.search import SearchKind
from crm_desktop.errors import SignInNeededError
from crm_desktop.texts import Message
from ui.context import Context, Page, PageView
from ui.program import Furniture
from ui.search_popup import Hit
from ui.surroundings import Person, Surroundings

if TYPE_CHECKING:
    from crm_desktop.composition import Services

# A page is loaded at its first visit: a start shows one of them.
# ruff: noqa: PLC0415


def _customers(context: Context) -> PageView:
    from ui.customers.page import CustomersPage

    return CustomersPage(context)


def _deals(context: Context) -> PageView:
    from ui.deals.page import DealsPage

    return DealsPage(context)


def _progress(context: Context) -> PageView:
    from ui.progress.page import ProgressPage

    return ProgressPage(context)


def _team(context: Context) -> PageView:
    from ui.team.page import TeamPage

    return TeamPage(context)


def _statements(context: Context) -> PageView:
    from ui.rewards.page import RewardsPage

    return RewardsPage(context)


def _monitor(context: Context) -> QWidget:
    from ui.progress.monitor import ProgressMonitor

    return ProgressMonitor(context)


def _plans(context: Context) -> PageView:
    from ui.plans.page import PlansPage

    return PlansPage(context)


def _scheme(context: Context) -> PageView:
    from ui.scheme.page import SchemePage

    return SchemePage(context)


def _scripts(context: Context) -> PageView:
    from ui.scripts.page import ScriptsPage

    return ScriptsPage(context)


def _people(context: Context) -> PageView:
    from ui.people.page import PeoplePage

    return PeoplePage(context)


_MAKERS = frozenset({Right.SCHEME, Right.SCRIPTS, Right.CALCULATE})
_PLANNERS = _MAKERS | {Right.PEOPLE}

PAGES: tuple[Page, ...] = (
    Page("customers", Message("Customers"), "customers", _customers),
    Page("deals", Message("Deals"), "deals", _deals),
    Page("progress", Message("Progress"), "progress", _progress, has_monitor=False),
    Page("team", Message("Team"), "team", _team, has_monitor=False, compares=True),
    Page("statements", Message("Rewards"), "rewards", _statements, has_monitor=False),
    Page("plans", Message("Plans"), "plans", _plans, has_monitor=False, needs=_PLANNERS),
    Page("scheme", Message("KPI scheme"), "scheme", _scheme, has_monitor=False, needs=_MAKERS),
    Page(
        "scripts",
        Message("Scripts"),
        "scripts",
        _scripts,
        has_monitor=False,
        needs=frozenset({Right.SCRIPTS}),
    ),
    Page(
        "people",
        Message("Administration"),
        "administration",
        _people,
        has_monitor=False,
        needs=frozenset({Right.PEOPLE, Right.ADMINISTER}),
    ),
)

_SHOWN_BY = {
    SearchKind.CUSTOMERS: ("customers", "customers"),
    SearchKind.DEALS: ("deals", "deals"),
    SearchKind.EMPLOYEES: ("progress", "user"),
}
"""The page that shows a record of the kind, and its icon."""


def furniture(services: Services) -> Furniture:
    """Return what stands in the window; reads from the database with what it begins.

    A firm that measures its people is greeted by its team, another by its customers, and
    one whose records ended long ago by their last month. Who sees only their own pay begins
    with that.

    Raises:
        SignInNeededError: somebody has to sign in first.

    """
    access = services.acting.access
    if access == NOBODY:
        raise SignInNeededError
    greeting = services.greeting.greeting()
    sees_own = access.scope is Scope.OWN
    team = "team" if greeting.measures_people else None
    return Furniture(
        tuple(page for page in PAGES if page.is_open_to(access)),
        _surroundings(services, greeting.today, access),
        (Message("KPI monitor"), _monitor),
        first="progress" if sees_own else team,
        always_first=sees_own,
        period=greeting.month,
        database=place_of(services),
    )


def _surroundings(services: Services, today: date, access: Access) -> Surroundings:
    def people() -> list[Person]:
        employees, seen = services.people.list_employees(on=today), services.acting.seen()
        return [Person(row.id, row.name) for row in employees if seen is None or row.id in seen]

    def working_day(period: Period) -> Message:
        calendar = services.firm.firm().calendar()
        return Message(
            "{worked} of {days} working days",
            worked=calendar.worked_by(period, today),
            days=calendar.working_days(period),
        )

    def find(text: str) -> Sequence[Hit]:
        seen = services.acting.seen()
        return [
            Hit(page, hit.id, icon, hit.title, hit.detail)
            for hit in services.search.search(text)
            if seen is None or hit.kind is not SearchKind.EMPLOYEES or hit.id in seen
            for page, icon in [_SHOWN_BY[hit.kind]]
        ]

    def firm() -> Message | str:
        return Message("Demonstration") if services.is_demonstration else services.firm.firm().name

    return Surroundings(
        today=today,
        database=lambda: database_words(services),
        people=people,
        working_day=working_day,
        find=find,
        firm=firm,
        access=access,
    )


def place_of(services: Services) -> str:
    """Return what tells the database apart from others on this machine."""
    path = services.database.path
    return services.database.name if path is None else str(path.absolute())


def database_words(services: Services) -> Message:
    """Return where the records are kept, in words."""
    database = services.database
    if database.path is None:
        return Message("Server database · {name}", name=database.name)
    if services.is_demonstration:
        return Message("Demonstration · {name}", name=database.path.name)
    return Message("Local database · {name}", name=database.path.name)
