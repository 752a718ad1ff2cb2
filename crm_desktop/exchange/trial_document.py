"""A trial of a scheme as JSON and as rows for a terminal."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.exchange.outcome_document import OutcomeTable
from crm_desktop.rewards.trial import Comparison, Reach, Trial, TrialRow
from crm_desktop.texts import Message, _, shown

Json = dict[str, Any]


def trial_json(trial: Trial) -> str:
    """Return the trial as a JSON document with exact numbers as texts."""
    document = {
        "scheme": trial.name,
        "currency": trial.revenue.currency,
        "months": [month.code() for month in trial.months],
        "revenue": _exact(trial.revenue),
        "cost": _comparison(trial.whole.whole),
        "bonus": _comparison(trial.bonus),
        "bonus_of_salary_was": _number(trial.bonus_of_salary_was),
        "bonus_of_salary_would_be": _number(trial.bonus_of_salary_would_be),
        "share_was": _number(trial.share_was),
        "share_would_be": _number(trial.share_would_be),
        "people": [_row(row) for row in trial.people],
        "departments": [_row(row) for row in trial.departments],
        "never": [_reach(reach) for reach in trial.never],
        "always": [_reach(reach) for reach in trial.always],
        "findings": [
            {"place": one.place, "message": str(one.message), "advice": str(one.advice)}
            for one in trial.findings
        ],
        "sensitivity": [
            {
                "factor": _number(one.factor),
                "cost": _exact(one.cost),
                "bonus": _exact(one.bonus),
                "revenue": _exact(one.revenue),
                "share": _number(one.share),
                "without_bonus": one.without_bonus,
            }
            for one in trial.sensitivity
        ],
        "problems": [
            {"month": month.code(), "subject": subject.ref.code, "problem": str(problem)}
            for month, subject, problem in trial.problems
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def trial_table(trial: Trial) -> OutcomeTable:
    """Return a row for each person, each department, and all, as a user reads them."""
    labelled = [
        *((row.name, row) for row in trial.people),
        *((row.name or _("Without a department"), row) for row in trial.departments),
        (_("Total"), trial.whole),
    ]
    headers = (_("Subject"), _("Was"), _("Would be"), _("Difference"))
    rows = ((name, *_amounts(row.whole)) for name, row in labelled)
    return OutcomeTable(headers, tuple(rows))


def trial_summary(trial: Trial) -> list[Message]:
    """Return the cost, and its share of the revenue where there was any."""
    whole = trial.whole.whole
    lines = [Message("Pay: {was} → {would_be}", was=whole.was, would_be=whole.would_be)]
    if trial.share_was is not None and trial.share_would_be is not None:
        was, would_be = map(formats.percent, (trial.share_was, trial.share_would_be))
        lines.append(
            Message(
                "Of the revenue of {revenue}: {was} → {would_be}",
                revenue=trial.revenue,
                was=was,
                would_be=would_be,
            )
        )
    return lines


def _amounts(one: Comparison) -> tuple[str, str, str]:
    return shown(one.was), shown(one.would_be), shown(one.difference)


def _row(row: TrialRow) -> Json:
    months = [None if one is None else _comparison(one) for one in row.months]
    return {
        "name": row.name,
        "department": row.department,
        "months": months,
        **_comparison(row.whole),
    }


def _comparison(one: Comparison) -> Json:
    return {
        "was": _exact(one.was),
        "would_be": _exact(one.would_be),
        "difference": _exact(one.difference),
        "is_settled": one.is_settled,
    }


def _reach(reach: Reach) -> Json:
    return {
        "employee": reach.subject.ref.code,
        "indicator": reach.indicator,
        "reached": reach.reached,
        "months": reach.months,
    }


def _exact(amount: Money) -> str:
    return f"{amount.as_decimal():f}"


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
