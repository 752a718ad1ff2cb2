"""Sellers, departments and the company as rows of the team's table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import EmployeeRow, Subject, SubjectLevel
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.texts import Message
from ui.progress.figures import bar_of, by_hand
from ui.progress.next_step import adds_up
from ui.widgets.progress_bar import BarState


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator of a subject with its bar, which is None without a plan.

    ``by_hand`` says who gave the mark that the fact is.
    """

    result: IndicatorResult
    bar: BarState | None
    by_hand: Message | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TeamRow:
    """``departments`` are the codes of the department directly above and all above that.

    ``pay`` is the statement's total, or the sum over the people within; None has its
    ``pay_reason``. ``employee_id`` is None for departments and the company.
    """

    outcome: Outcome
    department: str
    departments: tuple[str, ...]
    cells: Mapping[str, Cell] = field(repr=False)
    pay: Money | None
    pay_reason: Message
    employee_id: int | None = None

    @property
    def name(self) -> str:
        return self.outcome.result.subject.name

    @property
    def score(self) -> Decimal | None:
        return self.outcome.result.score

    def shown(self) -> object:
        """Return all that the table shows; how it came about is made when somebody asks."""
        cells = [
            (c.result.fact, c.result.plan, c.result.coefficient, c.bar) for c in self.cells.values()
        ]
        return (
            self.outcome.result.subject, self.department, self.score, self.pay, self.pay_reason,
            list(self.cells), cells,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TeamRead:
    """All rows of a period; ``indicators`` are their names by code, in the order of profiles.

    ``totals`` are the company, then the departments that are measured by something.
    """

    indicators: Mapping[str, str]
    sellers: tuple[TeamRow, ...]
    totals: tuple[TeamRow, ...]
    departments: Mapping[str, str]


def rows_of(
    outcomes: Iterable[Outcome],
    employees: Iterable[EmployeeRow],
    scheme: Scheme,
    share_due: Callable[[Subject], Decimal],
) -> TeamRead:
    """Return everyone with figures; groups are no part of the table.

    ``share_due`` tells which part of a plan each should have by now.
    """
    found = tuple(outcomes)
    subjects = {o.result.subject.ref.code: o.result.subject for o in found if _is_department(o)}
    ids = {row.code: row.id for row in employees}
    defined = {indicator.code: indicator for indicator in scheme.indicators}
    names = {code: subject.name for code, subject in subjects.items()}

    def row(outcome: Outcome) -> TeamRow:
        subject = outcome.result.subject
        is_person = subject.ref.level is SubjectLevel.EMPLOYEE
        return TeamRow(
            outcome=outcome,
            department=names.get(subject.department or "", ""),
            departments=_above(subject, subjects),
            cells=_cells(outcome, defined, share_due(subject)),
            pay=_pay(outcome, found, subjects),
            pay_reason=outcome.problem or _no_pay(is_person=is_person),
            employee_id=ids.get(subject.ref.code) if is_person else None,
        )

    sellers = tuple(row(o) for o in found if _level(o) is SubjectLevel.EMPLOYEE)
    above = (SubjectLevel.COMPANY, SubjectLevel.DEPARTMENT)
    totals = tuple(
        row(o)
        for level in above
        for o in found
        if _level(o) is level and (level is SubjectLevel.COMPANY or o.result.indicators)
    )
    indicators = {
        i.code: i.name for one in (*sellers, *totals) for i in one.outcome.result.indicators
    }
    return TeamRead(indicators, sellers, totals, names)


def _cells(
    outcome: Outcome, indicators: Mapping[str, Indicator], share_due: Decimal
) -> dict[str, Cell]:
    return {
        result.code: Cell(
            result,
            None
            if result.plan.value is None
            else bar_of(result, share_due, is_summed=adds_up(indicators.get(result.code))),
            by_hand(result, indicators.get(result.code)),
        )
        for result in outcome.result.indicators
    }


def _pay(
    outcome: Outcome, everyone: tuple[Outcome, ...], departments: Mapping[str, Subject]
) -> Money | None:
    """Return the pay of a person, or of all people in a department or the company."""
    subject = outcome.result.subject
    if subject.ref.level is SubjectLevel.EMPLOYEE:
        return None if outcome.statement is None else outcome.statement.total
    totals = [
        other.statement.total
        for other in everyone
        if other.statement is not None
        and (
            subject.ref.level is SubjectLevel.COMPANY
            or subject.ref.code in _above(other.result.subject, departments)
        )
    ]
    return reduce(Money.__add__, totals) if totals else None


def _above(subject: Subject, departments: Mapping[str, Subject]) -> tuple[str, ...]:
    """Return the codes of the departments that ``subject`` is in, the nearest first."""
    codes: list[str] = []
    above = subject.department
    while above is not None and above in departments and above not in codes:
        codes.append(above)
        above = departments[above].department
    return tuple(codes)


def _no_pay(*, is_person: bool) -> Message:
    if is_person:
        return Message("No reward card is assigned.")
    return Message("Nobody here has a statement.")


def _level(outcome: Outcome) -> SubjectLevel:
    return outcome.result.subject.ref.level


def _is_department(outcome: Outcome) -> bool:
    return _level(outcome) is SubjectLevel.DEPARTMENT
