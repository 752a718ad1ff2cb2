"""A field for an exact number, written as the language in force writes it."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import get_decimal_symbol
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop import formats
from crm_desktop.domain.money import minor_digits
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.problem import is_meant
from crm_desktop.texts import Message
from ui import theme
from ui.widgets.text import Label, Role

_SPACES = re.compile(r"[\s'’]")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"-?(\d+\.?\d*|\.\d+)")
_LONGEST = 30
_MOST_DIGITS = 10
_END = 10


def parsed(text: str) -> Decimal | None:
    """Return the number that ``text`` is in the language in force; None where it is no number.

    Spaces part groups in every language. Where the decimal sign is a comma, a point is
    one too, as number pads have no comma; where it is a point, commas part whole groups.
    Whole groups of commas before a point can mean nothing else in any language.
    """
    plain = _SPACES.sub("", text).replace("\N{MINUS SIGN}", "-")
    is_comma = get_decimal_symbol(formats.locale()) == ","
    if _GROUPED.fullmatch(plain) and ("." in plain or not is_comma):
        plain = plain.replace(",", "")
    elif is_comma:
        plain = plain.replace(",", ".")
    return Decimal(plain) if _PLAIN.fullmatch(plain) and len(plain) <= _LONGEST else None


def without_currency(text: str, currency: str) -> str:
    """Return ``text`` without what one writes for ``currency`` before and after an amount."""
    marks = sorted(formats.currency_marks(currency), key=len, reverse=True)
    mark = rf"(?:{'|'.join(map(re.escape, marks))})?"
    found = re.fullmatch(
        rf"\s*([-\N{{MINUS SIGN}}]?)\s*{mark}\s*(\S.*?)\s*{mark}\s*", text, re.IGNORECASE
    )
    return text if found is None else found[1] + found[2]


class DecimalEdit(QLineEdit):
    """Holds a number with a unit at its right end; leaving the field writes it properly.

    ``least_digits`` are shown even where they are zeros, as money is written.
    """

    def __init__(
        self, unit: str = "", *, least_digits: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFont(theme.font(is_tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._least_digits = least_digits
        self._unit = Label(role=Role.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, _END, 0)
        row.addStretch()
        row.addWidget(self._unit)
        self.set_unit(unit, least_digits=least_digits)

    def set_unit(self, unit: str, *, least_digits: int = 0) -> None:
        self._least_digits = least_digits
        self._unit.setText(unit)
        self.setTextMargins(0, 0, self._unit.sizeHint().width() + 6 if unit else 0, 0)

    def set_currency(self, currency: str) -> None:
        """Ask for an amount of ``currency``."""
        self.set_unit(formats.currency_sign(currency), least_digits=minor_digits(currency))

    @property
    def unit(self) -> str:
        return self._unit.text()

    def show_number(self, value: Decimal | None) -> None:
        self.setText("" if value is None else self._written(value))

    def number(self, field: str) -> Decimal | None:
        """Return the number, None where the field is empty.

        Raises:
            InvalidInputError: what is written is no number that a firm can mean; it names
                ``field``.

        """
        if not self.text().strip():
            return None
        value = parsed(self.text())
        if value is None:
            example = formats.number(Decimal("1234.5"))
            raise InvalidInputError(
                field, Message("“{text}” is no number: write {example}.", **_words(self, example))
            )
        if not is_meant(value):
            raise InvalidInputError(field, Message("“{value}” is out of range.", value=value))
        return value

    def focusOutEvent(self, event: QFocusEvent) -> None:
        value = parsed(self.text())
        if value is not None and is_meant(value) and not self.isReadOnly():
            self.show_number(value)
        super().focusOutEvent(event)

    def _written(self, value: Decimal) -> str:
        text = formats.number(value, _MOST_DIGITS)
        if not self._least_digits:
            return text
        sign = get_decimal_symbol(formats.locale())
        whole, _sign, digits = text.partition(sign)
        return whole + sign + digits.ljust(self._least_digits, "0")


def _words(edit: QLineEdit, example: str) -> dict[str, str]:
    return {"text": edit.text().strip()[:_LONGEST], "example": example}
