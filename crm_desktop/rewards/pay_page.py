"""What stands on a printed statement: one page model for HTML, PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm_desktop.domain.logo import Logo
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import CrmError
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.opening import Balance
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.texts import Message, shown


@dataclass(frozen=True, slots=True)
class Heading:
    """Who is paid by whom; ``calculated_at`` is in the firm's zone, None for a live figure."""

    firm: str
    employee: str
    code: str
    period: Period
    department: str = ""
    position: str = ""
    state: StatementState | None = None
    calculated_at: datetime | None = None
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of how a line came about; ``depth`` is 0 for the line itself.

    A step that was told before stands without its ``sentence`` and says so.
    """

    depth: int
    label: Message | str
    value: Quantity
    sentence: Message | None


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a rule that the statement was made by; ``valid_from`` None is always."""

    label: Message | str
    number: int
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class PayPage:
    """A statement as it is printed. ``steps`` are the appendix, empty where none is wanted.

    ``accruals`` are the records behind its commissions. ``tells_others`` lets it tell what others
    who share or compete have.
    """

    heading: Heading
    bars: tuple[IndicatorResult, ...]
    score: Decimal | None
    salary: Money
    salary_derivation: Derivation
    lines: tuple[StatementLine, ...]
    total: Money
    balances: tuple[Balance, ...] = ()
    gifts: tuple[Message | str, ...] = ()
    editions: tuple[Edition, ...] = ()
    steps: tuple[Step, ...] = ()
    accruals: tuple[Accrual, ...] = ()
    tells_others: bool = True

    @property
    def title(self) -> Message:
        return Message("Pay statement: {period}", period=self.heading.period)

    @property
    def salary_how(self) -> Message | str:
        return self.salary_derivation.sentence or ""

    def facts(self) -> tuple[tuple[Message, object], ...]:
        """Return what stands under the title: what it is called, and what it is."""
        heading = self.heading
        found: list[tuple[Message, object]] = [
            (Message("Employee"), f"{heading.employee} ({heading.code})")
        ]
        if heading.department:
            found.append((Message("Department"), heading.department))
        if heading.position:
            found.append((Message("Position"), heading.position))
        found.append((Message("Period"), heading.period))
        state: object = Message("not saved, as of now") if heading.state is None else heading.state
        found.append((Message("State"), state))
        if heading.calculated_at is not None:
            found.append((Message("Calculated"), heading.calculated_at))
        return tuple(found)


def accrual_words(accrual: Accrual, currency: str) -> tuple[object, ...]:
    """Return the record, what happened to it and when, the base, the rate and the amount."""
    return (
        accrual.name,
        Message("taken back") if accrual.event is None else accrual.event,
        accrual.on,
        Money(accrual.base_minor, currency),
        "" if accrual.rate is None else Quantity(accrual.rate, Unit.PERCENT),
        Money(accrual.amount_minor, currency),
    )


SIGNATURES = (Message("Accountant"), Message("Employee"))
"""Who signs, each with a date."""


class NoStatementError(CrmError):
    """There is nothing to print; the message says why."""


def pay_page(
    heading: Heading,
    outcome: Outcome,
    *,
    accruals: Sequence[Accrual] = (),
    has_steps: bool = False,
) -> PayPage:
    """Return the page of ``outcome``, with how each line came about where it ``has_steps``.

    Raises:
        NoStatementError: the outcome has no statement.

    """
    statement = outcome.statement
    if statement is None:
        raise _nothing(heading, outcome)
    return PayPage(
        heading=heading,
        bars=outcome.result.indicators,
        score=outcome.result.score,
        salary=statement.salary,
        salary_derivation=statement.salary_derivation,
        lines=statement.lines,
        total=statement.total,
        balances=statement.balances,
        gifts=statement.gifts,
        editions=_editions(statement),
        steps=tuple(_steps(statement)) if has_steps else (),
        accruals=tuple(accruals),
    )


def attained(bar: IndicatorResult) -> Quantity:
    """Return how far the plan was reached."""
    return Quantity(bar.attainment, Unit.PERCENT)


def filled(bar: IndicatorResult) -> Decimal | None:
    """Return how much of the bar is filled, 0 to 1, None where attainment is not known."""
    if bar.attainment is None:
        return None
    return min(max(bar.attainment, Decimal(0)), Decimal(1))


def edition_words(edition: Edition) -> Message:
    if edition.valid_from is None:
        return Message("version {number}", number=edition.number)
    return Message(
        "version {number}, in force since {day}", number=edition.number, day=edition.valid_from
    )


def editions_words(editions: Sequence[Edition]) -> str:
    """Return all rules in one line."""
    return "; ".join(f"{shown(one.label)} ({edition_words(one)})" for one in editions)


def _nothing(heading: Heading, outcome: Outcome) -> NoStatementError:
    if outcome.problem is not None:
        return NoStatementError(outcome.problem)
    return NoStatementError(
        Message(
            "“{name}” has no reward card in {period}: there is no statement.",
            name=heading.employee,
            period=heading.period,
        )
    )


def _trees(statement: Statement) -> Iterator[Derivation]:
    yield statement.salary_derivation
    for line in statement.lines:
        yield line.derivation


def _editions(statement: Statement) -> tuple[Edition, ...]:
    """Return each rule once, in the order in which the statement uses them."""
    found: dict[Edition, None] = {}
    for tree in _trees(statement):
        for _, node, is_told in _walk(tree, 0, set()):
            rule = node.rule
            if rule is not None and not is_told:
                since = None if rule.valid_from == ALWAYS else rule.valid_from
                found.setdefault(Edition(node.label, rule.number, since))
    return tuple(found)


def _steps(statement: Statement) -> Iterator[Step]:
    seen: set[int] = set()
    for tree in _trees(statement):
        for depth, node, is_told in _walk(tree, 0, seen):
            sentence = Message("as told above") if is_told else node.sentence
            yield Step(depth, node.label, node.value, sentence)


def _walk(node: Derivation, depth: int, seen: set[int]) -> Iterator[tuple[int, Derivation, bool]]:
    """Yield each step with its depth and whether it was told before, its inputs then left out."""
    is_told = bool(node.inputs) and id(node) in seen
    yield depth, node, is_told
    seen.add(id(node))
    if not is_told:
        for part in node.inputs:
            yield from _walk(part, depth + 1, seen)
