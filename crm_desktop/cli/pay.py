"""Commands that put pay on paper: a statement, the pay sheet of a month, rows for 1C."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.upkeep import database, opened, refuse_overwriting
from crm_desktop.cli.window import ui
from crm_desktop.cli.words import MisuseError, Words, one_of
from crm_desktop.domain.period import Period
from crm_desktop.errors import UnwritableFileError
from crm_desktop.exchange.one_c import accruals_csv, accruals_workbook, read_accrual_mapping
from crm_desktop.rewards.pay_page import PayPage
from crm_desktop.rewards.pay_sheet import PaySheet
from crm_desktop.services.pay_documents import SHEET_FILES, STATEMENT_FILES
from crm_desktop.texts import Message

_FORMATS = ("1c",)


def _statement_pdf(page: PayPage) -> bytes:
    return bytes(ui("printing.pay_pdf").statement_pdf(page))


def _sheet_pdf(sheet: PaySheet) -> bytes:
    return bytes(ui("printing.sheet_pdf").sheet_pdf(sheet))


_STATEMENTS = {".pdf": _statement_pdf, **STATEMENT_FILES}
_SHEETS = {".pdf": _sheet_pdf, **SHEET_FILES}
_ROWS = {".csv": accruals_csv, ".xlsx": accruals_workbook}


def statement(words: Words, employee: str, *, period: str, output: Path, has_steps: bool) -> int:
    """Write the statement of the employee with that code."""
    written, when = _STATEMENTS[_ending(output, _STATEMENTS)], Period.parse(period)
    refuse_overwriting(output, database(words))
    with opened(words) as services:
        page = services.pay_documents.page(employee, when, has_steps=has_steps)
    return _write(output, written(page))


def pay_sheet(words: Words, *, period: str, output: Path) -> int:
    """Write everybody's pay of the period as one table."""
    written, when = _SHEETS[_ending(output, _SHEETS)], Period.parse(period)
    refuse_overwriting(output, database(words))
    with opened(words) as services, console.progress(Message("Reading the statements")):
        sheet = services.pay_documents.sheet(when)
    return _write(output, written(sheet))


def pay_export(words: Words, *, period: str, format_: str, mapping: Path, output: Path) -> int:
    """Write everybody's pay of the period as rows that another program takes in."""
    one_of(format_, _FORMATS, option="--format")
    written, when = _ROWS[_ending(output, _ROWS)], Period.parse(period)
    refuse_overwriting(output, mapping, database(words))
    wanted = read_accrual_mapping(mapping)
    with opened(words) as services, console.progress(Message("Reading the statements")):
        table = services.pay_documents.for_one_c(when, wanted)
    return _write(output, written(table))


def logo(words: Words, file: Path | None) -> int:
    """Keep the picture in the file as that of the firm, or none."""
    png = None if file is None else bytes(ui("printing.logo").read_logo(file))
    with opened(words) as services:
        services.firm.save_logo(png)
    console.say(
        Message("There is no picture on what is printed.")
        if png is None
        else Message("The picture stands on what is printed.")
    )
    return 0


def _ending(output: Path, allowed: Mapping[str, object]) -> str:
    """Return what the file is to be by its name.

    Raises:
        MisuseError: it is none of ``allowed``.

    """
    ending = output.suffix.lower()
    if ending not in allowed:
        raise MisuseError(
            Message(
                "“{path}” is not possible: let the name end with one of {allowed}.",
                path=str(output),
                allowed=", ".join(allowed),
            )
        )
    return ending


def _write(output: Path, content: bytes) -> int:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UnwritableFileError(output, error) from error
    console.say(Message("{file} was written.", file=str(output)))
    return 0
