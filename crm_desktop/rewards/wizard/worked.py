"""What a team's scoring comes to for real people of it, or for the public example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import (
    ALWAYS,
    Bound,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Step,
    StepScale,
)
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import Assignment, PayModel, RewardCard
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.texts import Message

_MOST_PEOPLE = 3
_SALARY = Decimal(30_000)
_ONE, _HALF = Decimal(1), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class WorkedPerson:
    """``results`` have the score by each model, ``pays`` the total by each pay model.

    Pay is None where nobody is paid by the score, or the score has no value.
    """

    subject: Subject
    results: Mapping[ScoringModel, SubjectResult]
    pays: Mapping[PayModel, Money | None]


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """``people`` are the best, the middle one and the last by their score.

    It is the public example where ``period`` is None. ``has_salaries`` tells whether pay is by
    salaries that are entered or known; else it is by a salary of the example.
    """

    people: tuple[WorkedPerson, ...]
    period: Period | None
    has_salaries: bool = True

    @property
    def is_public(self) -> bool:
        return self.period is None


def worked_example(
    draft: WizardDraft, team: str, firm: WizardFirm, past: WizardPast
) -> WorkedExample:
    """Return what the last of the ``past`` periods comes to by the rules of the team.

    The public example by the same models where nobody has a score in it, with the weights of the
    team where it is scored by two indicators as well, else each with a half.

    Source: domain.md §5, case C1.

    """
    profile = draft.profile(team)
    public = partial(public_example, profile.model, draft.scheme.currency, _two_weights(profile))
    if not past.periods or not profile.entries:
        return public()
    period = past.periods[-1]
    card = draft.card(team)
    paid, has_salaries = _salaried(card, firm.people_of(draft.members(team)))
    rules = _rules_of(draft.scheme, profile, paid)
    whole = (replace(each.subject, presence=None) for each in firm.people)  # as are the salaries
    subjects = (*whole, *firm.units)
    facts = _facts(past, subjects, {each.code for each in rules.indicators})
    ground = _Ground(rules, subjects, facts, period)
    everyone = [
        each
        for each in ground.outcomes()
        if each.result.profile == team and each.result.score is not None
    ]
    chosen = _spread(everyone)
    if not chosen:
        return public()
    return WorkedExample(ground.worked(chosen), period, has_salaries)


def public_example(
    model: ScoringModel, currency: str, weights: Sequence[Decimal] = (_ONE, _ONE)
) -> WorkedExample:
    """Return managers A and B with their salary of 30 000, in the money of the firm.

    Source: domain.md §5, case C1.

    """
    refs = [SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("a", "b")]
    names = (Message("Manager A"), Message("Manager B"))
    subjects = tuple(Subject(ref, str(name)) for ref, name in zip(refs, names, strict=True))
    entries = tuple(
        ProfileEntry(code, weight, code) for code, weight in zip(_PUBLIC, weights, strict=True)
    )
    profile = Profile("public", "", entries, tuple(refs), model=model)
    card = RewardCard("public", "", _SALARY, (), tuple(map(Assignment, refs)))
    scheme = Scheme(
        "",
        currency,
        indicators=tuple(CATALOGUE[code].indicator() for code in _PUBLIC),
        scales=tuple(_scale(code, bounds) for code, (bounds, _facts) in _PUBLIC.items()),
    )
    rules = _rules_of(scheme, profile, card)
    facts = {
        (ref, code): Fact(Decimal(value))
        for code, (_bounds, values) in _PUBLIC.items()
        for ref, value in zip(refs, values, strict=True)
    }
    month = Period.containing(ALWAYS, PeriodKind.MONTH)
    return WorkedExample(_Ground(rules, subjects, facts, month).worked(refs), None)


_PUBLIC: Mapping[str, tuple[tuple[int, int, int], tuple[int, int]]] = {
    "sales_volume": ((100_000, 200_000, 300_000), (250_000, 200_000)),
    "closed_receivables": ((10_000, 20_000, 60_000), (60_000, 25_000)),
}
"""The bounds of the scales for 0, 0.5, 0.7 and 1, and the facts of A and B."""


def _two_weights(profile: Profile) -> Sequence[Decimal]:
    """Return the weights of the two indicators that score, halves where there are not two."""
    scored = [entry.weight for entry in profile.entries if entry.weight > 0]
    return scored if len(scored) == len(_PUBLIC) else (_HALF, _HALF)


def _scale(code: str, bounds: Sequence[int]) -> StepScale:
    ends = (None, *map(Decimal, bounds), None)
    values = map(Decimal, ("0", "0.5", "0.7", "1"))
    steps = tuple(Step(ends[at], ends[at + 1], value) for at, value in enumerate(values))
    return StepScale(code, "", steps, bound=Bound.UPPER_INCLUSIVE)


def _salaried(
    card: RewardCard | None, people: Iterable[Candidate]
) -> tuple[RewardCard | None, bool]:
    """Return ``card`` with salaries to show an example by, and whether somebody entered them."""
    if card is None:
        return None, True
    if card.salary or any(each.salary for each in card.assignments):
        return card, True
    known = tuple(Assignment(each.ref, each.salary) for each in people if each.salary)
    if known:
        named = {each.subject for each in known}
        others = (each for each in card.assignments if each.subject not in named)
        return replace(card, assignments=(*others, *known)), True
    return replace(card, salary=_SALARY), False


def _rules_of(scheme: Scheme, profile: Profile, card: RewardCard | None) -> Scheme:
    """Return what ``profile`` and ``card`` need, as if it always had held; the score alone pays."""
    cards: tuple[RewardCard, ...] = ()
    if card is not None:
        paid = RewardCard(
            card.code, card.name, card.salary, (), card.assignments, proration=Proration.NONE
        )
        cards = (paid,)
    plans = tuple(replace(plan, valid_from=ALWAYS, split=None) for plan in scheme.plans)
    return replace(scheme, profiles=(profile,), cards=cards, templates=(), plans=plans).since_ever()


def _facts(past: WizardPast, subjects: Iterable[Subject], codes: Iterable[str]) -> Facts:
    """Return what everybody had in the last period of ``past``."""
    found = {}
    wanted = tuple(codes)
    for subject in subjects:
        for code in wanted:
            row = past.row(subject.ref, code)
            if row.values and row.values[-1] is not None:
                found[subject.ref, code] = Fact(row.values[-1])
    return found


def _spread(outcomes: Iterable[Outcome]) -> list[SubjectRef]:
    """Return the best, the middle one and the last of ``outcomes`` by their score."""
    ranked = sorted(
        outcomes, key=lambda each: (-(each.result.score or 0), each.result.subject.name)
    )
    if len(ranked) > _MOST_PEOPLE:
        ranked = [ranked[0], ranked[len(ranked) // 2], ranked[-1]]
    return [each.result.subject.ref for each in ranked]


@dataclass(frozen=True, slots=True)
class _Ground:
    """Rules of one profile and one card at most, and what they are calculated from."""

    rules: Scheme
    subjects: tuple[Subject, ...]
    facts: Facts
    period: Period

    def outcomes(self) -> list[Outcome]:
        return calculate(self.rules, self.subjects, self.facts, self.period)

    def worked(self, chosen: Collection[SubjectRef]) -> tuple[WorkedPerson, ...]:
        """Return what each of ``chosen`` gets by each model, and by each pay model."""
        people = {each.ref: each for each in self.subjects if each.ref in chosen}
        units = (each for each in self.subjects if each.ref.level is not SubjectLevel.EMPLOYEE)
        ground = replace(self, subjects=(*people.values(), *units))
        scored = {model: ground.by_model(model) for model in ScoringModel}
        paid = {model: ground.by_pay(model) for model in PayModel} if self.rules.cards else {}
        return tuple(
            WorkedPerson(
                people[ref],
                {model: found[ref].result for model, found in scored.items()},
                {model: _total(found[ref]) for model, found in paid.items()},
            )
            for ref in chosen
        )

    def by_model(self, model: ScoringModel) -> dict[SubjectRef, Outcome]:
        profiles = tuple(replace(each, model=model) for each in self.rules.profiles)
        return self._by_subject(replace(self.rules, profiles=profiles))

    def by_pay(self, model: PayModel) -> dict[SubjectRef, Outcome]:
        cards = tuple(replace(each, pay_model=model) for each in self.rules.cards)
        return self._by_subject(replace(self.rules, cards=cards))

    def _by_subject(self, rules: Scheme) -> dict[SubjectRef, Outcome]:
        found = replace(self, rules=rules).outcomes()
        return {each.result.subject.ref: each for each in found}


def _total(outcome: Outcome) -> Money | None:
    return None if outcome.statement is None else outcome.statement.total
