"""What the months of a trial follow from, read for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue.entry import WON, summed
from crm_desktop.kpi.definition import Indicator, Plan, Version
from crm_desktop.kpi.facts import Facts
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.left import months_before
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.health import CYCLE
from crm_desktop.services.measuring import Measuring
from crm_desktop.services.past_rules import PastRules
from crm_desktop.services.pay_ground import PayReader, asked_longer, templates_on_cards
from crm_desktop.services.script_runs import ScriptRuns
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import openings, statements, subjects
from crm_desktop.storage.queries.subjects import Staff

_REVENUE = Indicator(
    "revenue of deals",  # no code of a scheme has a space
    "",
    summed(Entity.DEAL, "amount", "closed", WON),
    Unit.MONEY,
)

FactsOfPeriods = Mapping[Period, Facts]


@dataclass(frozen=True, slots=True)
class TrialMonths:
    """Reads in one transaction; ``rules`` are tried as if they had always held.

    ``months`` follow each other; ``before`` are those before them that leave something to them.
    ``facts`` are of the indicators of ``rules``, in all of these and in the longer periods that
    somebody is paid for. ``there`` is the ``staff`` with the days on which each was there.
    """

    session: Session
    firm: Firm
    now: datetime
    runs: ScriptRuns
    rules: Scheme
    before: Sequence[Period]
    months: Sequence[Period]
    staff: Staff
    there: Staff
    past: PastRules
    facts: FactsOfPeriods = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        session: Session,
        now: datetime,
        rules: Scheme,
        months: Sequence[Period],
        runs: ScriptRuns,
    ) -> TrialMonths:
        firm, staff = firm_queries.firm(session), subjects.staff(session)
        before = [months[0]]
        while len(before) <= months_before(rules):
            before.insert(0, before[0].previous())
        year = Period.containing(before[0].start, PeriodKind.YEAR)
        there = subjects.with_presence(session, staff, Period(year.start, months[-1].end))
        found = cls(
            session, firm, now, runs, rules.since_ever(), before[:-1], months, staff, there,
            PastRules.read(session, firm),
        )  # fmt: skip
        all_months = [*found.before, *months]
        return replace(found, facts=found.gathered(found.rules, all_months, _REVENUE, CYCLE))

    def ground(self, month: Period) -> Ground:
        """Return what the rules on trial follow from in ``month``, their scripts asked."""
        return self.ground_by(self.rules_in(month), month, self.facts, with_openings=False)

    def rules_in(self, month: Period) -> Scheme:
        """Return the rules on trial; where they lack a plan, the firm's of ``month``."""
        known = {indicator.code for indicator in self.rules.indicators}
        own = {_key(plan) for plan in self.rules.plans if plan.valid_from <= month.start}
        lacking = (
            plan
            for plan in self.past.plans.on(month.start)
            if plan.indicator in known and _key(plan) not in own
        )
        return replace(self.rules, plans=(*self.rules.plans, *lacking))

    def revenue(self, month: Period) -> Money:
        """Return the sum of the deals that the firm won in ``month``."""
        return Money.of(self.facts[month][COMPANY, _REVENUE.code].value or 0, self.firm.currency)

    def gathered(
        self, rules: Scheme, months: Sequence[Period], *more: Indicator
    ) -> dict[Period, Facts]:
        """Return the facts of ``months``, and of longer periods that ``rules`` pay for with them.

        ``months`` follow each other. They are of the indicators of ``rules`` and of ``more``.
        """
        measuring = Measuring(self.session, self.firm, (*rules.indicators, *more), self.now)
        everyone = [*self.staff.everyone(), self._company]
        longer = [whole for month in months for whole in asked_longer(rules, month)]
        found: dict[Period, Facts] = {}
        for kind in PeriodKind:
            of_kind = [each for each in (*months, *longer) if each.kind is kind]
            if of_kind:
                facts = measuring.facts_in_row(of_kind, self.staff, everyone)
                found.update(zip(of_kind, facts, strict=True))
        return found

    def ground_by(
        self, rules: Scheme, month: Period, facts: FactsOfPeriods, *, with_openings: bool
    ) -> Ground:
        """Return what ``rules`` follow from in ``month``, their scripts asked."""
        staff = (self.there if rules.asks_presence else self.staff).on(month.last_day())
        measuring = Measuring(self.session, self.firm, rules.indicators, self.now)
        reader = PayReader(self.session, self.firm, rules, month, measuring.today, staff.units)
        employed = [person for person in staff.people if person.works_in(month)]
        besides = reader.besides(employed, with_openings=with_openings)
        ground = Ground(
            rules,
            [*staff.measured_in(month), self._company],
            facts[month],
            month,
            self.firm.calendar(),
            measuring.today,
            besides.earnings,
            besides.openings,
            {whole.kind: facts[whole] for whole in asked_longer(rules, month)},
        )
        asked, _ = self.runs.asked(self.session, ground, self.firm, staff)
        return asked

    def employed(self, month: Period) -> Iterator[SubjectRef]:
        """Yield who is employed on some day of ``month``."""
        return (each.subject.ref for each in self.staff.people if each.works_in(month))

    @property
    def _company(self) -> Subject:
        return Subject(COMPANY, self.firm.name)


