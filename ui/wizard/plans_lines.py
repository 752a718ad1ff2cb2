"""What the table of plans says of one indicator of a team, and what is done to all its plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.amounts import amounts
from crm_desktop.kpi.attainment import is_reached
from crm_desktop.kpi.definition import Indicator, Plan, Polarity, ProfileEntry
from crm_desktop.kpi.order import children_in_order
from crm_desktop.kpi.planning import ControlSum
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import with_entry, with_plans, without_plan
from crm_desktop.rewards.wizard.past import PastRow, WizardPast
from crm_desktop.rewards.wizard.suggesting import (
    attainability,
    cascade,
    counted,
    plan_from,
)
from crm_desktop.texts import Message, _
from ui.brief import Brief
from ui.wizard.plans_model import PlanLine, Reached

_ADDED = frozenset({Unit.NUMBER, Unit.MONEY})


@dataclass(frozen=True, slots=True)
class Planned:
    """An indicator of a team with whom it is measured of, and what history is to become plans.

    ``growth`` is 0.1 for a tenth more, ``season`` the coefficient of the first period.
    """

    draft: WizardDraft
    team: str
    indicator: Indicator
    subjects: tuple[Subject, ...]
    past: WizardPast
    currency: str
    growth: Decimal = Decimal(0)
    season: Decimal = Decimal(1)

    @property
    def entry(self) -> ProfileEntry:
        entries = self.draft.profile(self.team).entries
        return next(each for each in entries if each.indicator == self.indicator.code)

    @property
    def is_added(self) -> bool:
        """Whether plans of people add up to one of the team, so that it can be divided."""
        return self.indicator.unit in _ADDED and self.indicator.code in _amounts(self.draft)

    def row(self, ref: SubjectRef) -> PastRow:
        return self.past.row(ref, self.indicator.code)

    def own(self, ref: SubjectRef) -> Decimal | None:
        plan = self.draft.plan(self.team, self.indicator.code, ref)
        return None if plan is None else plan.value

    def held(self, ref: SubjectRef) -> Decimal | None:
        """Return the plan that counts: their own, else that of the team."""
        own = self.own(ref)
        return self.entry.plan if own is None else own

    def quantity(self, value: Decimal | None) -> Quantity:
        unit = self.indicator.unit
        return Quantity(value, unit, self.currency if unit is Unit.MONEY else None)

    def suggestion(self, row: PastRow) -> Decimal | None:
        return self._from(counted(row))

    def _from(self, known: Sequence[Decimal]) -> Decimal | None:
        return plan_from(
            known,
            growth=self.growth,
            season=self.season,
            unit=self.indicator.unit,
            currency=self.currency,
            polarity=self.indicator.polarity,
        )

    def of_team(self) -> Decimal | None:
        """Return what is suggested for whoever has no plan of their own: of the usual ones."""
        usual = tuple(self.row(subject.ref).median for subject in self.subjects)
        return self._from([value for value in usual if value is not None])

    def lines(self) -> tuple[PlanLine, ...]:
        """Return the line of the team, and below it one for each who is measured."""
        plan = self.entry.plan
        team = PlanLine(
            None, _("Each one, unless set below"), suggested=self.of_team(), own=plan, held=plan
        )
        return (team, *(self._line(subject) for subject in self.subjects))

    def suggested(self) -> WizardDraft:
        """Return the draft with the plans that history suggests; without history they stay."""
        plans = [(subject.ref, self.suggestion(self.row(subject.ref))) for subject in self.subjects]
        own = {ref: value for ref, value in plans if value is not None and self.is_added}
        of_team = self.of_team()
        draft = self.draft
        if of_team is not None:
            draft = with_entry(draft, self.team, replace(self.entry, plan=of_team))
        if not self.is_added and of_team is not None:
            for subject in self.subjects:
                draft = without_plan(draft, self.indicator.code, subject.ref)
        return with_plans(draft, (self._plan(ref, value) for ref, value in own.items()))

    def entered(self, values: dict[SubjectRef | None, Decimal | None]) -> WizardDraft:
        """Return the draft with ``values`` as plans; a None takes a plan away."""
        draft, code = self.draft, self.indicator.code
        for ref, value in values.items():
            if ref is None:
                entry = replace(self.entry, plan=value)
                draft = with_entry(draft, self.team, entry)
            elif value is None:
                draft = without_plan(draft, code, ref)
        plans = (
            self._plan(ref, value)
            for ref, value in values.items()
            if ref is not None and value is not None
        )
        return with_plans(draft, plans)

    def divided(self, total: Decimal) -> WizardDraft:
        """Return the draft with ``total`` divided over all by what each of them reached so far.

        Raises:
            InvalidInputError: ``total`` cannot be divided.

        """
        refs = [subject.ref for subject in self.subjects]
        past = {ref: self.row(ref) for ref in refs}
        unit = self.indicator.unit
        found = cascade(total, {COMPANY: refs}, past, unit=unit, currency=self.currency)
        plans = (self._plan(ref, value) for ref, value in found.people.items())
        return with_plans(self.draft, plans)

    def attainable(self) -> str:
        """Return how many would have reached their plans so far, as a sentence."""
        if self.indicator.polarity is Polarity.CORRIDOR:
            return ""
        held = {subject.ref: self.held(subject.ref) for subject in self.subjects}
        found = attainability(
            {ref: self.row(ref) for ref in held},
            {ref: plan for ref, plan in held.items() if plan is not None},
            is_less=self.indicator.polarity is Polarity.LESS,
            kind=self.draft.profile(self.team).period_kind,
        )
        return f"{found.words}." if found.people else ""

    def together(self) -> Decimal | None:
        """Return what all plans make, None where somebody has none or they do not add up."""
        plans = [self.held(subject.ref) for subject in self.subjects]
        known = [plan for plan in plans if plan is not None]
        return sum(known, Decimal(0)) if self.is_added and len(known) == len(plans) else None

    def compared(self, whole: Decimal) -> Message:
        """Return in words how the plans compare with ``whole``."""
        plans = [self.held(subject.ref) or Decimal(0) for subject in self.subjects]
        control = ControlSum.of(whole, plans)
        values = {
            "parts": Brief(self.quantity(control.parts)),
            "whole": Brief(self.quantity(whole)),
            "rest": Brief(self.quantity(abs(control.difference))),
        }
        if control.difference > 0:
            return Message("The parts make {parts} of {whole}: {rest} is missing.", **values)
        if control.difference < 0:
            return Message("The parts make {parts} of {whole}: {rest} too much.", **values)
        return Message("The parts make {whole}, exactly the whole.", whole=values["whole"])

    def _plan(self, ref: SubjectRef, value: Decimal) -> Plan:
        kind = self.draft.profile(self.team).period_kind
        return Plan(self.indicator.code, ref, value, kind)

    def _line(self, subject: Subject) -> PlanLine:
        row = self.row(subject.ref)
        held = self.held(subject.ref)
        return PlanLine(
            subject.ref,
            subject.name,
            row.median,
            best_of(row, self.indicator.polarity),
            self.suggestion(row),
            self.own(subject.ref),
            held,
            None if held is None else reached(row, held, self.indicator),
        )


def _amounts(draft: WizardDraft) -> frozenset[str]:
    """Return what grows with time; formulas that are not sound yet are left out."""
    indicators = draft.scheme.indicators
    try:
        return amounts(indicators, children_in_order(indicators))
    except InvalidInputError:
        return amounts(indicators, {})


def best_of(row: PastRow, polarity: Polarity) -> Decimal | None:
    """Return the best period; there is none where neither more nor less is better."""
    values = counted(row)
    if not values or polarity is Polarity.CORRIDOR:
        return None
    return min(values) if polarity is Polarity.LESS else max(values)


def reached(row: PastRow, plan: Decimal, indicator: Indicator) -> Reached:
    values = counted(row)
    times = sum(
        bool(is_reached(value, plan, indicator.polarity, indicator.tolerance)) for value in values
    )
    return Reached(times, len(values))
