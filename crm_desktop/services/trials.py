"""Use cases on a scheme that is tried on past months before, or after, it is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.deals import DealQuery, DealStatus
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, UnwritableFileError
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.exchange.toml_reading import DocumentError, Problem
from crm_desktop.exchange.trial_workbook import trial_workbook
from crm_desktop.kpi.definition import AFTER_ALL, Plan
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.left import Left, months_before
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.trial import Comparison, Goal, Trial, TrialMonth, TrialPay, trial_of
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.calculation import CalculationService, ground_of
from crm_desktop.services.deals import DealService
from crm_desktop.services.firm import FirmService
from crm_desktop.services.health import HealthService
from crm_desktop.services.measuring import reading
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService, refuse_other_currency
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.services.standing import Standing, StandingRules
from crm_desktop.texts import Message

MOST_MONTHS = 24

Report = Callable[[int, int], None]
"""Is told how many months are done, and of how many; it may raise to end the trial."""


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class TrialService:
    """Nothing that it does is saved."""

    sessions: sessionmaker[Session]
    now: Now
    calculation: CalculationService
    payroll: PayrollService
    schemes: SchemeService
    deals: DealService
    health: HealthService
    firm: FirmService
    acting: Acting = ANYBODY
    runs: ScriptRuns = RUNS
    standing: StandingRules = field(default_factory=StandingRules)

    def months(self, first: Period, last: Period) -> list[Period]:
        """Return the months from ``first`` to ``last``, both included.

        Raises:
            InvalidInputError: they are no months, not in this order, too many, or yet to begin.

        """
        for name, month in (("first", first), ("last", last)):
            if month.kind is not PeriodKind.MONTH:
                raise InvalidInputError(name, Message("{period} is no month.", period=month))
        if last.start < first.start:
            raise InvalidInputError("last", Message("The last month comes before the first."))
        if last.start > self.firm.today():
            raise InvalidInputError("last", Message("{month} is yet to begin.", month=last))
        months = [first]
        while months[-1] != last:
            months.append(months[-1].next())
        if len(months) > MOST_MONTHS:
            message = Message("Choose {count} months at most.", count=MOST_MONTHS)
            raise InvalidInputError("last", message)
        return months

    def in_force(self) -> Scheme:
        """Return the rules of today, without plans: each month has its own."""
        return replace(self.schemes.scheme(self.firm.today()), plans=())

    def planned(self) -> Scheme:
        """Return the rules with all changes that are saved to begin later, without plans."""
        return replace(self.schemes.scheme(AFTER_ALL), plans=())

    def from_file(self, path: Path) -> Scheme:
        """Return the scheme in the file.

        Raises:
            DocumentError: the file has problems, or names somebody whom the firm does not have.

        """
        scheme = read_scheme(path)
        if unknown := self.schemes.unknown_subjects(scheme):
            raise DocumentError(Problem(each.place, each.message) for each in unknown)
        return scheme

    def run(
        self, first: Period, last: Period, scheme: Scheme, *, report: Report = _silent
    ) -> Trial:
        """Return ``scheme`` on the months from ``first`` to ``last``, compared with what was paid.

        It holds as if it always had. Where it has no plan for a month, the firm's plan of that
        month holds. Who has no settled statement is compared with what the rules
        of that month give. Instalments and advances go on from month to month; what was decided
        besides the rules, corrections and clawbacks are not in it.

        Raises:
            DeniedError: not everybody's pay is seen.
            InvalidInputError: the months are none to try, or the currency is not the firm's.
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: ``scheme`` has mistakes.

        """
        self.acting.require_all()
        months = self.months(first, last)
        refuse_other_currency(checked(scheme), self.firm.firm())
        left, tried = self._left_before(first, scheme), []
        for done, period in enumerate(months):
            report(done, len(months))
            tried.append(self._month(period, scheme, left))
        report(len(months), len(months))
        until = min(last.end, self.firm.today())
        findings = self.health.findings(until, scheme=self._on(last, scheme))
        return trial_of(scheme.name, scheme.currency, tried, findings)

    def save_workbook(self, trial: Trial, path: Path) -> None:
        """Write ``trial`` as an Excel workbook.

        Raises:
            CrmError: the file cannot be written.

        """
        try:
            path.write_bytes(trial_workbook(trial))
        except OSError as error:
            raise UnwritableFileError(path, error) from error

    def _left_before(self, first: Period, scheme: Scheme) -> Left:
        """Return what the months before the trial leave to it by ``scheme``."""
        earlier, left = [first], Left()
        while len(earlier) <= months_before(scheme):
            earlier.insert(0, earlier[0].previous())
        for period in earlier[:-1]:
            self._outcomes(period, scheme, left)
        return left

    def _outcomes(self, period: Period, scheme: Scheme, left: Left) -> Sequence[Outcome]:
        """Return what ``scheme`` gives in ``period``; what it leaves joins what is ``left``."""
        rules = self._on(period, scheme)

        def work(session: Session) -> Sequence[Outcome]:
            stands = self.standing.on(session, period.start)
            tried = Standing(stands.edition, stands.firm, rules)
            ground, staff, _ = ground_of(
                session, period, self.now(), tried, None, with_openings=False
            )
            opened = replace(ground, openings=left.openings(period))
            asked, _ = self.runs.asked(session, opened, stands.firm, staff)
            return asked.outcomes()

        outcomes = reading(self.sessions, self.now, period.last_day(), work)
        left.add(outcomes)
        return outcomes

    def _month(self, period: Period, scheme: Scheme, left: Left) -> TrialMonth:
        outcomes = self._outcomes(period, scheme, left)
        departments = {
            outcome.result.subject.ref.code: outcome.result.subject.name
            for outcome in outcomes
            if outcome.result.subject.ref.level is SubjectLevel.DEPARTMENT
        }
        people = [one for one in outcomes if _is_of_employee(one)]
        was = self._was(period, people)
        found = self.deals.totals(DealQuery(status=DealStatus.WON, closed_in=period))
        return TrialMonth(
            period,
            tuple(_pay(people, was, departments, Money.zero(scheme.currency))),
            tuple(_goals(people)),
            found.sums.get(DealStatus.WON, Money.zero(scheme.currency)),
            tuple((one.result.subject, one.problem) for one in people if one.problem is not None),
        )

    def _on(self, period: Period, scheme: Scheme) -> Scheme:
        """Return ``scheme`` as if it had always held, with the plans of ``period``."""
        rules = scheme.since_ever()
        return replace(rules, plans=(*rules.plans, *self._lacking_plans(period, rules)))

    def _lacking_plans(self, period: Period, rules: Scheme) -> Iterator[Plan]:
        """Yield the firm's plans of ``period`` in the place of which ``rules`` have none."""
        known = {indicator.code for indicator in rules.indicators}
        own = {_key(plan) for plan in rules.plans if plan.valid_from <= period.start}
        for plan in self.schemes.scheme(period.start).plans:
            if plan.indicator in known and _key(plan) not in own:
                yield plan

    def _was(
        self, period: Period, people: Iterable[Outcome]
    ) -> Mapping[SubjectRef, tuple[Money, bool]]:
        """Return what each was paid, and whether it is settled so."""
        settled = {
            SubjectRef(SubjectLevel.EMPLOYEE, row.employee_code): (row.total, True)
            for row in self.payroll.list_statements(period)
            if row.state is not StatementState.DRAFT
        }
        if all(one.result.subject.ref in settled for one in people):
            return settled
        by_rules = {
            one.result.subject.ref: (one.statement.total, False)
            for one in self.calculation.calculate(period).outcomes
            if one.statement is not None
        }
        return {**by_rules, **settled}


