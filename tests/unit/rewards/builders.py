"""Plain builders: the shortest way to a scheme and to what it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Step
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import ExternalSource
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.opening import Opening
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.rewards.template import Assignment, BonusTemplate, RewardCard

MARCH = Period.month(2026, 3)
ANN = SubjectRef(SubjectLevel.EMPLOYEE, "ann")


def employee(
    code: str = "ann", department: str | None = None, groups: tuple[str, ...] = ()
) -> Subject:
    return Subject(SubjectRef(SubjectLevel.EMPLOYEE, code), code.title(), department, groups)


def department(code: str, above: str | None = None) -> Subject:
    return Subject(SubjectRef(SubjectLevel.DEPARTMENT, code), code.title(), above)


def indicator(code: str, unit: Unit = Unit.MONEY) -> Indicator:
    return Indicator(code, code.replace("_", " ").capitalize(), ExternalSource(), unit)


def step(lower: str | None, upper: str | None, value: str, *, is_marginal: bool = False) -> Step:
    return Step(
        None if lower is None else Decimal(lower),
        None if upper is None else Decimal(upper),
        Decimal(value),
        is_marginal,
    )


def card(*templates: str, salary: str = "0", **changes: object) -> RewardCard:
    given: dict[str, object] = {
        "code": "card",
        "name": "Card",
        "salary": Decimal(salary),
        "templates": templates,
        "assignments": (Assignment(ANN),),
    }
    return RewardCard(**(given | changes))  # type: ignore[arg-type]


def scheme_of(*templates: BonusTemplate, salary: str = "0", **changes: object) -> Scheme:
    """Return a scheme whose one card pays ``templates`` to Ann on top of ``salary``."""
    codes = tuple(template.code for template in templates)
    given: dict[str, object] = {
        "name": "Scheme",
        "currency": "RUB",
        "templates": templates,
        "cards": (card(*codes, salary=salary),),
    }
    return Scheme(**(given | changes))  # type: ignore[arg-type]


def facts_of(
    subject: SubjectRef = ANN, /, **values: str | None
) -> dict[tuple[SubjectRef, str], Fact]:
    return {
        (subject, code): Fact(None if value is None else Decimal(value))
        for code, value in values.items()
    }


def outcome_of(
    scheme: Scheme,
    facts: Mapping[tuple[SubjectRef, str], Fact],
    subject: Subject | None = None,
    period: Period = MARCH,
) -> Outcome:
    [outcome] = calculate(scheme, [subject or employee()], facts, period)
    return outcome


def statement_of(scheme: Scheme, facts: Mapping[tuple[SubjectRef, str], Fact]) -> Statement:
    outcome = outcome_of(scheme, facts)
    assert outcome.statement is not None, outcome.problem
    return outcome.statement


def statements_of(
    scheme: Scheme,
    subjects: Sequence[Subject],
    facts: Mapping[tuple[SubjectRef, str], Fact],
    **given: Any,
) -> dict[str, Statement]:
    """Return the statements by the codes of the employees; ``given`` goes to ``calculate``."""
    outcomes = calculate(scheme, subjects, facts, given.pop("period", MARCH), **given)
    assert [outcome.problem for outcome in outcomes] == [None] * len(outcomes)
    return {
        outcome.result.subject.ref.code: outcome.statement
        for outcome in outcomes
        if outcome.statement is not None
    }


def opened(scheme: Scheme, opening: Opening, period: Period = MARCH, **facts: str) -> Statement:
    """Return Ann's statement that begins with ``opening``."""
    found = statements_of(
        scheme, [employee()], facts_of(**facts), period=period, openings={ANN: opening}
    )
    return found["ann"]


def rub(amount: str | int | Decimal) -> Money:
    return Money.of(amount, "RUB")


def said(line: StatementLine) -> str:
    """Return the sentence of a line with plain spaces."""
    return str(line.formula).replace("\N{NO-BREAK SPACE}", " ")


def amounts(statement: Statement) -> dict[str, Decimal]:
    """Return what each line pays, by its code."""
    return {line.code: line.amount.as_decimal() for line in statement.lines}


def total(statement: Statement) -> Decimal:
    return statement.total.as_decimal()
