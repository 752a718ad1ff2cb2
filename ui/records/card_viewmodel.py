"""One record: read, created, saved, and decided upon when someone else saved it first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes, Saved
from crm_desktop.errors import StaleRecordError
from ui.changes_bus import ChangesBus
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

Draft = TypeVar("Draft")
Read = TypeVar("Read", bound="RecordRead")

Undo = Callable[[], None]


class RecordRead(Protocol):
    """A record with what its card offers to choose from; ``id`` None is one not yet created."""

    @property
    def id(self) -> int | None: ...

    @property
    def version(self) -> int: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Conflict(Generic[Read, Draft]):
    """What the user wants to save over ``base``, which ``theirs`` has replaced meanwhile."""

    base: Draft
    mine: Draft
    theirs: Read


@dataclass(frozen=True, slots=True)
class _Written(Generic[Read]):
    read: Read
    changes: Changes


class CardViewModel(QObject, Generic[Read, Draft]):
    """Each subclass says how its record is read and written."""

    loaded = Signal(object)  # Read
    saved = Signal(object, object)  # Read, and Undo or None
    deleted = Signal(object)  # Read: what it was
    conflicted = Signal(object)  # Conflict
    failed = Signal(object)  # Exception: nothing was saved
    undo_failed = Signal(object)  # Exception: what was done stays
    missing = Signal(object)  # Exception: the record cannot be read
    writing = Signal(bool)  # whether a save is under way

    is_deletable = True
    """Whether what was created can be taken back by deleting it."""

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._reads = Latest(tasks, self)
        self._read: Read | None = None
        self._opening = 0
        self._is_writing = False
        self.is_announcing = False

    @property
    def read(self) -> Read | None:
        """What is shown; None before the first record."""
        return self._read

    def read_record(self, record_id: int | None) -> Read:
        """Return the record, or the empty one for None; called off the GUI thread."""
        raise NotImplementedError

    def draft_of(self, read: Read) -> Draft:
        """Return what a user may enter as it is kept at present."""
        raise NotImplementedError

    def fitted(self, draft: Draft, read: Read) -> Draft:
        """Return ``draft`` as it can be saved over ``read``."""
        return draft

    def create(self, draft: Draft) -> Saved:
        raise NotImplementedError

    def write(self, record_id: int, version: int, draft: Draft) -> Changes:
        raise NotImplementedError

    def remove(self, record_id: int, version: int) -> Changes:
        raise NotImplementedError

    def undo_of(self, before: Read, after: Read) -> Undo | None:
        """Return what takes back the step from ``before`` to ``after``, None where nothing can."""
        if before.id is None or after.id is None:
            return self.uncreating(after) if self.is_deletable else None
        draft = self.fitted(self.draft_of(before), after)
        return self.taking_back(partial(self.write, after.id, after.version, draft))

    def taking_back(self, work: Callable[[], Changes]) -> Undo:
        """Return the call that does ``work`` and lets every screen read what is there then."""
        announce = self._changes.happened.emit
        return partial(self._tasks.run, self, work, announce, self.undo_failed.emit)

    def open(self, record_id: int | None) -> None:
        """Read a record to show it; None begins a new one."""
        self._opening += 1
        self._set_writing(False)
        self._reads.run(partial(self.read_record, record_id), self._on_read, self.missing.emit)

    def refresh(self, is_wanted: Callable[[], bool]) -> None:
        """Read the record again and show it, if ``is_wanted`` still says so then."""
        read = self._read
        if read is None or read.id is None:
            return

        def on_read(again: Read) -> None:
            if is_wanted():
                self._on_read(again)

        self._reads.run(partial(self.read_record, read.id), on_read, self.missing.emit)

    def save(self, draft: Draft) -> None:
        """Create the record, or save it over the version that is shown."""
        if self._read is not None:
            self._write(draft, self._read, self._read)

    def save_over(self, draft: Draft, theirs: Read) -> None:
        """Save over ``theirs``, after a decision."""
        self._write(self.fitted(draft, theirs), theirs, theirs)

    def take(self, theirs: Read) -> None:
        """Show what someone else saved."""
        self._on_read(theirs)

    def delete(self) -> None:
        """Delete the record, as long as it is the version that is shown."""
        read = self._read
        if read is None or read.id is None:
            return
        record_id = read.id

        def on_error(error: Exception) -> None:
            self.failed.emit(error)
            if isinstance(error, StaleRecordError):
                self.open(record_id)

        self._delete(read, on_error)

    def uncreating(self, created: Read) -> Undo:
        """Return the call that deletes what has just been created."""
        return partial(self._delete, created, self.undo_failed.emit)

    def _delete(self, read: Read, on_error: Callable[[Exception], None]) -> None:
        if read.id is not None:
            work = partial(self.remove, read.id, read.version)
            self._tasks.run(self, work, partial(self._on_deleted, read), on_error)

    def act(self, draft: Draft, act: Callable[[int, int], Changes]) -> None:
        """Call ``act`` with id and version, after what is entered but not yet saved was saved."""
        read = self._read
        if read is None or read.id is None or self._is_writing:
            return
        record_id, version = read.id, read.version
        is_entered = draft != self.draft_of(read)
        entered_as: list[int] = []

        def work() -> _Written[Read]:
            if is_entered:
                self.write(record_id, version, draft)
                entered_as.append(self.read_record(record_id).version)
            changes = act(record_id, entered_as[0] if is_entered else version)
            return _Written(self.read_record(record_id), changes)

        def on_error(error: Exception) -> None:
            is_stale = isinstance(error, StaleRecordError)
            if is_stale and is_entered and not entered_as:
                self._on_not_saved(draft, read, error)
                return
            self.failed.emit(error)
            if is_stale or entered_as:
                self.open(record_id)

        self._run(work, read, on_error)

    def _write(self, draft: Draft, over: Read, before: Read) -> None:
        if self._is_writing:
            return

        def work() -> _Written[Read]:
            if over.id is None:
                saved = self.create(draft)
                return _Written(self.read_record(saved.id), saved.changes)
            changes = self.write(over.id, over.version, draft)
            return _Written(self.read_record(over.id), changes)

        self._run(work, before, partial(self._on_not_saved, draft, before))

    def _run(
        self,
        work: Callable[[], _Written[Read]],
        before: Read,
        on_error: Callable[[Exception], None],
    ) -> None:
        self._set_writing(True)
        self._tasks.run(
            self, work, partial(self._on_written, self._opening, before), self._settled(on_error)
        )

    def _settled(self, on_error: Callable[[Exception], None]) -> Callable[[Exception], None]:
        opening = self._opening

        def settle(error: Exception) -> None:
            if opening != self._opening:  # another record is shown by now
                self.undo_failed.emit(error)
                return
            self._set_writing(False)
            on_error(error)

        return settle

    def _set_writing(self, is_writing: bool) -> None:
        if self._is_writing != is_writing:
            self._is_writing = is_writing
            self.writing.emit(is_writing)

    def _on_read(self, read: Read) -> None:
        self._read = read
        self.loaded.emit(read)

    def _on_written(self, opening: int, before: Read, written: _Written[Read]) -> None:
        """Show what was saved, unless another record has been opened since."""
        undo = self.undo_of(before, written.read)
        if opening == self._opening:
            self._set_writing(False)
            self._read = written.read
            self.loaded.emit(written.read)
        self.saved.emit(written.read, undo)
        self._announce(written.changes)

    def _on_not_saved(self, draft: Draft, before: Read, error: Exception) -> None:
        if not isinstance(error, StaleRecordError) or before.id is None:
            self.failed.emit(error)
            return
        base, opening = self.draft_of(before), self._opening

        def on_read(theirs: Read) -> None:
            if opening == self._opening:
                self.conflicted.emit(Conflict(base, draft, theirs))
            else:
                self.undo_failed.emit(error)

        self._tasks.run(self, partial(self.read_record, before.id), on_read, self.failed.emit)

    def _on_deleted(self, read: Read, changes: Changes) -> None:
        if self._read is not None and self._read.id == read.id:
            self._read = None
        self.deleted.emit(read)
        self._announce(changes)

    def _announce(self, changes: Changes) -> None:
        """Tell all other screens; this one shows it already."""
        self.is_announcing = True
        self._changes.happened.emit(changes)
        self.is_announcing = False
