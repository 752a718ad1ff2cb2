"""The page of the calendar: how often is counted, and what newcomers and the absent owe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop import formats
from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Polarity, Proration
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import with_definition, with_period_kind
from crm_desktop.rewards.wizard.examples import (
    Example,
    adapted,
    away_of,
    newcomers,
    reduced_plan,
    reduced_salary,
)
from crm_desktop.rewards.wizard.growing import growing
from crm_desktop.texts import Message, _, plural, shown
from ui.brief import capital
from ui.plans.sections import CALENDAR
from ui.tasks import Latest
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role
from ui.wizard.calendar_ramp import RampCard
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel

_KINDS = tuple(kind for kind in PeriodKind if kind is not PeriodKind.CUSTOM)
_PLANS: Mapping[Proration, Message] = {
    Proration.NONE: Message("Stays whole"),
    Proration.WORKING_DAYS: Message("By working days"),
    Proration.CALENDAR_DAYS: Message("By calendar days"),
    Proration.WHOLE_MONTHS: Message("By whole months"),
}
_MOST_NAMES = 2


class CalendarPage(StepView):
    step = WizardStep.CALENDAR
    heading = Message("Calendar and adaptation")
    sentence = Message(
        "Say how often results are counted, and what is expected of those who are new or were "
        "away: a plan that ignores it is not fair."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self.tabs = TeamTabs(viewmodel)
        self.kind_box = ChoiceBox()
        self.kind_note = Label(role=Role.MUTED, wraps=True)
        self.converted = Label(
            _(
                "The plans are for the new period now: what grows with time was converted, "
                "shares and averages stay. Look at them once more under “Plans and weights”."
            ),
            wraps=True,
        )
        self.days = Label(wraps=True)
        self.calendar_button = LinkButton(_("Open the calendar"), icon="calendar")
        self.ramp = RampCard()
        self.plan_box, self.salary_box = ChoiceBox(), ChoiceBox()
        self.plan_words, self.salary_words = Label(wraps=True), Label(wraps=True)
        self._calendar: WorkingCalendar | None = None
        self._converted: dict[str, PeriodKind] = {}
        self._firms = Latest(self.context.tasks, self)
        self._fill_boxes()
        self._lay_out()
        self._connect()

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        if not self.tabs.team:
            return
        profile, card = draft.profile(self.tabs.team), draft.card(self.tabs.team)
        self.kind_box.choose(profile.period_kind, capital(profile.period_kind))
        self.kind_note.setText(_kind_words(profile.period_kind))
        is_converted = self._converted.get(profile.code) is profile.period_kind
        self.converted.setVisible(is_converted)
        is_of_people = profile.level is SubjectLevel.EMPLOYEE
        self.ramp.setVisible(is_of_people)
        self._absences.setVisible(is_of_people)
        people = self._people(draft)
        self.ramp.show_shares(profile.ramp, "\n".join(self._ramp_words(draft, people)))
        self.plan_box.choose(profile.proration)
        self._salary_field.setVisible(card is not None)
        if card is not None:
            self.salary_box.choose(card.proration)
        self._show_absence(draft, people)

    def enter(self) -> None:
        firms = self.context.services.firm

        def work() -> tuple[str | None, WorkingCalendar, Period, int]:
            firm = firms.firm()
            calendar = firm.calendar()
            month = Period.containing(self.viewmodel.firm.today, PeriodKind.MONTH).next()
            return firm.country, calendar, month, calendar.working_days(month)

        self._firms.run(work, self._on_firm, self.viewmodel.failed.emit)
        self.viewmodel.look_soon()

    def leave(self) -> None:
        self.ramp.commit()

    def problems(self) -> tuple[SchemeProblem, ...]:
        found = super().problems()
        wrong = self.ramp.wrong.text()
        if not wrong or not self.tabs.team:
            return found
        place = f"profiles.{self.tabs.team}.ramp"
        return (SchemeProblem(place, Message("Newcomers: {message}", message=wrong)), *found)

    def _people(self, draft: WizardDraft) -> tuple[Subject, ...]:
        return measured(draft, self.viewmodel.firm)[self.tabs.team]

    def _example(self, draft: WizardDraft, people: Sequence[Subject]) -> Example | None:
        """Return a plan that newcomers and absences lessen, None where there is none."""
        added = growing(draft.scheme)
        for entry, indicator in draft.entries(self.tabs.team):
            plans = (draft.plan(self.tabs.team, indicator.code, each.ref) for each in people)
            own = next((plan.value for plan in plans if plan is not None), None)
            plan = entry.plan if entry.plan is not None else own
            is_more = indicator.polarity is Polarity.MORE
            if plan is not None and is_more and indicator.code in added:
                return Example(indicator, plan, draft.scheme.currency)
        return None

    def _ramp_words(self, draft: WizardDraft, people: Sequence[Subject]) -> list[str]:
        """Return who is new, and what each of them would have as a plan."""
        found = newcomers(people, self.viewmodel.firm.today)
        example = self._example(draft, people)
        profile = draft.profile(self.tabs.team)
        if not found:
            words = [_("Nobody in the team was hired in the last three months.")]
        elif not profile.ramp:
            names = ", ".join(subject.name for subject, _day in found)
            words = [str(Message("New in the last three months: {names}.", names=names))]
        else:
            words = []
        if example is None or not profile.ramp:
            return words
        new: list[tuple[str, date, SubjectRef | None]] = [
            (subject.name, day, subject.ref) for subject, day in found[:_MOST_NAMES]
        ]
        for name, day, ref in new or [(_("Somebody new"), self.viewmodel.firm.today, None)]:
            own = self._held(draft, example, ref)
            months = "; ".join(map(shown, adapted(profile, own, day)))
            said = Message(
                "{name}, hired {day}, “{indicator}”: {months}",
                name=name,
                day=day,
                indicator=own.indicator.name,
                months=months,
            )
            words.append(str(said))
        return words

    def _held(self, draft: WizardDraft, example: Example, ref: SubjectRef | None) -> Example:
        """Return ``example`` with the plan that the person of ``ref`` has of their own."""
        plan = None if ref is None else draft.plan(self.tabs.team, example.indicator.code, ref)
        return example if plan is None else replace(example, plan=plan.value)

    def _show_absence(self, draft: WizardDraft, people: Sequence[Subject]) -> None:
        calendar = self._calendar
        if calendar is None:
            return
        profile, card = draft.profile(self.tabs.team), draft.card(self.tabs.team)
        away, example = away_of(people, self.viewmodel.firm.today), self._example(draft, people)
        ref = None if away.who is None else away.who.ref
        words = ""
        if example is not None:
            own = self._held(draft, example, ref)
            words = str(reduced_plan(profile.proration, away, own, calendar))
        self.plan_words.setText(words)
        salary = Decimal(0)
        if card is not None:
            given = {one.subject: one.salary for one in card.assignments}
            personal = None if ref is None else given.get(ref)
            salary = card.salary if personal is None else personal
        words = ""
        if card is not None and salary:
            currency = draft.scheme.currency
            words = str(reduced_salary(card.proration, away, salary, currency, calendar))
        self.salary_words.setText(words)

    def _fill_boxes(self) -> None:
        self.kind_box.set_choices([(capital(kind), kind) for kind in _KINDS])
        choices = [(str(words), proration) for proration, words in _PLANS.items()]
        self.plan_box.set_choices(choices)
        self.salary_box.set_choices(choices)

    def _lay_out(self) -> None:
        often = Card(_("How often"))
        often.body.addWidget(Field("period_kind", _("Results are counted for each"), self.kind_box))
        often.body.addWidget(self.kind_note)
        often.body.addWidget(self.converted)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.days, 1)
        row.addWidget(self.calendar_button)
        often.body.addLayout(row)
        self._absences = Card(_("Who was away"))
        note = _(
            "Vacations, illness and unpaid leave count; business trips are work. Only what grows "
            "with time is lessened: sums and numbers, not shares and averages."
        )
        self._absences.body.addWidget(Label(note, Role.MUTED, wraps=True))
        both = QHBoxLayout()
        both.setSpacing(3 * GRID)
        self._salary_field = Field("salary", _("Salary of who was away"), self.salary_box)
        both.addWidget(Field("proration", _("Plan of who was away"), self.plan_box), 1)
        both.addWidget(self._salary_field, 1)
        self._absences.body.addLayout(both)
        self._absences.body.addWidget(self.plan_words)
        self._absences.body.addWidget(self.salary_words)
        for widget in (self.tabs, often, self.ramp, self._absences):
            self.body.addWidget(widget)
        self.body.addStretch()

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_team)
        self.kind_box.activated.connect(self._on_kind)
        self.calendar_button.clicked.connect(self._on_calendar)
        self.ramp.edited.connect(self._on_ramp)
        self.viewmodel.replaced.connect(self._on_replaced)
        self.plan_box.activated.connect(self._on_proration)
        self.salary_box.activated.connect(self._on_salary)

    def _change(self, draft: WizardDraft) -> None:
        self.viewmodel.change(draft)
        self.show_draft(self.draft)
        self.viewmodel.look_soon()

    def _on_firm(self, read: tuple[str | None, WorkingCalendar, Period, int]) -> None:
        country, self._calendar, month, days = read
        if country is None:
            words = plural(
                "{month}: {count} working day; no public holidays are known.",
                "{month}: {count} working days; no public holidays are known.",
                month=month,
                count=days,
            )
        else:
            name = formats.locale().territories.get(country, country)
            words = plural(
                "{country}, {month}: {count} working day.",
                "{country}, {month}: {count} working days.",
                country=name,
                month=month,
                count=days,
            )
        self.days.setText(str(words))
        self.show_draft(self.draft)

    @Slot(str)
    def _on_team(self, _team: str) -> None:
        self.ramp.say_wrong("")
        self.show_draft(self.draft)

    @Slot()
    def _on_replaced(self) -> None:
        """Forget what could not be read: the draft is another one now."""
        self.ramp.say_wrong("")

    @Slot()
    def _on_kind(self) -> None:
        team, kind = self.tabs.team, self.kind_box.choice()
        changed = with_period_kind(self.draft, team, kind)
        is_converted = _amounts(changed) != _amounts(self.draft)
        self._converted = {team: kind} if is_converted else {}
        self._change(changed)

    @Slot()
    def _on_calendar(self) -> None:
        self.context.navigate("plans", CALENDAR)
        self.context.say(_("The calendar is open in the main window, behind this one."))

    @Slot(object)
    def _on_ramp(self, shares: tuple[Decimal, ...]) -> None:
        profile = self.draft.profile(self.tabs.team)
        self._change(with_definition(self.draft, replace(profile, ramp=shares)))

    @Slot()
    def _on_proration(self) -> None:
        profile = self.draft.profile(self.tabs.team)
        wanted = replace(profile, proration=self.plan_box.choice())
        self._change(with_definition(self.draft, wanted))

    @Slot()
    def _on_salary(self) -> None:
        card = self.draft.card(self.tabs.team)
        if card is not None:
            wanted = replace(card, proration=self.salary_box.choice())
            self._change(with_definition(self.draft, wanted))


def _kind_words(kind: PeriodKind) -> str:
    if kind is PeriodKind.MONTH:
        return _("Pay is counted each month, so a month is right for most teams.")
    return _(
        "Pay is counted each month: a score of another period is shown, but pays nothing. The team "
        "is paid by salary and bonuses then."
    )


def _amounts(draft: WizardDraft) -> list[tuple[str, Decimal | None]]:
    """Return all that is planned."""
    of_teams = (
        (entry.indicator, entry.plan) for each in draft.scheme.profiles for entry in each.entries
    )
    own = ((plan.indicator, plan.value) for plan in draft.scheme.plans)
    return sorted((*of_teams, *own), key=str)
