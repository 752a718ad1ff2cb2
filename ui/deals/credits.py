"""Who shares a deal: people, and per cents that add up to a hundred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from PySide6.QtCore import Property, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.deals import CreditShare, checked_credits
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.theme import GRID, Tone
from ui.widgets.buttons import IconButton
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role, set_tone

NO_SHARE = Message("A share is a number of per cent, such as 60.")
_PERCENT_WIDTH = 112
_DIGITS = 4


class CreditsEditor(QWidget):
    """Without a line all of the deal is the owner's."""

    field = "credits"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[CreditLine] = []
        self._people: Mapping[int, str] = {}
        self._employed: Mapping[int, str] = {}
        self._owner_id: int | None = None
        self._is_read_only = False
        self.message = Label(role=Role.TINY, wraps=True)
        self.add_button = LinkButton(self.words_of_button(), icon="add")
        self.add_button.clicked.connect(self._on_add)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(self._rows)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
        self.setFocusProxy(self.add_button)

    def entered(self) -> tuple[tuple[int | None, str], ...]:
        """Return people and per cents as they are written."""
        return tuple((line.person.choice(), line.percent.text()) for line in self.lines)

    value = Property(object, entered, user=True)

    def credits(self) -> tuple[CreditShare, ...]:
        """Return the shares.

        Raises:
            InvalidInputError: they do not give away the whole deal exactly once.

        """
        return checked_credits([line.credit() for line in self.lines])

    def show_people(self, people: Mapping[int, str], employed: Mapping[int, str]) -> None:
        """Name shares by ``people``; only those ``employed`` can get new ones."""
        self._people, self._employed = people, employed

    def show_owner(self, owner_id: int | None) -> None:
        """Remember whose the deal is: the first share will be theirs."""
        self._owner_id = owner_id

    def show_credits(self, credits_: Iterable[CreditShare]) -> None:
        while self.lines:
            self._drop(self.lines[-1])
        for credit in credits_:
            self.append_line(credit.employee_id, credit.share)
        self._show_sum()

    def set_read_only(self, is_read_only: bool) -> None:
        self._is_read_only = is_read_only
        for line in self.lines:
            line.set_read_only(is_read_only)
        self._show_sum()

    def add_line(self) -> None:
        """Add what a new share begins with."""
        if not self.lines:
            self.append_line(self._owner_id, Decimal("0.5"))
            self.append_line(None, Decimal("0.5"))
        else:
            self.append_line(None, max(Decimal(0), self._missing() or Decimal(0)))

    def words_of_button(self) -> str:
        return _("Add person") if self.lines else _("Share the deal")

    def _on_add(self) -> None:
        self.add_line()
        self.lines[-1].person.setFocus()
        self._show_sum()

    def append_line(self, employee_id: int | None, share: Decimal) -> None:
        line = CreditLine(len(self.lines) + 1, self.field)
        choices = [(name, key) for key, name in self._employed.items()]
        line.person.set_choices([(_("Choose a person"), None), *choices])
        line.person.choose(employee_id, self._people.get(employee_id or 0, ""))
        line.percent.show_number(share * 100 if share else None)
        line.set_read_only(self._is_read_only)
        line.changed.connect(self._show_sum)
        line.removed.connect(self._on_removed)
        self.lines.append(line)
        self._rows.addWidget(line)
        line.show()

    def _on_removed(self, line: CreditLine) -> None:
        self._drop(line)
        self.add_button.setFocus()
        self._show_sum()

    def _drop(self, line: CreditLine) -> None:
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _missing(self) -> Decimal | None:
        """Return what is left of the deal, below zero where too much is given; None: unknown."""
        try:
            return 1 - sum((line.share() for line in self.lines), Decimal(0))
        except InvalidInputError:
            return None

    def _show_sum(self) -> None:
        self.add_button.setVisible(not self._is_read_only)
        self.add_button.setText(self.words_of_button())
        words, tone = self.sum_words()
        self.message.setText(str(words))
        set_tone(self.message, tone)

    def sum_words(self) -> tuple[Message, Tone | None]:
        """Return what the lines come to, in words."""
        if not self.lines:
            return Message("All of the deal counts for its owner."), None
        missing = self._missing()
        if missing is None:
            return NO_SHARE, Tone.NEGATIVE
        count = len(self.lines)
        if missing == 0:
            whole = shows.percent(Decimal(1))
            words = plural(
                "{count} person, {percent}", "{count} people, {percent}", count=count, percent=whole
            )
            return words, Tone.POSITIVE
        percent = shows.percent(abs(missing), _DIGITS)
        if missing > 0:
            return Message("{percent} of the deal is not given to anyone.", percent=percent), (
                Tone.WARNING
            )
        return Message("{percent} too much is given away.", percent=percent), Tone.NEGATIVE


class CreditLine(QWidget):
    changed = Signal()
    removed = Signal(object)  # the line itself

    def __init__(self, number: int, field: str) -> None:
        super().__init__()
        self._field = field
        self.person = ChoiceBox(str(Message("Person of share {number}", number=number)))
        self.percent = DecimalEdit("%")
        self.percent.setAccessibleName(str(Message("Per cent of share {number}", number=number)))
        self.percent.setFixedWidth(_PERCENT_WIDTH)
        self.remove_button = IconButton(
            "delete", str(Message("Remove share {number}", number=number))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.person, 1)
        row.addWidget(self.percent)
        row.addWidget(self.remove_button)
        self.person.currentIndexChanged.connect(self._on_changed)
        self.percent.textChanged.connect(self._on_changed)
        self.remove_button.clicked.connect(self._on_remove)

    def share(self) -> Decimal:
        """Return the share, 1 for the whole deal, 0 where nothing is entered.

        Raises:
            InvalidInputError: what is entered is no number.

        """
        return (self.percent.number(self._field) or Decimal(0)) / 100

    def credit(self) -> CreditShare:
        """Return who gets how much.

        Raises:
            InvalidInputError: nobody is chosen, or the share is no number.

        """
        if self.person.choice() is None:
            raise InvalidInputError(self._field, Message("Choose a person for each share."))
        return CreditShare(self.person.choice(), self.share())

    def set_read_only(self, is_read_only: bool) -> None:
        self.person.setEnabled(not is_read_only)
        self.percent.setReadOnly(is_read_only)
        self.remove_button.setVisible(not is_read_only)

    def _on_changed(self) -> None:
        self.changed.emit()

    def _on_remove(self) -> None:
        self.removed.emit(self)
