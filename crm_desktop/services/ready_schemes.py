"""Use cases on the schemes that the product ships: pay systems to begin with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from crm_desktop import paths, texts
from crm_desktop.errors import NotFoundError
from crm_desktop.exchange.scheme import parse_scheme
from crm_desktop.exchange.toml_reading import read_text
from crm_desktop.kpi.catalogue import Role
from crm_desktop.rewards.gallery.conversion import converted
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft
from crm_desktop.services.firm import FirmService
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class ReadyScheme:
    """``sentence`` tells what it pays for, ``suits`` which firms and people it is good for.

    ``roles`` are empty where it is work that the catalogue has no role for. ``aims`` are what its
    indicators show, the main one first.
    """

    code: str
    name: Message
    sentence: Message
    suits: Message
    roles: frozenset[Role]
    aims: tuple[Aim, ...]

    def begun(self, draft: WizardDraft) -> WizardDraft:
        """Return ``draft``, which is of this scheme, with its aims and the work of its people.

        How much is wanted by when stays open, and so does the work where it suits several.
        """
        teams = draft.teams
        if len(self.roles) <= 1:
            role = next(iter(self.roles), None)
            teams = tuple(replace(team, role=role) for team in teams)
        return replace(draft, goal=Goal(self.aims), teams=teams)


_READY = (
    ReadyScheme(
        "salary_percent",
        Message("Salary and percent of sales"),
        Message("A share of sales to existing customers, and a sum if they stay."),
        Message("Beginners and stable sales: account managers."),
        frozenset({Role.SALES}),
        (Aim.RETENTION,),
    ),
    ReadyScheme(
        "progressive_percent",
        Message("Growing percent"),
        Message("The more new customers buy, the higher the share; a sum for each of them."),
        Message("Growing firms: people who bring new customers."),
        frozenset({Role.SALES}),
        (Aim.NEW_CUSTOMERS, Aim.MORE_SALES),
    ),
    ReadyScheme(
        "kpi_and_deals",
        Message("KPI bonus and premiums for deals"),
        Message(
            "A bonus by how much VIP customers buy and how content they are, a sum for each deal."
        ),
        Message("Firms with clear goals that mark their VIP customers with a tag."),
        frozenset({Role.SALES}),
        (Aim.RETENTION, Aim.SERVICE_QUALITY),
    ),
    ReadyScheme(
        "department_plan",
        Message("Plan of the department"),
        Message("A bonus for the department’s plan, for sales per manager and a team that stays."),
        Message("Heads of sales."),
        frozenset({Role.HEAD_OF_SALES}),
        (Aim.MORE_SALES,),
    ),
    ReadyScheme(
        "contest",
        Message("Contest"),
        Message("A share of sales, and prizes for the three best of the month."),
        Message("Short tasks: a season, a new product, a slow month."),
        frozenset({Role.SALES}),
        (Aim.MORE_SALES,),
    ),
    ReadyScheme(
        "matrix",
        Message("Matrix"),
        Message("A bonus by calls, letters, tasks and the mark of the head from −3 to +3."),
        Message("Offices: secretaries and office managers."),
        frozenset({Role.OFFICE}),
        (Aim.OFFICE_ORDER,),
    ),
    ReadyScheme(
        "support_line",
        Message("Support line"),
        Message(
            "A bonus by answer time, satisfaction and time without incidents, by a scale of "
            "its own for each of three lines."
        ),
        Message("Service that records failures of a system as tickets of a type of their own."),
        frozenset({Role.SERVICE}),
        (Aim.SERVICE_QUALITY,),
    ),
    ReadyScheme(
        "project",
        Message("Project work"),
        Message("A bonus by points of difficulty, deadlines and missed bugs; a sum a milestone."),
        Message("IT and long projects whose milestones and bugs have types of their own."),
        frozenset(),
        (Aim.OFFICE_ORDER,),
    ),
)


class ReadySchemeService:
    def __init__(self, firm: FirmService) -> None:
        self._firm = firm

    def list_ready(self) -> tuple[ReadyScheme, ...]:
        """Return all schemes that the product ships."""
        return _READY

    def scheme(self, code: str, typical: Decimal | None = None) -> Scheme:
        """Return a shipped scheme in the language in force and in the firm's currency.

        It names nobody. Its sums are suggestions: they follow ``typical``, what a person of the
        firm sells for in a month, or the currency alone.

        Raises:
            NotFoundError: the product ships no scheme of this code.
            NotSetUpError: the firm has no settings yet.

        """
        if all(each.code != code for each in _READY):
            raise NotFoundError(Message("Scheme"), code)
        file = paths.resource("schemes", texts.language(), f"{code}.toml")
        return converted(parse_scheme(read_text(file)), self._firm.firm().currency, typical)
