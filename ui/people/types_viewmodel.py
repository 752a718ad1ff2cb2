"""The types of activities as their list needs them: read whole, each change written at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.activities import ActivityTypeDraft, ActivityTypeRow
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

Rows = tuple[ActivityTypeRow, ...]
_Back = Callable[[ActivityTypeRow], Changes]


@dataclass(frozen=True, slots=True)
class _Written:
    """``written`` is the type as it is kept now, None where it is gone."""

    changes: Changes
    rows: Rows
    written: ActivityTypeRow | None


class TypesViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # Rows
    failed = Signal(object)  # Exception: the list cannot be read
    saved = Signal(str, object)  # a sentence, and what takes it back
    refused = Signal(object, object)  # the id of the type or None for a new one, Exception
    undo_failed = Signal(object)  # Exception: what was done stays
    writing = Signal(bool)  # whether a change is under way

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._directories = services.directories
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)
        self._is_writing = False

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def create(self, draft: ActivityTypeDraft) -> None:
        directories = self._directories

        def work() -> _Written:
            saved = directories.create_activity_type(draft)
            return self._written(saved.changes, saved.id)

        words = Message("Type “{name}” is added.", name=draft.name.strip())
        self._write(work, words, lambda row: directories.delete_activity_type(row.id, row.version))

    def rename(self, row: ActivityTypeRow, name: str) -> None:
        rename = self._directories.rename_activity_type
        words = Message("Type “{name}” is now “{new}”.", name=row.name, new=name.strip())
        self._change(row, partial(rename, name=name), words, partial(rename, name=row.name))

    def set_kind(self, row: ActivityTypeRow, kind: str) -> None:
        save = self._directories.set_activity_kind
        words = Message("“{name}” is now: {kind}.", name=row.name, kind=choice_words(kind))
        self._change(row, partial(save, kind=kind), words, partial(save, kind=row.kind))

    def delete(self, row: ActivityTypeRow) -> None:
        directories = self._directories

        def work() -> _Written:
            return self._written(directories.delete_activity_type(row.id, row.version), row.id)

        def restore() -> Changes:
            return directories.create_activity_type(ActivityTypeDraft(row.name, row.kind)).changes

        words = Message("“{name}” is deleted.", name=row.name)
        self._run(work, row.id, lambda _written: self.saved.emit(str(words), self._undo(restore)))

    def _change(
        self,
        row: ActivityTypeRow,
        save: Callable[[int, int], Changes],
        words: Message,
        undo: Callable[[int, int], Changes],
    ) -> None:
        def work() -> _Written:
            return self._written(save(row.id, row.version), row.id)

        self._write(work, words, lambda now: undo(now.id, now.version), row.id)

    def _write(
        self, work: Callable[[], _Written], words: Message, back: _Back, key: int | None = None
    ) -> None:
        def on_done(written: _Written) -> None:
            now = written.written
            undo = None if now is None else self._undo(partial(back, now))
            self.saved.emit(str(words), undo)

        self._run(work, key, on_done)

    def _run(
        self, work: Callable[[], _Written], key: int | None, on_done: Callable[[_Written], None]
    ) -> None:
        if self._is_writing:
            return

        def done(written: _Written) -> None:
            self._set_writing(False)
            self.loaded.emit(written.rows)
            on_done(written)
            self._changes.happened.emit(written.changes)

        def refuse(error: Exception) -> None:
            self._set_writing(False)
            self.load()
            self.refused.emit(key, error)

        self._set_writing(True)
        self._tasks.run(self, work, done, refuse)

    def _set_writing(self, is_writing: bool) -> None:
        self._is_writing = is_writing
        self.writing.emit(is_writing)

    def _undo(self, work: Callable[[], Changes]) -> Callable[[], None]:
        announce = self._changes.happened.emit
        return partial(self._tasks.run, self, work, announce, self.undo_failed.emit)

    def _read(self) -> Rows:
        return tuple(self._directories.list_activity_types())

    def _written(self, changes: Changes, type_id: int) -> _Written:
        rows = self._read()
        return _Written(changes, rows, next((row for row in rows if row.id == type_id), None))
