"""A scheme file is chosen, and comes in force or is told what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.tasks import Job
from ui.widgets.problems_dialog import ProblemsDialog


class SchemeImportViewModel(QObject):
    done = Signal(object)  # Changes
    failed = Signal(object, object)  # Path, Exception

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def take(self, path: Path) -> None:
        """Bring the scheme in the file in force."""
        files = self._context.services.scheme_files

        def work(_job: Job) -> Changes:
            return files.import_file(path)

        self._context.tasks.run_long(
            Message("Import of {name}", name=path.name),
            self,
            work,
            on_done=self._on_done,
            on_error=lambda error: self.failed.emit(path, error),
        )

    def _on_done(self, changes: Changes) -> None:
        self.done.emit(changes)
        self._context.changes.happened.emit(changes)


class SchemeImport(QObject):
    """The dialogs of an import belong to ``window``."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self.viewmodel = SchemeImportViewModel(context, self)
        self.chooser: QFileDialog | None = None
        self.problems: ProblemsDialog | None = None
        self.viewmodel.done.connect(self._on_done)
        self.viewmodel.failed.connect(self._on_failed)

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

    @Slot(object)
    def _on_done(self, changes: Changes) -> None:
        self._context.say(
            _("The scheme is in force.") if changes else _("The scheme was in force already.")
        )

    @Slot(object, object)
    def _on_failed(self, path: Path, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
            return
        title = str(Message("“{name}” was not imported", name=path.name))
        self.problems = ProblemsDialog(title, str(error), self._window)
        self.problems.open()
