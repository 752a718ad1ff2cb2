"""The draft that is open in the wizard: every change of it, kept as it is made."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.changes import Changes
from crm_desktop.domain.period import PeriodKind
from crm_desktop.errors import CrmError, NotFoundError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.health import Finding
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import StaleWizardError, StoredWizard, WizardRow
from crm_desktop.rewards.wizard.past import NO_PAST, WizardPast
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.rewards.wizard.telling import by_team
from crm_desktop.texts import _
from ui.context import Context
from ui.scheme.history import History
from ui.settings import present_author
from ui.tasks import Latest
from ui.wizard.trial_runs import TrialRuns

_PAUSE_MS = 600
"""How long a change waits for the next one before it is saved."""

_LOOK_PAUSE_MS = 400
"""How long a change waits for the next one before it is judged."""

_CONCERNED = Changes.PEOPLE | Changes.SCHEME | Changes.SETTINGS


@dataclass(frozen=True, slots=True)
class Asked:
    """Which past was asked for: of which indicators, in periods of which kind."""

    indicators: tuple[Indicator, ...]
    kind: PeriodKind


class WizardViewModel(QObject):
    """``context.services.wizards`` keeps the draft; nothing is lost but the last half second.

    Pages ask for changes by ``change`` and show what ``changed`` carries. ``firm`` is there
    before any page is shown.
    """

    changed = Signal(object)  # WizardDraft
    replaced = Signal()  # before ``changed``: by undo, redo or somebody else's, not by typing
    firm_read = Signal(object)  # WizardFirm
    past_read = Signal(object)  # WizardPast, of what ``ask_past`` asked last
    found = Signal(object)  # tuple[Finding, ...], what may spoil the draft
    saving = Signal(bool)
    saved = Signal(object)  # WizardRow
    conflicted = Signal(object)  # StaleWizardError
    vanished = Signal()  # somebody else deleted the draft
    not_saved = Signal(object)  # Exception
    failed = Signal(object)  # Exception

    def __init__(
        self, context: Context, stored: StoredWizard, firm: WizardFirm, parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.row: WizardRow = stored.row
        self.firm = firm
        self.past: WizardPast = NO_PAST
        self.findings: tuple[Finding, ...] = ()
        self.unlooked = ""  # why nobody looked what may spoil the draft, where nobody could
        self.is_held = False  # nothing is to change: it is being published, or was
        self.team = ""  # the code of the one that was looked at last, on whichever page
        self.trials = TrialRuns(context, self)
        self._asked: Asked | None = None
        self._is_reading = False  # what was asked for
        self._history: History[WizardDraft] = History(stored.draft)
        self._kept: WizardDraft = stored.draft
        self._is_saving = False
        self._pasts = Latest(context.tasks, self)
        self._findings = Latest(context.tasks, self)
        self._firms = Latest(context.tasks, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.save)
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(_LOOK_PAUSE_MS)
        self._look_timer.timeout.connect(self.look)
        context.changes.happened.connect(self._on_changes)

    @property
    def draft(self) -> WizardDraft:
        return self._history.present

    @property
    def is_saved(self) -> bool:
        """Whether all that was entered is kept."""
        return not self._is_saving and self._kept == self.draft

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    def change(self, draft: WizardDraft, gesture: object = None) -> None:
        """Let ``draft`` be what is entered; it is saved soon.

        Changes that follow each other in one ``gesture``, such as typing in a field, are undone
        together.
        """
        if not self.is_held and self._history.push(draft, gesture):
            self._tell()

    def go(self, step: WizardStep) -> None:
        """Keep that the author is at ``step``, which is no change to undo."""
        draft = self.draft.at(step)
        if draft != self.draft:
            self._history.replace(draft)
            self._timer.start()

    @Slot()
    def undo(self) -> None:
        if not self.is_held:
            self._history.undo()
            self.replaced.emit()
            self._tell()

    @Slot()
    def redo(self) -> None:
        if not self.is_held:
            self._history.redo()
            self.replaced.emit()
            self._tell()

    @Slot()
    def save(self) -> None:
        """Save what is entered, unless that is under way: then once it has ended."""
        self._timer.stop()
        if self._is_saving or self._kept == self.draft:
            return
        wanted, row, services = self.draft, self.row, self.context.services
        author = present_author()  # of one who has not signed in
        self._is_saving = True
        self.saving.emit(True)

        def work() -> WizardRow:
            return services.wizards.save(row.id, row.version, wanted, author)

        def done(saved: WizardRow) -> None:
            self.row, self._kept, self._is_saving = saved, wanted, False
            self.saving.emit(False)
            self.saved.emit(saved)
            self.save()

        self.context.tasks.run(self, work, done, self._on_not_saved)

    def take(self, stored: StoredWizard) -> None:
        """Go on with what somebody else saved."""
        self.row, self._kept = stored.row, stored.draft
        self._history.restart(stored.draft)
        self.replaced.emit()
        self.changed.emit(self.draft)

    def overwrite(self, stored: StoredWizard) -> None:
        """Save what is entered in the place of what somebody else saved."""
        self.row, self._kept = stored.row, stored.draft
        self.saved.emit(self.row)
        self.save()

    def ask_past(self, indicators: tuple[Indicator, ...], kind: PeriodKind) -> None:
        """Read what ``indicators`` were in the last periods of ``kind``, unless that is known.

        It is told once it is known, also when it is asked for again while it is being read.
        """
        asked = Asked(indicators, kind)
        if asked == self._asked:
            if not self._is_reading:
                self.past_read.emit(self.past)
            return
        self._asked, self._is_reading = asked, True
        services, scheme = self.context.services, self.draft.scheme

        def work() -> WizardPast:
            return services.wizard_insights.past(indicators, scheme, kind)

        def done(past: WizardPast) -> None:
            self.past, self._is_reading = past, False
            self.past_read.emit(past)

        def failed(error: Exception) -> None:
            self._asked, self._is_reading = None, False
            self.failed.emit(error)

        self._pasts.run(work, done, failed)

    def look_soon(self) -> None:
        """Find what may spoil the draft, once no change follows for a moment."""
        self._look_timer.start()

    @Slot()
    def look(self) -> None:
        """Find what may spoil the draft as it is now."""
        self._look_timer.stop()
        services, draft = self.context.services, self.draft

        def work() -> tuple[Finding, ...]:
            return by_team(services.wizards.findings(draft), draft.scheme)

        self._findings.run(work, self._on_found, self._on_not_looked)

    def read_firm(self) -> None:
        """Read again who works in the firm and what holds there."""

        def done(firm: WizardFirm) -> None:
            self.firm = firm
            self.firm_read.emit(firm)

        services = self.context.services
        self._firms.run(services.wizard_insights.firm, done, self.failed.emit)

    def _on_found(self, found: tuple[Finding, ...], unlooked: str = "") -> None:
        self.findings, self.unlooked = found, unlooked
        self.found.emit(found)

    def _on_not_looked(self, error: Exception) -> None:
        reason = _("The program is at fault.")
        if isinstance(error, UnsoundSchemeError):  # the pages that it stands on say more
            reason = str(error.problems[0].message)
        elif isinstance(error, CrmError):
            reason = str(error)
        else:
            self.failed.emit(error)
        self._on_found((), reason)

    def _tell(self) -> None:
        self._timer.start()
        self.changed.emit(self.draft)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & _CONCERNED:
            self._asked = None
            self.read_firm()

    def _on_not_saved(self, error: Exception) -> None:
        self._is_saving = False
        self.saving.emit(False)
        if isinstance(error, StaleWizardError):
            self.conflicted.emit(error)
        elif isinstance(error, NotFoundError):
            self.vanished.emit()
        else:
            self.not_saved.emit(error)
