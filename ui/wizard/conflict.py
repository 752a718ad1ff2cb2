"""Two versions of one draft, and the decision which of them shall stand."""

from __future__ import annotations

from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import StoredWizard, WizardState
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role
from ui.wizard.draft_differences import DraftDifference, differences

_SIZE = (720, 480)
_NARROW = 460


class Choice(Enum):
    """What is done with two versions."""

    THEIRS = auto()
    MINE = auto()
    COPY = auto()
    DROP = auto()
    """What was entered is given up, and the wizard closed."""


class _Decision(QDialog):
    """Emits ``decided`` with the choice; Esc decides nothing, so it does nothing here."""

    decided = Signal(object)  # Choice

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.buttons: dict[Choice, Button] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self.column.setSpacing(2 * GRID)

    def reject(self) -> None:
        """Stay: either version would be lost silently."""

    def add_choices(self, *choices: tuple[Choice, str, Kind]) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for place, (choice, words, kind) in enumerate(choices):
            button = self.buttons[choice] = Button(words, kind)
            button.clicked.connect(partial(self._decide, choice))
            if place == len(choices) - 1:
                row.addStretch()
                button.setFocus()
            row.addWidget(button)
        self.column.addLayout(row)

    def _decide(self, choice: Choice) -> None:
        self.accept()
        self.decided.emit(choice)


class ConflictDialog(_Decision):
    """``theirs`` was saved, or published, by somebody else since ``mine`` was begun."""

    def __init__(
        self, mine: WizardDraft, theirs: StoredWizard, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Two versions"), parent)
        self.theirs = theirs
        self.differences = differences(mine, theirs.draft)
        self.column.addWidget(Label(str(_happened(theirs)), Role.TITLE, wraps=True))
        if self.differences:
            words = _("This is what differs. Nothing is lost: choose what shall stand.")
        else:
            words = _("Nothing differs but where you are: take theirs and go on.")
        self.column.addWidget(Label(words, Role.MUTED, wraps=True))
        self.column.addWidget(Scroll(_table(self.differences)), 1)
        copy = (Choice.COPY, _("Keep mine as a copy"), Kind.PRIMARY)
        if theirs.row.state is WizardState.DRAFT:
            self.add_choices(
                (Choice.THEIRS, _("Take theirs"), Kind.PLAIN),
                (Choice.MINE, _("Replace theirs with mine"), Kind.DANGER),
                copy,
            )
        else:
            self.add_choices((Choice.DROP, _("Close without mine"), Kind.DANGER), copy)
        self.resize(*_SIZE)


class VanishedDialog(_Decision):
    """Somebody else deleted the draft ``name`` while it was open here."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(_("The draft is gone"), parent)
        gone = Message("“{name}” was deleted by someone else.", name=name)
        self.column.addWidget(Label(str(gone), Role.TITLE, wraps=True))
        explanation = _("What you entered is still here. Keep it as a new draft, or discard it.")
        self.column.addWidget(Label(explanation, Role.MUTED, wraps=True))
        self.add_choices(
            (Choice.DROP, _("Discard it"), Kind.DANGER),
            (Choice.COPY, _("Keep as a new draft"), Kind.PRIMARY),
        )
        self.setMinimumWidth(_NARROW)


def _happened(theirs: StoredWizard) -> Message:
    row = theirs.row
    if row.state is not WizardState.DRAFT:
        return Message(
            "“{name}” was published meanwhile by {author}, {at}.",
            name=row.name,
            author=row.author or Message("someone else"),
            at=row.changed_at,
        )
    return Message(
        "“{name}” was saved meanwhile by {author}, {at}.",
        name=row.name,
        author=row.author or Message("someone else"),
        at=row.changed_at,
    )


def _table(found: tuple[DraftDifference, ...]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, GRID, 0)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID)
    for column, head in enumerate((_("What"), _("Mine"), _("Theirs"))):
        grid.addWidget(Label(head, Role.TINY), 0, column)
        grid.setColumnStretch(column, 2 if column else 1)
    for row, one in enumerate(found, 1):
        cells = (Label(str(one.label), Role.MUTED, wraps=True), *_sides(one))
        for column, label in enumerate(cells):
            grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
    grid.setRowStretch(len(found) + 1, 1)
    return box


def _sides(one: DraftDifference) -> tuple[Label, Label]:
    return Label(one.mine, wraps=True), Label(one.theirs, wraps=True)
