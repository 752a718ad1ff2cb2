"""A statement, or the pay sheet of a month, is saved to a file that the user names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.domain.period import Period
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.settings import remember_folder, remembered_folder

_KINDS = {
    "pdf": Message("PDF, to print ({pattern})", pattern="*.pdf"),
    "xlsx": Message("Excel, with formulas ({pattern})", pattern="*.xlsx"),
    "html": Message("Web page ({pattern})", pattern="*.html"),
    "csv": Message("CSV ({pattern})", pattern="*.csv"),
}
_UNSAFE = '<>:"/\\|?*'


class PayFiles(QObject):
    """Its dialogs belong to ``window``. What went wrong is reported as the context does."""

    saved = Signal(object)  # Path

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.chooser: QFileDialog | None = None

    def ask_for_statement(self, employee_code: str, name: str, period: Period) -> None:
        """Let the user name a file for the statement of ``name``."""
        title = _("Save the statement")
        write = partial(self.save_statement, employee_code, period)
        self._ask(title, f"{name} {period.code()}", ("pdf", "xlsx", "html"), write)

    def ask_for_sheet(self, period: Period) -> None:
        """Let the user name a file for the pay sheet."""
        title = _("Save the pay sheet")
        write = partial(self.save_sheet, period)
        name = f"{_('Pay sheet')} {period.code()}"
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

    def _ask(
        self, title: str, name: str, kinds: tuple[str, ...], write: Callable[[Path], None]
    ) -> None:
        chooser = self.chooser = QFileDialog(self._window, title)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setNameFilters([str(_KINDS[kind]) for kind in kinds])
        chooser.setDefaultSuffix(kinds[0])
        chooser.setDirectory(remembered_folder())
        chooser.selectFile(f"{_plain(name)}.{kinds[0]}")
        # Qt translates its other words, not these two.
        chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        chooser.filterSelected.connect(partial(_follow, chooser, kinds))
        chooser.fileSelected.connect(lambda file: write(Path(file)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _run(self, work: Callable[[], Path]) -> None:
        self._context.tasks.run(self, work, self._on_saved, self._context.report)

    def _on_saved(self, file: Path) -> None:
        remember_folder(file)
        self._context.say(str(Message("Saved to {file}", file=str(file))))
        self.saved.emit(file)


def _follow(chooser: QFileDialog, kinds: tuple[str, ...], chosen: str) -> None:
    """Let the file's name end as the kind that was chosen."""
    kind = next((kind for kind in kinds if str(_KINDS[kind]) == chosen), kinds[0])
    chooser.setDefaultSuffix(kind)
    for name in chooser.selectedFiles()[:1]:
        chooser.selectFile(Path(name).with_suffix(f".{kind}").name)


def _plain(name: str) -> str:
    """Return ``name`` without what no file may be called by."""
    return "".join(" " if letter in _UNSAFE else letter for letter in name).strip()
