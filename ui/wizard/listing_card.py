"""A designed scheme in the list: what it is, how it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.rewards.wizard.kept import ReviewDue, Turn, WizardRow, WizardState
from crm_desktop.texts import LANGUAGES, Message, _, plural
from ui.look_buttons import LANGUAGE_NAMES
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.card import Card
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label, Role


class Act(Enum):
    """What can be done with a designed scheme."""

    CONTINUE = auto()
    REVISE = auto()
    COPY = auto()
    PAUSE = auto()
    RESUME = auto()
    END = auto()
    WITHDRAW = auto()
    EXPORT = auto()
    DELETE = auto()
    UNDO = auto()
    LATER = auto()


_WORDS = {
    Act.CONTINUE: Message("Continue"),
    Act.REVISE: Message("Change"),
    Act.COPY: Message("Copy for another department…"),
    Act.PAUSE: Message("Pause…"),
    Act.RESUME: Message("Take up again…"),
    Act.END: Message("End…"),
    Act.WITHDRAW: Message("Withdraw…"),
    Act.EXPORT: Message("Export as scheme file…"),
    Act.DELETE: Message("Delete the draft"),
    Act.LATER: Message("Remind me in three months"),
}
_UNDO_WORDS = {
    WizardState.PAUSED: Message("Take the pause back"),
    WizardState.ENDED: Message("Take the end back"),
    WizardState.PUBLISHED: Message("Take the resumption back"),
}
_ACTS = {
    WizardState.DRAFT: (Act.CONTINUE, Act.COPY, Act.EXPORT, Act.DELETE),
    WizardState.PUBLISHED: (Act.REVISE, Act.COPY, Act.PAUSE, Act.END, Act.EXPORT),
    WizardState.PAUSED: (Act.RESUME, Act.REVISE, Act.COPY, Act.END, Act.EXPORT),
    WizardState.ENDED: (Act.REVISE, Act.COPY, Act.EXPORT),
}
_KINDS = {"docx": Message("Word"), "pdf": Message("PDF")}
_LOOKS = {
    WizardState.DRAFT: ("edit", Tone.ACCENT),
    WizardState.PUBLISHED: ("check", Tone.POSITIVE),
    WizardState.PAUSED: ("clock", Tone.WARNING),
    WizardState.ENDED: ("lock", Tone.MUTED),
}
_AWAITED_LOOK = ("calendar", Tone.ACCENT)


@dataclass(frozen=True, slots=True)
class RegulationAct:
    """The bonus regulation is saved in ``language`` as a file of ``kind``."""

    kind: str
    language: str


class SchemeCard(Card):
    """``asked`` carries what is to be done; the first act is a button, the others a menu."""

    asked = Signal(object)  # Act | RegulationAct

    def __init__(self, row: WizardRow, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.row = row
        self.setAccessibleName(row.name)
        first, *others = _acts(row)
        icon, tone = _AWAITED_LOOK if row.is_awaited(today) else _LOOKS[row.state]
        self.icon = Icon(icon, 16, tone)
        self.state = Label(str(row.state_on(today)), Role.STRONG, tone=tone)
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(Label(row.name, Role.TITLE, wraps=True), 1)
        head.addWidget(self.icon)
        head.addWidget(self.state)
        words.addLayout(head)
        words.addWidget(Label(" · ".join(map(str, _facts(row, today))), Role.MUTED, wraps=True))
        act_words = _UNDO_WORDS[row.last_state] if first is Act.UNDO else _WORDS[first]
        self.first_button = Button(str(act_words))
        named = Message("{act}: {name}", act=act_words, name=row.name)
        self.first_button.setAccessibleName(str(named))
        self.first_button.clicked.connect(partial(self._ask, first))
        more = Message("More for “{name}”", name=row.name)
        self.more_button = IconButton("more", str(more))
        self.more_button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more_button)
        self._add_regulations(self.menu.addMenu(_("Bonus regulation")))
        for act in others:
            self.menu.addAction(str(_WORDS[act])).triggered.connect(partial(self._ask, act))
        self.more_button.setMenu(self.menu)
        line = QHBoxLayout()
        line.setSpacing(2 * GRID)
        line.addLayout(words, 1)
        line.addWidget(self.first_button)
        line.addWidget(self.more_button)
        self.body.addLayout(line)

    def _add_regulations(self, menu: QMenu) -> None:
        for kind, name in _KINDS.items():
            for language in LANGUAGES:
                in_it = LANGUAGE_NAMES[language]
                words = Message("{kind}, {language}…", kind=name, language=in_it)
                act = RegulationAct(kind, language)
                menu.addAction(str(words)).triggered.connect(partial(self._ask, act))

    def _ask(self, act: Act | RegulationAct, _is_checked: object = None) -> None:
        self.asked.emit(act)


class ReviewCard(Card):
    """A published scheme that somebody has to look at again, with the reasons."""

    asked = Signal(object)  # Act

    def __init__(self, due: ReviewDue, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        title = Message("Time to look at “{name}” again", name=due.row.name)
        self.setAccessibleName(str(title))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(str(title), Role.STRONG, wraps=True))
        for reason in due.reasons:
            words.addWidget(Label(str(reason), Role.MUTED, wraps=True))
        self.later_button = Button(str(_WORDS[Act.LATER]))
        self.review_button = Button(_("Review now"), Kind.PLAIN)
        self.later_button.clicked.connect(partial(self._ask, Act.LATER))
        self.review_button.clicked.connect(partial(self._ask, Act.REVISE))
        line = QHBoxLayout()
        line.setSpacing(2 * GRID)
        line.addWidget(Icon("bell", 20, Tone.WARNING), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self.later_button)
        line.addWidget(self.review_button)
        self.body.addLayout(line)

    def _ask(self, act: Act, _is_checked: object = None) -> None:
        self.asked.emit(act)


def _acts(row: WizardRow) -> Iterator[Act]:
    if row.is_undoable:
        yield Act.UNDO
    for act in _ACTS[row.last_state]:
        if act is Act.END and row.is_withdrawable:
            yield Act.WITHDRAW
        yield act


def _facts(row: WizardRow, today: date) -> Iterator[Message]:
    yield plural("{count} person", "{count} people", count=row.people)
    if row.state is WizardState.DRAFT:
        yield Message("at the page “{step}”", step=row.step)
    elif row.valid_from is not None and not row.is_awaited(today):
        yield Message("since {day}", day=row.valid_from)
    yield from map(_planned, row.coming)
    if row.author:
        yield Message("changed by {author}, {at}", author=row.author, at=row.changed_at)
    else:
        yield Message("changed {at}", at=row.changed_at)
    if row.review_on is not None and row.state is WizardState.PUBLISHED:
        yield Message("review on {day}", day=row.review_on)


def _planned(turn: Turn) -> Message:
    if turn.is_taken_over:
        return Message("another scheme takes its place on {day}", day=turn.day)
    match turn.state:
        case WizardState.PAUSED:
            return Message("pauses from {day} on", day=turn.day)
        case WizardState.ENDED:
            return Message("ends on {day}", day=turn.day)
    return Message("holds again from {day} on", day=turn.day)
