"""The life of a month's statements: where they stand, the next step, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.pay import StepRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _, plural
from ui.brief import capital
from ui.context import Context
from ui.rewards.decision_dialog import DecisionDialog
from ui.rewards.viewmodel import RewardViewModel
from ui.rights import needs
from ui.statements.viewmodel import moment_words
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.flow import FlowLayout
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.statement_life import PeriodLife

_BUTTONS = {
    StatementState.APPROVED: Message("Approve"),
    StatementState.PUBLISHED: Message("Publish"),
    StatementState.PAID: Message("Mark as paid out"),
    StatementState.CLOSED: Message("Close for good"),
}
_QUESTIONS = {
    StatementState.APPROVED: Message("Approve the pay?"),
    StatementState.PUBLISHED: Message("Show people their statements?"),
    StatementState.PAID: Message("Is the pay paid out?"),
    StatementState.CLOSED: Message("Close the month for good?"),
}
_MEANINGS = {
    StatementState.APPROVED: Message(
        "Approved statements stay as they are: calculating again leaves them alone."
    ),
    StatementState.PUBLISHED: Message("People see their statements and may dispute a line."),
    StatementState.PAID: Message("The statements are kept as paid out."),
    StatementState.CLOSED: Message(
        "A closed statement never changes again, and this cannot be taken back. What changes "
        "later is paid in an open month."
    ),
}


_ORDER = tuple(StatementState)


@dataclass(frozen=True, slots=True)
class LifeRead:
    life: PeriodLife
    zone: ZoneInfo
    today: date


class LifeViewModel(RewardViewModel):
    """``loaded`` carries a ``LifeRead``, ``taken`` what is said of a step."""

    taken = Signal(object)  # Message

    def load(self, period: Period) -> None:
        def work() -> LifeRead:
            firm = self.services.firm
            life = self.services.statement_life.state(period)
            return LifeRead(life, firm.firm().time_zone(), firm.today())

        self._read(work)

    def advance(self, period: Period, to: StatementState, author: str, *, told: Message) -> None:
        """Let the statements take the next step."""
        take = partial(self.services.statement_life.advance, period, to, author)
        self._decide(take, partial(self.taken.emit, told))

    def undo(self, period: Period, author: str, *, told: Message) -> None:
        """Take the last step back."""
        take = partial(self.services.statement_life.undo, period, author)
        self._decide(take, partial(self.taken.emit, told))


class LifeHead(Card):
    """Hidden where nothing is saved; ``stands`` carries whether the month has statements."""

    stands = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._life: PeriodLife | None = None
        self.setAccessibleName(_("Life of the statements"))
        self.viewmodel = LifeViewModel(context, self)
        self.dialog: DecisionDialog | None = None
        self._marks = FlowLayout()
        self.words = Label(role=Role.MUTED, wraps=True)
        self.warning = Label(tone=Tone.WARNING, wraps=True)
        self.undo_button = LinkButton(_("Take back"), icon="undo")
        self.next_button = Button(_("Approve"), Kind.PRIMARY)
        self._lay_out()
        self.hide()
        self.next_button.clicked.connect(self._on_next)
        self.undo_button.clicked.connect(self._on_undo)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(context.report)
        self.viewmodel.deciding.connect(self.setDisabled)
        self.viewmodel.taken.connect(self._on_taken)
        self.viewmodel.refused.connect(self._on_refused)

    def load(self, period: Period) -> None:
        """Read where the statements of ``period`` stand."""
        self.viewmodel.load(period)

    def forget(self) -> None:
        """Show nothing: no month is chosen."""
        self.viewmodel.drop()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(self._marks)
        column.addWidget(self.words)
        row.addLayout(column, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.next_button)
        self.body.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        self.body.setSpacing(4)
        self.body.addLayout(row)
        self.body.addWidget(self.warning)

    @Slot(object)
    def _on_loaded(self, read: LifeRead) -> None:
        life = self._life = read.life
        clear(self._marks)
        for number, state in enumerate(StatementState):
            if number:
                self._marks.addWidget(_mark_with(Icon("next", 14)))
            self._marks.addWidget(_Mark(state, life))
        may_approve = self._context.access.may(Right.APPROVE)
        self.words.setText(" · ".join(_told(read, may_approve=may_approve)))
        self.words.setToolTip("\n".join(_history(read)))
        self.warning.setText(" ".join(map(str, life.warnings)))
        self.warning.setVisible(bool(life.warnings))
        self.next_button.setVisible(life.next_step is not None)
        if life.next_step is not None:
            self.next_button.setText(str(_BUTTONS[life.next_step]))
            needs(self._context.access, Right.of_step(life.next_step), self.next_button)
        self.undo_button.setVisible(life.undoable is not None)
        if life.undoable is not None:
            words = Message("Take back “{state}”", state=life.undoable.state)
            self.undo_button.setText(str(words))
            needs(self._context.access, Right.of_step(life.undoable.state), self.undo_button)
        self.setAccessibleDescription(_spoken(life))
        self.setVisible(bool(life.counts))
        self.stands.emit(bool(life.counts))

    @Slot()
    def _on_next(self) -> None:
        life = self._life
        if life is None or life.next_step is None:
            return
        to = life.next_step
        dialog = self._ask(
            str(_QUESTIONS[to]), str(_MEANINGS[to]), str(_BUTTONS[to]), tuple(life.warnings)
        )
        told = Message("{period}: {state}.", period=life.period, state=to)
        dialog.decided.connect(partial(self.viewmodel.advance, life.period, to, told=told))
        dialog.open()

    @Slot()
    def _on_undo(self) -> None:
        life = self._life
        if life is None or life.undoable is None:
            return
        step = life.undoable
        title = Message("Take back “{state}”?", state=step.state)
        meaning = plural(
            "{count} statement goes back to “{state}”.",
            "{count} statements go back to “{state}”.",
            count=step.count,
            state=step.state.before(),
        )
        dialog = self._ask(str(title), str(meaning), _("Take back"), ())
        told = Message("{period}: “{state}” is taken back.", period=life.period, state=step.state)
        dialog.decided.connect(partial(self.viewmodel.undo, life.period, told=told))
        dialog.open()

    def _ask(
        self, title: str, meaning: str, submit: str, warnings: tuple[Message, ...]
    ) -> DecisionDialog:
        self.dialog = DecisionDialog(
            title,
            meaning,
            self._context.access,
            submit=submit,
            warnings=map(str, warnings),
            parent=self,
        )
        self.dialog.finished.connect(self._on_answered)
        return self.dialog

    @Slot()
    def _on_answered(self) -> None:
        self.dialog = None  # Qt is about to delete it

    @Slot(object)
    def _on_taken(self, told: Message) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._context.say(str(told))

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if self.dialog is not None and isinstance(error, CrmError):
            self.dialog.show_error(error)
        else:
            self._context.report(error)


class _Mark(QWidget):
    """One state: whether it is behind, how many statements stand in it, or that it is to come."""

    def __init__(self, state: StatementState, life: PeriodLife) -> None:
        super().__init__()
        count = life.counts.get(state, 0)
        is_behind = _ORDER.index(state) < min(map(_ORDER.index, life.counts), default=0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        if is_behind:
            row.addWidget(Icon("check", 14, Tone.POSITIVE))
        elif count:
            row.addWidget(Icon("clock", 14, Tone.ACCENT))
        words = capital(state)
        if count:
            words = str(Message("{state}: {count}", state=words, count=count))
        row.addWidget(Label(words, Role.STRONG if count else Role.MUTED))


def _mark_with(icon: Icon) -> QWidget:
    """Return ``icon`` as high as the words beside it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 2, 0, 2)
    row.addWidget(icon)
    return holder


def _told(read: LifeRead, *, may_approve: bool) -> Iterator[str]:
    """Yield who took the last step and when, or what comes first."""
    last = next((step for step in read.life.steps if not step.is_undone), None)
    if last is None:
        if may_approve:
            yield _("Look at the statements, then approve them.")
        else:
            yield _("Not approved yet: the amounts may still change.")
        return
    yield str(_step_words(last))
    yield str(moment_words(last.at.astimezone(read.zone), read.today))


def _history(read: LifeRead) -> Iterator[str]:
    """Yield every step, the last one first, those that were taken back too."""
    for step in read.life.steps:
        moment = moment_words(step.at.astimezone(read.zone), read.today)
        words = Message("{step} · {moment}", step=_step_words(step), moment=moment)
        if step.is_undone:
            words = Message("{step}, taken back by {author}", step=words, author=step.undone_by)
        yield str(words)


def _step_words(step: StepRow) -> Message:
    return Message("{state} by {author}", state=capital(step.state), author=step.author)


def _spoken(life: PeriodLife) -> str:
    return ", ".join(
        str(Message("{state}: {count}", state=capital(state), count=count))
        for state, count in life.counts.items()
    )
