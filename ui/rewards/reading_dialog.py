"""The rules that an employee has to read: each ticked by itself, then confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.pay import EditionRow
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.rewards.wizard.kept import Announcement
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.rewards.words import edition_name
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card
from ui.widgets.elided_check import ElidedCheck
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role

_SIZE = (560, 480)


class ReadingDialog(QDialog):
    """``confirmed`` carries the ids of the editions that are ticked.

    ``words`` say by the id of an edition what it is, where that can be said. Above stands what
    was announced.
    """

    confirmed = Signal(object)  # tuple[int, ...]

    def __init__(
        self,
        editions: Sequence[EditionRow],
        words: Mapping[int, Message],
        announcements: Sequence[Announcement] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Acquaintance"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.boxes = {one.id: ElidedCheck(edition_name(one)) for one in editions}
        self.all_button = LinkButton(_("Select all"))
        self.confirm_button = Button(_("I have read them"), Kind.PRIMARY, icon="check")
        self._rules = QVBoxLayout()
        self._rules.setSpacing(GRID // 2)
        for announcement in announcements:
            self._rules.addWidget(_announced(announcement))
        self._lay_out(editions, words)
        self.resize(*_SIZE)
        for box in self.boxes.values():
            box.toggled.connect(self._on_ticked)
        self.all_button.clicked.connect(self._on_all)
        self.confirm_button.clicked.connect(self._on_confirmed)
        self._on_ticked()

    def ticked(self) -> tuple[int, ...]:
        """Return the ids of the editions that are ticked."""
        return tuple(id_ for id_, box in self.boxes.items() if box.isChecked())

    def _lay_out(self, editions: Sequence[EditionRow], words: Mapping[int, Message]) -> None:
        listed, rules = QWidget(), self._rules
        for one in editions:
            rules.addWidget(self.boxes[one.id])
            for label in _told(one, words.get(one.id)):
                rules.addWidget(label)
        rules.addStretch()
        listed.setLayout(rules)
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(Label(_("Acquaintance"), Role.TITLE), 1)
        head.addWidget(self.all_button)
        buttons.addStretch()
        buttons.addWidget(self.confirm_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(Scroll(listed), 1)
        column.addLayout(buttons)

    @Slot()
    def _on_ticked(self) -> None:
        self.confirm_button.setEnabled(bool(self.ticked()))

    @Slot()
    def _on_all(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)

    @Slot()
    def _on_confirmed(self) -> None:
        self.confirmed.emit(self.ticked())


def _announced(announcement: Announcement) -> Card:
    """Return what was announced, and by whom."""
    card = Card(announcement.name)
    card.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    since = Message("since {day}", day=announcement.valid_from)
    if announcement.author:
        since = Message("{author}, {since}", author=announcement.author, since=since)
    card.body.addWidget(Label(str(since), Role.TINY))
    card.body.addWidget(Label(announcement.text, wraps=True))
    return card


def _told(edition: EditionRow, words: Message | None) -> list[Label]:
    """Return since when it holds, where that is known, and what it says."""
    told = []
    if edition.valid_from != ALWAYS:
        told.append(Label(str(Message("since {day}", day=edition.valid_from)), Role.TINY))
    if words is not None:
        told.append(Label(capital(words), Role.MUTED, wraps=True))
    for label in told:
        label.setContentsMargins(3 * GRID, 0, 0, GRID // 2)
    return told
