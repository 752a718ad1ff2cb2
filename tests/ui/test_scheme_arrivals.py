"""A scheme file that is opened from the desktop, or dropped on the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services, open_services
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import EVERYBODY, Access, Right
from crm_desktop.errors import DeniedError
from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.texts import Message
from tests.storage.rules_told import told, told_on_all_days
from tests.storage.wizard_firm import sellers, wizard_firm
from tests.ui.inline_tasks import InlineTasks
from tests.ui.window import PAGES, SERVICES, NotePage, furniture
from ui.changes_bus import ChangesBus
from ui.context import Context, Page
from ui.main_window import MainWindow
from ui.program import Program
from ui.scheme.keys import NewScheme, SchemeFile
from ui.scheme.page import SchemePage
from ui.scheme_files import dropped, kinds_to_read
from ui.scheme_import import SchemeImport
from ui.selection import Selection
from ui.tasks import Job
from ui.widgets.buttons import Button

SCHEME = """
[scheme]
name = "Sales"
currency = "RUB"

[indicators.{code}]
name = "{name}"

[indicators.{code}.source]
records = "deal"
aggregate = "count"
dated_by = "created"
"""

SOMEBODY_ELSE = """
[profiles.seller]
name = "Seller"
period_kind = "month"
assigned_to = ["employee:7"]
indicators = [{ code = "deals", weight = 1 }]
"""


@dataclass
class Room:
    services: Services
    page: SchemePage
    opened: list[tuple[str, object]]
    said: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The indicators that are in force."""
        return [each.code for each in self.services.schemes.scheme(AFTER_ALL).indicators]

    @property
    def question(self) -> QMessageBox:
        assert self.page.scheme_import is not None
        question = self.page.scheme_import.question
        assert question is not None
        return question

    def take(self, file: Path) -> None:
        files = self.services.scheme_files
        files.take(files.read(file))

    def answer(self, words: str) -> None:
        next(one for one in self.question.buttons() if one.text() == words).click()


OpenRoom = Callable[..., Room]


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> OpenRoom:
    def begin(
        access: Access = EVERYBODY,
        tasks: InlineTasks | None = None,
        services: Services | None = None,
    ) -> Room:
        if services is None:
            services = open_services(sqlite_database)
            services.firm.save_firm(Firm("CRM", "RUB", "Europe/Moscow", "RU"))
        said: list[str] = []
        errors: list[Exception] = []
        opened: list[tuple[str, object]] = []
        context = Context(
            services,
            tasks or InlineTasks(),
            ChangesBus(),
            Selection(Period.month(2026, 3)),
            lambda code, key: opened.append((code, key)),
            lambda sentence, _undo=None: said.append(sentence),
            errors.append,
            access,
        )
        page = SchemePage(context)
        qtbot.addWidget(page)
        return Room(services, page, opened, said, errors)

    return begin


def scheme_file(folder: Path, code: str = "deals", name: str = "Deals") -> Path:
    file = folder / f"{code}.crmscheme"
    file.write_text(SCHEME.format(code=code, name=name), encoding="utf-8")
    return file


def test_a_file_is_shown_and_imported_at_a_click_alone(room: OpenRoom, tmp_path: Path) -> None:
    here = room()

    here.page.open_key(SchemeFile(scheme_file(tmp_path)))

    assert here.question.text() == "“Sales” from the file deals.crmscheme"
    assert here.question.informativeText().startswith("Indicators: 1, scales: 0, profiles: 0,")
    assert here.codes == []
    assert {one.text() for one in here.question.buttons()} == {"Cancel", "Import the scheme"}
    here.answer("Import the scheme")
    assert here.codes == ["deals"]
    assert here.said == ["The scheme is in force."]


def test_what_would_end_is_named_and_enter_keeps_it(room: OpenRoom, tmp_path: Path) -> None:
    here = room()
    here.services.scheme_files.take(
        here.services.scheme_files.read(scheme_file(tmp_path, "calls", "Calls"))
    )

    here.page.open_key(SchemeFile(scheme_file(tmp_path)))

    told = here.question.informativeText()
    assert "1 definition that the file lacks would end." in told
    assert "Calls" in told
    usual = here.question.defaultButton()
    assert usual is not None
    assert usual.text() == "Keep the present scheme"
    usual.click()
    assert (here.codes, here.said) == (["calls"], [])


