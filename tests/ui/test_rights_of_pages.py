"""Each page lets those alone change something who have the right to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import EVERYBODY, Access, Right, Role, Scope, UserRow
from tests.storage.crm_builders import firm_services
from tests.ui.inline_tasks import InlineTasks
from ui.author_field import AuthorField
from ui.changes_bus import ChangesBus
from ui.context import Context, PageView
from ui.customers.page import CustomersPage
from ui.deals.page import DealsPage
from ui.pages import PAGES
from ui.people.page import PeoplePage
from ui.plans.absences_section import AbsencesSection
from ui.plans.calendar_section import CalendarSection
from ui.plans.marks_section import MarksSection
from ui.plans.page import PlansPage
from ui.rewards.adjustments_section import AdjustmentsSection
from ui.rewards.changes_section import ChangesSection
from ui.rewards.disputes_section import DisputesSection
from ui.scheme.indicators.section import IndicatorsView
from ui.scheme.scales.section import ScalesView
from ui.selection import Selection
from ui.statements.page import StatementsPage


@dataclass(frozen=True, slots=True)
class Case:
    """What a right lets do: the page, and the names of the buttons that need it."""

    right: Right
    page: Callable[[Context], PageView]
    buttons: Sequence[str]

    def __str__(self) -> str:
        return f"{self.right} {self.page}"


CASES = (
    Case(Right.CALCULATE, StatementsPage, ["save_button"]),
    Case(Right.CALCULATE, MarksSection, ["card.save_button", "card.away_button"]),
    Case(Right.CORRECT, ChangesSection, ["card.accept_button", "card.dismiss_button"]),
    Case(Right.CORRECT, ChangesSection, ["back_button"]),
    Case(Right.CORRECT, AdjustmentsSection, ["new_button", "card.save_button"]),
    Case(Right.CORRECT, DisputesSection, ["card.correct_button", "card.refuse_button"]),
    Case(Right.SCHEME, IndicatorsView, ["new_button", "editor.save_button"]),
    Case(Right.SCHEME, PlansPage, ["shown.save_button", "shown.spread_button"]),
    Case(Right.SCHEME, ScalesView, ["new_button", "editor.delete_button"]),
    Case(Right.RECORDS, CustomersPage, ["new_button", "card.save_button", "card.delete_button"]),
    Case(Right.RECORDS, DealsPage, ["new_button", "card.save_button", "card.closing"]),
    Case(Right.PEOPLE, AbsencesSection, ["new_button", "card.save_button"]),
    Case(Right.PEOPLE, CalendarSection, ["hours.save_button"]),
    Case(Right.PEOPLE, PeoplePage, ["employees.new_button", "groups.card.save_button"]),
    Case(Right.PEOPLE, PeoplePage, ["departments.card.delete_button"]),
    Case(Right.ADMINISTER, PeoplePage, ["firm.firm", "firm.rates", "activity_types.new_button"]),
)


def widgets(page: PageView, names: Sequence[str]) -> list[QWidget]:
    found = []
    for name in names:
        widget: object = page
        for part in name.split("."):
            widget = getattr(widget, part)
        assert isinstance(widget, QWidget)
        found.append(widget)
    return found


def fail(error: Exception) -> None:
    raise error


def context_of(database: str, access: Access) -> Context:
    return Context(
        firm_services(database),
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 3)),
        lambda code, key: None,
        lambda sentence, undo=None: None,
        fail,
        access,
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_role_does_not_allow_is_off(qtbot: QtBot, sqlite_database: str, case: Case) -> None:
    access = Access(None, frozenset(Right) - {case.right}, Scope.ALL)
    page = case.page(context_of(sqlite_database, access))
    qtbot.addWidget(page)

    for widget in widgets(page, case.buttons):
        assert not widget.isEnabled()
        assert str(case.right.deed()) in widget.toolTip()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_may_do_it_finds_no_word_about_rights(
    qtbot: QtBot, sqlite_database: str, case: Case
) -> None:
    access = Access(None, frozenset({case.right}), Scope.ALL)
    page = case.page(context_of(sqlite_database, access))
    qtbot.addWidget(page)

    for widget in widgets(page, case.buttons):
        assert "Your role" not in widget.toolTip()


def open_to(access: Access) -> list[str]:
    return [page.code for page in PAGES if page.is_open_to(access)]


def test_pages_that_say_nothing_to_a_role_are_not_offered() -> None:
    every = ["customers", "deals", "progress", "team", "statements", "plans", "scheme"]
    every += ["scripts", "people"]
    records = frozenset({Right.RECORDS})

    assert open_to(EVERYBODY) == every
    assert open_to(Access(None, records, Scope.BELOW)) == every[:5]
    assert open_to(Access(None, records, Scope.OWN)) == [*every[:3], "statements"]
    assert open_to(Access(None, frozenset({Right.PEOPLE}), Scope.DEPARTMENT)) == [
        *(*every[:6], "people")
    ]


def test_who_has_signed_in_is_named_and_not_asked(qtbot: QtBot) -> None:
    role = Role("accountant", "Accountant", frozenset({Right.CORRECT}), Scope.ALL)
    user = UserRow(1, 1, "anna", "Anna Bell", 1, role)
    field = AuthorField(Access.of(user))
    qtbot.addWidget(field)
    field.show()

    field.show_name("Somebody else")

    assert field.name() == "Anna Bell"
    assert not field.edit.isVisible()
    assert field.editor.property("text") == "Anna Bell"
