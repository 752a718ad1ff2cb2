"""What the pages of figures say of a firm that has no people, or no scheme, yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QStackedWidget
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import EVERYBODY, Right
from tests.storage.crm_builders import add_employee, firm_services
from tests.storage.test_first_steps import SCHEME
from tests.storage.wizard_firm import sellers
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.people.viewmodel import NewEmployee
from ui.progress.monitor import ProgressMonitor
from ui.progress.page import ProgressPage
from ui.scheme.keys import CatalogueKey, NewScheme, SchemeKey
from ui.selection import Selection
from ui.statements.page import StatementsPage
from ui.team.page import TeamPage
from ui.widgets.link_button import LinkButton
from ui.widgets.states import States

MARCH = Period.month(2026, 3)
PROFILE = """
[profiles.seller]
name = "Seller"
assigned_to = ["company"]
indicators = [{ code = "deals", plan = 2 }]

[cards.seller]
name = "Seller"
salary = 1000
assignments = [{ subject = "company" }]
"""
SCRIPT = """
[scripts.half]
name = "Half"
kind = "indicator"
source = "result = 1"
"""
Kind = Callable[[Context], KpiPage]
KINDS = (ProgressPage, TeamPage, StatementsPage, ProgressMonitor)


@dataclass
class FirstDay:
    services: Services
    tmp_path: Path
    window: QStackedWidget
    context: Context
    said: list[str] = field(default_factory=list)
    opened: list[tuple[str, object]] = field(default_factory=list)

    def show(self, kind: Kind) -> KpiPage:
        page = kind(self.context)
        self.window.addWidget(page)
        self.window.setCurrentWidget(page)
        return page

    def scheme_file(self, text: str = SCHEME + PROFILE) -> Path:
        file = self.tmp_path / "scheme.toml"
        file.write_text(text, encoding="utf-8")
        return file


@pytest.fixture
def day(qtbot: QtBot, sqlite_database: str, tmp_path: Path) -> FirstDay:
    """Return a firm without people and scheme, and a window for its pages."""
    said: list[str] = []
    opened: list[tuple[str, object]] = []
    errors: list[Exception] = []
    services = firm_services(sqlite_database)
    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(MARCH),
        lambda code, key: opened.append((code, key)),
        lambda sentence, undo=None: said.append(sentence),
        errors.append,
    )
    window = QStackedWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
    return FirstDay(services, tmp_path, window, context, said, opened)


def states(page: KpiPage) -> States:
    assert isinstance(page, KINDS)
    return page.states


def press(page: KpiPage) -> None:
    button = states(page).button
    assert button is not None
    button.click()


@pytest.fixture
def employees_day(day: FirstDay) -> FirstDay:
    """Return the firm as it is for one who may change neither its people nor its rules."""
    rights = EVERYBODY.rights - {Right.SCHEME, Right.PEOPLE}
    day.context = replace(day.context, access=replace(EVERYBODY, rights=rights))
    return day


def is_one_sentence(page: KpiPage) -> bool:
    """Whether nothing below the sentence can be pressed."""
    links = states(page).findChildren(LinkButton)
    return states(page).button is None and not any(link.isVisible() for link in links)


@pytest.mark.parametrize("kind", KINDS)
def test_a_firm_without_people_is_led_to_add_them(day: FirstDay, kind: Kind) -> None:
    page = day.show(kind)
    assert states(page).sentence == "Nobody works here yet: add the people whose progress counts."

    press(page)

    assert day.opened == [("people", NewEmployee())]


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_change_people_is_not_asked_to_add_them(
    employees_day: FirstDay, kind: Kind
) -> None:
    page = employees_day.show(kind)

    assert states(page).sentence == "Nobody works here yet."
    assert is_one_sentence(page)


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_change_rules_is_told_that_they_are_not_set(
    employees_day: FirstDay, kind: Kind
) -> None:
    day = employees_day
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))

    page = day.show(kind)

    assert states(page).sentence == "The rules of March 2026 are not set yet."
    assert is_one_sentence(page)


@pytest.mark.parametrize("kind", [ProgressPage, TeamPage, ProgressMonitor])
def test_who_may_not_change_rules_is_not_asked_for_a_profile(
    employees_day: FirstDay, kind: Kind
) -> None:
    day = employees_day
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    day.services.scheme_files.take(day.services.scheme_files.read(day.scheme_file(SCHEME)))

    page = day.show(kind)

    assert states(page).sentence == "March 2026: no profile measures months."
    assert is_one_sentence(page)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("running", ["", SCHEME])
def test_rules_that_begin_later_are_named_by_their_day(
    day: FirstDay, kind: Kind, running: str
) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    files, schemes = day.services.scheme_files, day.services.schemes
    if running:
        files.take(files.read(day.scheme_file(running)))
    schemes.import_scheme(files.read(day.scheme_file()), date(2026, 4, 1))

    page = day.show(kind)

    assert states(page).sentence == "Rules hold from 01/04/2026 on."
    assert is_one_sentence(page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_scheme_that_begins_later_is_named(day: FirstDay, kind: Kind) -> None:
    anna = add_employee(day.services, "Анна")
    day.context.selection.choose_employee(anna)
    subject = SubjectRef(SubjectLevel.EMPLOYEE, day.services.people.employee(anna).code)
    draft = sellers(day.services, subject, begins=date(2026, 4, 1))
    kept = day.services.wizards.create(draft)
    page = day.show(kind)
    assert states(page).sentence.startswith("Set up a scheme")

    day.services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    page.reload()

    assert states(page).sentence == "The scheme “New pay” holds from 01/04/2026 on."
    assert is_one_sentence(page)


def test_pay_that_begins_later_than_figures_is_named_by_its_day(day: FirstDay) -> None:
    add_employee(day.services, "Анна")
    files, schemes = day.services.scheme_files, day.services.schemes
    measured = PROFILE.partition("[cards.seller]")[0]
    files.take(files.read(day.scheme_file(SCHEME + measured)))
    page = day.show(StatementsPage)
    assert states(page).sentence.startswith("Nobody has a reward card in this period.")

    schemes.import_scheme(files.read(day.scheme_file()), date(2026, 4, 1))
    page.reload()

    assert states(page).sentence == "Rules hold from 01/04/2026 on."
    assert is_one_sentence(page)


def test_rules_that_come_later_for_months_do_not_measure_days(day: FirstDay) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    files, schemes = day.services.scheme_files, day.services.schemes
    files.take(files.read(day.scheme_file(SCHEME)))
    schemes.import_scheme(files.read(day.scheme_file()), date(2026, 4, 1))
    day.context.selection.choose_period(Period.parse("2026-03-05"))

    page = day.show(ProgressPage)

    said = "05/03/2026: no profile measures days. Make one in the KPI scheme."
    assert states(page).sentence == said


def press_other(page: KpiPage, words: str) -> None:
    links = states(page).findChildren(LinkButton)
    next(link for link in links if link.text() == words).click()


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_scheme_the_wizard_comes_first_then_the_catalogue(
    day: FirstDay, kind: Kind
) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    page = day.show(kind)

    press(page)
    press_other(page, "Take indicators from the catalogue")

    assert day.opened == [("scheme", NewScheme()), ("scheme", CatalogueKey())]


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_scheme_its_import_is_one_button_away(day: FirstDay, kind: Kind) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    page = day.show(kind)
    words = "Set up a scheme of indicators to see figures of March 2026."
    assert states(page).sentence == words

    press_other(page, "Import a scheme file…")
    chooser = page.beginning.scheme_import.chooser
    assert chooser is not None
    assert chooser.isVisible()
    assert chooser.labelText(QFileDialog.DialogLabel.LookIn) == "Folder"  # Qt has no words for it
    chooser.fileSelected.emit(str(day.scheme_file()))
    chooser.reject()

    assert states(page).sentence == ""
    assert day.said == ["The scheme is in force."]


def test_an_import_tells_how_many_scripts_wait(day: FirstDay) -> None:
    add_employee(day.services, "Анна")
    page = day.show(TeamPage)

    page.beginning.scheme_import.viewmodel.take(day.scheme_file(SCHEME + SCRIPT))

    assert day.said == ["The scheme is in force. 1 script waits for approval."]


def test_a_scheme_file_with_mistakes_is_told_line_by_line(day: FirstDay) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    page = day.show(ProgressPage)
    broken = SCHEME.replace('"deal"', '"deel"').replace('"count"', '"cuont"')

    page.beginning.scheme_import.viewmodel.take(day.scheme_file(broken))

    problems = page.beginning.scheme_import.problems
    assert problems is not None
    assert problems.windowTitle() == "“scheme.toml” was not imported"
    lines = problems.text.toPlainText().splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("indicators.deals.source.records")
    problems.close_button.click()
    assert states(page).sentence.startswith("Set up a scheme")
    assert day.said == []


def test_a_scheme_in_another_currency_is_refused_in_words(day: FirstDay) -> None:
    page = day.show(TeamPage)

    page.beginning.scheme_import.viewmodel.take(day.scheme_file(SCHEME.replace('"RUB"', '"USD"')))

    problems = page.beginning.scheme_import.problems
    assert problems is not None
    words = "The scheme pays in USD, the firm counts in RUB."
    assert problems.text.toPlainText() == words
    problems.close()


def test_a_file_that_would_end_other_definitions_asks_first(day: FirstDay) -> None:
    add_employee(day.services, "Анна")
    day.services.scheme_files.take(day.services.scheme_files.read(day.scheme_file()))
    page = day.show(TeamPage)
    scheme_import = page.beginning.scheme_import

    scheme_import.viewmodel.take(day.scheme_file(SCHEME))

    question = scheme_import.question
    assert question is not None
    assert question.text() == "2 definitions that the file lacks would end."
    assert day.said == []
    question.accept()
    assert day.said == ["The scheme is in force."]


def test_one_who_is_measured_by_nothing_is_told_so_where_a_scheme_is_in_force(
    day: FirstDay,
) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    day.services.scheme_files.take(day.services.scheme_files.read(day.scheme_file(SCHEME)))

    page = day.show(ProgressPage)

    words = "March 2026: no profile measures months. Make one in the KPI scheme."
    assert states(page).sentence == words
    press(page)
    assert day.opened == [("scheme", SchemeKey("profiles"))]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2026-03-05", "05/03/2026: no profile measures days."),
        ("2026-W10", "2–8 Mar 2026: no profile measures weeks."),
        ("2026-Q1", "Q1 2026: no profile measures quarters."),
        ("2026-H1", "H1 2026: no profile measures half-years."),
        ("2026", "2026: no profile measures years."),
        ("2026-03-05..2026-03-07", "05/03/2026 — 06/03/2026: no profile measures custom periods."),
    ],
)
@pytest.mark.parametrize("kind", [ProgressPage, TeamPage, ProgressMonitor])
def test_a_kind_of_period_that_no_profile_measures_is_named(
    day: FirstDay, kind: Kind, code: str, words: str
) -> None:
    day.context.selection.choose_employee(add_employee(day.services, "Анна"))
    day.services.scheme_files.take(day.services.scheme_files.read(day.scheme_file()))
    day.context.selection.choose_period(Period.parse(code))

    page = day.show(kind)

    said = states(page).sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert said == f"{words} Make one in the KPI scheme."


def test_nothing_to_save_shows_no_button_for_it(day: FirstDay) -> None:
    add_employee(day.services, "Анна")
    page = day.show(StatementsPage)
    assert isinstance(page, StatementsPage)
    assert page.save_button.isHidden()

    page.beginning.scheme_import.viewmodel.take(day.scheme_file())

    assert not page.save_button.isHidden()
