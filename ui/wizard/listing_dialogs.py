"""What is asked before a scheme is paused, resumed, ended, withdrawn, or copied for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.wizard.kept import WizardRow
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field, Form
from ui.widgets.text import Label, Role

_WIDTH = 440


class _Asking(QDialog):
    def __init__(self, title: str, words: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.form = Form()
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(Label(title, Role.TITLE, wraps=True))
        column.addWidget(Label(words, Role.MUTED, wraps=True))
        column.addWidget(self.form)
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self.reject)

    @Slot()
    def _on_submitted(self) -> None:
        raise NotImplementedError


class DayDialog(_Asking):
    """``chosen`` carries the first day of a coming month; it stays until that is accepted.

    With ``instead``, a button of that name, it can be left for something else: see ``left_for``.
    """

    chosen = Signal(object)  # date
    left_for = Signal()

    def __init__(
        self,
        title: str,
        words: str,
        *,
        days: Sequence[date],
        act: str,
        instead: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, words, parent)
        self.day = ChoiceBox()
        self.day.set_choices([(formats.long_day(day), day) for day in days])
        self.form.add(Field("day", _("From when"), self.day))
        self.instead_button = Button(instead, Kind.PLAIN)
        self.submit_button = self.form.add_buttons(act, *[self.instead_button][: bool(instead)])
        self.form.keep()
        self.instead_button.clicked.connect(self._on_instead)

    def show_error(self, error: Exception) -> None:
        """Say why it cannot be then; another day can be tried."""
        self.form.show_error(error)
        self.submit_button.setEnabled(True)

    @Slot()
    def _on_submitted(self) -> None:
        self.submit_button.setEnabled(False)
        self.chosen.emit(self.day.choice())

    @Slot()
    def _on_instead(self) -> None:
        self.reject()
        self.left_for.emit()


class WithdrawDialog(_Asking):
    """``wanted`` says that the scheme is not to begin."""

    wanted = Signal()

    def __init__(self, row: WizardRow, parent: QWidget | None = None) -> None:
        title = Message("Withdraw “{name}”", name=row.name)
        words = Message(
            "It does not begin on {day}: the rules and plans from before its publication stay. It "
            "is a draft again, which can be changed and published anew. Employees who have read "
            "the new rules are told.",
            day=row.valid_from,
        )
        super().__init__(str(title), str(words), parent)
        self.submit_button = self.form.add_buttons(_("Withdraw"))
        self.form.keep()

    @Slot()
    def _on_submitted(self) -> None:
        self.accept()
        self.wanted.emit()


class CopyDialog(_Asking):
    """``wanted`` carries the name of the copy and the one whom it is for, None to choose later."""

    wanted = Signal(str, object)  # SubjectRef | None

    def __init__(
        self,
        name: str,
        units: Sequence[tuple[str, SubjectRef]],
        parent: QWidget | None = None,
    ) -> None:
        words = _("The copy has the same indicators, weights and premiums, for other people.")
        super().__init__(_("Copy for another department"), words, parent)
        self.name, self.unit = QLineEdit(name), ChoiceBox()
        self.unit.set_choices([(_("choose people later"), None), *units])
        self.form.add(Field("name", _("Name of the copy"), self.name))
        self.form.add(Field("unit", _("For whom"), self.unit))
        self.submit_button = self.form.add_buttons(_("Copy"))
        self.form.keep()
        self.name.selectAll()

    @Slot()
    def _on_submitted(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.form.field("name").show_error(_("Enter something here."))
            return
        self.accept()
        self.wanted.emit(name, self.unit.choice())
