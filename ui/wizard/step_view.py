"""What every page of the wizard has: a title, its content, and what has to be mended on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWizardPage

from crm_desktop.kpi.health import Finding
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.wizard.checking import problems
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.mending import step_of
from crm_desktop.texts import Message, _, shown
from ui.theme import GRID
from ui.widgets.empty_state import EmptyState
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role
from ui.wizard.findings_strip import FindingsStrip
from ui.wizard.viewmodel import WizardViewModel


class StepView(QWizardPage):
    """One page; a subclass names its ``step`` and fills ``body``, which scrolls.

    It shows the draft in ``show_draft`` and changes it by ``viewmodel.change``. What is read from
    records only while the page is seen is asked for in ``enter``. What is wrong with the draft on
    this page is found by the core: it is said below, or at its field by a subclass that
    overrides ``show_problem``. A page about a team shows nothing to touch where there is none.
    """

    step: WizardStep
    heading: Message
    sentence: Message

    wanted = Signal(object)  # WizardStep, the page that mends a finding

    def __init__(self, viewmodel: WizardViewModel, *, scrolls: bool = True) -> None:
        super().__init__()
        self.viewmodel = viewmodel
        self.context = viewmodel.context
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, GRID, 0)
        self.body.setSpacing(2 * GRID)
        self.strip = FindingsStrip(self.step)
        self.strip.wanted.connect(self.wanted)
        self._is_tried = False
        content = QWidget()
        content.setLayout(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 3 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(Label(shown(self.heading), Role.TITLE, wraps=True))
        column.addWidget(Label(shown(self.sentence), Role.MUTED, wraps=True))
        self.content = Scroll(content) if scrolls else content
        words = _("There is no team yet. Say first who is measured and paid alike.")
        self.teamless = EmptyState("team", words, _("To the people"))
        self.teamless.accepted.connect(self._on_teamless)
        self.teamless.hide()
        column.addWidget(self.content, 1)
        column.addWidget(self.teamless, 1)
        column.addWidget(self.strip)
        viewmodel.changed.connect(self._on_changed)
        viewmodel.firm_read.connect(self._on_changed)
        viewmodel.found.connect(self._on_found)

    @property
    def draft(self) -> WizardDraft:
        return self.viewmodel.draft

    @property
    def is_current(self) -> bool:
        """Whether it is the page that the wizard shows, or is about to."""
        wizard = self.wizard()
        return wizard is None or wizard.currentPage() is self

    @property
    def has_subject(self) -> bool:
        """Whether there is what the page is about."""
        return bool(self.draft.teams) or not self.step.is_about_team

    def take_over(self) -> None:
        """Take over what is still being typed, where what it is about is still there."""
        if self.has_subject:
            self.leave()

    def show_draft(self, draft: WizardDraft) -> None:
        """Show what is entered."""
        raise NotImplementedError

    def enter(self) -> None:
        """Ask for what the page shows besides the draft: it is seen now."""

    def leave(self) -> None:
        """Take over what is still being typed: the page is left."""

    def show_problem(self, problem: SchemeProblem) -> bool:
        """Say ``problem`` at its field; return whether there is such a field."""
        return False

    def clear_problems(self) -> None:
        """Take back what was said at fields."""

    def problems(self) -> tuple[SchemeProblem, ...]:
        """Return what has to be mended on this page before the next one."""
        return problems(self.draft, self.step, self.viewmodel.firm)

    def initializePage(self) -> None:
        self._show()
        self._show_findings()
        if self.has_subject:
            self.enter()

    def validatePage(self) -> bool:
        """Return whether the next page may come; say why where it may not."""
        self.take_over()
        self._is_tried = True
        return not self.say_problems()

    def say_problems(self) -> bool:
        """Say what has to be mended here; return whether there is anything."""
        found = self.problems()
        self.clear_problems()
        left = [one for one in found if not self.show_problem(one)]
        self.strip.show_problems([one.message for one in left])
        return bool(found)

    def _show(self) -> None:
        self.content.setVisible(self.has_subject)
        self.teamless.setVisible(not self.has_subject)
        if self.has_subject:
            self.show_draft(self.draft)

    @Slot()
    def _on_teamless(self) -> None:
        self.wanted.emit(WizardStep.PEOPLE)

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():
            self._show()
            if self._is_tried:
                self.say_problems()

    @Slot(object)
    def _on_found(self, _: object) -> None:
        if self.isVisible():
            self._show_findings()

    def _show_findings(self) -> None:
        found = self.findings_here(self.viewmodel.findings)
        self.strip.show_findings(found, self.draft.scheme)

    def findings_here(self, found: Sequence[Finding]) -> list[Finding]:
        """Return those of ``found`` that this page mends."""
        return [one for one in found if step_of(one, self.draft.scheme) is self.step]
