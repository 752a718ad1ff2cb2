"""The scheme's page on real services with a small scheme, and what it told its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.rewards.scheme import Scheme
from tests.storage.crm_builders import firm_services
from tests.ui.crm_pages import Said
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.scheme.indicators.editor import IndicatorEditor
from ui.scheme.indicators.section import IndicatorsView
from ui.scheme.page import SchemePage
from ui.scheme.profiles.editor import ProfileEditor
from ui.scheme.scales.editor import ScaleEditor
from ui.selection import Selection


@dataclass
class SchemeRoom:
    services: Services
    page: SchemePage
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    opened: list[tuple[str, object]] = field(default_factory=list)

    @property
    def indicators(self) -> IndicatorsView:
        view = self.page.section("indicators")
        assert isinstance(view, IndicatorsView)
        return view

    @property
    def indicator_editor(self) -> IndicatorEditor:
        editor = self.indicators.editor
        assert isinstance(editor, IndicatorEditor)
        return editor

    @property
    def scale_editor(self) -> ScaleEditor:
        editor = self.page.section("scales").editor
        assert isinstance(editor, ScaleEditor)
        return editor

    @property
    def profile_editor(self) -> ProfileEditor:
        editor = self.page.section("profiles").editor
        assert isinstance(editor, ProfileEditor)
        return editor

    def newest(self) -> Scheme:
        return self.services.schemes.scheme(AFTER_ALL)


def scheme_room(
    qtbot: QtBot, database: str, scheme: Scheme | None = None, *, section: str = "profiles"
) -> SchemeRoom:
    """Return the page with ``section`` on 10 March 2026; Anna and Boris sell, Vera does not."""
    services = firm_services(database)
    people = services.people
    sales = people.create_department(DepartmentDraft("sales", "Sales")).id
    for code, name, department in (
        ("anna", "Анна Ёлкина", sales),
        ("boris", "Борис Гусев", sales),
        ("vera", "Вера Ким", None),
    ):
        people.create_employee(EmployeeDraft(code, name, department_id=department))
    if scheme is not None:
        services.schemes.import_scheme(scheme)
    said: list[Said] = []
    errors: list[Exception] = []
    opened: list[tuple[str, object]] = []

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(Said(sentence, undo))

    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 3)),
        lambda code, key: opened.append((code, key)),
        say,
        errors.append,
    )
    room = SchemeRoom(services, SchemePage(context), said, errors, opened)
    room.page.show_section(section)
    qtbot.addWidget(room.page)
    room.page.resize(1000, 700)
    with qtbot.waitActive(room.page):
        room.page.show()
    return room
