"""What a calculation answered, as JSON and as rows for a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm_desktop import formats
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.texts import _, shown

Json = dict[str, Any]


def as_json(outcomes: Sequence[Outcome], period: Period, currency: str) -> str:
    """Return the outcomes as a JSON document with exact numbers as texts.

    A value that there is none of is null, and its reason stands beside it in words.
    """
    document = {
        "period": period.code(),
        "currency": currency,
        "subjects": [_subject(outcome) for outcome in outcomes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """A row for each subject: name, figures, score and pay as a user reads them."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_table(outcomes: Sequence[Outcome]) -> OutcomeTable:
    """Return a table with a column for each indicator that anyone is measured by."""
    names = indicator_names(outcomes)
    rows = []
    for outcome in outcomes:
        figures = {figure.code: figure for figure in outcome.result.indicators}
        rows.append((
            outcome.result.subject.name,
            *(_figure(figures.get(code)) for code in names),
            shown(_rounded(outcome.result.score)),
            _pay(outcome),
        ))  # fmt: skip
    return OutcomeTable((_("Subject"), *names.values(), _("Score"), _("Pay")), tuple(rows))


def indicator_names(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return the name of each indicator in ``outcomes`` by code, in their order."""
    return {
        figure.code: figure.name for outcome in outcomes for figure in outcome.result.indicators
    }


def subject_code(ref: SubjectRef) -> str:
    """Return the code of a subject, for the company its level."""
    return ref.code or ref.level.value


def _subject(outcome: Outcome) -> Json:
    result = outcome.result
    return {
        "subject": subject_code(result.subject.ref),
        "name": result.subject.name,
        "level": result.subject.ref.level.value,
        "indicators": [_indicator(figure) for figure in result.indicators],
        "score": _exact(result.score),
        "reason": None if result.reason is None else str(result.reason),
        "statement": None if outcome.statement is None else _statement(outcome.statement),
        "problem": None if outcome.problem is None else str(outcome.problem),
    }


def _indicator(figure: IndicatorResult) -> Json:
    return {
        "code": figure.code,
        "fact": _exact(figure.fact.value),
        "plan": _exact(figure.plan.value),
        "attainment": _exact(figure.attainment),
        "coefficient": _exact(figure.coefficient),
        "weight": _exact(figure.weight),
        "reason": None if figure.reason is None else str(figure.reason),
    }


def _statement(statement: Statement) -> Json:
    return {
        "salary": _exact(statement.salary.as_decimal()),
        "lines": [
            {
                "code": line.code,
                "label": str(line.label),
                "amount": _exact(line.amount.as_decimal()),
                "formula": str(line.formula),
            }
            for line in statement.lines
        ],
        "total": _exact(statement.total.as_decimal()),
    }


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _rounded(value: Decimal | None) -> str | None:
    return None if value is None else formats.number(value, digits=4)


def _figure(figure: IndicatorResult | None) -> str:
    if figure is None:
        return ""
    if figure.attainment is None:
        return figure.fact.shown()
    return f"{figure.fact.shown()} ({formats.attainment(figure.attainment, 1)})"


def _pay(outcome: Outcome) -> str:
    if outcome.statement is not None:
        return outcome.statement.total.shown()
    return "" if outcome.problem is None else str(outcome.problem)
