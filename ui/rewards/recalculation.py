"""What calculating a month again would change of its drafts, before anything is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.brief import capital
from ui.rewards.difference_tree import Difference, DifferenceTree, differences
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.payroll import DraftChange


class RecalculationView(QWidget):
    """``replaced`` or ``kept`` tells what the user decided."""

    replaced = Signal()
    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(role=Role.PAGE, wraps=True)
        self.words = Label(role=Role.MUTED, wraps=True)
        self.tree = DifferenceTree(_("What would change"))
        self.total = Label(role=Role.VALUE)
        self.keep_button = Button(_("Keep the drafts"))
        self.replace_button = Button(_("Replace"), Kind.PRIMARY, icon="calculate")
        foot, row = Card(), QHBoxLayout()
        row.addWidget(Label(_("Difference of all"), Role.STRONG), 1)
        row.addWidget(self.total)
        foot.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.body.addLayout(row)
        head, buttons = QHBoxLayout(), QHBoxLayout()
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.replace_button)
        head.addWidget(self.title, 1)
        head.addLayout(buttons)
        head.setAlignment(buttons, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.tree, 1)
        column.addWidget(foot)
        self.keep_button.clicked.connect(self.kept)
        self.replace_button.clicked.connect(self.replaced)

    def show_changes(self, period: Period, changes: Sequence[DraftChange]) -> None:
        """Show what would change of the drafts of ``period``."""
        self.title.setText(str(Message("Calculate {period} again?", period=period)))
        if changes:
            words = plural(
                "The pay of {count} person would be another; settled statements stay.",
                "The pay of {count} people would be another; settled statements stay.",
                count=len(changes),
            )
        else:
            words = Message("No amount would change; settled statements stay.")
        self.words.setText(str(words))
        self.tree.show_rows([_difference(change) for change in changes])
        amounts = [change.amount for change in changes if change.was or change.now]
        total = reduce(Money.__add__, amounts) if amounts else None
        self.total.setText(shows.signed(total, is_short=False))
        self.tree.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.kept.emit()
        else:
            super().keyPressEvent(event)


def _difference(change: DraftChange) -> Difference:
    note = "" if change.problem is None else capital(change.problem)
    if change.was is None and change.problem is None:
        note = _("new")
    elif change.now is None and change.problem is None:
        note = _("no statement any more")
    return Difference(
        change.subject.name,
        change.was,
        change.now,
        change.amount if change.was or change.now else None,
        differences(change.salary, change.lines),
        note,
    )