@pytest.fixture
def firm(sqlite_database: str) -> Iterator[Services]:
    """Return the firm in May, whose scheme “New pay” was published to begin in June."""
    with wizard_firm(sqlite_database) as services:
        kept = services.wizards.create(sellers(services))
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
        yield services


def dated(folder: Path, day: str) -> Path:
    file = scheme_file(folder)
    text = file.read_text(encoding="utf-8").replace("[scheme]", f"[scheme]\nvalid_from = {day}")
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("day", "words", "said"),
    [
        ("2026-07-01", "from 01/07/2026 on.", "The scheme holds from 01/07/2026 on."),
        (
            "2026-05-01",
            "from 01/05/2026 on, for the running month too.",
            "The scheme is in force.",
        ),
        ("1970-01-01", "for past months too, and for the running one.", "The scheme is in force."),
    ],
)
def test_the_question_names_the_day_from_which_the_rules_hold(
    room: OpenRoom, firm: Services, tmp_path: Path, *, day: str, words: str, said: str
) -> None:
    here = room(services=firm)
    april = date(2026, 4, 30)
    held = told(firm, april)

    here.page.open_key(SchemeFile(dated(tmp_path, day)))

    paragraphs = here.question.informativeText().split("\n\n")
    assert paragraphs[1] == f"The rules of the file will hold {words}"
    here.answer("Replace the scheme")
    assert here.said == [said]
    assert (told(firm, april) == held) == (day != "1970-01-01")
    before = date.fromisoformat(day) - timedelta(days=1)
    assert "deals" not in {each.code for each in firm.schemes.scheme(before).indicators}
    assert here.codes == ["deals"]


def test_the_question_says_that_some_rules_begin_later(
    room: OpenRoom, firm: Services, tmp_path: Path
) -> None:
    here = room(services=firm)
    file = dated(tmp_path, "2026-07-01")
    more = '[scales.late]\nname = "Late"\nvalid_from = 2026-09-01\nsteps = [{ value = 1 }]\n'
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")

    here.page.open_key(SchemeFile(file))

    assert (
        "The rules of the file will hold from 01/07/2026 on. "
        "Some begin later, the last of them on 01/09/2026."
    ) in here.question.informativeText()


REPLACES = (
    "“New pay” was published to begin on 01/06/2026, and the file replaces rules of it. "
    "If it is not to hold, withdraw it first."
)


def test_a_scheme_to_come_that_loses_rules_is_named_before_anything_is_saved(
    room: OpenRoom, firm: Services, tmp_path: Path
) -> None:
    here = room(services=firm)
    before = told_on_all_days(firm)

    here.page.open_key(SchemeFile(dated(tmp_path, "2026-07-01")))

    assert REPLACES in here.question.informativeText().split("\n\n")
    usual = here.question.defaultButton()
    assert usual is not None
    usual.click()
    assert told_on_all_days(firm) == before


def test_a_file_that_is_chosen_asks_about_a_scheme_to_come_of_which_nothing_ends(
    room: OpenRoom, firm: Services, tmp_path: Path
) -> None:
    here = room(services=firm)
    whole = firm.schemes.scheme(date(2026, 6, 1))
    cards = tuple(replace(card, salary=Decimal(1)) for card in whole.cards)
    file = tmp_path / "whole.crmscheme"
    firm.scheme_files.write(file, replace(whole, cards=cards).since(date(2026, 6, 1)))
    question = SchemeImport(here.page.context, here.page)

    question.viewmodel.take(file)

    assert here.said == []
    assert question.question is not None
    assert question.question.text() == REPLACES
    assert question.question.informativeText() == (
        "The rules of the file will hold from 01/06/2026 on."
    )
    question.question.accept()
    assert here.said == ["The scheme holds from 01/06/2026 on."]


