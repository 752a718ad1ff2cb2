"""What the table of plans says of one indicator of a team, and what is done to all its plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.attainment import is_reached
from crm_desktop.kpi.definition import Indicator, Plan, Polarity, ProfileEntry
from crm_desktop.kpi.planning import ControlSum
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import with_entry, with_plans, without_plan
from crm_desktop.rewards.wizard.growing import growing
from crm_desktop.rewards.wizard.past import PastRow, WizardPast
from crm_desktop.rewards.wizard.suggesting import (
    attainability,
    cascade,
    counted,
    plan_from,
    without_season,
)
from crm_desktop.texts import Message

_ADDED = frozenset({Unit.NUMBER, Unit.MONEY})


@dataclass(frozen=True, slots=True)
class Reached:
    """In how many of the ``periods`` that have records the plan was reached."""

    times: int
    periods: int


@dataclass(frozen=True, slots=True)
class PlanLine:
    """``subject`` is None for whoever has no plan of their own: that is the plan of the team.

    ``own`` is the plan that is set here, ``held`` the one that counts. With ``is_sum`` it is what
    those of a department have together, of COMPANY those who are in none.
    """

    subject: SubjectRef | None
    name: str = ""
    median: Decimal | None = None
    best: Decimal | None = None
    suggested: Decimal | None = None
    own: Decimal | None = None
    held: Decimal | None = None
    reached: Reached | None = None
    is_sum: bool = False

    @property
    def is_never(self) -> bool:
        return self.reached is not None and not self.reached.times and self.reached.periods > 0


@dataclass(frozen=True, slots=True)
class Planned:
    """An indicator of a team with whom it is measured of, and what history is to become plans.

    ``growth`` is 0.1 for a tenth more. With ``season``, the coefficients of January to December,
    plans are those of an average month. ``paths`` are the names of departments.
    """

    draft: WizardDraft
    team: str
    indicator: Indicator
    subjects: tuple[Subject, ...]
    past: WizardPast
    currency: str
    growth: Decimal = Decimal(0)
    season: tuple[Decimal, ...] | None = None
    paths: Mapping[SubjectRef, str] = field(default_factory=dict)

    @property
    def entry(self) -> ProfileEntry:
        entries = self.draft.profile(self.team).entries
        return next(each for each in entries if each.indicator == self.indicator.code)

    @property
    def is_added(self) -> bool:
        """Whether plans of people add up to one of the team, so that it can be divided."""
        return self.indicator.unit in _ADDED and self.indicator.code in growing(self.draft.scheme)

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
        return self._from(counted(self._average(row)))

    def _average(self, row: PastRow) -> PastRow:
        """Return ``row`` without the season, where that is asked for."""
        if self.season is None:
            return row
        return without_season(row, [each.start.month for each in self.past.periods], self.season)

    def _from(self, known: Sequence[Decimal]) -> Decimal | None:
        return plan_from(
            known,
            growth=self.growth,
            unit=self.indicator.unit,
            currency=self.currency,
            polarity=self.indicator.polarity,
        )

    def of_team(self) -> Decimal | None:
        """Return what is suggested for whoever has no plan of their own: of the usual ones."""
        usual = [self._average(self.row(subject.ref)).median for subject in self.subjects]
        return self._from([value for value in usual if value is not None])

    def inside(self) -> dict[SubjectRef, list[Subject]]:
        """Return the people by their departments, all in the company where one is enough."""
        found: dict[SubjectRef, list[Subject]] = {}
        for each in self.subjects:
            is_apart = each.department is not None and each.ref.level is SubjectLevel.EMPLOYEE
            code = each.department if is_apart else None
            unit = COMPANY if code is None else SubjectRef(SubjectLevel.DEPARTMENT, code)
            found.setdefault(unit, []).append(each)
        if len(found) == 1:
            return {COMPANY: list(self.subjects)}
        return dict(sorted(found.items(), key=self._order))

    def _order(self, unit: tuple[SubjectRef, object]) -> tuple[bool, str]:
        """Return departments by name before who is in none."""
        return unit[0] == COMPANY, self.paths.get(unit[0], "")

    def lines(self) -> tuple[PlanLine, ...]:
        """Return the line of the team, and below it one for each who is measured.

        People of several departments stand below what those of theirs have together.
        """
        plan, inside = self.entry.plan, self.inside()
        lines = [PlanLine(None, suggested=self.of_team(), own=plan, held=plan)]
        for unit, subjects in inside.items():
            below = [self._line(subject) for subject in subjects]
            if self.is_added and len(inside) > 1:
                lines.append(self._sum(unit, below))
            lines += below
        return tuple(lines)

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
        """Return the draft with ``total`` divided by what each reached so far.

        Over departments first where there are several, and each part over its people.

        Raises:
            InvalidInputError: ``total`` cannot be divided.

        """
        past = {subject.ref: self.row(subject.ref) for subject in self.subjects}
        inside = {unit: [each.ref for each in people] for unit, people in self.inside().items()}
        unit = self.indicator.unit
        found = cascade(total, inside, past, unit=unit, currency=self.currency)
        plans = (self._plan(ref, value) for ref, value in found.items())
        return with_plans(self.draft, plans)

    def attainable(self) -> Message | None:
        """Return how many would have reached their plans so far, None where nobody can tell."""
        if self.indicator.polarity is Polarity.CORRIDOR:
            return None
        held = {subject.ref: self.held(subject.ref) for subject in self.subjects}
        found = attainability(
            {ref: self.row(ref) for ref in held},
            {ref: plan for ref, plan in held.items() if plan is not None},
            is_less=self.indicator.polarity is Polarity.LESS,
            kind=self.draft.profile(self.team).period_kind,
        )
        return found.words if found.people else None

    def together(self) -> Decimal | None:
        """Return what all plans make, None where somebody has none or they do not add up."""
        plans = [self.held(subject.ref) for subject in self.subjects]
        return _added(plans) if self.is_added else None

    def control(self, whole: Decimal) -> ControlSum:
        """Return what all plans make of ``whole``."""
        plans = [self.held(subject.ref) or Decimal(0) for subject in self.subjects]
        return ControlSum.of(whole, plans)

    def _plan(self, ref: SubjectRef, value: Decimal) -> Plan:
        kind = self.draft.profile(self.team).period_kind
        return Plan(self.indicator.code, ref, value, kind)

    def _sum(self, unit: SubjectRef, below: Sequence[PlanLine]) -> PlanLine:
        return PlanLine(
            unit,
            self.paths.get(unit, unit.code),
            suggested=_added([line.suggested for line in below]),
            held=_added([line.held for line in below]),
            is_sum=True,
        )

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


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return the sum of ``values``, None where one is unknown."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


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
