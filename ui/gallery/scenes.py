"""Every screen and every state of it that a user meets, as a declared list of pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from crm_desktop.texts import Message
from ui.firm_setup import FirmSetUp
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage
from ui.search_popup import SearchEverything
from ui.statements.page import StatementsPage
from ui.team.page import TeamPage
from ui.widgets.period_selector import PeriodSelector

Step = Callable[[Stage], object]


class Room(StrEnum):
    """Which database the window stands on."""

    FIRM = "firm"
    EMPTY = "empty"
    NEW = "new"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: what a user does, step by step, after the program has started.

    ``is_main`` is drawn in a small window too; ``is_hasty`` does not wait for what the last
    step asks for.
    """

    name: str
    steps: tuple[Step, ...] = ()
    room: Room = Room.FIRM
    is_main: bool = False
    is_hasty: bool = False


def _page(code: str, stage: Stage) -> None:
    stage.desk.open(code)


def _progress_of(person: str, stage: Stage) -> None:
    stage.desk.open("progress", _id_of(stage, person))


def _statement_of(person: str, stage: Stage) -> None:
    stage.desk.open("statements", _id_of(stage, person))


def _id_of(stage: Stage, person: str) -> int:
    people = stage.services.people.list_employees()
    return next(row.id for row in people if row.code == person)


def _period_back(stage: Stage) -> None:
    stage.find(PeriodSelector).step_back()


def _why_of_progress(stage: Stage) -> None:
    stage.find(ProgressPage).cards[0].why_button.click()


def _why_of_team(stage: Stage) -> None:
    page = stage.find(TeamPage)
    table = page.table
    if table is not None:
        table.people.setCurrentIndex(table.people.model().index(0, 2))
        page.why_button.click()


def _why_total(stage: Stage) -> None:
    stage.find(StatementsPage).one.card.lines[-1].click()


def _all_records(stage: Stage) -> None:
    stage.find(StatementsPage).one.beside.panel.all_button.click()


def _filter_team(stage: Stage) -> None:
    _enter(stage.find(TeamPage).search, "zzz")


def _save_statements(stage: Stage) -> None:
    stage.find(StatementsPage).save_button.click()


def _search(stage: Stage) -> None:
    name = stage.services.people.list_employees()[0].name
    _enter(stage.find(SearchEverything), name[:3])


def _search_in_vain(stage: Stage) -> None:
    _enter(stage.find(SearchEverything), "zzz")


def _press(name: Message, stage: Stage) -> None:
    stage.find(QAbstractButton, str(name)).click()


def _period_menu(stage: Stage) -> None:
    selector = stage.find(PeriodSelector)
    next(b for b in selector.findChildren(QAbstractButton) if b.text()).click()


def _keyboard_help(stage: Stage) -> None:
    stage.desk.show_keyboard_help()


def _outline(stage: Stage) -> None:
    stage.window.show_loading()


def _misname_currency(stage: Stage) -> None:
    form = stage.find(FirmSetUp).form
    for code, text in (("name", "CRM"), ("currency", "XQ")):
        editor = form.field(code).editor
        if isinstance(editor, QLineEdit):
            editor.setText(text)
    form.submit()


def _enter(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.setText(text)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(field, key)


_PROGRESS, _TEAM, _STATEMENTS = (
    partial(_page, code) for code in ("progress", "team", "statements")
)
_STRONG_STATEMENT = partial(_statement_of, "seller_strong")

SCENES: tuple[Scene, ...] = (
    Scene("start-loading", (_outline,)),
    Scene("start-error", room=Room.BROKEN, is_main=True),
    Scene("set-up", room=Room.NEW, is_main=True),
    Scene("set-up-error", (_misname_currency,), room=Room.NEW),
    Scene("progress-ahead", (partial(_progress_of, "seller_strong"),), is_main=True),
    Scene("progress-behind", (partial(_progress_of, "seller_steady"),)),
    Scene("progress-newcomer", (partial(_progress_of, "seller_new"),)),
    Scene("progress-head", (partial(_progress_of, "sales_head"),)),
    Scene("progress-nobody", (partial(_progress_of, "accountant"),)),
    Scene("progress-past", (partial(_progress_of, "seller_strong"), _period_back)),
    Scene("progress-why", (partial(_progress_of, "seller_strong"), _why_of_progress), is_main=True),
    Scene("progress-empty", (_PROGRESS,), room=Room.EMPTY, is_main=True),
    Scene("team", (_TEAM,), is_main=True),
    Scene("team-loading", (_TEAM,), is_hasty=True),
    Scene("team-why", (_TEAM, _why_of_team), is_main=True),
    Scene("team-nobody-fits", (_TEAM, _filter_team)),
    Scene("team-empty", (_TEAM,), room=Room.EMPTY),
    Scene("statements", (_STATEMENTS,), is_main=True),
    Scene("statements-past", (_period_back, _STATEMENTS)),
    Scene("statements-empty", (_STATEMENTS,), room=Room.EMPTY),
    Scene("statement-why", (_STRONG_STATEMENT,), is_main=True),
    Scene("statement-why-total", (_STRONG_STATEMENT, _why_total)),
    Scene("statement-records", (_STRONG_STATEMENT, _all_records), is_main=True),
    Scene("statement-none", (partial(_statement_of, "accountant"),)),
    Scene("search", (_search,), is_main=True),
    Scene("search-in-vain", (_search_in_vain,)),
    Scene("period-menu", (_period_menu,)),
    Scene("employee-menu", (partial(_press, Message("Employee")),)),
    Scene("language-menu", (partial(_press, Message("Language")),)),
    Scene("menu", (partial(_press, Message("Menu")),)),
    Scene("keyboard-help", (_keyboard_help,), is_main=True),
    Scene("statements-saved", (_STATEMENTS, _save_statements)),
)
