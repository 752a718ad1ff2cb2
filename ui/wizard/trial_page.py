"""The page on which the draft is tried on past months, before anybody is paid by it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.kpi.health import Finding, named
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.trial import Trial
from crm_desktop.rewards.wizard.checking import problems
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.mending import place_step
from crm_desktop.texts import Message, _, plural
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.text import Label, Role
from ui.wizard.step_view import StepView
from ui.wizard.trial_mending import MendingCard, way_to
from ui.wizard.trial_result import TrialResult
from ui.wizard.trial_runs import LENGTHS, USUAL_LENGTH, Progress, Tried, unknown_cost
from ui.wizard.viewmodel import WizardViewModel

_MOST_PROBLEMS = 6


class TrialPage(StepView):
    """A sound draft is tried as the page is entered, unless the last trial was of it."""

    step = WizardStep.TRIAL
    heading = Message("What would have been")
    sentence = Message(
        "Past months are paid by the new rules once more, to see what they cost and whom they "
        "please. Nobody is paid by this: it is a trial."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self.runs = viewmodel.trials
        self.length = ChoiceBox(_("How many months"))
        self.length.set_choices(
            [(str(plural("{count} month", "{count} months", count=one)), one) for one in LENGTHS]
        )
        self.length.choose(USUAL_LENGTH if self.runs.last is None else self.runs.last.length)
        self.run_button = Button("", icon="refresh")
        self.stale = Label(
            _("The scheme was changed since: these figures are of what it was before."),
            tone=Tone.WARNING,
            wraps=True,
        )
        self.progress = _ProgressLine()
        self.notice = _Notice()
        self.result = TrialResult()
        self.mending = MendingCard(_("What is worth mending"), self.step)
        self.mending.hide()  # until it is known what there is
        self._lay_out()
        self._show_standing()
        self._connect()

    def show_draft(self, draft: WizardDraft) -> None:
        """Say whether what is shown is of ``draft``."""
        self._show_standing()

    def enter(self) -> None:
        self.viewmodel.look()
        self._run_unless_known()

    def findings_here(self, found: Iterable[Finding]) -> list[Finding]:
        """Return none: all of them stand on this page, with the pages that mend them."""
        return []

    @Slot()
    def run(self) -> None:
        """Try the draft, or say what has to be mended before it can be tried."""
        if unsound := self._unsound():
            self.notice.show_problems(unsound, self)
            return
        self.notice.hide()
        self.runs.run(self.draft, self.viewmodel.firm, self.length.choice())

    def _run_unless_known(self) -> None:
        last = self.runs.last
        if last is None or not last.is_of(self.draft, self.length.choice()):
            self.run()

    def _unsound(self) -> list[SchemeProblem]:
        """Return what has to be mended on the pages before this one."""
        before = [step for step in WizardStep if step.number < self.step.number]
        firm = self.viewmodel.firm
        return [problem for step in before for problem in problems(self.draft, step, firm)]

    @Slot()
    def _show_standing(self) -> None:
        last, is_running = self.runs.last, self.runs.is_running
        self.progress.setVisible(is_running)
        self.run_button.setVisible(not is_running)
        self.run_button.setText(_("Run the trial") if last is None else _("Run again"))
        self.length.setEnabled(not is_running)
        self.stale.setVisible(last is not None and not is_running and not last.is_of(self.draft))
        self.result.setVisible(last is not None and last.trial.is_known)

    @Slot(object)
    def _on_ran(self, tried: Tried) -> None:
        self._show_standing()
        unknown = unknown_cost(tried.trial)
        if unknown is None:
            self.result.show_trial(tried.trial, has_scripts=bool(tried.scheme.scripts))
        else:
            self.notice.say_unknown(unknown, tried.trial)
        self._show_mending()

    @Slot()
    def _show_mending(self) -> None:
        self.mending.show()
        looked = self.viewmodel
        self.mending.show_findings(looked.findings, self.draft.scheme, looked.unlooked)

    @Slot()
    def _on_started(self) -> None:
        self.progress.start()
        self.notice.hide()
        self._show_standing()

    @Slot()
    def _on_stopped(self) -> None:
        self._show_standing()
        self.notice.say(_("The trial was stopped. Nothing was lost: run it again at any time."))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._show_standing()
        if isinstance(error, UnsoundSchemeError):
            self.notice.show_problems(error.problems, self)
            return
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The trial could not be computed.")
        self.notice.say(words)

    @Slot()
    def _on_length(self) -> None:
        self._run_unless_known()

    def _connect(self) -> None:
        self.run_button.clicked.connect(self.run)
        self.length.activated.connect(self._on_length)
        self.progress.stop_button.clicked.connect(self.runs.stop)
        self.runs.started.connect(self._on_started)
        self.runs.progressed.connect(self.progress.show_progress)
        self.runs.ran.connect(self._on_ran)
        self.runs.stopped.connect(self._on_stopped)
        self.runs.failed.connect(self._on_failed)
        self.viewmodel.found.connect(self._show_mending)
        self.mending.wanted.connect(self.wanted)
        self.result.wanted.connect(self.wanted)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(Label(_("How many months"), Role.MUTED))
        row.addWidget(self.length)
        row.addWidget(self.run_button)
        row.addWidget(self.progress, 1)
        row.addStretch()
        self.body.addLayout(row)
        for widget in (self.stale, self.notice, self.result, self.mending):
            self.body.addWidget(widget)
        self.body.addStretch()


class _ProgressLine(QWidget):
    """How far the trial is, and a button that ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label(role=Role.MUTED)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress of the trial"))
        self.stop_button = Button(_("Cancel"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.bar, 1)
        row.addWidget(self.words)
        row.addWidget(self.stop_button)

    def start(self) -> None:
        self.bar.setRange(0, 0)
        self.words.setText(_("Reading what is known…"))

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        month = progress.current
        self.bar.setRange(0, 100)
        self.bar.setValue(progress.percent)
        words = _("Adding it up…") if month is None else str(Message("{month}…", month=month))
        self.words.setText(words)


class _Notice(Card):
    """Why there is no result, and the pages that change this."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)
        self.hide()

    def say(self, words: str) -> None:
        clear(self._rows)
        self._rows.addWidget(Label(words, wraps=True))
        self.show()

    def say_unknown(self, unknown: Message, trial: Trial) -> None:
        """Say that the cost is ``unknown``, and the problems of ``trial`` that made it so."""
        self.say(str(unknown))
        people: dict[str, dict[str, None]] = {}
        for _month, subject, problem in trial.problems:
            people.setdefault(str(problem), {})[subject.name] = None
        for reason, names in list(people.items())[:_MOST_PROBLEMS]:
            told = Message("{names}: {problem}", names=named([*names]), problem=reason)
            self._rows.addWidget(Label(str(told), tone=Tone.NEGATIVE, wraps=True))

    def show_problems(self, found: Iterable[SchemeProblem], page: StepView) -> None:
        """Say what has to be mended, each with the way there."""
        self.say(_("Before this can be tried, mend what follows."))
        for problem in list(found)[:_MOST_PROBLEMS]:
            row, words = QHBoxLayout(), str(problem.message)
            row.addWidget(Label(words, tone=Tone.NEGATIVE, wraps=True), 1)
            step = place_step(problem.place, page.draft.scheme)
            row.addWidget(way_to(step, page.wanted, words))
            self._rows.addLayout(row)
