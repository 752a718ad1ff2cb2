"""The window around its pages: its start, its menus, its search and its help."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from crm_desktop.domain.period import Period
from crm_desktop.texts import Message
from ui.firm_setup import FirmSetUp
from ui.gallery.scene import Room, Scene, enter, page
from ui.gallery.stage import Stage
from ui.monitor_window import MonitorWindow
from ui.monitoring import Monitoring
from ui.search_popup import SearchEverything
from ui.widgets.buttons import IconButton
from ui.widgets.code_box import CodeBox
from ui.widgets.period_selector import PeriodSelector

_FIRM = "CRM"


def _search(stage: Stage) -> None:
    enter(stage.find(SearchEverything), stage.services.people.list_employees()[0].name[:3])


def _search_in_vain(stage: Stage) -> None:
    enter(stage.find(SearchEverything), "zzz")


def _press(name: Message, stage: Stage) -> None:
    stage.find(QAbstractButton, str(name)).click()


def _period_menu(stage: Stage) -> None:
    selector = stage.find(PeriodSelector)
    next(button for button in selector.findChildren(QAbstractButton) if button.text()).click()


def _period(code: str, stage: Stage) -> None:
    stage.find(PeriodSelector).choose(Period.parse(code))


def _range_in_vain(stage: Stage) -> None:
    dialog = stage.find(PeriodSelector).ask_range()
    dialog.last.show_day(dialog.first.day("first"))
    dialog.first.show_day(stage.find(PeriodSelector).period.last_day())
    dialog.show_button.click()


def _keyboard_help(stage: Stage) -> None:
    stage.desk.show_keyboard_help()


def _outline(stage: Stage) -> None:
    stage.window.show_loading()


def _misname_currency(stage: Stage) -> None:
    form = stage.find(FirmSetUp).form
    name, currency = (form.field(code).editor for code in ("name", "currency"))
    if isinstance(name, QLineEdit) and isinstance(currency, CodeBox):
        name.setText(_FIRM)
        currency.choose("XQ")
    form.submit()


def _monitor_window(stage: Stage) -> None:
    window = Monitoring(stage.program).window
    window.move(stage.window.pos() + QPoint(470, 110))
    window.show()


def _monitor_menu(_stage: Stage) -> None:
    tops = QApplication.topLevelWidgets()
    window = next(top for top in tops if isinstance(top, MonitorWindow) and top.isVisible())
    window.findChildren(IconButton)[-1].click()


_CUSTOMERS = page("customers")
_PROGRESS = page("progress")

FRAME_SCENES: tuple[Scene, ...] = (
    Scene("start-loading", (_outline,)),
    Scene("start-error", room=Room.BROKEN, is_main=True),
    Scene("set-up", room=Room.NEW, is_main=True),
    Scene("set-up-error", (_misname_currency,), room=Room.NEW),
    Scene("search", (_PROGRESS, _search), is_main=True),
    Scene("search-in-vain", (_PROGRESS, _search_in_vain)),
    Scene("period-menu", (_PROGRESS, _period_menu)),
    Scene("period-range-error", (_PROGRESS, _range_in_vain), is_main=True),
    Scene("period-week", (_PROGRESS, partial(_period, "2026-W01")), is_main=True),
    Scene("period-week-team", (page("team"), partial(_period, "2026-W10"))),
    Scene("period-week-rewards", (page("statements"), partial(_period, "2026-W10"))),
    Scene("employee-menu", (_PROGRESS, partial(_press, Message("Employee")))),
    Scene("language-menu", (_PROGRESS, partial(_press, Message("Language")))),
    Scene("menu", (_PROGRESS, partial(_press, Message("Menu")))),
    Scene("monitor-window", (_CUSTOMERS, _monitor_window)),
    Scene("monitor-window-menu", (_CUSTOMERS, _monitor_window, _monitor_menu)),
    Scene("keyboard-help", (_CUSTOMERS, _keyboard_help), is_main=True),
)
