"""The pages of customers and deals on real services, and what they told their surroundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QStackedWidget
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.customers import CustomerCard, CustomerDraft
from crm_desktop.domain.deals import DealCard
from crm_desktop.domain.period import Period
from tests.storage.crm_builders import add_employee, add_stages, deal_draft, firm_services
from tests.ui import accessibility
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context, PageView
from ui.customers.page import CustomersPage
from ui.deals.page import DealsPage
from ui.selection import Selection
from ui.tasks import Tasks
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Form
from ui.widgets.table_view import TableView

WIDE, NARROW = 1200, 720


@dataclass
class Said:
    sentence: str
    undo: Callable[[], None] | None


@dataclass
class CrmRoom:
    """A window of two pages; ``anna`` and ``boris`` are employees, ``stages`` ids by name."""

    services: Services
    stages: dict[str, int]
    anna: int
    boris: int
    customers: CustomersPage
    deals: DealsPage
    window: QStackedWidget
    changes: ChangesBus
    selection: Selection
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def show(self, code: str, key: object = None) -> None:
        page: PageView = self.customers if code == "customers" else self.deals
        self.window.setCurrentWidget(page)
        if key is not None:
            page.open_key(key)

    def add_customer(self, name: str, **entries: object) -> int:
        return self.services.customers.create(CustomerDraft(name, **entries)).id  # type: ignore[arg-type]

    def add_deal(self, title: str, customer_id: int | None = None, stage: str = "Lead") -> int:
        draft = deal_draft(self.anna, self.stages[stage], title=title, customer_id=customer_id)
        return self.services.deals.create(draft).id

    def customer(self, name: str) -> CustomerCard:
        """Return the stored customer of that name."""
        hit = next(hit for hit in self.services.search.search(name) if hit.title == name)
        return self.services.customers.card(hit.id)

    def deal(self, deal_id: int) -> DealCard:
        return self.services.deals.card(deal_id)


def crm_room(qtbot: QtBot, database: str, *, tasks: Tasks | None = None) -> CrmRoom:
    """Return the pages on a new firm; the customers are shown."""
    services = firm_services(database)
    stages = add_stages(database)
    anna, boris = (add_employee(services, name) for name in ("Анна Ёлкина", "Борис Гусев"))
    window, changes = QStackedWidget(), ChangesBus()
    selection = Selection(Period.month(2026, 3), anna)
    shown: list[CrmRoom] = []
    said: list[Said] = []
    errors: list[Exception] = []

    def navigate(code: str, key: object) -> None:
        shown[0].show(code, key)

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(Said(sentence, undo))

    context = Context(
        services,
        InlineTasks() if tasks is None else tasks,
        changes,
        selection,
        navigate,
        say,
        errors.append,
    )
    room = CrmRoom(
        services=services,
        stages=stages,
        anna=anna,
        boris=boris,
        customers=CustomersPage(context),
        deals=DealsPage(context),
        window=window,
        changes=changes,
        selection=selection,
        said=said,
        errors=errors,
    )
    window.addWidget(room.customers)
    window.addWidget(room.deals)
    qtbot.addWidget(window)
    shown.append(room)
    window.resize(WIDE, 700)
    with qtbot.waitActive(window):
        window.show()
    return room


def press(qtbot: QtBot, key: Qt.Key, *, control: bool = False) -> None:
    """Press a key where the keyboard is at present."""
    modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier)


def answer(question: QMessageBox | None, words: str) -> None:
    """Press the button ``words`` of a question."""
    assert question is not None
    next(button for button in question.buttons() if button.text() == words).click()


def focused_name() -> str:
    focused = QApplication.focusWidget()
    assert focused is not None
    return accessibility.name_of(focused)


def general_error(form: Form) -> str:
    """Return what stands above all fields."""
    return "" if form._other.isHidden() else form._other.text()


def emptiness(table: TableView) -> EmptyState:
    """Return what stands in place of the rows."""
    return [state for state in table.findChildren(EmptyState) if state.isVisible()][-1]
