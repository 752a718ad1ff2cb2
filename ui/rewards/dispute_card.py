"""One dispute: what is said to be wrong, and the answer."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import DisputeRow, DisputeState
from crm_desktop.domain.permissions import Access, Right
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.author_field import AuthorField
from ui.brief import capital
from ui.plans.listing import RowCard
from ui.rewards.paying_months import paying_months
from ui.rights import needs
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role, set_tone


class DisputeCard(RowCard):
    """``corrected`` carries amount, month, answer and author; ``denied`` answer and author."""

    corrected = Signal(object, object, object, str, str)
    denied = Signal(object, str, str)
    reopened = Signal(object)
    statement_wanted = Signal(object)  # DisputeRow

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.today = date.min
        self.title, self.about = Label(role=Role.TITLE, wraps=True), Label(wraps=True)
        self.due = Label(role=Role.MUTED, wraps=True)
        self.text = Label(wraps=True)
        self.answered = Label(wraps=True)
        self.reopen_button = Button(_("Take the answer back"), icon="undo")
        self.statement_button = LinkButton(_("Open the statement"), icon="rewards")
        self.answer = QPlainTextEdit()
        self._author_field = AuthorField(access)
        self.author = self._author_field.edit
        self.amount, self.into = DecimalEdit(least_digits=2), ChoiceBox()
        self.refuse_button = Button(_("Refuse"))
        self._row: DisputeRow | None = None
        self._lay_out()
        for button in (self.correct_button, self.refuse_button, self.reopen_button):
            needs(access, Right.CORRECT, button)
        self.form.submitted.connect(self._on_corrected)
        self.refuse_button.clicked.connect(self._on_refused)
        self.reopen_button.clicked.connect(self._on_reopened)
        self.statement_button.clicked.connect(self._on_statement)

    def focus(self) -> None:
        is_open = self._row is not None and self._row.state is DisputeState.OPEN
        (self.answer if is_open else self.reopen_button).setFocus()

    def show_row(self, row: DisputeRow) -> None:
        self._row = row
        title = Message("{name} · {period}", name=row.employee, period=row.period)
        self.title.setText(str(title))
        about = Message(
            "“{line}”, {amount}: {category}",
            line=row.label,
            amount=row.amount,
            category=row.category,
        )
        self.about.setText(str(about))
        self.text.setText(row.text)
        self._show_due(row)
        is_open = row.state is DisputeState.OPEN
        self.form.setVisible(is_open)
        self.answered.setVisible(not is_open)
        self.reopen_button.setVisible(not is_open)
        self.answered.setText("" if is_open else str(_answer_words(row)))
        self.amount.set_currency(row.amount.currency)
        self.amount.show_number(None)
        self.answer.clear()
        self._author_field.show_name()
        self.into.set_choices(
            [(capital(month), month) for month in paying_months(row.period, self.today)]
        )
        self.form.clear_errors()
        self.form.keep()

    def _lay_out(self) -> None:
        self.answer.setFixedHeight(9 * GRID)
        self.answer.setTabChangesFocus(True)
        self.form.add(Field("answer", _("Answer"), self.answer))
        self.form.add(
            Field(
                "amount",
                _("What is missing"),
                self.amount,
                hint=_("Below zero where it was too much; a refusal needs none."),
            ),
            Field("into", _("Month that pays it"), self.into),
        )
        self.form.add(self._author_field)
        self.correct_button = self.form.add_buttons(_("Correct"), self.refuse_button)
        for words in (self.title, self.about, self.text, self.due):
            self.body.addWidget(words)
        self.body.addWidget(self.statement_button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.answered, self.form):
            self.body.addWidget(widget)
        self.body.addWidget(self.reopen_button)
        self.body.addStretch()

    def _show_due(self, row: DisputeRow) -> None:
        said = Message(
            "Said by {name} on {day}.", name=row.author, day=formats.day(row.opened_at.date())
        )
        is_late = row.state is DisputeState.OPEN and row.due_on < self.today
        if is_late:
            due = Message("The answer was due on {day}.", day=row.due_on)
        else:
            due = Message("The answer is due on {day}.", day=row.due_on)
        words = Message("{first} {second}", first=said, second=due)
        is_open = row.state is DisputeState.OPEN
        self.due.setText(str(words) if is_open else str(said))
        set_tone(self.due, Tone.NEGATIVE if is_late else None)

    @Slot()
    def _on_corrected(self) -> None:
        row = self._row
        if row is None:
            return
        try:
            number = self.amount.number("amount")
        except InvalidInputError as error:
            self.form.show_error(error)
            return
        amount = Money.of(number or 0, row.amount.currency)
        self._author_field.remember()
        self.corrected.emit(
            row, amount, self.into.choice(), self.answer.toPlainText(), self._author_field.name()
        )

    @Slot()
    def _on_refused(self) -> None:
        if self._row is not None:
            self.form.clear_errors()
            self._author_field.remember()
            self.denied.emit(self._row, self.answer.toPlainText(), self._author_field.name())

    @Slot()
    def _on_statement(self) -> None:
        if self._row is not None:
            self.statement_wanted.emit(self._row)

    @Slot()
    def _on_reopened(self) -> None:
        if self._row is not None:
            self.reopened.emit(self._row)


def _answer_words(row: DisputeRow) -> Message:
    if row.correction is None:
        return Message("{author} refused: {answer}", author=row.answered_by, answer=row.answer)
    return Message(
        "{author} corrected it by {amount}: {answer}",
        author=row.answered_by,
        amount=shows.signed(row.correction),
        answer=row.answer,
    )
