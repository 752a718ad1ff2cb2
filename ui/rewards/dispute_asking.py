"""An employee disputes a line of the statement."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm_desktop.domain.pay import DisputeCategory, DisputeDraft
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _, shown
from ui.context import Context
from ui.rewards.decision_dialog import DecisionDialog
from ui.rewards.viewmodel import RewardViewModel
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field


class OpeningViewModel(RewardViewModel):
    """``opened`` is emitted once the dispute is kept."""

    opened = Signal()

    def open(self, draft: DisputeDraft) -> None:
        self._decide(partial(self.services.disputes.open, draft), self.opened.emit)


class DisputeAsking(QObject):
    """Its dialog belongs to ``window``."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.viewmodel = OpeningViewModel(context, self)
        self.dialog: DecisionDialog | None = None
        self.viewmodel.opened.connect(self._on_opened)
        self.viewmodel.refused.connect(self._on_refused)

    def ask(self, employee: EmployeeRow, period: Period, *, line: str, label: str) -> None:
        """Ask what is wrong with the line ``label``; an empty ``line`` is the salary."""
        category, text = ChoiceBox(), QPlainTextEdit()
        category.set_choices([(shown(one), one) for one in DisputeCategory])
        text.setFixedHeight(10 * GRID)
        text.setTabChangesFocus(True)
        dialog = self.dialog = DecisionDialog(
            str(Message("Dispute “{line}”", line=label)),
            _("You get an answer within five working days: a correction, or the reason for none."),
            self._context.access,
            submit=_("Dispute this"),
            fields=(
                Field("category", _("What is wrong"), category),
                Field("text", _("In your words"), text),
            ),
            author=employee.name,
            parent=self._window,
        )

        def on_decided(author: str) -> None:
            chosen, words = category.choice(), text.toPlainText()
            draft = DisputeDraft(employee.id, period, line, chosen, words, author)
            self.viewmodel.open(draft)

        dialog.decided.connect(on_decided)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot()
    def _on_finished(self) -> None:
        self.dialog = None  # Qt is about to delete it

    @Slot()
    def _on_opened(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._context.say(_("The dispute is open: it stands under Rewards, Disputes."))

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if self.dialog is not None and isinstance(error, CrmError):
            self.dialog.show_error(error)
        else:
            self._context.report(error)
