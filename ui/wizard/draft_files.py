"""What a draft is saved as: the bonus regulation to sign, or a scheme file for another firm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.settings import remember_folder, remembered_folder

_KINDS = {
    "docx": Message("Word ({pattern})", pattern="*.docx"),
    "pdf": Message("PDF, to print ({pattern})", pattern="*.pdf"),
    "toml": Message("Schemes ({pattern})", pattern="*.toml"),
}
_UNSAFE = '<>:"/\\|?*'


class DraftFiles(QObject):
    """Its dialogs belong to ``window``. What went wrong is reported as the context does."""

    saved = Signal(object)  # Path

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.chooser: QFileDialog | None = None

    def ask_for_regulation(
        self, draft: WizardDraft, kind: str, language: str, *, is_published: bool = False
    ) -> None:
        """Let the user name a file for the regulation in ``language``: ``docx`` or ``pdf``.

        One that ``is_published`` is told as the rules are by now.
        """
        write = partial(self.save_regulation, draft, language, is_published=is_published)
        self._ask(
            _("Save the bonus regulation"), f"{_('Bonus regulation')} {draft.name}", kind, write
        )

    def ask_for_scheme(self, draft: WizardDraft) -> None:
        """Let the user name a file for the scheme."""
        self._ask(_("Scheme file"), draft.name, "toml", partial(self.save_scheme, draft))

    def save_regulation(
        self, draft: WizardDraft, language: str, file: Path, *, is_published: bool = False
    ) -> None:
        """Write the regulation of what the draft says, as the name of the file says."""
        regulations = self._context.services.regulations

        def work() -> Path:
            # What writes documents is loaded when one is saved, not when the window starts.
            from ui.printing.regulation_pdf import save  # noqa: PLC0415

            told = regulations.of_published if is_published else regulations.of_draft
            regulation = told(draft)
            if file.suffix.lower() == ".pdf":
                save(regulation, file, language)
            else:
                regulations.save_docx(regulation, file, language)
            return file

        self._run(work)

    def save_scheme(self, draft: WizardDraft, file: Path) -> None:
        """Write the scheme as a document that any firm can import."""
        services = self._context.services

        def work() -> Path:
            services.scheme_files.write(file, draft.scheme)
            return file

        self._run(work)

    def _ask(self, title: str, name: str, kind: str, write: Callable[[Path], None]) -> None:
        chooser = self.chooser = QFileDialog(self._window, title)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setNameFilters([str(_KINDS[kind])])
        chooser.setDefaultSuffix(kind)
        chooser.setDirectory(remembered_folder())
        chooser.selectFile(f"{_plain(name)}.{kind}")
        # Qt translates its other words, not these two.
        chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        chooser.fileSelected.connect(lambda file: write(Path(file)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _run(self, work: Callable[[], Path]) -> None:
        self._context.tasks.run(self, work, self._on_saved, self._context.report)

    def _on_saved(self, file: Path) -> None:
        remember_folder(file)
        self._context.say(str(Message("Saved to {file}", file=str(file))))
        self.saved.emit(file)


def _plain(name: str) -> str:
    """Return ``name`` without what no file may be called by."""
    return "".join(" " if letter in _UNSAFE else letter for letter in name).strip()
