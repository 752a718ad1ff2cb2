"""The page of plans and weights: how much each figure counts, and what is to be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Slot

from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.check_plans import asks_plan
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.goals import main_indicator
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.planned import Planned
from crm_desktop.rewards.wizard.suggesting import season_coefficients
from crm_desktop.texts import Message, _
from ui.scheme.cells import CellError
from ui.scheme.profiles.amounts import amount_of
from ui.tasks import Latest
from ui.wizard.plans_card import PlansCard
from ui.wizard.plans_model import Edits
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel
from ui.wizard.weights_card import WeightsCard

_NOTHING = Decimal(0)
_YEARS_MONTHS = 24


@dataclass(frozen=True, slots=True)
class _Place:
    """An indicator of a team, by their codes."""

    team: str
    indicator: str


class PlansPage(StepView):
    """What is typed and cannot be read stays in its cell, marked, and holds the page back."""

    step = WizardStep.PLANS
    heading = Message("Plans and weights")
    sentence = Message(
        "Say how much each figure counts and what is to be reached: a plan works when people "
        "have come near it before."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self.tabs = TeamTabs(viewmodel)
        self.weights = WeightsCard()
        self.plans = PlansCard()
        self._indicator = ""
        self._filled: set[_Place] = set()
        self._growths: dict[_Place, Decimal] = {}
        self._seasons: dict[_Place, tuple[Decimal, ...]] = {}
        self._wholes: dict[_Place, Decimal] = {}
        self._typed: dict[_Place, dict[SubjectRef | None, str]] = {}
        self._mistakes: dict[_Place, dict[SubjectRef | None, str]] = {}
        self._months = Latest(self.context.tasks, self)
        for widget in (self.tabs, self.weights, self.plans):
            self.body.addWidget(widget)
        self.body.addStretch()
        self._connect()

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        found = list(draft.entries(self.tabs.team)) if self.tabs.team else []
        self.weights.setVisible(bool(found))
        self.plans.setVisible(bool(found))
        if not found:
            return
        self.weights.show_draft(draft, self.tabs.team)
        indicators = [indicator for _entry, indicator in found]
        if self._indicator not in {each.code for each in indicators}:
            self._indicator = indicators[0].code
        self.plans.show_indicators(indicators, self._indicator)
        self._show_plans()

    def enter(self) -> None:
        if self.tabs.team:
            profile = self.draft.profile(self.tabs.team)
            self.viewmodel.ask_past(self.draft.scheme.indicators, profile.period_kind)
        self.viewmodel.look_soon()

    def leave(self) -> None:
        self.weights.commit()
        self.plans.commit()

    def problems(self) -> tuple[SchemeProblem, ...]:
        typed = (*self.weights.mistakes(), *self.plans.mistakes())
        wrong = (SchemeProblem("plans", message) for message in (*typed, *self._unread()))
        return (*wrong, *super().problems())

    def _unread(self) -> Iterator[Message]:
        """Yield what cannot be read in the cells of those who are measured."""
        draft = self.draft
        names = {each.code: each.name for each in draft.scheme.indicators}
        there = {
            (_Place(team, entry.indicator), ref)
            for team, subjects in measured(draft, self.viewmodel.firm).items()
            for entry in draft.profile(team).entries
            for ref in (None, *(each.ref for each in subjects))
        }
        for at, mistakes in self._mistakes.items():
            for ref, why in mistakes.items():
                if (at, ref) in there:
                    yield Message("“{name}”: {message}", name=names[at.indicator], message=why)

    @property
    def _at(self) -> _Place:
        return _Place(self.tabs.team, self._indicator)

    def _planned(
        self,
        at: _Place,
        draft: WizardDraft,
        inside: Mapping[str, tuple[Subject, ...]] | None = None,
    ) -> Planned:
        inside = measured(draft, self.viewmodel.firm) if inside is None else inside
        return Planned(
            draft,
            at.team,
            draft.indicator(at.indicator),
            inside[at.team],
            self.viewmodel.past,
            draft.scheme.currency,
            self._growth(at),
            self._season(at, draft),
            self.viewmodel.firm.paths,
        )

    def _growth(self, at: _Place) -> Decimal:
        """Return the growth that was typed, else that of the goal if the goal is about it."""
        goal = self.draft.goal
        is_main = at.indicator == main_indicator(goal)
        return self._growths.get(at, (goal.growth or _NOTHING) if is_main else _NOTHING)

    def _season(self, at: _Place, draft: WizardDraft) -> tuple[Decimal, ...] | None:
        """Return the season that is left out; only months have one."""
        is_monthly = draft.profile(at.team).period_kind is PeriodKind.MONTH
        return self._seasons.get(at) if is_monthly else None

    def _show_plans(self) -> None:
        at = self._at
        planned = self._planned(at, self.draft)
        self.plans.model.show_mistakes(self._typed.get(at, {}), self._mistakes.get(at, {}))
        self.plans.show_planned(planned, self._wholes.get(at))
        is_monthly = self.draft.profile(at.team).period_kind is PeriodKind.MONTH
        self.plans.season.setVisible(is_monthly and planned.is_added)
        season = self._season(at, self.draft)
        words = "" if season is None else _season_words(season)
        self.plans.show_season(words, is_wanted=season is not None)
        self.plans.show_wrong("\n".join(dict.fromkeys(self._mistakes.get(at, {}).values())))

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_team)
        self.weights.edited.connect(self._on_weights)
        self.plans.chosen.connect(self._on_indicator)
        self.plans.entered.connect(self._on_entered)
        self.plans.growth_entered.connect(self._on_growth)
        self.plans.season_wanted.connect(self._on_season)
        self.plans.suggestion_wanted.connect(self._on_suggest)
        self.plans.whole_entered.connect(self._on_whole)
        self.plans.division_wanted.connect(self._on_divide)
        self.viewmodel.past_read.connect(self._on_past)
        self.viewmodel.replaced.connect(self._on_replaced)

    def _change(self, draft: WizardDraft, gesture: object = None) -> None:
        is_new = draft != self.draft
        self.viewmodel.change(draft, gesture)
        if not is_new or not self.isVisible():  # else it was shown as it changed
            self.show_draft(self.draft)
        self.viewmodel.look_soon()

    @Slot(object)
    def _on_past(self, _past: WizardPast) -> None:
        if not self.is_current or not self.tabs.team:
            return
        draft, inside = self.draft, measured(self.draft, self.viewmodel.firm)
        for at in self._unplanned(draft, inside):
            draft = self._planned(at, draft, inside).suggested()
            self._filled.add(at)
        if draft == self.draft:
            self.show_draft(draft)
        else:
            self._change(draft)

    def _unplanned(
        self, draft: WizardDraft, inside: Mapping[str, tuple[Subject, ...]]
    ) -> list[_Place]:
        """Return what has no plan at its first visit, of teams with the kind of period shown."""
        kind = draft.profile(self.tabs.team).period_kind
        planned = {(plan.indicator, plan.subject) for plan in draft.scheme.plans}
        return [
            at
            for team in draft.teams
            if draft.profile(team.code).period_kind is kind
            for entry, indicator in draft.entries(team.code)
            if (at := _Place(team.code, indicator.code)) not in self._filled
            and entry.plan is None
            and not any((indicator.code, each.ref) in planned for each in inside[team.code])
            and asks_plan(draft, entry)
        ]

    @Slot(str)
    def _on_team(self, _team: str) -> None:
        self.show_draft(self.draft)
        self.enter()

    @Slot(str)
    def _on_indicator(self, code: str) -> None:
        self._indicator = code
        self._show_plans()

    @Slot(object, object)
    def _on_weights(self, draft: WizardDraft, gesture: object) -> None:
        self._change(draft, gesture)

    @Slot(object)
    def _on_entered(self, texts: Edits) -> None:
        at = self._at
        indicator = self.draft.indicator(at.indicator)
        typed, mistakes = dict(self._typed.get(at, {})), dict(self._mistakes.get(at, {}))
        values: dict[SubjectRef | None, Decimal | None] = {}
        for ref, text in texts.items():
            typed.pop(ref, None)
            mistakes.pop(ref, None)
            try:
                values[ref] = _amount(text, indicator, self.draft.scheme.currency)
            except CellError as error:
                typed[ref], mistakes[ref] = text, str(error.message)
        self._typed[at], self._mistakes[at] = typed, mistakes
        self._change(self._planned(at, self.draft).entered(values))

    @Slot(object)
    def _on_growth(self, growth: Decimal) -> None:
        self._growths[self._at] = growth
        self._show_plans()

    @Slot()
    def _on_suggest(self) -> None:
        at = self._at
        self._forget(at)
        self._change(self._planned(at, self.draft).suggested())

    @Slot(object)
    def _on_whole(self, whole: Decimal | None) -> None:
        planned = self._planned(self._at, self.draft)
        if whole is None or (self._at not in self._wholes and whole == planned.together()):
            self._wholes.pop(self._at, None)
        else:
            self._wholes[self._at] = whole
        self._show_plans()

    @Slot()
    def _on_divide(self) -> None:
        at = self._at
        planned = self._planned(at, self.draft)
        whole = self._wholes.get(at, planned.together())
        if whole is None:
            return
        try:
            draft = planned.divided(whole)
        except InvalidInputError as error:
            self.plans.show_wrong(str(error))
            return
        self._forget(at)
        self._change(draft)

    @Slot(bool)
    def _on_season(self, is_wanted: bool) -> None:
        at = self._at
        self._seasons.pop(at, None)
        if not is_wanted:
            self._show_plans()
            return
        services, scheme = self.context.services, self.draft.scheme
        indicator = self.draft.indicator(at.indicator)
        refs = [each.ref for each in self._planned(at, self.draft).subjects]

        def work() -> tuple[Decimal, ...]:
            past = services.wizard_insights.past(
                (indicator,), scheme, PeriodKind.MONTH, _YEARS_MONTHS
            )
            values = {
                period.start: _added(past, refs, indicator.code, place)
                for place, period in enumerate(past.periods)
            }
            return season_coefficients(values)

        def done(season: tuple[Decimal, ...]) -> None:
            self._seasons[at] = season
            if at == self._at:
                self._show_plans()

        self._months.run(work, done, self.viewmodel.failed.emit)

    @Slot()
    def _on_replaced(self) -> None:
        """Forget what could not be read: the draft is another one now."""
        self._typed.clear()
        self._mistakes.clear()
        self.weights.forget()
        self.plans.forget()

    def _forget(self, at: _Place) -> None:
        self._typed.pop(at, None)
        self._mistakes.pop(at, None)


def _season_words(season: Sequence[Decimal]) -> str:
    if len(set(season)) == 1:
        return _("Less than a year is known, so there is no season to leave out.")
    return _(
        "Suggested is the plan of an average month. Once the scheme is published, the plan of a "
        "year can be spread by season in “Plans”."
    )


def _amount(text: str, indicator: Indicator, currency: str) -> Decimal | None:
    """Return the plan that is typed, None where it is taken away.

    Raises:
        CellError: it is no plan.

    """
    value = amount_of(text, indicator.unit, currency)
    if value is not None and value < 0:
        raise CellError(Message("A plan here is not below zero."))
    return value


def _added(past: WizardPast, refs: list[SubjectRef], code: str, place: int) -> Decimal | None:
    """Return what all together had in the period at ``place``, None without any records."""
    rows = [past.row(ref, code) for ref in refs]
    values = [row.values[place] for row in rows if row.values and row.fed[place]]
    known = [value for value in values if value is not None]
    return sum(known, _NOTHING) if known else None
