"""The firm's settings, its picture and its rates as their page needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain import places
from crm_desktop.domain.firm import Firm, RateRow
from crm_desktop.domain.logo import Logo
from crm_desktop.domain.updates import System, UpdateFolders, entered_folders
from crm_desktop.errors import CrmError, StaleRecordError
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.printing.logo import read_logo
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.updates import UpdateFinding

Kept = TypeVar("Kept", Firm, UpdateFolders)
"""What is saved whole, over what was shown."""


class Part(Enum):
    """What of the firm is written, each by itself."""

    SETTINGS = auto()
    LOGO = auto()
    RATES = auto()
    UPDATES = auto()


@dataclass(frozen=True, slots=True)
class FirmRead:
    """``is_currency_fixed`` where amounts are recorded in it."""

    firm: Firm
    logo: Logo | None
    rates: tuple[RateRow, ...]
    is_currency_fixed: bool
    choices: places.Choices
    folders: UpdateFolders


@dataclass(frozen=True, slots=True)
class FirmConflict(Generic[Kept]):
    """What the user wants to save over ``base``, which ``theirs`` has replaced meanwhile."""

    name: str  # of the firm
    base: Kept
    mine: Kept
    theirs: Kept


@dataclass(frozen=True, slots=True)
class _Written:
    changes: Changes
    read: FirmRead


_Undo = Callable[[FirmRead], Changes]
_Conflict = Callable[[FirmRead], FirmConflict[Firm] | FirmConflict[UpdateFolders]]


class FirmViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # FirmRead
    failed = Signal(object)  # Exception: nothing can be read
    written = Signal(object)  # Part: what was entered there is kept; ``loaded`` follows
    saved = Signal(str, object)  # a sentence, and what takes it back
    refused = Signal(object, object)  # Part, Exception
    conflicted = Signal(object, object)  # Part, FirmConflict
    undo_failed = Signal(object)  # Exception: what was done stays
    writing = Signal(bool)  # whether a change is under way
    looked = Signal(str, str, bool)  # a folder, what lies there, and whether that is in order

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._firm = services.firm
        self._updates = services.updates
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)
        self._is_writing = False

    @property
    def system(self) -> System:
        """The system of this computer."""
        return self._updates.system

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def save(self, firm: Firm, over: Firm) -> None:
        """Save what was entered over the settings that were shown."""
        save = self._firm.save_firm

        def undo(read: FirmRead) -> Changes:
            return save(over, over=read.firm)

        def conflict(read: FirmRead) -> FirmConflict[Firm]:
            return FirmConflict(read.firm.name, over, firm, read.firm)

        work = partial(save, firm, over=over)
        self._run(Part.SETTINGS, work, Message("The firm is saved."), undo, conflict=conflict)

    def choose_logo(self, file: Path, before: Logo | None) -> None:
        """Keep the picture in ``file``."""

        def work() -> Changes:
            return self._firm.save_logo(read_logo(file))

        self._run(Part.LOGO, work, Message("The logo is saved."), self._logo_back(before))

    def remove_logo(self, before: Logo | None) -> None:
        work = partial(self._firm.save_logo, None)
        self._run(Part.LOGO, work, Message("The logo is removed."), self._logo_back(before))

    def add_rate(self, rate: RateRow) -> None:
        words = Message("The rate of {currency} is added.", currency=rate.currency)
        undo = partial(self._firm.delete_rate, rate)
        self._run(Part.RATES, partial(self._firm.add_rate, rate), words, lambda _read: undo())

    def change_rate(self, before: RateRow, rate: RateRow) -> None:
        words = Message("The rate of {currency} is changed.", currency=rate.currency)
        change = self._firm.change_rate
        undo = partial(change, rate, before)
        self._run(Part.RATES, partial(change, before, rate), words, lambda _read: undo())

    def delete_rate(self, rate: RateRow) -> None:
        words = Message("The rate of {currency} is deleted.", currency=rate.currency)
        undo = partial(self._firm.add_rate, rate)
        self._run(Part.RATES, partial(self._firm.delete_rate, rate), words, lambda _read: undo())

    def save_folders(self, folders: UpdateFolders, over: UpdateFolders) -> None:
        save = self._updates.save_folders

        def undo(read: FirmRead) -> Changes:
            return save(over, over=read.folders)

        def conflict(read: FirmRead) -> FirmConflict[UpdateFolders]:
            return FirmConflict(read.firm.name, over, entered_folders(folders), read.folders)

        work = partial(save, folders, over=over)
        words = Message("The folders of new versions are saved.")
        self._run(Part.UPDATES, work, words, undo, conflict=conflict)

    def look(self, folder: str) -> None:
        """Say what lies in ``folder``, saved or not; it may take long."""

        def on_done(finding: UpdateFinding) -> None:
            self.looked.emit(folder, str(finding.words()), finding.is_whole)

        def on_error(error: Exception) -> None:
            if not isinstance(error, CrmError):
                self.refused.emit(Part.UPDATES, error)
            self.looked.emit(folder, str(error) if isinstance(error, CrmError) else "", False)

        self._tasks.run_apart(self, partial(self._updates.look, folder), on_done, on_error)

    def _ask(self, part: Part, conflict: _Conflict) -> None:
        """Let the user decide between what was entered and what someone else saved."""

        def on_read(read: FirmRead) -> None:
            self.conflicted.emit(part, conflict(read))

        self._tasks.run(self, self._read, on_read, self.failed.emit)

    def _logo_back(self, before: Logo | None) -> _Undo:
        return lambda _read: self._firm.save_logo(None if before is None else before.png)

    def _run(
        self,
        part: Part,
        work: Callable[[], Changes],
        words: Message,
        undo: _Undo,
        *,
        conflict: _Conflict | None = None,
    ) -> None:
        if self._is_writing:
            return

        def write() -> _Written:
            return _Written(work(), self._read())

        def on_done(written: _Written) -> None:
            self._set_writing(False)
            self.written.emit(part)
            self.loaded.emit(written.read)
            self.saved.emit(str(words), self._undo(partial(undo, written.read)))
            self._changes.happened.emit(written.changes)

        def on_error(error: Exception) -> None:
            self._set_writing(False)
            if conflict is None:
                self.load()
            elif isinstance(error, StaleRecordError):
                self._ask(part, conflict)
                return
            self.refused.emit(part, error)

        self._set_writing(True)
        self._tasks.run(self, write, on_done, on_error)

    def _set_writing(self, is_writing: bool) -> None:
        self._is_writing = is_writing
        self.writing.emit(is_writing)

    def _undo(self, work: Callable[[], Changes]) -> Callable[[], None]:
        announce = self._changes.happened.emit
        return partial(self._tasks.run, self, work, announce, self.undo_failed.emit)

    def _read(self) -> FirmRead:
        service = self._firm
        return FirmRead(
            service.firm(),
            service.logo(),
            tuple(service.list_rates()),
            service.has_amounts(),
            places.choices(),
            self._updates.folders(),
        )
