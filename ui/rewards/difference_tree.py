"""What pay was and would be, person by person or line by line; parts unfold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from crm_desktop.domain.money import Money
from crm_desktop.rewards.correction import CorrectedLine
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui import theme
from ui.theme import Tone

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NAME, _WAS, _NOW, _AMOUNT = range(4)


@dataclass(frozen=True, slots=True)
class Difference:
    """``amount`` is what is paid more, below zero less; ``note`` says what is wrong."""

    name: str
    was: Money | None
    now: Money | None
    amount: Money | None
    parts: tuple[Difference, ...] = ()
    note: str = ""


def differences(salary: Money | None, lines: Sequence[CorrectedLine]) -> tuple[Difference, ...]:
    """Return what makes up a difference: the salary, and the lines that differ."""
    found = [Difference(_("Salary"), None, None, salary)] if salary else []
    for line in lines:
        was = None if line.was is None else line.was.amount
        now = None if line.now is None else line.now.amount
        known = line.now or line.was
        label = "" if known is None else shown(known.label)
        found.append(Difference(label, was, now, line.amount))
    return tuple(found)


class DifferenceTree(QTreeWidget):
    """Columns fit their amounts; names take the room that is left."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setHeaderLabels([_("Whose"), _("Was"), _("Now"), _("Difference")])
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column in (_WAS, _NOW, _AMOUNT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.headerItem().setTextAlignment(column, _RIGHT)

    def show_rows(self, rows: Sequence[Difference]) -> None:
        """Show ``rows``; a single one is open."""
        self.clear()
        self.setRootIsDecorated(any(row.parts for row in rows))
        for row in rows:
            item = _item(row)
            self.addTopLevelItem(item)
            for part in row.parts:
                item.addChild(_item(part))
            item.setExpanded(len(rows) == 1)
        if (first := self.topLevelItem(0)) is not None:
            self.setCurrentItem(first)


def _item(row: Difference) -> QTreeWidgetItem:
    name = row.name
    if row.note:
        name = str(Message("{name}: {problem}", name=name, problem=row.note))
    amount = shows.signed(row.amount, is_short=False)
    cells = [name, shows.money(row.was), shows.money(row.now), amount]
    item = QTreeWidgetItem(cells)
    item.setToolTip(_NAME, name)
    for column in (_WAS, _NOW, _AMOUNT):
        item.setTextAlignment(column, _RIGHT)
        item.setFont(column, theme.font(is_tabular=True, is_bold=column == _AMOUNT))
    if row.amount is not None and row.amount:
        tone = Tone.NEGATIVE if row.amount.minor < 0 else Tone.POSITIVE
        item.setForeground(_AMOUNT, theme.colour(tone))
    return item
