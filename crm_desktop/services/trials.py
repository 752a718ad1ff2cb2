"""Use cases on a scheme that is tried on past months before, or after, it is in force."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError, UnwritableFileError
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.exchange.toml_reading import DocumentError, Problem
from crm_desktop.exchange.trial_workbook import trial_workbook
from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.kpi.health import Finding
from crm_desktop.kpi.scores import entry_lines
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.ground import Paid
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.sensitivity import FACTORS, SalesCase
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.terms import Term
from crm_desktop.rewards.trial import Comparison, Goal, Trial, TrialMonth, TrialPay, trial_of
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.firm import FirmService
from crm_desktop.services.health import Tried, findings_in
from crm_desktop.services.measuring import reading
from crm_desktop.services.schemes import SchemeService, refuse_other_currency
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.services.trial_months import PaidThen, PastPay, TrialMonths
from crm_desktop.texts import Message

MOST_MONTHS = 24
_SCORE = Message("Score")

Report = Callable[[int, int], None]
"""Is told how many months are done, and of how many; it may raise to end the trial.

Before the first month is done it is asked several times, as what they need is read.
"""


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class TrialService:
    """Nothing that it does is saved."""

    sessions: sessionmaker[Session]
    now: Now
    schemes: SchemeService
    firm: FirmService
    acting: Acting = ANYBODY
    runs: ScriptRuns = RUNS

    def months(self, first: Period, last: Period) -> list[Period]:
        """Return the months from ``first`` to ``last``, both included.

        Raises:
            InvalidInputError: they are no months, not in this order, too many, or yet to begin.

        """
        return _in_row(first, last, self.firm.today())

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
        self,
        first: Period,
        last: Period,
        scheme: Scheme,
        *,
        report: Report = _silent,
        with_sensitivity: bool = False,
        with_findings: bool = True,
        people: Collection[SubjectRef] | None = None,
    ) -> Trial:
        """Return ``scheme`` on the months from ``first`` to ``last``, compared with what was paid.

        It holds as if it always had. Where it has no plan for a month, the firm's plan of that
        month holds. Who has no settled statement is compared with what the rules
        of that month give. Instalments and advances go on from month to month; what was decided
        besides the rules, corrections and clawbacks are not in it. The sensitivity to sales is
        told ``with_sensitivity``. It tells of ``people`` alone where they are given; findings are
        about the whole scheme all the same, and left out unless it is ``with_findings``.

        Raises:
            DeniedError: not everybody's pay is seen.
            InvalidInputError: the months are none to try, or the currency is not the firm's.
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: ``scheme`` has mistakes.

        """
        self.acting.require_all()
        firm = self.firm.firm()
        today = clock.today(self.now, firm.time_zone())
        months = _in_row(first, last, today)
        rules = checked(scheme)
        refuse_other_currency(rules, firm)
        factors = FACTORS if with_sensitivity else ()
        report(0, len(months))

        def work(
            session: Session,
        ) -> tuple[list[SalesCase], list[TrialMonth], tuple[Finding, ...]]:
            read = TrialMonths.read(session, self.now(), rules, months, self.runs)
            report(0, len(months))
            then = PaidThen.read(read)
            report(0, len(months))
            cases = [SalesCase(factor) for factor in factors]
            tried = list(_months(read, then, cases, report, people))
            found = _findings(read, min(last.end, today)) if with_findings else ()
            return cases, tried, found

        cases, tried, findings = reading(self.sessions, self.now, last.last_day(), work)
        revenue = sum((month.revenue for month in tried), Money.zero(scheme.currency))
        told = [case.sensitivity(revenue) for case in cases]
        return trial_of(scheme.name, scheme.currency, tried, findings, told)

    def save_workbook(self, trial: Trial, path: Path) -> None:
        """Write ``trial`` as an Excel workbook.

        Raises:
            CrmError: the file cannot be written.

        """
        try:
            path.write_bytes(trial_workbook(trial))
        except OSError as error:
            raise UnwritableFileError(path, error) from error


def _in_row(first: Period, last: Period, today: date) -> list[Period]:
    """Return what ``TrialService.months`` does; see there for what it raises."""
    for name, month in (("first", first), ("last", last)):
        if month.kind is not PeriodKind.MONTH:
            raise InvalidInputError(name, Message("{period} is no month.", period=month))
    if last.start < first.start:
        raise InvalidInputError("last", Message("The last month comes before the first."))
    if last.start > today:
        raise InvalidInputError("last", Message("{month} is yet to begin.", month=last))
    months = [first]
    while months[-1] != last:
        months.append(months[-1].next())
    if len(months) > MOST_MONTHS:
        message = Message("Choose {count} months at most.", count=MOST_MONTHS)
        raise InvalidInputError("last", message)
    return months


def _months(
    read: TrialMonths,
    then: PaidThen,
    cases: Sequence[SalesCase],
    report: Report,
    only: Collection[SubjectRef] | None,
) -> Iterator[TrialMonth]:
    """Yield the months of the trial; ``cases`` come to what they would with other sales."""
    usual = SalesCase()
    others = [case for case in cases if case.factor != usual.factor]
    for month in read.before:
        ground = read.ground(month)
        terms = usual.month(ground).terms
        for case in others:
            case.month(ground, terms)
    for done, month in enumerate(read.months, 1):
        ground = read.ground(month)
        paid = usual.month(ground)
        for case in cases:
            sold = case.month(ground, paid.terms) if case in others else paid
            case.count(_told_of(sold.outcomes, only))
        yield _month(month, paid, then.of(month), read, only)
        report(done, len(read.months))


def _findings(read: TrialMonths, today: date) -> tuple[Finding, ...]:
    """Return what may spoil the rules on trial, as they stand in its last month."""
    rules = read.rules_in(read.months[-1])
    tried = Tried(read.firm, read.staff, rules, has_own_plans=True, known=read.facts)
    return findings_in(read.session, tried, today, read.now, read.runs)


def _month(
    month: Period,
    paid: Paid,
    was: Mapping[SubjectRef, PastPay],
    read: TrialMonths,
    only: Collection[SubjectRef] | None,
) -> TrialMonth:
    departments = {
        outcome.result.subject.ref.code: outcome.result.subject.name
        for outcome in paid.outcomes
        if outcome.result.subject.ref.level is SubjectLevel.DEPARTMENT
    }
    people = _told_of(paid.outcomes, only)
    return TrialMonth(
        month,
        tuple(_pay(people, was, departments, Money.zero(read.rules.currency))),
        tuple(_goals(people, paid.terms[PeriodKind.MONTH])),
        read.revenue(month),
        tuple((one.result.subject, one.problem) for one in people if one.problem is not None),
    )


def _pay(
    people: Iterable[Outcome],
    was: Mapping[SubjectRef, PastPay],
    departments: Mapping[str, str],
    nothing: Money,
) -> Iterator[TrialPay]:
    """Yield all who were paid or would be."""
    unpaid = PastPay(nothing, nothing)
    for one in people:
        subject, made = one.result.subject, one.statement
        if made is None and subject.ref not in was:
            continue
        then = was.get(subject.ref, unpaid)
        now = unpaid if made is None else PastPay(made.total, made.salary)
        name = departments.get(subject.department or "", "")
        total = Comparison(then.total, now.total, then.is_settled)
        salary = Comparison(then.salary, now.salary, then.is_settled)
        yield TrialPay(subject, name, total, salary, made is not None)


def _goals(people: Iterable[Outcome], month: Term) -> Iterator[Goal]:
    figures = [month.figures[one.result.subject.ref] for one in people]
    lines = entry_lines(figures)
    for each in figures:
        subject, profile = each.subject, each.profile
        if profile is None:
            continue
        named = each.rules.indicators
        for entry, line in zip(profile.entries, lines[subject.ref], strict=True):
            if line.is_reached is not None:
                code = entry.indicator
                yield Goal(subject, code, named[code].name, line.is_reached)
        score = month.scores[subject.ref]
        if score is not None and len(profile.entries) > 1:
            yield Goal(subject, None, _SCORE, score >= 1)


def _told_of(outcomes: Iterable[Outcome], only: Collection[SubjectRef] | None) -> list[Outcome]:
    """Return what came out for employees, for those of ``only`` where it is given."""
    return [
        one
        for one in outcomes
        if one.result.subject.ref.level is SubjectLevel.EMPLOYEE
        and (only is None or one.result.subject.ref in only)
    ]
