"""What the list of designed schemes asks of the services; knows no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import months_on
from crm_desktop.errors import InvalidInputError
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import ReviewDue, StoredWizard, WizardRow
from crm_desktop.rewards.wizard.review import first_days
from crm_desktop.texts import Message
from ui.context import Context
from ui.tasks import Latest

_LATER_MONTHS = 3


@dataclass(frozen=True, slots=True)
class WizardsRead:
    """``units`` are those for whom a scheme may be copied, by their names to show.

    Moments of ``rows`` are in the firm's time zone.
    """

    rows: tuple[WizardRow, ...]
    reviews: tuple[ReviewDue, ...]
    units: tuple[tuple[str, SubjectRef], ...]
    today: date


class WizardsViewModel(QObject):
    """``settled`` is emitted once a day was taken or given up, ``refused`` to try another one."""

    loaded = Signal(object)  # WizardsRead
    settled = Signal()
    refused = Signal(object)  # InvalidInputError
    failed = Signal(object)  # Exception

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._services = context.services
        self._latest = Latest(context.tasks, self)

    def load(self) -> None:
        services = self._services

        def work() -> WizardsRead:
            units = ((name, ref) for ref, name in services.wizards.units().items())
            zone = services.firm.firm().time_zone()
            rows = services.wizards.list_wizards()
            return WizardsRead(
                tuple(replace(row, changed_at=row.changed_at.astimezone(zone)) for row in rows),
                tuple(services.wizards.reviews()),
                tuple(sorted(units, key=lambda unit: unit[0].casefold())),
                services.firm.today(),
            )

        self._latest.run(work, self.loaded.emit, self.failed.emit)

    def pause(self, row: WizardRow, day: date) -> None:
        words = Message("“{name}” is paused from {day} on.", name=row.name, day=day)
        self._stop(partial(self._services.wizards.pause, row.id, row.version, day), words)

    def resume(self, row: WizardRow, day: date) -> None:
        words = Message("“{name}” holds again from {day} on.", name=row.name, day=day)
        self._stop(partial(self._services.wizards.resume, row.id, row.version, day), words)

    def end(self, row: WizardRow, day: date) -> None:
        words = Message("“{name}” ends on {day}.", name=row.name, day=day)
        self._stop(partial(self._services.wizards.end, row.id, row.version, day), words)

    def withdraw(self, row: WizardRow) -> None:
        words = Message("“{name}” is withdrawn: it is a draft again.", name=row.name)
        self._act(partial(self._services.wizards.withdraw, row.id, row.version), words)

    def undo_planned(self, row: WizardRow) -> None:
        """Take back the last of what is planned."""
        words = Message("What was planned for “{name}” is taken back.", name=row.name)
        self._act(partial(self._services.wizards.undo_planned, row.id, row.version), words)

    def remind_later(self, row: WizardRow, today: date) -> None:
        day = months_on(today, _LATER_MONTHS)
        words = Message("“{name}” is looked at again on {day}.", name=row.name, day=day)

        def work() -> Changes:
            self._services.wizards.postpone_review(row.id, row.version, day)
            return Changes.NONE

        self._act(work, words)

    def delete(self, row: WizardRow) -> None:
        """Delete a draft; it can be had back as it was."""
        wizards = self._services.wizards

        def work() -> WizardDraft:
            draft = wizards.wizard(row.id).draft
            wizards.delete(row.id, row.version)
            return draft

        def done(draft: WizardDraft) -> None:
            words = Message("“{name}” was deleted.", name=row.name)
            self._context.say(str(words), partial(self._bring_back, draft))
            self.load()

        self._context.tasks.run(self, work, done, self._on_failed)

    def read_days(
        self, row: WizardRow, then: Callable[[tuple[date, ...]], object], *, is_later: bool
    ) -> None:
        """Read the days on which what holds may change, and call ``then`` with them.

        They are not before the last change, and not on its day where they are to be ``is_later``.
        """
        services = self._services

        def work() -> tuple[date, ...]:
            draft = services.wizards.wizard(row.id).draft
            start = services.firm.today()
            if row.last_day is not None:
                start = max(start, row.last_day - timedelta(days=0 if is_later else 1))
            return first_days(draft, start, services.schemes.settled_until())

        def done(days: tuple[date, ...]) -> None:
            then(days)

        self._context.tasks.run(self, work, done, self._on_failed)

    def read_draft(self, row: WizardRow, then: Callable[[WizardDraft], object]) -> None:
        """Read the draft and call ``then`` with it."""
        wizards = self._services.wizards

        def done(stored: StoredWizard) -> None:
            then(stored.draft)

        self._context.tasks.run(self, lambda: wizards.wizard(row.id), done, self._on_failed)

    def _bring_back(self, draft: WizardDraft) -> None:
        wizards = self._services.wizards

        def done(_: StoredWizard) -> None:
            self.load()

        self._context.tasks.run(self, lambda: wizards.create(draft), done, self._on_failed)

    def _stop(self, work: Callable[[], Changes], words: Message) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, InvalidInputError):
                self.refused.emit(error)
            else:
                self.settled.emit()
                self._on_failed(error)

        self._act(work, words, failed)

    def _act(
        self,
        work: Callable[[], Changes],
        words: Message,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def done(changes: Changes) -> None:
            self.settled.emit()
            self._context.say(str(words))
            if changes:
                self._context.changes.happened.emit(changes)
            self.load()

        self._context.tasks.run(self, work, done, failed or self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self._context.report(error)
        self.load()
