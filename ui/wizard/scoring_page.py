"""How attainments become a score, and the score pay: what the wizard asks of each team."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from crm_desktop.kpi.definition import Indicator, ProfileEntry, ScoringModel
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.template import PayModel
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import with_definition, with_entry
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.shapes import Shape, scale_of_entry, shape_of, with_shape
from crm_desktop.rewards.wizard.standing import measure_of, stands
from crm_desktop.rewards.wizard.worked import WorkedExample, WorkedPerson, worked_example
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.scheme.places import place_of
from ui.scheme.scales.editor import ScaleEditor
from ui.theme import GRID
from ui.widgets.card import Card, clear
from ui.widgets.text import Label, Role
from ui.wizard.draft_dialog import DraftDialog
from ui.wizard.draft_services import draft_context
from ui.wizard.scoring_entry import EntryCard, ShareField
from ui.wizard.scoring_option import OptionCard, Options
from ui.wizard.scoring_words import MODELS, PAY_MODELS, WayWords
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel

_MODEL_COLUMNS, _PAY_COLUMNS = 2, 3


class ScoringPage(StepView):
    step = WizardStep.SCORING
    heading = Message("How is the score counted?")
    sentence = Message(
        "Choose how the indicators make one score, and what it pays: you see it on your own people."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self.example: WorkedExample | None = None
        self.dialog: DraftDialog | None = None
        self.tabs = TeamTabs(viewmodel)
        self.whose = Label(role=Role.MUTED, wraps=True)
        self.models = Options(
            [_option(model, words) for model, words in MODELS.items()],
            _MODEL_COLUMNS,
            _("How the indicators make one score"),
        )
        self.pays = Options(
            [_option(model, words) for model, words in PAY_MODELS.items()],
            _PAY_COLUMNS,
            _("What the score pays"),
        )
        self.cap = ShareField(
            "cap",
            _("The score is at most"),
            hint=_("Empty: no ceiling. It protects the firm from a plan that was far too easy."),
        )
        self.entries: dict[str, EntryCard] = {}
        self._shown: tuple[Indicator, ...] = ()
        self._past: WizardPast | None = None
        self._waits = False
        self._lay_out()
        self._connect()

    @property
    def team(self) -> str:
        return self.tabs.team

    def enter(self) -> None:
        self._ask()

    def leave(self) -> None:
        self.take()

    def take(self) -> bool:
        """Take over what is being typed; return whether all of it can be read."""
        fields = [card.take() for card in self.entries.values()]
        return all([*fields, self.cap.take()])

    def validatePage(self) -> bool:
        return self.take() and super().validatePage()

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        if not self.team:
            return
        profile, card = draft.profile(self.team), draft.card(self.team)
        self.models.choose(profile.model)
        self.cap.show_share(profile.cap)
        self.pay_card.setVisible(card is not None)
        if card is not None:
            self.pays.choose(card.pay_model)
        self._show_entries(draft)
        self._show_example(draft)

    def show_problem(self, problem: SchemeProblem) -> bool:
        place = place_of(problem.place, self.team)
        if place is not None and place.part == self.cap.code:
            self.cap.show_error(shown(problem.message))
            return True
        if place is None or place.row is None or place.part != "indicators":
            return False
        entries = self.draft.profile(self.team).entries
        if place.row >= len(entries):
            return False
        card = self.entries[entries[place.row].indicator]
        return card.show_problem(place.field, shown(problem.message))

    def clear_problems(self) -> None:
        self.cap.show_error("")
        for card in self.entries.values():
            card.clear_problems()

    def _show_entries(self, draft: WizardDraft) -> None:
        found = list(draft.entries(self.team))
        wanted = tuple(indicator for _, indicator in found)
        if wanted != self._shown:
            clear(self._each)
            self._shown = wanted
            self.entries = {each.code: self._entry_card(each) for each in wanted}
        past = self._past
        for entry, _indicator in found:
            people = (
                () if past is None else stands(draft, self.team, entry, self.viewmodel.firm, past)
            )
            self.entries[entry.indicator].show_entry(
                entry, scale_of_entry(draft, entry), shape_of(draft, entry), people
            )

    def _entry_card(self, indicator: Indicator) -> EntryCard:
        card = EntryCard(indicator)
        card.shape_wanted.connect(self._on_shape)
        card.edit_wanted.connect(self._on_edit)
        card.changed.connect(self._on_entry)
        self._each.addWidget(card)
        return card

    def _show_example(self, draft: WizardDraft) -> None:
        if self._past is None:
            self.whose.setText(_("Figures of the last period are being read…"))
            return
        example = worked_example(draft, self.team, self.viewmodel.firm, self._past)
        self.example = example
        self.whose.setText(str(_whose(example)))
        for option in self.models.cards:
            rows = [_scored(person, option.value) for person in example.people]
            option.show_figures(rows, _working(example.people[0], option.value))
        for option in self.pays.cards:
            option.show_figures(
                [
                    (person.subject.name, shows.money(person.pays.get(option.value), is_short=True))
                    for person in example.people
                ]
            )

    def _ask(self) -> None:
        """Ask for the past of the team's indicators."""
        self._past = None
        if self.team:
            self._waits = True
            kind = self.draft.profile(self.team).period_kind
            self.viewmodel.ask_past(self.draft.scheme.indicators, kind)

    def _lay_out(self) -> None:
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.whose)
        result = Card(_("How the indicators make one score"))
        result.body.addWidget(
            Label(
                _("k is how an indicator was met: 1 is the whole plan. w is its weight."),
                Role.MUTED,
                wraps=True,
            )
        )
        result.body.addWidget(self.models)
        ceiling = QHBoxLayout()
        ceiling.addWidget(self.cap, 1)
        ceiling.addStretch()
        result.body.addLayout(ceiling)
        self.pay_card = Card(_("What the score pays"))
        words = _("S is the salary, K the score: 1 is the whole plan.")
        self.pay_card.body.addWidget(Label(words, Role.MUTED, wraps=True))
        self.pay_card.body.addWidget(self.pays)
        each = Card(_("How each indicator counts"))
        self._each = QVBoxLayout()
        self._each.setSpacing(GRID)
        each.body.addLayout(self._each)
        for card in (result, self.pay_card, each):
            self.body.addWidget(card)
        self.body.addStretch()

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_team)
        self.models.chosen.connect(self._on_model)
        self.pays.chosen.connect(self._on_pay)
        self.cap.entered.connect(self._on_cap)
        self.viewmodel.past_read.connect(self._on_past)

    @Slot()
    def _on_team(self) -> None:
        self.show_draft(self.draft)
        self._ask()

    @Slot(object)
    def _on_past(self, past: WizardPast) -> None:
        if self.is_current:
            self._past = past
            self.show_draft(self.draft)

    @Slot(object)
    def _on_model(self, model: ScoringModel) -> None:
        profile = self.draft.profile(self.team)
        self.viewmodel.change(with_definition(self.draft, replace(profile, model=model)))

    @Slot(object)
    def _on_pay(self, model: PayModel) -> None:
        card = self.draft.card(self.team)
        if card is not None:
            self.viewmodel.change(with_definition(self.draft, replace(card, pay_model=model)))

    @Slot(object)
    def _on_cap(self, share: Decimal | None) -> None:
        profile = self.draft.profile(self.team)
        self.viewmodel.change(with_definition(self.draft, replace(profile, cap=share)))

    @Slot(object)
    def _on_entry(self, entry: ProfileEntry) -> None:
        self.viewmodel.change(with_entry(self.draft, self.team, entry))

    @Slot(object, object)
    def _on_shape(self, entry: ProfileEntry, shape: Shape) -> None:
        team = self.draft.profile(self.team).name
        name = Message(
            "{team}: {indicator}", team=team, indicator=self.draft.indicator(entry.indicator).name
        )
        self.viewmodel.change(with_shape(self.draft, self.team, entry, shape, str(name)))

    @Slot(object)
    def _on_edit(self, entry: ProfileEntry) -> None:
        editor = ScaleEditor(draft_context(self.viewmodel))
        people = self.entries[entry.indicator].sketch.people
        scale = scale_of_entry(self.draft, entry)
        editor.show_people(measure_of(scale), [each.at for each in people])
        self.dialog = DraftDialog(editor, _("Scale"), self)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.begin(entry.scale)

    @Slot()
    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _option(value: object, words: WayWords) -> OptionCard:
    return OptionCard(
        value,
        shown(words.name),
        formula=shown(words.formula),
        sentence=shown(words.sentence),
    )


def _scored(person: WorkedPerson, model: ScoringModel) -> tuple[str, str]:
    return person.subject.name, shows.number(person.results[model].score)


def _working(person: WorkedPerson, model: ScoringModel) -> str:
    """Return how the score of the first person came."""
    derivation = person.results[model].score_derivation
    return "" if derivation is None else shown(derivation.sentence or "")


def _whose(example: WorkedExample) -> Message:
    """Return whose figures the examples are."""
    if example.is_public:
        return Message(
            "There are no figures of the team for the last period yet: this is an example of two"
            " managers who sold for 250 000 and 200 000, with a salary of 30 000."
        )
    if not example.has_salaries:
        return Message(
            "The results are those of {period}. No salary is known yet, so pay is shown for a"
            " salary of 30 000.",
            period=example.period,
        )
    return Message(
        "The results and the pay are as they would have been in {period}.", period=example.period
    )