def _pay(
    people: Iterable[Outcome],
    was: Mapping[SubjectRef, tuple[Money, bool]],
    departments: Mapping[str, str],
    nothing: Money,
) -> Iterator[TrialPay]:
    """Yield all who were paid or would be."""
    for one in people:
        subject = one.result.subject
        if one.statement is None and subject.ref not in was:
            continue
        paid, is_settled = was.get(subject.ref, (nothing, False))
        would_be = nothing if one.statement is None else one.statement.total
        name = departments.get(subject.department or "", "")
        yield TrialPay(subject, name, Comparison(paid, would_be, is_settled))


def _goals(people: Iterable[Outcome]) -> Iterator[Goal]:
    for one in people:
        subject, score = one.result.subject, one.result.score
        for each in one.result.indicators:
            if each.is_reached is not None:
                yield Goal(subject, each.code, each.name, each.is_reached)
        if score is not None and len(one.result.indicators) > 1:
            yield Goal(subject, None, Message("Score"), score >= 1)


def _key(plan: Plan) -> tuple[str, SubjectRef, PeriodKind]:
    return plan.indicator, plan.subject, plan.period_kind


def _is_of_employee(outcome: Outcome) -> bool:
    subject: Subject = outcome.result.subject
    return subject.ref.level is SubjectLevel.EMPLOYEE
