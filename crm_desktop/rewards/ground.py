"""What the outcomes of a period follow from, kept compactly for one subject and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from crm_desktop.domain.calendar import CalendarDay, DayKind, WorkingCalendar
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.occasion import Occasion
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.scripts import ScriptAnswer
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.rollup import OfRecords, questions
from crm_desktop.kpi.sheets import Stretches, Totals
from crm_desktop.rewards.accrual import Accrual, Earnings
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.engine import NO_EARNINGS, NO_OPENINGS, calculate
from crm_desktop.rewards.kept_shares import KeptShares
from crm_desktop.rewards.opening import Opening
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.premium import SALARY_NAMES
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.shared import Candidate, SharedPremiums, ShareOut
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import (
    BonusTemplate,
    FormulaPremium,
    PoolPremium,
)
from crm_desktop.rewards.terms import Terms

WITH_ACCRUALS = "accruals"
"""Stands in what a statement was made of where accruals belong to it, which are kept apart."""


class Paid(NamedTuple):
    """What came of a ground: the outcomes, and pools and contests as they were shared out.

    ``terms`` have the figures that statements were made of.
    """

    outcomes: list[Outcome]
    shared: SharedPremiums
    terms: Terms


@dataclass(frozen=True, slots=True)
class Ground:
    """``today`` is the day that relative days of filters are counted from.

    ``longer`` are the facts of longer periods that end with this one, where a card asks for them;
    ``sharing`` makes what people share. ``answers`` are those of reward scripts, which ran already.
    It is not ``is_certain`` where a script was not let run or came to no end: another time it may
    answer, and all that follows is a guess until then.
    """

    scheme: Scheme
    subjects: Sequence[Subject]
    facts: Facts
    period: Period
    calendar: WorkingCalendar
    today: date
    earnings: Earnings = NO_EARNINGS
    openings: Mapping[SubjectRef, Opening] = field(default_factory=dict)
    longer: Mapping[PeriodKind, Facts] = field(default_factory=dict)
    sharing: ShareOut = SharedPremiums
    answers: Mapping[SubjectRef, ScriptAnswer] = field(default_factory=dict)
    is_certain: bool = True

    def outcomes(self) -> list[Outcome]:
        """Return the outcome of each subject, in their order."""
        return self.paid().outcomes

    def paid(self, terms: Terms | None = None, *, has_scores: bool = True) -> Paid:
        """Return the outcome of each subject, in their order, and what they share.

        ``terms`` are those of this ground, where they are known; see ``calculate``.
        """
        made: list[tuple[SharedPremiums, Terms]] = []

        def share(
            candidates: Iterable[Candidate], terms: Terms, money: Callable[[Decimal], Money]
        ) -> SharedPremiums:
            made.append((self.sharing(candidates, terms, money), terms))
            return made[-1][0]

        outcomes = calculate(
            self.scheme,
            self.subjects,
            self.facts,
            self.period,
            calendar=self.calendar,
            earnings=self.earnings,
            openings=self.openings,
            longer=self.longer,
            sharing=share,
            answers=self.answers,
            terms=terms,
            has_scores=has_scores,
        )
        return Paid(outcomes, *made[-1])


def ground(
    plain: Mapping[str, Any], scheme: Scheme, period: Period, accruals: Sequence[Accrual] = ()
) -> Ground:
    """Return what ``Keeping`` told of a subject, who is the first, and of what it belongs to.

    ``scheme`` has the rules of the edition that ``plain`` names, and at least the plans of the
    subject; ``accruals`` are those that were kept with the statement.
    """
    subjects = [_subject(one) for one in plain["subjects"]]
    today, calendar = date.fromisoformat(plain["today"]), _calendar(plain["calendar"])
    rules = replace(
        scheme,
        rounding=Rounding(plain["rounding"]),
        rounding_place=RoundingPlace(plain.get("place", RoundingPlace.LINE)),
    )
    longer = {PeriodKind(kind): told for kind, told in plain.get("longer", {}).items()}
    person, opening, answer = subjects[0], plain.get("opening"), plain.get("script")
    earned = [one for one in accruals if one.event is not None]
    return Ground(
        rules,
        subjects,
        _facts_told(plain["facts"], rules, today, period),
        period,
        calendar,
        today,
        Commissions({person.ref: earned}) if earned else NO_EARNINGS,
        NO_OPENINGS if opening is None else {person.ref: REWARDS.from_plain(opening)},
        {
            kind: _facts_told(told, rules, today, Period.containing(period.start, kind))
            for kind, told in longer.items()
        },
        partial(KeptShares, person, plain.get("shares", {})),
        {} if answer is None else {person.ref: REWARDS.from_plain(answer)},
    )


def _facts_told(
    plain: Mapping[str, Mapping[str, Any]], rules: Scheme, today: date, period: Period
) -> Facts:
    nothing = Totals((), Stretches({}))
    asked = questions(rules.indicators, Occasion(today, period))
    sources = {each.indicator.code: OfRecords(each, nothing) for each in asked}
    return {
        (ref, code): _fact(told, sources[code], ref)
        for ref, measured in ((SubjectRef.parse(ref), m) for ref, m in plain.items())
        for code, told in measured.items()
    }


def _fact(told: Any, source: OfRecords, ref: SubjectRef) -> Fact:
    if isinstance(told, dict):
        found: Fact = REWARDS.from_plain(told)
        return found
    return source.of_terms(ref.level, (None if text is None else Decimal(text) for text in told))


def indicators_of(template: BonusTemplate) -> Iterator[str]:
    """Yield the codes of what ``template`` reads, some of them more than once."""
    yield from (condition.indicator for condition in template.conditions)
    if template.indicator is not None:
        yield template.indicator
    if isinstance(template.premium, PoolPremium) and template.premium.of is not None:
        yield template.premium.of
    if isinstance(template.premium, FormulaPremium):
        names = parse(template.premium.formula).names
        yield from (name for name in names if name not in SALARY_NAMES)


def _subject(plain: Sequence[Any]) -> Subject:
    ref, name, department, groups, presence = plain
    there = None if presence is None else REWARDS.from_plain(presence)
    return Subject(SubjectRef.parse(ref), name, department, tuple(groups), there)


def _calendar(plain: Sequence[Any]) -> WorkingCalendar:
    country, own = plain
    days = (CalendarDay(date.fromisoformat(day), DayKind(kind)) for day, kind in own)
    return WorkingCalendar(country, tuple(days))
