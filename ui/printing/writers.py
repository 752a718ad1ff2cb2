"""How statements and pay sheets are written, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from crm_desktop.errors import CrmError
from crm_desktop.exchange.pay_html import sheet_html, statement_html
from crm_desktop.exchange.pay_page import PayPage
from crm_desktop.exchange.pay_sheet import PaySheet, sheet_csv
from crm_desktop.exchange.pay_sheet_workbook import sheet_workbook
from crm_desktop.exchange.pay_workbook import statement_workbook
from crm_desktop.texts import Message
from ui.printing.pay_pdf import statement_pdf
from ui.printing.sheet_pdf import sheet_pdf

_STATEMENT: Mapping[str, Callable[[PayPage], bytes]] = {
    ".pdf": statement_pdf,
    ".xlsx": statement_workbook,
    ".html": lambda page: statement_html(page).encode(),
}
_SHEET: Mapping[str, Callable[[PaySheet], bytes]] = {
    ".pdf": sheet_pdf,
    ".xlsx": sheet_workbook,
    ".html": lambda sheet: sheet_html(sheet).encode(),
    ".csv": lambda sheet: sheet_csv(sheet).encode("utf-8-sig"),
}


def write_statement(page: PayPage, file: Path) -> None:
    """Write the statement as the name of the file says, and as PDF where it says nothing known.

    Raises:
        CrmError: the file cannot be written.

    """
    _write(file, _STATEMENT.get(file.suffix.lower(), statement_pdf)(page))


def write_sheet(sheet: PaySheet, file: Path) -> None:
    """Write the pay sheet; see ``write_statement``."""
    _write(file, _SHEET.get(file.suffix.lower(), sheet_pdf)(sheet))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CrmError(
            Message("“{path}” cannot be written: {reason}", path=str(file), reason=error.strerror)
        ) from error
