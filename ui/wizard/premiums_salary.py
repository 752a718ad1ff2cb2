"""The salary of a team: one for all, or what each has today."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.people import SubjectRef
from crm_desktop.errors import InvalidInputError
from crm_desktop.rewards.template import RewardCard
from crm_desktop.rewards.wizard.staff import Candidate
from crm_desktop.texts import Message, _, plural
from ui.theme import GRID
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton

_WIDTH = 36 * GRID


class SalaryEntry(QWidget):
    """``entered`` carries the salary of all, ``today_wanted`` those that people have, by whom."""

    entered = Signal(object)  # Decimal
    today_wanted = Signal(object)  # dict[SubjectRef, Decimal]

    def __init__(self) -> None:
        super().__init__()
        self.edit = DecimalEdit()
        self.field = Field("salary", _("Salary of each, a month"), self.edit)
        self.field.setMaximumWidth(_WIDTH)
        self.today_link = LinkButton(_("Take the salaries that they have today"))
        self._kept = Decimal(0)
        self._today: dict[SubjectRef, Decimal] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self.today_link, 0, Qt.AlignmentFlag.AlignLeft)
        self.edit.editingFinished.connect(self.take)
        self.today_link.clicked.connect(self._on_today)

    def show_card(self, card: RewardCard, people: Iterable[Candidate], currency: str) -> None:
        """Show the salary of ``card``, by which ``people`` are paid."""
        self.edit.set_currency(currency)
        self._kept = card.salary
        people = tuple(people)
        own = {each.subject: each.salary for each in card.assignments if each.salary is not None}
        is_each_own = bool(people) and all(each.ref in own for each in people)
        self.edit.setPlaceholderText(_("own salaries") if is_each_own else "")
        if not self.edit.hasFocus() or not self.edit.isModified():
            self.edit.show_number(None if is_each_own and not card.salary else card.salary)
        words = plural(
            "{count} person has a salary of their own.",
            "{count} people have salaries of their own.",
            count=len(own),
        )
        self.field.show_hint(str(words) if own else "")
        self._today = {
            each.ref: each.salary
            for each in people
            if each.salary and each.salary != own.get(each.ref, card.salary)
        }
        self.today_link.setVisible(bool(self._today))

    @Slot()
    def take(self) -> bool:
        """Take over what is being typed; return whether it is a salary."""
        try:
            salary = _not_negative(self.edit.number(self.field.code))
        except InvalidInputError as error:
            self.field.show_error(str(error))
            return False
        self.edit.setModified(False)
        if salary != self._kept:
            self._kept = salary
            self.entered.emit(salary)
        return True

    @Slot()
    def _on_today(self) -> None:
        self.today_wanted.emit(self._today)


def _not_negative(salary: Decimal | None) -> Decimal:
    if salary is not None and salary < 0:
        raise InvalidInputError("salary", Message("A salary is not below zero."))
    return salary or Decimal(0)
