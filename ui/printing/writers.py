"""How statements and pay sheets are written, by the ending of the file's name."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.errors import UnwritableFileError
from crm_desktop.rewards.pay_page import PayPage
from crm_desktop.rewards.pay_sheet import PaySheet
from crm_desktop.services.pay_documents import SHEET_FILES, STATEMENT_FILES
from ui.printing.pay_pdf import statement_pdf
from ui.printing.sheet_pdf import sheet_pdf


def write_statement(page: PayPage, file: Path) -> None:
    """Write the statement as the name of the file says, and as PDF where it says nothing known.

    Raises:
        CrmError: the file cannot be written.

    """
    _write(file, STATEMENT_FILES.get(file.suffix.lower(), statement_pdf)(page))


def write_sheet(sheet: PaySheet, file: Path) -> None:
    """Write the pay sheet; see ``write_statement``."""
    _write(file, SHEET_FILES.get(file.suffix.lower(), sheet_pdf)(sheet))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UnwritableFileError(file, error) from error