def test_a_scheme_of_another_firm_s_people_goes_on_in_the_wizard(
    room: OpenRoom, tmp_path: Path
) -> None:
    here = room()
    file = scheme_file(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + SOMEBODY_ELSE, encoding="utf-8")
    here.page.open_key(SchemeFile(file))

    assert here.page.scheme_import is not None
    assert here.page.scheme_import.question is None
    problems = here.page.scheme_import.problems
    assert problems is not None
    assert "profiles.seller.assigned_to[1]" in problems.text.toPlainText()
    next(one for one in problems.findChildren(Button) if one.text().startswith("Take it")).click()
    assert here.opened == [("scheme", NewScheme(file))]
    here.page.open_key(NewScheme(file))

    assert here.page.wizards is not None
    starting = here.page.wizards.starting
    assert starting is not None
    assert starting.name.text() == "deals"
    starting.start_button.click()
    draft = here.page.wizards.opening.windows[0].viewmodel.draft
    assert [one.code for one in draft.scheme.indicators] == ["deals"]


def test_a_file_with_mistakes_of_its_own_leads_to_no_wizard(room: OpenRoom, tmp_path: Path) -> None:
    here = room()
    file = scheme_file(tmp_path)
    file.write_text(SCHEME.replace("deal", "deel"), encoding="utf-8")

    here.page.open_key(SchemeFile(file))

    assert here.page.scheme_import is not None
    problems = here.page.scheme_import.problems
    assert problems is not None
    assert [one.text() for one in problems.findChildren(Button)] == ["Close"]
    problems.close()


def test_a_file_that_is_not_there_is_told_in_words(room: OpenRoom, tmp_path: Path) -> None:
    here = room()

    here.page.open_key(SchemeFile(tmp_path / "gone.crmscheme"))

    assert here.page.scheme_import is not None
    problems = here.page.scheme_import.problems
    assert problems is not None
    assert problems.windowTitle() == "“gone.crmscheme” was not imported"
    assert "there is no such file or folder" in problems.text.toPlainText()
    assert here.page.scheme_import.question is None
    problems.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_what_is_no_file_is_refused_without_a_look_into_it(room: OpenRoom, tmp_path: Path) -> None:
    here = room()
    pipe = tmp_path / "x.crmscheme"
    os.mkfifo(pipe)

    here.page.open_key(SchemeFile(pipe))

    assert here.page.scheme_import is not None
    problems = here.page.scheme_import.problems
    assert problems is not None
    assert problems.text.toPlainText() == f"“{pipe}” is no file."
    problems.close()


def test_a_file_is_read_apart_from_what_the_end_waits_for(room: OpenRoom, tmp_path: Path) -> None:
    apart: list[bool] = []

    class Noting(InlineTasks):
        def run_long(self, *args: Any, is_apart: bool = False, **others: Any) -> Job:
            apart.append(is_apart)
            return super().run_long(*args, **others)

    here = room(tasks=Noting())

    here.page.open_key(SchemeFile(scheme_file(tmp_path)))
    assert apart == [True]

    here.answer("Import the scheme")
    assert apart == [True, False]


def test_one_question_stands_at_a_time_and_the_last_is_it(room: OpenRoom, tmp_path: Path) -> None:
    here = room()
    file = scheme_file(tmp_path)
    here.page.open_key(SchemeFile(scheme_file(tmp_path, "calls", "Calls")))
    here.page.open_key(SchemeFile(file))

    asked = [one for one in here.page.findChildren(QMessageBox) if one.isVisible()]

    assert asked == [here.question]
    assert "deals.crmscheme" in here.question.text()
    here.answer("Import the scheme")
    assert here.codes == ["deals"]


def test_what_ends_only_since_the_question_is_asked_about(room: OpenRoom, tmp_path: Path) -> None:
    here = room()
    here.page.open_key(SchemeFile(scheme_file(tmp_path)))
    here.take(scheme_file(tmp_path, "calls", "Calls"))

    here.answer("Import the scheme")

    assert here.codes == ["calls"]
    assert here.question.text() == "1 definition that the file lacks would end."
    here.answer("Replace the scheme")
    assert here.codes == ["deals"]


