"""A field for a day and a time of it, written in figures; it may stay empty."""

from __future__ import annotations

import re
from datetime import datetime, time, tzinfo

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop import formats
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.widgets import day_edit

_MOMENT = re.compile(r"(\S+)[\s,]+(\d{1,2}):(\d{2})")
_LAST_HOUR, _LAST_MINUTE = 23, 59
_LONGEST = 30


def parsed(text: str) -> datetime | None:
    """Return the moment that ``text`` is, such as 31.03.2026 9:05; None for none."""
    found = _MOMENT.fullmatch(text.strip())
    day = day_edit.parsed(found[1]) if found else None
    if found is None or day is None:
        return None
    hour, minute = int(found[2]), int(found[3])
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return None
    return datetime.combine(day, time(hour, minute))


class MomentEdit(QLineEdit):
    """Holds a moment to the minute; one that nobody changes keeps its seconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: datetime | None = None
        self.setPlaceholderText(_("dd/mm/yyyy hh:mm"))

    def show_moment(self, moment: datetime | None) -> None:
        """Show ``moment``, which is in the time zone that is read back."""
        self._shown = moment
        self.setText("" if moment is None else _written(moment))

    def moment(self, field: str, zone: tzinfo | None) -> datetime | None:
        """Return the moment in ``zone``, None where the field is empty.

        Raises:
            InvalidInputError: what is written is no moment; it names ``field``.

        """
        text = self.text().strip()
        if not text:
            return None
        if self._shown is not None and text == _written(self._shown):
            return self._shown
        moment = parsed(text)
        if moment is None:
            raise InvalidInputError(
                field,
                Message(
                    "“{text}” is no time of a day: write {moment}.",
                    text=text[:_LONGEST],
                    moment=_written(_EXAMPLE),
                ),
            )
        return moment.replace(tzinfo=zone)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if (moment := parsed(self.text())) is not None:
            self.setText(_written(moment))
        super().focusOutEvent(event)


_EXAMPLE = datetime(2026, 3, 31, 9, 5)  # noqa: DTZ001 - how a moment is written, of no zone


def _written(moment: datetime) -> str:
    return f"{formats.day(moment)} {moment:%H:%M}"
