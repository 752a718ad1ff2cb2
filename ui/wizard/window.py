"""The window in which a KPI scheme is designed step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMessageBox, QWidget, QWizard

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard.checking import unsound
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.kept import StaleWizardError, StoredWizard, WizardRow
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message, _
from ui import theme
from ui.context import Context
from ui.settings import present_author
from ui.theme import Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.link_button import LinkButton
from ui.widgets.text import set_look
from ui.widgets.toast import Toast
from ui.wizard.conflict import Choice, ConflictDialog, VanishedDialog
from ui.wizard.pages import build_pages
from ui.wizard.placing import place
from ui.wizard.publish_page import PublishPage
from ui.wizard.rail import Rail
from ui.wizard.step_view import StepView
from ui.wizard.viewmodel import WizardViewModel

_SIZE = QSize(1120, 760)
_FOOT_MARGIN = 12
_PAUSE_MS = 150
"""How long a change waits for the next one before the steps are judged anew."""

_LEAVE = QWizard.WizardButton.CustomButton1
_BACK = QWizard.WizardButton.CustomButton2


class WizardWindow(QWizard):
    """Closing it keeps the draft; ``closed`` is emitted once all of it is kept.

    Qt keeps the pages that were visited to go back by; here any page that was reached can be
    gone to, so each jump begins that history anew, and Back goes to the page before.
    """

    closed = Signal()

    def __init__(
        self, context: Context, stored: StoredWizard, firm: WizardFirm, parent: QWidget | None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.toast = Toast(self)
        own = replace(context, say=self.toast.say, report=self._report)
        self._report_bug = context.report
        self.viewmodel = WizardViewModel(own, stored, firm, self)
        self.rail = Rail()
        self.question: QMessageBox | None = None
        self.conflict: ConflictDialog | VanishedDialog | None = None
        self.is_published = self._is_leaving = self.is_left = self._is_closing = False
        self._then: Callable[[], object] | None = None
        self._judging = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.next_button, self.finish_button = (
            Button(words, Kind.PRIMARY) for words in (_("Next"), _("Publish"))
        )
        self.back_button, self.leave_button = Button(_("Back")), LinkButton(_("Save and leave"))
        self.pages = build_pages(self.viewmodel)
        self._build()
        self._connect()
        self._show_standing()
        place(self, _SIZE)

    @property
    def step(self) -> WizardStep:
        """The step that is shown."""
        return self.page_now().step

    def page_now(self) -> StepView:
        page = self.currentPage()
        return page if isinstance(page, StepView) else self.pages[self.viewmodel.draft.step]

    @Slot(object)
    def go(self, step: WizardStep) -> None:
        """Show ``step`` if it was reached; on the way forward the present page must be sound."""
        present, reached = self.page_now(), self.viewmodel.draft.reached
        if self.viewmodel.is_held or step is present.step or step.number > reached.number:
            return
        if step.number < present.step.number:
            present.take_over()
        elif not present.validatePage():
            return
        self.setStartId(step.number)
        self.restart()

    @Slot()
    def go_back(self) -> None:
        number = self.step.number
        if number and not self.is_published:
            self.go(tuple(WizardStep)[number - 1])

    @Slot()
    def go_on(self) -> None:
        if self.nextId() >= 0:
            self.next()

    def leave(self, then: Callable[[], object] | None = None) -> None:
        """Save and close, then call ``then``; stay where that fails, and during publication."""
        if self.viewmodel.is_held and not self.is_published:
            return
        self._then = then
        self.page_now().take_over()
        if self.is_published or self.viewmodel.is_saved:
            self._close()
            return
        self._is_leaving = True
        self.viewmodel.save()

    def accept(self) -> None:
        """Publish: the button at the end was pressed; once that is done, close."""
        page = self.pages[WizardStep.PUBLISH]
        if self.is_published:
            self._close()
        elif isinstance(page, PublishPage):
            page.publish()

    def reject(self) -> None:
        self.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_left:
            self._is_closing = True
            self.leave()
            self._is_closing = False
        event.setAccepted(self.is_left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Esc, which would turn the page or close the window by accident."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the foot, on which the buttons stand."""
        super().paintEvent(event)
        painter, tokens = QPainter(self), theme.current()
        buttons = (self.leave_button, self.back_button, self.next_button, self.finish_button)
        top = min(button.mapTo(self, QPoint()).y() for button in buttons if button.isVisible())
        foot = QRect(0, top - _FOOT_MARGIN, self.width(), self.height() - top + _FOOT_MARGIN)
        painter.fillRect(foot, QColor(tokens.surface))
        painter.fillRect(QRect(foot.topLeft(), QSize(foot.width(), 1)), QColor(tokens.line))

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        option = QWizard.WizardOption
        self.setOptions(
            option.NoCancelButton
            | option.IndependentPages
            | option.HaveCustomButton1
            | option.HaveCustomButton2
        )
        self.setSideWidget(self.rail)
        kind = QWizard.WizardButton
        for which, button in (
            (_LEAVE, self.leave_button),
            (_BACK, self.back_button),
            (kind.NextButton, self.next_button),
            (kind.FinishButton, self.finish_button),
        ):
            self.setButtonText(which, button.text())
            self.setButton(which, button)
        self.setButtonLayout([_LEAVE, kind.Stretch, _BACK, kind.NextButton, kind.FinishButton])
        for step, page in self.pages.items():
            self.setPage(step.number, page)
        self.setStartId(self.viewmodel.draft.step.number)

    def _connect(self) -> None:
        viewmodel = self.viewmodel
        self.currentIdChanged.connect(self._on_current)
        self.rail.wanted.connect(self.go)
        self.rail.undo_button.clicked.connect(viewmodel.undo)
        self.rail.redo_button.clicked.connect(viewmodel.redo)
        self.leave_button.clicked.connect(self._on_leave)
        self.back_button.clicked.connect(self.go_back)
        for page in self.pages.values():
            page.wanted.connect(self.go)
            if isinstance(page, PublishPage):
                page.published.connect(self._on_published)
                page.publishing.started.connect(self._on_held)
                for ended in (page.publishing.failed, page.publishing.vanished):
                    ended.connect(self._on_held)
        for keys, slot in (
            ("Ctrl+Z", viewmodel.undo),
            ("Ctrl+Shift+Z", viewmodel.redo),
            ("Ctrl+Y", viewmodel.redo),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_on),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        viewmodel.replaced.connect(self._on_replaced)
        viewmodel.changed.connect(self._on_changed)
        viewmodel.firm_read.connect(self._on_changed)
        viewmodel.saving.connect(self._on_saving)
        viewmodel.saved.connect(self._on_saved)
        viewmodel.not_saved.connect(self._on_not_saved)
        viewmodel.conflicted.connect(self._on_conflict)
        viewmodel.vanished.connect(self._on_vanished)
        viewmodel.failed.connect(viewmodel.context.report)
        self._judging.timeout.connect(self._judge)

    def _smooth(self) -> None:
        """Take away what Qt lays around the steps and the page."""
        label, frame = self.rail.parentWidget(), self.page_now().parentWidget()
        # Qt owns the layout: without the label at hand its wrapper would be taken away.
        layout = None if label is None else label.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        if frame is not None:
            set_look(frame, "surface", "ground")

    def _close(self) -> None:
        self.is_left = True
        self.viewmodel.trials.stop()
        if not self._is_closing:  # a window that is about to close cannot be closed
            self.close()
        self.closed.emit()
        if self._then is not None:
            self._then()

    def _report(self, error: Exception) -> None:
        """Say what was expected here, not in the window behind."""
        if isinstance(error, CrmError):
            self.toast.say(str(error))
        else:
            self._report_bug(error)

    def _show_standing(self) -> None:
        draft = self.viewmodel.draft
        title = Message("{name} — KPI wizard", name=draft.name)
        self.setWindowTitle(str(title) if draft.name else _("KPI wizard"))
        kept = self.viewmodel.is_saved
        standing = _("published") if self.is_published else _("draft saved")
        self.rail.show_standing(standing if kept or self.is_published else _("saving…"))
        self.rail.undo_button.setEnabled(self.viewmodel.can_undo)
        self.rail.redo_button.setEnabled(self.viewmodel.can_redo)

    @Slot()
    def _judge(self) -> None:
        """Show which steps have to be mended."""
        draft = self.viewmodel.draft
        self.rail.show_steps(draft, self.step, unsound(draft, self.viewmodel.firm))

    @Slot(int)
    def _on_current(self, number: int) -> None:
        if number < 0:
            return  # between two pages
        self._smooth()
        self.viewmodel.go(tuple(WizardStep)[number])
        self.back_button.setEnabled(number > 0)
        self._judge()
        self._show_standing()

    @Slot()
    def _on_replaced(self) -> None:
        """Go to where teams are made if the page has none any more."""
        if not self.page_now().has_subject:
            self._go_anywhere(WizardStep.PEOPLE)

    @Slot()
    def _on_changed(self) -> None:
        self._judging.start()
        self._show_standing()

    @Slot()
    def _on_leave(self) -> None:
        self.leave()

    @Slot(bool)
    def _on_saving(self, _is_under_way: bool) -> None:
        self._show_standing()

    @Slot(object)
    def _on_saved(self, _row: WizardRow) -> None:
        self._show_standing()
        if self._is_leaving and self.viewmodel.is_saved:
            self._close()

    @Slot(object)
    def _on_not_saved(self, error: Exception) -> None:
        self.rail.show_standing(_("not saved"), Tone.NEGATIVE)
        was_leaving, self._is_leaving = self._is_leaving, False
        if not was_leaving:
            self.viewmodel.context.report(error)
            return
        question = self.question = QMessageBox(self)
        question.setText(_("The draft could not be saved."))
        question.setInformativeText(str(error))
        question.setTextFormat(Qt.TextFormat.PlainText)
        stay = question.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
        question.addButton(_("Leave without saving"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(stay)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self._close)
        question.open()

    @Slot(object)
    def _on_conflict(self, error: StaleWizardError) -> None:
        self._is_leaving = False
        self.rail.show_standing(_("not saved"), Tone.NEGATIVE)
        if self.conflict is None:
            dialog = self.conflict = ConflictDialog(self.viewmodel.draft, error.theirs, self)
            dialog.decided.connect(self._on_decided)
            dialog.open()

    @Slot()
    def _on_vanished(self) -> None:
        self._is_leaving = False
        self.rail.show_standing(_("not saved"), Tone.NEGATIVE)
        if self.conflict is None:
            dialog = self.conflict = VanishedDialog(self.viewmodel.draft.name, self)
            dialog.decided.connect(self._on_decided)
            dialog.open()

    @Slot(object)
    def _on_decided(self, choice: Choice) -> None:
        dialog, self.conflict = self.conflict, None
        match choice:
            case Choice.COPY:
                self._keep_copy(is_new=isinstance(dialog, VanishedDialog))
            case Choice.DROP:
                self._close()
            case _ if isinstance(dialog, ConflictDialog):
                self._settle(choice, dialog.theirs)

    def _settle(self, choice: Choice, theirs: StoredWizard) -> None:
        if choice is Choice.MINE:
            self.viewmodel.overwrite(theirs)
            return
        self.viewmodel.take(theirs)
        self._go_anywhere(theirs.draft.step)
        self._on_replaced()

    def _keep_copy(self, *, is_new: bool) -> None:
        """Go on with what was entered as a draft of its own."""
        draft, services = self.viewmodel.draft, self.viewmodel.context.services
        author = present_author()
        name = draft.name if is_new else str(Message("{name} (copy)", name=draft.name))

        def done(stored: StoredWizard) -> None:
            self.viewmodel.take(stored)
            self.viewmodel.context.changes.happened.emit(Changes.SCHEME)
            self.toast.say(str(Message("You go on with “{name}”.", name=stored.row.name)))

        self.viewmodel.context.tasks.run(
            self,
            lambda: services.wizards.create(draft.called(name), author),
            done,
            self._on_not_saved,
        )

    def _go_anywhere(self, step: WizardStep) -> None:
        """Show ``step`` as the draft has it now, whatever was on the page until now."""
        self.setStartId(step.number)
        self.restart()

    @Slot()
    def _on_held(self) -> None:
        """Let nothing be touched while it is being published, all of it once that has failed."""
        content = self.pages[WizardStep.PUBLISH].content
        buttons = (self.back_button, self.leave_button, self.finish_button)
        for part in (content, self.rail, *buttons):
            part.setEnabled(not self.viewmodel.is_held)

    @Slot()
    def _on_published(self) -> None:
        self.is_published = True
        self._show_standing()
        self.pages[WizardStep.PUBLISH].content.setEnabled(True)
        self.finish_button.setEnabled(True)
        self.rail.setEnabled(False)
        self.back_button.hide()
        self.leave_button.hide()
        self.finish_button.setText(_("Close"))
