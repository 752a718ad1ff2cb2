"""The lines of one statement with its total; each line answers why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain.money import Money
from crm_desktop.rewards.statement import Statement
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import capital
from ui.statements.questions import why_line, why_salary, why_total
from ui.theme import GRID, Tone
from ui.why.clickable import Clickable
from ui.why.question import Question
from ui.widgets.card import Card, clear, line
from ui.widgets.text import Label, Role

_NARROWEST = 240
_ELSEWHERE = Message("What each record earned is listed under “Records of this line”.")


class PayLine(Clickable):
    """A label with its formula below and the amount at the right; one of them is chosen."""

    def __init__(
        self,
        label: str,
        formula: str,
        amount: Money,
        *,
        is_total: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_spoken(label, amount), parent)
        self.words = label
        self.setAccessibleDescription(formula)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        tone = Tone.ACCENT if is_total else Tone.NEGATIVE if amount.minor < 0 else None
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(label, Role.TITLE if is_total else Role.STRONG, wraps=True))
        if formula:
            words.addWidget(Label(capital(formula), Role.MUTED, wraps=True))
        self.disputed = Label(_("Disputed"), Role.TINY, tone=Tone.WARNING)
        self.disputed.hide()
        words.addWidget(self.disputed)
        self._formula = formula
        self.amount = Label(shows.money(amount), Role.FIGURE if is_total else Role.TITLE, tone=tone)
        row = QHBoxLayout()
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addLayout(words, 1)
        row.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignRight)
        self.hold(row)

    def show_disputed(self, is_disputed: bool) -> None:
        self.disputed.setVisible(is_disputed)
        parts = (self._formula, self.disputed.text() if is_disputed else "")
        self.setAccessibleDescription(", ".join(filter(None, parts)))


class StatementCard(Card):
    """Tells the ``Question`` of a line: when it becomes the current one, and when pressed.

    ``line_chosen`` carries the code and the words of that line: an empty code is the salary, None
    the total.
    """

    chosen = Signal(object)
    asked = Signal(object)
    line_chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(_("Statement"))
        self.setMinimumWidth(_NARROWEST)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self._statement: Statement | None = None
        self.lines: list[PayLine] = []
        self._questions: list[Callable[[], Question]] = []
        self._codes: list[str | None] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._on_toggled)
        self._group.idClicked.connect(self._on_clicked)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        inside = QWidget()
        inside.setProperty("surface", "page")
        inside.setMinimumWidth(_NARROWEST - 5 * GRID)
        # Its height follows from its width; the least height is that of the narrowest words.
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addStretch()
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(GRID)
        self._foot = QVBoxLayout()  # always in sight, however many lines there are
        self._foot.setSpacing(2)
        self.body.addWidget(self._area, 1)
        self.body.addLayout(self._foot)
        self.body.addLayout(self.buttons)

    def show_statement(
        self,
        statement: Statement,
        with_records: Collection[str] = frozenset(),
        disputed: Collection[str] = frozenset(),
    ) -> None:
        """Show the lines and choose the first premium, so that its why can stand beside.

        A statement that is shown already keeps its chosen line. ``with_records`` are the codes
        of the lines whose records are listed elsewhere, ``disputed`` those that wait for an answer.
        """
        if statement != self._statement:
            self._build(statement, with_records)
        for code, row in zip(self._codes, self.lines, strict=True):
            row.show_disputed(code in disputed)

    def _build(self, statement: Statement, with_records: Collection[str]) -> None:
        self._statement = statement
        clear(self._rows)
        for button in self._group.buttons():
            self._group.removeButton(button)
        self.lines, self._questions, self._codes = [], [], []
        salary = why_salary(statement)
        self._add(PayLine(_("Salary"), salary.sentence(), statement.salary), lambda: salary, "")
        for one in statement.lines:
            self._rows.addWidget(line())
            row = PayLine(shown(one.label), shown(one.formula), one.amount)
            note = _ELSEWHERE if one.code in with_records else None
            ask = partial(why_line, statement, one, records_note=note)
            self._add(row, ask, one.code)
        clear(self._foot)
        self._foot.addWidget(line())
        total = PayLine(_("Total to pay"), "", statement.total, is_total=True)
        self._add(total, lambda: why_total(statement), None, self._foot)
        for words in _besides(statement):
            self._rows.addWidget(_Beside(words))
        self.lines[1 if statement.lines else 0].setChecked(True)

    def _add(
        self,
        row: PayLine,
        question: Callable[[], Question],
        code: str | None,
        layout: QVBoxLayout | None = None,
    ) -> None:
        self._group.addButton(row, len(self.lines))
        self.lines.append(row)
        self._codes.append(code)
        self._questions.append(question)
        (self._rows if layout is None else layout).addWidget(row)

    def _on_toggled(self, place: int, is_chosen: bool) -> None:
        if is_chosen:
            self.chosen.emit(self._questions[place]())
            self.line_chosen.emit(self._codes[place], self.lines[place].words)
            self._area.ensureWidgetVisible(self.lines[place])

    def _on_clicked(self, place: int) -> None:
        self.asked.emit(self._questions[place]())


class _Beside(Label):
    """What a statement says besides its lines, within their margins."""

    def __init__(self, words: str) -> None:
        super().__init__(words, Role.MUTED, wraps=True)
        self.setContentsMargins(GRID, 4, GRID, 4)


def _besides(statement: Statement) -> Iterator[str]:
    """Yield what stays owed, and prizes in kind."""
    for one in statement.balances:
        words = Message(
            "{kind}: {before} + {added} − {kept} = {after}",
            kind=one.kind,
            before=one.before,
            added=one.added,
            kept=one.kept_back,
            after=one.after,
        )
        yield str(words)
    for gift in statement.gifts:
        yield str(Message("Prize: {gift}", gift=gift))


def _spoken(label: str, amount: Money) -> str:
    return str(Message("{caption}: {value}", caption=label, value=amount))
