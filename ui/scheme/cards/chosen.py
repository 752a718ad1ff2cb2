"""The bonus templates on a card: an ordered list, each template at most once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.texts import _
from ui import theme
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, IconButton
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.text import Label, Role

_MOST_ROWS = 10
_FRAME = 4


class ChosenTemplates(QWidget):
    """Drag, Alt+Up and Alt+Down order them, Delete takes one out; ``edited`` carries the codes."""

    edited = Signal(object)  # tuple[str, ...]

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Bonus templates on the card"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = Label(_("No bonus template yet: the salary alone is paid."), Role.MUTED)
        self.nothing.setWordWrap(True)
        self.up_button = IconButton("up", _("Earlier on the statement"))
        self.down_button = IconButton("down", _("Later on the statement"))
        self.remove_button = IconButton("close", _("Take off the card"))
        self.picker = ChoiceBox(_("Template to add"))
        self.add_button = Button(_("Add"), icon="add")
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self._codes: tuple[str, ...] = ()
        self._offered: tuple[tuple[str, str, str], ...] = ()
        self._lay_out()
        self._connect()

    @property
    def codes(self) -> tuple[str, ...]:
        """The templates on the card, in their order."""
        return self._codes

    def show_codes(self, codes: tuple[str, ...], offered: Sequence[tuple[str, str, str]]) -> None:
        """Show ``codes``; ``offered`` are all templates: code, name, what it pays in words."""
        self.picker.set_choices(
            [(name, code) for code, name, _pays in offered if code not in codes]
        )
        has_more = self.picker.count() > 0
        self.picker.setVisible(has_more)
        self.add_button.setVisible(has_more)
        if codes != self._codes or tuple(offered) != self._offered:
            self._codes, self._offered = codes, tuple(offered)
            self._fill()
        self._show_buttons()

    def choose(self, code: str) -> None:
        """Let ``code`` be the current row."""
        self.list.setCurrentRow(self._codes.index(code))

    def shift(self, steps: int) -> None:
        """Move the current template down by ``steps``, up where they are below zero."""
        row = self.list.currentRow()
        to = row + steps
        if 0 <= row < len(self._codes) and 0 <= to < len(self._codes):
            code, codes = self._codes[row], [*self._codes]
            codes.insert(to, codes.pop(row))
            self.edited.emit(tuple(codes))
            self.choose(code)

    def show_problem(self, words: str) -> None:
        self.wrong.setText("\n".join(filter(None, [self.wrong.text(), words])))
        self.wrong.show()

    def clear_problems(self) -> None:
        self.wrong.setText("")
        self.wrong.hide()

    def _fill(self) -> None:
        told = {code: (name, pays) for code, name, pays in self._offered}
        row = self.list.currentRow()
        self.list.clear()
        for code in self._codes:
            name, pays = told.get(code, (code, ""))
            item = QListWidgetItem(name)
            item.setToolTip(pays)
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        rows = min(max(self.list.count(), 1), _MOST_ROWS)
        self.list.setFixedHeight(rows * theme.ROW_HEIGHT + _FRAME)
        self.list.setVisible(bool(self._codes))
        self.nothing.setVisible(not self._codes)

    @Slot()
    def _show_buttons(self) -> None:
        row, last = self.list.currentRow(), len(self._codes) - 1
        for button, is_possible in (
            (self.up_button, row > 0),
            (self.down_button, 0 <= row < last),
            (self.remove_button, row >= 0),
        ):
            button.setVisible(bool(self._codes))
            button.setEnabled(is_possible)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.nothing)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(GRID // 2)
        for button in (self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        row.addLayout(buttons)
        layout.addLayout(row)
        layout.addWidget(self.wrong)
        adding = QHBoxLayout()
        adding.setSpacing(GRID)
        adding.addWidget(self.picker, 1)
        adding.addWidget(self.add_button)
        layout.addLayout(adding)
        self.wrong.hide()

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show_buttons)
        self.list.model().rowsMoved.connect(self._on_dragged)
        self.up_button.clicked.connect(self._on_up)
        self.down_button.clicked.connect(self._on_down)
        self.remove_button.clicked.connect(self._on_remove)
        self.add_button.clicked.connect(self._on_add)
        for keys, call in (
            ("Alt+Up", self._on_up),
            ("Alt+Down", self._on_down),
            ("Del", self._on_remove),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)

    @Slot()
    def _on_up(self) -> None:
        self.shift(-1)

    @Slot()
    def _on_down(self) -> None:
        self.shift(1)

    @Slot()
    def _on_remove(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._codes):
            self.edited.emit((*self._codes[:row], *self._codes[row + 1 :]))

    @Slot()
    def _on_add(self) -> None:
        code = self.picker.choice()
        if code is not None:
            self.edited.emit((*self._codes, code))
            self.choose(code)

    @Slot()
    def _on_dragged(self) -> None:
        role = Qt.ItemDataRole.UserRole
        self._codes = tuple(self.list.item(row).data(role) for row in range(self.list.count()))
        self.edited.emit(self._codes)
