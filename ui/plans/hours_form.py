"""The usual working day of the firm, as it is entered."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from crm_desktop.domain.calendar import WorkingHours
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.scheme.cells import CellError
from ui.scheme.profiles.amounts import amount_of, amount_text
from ui.widgets.form import Field, Form

_MINUTE = 60


class HoursForm(Form):
    """Emits ``entered`` with the ``WorkingHours`` that were typed."""

    entered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._edits = {code: QLineEdit() for code in ("opens", "closes", "pause", "short_by")}
        labels = {
            "opens": _("Opens at"),
            "closes": _("Closes at"),
            "pause": _("Break, not counted"),
            "short_by": _("A short day is shorter by"),
        }
        self.add(*(Field(code, labels[code], edit) for code, edit in self._edits.items()))
        self.save_button = self.add_buttons(_("Save the hours"), can_leave=False)
        self.save_button.setProperty("kind", "plain")
        self.submitted.connect(self._on_submitted)

    def has(self, field: str) -> bool:
        return field in self._edits

    def show_hours(self, hours: WorkingHours) -> None:
        if self.is_changed():
            return
        for code, edit in self._edits.items():
            edit.setText(amount_text(Decimal(getattr(hours, code) * _MINUTE), Unit.DURATION))
        self.keep()

    @Slot()
    def _on_submitted(self) -> None:
        try:
            minutes = {code: minutes_of(edit, code) or 0 for code, edit in self._edits.items()}
        except InvalidInputError as error:
            self.show_error(error)
        else:
            self.entered.emit(WorkingHours(**minutes))


def minutes_of(edit: QLineEdit, field: str) -> int | None:
    """Return the time of day or the span that is typed, such as 9:00; None for nothing.

    Raises:
        InvalidInputError: it is none.

    """
    try:
        seconds = amount_of(edit.text(), Unit.DURATION)
    except CellError:
        words = Message("Write hours and minutes, such as 8:30.")
        raise InvalidInputError(field, words) from None
    return None if seconds is None else int(seconds // _MINUTE)
