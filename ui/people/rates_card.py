"""Exchange rates: what one unit of a currency costs, from a day on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from crm_desktop import formats
from crm_desktop.domain.firm import RateRow
from crm_desktop.texts import _
from ui import theme
from ui.people.firm_viewmodel import FirmRead
from ui.people.rates_entry import RateEntry
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.text import Label, Role

_CURRENCY, _FROM, _RATE = range(3)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_SEEN = 6
_DIGITS = 40


class RatesCard(Card):
    """Each change is told by its signal and holds once it is written."""

    added = Signal(object)  # RateRow
    changed = Signal(object, object)  # RateRow as it was, RateRow
    deletion_wanted = Signal(object)  # RateRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Exchange rates"), parent)
        self.rows: tuple[RateRow, ...] = ()
        self.table = _Rates()
        self.entry = RateEntry()
        self.add_button = Button(_("Add rate"), icon="add")
        self.change_button = Button(_("Change"), icon="edit")
        self.delete_button = Button(_("Delete"), icon="delete")
        self.emptiness = Label(
            _("There are no rates yet: amounts in other currencies need one."),
            Role.MUTED,
            wraps=True,
        )
        self._error = Label(role=Role.TINY, tone=Tone.NEGATIVE, wraps=True)
        self._error.hide()
        self._lay_out()
        self._connect()

    @property
    def error(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        return "" if self._error.isHidden() else self._error.text()

    def chosen(self) -> RateRow | None:
        """Return the rate that is marked in the table."""
        place = self.table.current_place()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def show_read(self, read: FirmRead) -> None:
        """Show the rates; the mark stays where it was."""
        self.entry.show_choices(read)
        if read.rates != self.rows:
            self.rows = read.rates
            self.table.show_rows(read.rates)
        for widget in (self.table, self.change_button, self.delete_button):
            widget.setVisible(bool(read.rates))
        self.emptiness.setVisible(not read.rates)
        self._on_chosen()

    def show_error(self, error: Exception) -> None:
        """Say what is wrong where it was entered, else below the table."""
        if self.entry.isHidden():
            self._error.setText(str(error))
            self._error.show()
        else:
            self.entry.form.show_error(error)

    def end(self) -> None:
        """Close the entry: what was wanted is done."""
        self._error.hide()
        self.entry.end()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.entry.may_leave(then)

    def _lay_out(self) -> None:
        words = _(
            "A rate holds from its day until the next one. What was recorded before keeps the "
            "rate of its day."
        )
        self.body.addWidget(Label(words, Role.MUTED, wraps=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.add_button, self.change_button, self.delete_button):
            buttons.addWidget(button)
        buttons.addStretch()
        for widget in (self.emptiness, self.table):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.body.addWidget(self._error)
        self.body.addWidget(self.entry)
        self.table.hide()
        self.entry.hide()

    def _connect(self) -> None:
        self.add_button.clicked.connect(self._on_add)
        self.change_button.clicked.connect(self._on_change)
        self.delete_button.clicked.connect(self._on_delete)
        self.table.itemActivated.connect(self._on_change)
        self.table.deletion_wanted.connect(self._on_delete)
        self.table.currentItemChanged.connect(self._on_chosen)
        self.entry.entered.connect(self._on_entered)
        self.entry.closed.connect(self._on_closed)

    @Slot()
    def _on_add(self) -> None:
        self._error.hide()
        self.entry.begin(None)

    @Slot()
    def _on_change(self) -> None:
        self._error.hide()
        if (row := self.chosen()) is not None:
            self.entry.begin(row)

    @Slot()
    def _on_delete(self) -> None:
        if (row := self.chosen()) is not None:
            self.deletion_wanted.emit(row)

    @Slot()
    def _on_chosen(self) -> None:
        for button in (self.change_button, self.delete_button):
            button.setEnabled(self.chosen() is not None)

    @Slot(object, object)
    def _on_entered(self, before: RateRow | None, rate: RateRow) -> None:
        if before is None:
            self.added.emit(rate)
        else:
            self.changed.emit(before, rate)

    @Slot()
    def _on_closed(self) -> None:
        (self.table if self.rows else self.add_button).setFocus()


class _Rates(QTreeWidget):
    deletion_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Exchange rates"))
        self.setHeaderLabels([_("Currency"), _("In force from"), _("Exchange rate")])
        self.setRootIsDecorated(False)
        header = self.header()
        header.setStretchLastSection(False)
        for column in (_CURRENCY, _FROM, _RATE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in (_FROM, _RATE):
            self.headerItem().setTextAlignment(column, _RIGHT)

    def current_place(self) -> int:
        """Return the row that is marked, below zero where none is."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[RateRow]) -> None:
        """Show ``rows``; the mark stays in its place, or at the last."""
        place = min(max(self.current_place(), 0), len(rows) - 1)
        self.clear()
        self.addTopLevelItems([_item(row) for row in rows])
        self.setCurrentIndex(self.model().index(place, _CURRENCY))
        seen = min(len(rows), _MOST_SEEN) * self.sizeHintForRow(0)
        self.setFixedHeight(self.header().sizeHint().height() + seen + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deletion_wanted.emit()
        else:
            super().keyPressEvent(event)


def _item(row: RateRow) -> QTreeWidgetItem:
    item = QTreeWidgetItem([row.currency, formats.day(row.on), formats.number(row.rate, _DIGITS)])
    for column in (_FROM, _RATE):
        item.setTextAlignment(column, _RIGHT)
        item.setFont(column, theme.font(is_tabular=True))
    return item