def test_what_was_shown_comes_in_force_whatever_the_file_holds_by_then(
    room: OpenRoom, tmp_path: Path
) -> None:
    here = room()
    file = scheme_file(tmp_path)
    here.page.open_key(SchemeFile(file))
    file.write_text("", encoding="utf-8")

    here.answer("Import the scheme")

    assert here.codes == ["deals"]


def test_who_may_not_change_the_scheme_reads_why(room: OpenRoom, tmp_path: Path) -> None:
    here = room(replace(EVERYBODY, rights=frozenset({Right.CALCULATE})))

    here.page.open_key(SchemeFile(scheme_file(tmp_path)))

    assert here.page.scheme_import is None
    assert [type(error) for error in here.errors] == [DeniedError]
    assert here.codes == []


@pytest.fixture
def started(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Program]]:
    """Return the way to start the program with a file."""
    running: list[Program] = []

    def begin(file: Path, *pages: Page) -> Program:
        program = Program(
            qapp,
            lambda: SERVICES,
            lambda _: replace(furniture(), pages=pages),
            language="en",
        )
        running.append(program)
        qtbot.addWidget(program.window)
        program.window.open_file(file)
        with qtbot.waitSignal(program.opened):
            program.window.show()
        return program

    yield begin
    for program in running:
        program.window.close()
        program.close()


SCHEME_PAGE = Page("scheme", Message("KPI scheme"), "scheme", NotePage)


def keys(window: MainWindow) -> list[object]:
    assert window.desk is not None
    page = window.desk.view("scheme")
    assert isinstance(page, NotePage)
    return page.opened


def test_a_file_named_at_the_start_waits_for_the_database(
    started: Callable[..., Program], tmp_path: Path
) -> None:
    program = started(tmp_path / "a.crmscheme", *PAGES, SCHEME_PAGE)

    assert keys(program.window) == [SchemeFile(tmp_path / "a.crmscheme")]
    desk = program.window.desk
    assert desk is not None
    assert desk.current_code == "scheme"
    desk.language_chosen.emit("en")
    assert keys(program.window) == []  # it is offered once


def test_who_has_no_scheme_page_is_told_so(
    qtbot: QtBot, started: Callable[..., Program], tmp_path: Path
) -> None:
    program = started(tmp_path / "a.crmscheme", *PAGES)
    desk = program.window.desk
    assert desk is not None

    qtbot.waitUntil(lambda: bool(desk.toast.sentence))

    assert desk.toast.sentence == "Your role does not open that page."


def content(*files: Path | str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(one) if isinstance(one, str) else QUrl.fromLocalFile(one) for one in files])
    return mime


def drag(window: MainWindow, mime: QMimeData) -> bool:
    """Drop ``mime`` if the window would take it; return whether it would."""
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, mime, button, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, mime, button, none))
    return enter.isAccepted()


def test_a_scheme_file_may_be_dropped_on_the_window(
    started: Callable[..., Program], tmp_path: Path
) -> None:
    program = started(tmp_path / "a.crmscheme", *PAGES, SCHEME_PAGE)

    assert drag(program.window, content(str(tmp_path / "letter.docx"))) is False
    assert drag(program.window, content(str(tmp_path / "b.toml"))) is False
    assert drag(program.window, content(tmp_path / "Продажи.crmscheme")) is True

    assert keys(program.window)[1:] == [SchemeFile(tmp_path / "Продажи.crmscheme")]


@pytest.mark.parametrize(
    ("files", "is_scheme"),
    [
        (("a.crmscheme",), True),
        (("a.TOML",), True),
        (("a.txt",), False),
        (("a.toml", "b.toml"), False),
        ((), False),
    ],
)
def test_one_scheme_file_can_be_dropped(
    tmp_path: Path, files: tuple[str, ...], *, is_scheme: bool
) -> None:
    found = dropped(content(*(tmp_path / name for name in files)))

    assert found == (tmp_path / files[0] if is_scheme else None)


def test_a_file_of_a_web_page_cannot_be_dropped() -> None:
    assert dropped(content("https://example.org/a.toml")) is None


def test_both_names_of_scheme_files_can_be_read() -> None:
    assert kinds_to_read() == "Scheme files (*.crmscheme *.toml)"
