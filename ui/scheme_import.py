"""A scheme file is chosen, and comes in force or is told what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.tasks import Job
from ui.widgets.problems_dialog import ProblemsDialog

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class _Imported:
    changes: Changes
    waiting: Message | None


class SchemeImportViewModel(QObject):
    done = Signal(object, object)  # Changes, Message: what waits for approval, or None
    failed = Signal(object, object)  # Path, Exception
    asks = Signal(object, object)  # Path, the names of what would end

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def take(self, path: Path, *, is_agreed: bool = False) -> None:
        """Bring the scheme in the file in force; ask first where others would end by it."""
        services = self._context.services
        files = services.scheme_files

        def work(_job: Job) -> _Imported | tuple[str, ...]:
            if not is_agreed and (ended := files.ended_by(path)):
                return ended
            return _Imported(files.import_file(path), services.scripts.waiting_words())

        self._context.tasks.run_long(
            Message("Import of {name}", name=path.name),
            self,
            work,
            on_done=partial(self._on_done, path),
            on_error=lambda error: self.failed.emit(path, error),
        )

    def _on_done(self, path: Path, found: _Imported | tuple[str, ...]) -> None:
        if isinstance(found, tuple):
            self.asks.emit(path, found)
            return
        self.done.emit(found.changes, found.waiting)
        self._context.changes.happened.emit(found.changes)


class SchemeImport(QObject):
    """The dialogs of an import belong to ``window``."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self.viewmodel = SchemeImportViewModel(context, self)
        self.chooser: QFileDialog | None = None
        self.problems: ProblemsDialog | None = None
        self.question: QMessageBox | None = None
        self.viewmodel.done.connect(self._on_done)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.asks.connect(self._on_asked)

    @Slot()
    def ask(self) -> None:
        """Let the user choose the file."""
        title = _("Import a scheme file")
        kinds = str(Message("Scheme files ({pattern})", pattern="*.toml"))
        self.chooser = QFileDialog(self._window, title, "", kinds)
        self.chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        # Qt translates its other words, not these two.
        self.chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        self.chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        self.chooser.fileSelected.connect(self._on_chosen)
        self.chooser.finished.connect(self.chooser.deleteLater)
        self.chooser.open()

    @Slot(str)
    def _on_chosen(self, file: str) -> None:
        self.viewmodel.take(Path(file))

    @Slot(object, object)
    def _on_asked(self, path: Path, names: tuple[str, ...]) -> None:
        question = self.question = QMessageBox(self._window)
        question.setText(
            str(
                plural(
                    "{count} definition that the file lacks would end.",
                    "{count} definitions that the file lacks would end.",
                    count=len(names),
                )
            )
        )
        question.setTextFormat(Qt.TextFormat.PlainText)
        shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
        question.setInformativeText(shown)
        keep = question.addButton(_("Keep the present scheme"), QMessageBox.ButtonRole.RejectRole)
        question.addButton(_("Replace the scheme"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(keep)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(partial(self.viewmodel.take, path, is_agreed=True))
        question.open()

    @Slot(object, object)
    def _on_done(self, changes: Changes, waiting: Message | None) -> None:
        words = _("The scheme is in force.") if changes else _("The scheme was in force already.")
        self._context.say(words if waiting is None else f"{words} {waiting}")

    @Slot(object, object)
    def _on_failed(self, path: Path, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
            return
        title = str(Message("“{name}” was not imported", name=path.name))
        self.problems = ProblemsDialog(title, str(error), self._window)
        self.problems.open()
