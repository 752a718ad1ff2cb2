"""Something is saved to a file that the user names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.texts import Message, _
from ui.context import Context
from ui.scheme_files import KIND
from ui.settings import remember_folder, remembered_folder

_KINDS = {
    "docx": Message("Word ({pattern})", pattern="*.docx"),
    "pdf": Message("PDF, to print ({pattern})", pattern="*.pdf"),
    "xlsx": Message("Excel, with formulas ({pattern})", pattern="*.xlsx"),
    "html": Message("Web page ({pattern})", pattern="*.html"),
    "csv": Message("CSV ({pattern})", pattern="*.csv"),
    KIND: Message("Scheme files ({pattern})", pattern=f"*.{KIND}"),
}
_LONGEST = 100
"""How many letters are proposed: with its folder, Windows lets a path have 259."""
_UNSAFE = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL"]
    + [f"{port}{number}" for port in ("COM", "LPT") for number in range(10)]
)
"""What Windows calls devices by, whatever kind of file follows."""


class FileSaver(QObject):
    """Its dialogs belong to ``window``. What went wrong is reported as the context does."""

    saved = Signal(object)  # Path

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.chooser: QFileDialog | None = None

    def _ask(
        self, title: str, name: object, kinds: Sequence[str], write: Callable[[Path], None]
    ) -> None:
        """Let the user name a file of one of ``kinds``, the first unless they say another."""
        chooser = self.chooser = QFileDialog(self._window, title)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setNameFilters([str(_KINDS[kind]) for kind in kinds])
        chooser.setDefaultSuffix(kinds[0])
        chooser.setDirectory(remembered_folder())
        chooser.selectFile(f"{plain_name(str(name))}.{kinds[0]}")
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


def plain_name(name: str) -> str:
    """Return ``name`` as every system lets a file be called."""
    kept = "".join(" " if letter in _UNSAFE or letter < " " else letter for letter in name)
    kept = kept.strip(" .")[:_LONGEST].rstrip(" .")
    is_taken = kept.partition(".")[0].rstrip().upper() in _DEVICES
    return f"_{kept}" if is_taken or not kept else kept


def _follow(chooser: QFileDialog, kinds: Sequence[str], chosen: str) -> None:
    """Let the file's name end as the kind that was chosen."""
    kind = next((kind for kind in kinds if str(_KINDS[kind]) == chosen), kinds[0])
    chooser.setDefaultSuffix(kind)
    for name in chooser.selectedFiles()[:1]:
        chooser.selectFile(Path(name).with_suffix(f".{kind}").name)
