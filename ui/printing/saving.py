"""A statement, or the pay sheet of a month, is saved to a file that the user names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crm_desktop.domain.period import Period
from crm_desktop.texts import Message, _
from ui.printing.file_saver import FileSaver


class PayFiles(FileSaver):
    """Statements and pay sheets."""

    def ask_for_statement(self, employee_code: str, name: str, period: Period) -> None:
        """Let the user name a file for the statement of ``name``."""
        title = _("Save the statement")
        write = partial(self.save_statement, employee_code, period)
        named = Message("{name} {period}", name=name, period=period.code())
        self._ask(title, named, ("pdf", "xlsx", "html"), write)

    def ask_for_sheet(self, period: Period) -> None:
        """Let the user name a file for the pay sheet."""
        title = _("Save the pay sheet")
        write = partial(self.save_sheet, period)
        name = Message("Pay sheet {period}", period=period.code())
        self._ask(title, name, ("xlsx", "pdf", "html", "csv"), write)

    def save_statement(self, employee_code: str, period: Period, file: Path) -> None:
        """Write the statement, with how each line came about, as the name of the file says."""
        documents = self._context.services.pay_documents

        def work() -> Path:
            # Workbooks and pages are loaded when something is saved, not when the window starts.
            from ui.printing.writers import write_statement  # noqa: PLC0415

            write_statement(documents.page(employee_code, period, has_steps=True), file)
            return file

        self._run(work)

    def save_sheet(self, period: Period, file: Path) -> None:
        """Write the pay sheet as the name of the file says."""
        documents = self._context.services.pay_documents

        def work() -> Path:
            # See above.
            from ui.printing.writers import write_sheet  # noqa: PLC0415

            write_sheet(documents.sheet(period), file)
            return file

        self._run(work)
