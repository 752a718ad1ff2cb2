"""The views of a list screen, as the list and the panel need them; knows no widget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.views import Screen, ViewDraft, ViewRow
from ui.changes_bus import ChangesBus
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

Undo = Callable[[], None]


class ViewsViewModel(QObject):
    loaded = Signal(object)  # tuple[ViewRow, ...]
    saved = Signal(object, object)  # ViewRow, and Undo
    deleted = Signal(object, object)  # ViewRow: what it was, and Undo
    restored = Signal(int)  # the id that a deleted view has now
    failed = Signal(object)  # Exception: nothing was saved or deleted
    unread = Signal(object)  # Exception: the views cannot be read

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        changes: ChangesBus,
        screen: Screen,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)
        self.screen = screen

    def load(self) -> None:
        services, screen = self._services, self.screen
        self._latest.run(
            lambda: tuple(services.views.list_views(screen)), self.loaded.emit, self.unread.emit
        )

    def create(self, draft: ViewDraft) -> None:
        """Keep a new view; undoing forgets it."""
        services, screen = self._services, self.screen

        def work() -> tuple[ViewRow, Changes]:
            made = services.views.create(screen, draft)
            return ViewRow(made.id, 1, draft), made.changes

        def undo(row: ViewRow) -> None:
            self._write(lambda: services.views.delete(row.id, row.version))

        self._keep(work, undo)

    def save(self, row: ViewRow, draft: ViewDraft) -> None:
        """Keep ``draft`` in the place of ``row``; undoing brings the former back."""
        services = self._services

        def work() -> tuple[ViewRow, Changes]:
            changes = services.views.save(row.id, row.version, draft)
            return ViewRow(row.id, row.version + 1, draft), changes

        def undo(kept: ViewRow) -> None:
            self._write(lambda: services.views.save(kept.id, kept.version, row.draft))

        self._keep(work, undo)

    def delete(self, row: ViewRow) -> None:
        """Forget a view; undoing keeps it anew."""
        services, screen = self._services, self.screen

        def on_restored(saved: Saved) -> None:
            self.restored.emit(saved.id)
            self._changes.happened.emit(saved.changes)

        def undo() -> None:
            work = partial(services.views.create, screen, row.draft)
            self._tasks.run(self, work, on_restored, self.unread.emit)

        def on_deleted(changes: Changes) -> None:
            self.deleted.emit(row, undo)
            self._changes.happened.emit(changes)

        self._tasks.run(
            self,
            lambda: services.views.delete(row.id, row.version),
            on_deleted,
            self.failed.emit,
        )

    def _keep(
        self, work: Callable[[], tuple[ViewRow, Changes]], undo: Callable[[ViewRow], None]
    ) -> None:
        def on_kept(kept: tuple[ViewRow, Changes]) -> None:
            row, changes = kept
            self.saved.emit(row, partial(undo, row))
            self._changes.happened.emit(changes)

        self._tasks.run(self, work, on_kept, self.failed.emit)

    def _write(self, work: Callable[[], Changes]) -> None:
        self._tasks.run(self, work, self._changes.happened.emit, self.unread.emit)
