"""A scheme file is chosen, and comes in force or is told what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from shiboken6 import isValid

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.services.scheme_arrivals import AwaitedScheme, SchemeArrival
from crm_desktop.services.scheme_files import SchemePreview, UnknownPeopleError
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.scheme.keys import NewScheme
from ui.scheme_files import kinds_to_read
from ui.tasks import Job
from ui.widgets.problems_dialog import ProblemsDialog

if TYPE_CHECKING:
    from crm_desktop.rewards.scheme import Scheme

_MOST_NAMED = 8
_KEEP = Message("Keep the present scheme")


@dataclass(frozen=True, slots=True)
class _Imported:
    arrival: SchemeArrival
    changes: Changes
    waiting: Message | None

    def words(self) -> str:
        told = (self.arrival.done_words(self.changes), self.waiting)
        return " ".join(str(each) for each in told if each is not None)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What a file held when it was read: that, and nothing later, is what comes in force."""

    path: Path
    scheme: Scheme


class SchemeImportViewModel(QObject):
    done = Signal(str)  # the words that tell it
    failed = Signal(object, object)  # Path, Exception
    asks = Signal(object, object)  # _Arrived, SchemeArrival
    seen = Signal(object, object)  # _Arrived, SchemePreview

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def look_into(self, path: Path) -> None:
        """Tell what the file holds, and what its import would end; nothing is changed."""
        files = self._context.services.scheme_files

        def look(arrived: _Arrived) -> None:
            self._context.tasks.run(
                self,
                lambda: files.preview(arrived.scheme),
                partial(self.seen.emit, arrived),
                partial(self.failed.emit, path),
            )

        self._read(path, look)

    def take(self, path: Path) -> None:
        """Bring the scheme in the file in force; ask first where others would go by it."""
        self._read(path, self.take_arrived)

    def take_arrived(self, arrived: _Arrived, agreed: SchemeArrival | None = None) -> None:
        """Bring it in force; ask first where others would go by it than was ``agreed``."""
        services = self._context.services
        files = services.scheme_files

        def work(_job: Job) -> _Imported | SchemeArrival:
            found = files.arrival(arrived.scheme)
            if not found.costs() <= (frozenset() if agreed is None else agreed.costs()):
                return found
            changes = files.take(arrived.scheme)
            return _Imported(found, changes, services.scripts.waiting_words())

        self._context.tasks.run_long(
            _title(arrived.path),
            self,
            work,
            on_done=partial(self._on_done, arrived),
            on_error=partial(self.failed.emit, arrived.path),
        )

    def _read(self, path: Path, on_done: Callable[[_Arrived], None]) -> None:
        """Read the file apart: it may be on a share that is away."""
        files = self._context.services.scheme_files
        self._context.tasks.run_long(
            _title(path),
            self,
            lambda _: _Arrived(path, files.read(path)),
            on_done=on_done,
            on_error=partial(self.failed.emit, path),
            is_apart=True,
        )

    def _on_done(self, arrived: _Arrived, found: _Imported | SchemeArrival) -> None:
        if isinstance(found, SchemeArrival):
            self.asks.emit(arrived, found)
            return
        self.done.emit(found.words())
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
        self.viewmodel.done.connect(context.say)
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
    def _on_asked(self, arrived: _Arrived, found: SchemeArrival) -> None:
        words, *details = [*_costs(found), *_beginning(found)]
        yes = _("Replace the scheme")
        question = self._ask_whether(words, "\n\n".join(details), yes, str(_KEEP))
        question.accepted.connect(partial(self.viewmodel.take_arrived, arrived, found))

    @Slot(object, object)
    def _on_seen(self, arrived: _Arrived, found: SchemePreview) -> None:
        words = Message("“{name}” from the file {file}", name=found.name, file=arrived.path.name)
        costs = _costs(found.arrival)
        told = [_counted(found), *_beginning(found.arrival), *costs]
        yes = _("Replace the scheme") if costs else _("Import the scheme")
        no = _("Cancel") if found.is_first else _KEEP
        question = self._ask_whether(str(words), "\n\n".join(told), yes, str(no))
        question.accepted.connect(partial(self.viewmodel.take_arrived, arrived, found.arrival))

    def _ask_whether(self, words: str, details: str, yes: str, no: str) -> QMessageBox:
        """Ask in place of what was asked before; nothing is what Enter does."""
        if self.question is not None and isValid(self.question):
            self.question.close()
        question = self.question = QMessageBox(self._window)
        question.setWindowTitle(_("Import a scheme file"))
        question.setText(words)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setInformativeText(details)
        keep = question.addButton(no, QMessageBox.ButtonRole.RejectRole)
        question.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(keep)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()
        return question

    @Slot(object, object)
    def _on_failed(self, path: Path, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
            return
        title = str(Message("“{name}” was not imported", name=path.name))
        self.problems = ProblemsDialog(title, str(error), self._window)
        if isinstance(error, UnknownPeopleError):
            advice = _("The wizard can take the rules without the people; you put your own in.")
            way = self.problems.offer(advice, _("Take it into the wizard…"))
            way.clicked.connect(lambda: self._context.navigate("scheme", NewScheme(path)))
        self.problems.open()


def _title(path: Path) -> Message:
    return Message("Import of {name}", name=path.name)


def _beginning(found: SchemeArrival) -> list[str]:
    """Return from when the rules would hold, a paragraph."""
    later = Message("Some begin later, the last of them on {day}.", day=found.complete)
    told = [found.day_words(), *([later] if found.complete > found.starts else [])]
    return [" ".join(map(str, told))]


def _costs(found: SchemeArrival) -> list[str]:
    """Return what of the firm's would go, in paragraphs; what is to come first."""
    told = [str(_replacing(each)) for each in found.awaited]
    return [*told, _ending(found.ended), _listed(found.ended)] if found.ended else told


def _replacing(scheme: AwaitedScheme) -> Message:
    return Message(
        "“{name}” was published to begin on {day}, and the file replaces rules of it. "
        "If it is not to hold, withdraw it first.",
        name=scheme.name,
        day=scheme.starts,
    )


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
