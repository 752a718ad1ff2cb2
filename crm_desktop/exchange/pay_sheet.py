"""The pay sheet of a month as CSV, and what a cell of a CSV may say."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

from crm_desktop.domain.money import Money, minor_digits
from crm_desktop.rewards.pay_sheet import PaySheet
from crm_desktop.texts import shown

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a table program takes for the beginning of a formula."""


def sheet_csv(sheet: PaySheet) -> str:
    """Return the sheet for a program that reads tables, with bare amounts and ``;``."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(shown(name)) for name, _ in sheet.heads()])
    for row in [*sheet.cells(), sheet.total_cells()]:
        writer.writerow([_plain(cell) for cell, _ in row])
    return written.getvalue()


def safe(text: str) -> str:
    """Return ``text`` so that no table program takes it for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def digits(amount: Money, decimal: str = ",") -> str:
    """Return the bare figures of ``amount`` with all its minor units."""
    places = minor_digits(amount.currency)
    return f"{amount.as_decimal():.{places}f}".replace(".", decimal)


def _plain(cell: object) -> str:
    match cell:
        case Money():
            return digits(cell)
        case int() | Decimal():
            return str(cell)
        case _:
            return safe(shown(cell))
