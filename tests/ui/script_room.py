"""The page of scripts on real services with a small scheme, and what it told its surroundings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.script import Expected, Script, ScriptInput, ScriptTest
from tests.storage.crm_builders import add_stages, deal_draft, firm_services
from tests.storage.kpi_scheme import SCHEME
from tests.ui.crm_pages import Said
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.scripts.editor import ScriptEditor
from ui.scripts.page import ScriptsPage
from ui.selection import Selection
from ui.tasks import Tasks

FEBRUARY = datetime(2026, 2, 15, 9, tzinfo=UTC)
COUNT = Script(
    "large",
    "Large deals",
    ScriptKind.INDICATOR,
    'result = sum(1 for row in kpi.rows("won") if row["amount"] >= 1000)\n',
    inputs=(
        ScriptInput(
            "won",
            Entity.DEAL,
            "closed",
            ("amount",),
            Condition("status", Operator.EQUAL, ("won",)),
        ),
    ),
    tests=(
        ScriptTest(
            "one of two",
            '{"rows": {"won": [{"amount": 999}, {"amount": 1000}]}}',
            (Expected(None, "", Decimal(1)),),
        ),
    ),
)


@dataclass
class ScriptRoom:
    services: Services
    page: ScriptsPage
    changes: ChangesBus
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    @property
    def editor(self) -> ScriptEditor:
        return self.page.editor

    def begin(self, script: Script) -> None:
        """Write ``script`` as a new one."""
        self.page.begin(script.kind.value)
        editor = self.editor
        editor.about.name.setText(script.name)
        editor.about.code.setText(script.code)
        editor.edit.replace_text(script.source)


@contextmanager
def script_room(qtbot: QtBot, database: str, tasks: Tasks | None = None) -> Iterator[ScriptRoom]:
    """Yield the page on 10 March 2026; Anna won 2 000 roubles in February."""
    services = firm_services(database)
    people = services.people
    sales = people.create_department(DepartmentDraft("sales", "Sales")).id
    for code, name in (("anna", "Анна Ёлкина"), ("boris", "Борис Гусев")):
        people.create_employee(EmployeeDraft(code, name, department_id=sales))
    stages = add_stages(database)
    anna = next(row.id for row in people.list_employees() if row.code == "anna")
    then = open_services(database, fixed(FEBRUARY))
    then.deals.create(deal_draft(anna, stages["Won"], amount=Money(2000_00, "RUB")))
    then.close()
    services.schemes.import_scheme(SCHEME)
    said: list[Said] = []
    errors: list[Exception] = []
    changes = ChangesBus()

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(Said(sentence, undo))

    context = Context(
        services,
        tasks or InlineTasks(),
        changes,
        Selection(Period.month(2026, 3)),
        lambda _code, _key: None,
        say,
        errors.append,
    )
    room = ScriptRoom(services, ScriptsPage(context), changes, said, errors)
    qtbot.addWidget(room.page)
    room.page.resize(1072, 700)
    with qtbot.waitActive(room.page):
        room.page.show()
    yield room
    services.close()


def press(
    widget: QWidget,
    key: Qt.Key,
    text: str = "",
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Send a key as the keyboard would."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))
