"""A quiet line that asks an employee to confirm what rules they have read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.domain.pay import ReadingRow
from crm_desktop.texts import _, plural
from ui.context import Context
from ui.rewards.viewmodel import RewardViewModel
from ui.rewards.words import edition_name
from ui.theme import GRID
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import ElidedLabel, Role


@dataclass(frozen=True, slots=True)
class Unread:
    """What the employee has not read, the newest first."""

    employee_id: int
    rows: tuple[ReadingRow, ...]


class UnreadViewModel(RewardViewModel):
    """``loaded`` carries an ``Unread``."""

    confirmed = Signal()

    def load(self, employee_id: int) -> None:
        def work() -> Unread:
            rows = self.services.readings.of_employee(employee_id)
            return Unread(employee_id, tuple(row for row in rows if row.read_at is None))

        self._read(work)

    def confirm(self, unread: Unread) -> None:
        """Keep that the employee has read it all."""
        ids = [row.edition.id for row in unread.rows]
        work = partial(self.services.readings.confirm, unread.employee_id, ids)
        self._decide(work, self.confirmed.emit)


class ReadingLine(QWidget):
    """Hidden where everything was read."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._unread: Unread | None = None
        self.viewmodel = UnreadViewModel(context, self)
        self.words = ElidedLabel(role=Role.MUTED)
        self.button = LinkButton(_("I have read them"), icon="check")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(Icon("note", 16))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()
        self.button.clicked.connect(self._on_clicked)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(context.report)
        self.viewmodel.refused.connect(context.report)
        self.viewmodel.deciding.connect(self.button.setDisabled)
        self.viewmodel.confirmed.connect(self._on_confirmed)

    def ask(self, employee_id: int) -> None:
        """Ask about the rules of the employee."""
        if self._unread is not None and self._unread.employee_id != employee_id:
            self.hide()
        self.viewmodel.load(employee_id)

    @Slot(object)
    def _on_loaded(self, unread: Unread) -> None:
        self._unread = unread
        names = ", ".join(edition_name(row.edition) for row in unread.rows)
        words = plural(
            "{count} rule is new and has to be read: {names}",
            "{count} rules are new and have to be read: {names}",
            count=len(unread.rows),
            names=names,
        )
        self.words.setText(str(words))
        self.setVisible(bool(unread.rows))

    @Slot()
    def _on_clicked(self) -> None:
        if self._unread is not None:
            self.viewmodel.confirm(self._unread)

    @Slot()
    def _on_confirmed(self) -> None:
        self.hide()
        self._context.say(_("It is kept that the rules were read."))
