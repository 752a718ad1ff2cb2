"""Two versions of a record field by field, and the decision which of them shall stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.texts import Message, _
from ui import format as shows
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role

_SIZE = (680, 460)
_LONGEST = 300
_MINE, _THEIRS = 0, 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs; ``is_mine`` is the side to begin with: who alone changed it."""

    code: str
    label: str
    mine: str
    theirs: str
    is_mine: bool


class ConflictDialog(QDialog):
    """Emits ``kept`` with the codes of the fields that are to be as the user entered them.

    ``taken`` is emitted when nothing of what the user entered shall stay.
    """

    kept = Signal(object)  # frozenset[str]
    taken = Signal()

    def __init__(
        self,
        kind: Message,
        name: str,
        differences: Sequence[Difference],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.differences = tuple(differences)
        self._groups: dict[str, QButtonGroup] = {}
        self.setWindowTitle(_("Two versions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.merge_button = Button(_("Save as chosen"), Kind.PRIMARY)
        self.theirs_button = Button(_("Take theirs"))
        self.mine_button = Button(_("Keep mine"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        happened = Message("{kind} “{name}” was changed by someone else.", kind=kind, name=name)
        layout.addWidget(Label(str(happened), Role.TITLE, wraps=True))
        explanation = _("Choose for each field what shall be saved, or take one version whole.")
        layout.addWidget(Label(explanation, Role.MUTED, wraps=True))
        layout.addWidget(Scroll(self._table()), 1)
        layout.addLayout(self._buttons())
        self.mine_button.clicked.connect(self._on_mine)
        self.theirs_button.clicked.connect(self._on_theirs)
        self.merge_button.clicked.connect(self._on_merge)
        self.resize(*_SIZE)
        self.merge_button.setFocus()  # in haste, too, what only they changed stays

    def choose(self, code: str, *, is_mine: bool) -> None:
        """Choose a side for the field ``code``."""
        self._groups[code].button(_MINE if is_mine else _THEIRS).setChecked(True)

    @property
    def chosen(self) -> frozenset[str]:
        """The fields for which the user's own version is chosen."""
        groups = self._groups.items()
        return frozenset(code for code, group in groups if group.checkedId() == _MINE)

    def _table(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        for column, head in enumerate((_("Field"), _("Mine"), _("Theirs"))):
            grid.addWidget(Label(head, Role.TINY), 0, column)
            grid.setColumnStretch(column, 1 if column == 0 else 2)
        for row, difference in enumerate(self.differences, 1):
            label = Label(difference.label, Role.MUTED, wraps=True)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(box)
            self._groups[difference.code] = group
            for side, text in ((_MINE, difference.mine), (_THEIRS, difference.theirs)):
                grid.addWidget(self._choice(difference, group, side, text), row, side + 1)
        grid.setRowStretch(len(self.differences) + 1, 1)
        return box

    def _choice(self, difference: Difference, group: QButtonGroup, side: int, text: str) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        radio = QRadioButton()
        radio.setChecked(difference.is_mine == (side == _MINE))
        whose = _("mine") if side == _MINE else _("theirs")
        name = Message("{field}, {whose}: {text}", field=difference.label, whose=whose, text=text)
        radio.setAccessibleName(str(name))
        group.addButton(radio, side)
        words = Label(_cut(text), wraps=True)
        words.setToolTip(text)
        row.addWidget(radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
        return box

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.theirs_button)
        row.addWidget(self.mine_button)
        row.addStretch()
        row.addWidget(self.merge_button)
        return row

    def _on_mine(self) -> None:
        self.accept()
        self.kept.emit(frozenset(self._groups))

    def _on_merge(self) -> None:
        chosen = self.chosen
        self.accept()
        self.kept.emit(chosen)

    def _on_theirs(self) -> None:
        self.accept()
        self.taken.emit()


def _cut(text: str) -> str:
    if not text:
        return shows.DASH
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
