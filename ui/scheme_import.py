"""A scheme file is chosen, and comes in force or is told what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.scheme_files import kinds_to_read
from ui.tasks import Job
from ui.widgets.problems_dialog import ProblemsDialog

if TYPE_CHECKING:
    from crm_desktop.services.scheme_files import SchemePreview

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class _Imported:
    changes: Changes
    waiting: Message | None


class SchemeImportViewModel(QObject):
    done = Signal(object, object)  # Changes, Message: what waits for approval, or None
    failed = Signal(object, object)  # Path, Exception
    asks = Signal(object, object)  # Path, the names of what would end
    seen = Signal(object, object)  # Path, SchemePreview

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def look_into(self, path: Path) -> None:
        """Tell what the file holds, and what its import would end; nothing is changed."""
        files = self._context.services.scheme_files
        self._context.tasks.run(
            self,
            lambda: files.preview(path),
            partial(self.seen.emit, path),
            partial(self.failed.emit, path),
        )

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
        self.viewmodel.seen.connect(self._on_seen)

    @Slot()
    def ask(self) -> None:
        """Let the user choose the file."""
        title = _("Import a scheme file")
        self.chooser = QFileDialog(self._window, title, "", kinds_to_read())
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
        self._ask_whether(path, _ending(names), _listed(names), _("Replace the scheme"))

    @Slot(object, object)
    def _on_seen(self, path: Path, found: SchemePreview) -> None:
        words = Message("“{name}” from the file {file}", name=found.name, file=path.name)
        told = [_counted(found)]
        if found.ended:
            told += [_ending(found.ended), _listed(found.ended)]
        yes = _("Replace the scheme") if found.ended else _("Import the scheme")
        self._ask_whether(path, str(words), "\n\n".join(told), yes)

    def _ask_whether(self, path: Path, words: str, details: str, yes: str) -> None:
        """Import the file if the user agrees; nothing is what Enter does."""
        question = self.question = QMessageBox(self._window)
        question.setWindowTitle(_("Import a scheme file"))
        question.setText(words)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setInformativeText(details)
        keep = question.addButton(_("Keep the present scheme"), QMessageBox.ButtonRole.RejectRole)
        question.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
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


def _ending(names: tuple[str, ...]) -> str:
    return str(
        plural(
            "{count} definition that the file lacks would end.",
            "{count} definitions that the file lacks would end.",
            count=len(names),
        )
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _counted(found: SchemePreview) -> str:
    words = Message(
        "Indicators: {indicators}, scales: {scales}, profiles: {profiles}, plans: {plans}, "
        "bonus templates: {templates}, reward cards: {cards}, scripts: {scripts}.",
        indicators=found.indicators,
        scales=found.scales,
        profiles=found.profiles,
        plans=found.plans,
        templates=found.templates,
        cards=found.cards,
        scripts=found.scripts,
    )
    return str(words)