def _key(plan: Plan) -> tuple[str, SubjectRef, PeriodKind]:
    return plan.indicator, plan.subject, plan.period_kind


@dataclass(frozen=True, slots=True)
class PastPay:
    """What somebody was paid, or would have been by the rules of then."""

    total: Money
    salary: Money
    is_settled: bool = False


_Alike = tuple[tuple[Indicator, ...], frozenset[PeriodKind]]
"""What facts are asked for by rules: of which indicators, and for which kinds of periods."""


@dataclass(frozen=True, slots=True)
class PaidThen:
    """What the months of a trial paid: what was settled, else what ``rules`` of then give.

    ``rules`` are there for months in which somebody's pay is not settled, and statements of some
    may begin with what earlier ones left if it ``has_openings``; ``known`` are the facts that some
    of them share.
    """

    months: TrialMonths
    settled: Mapping[Period, Mapping[SubjectRef, PastPay]]
    rules: Mapping[Period, Scheme]
    has_openings: bool
    known: dict[_Alike, FactsOfPeriods] = field(default_factory=dict)

    @classmethod
    def read(cls, months: TrialMonths) -> PaidThen:
        settled: dict[Period, dict[SubjectRef, PastPay]] = {month: {} for month in months.months}
        by_start = {month.start: month for month in months.months}
        for start, code, salary, total in statements.list_settled_pay(months.session, [*by_start]):
            ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
            settled[by_start[start]][ref] = PastPay(total, salary, is_settled=True)
        rules = {
            month: months.past.on(month.start)
            for month, paid in settled.items()
            if any(ref not in paid for ref in months.employed(month))
        }
        return cls(months, settled, rules, openings.are_there(months.session, [*rules]))

    def of(self, month: Period) -> Mapping[SubjectRef, PastPay]:
        """Return what each was paid in ``month``."""
        rules = self.rules.get(month)
        if rules is None:
            return self.settled[month]
        ground = self.months.ground_by(
            rules, month, self._facts(rules), with_openings=self.has_openings
        )
        made = (outcome.statement for outcome in ground.paid(has_scores=False).outcomes)
        by_rules = {
            one.subject.ref: PastPay(one.total, one.salary) for one in made if one is not None
        }
        return {**by_rules, **self.settled[month]}

    def _facts(self, rules: Scheme) -> FactsOfPeriods:
        """Return facts for ``rules``: of the rules on trial where they ask the same."""
        alike, tried = _alike(rules), _alike(self.months.rules)
        if alike[1] <= tried[1] and frozenset(alike[0]) <= frozenset(tried[0]):
            return self.months.facts
        if alike not in self.known:
            asked = [month for month, each in self.rules.items() if _alike(each) == alike]
            between = [each for each in self.months.months if asked[0] <= each <= asked[-1]]
            self.known[alike] = self.months.gathered(rules, between)
        return self.known[alike]


def _alike(rules: Scheme) -> _Alike:
    indicators = tuple(replace(each, version=Version()) for each in rules.indicators)
    return indicators, frozenset(each.period_kind for each in templates_on_cards(rules))
