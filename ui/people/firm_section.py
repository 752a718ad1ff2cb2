"""The firm itself: its settings, its logo, what other currencies cost, and new versions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.changes import Changes
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.people import firm_words
from ui.people.firm_form import FirmForm
from ui.people.firm_logo import FirmLogo
from ui.people.firm_viewmodel import FirmConflict, FirmRead, FirmViewModel, Kept, Part
from ui.people.rates_card import RatesCard
from ui.people.sections import FIRM, Sections
from ui.people.updates_card import UpdatesCard
from ui.records.conflict_dialog import ConflictDialog
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.scroll import Scroll
from ui.widgets.states import States

_WIDEST, _AROUND = 760, 120


class FirmView(PageView):
    """The settings are saved together; the logo and each rate at once, and can be taken back."""

    shortcuts = (("Ctrl+S", Message("Save the firm")), ("Ctrl+N", Message("Add rate")))

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = FirmViewModel(context.services, context.tasks, context.changes, self)
        self.sections = Sections(FIRM, context.access)
        self.firm, self.logo, self.rates = FirmForm(), FirmLogo(), RatesCard()
        self.updates = UpdatesCard(self.viewmodel.system)
        self.dialog: ConflictDialog | None = None
        self._content = QWidget()
        self._scroll = Scroll(self._content)
        self.states = States(self._scroll)
        self._is_stale = True
        self._focused: QWidget | None = None
        self._lay_out()
        self._connect()

    def open_key(self, key: object) -> None:
        """There is no record to open: all is shown."""

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()

    def may_leave(self, then: Callable[[], object]) -> bool:
        def go_on() -> None:
            if self.may_leave(then):
                then()

        cards = (self.firm, self.rates, self.updates)
        return all(card.may_leave(go_on) for card in cards)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, GRID, 0)
        inner.setSpacing(2 * GRID)
        for card in (self.firm, self.logo, self.rates, self.updates):
            inner.addWidget(card)
        inner.addStretch(1)
        content = QHBoxLayout(self._content)
        content.setContentsMargins(0, 0, 0, 0)
        content.addWidget(column, 1)
        content.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 4)
        layout.addWidget(self.sections)
        layout.addWidget(self.states, 1)

    def _connect(self) -> None:
        viewmodel = self.viewmodel
        cards = (self.firm, self.logo, self.rates, self.updates)
        needs(self.context.access, Right.ADMINISTER, *cards)
        self.firm.entered.connect(viewmodel.save)
        self.logo.chosen.connect(self._on_logo)
        self.logo.removal_wanted.connect(self._on_no_logo)
        self.rates.added.connect(viewmodel.add_rate)
        self.rates.changed.connect(viewmodel.change_rate)
        self.rates.deletion_wanted.connect(viewmodel.delete_rate)
        self.updates.entered.connect(viewmodel.save_folders)
        self.updates.look_wanted.connect(viewmodel.look)
        viewmodel.looked.connect(self.updates.show_answer)
        viewmodel.reading.connect(self.states.show_reading)
        viewmodel.loaded.connect(self._on_loaded)
        viewmodel.failed.connect(self._on_failed)
        viewmodel.written.connect(self._on_written)
        viewmodel.saved.connect(self.context.say)
        viewmodel.refused.connect(self._on_refused)
        viewmodel.conflicted.connect(self._on_conflict)
        viewmodel.undo_failed.connect(self.context.report)
        viewmodel.writing.connect(self._on_writing)
        self.context.changes.happened.connect(self._on_changes)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.firm.form.submit)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.rates.add_button.click)

    @Slot(object)
    def _on_loaded(self, read: FirmRead) -> None:
        self.firm.show_read(read)
        self.logo.show_logo(read.logo)
        self.rates.show_read(read)
        self.updates.show_read(read)
        self.states.show_figures()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The firm could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(object)
    def _on_written(self, part: Part) -> None:
        if part is Part.SETTINGS:
            self.firm.form.keep()
        elif part is Part.LOGO:
            self.logo.show_error("")
        elif part is Part.RATES:
            self.rates.end()
        else:
            self.updates.form.keep()

    @Slot(object, object)
    def _on_refused(self, part: Part, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        elif part is Part.SETTINGS:
            self.firm.form.show_error(error)
        elif part is Part.LOGO:
            self.logo.show_error(str(error))
        elif part is Part.RATES:
            self.rates.show_error(error)
        else:
            self.updates.form.show_error(error)

    @Slot(object, object)
    def _on_conflict(self, part: Part, conflict: FirmConflict[Kept]) -> None:
        save: Callable[[Any, Any], None] = self.viewmodel.save
        show: Callable[[Any], None] = self.firm.show_firm
        if part is Part.UPDATES:
            save, show = self.viewmodel.save_folders, self.updates.show_folders
        found = firm_words.differences(conflict)
        if not found:
            show(conflict.theirs)
            return
        self.dialog = ConflictDialog(Message("Firm"), conflict.name, found, self)
        self.dialog.kept.connect(
            lambda mine: save(firm_words.merged(conflict, mine), conflict.theirs)
        )
        self.dialog.taken.connect(lambda: show(conflict.theirs))
        self.dialog.open()

    @Slot(object)
    def _on_logo(self, file: Path) -> None:
        self.viewmodel.choose_logo(file, self.logo.logo)

    @Slot()
    def _on_no_logo(self) -> None:
        self.viewmodel.remove_logo(self.logo.logo)

    @Slot(bool)
    def _on_writing(self, is_writing: bool) -> None:
        """Let nothing be entered that the answer would wipe away."""
        if is_writing:
            self._focused = QApplication.focusWidget()
        self._content.setEnabled(not is_writing)
        if is_writing:
            return
        before, self._focused = self._focused, None
        if before is not None and isValid(before) and self.isAncestorOf(before):
            before.setFocus()  # unless it is gone, as with a dialog that was closed

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what the keyboard goes to into sight, once it has its place."""
        if now is not None and self._content.isAncestorOf(now):
            QTimer.singleShot(0, now, partial(self._scroll.ensureWidgetVisible, now, 0, _AROUND))

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & Changes.SETTINGS:
            if self.isVisible():
                self.reload()
            else:
                self._is_stale = True
