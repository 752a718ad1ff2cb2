"""The last page: the whole scheme in plain words, since when it holds, and its publication."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.kpi.health import Finding, Severity
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.wizard import review
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import OvertakenWizardError
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.tasks import Latest
from ui.theme import GRID
from ui.widgets.scroll import Scroll
from ui.wizard.draft_files import DraftFiles
from ui.wizard.publish_cards import (
    ChangesCard,
    ConfirmBar,
    DoneCard,
    FilesCard,
    LeftCard,
    RulesCard,
)
from ui.wizard.publish_start import StartForm
from ui.wizard.publishing import Publishing
from ui.wizard.step_view import StepView
from ui.wizard.trial_mending import MendingCard
from ui.wizard.trial_runs import unknown_cost
from ui.wizard.viewmodel import WizardViewModel


class PublishPage(StepView):
    """``published`` is emitted once the scheme is in the firm's rules."""

    step = WizardStep.PUBLISH
    heading = Message("Review and publish")
    sentence = Message(
        "Read once more what people will be paid by, and say from when on. Nothing holds before "
        "it is published."
    )

    published = Signal()

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self._redefined: tuple[Message, ...] = ()
        self._is_published = False
        self._merging = Latest(self.context.tasks, self)
        self._published = Latest(self.context.tasks, self)
        self.publishing = Publishing(viewmodel, self)
        self.files = DraftFiles(self.context, self)
        self.left = LeftCard()
        self.rules = RulesCard()
        self.changes = ChangesCard()
        self.start = StartForm(viewmodel.firm.today)
        self.mending = MendingCard(_("Worth a thought before it begins"), self.step)
        self.mending.hide()  # until it is known what there is
        self.documents = FilesCard()
        self.confirm = ConfirmBar(self.context.access)
        self.done = DoneCard()
        self.review = QWidget()
        self._lay_out()
        self._connect()

    def show_draft(self, draft: WizardDraft) -> None:
        """Show what will hold, and for whom."""
        firm = self.viewmodel.firm
        self.start.show_draft(draft, firm)
        self.rules.show_sections(review.sections(draft, firm))
        self.left.show_problems(self._elsewhere(), draft.scheme)
        self._show_tried()
        if not self.publishing.is_running:
            self.confirm.hide()  # what was asked was of another draft

    def enter(self) -> None:
        self.viewmodel.look()
        suggested = self.start.suggested(self.draft, self.viewmodel.firm)
        if suggested != self.draft:
            self.viewmodel.change(suggested)
            self.show_draft(suggested)
        self._find_redefined()

    def leave(self) -> None:
        self.start.take()

    def problems(self) -> tuple[SchemeProblem, ...]:
        return (*self.start.problems(), *super().problems())

    def show_problem(self, problem: SchemeProblem) -> bool:
        """Say ``problem`` at its field; what other pages mend stands in the list above."""
        return self.start.show_problem(problem) or problem in self._elsewhere()

    def clear_problems(self) -> None:
        self.start.clear_problems()

    def findings_here(self, found: Sequence[Finding]) -> list[Finding]:
        """Return none: all of them stand on this page, with the pages that mend them."""
        return []

    def say_problems(self) -> bool:
        is_wrong = super().say_problems()
        scroll = self.findChild(Scroll)
        if scroll is not None and self._elsewhere():
            scroll.bring_up(self.left)
        return is_wrong

    @Slot()
    def publish(self) -> None:
        """Ask whether the draft is to be published as it is, where nothing is left to do."""
        if not self.publishing.is_running and self.validatePage():
            self.confirm.ask(Message("{people} {cost}", people=self._begin(), cost=self._cost()))

    def _elsewhere(self) -> list[SchemeProblem]:
        """Return what keeps it from being published and is mended on other pages."""
        found = super().problems()
        return [problem for problem in found if problem.place not in self.start.fields]

    def _begin(self) -> Message:
        return plural(
            "From {day} on {count} person is paid by it.",
            "From {day} on {count} people are paid by it.",
            count=len(review.paid(self.draft, self.viewmodel.firm)),
            day=self.draft.valid_from,
        )

    def _cost(self) -> Message:
        last = self.viewmodel.trials.last
        if last is None or not last.is_of(self.draft):
            return Message("What it costs is not known: it was not tried as it is now.")
        if (unknown := unknown_cost(last.trial)) is not None:
            return unknown
        trial, months = last.trial, len(last.trial.months)
        return Message(
            "By the trial on past months it costs {pay} a month with the salaries, {share} of the "
            "revenue; the bonus fund is {bonus} of it, {bonus_share} of the revenue.",
            pay=shows.whole_money(trial.whole.whole.divided(months).would_be),
            share=shows.percent(trial.share_would_be, 1),
            bonus=shows.whole_money(trial.bonus.divided(months).would_be),
            bonus_share=shows.percent(trial.bonus_share_would_be, 1),
        )

    def _doubts(self) -> list[Message]:
        """Return what speaks against publishing it, though nothing keeps it from that."""
        found, last = self.viewmodel.findings, self.viewmodel.trials.last
        doubts = []
        if count := sum(one.severity is Severity.WARNING for one in found):
            words = plural(
                "{count} warning is still open: look at the trial.",
                "{count} warnings are still open: look at the trial.",
                count=count,
            )
            doubts.append(words)
        if last is not None and last.is_of(self.draft) and last.trial.is_known:
            bonuses = [row.bonus.would_be.minor for row in last.trial.people]
            if max(bonuses) <= 0:
                doubts.append(Message("In the trial nobody would have got a bonus."))
        return doubts

    def _find_redefined(self) -> None:
        services, draft, firm = self.context.services, self.draft, self.viewmodel.firm

        def work() -> tuple[Message, ...]:
            try:
                return review.redefined(draft, firm, services.wizards.merged(draft))
            except CrmError:
                return ()  # what is not sound yet stands in the list of what is left to do

        self._merging.run(work, self._on_redefined, self.context.report)

    def _on_redefined(self, found: tuple[Message, ...]) -> None:
        self._redefined = found
        self._show_changes()

    def _show_changes(self) -> None:
        moves = review.moves(self.draft, self.viewmodel.firm)
        self.changes.show_changes(self._cost(), moves, self._redefined)

    @Slot()
    def _show_tried(self) -> None:
        """Show what the trial came to, of the draft as it is now."""
        self.left.show_doubts(self._doubts())
        self._show_changes()

    @Slot(object, str)
    def _on_entered(self, draft: WizardDraft, field: str) -> None:
        self.viewmodel.change(draft, field)

    @Slot(object)
    def _on_looked(self, found: tuple[Finding, ...]) -> None:
        self.left.show_doubts(self._doubts())
        unlooked = self.viewmodel.unlooked
        self.mending.setVisible(bool(found or unlooked))
        self.mending.show_findings(found, self.draft.scheme, unlooked)

    @Slot()
    def _on_done(self) -> None:
        self._is_published = True
        self.done.words.setText(str(self._begin()))
        for widget in (self.review, self.confirm):
            widget.hide()
        self.done.show()
        self.published.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, OvertakenWizardError):
            self.confirm.ask_anyway(error)
            return
        if isinstance(error, UnsoundSchemeError):
            self.left.show_problems(error.problems, self.draft.scheme)
        elif not isinstance(error, CrmError):
            self.context.report(error)
        self.confirm.show_failure(error)

    @Slot()
    def _on_list(self) -> None:
        self.wizard().accept()

    def _ask_regulation(self, kind: str) -> None:
        language = self.documents.language.choice()
        if not self._is_published:
            self.files.ask_for_regulation(self.draft, kind, language)
            return
        services, id_ = self.context.services, self.viewmodel.row.id

        def ask(draft: WizardDraft) -> None:
            self.files.ask_for_regulation(draft, kind, language, is_published=True)

        self._published.run(lambda: services.wizards.wizard(id_).draft, ask, self.context.report)

    @Slot()
    def _on_export(self) -> None:
        self.files.ask_for_scheme(self.draft)

    def _connect(self) -> None:
        self.start.changed.connect(self._on_entered)
        self.viewmodel.found.connect(self._on_looked)
        self.viewmodel.trials.ran.connect(self._show_tried)
        self.left.wanted.connect(self.wanted)
        self.mending.wanted.connect(self.wanted)
        self.confirm.confirmed.connect(self.publishing.run)
        self.confirm.refused.connect(self.confirm.hide)
        self.publishing.started.connect(self.confirm.show_running)
        self.publishing.done.connect(self._on_done)
        self.publishing.failed.connect(self._on_failed)
        self.publishing.vanished.connect(self.confirm.hide)
        self.done.list_button.clicked.connect(self._on_list)
        self.documents.word_button.clicked.connect(partial(self._ask_regulation, "docx"))
        self.documents.pdf_button.clicked.connect(partial(self._ask_regulation, "pdf"))
        self.documents.scheme_button.clicked.connect(self._on_export)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.review)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for card in (self.left, self.rules, self.changes, self.start, self.mending):
            column.addWidget(card)
        for widget in (self.done, self.review, self.documents):
            self.body.addWidget(widget)
        self.body.addStretch()
        around = self.layout()
        if around is not None:
            around.addWidget(self.confirm)
