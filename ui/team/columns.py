"""The columns of the team's table: one an indicator between the names and the pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from crm_desktop.texts import Message, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.models.rows import Column
from ui.progress.figures import why_bar
from ui.statements.questions import why_total
from ui.team.rows import TeamRow
from ui.theme import GRID
from ui.why.question import Question
from ui.widgets.progress_bar import BarState

_BEFORE = 2
"""How many columns stand before the indicators."""

_BAR_WIDTH = 176
"""Room for a sum of millions with its per cent."""


def columns_of(indicators: Mapping[str, str]) -> tuple[Column[TeamRow], ...]:
    return (
        Column("name", Message("Employee"), lambda r: r.name, width=170, tip=lambda r: r.name),
        Column("department", Message("Department"), lambda r: r.department, width=152),
        *(_indicator(n, code, name) for n, (code, name) in enumerate(indicators.items(), 1)),
        Column(
            "score",
            Message("Score"),
            lambda r: shows.number(r.score),
            lambda r: r.score,
            is_number=True,
            width=64,
            tip=lambda r: _reason(r.score, r.outcome.result.reason),
        ),
        Column(
            "pay",
            Message("Pay"),
            lambda r: shows.money(r.pay),
            lambda r: None if r.pay is None else r.pay.minor,
            is_number=True,
            is_strong=True,
            width=128,
            tip=lambda r: _reason(r.pay, r.pay_reason),
        ),
    )


def question_at(row: TeamRow, place: int, codes: Sequence[str]) -> Question | None:
    """Return what to ask for the figure of ``row`` in the column at ``place``, None for words.

    ``codes`` are the indicators in the order of their columns.
    """
    result = row.outcome.result
    about = Message("{name} · {period}", name=row.name, period=result.period)
    match place - _BEFORE - len(codes):
        case 0 if result.score_derivation is not None:
            return Question(result.score_derivation.value, result.score_derivation, about)
        case 1 if row.outcome.statement is not None:
            return why_total(row.outcome.statement)
    if not 0 <= place - _BEFORE < len(codes):
        return None
    cell = row.cells.get(codes[place - _BEFORE])
    return None if cell is None else why_bar(cell.result, about)


def _indicator(number: int, code: str, name: str) -> Column[TeamRow]:
    return Column(
        f"indicator{number}",
        name,
        partial(_text, code),
        partial(_value, code),
        is_number=True,
        width=max(_BAR_WIDTH, 7 * len(name) + 3 * GRID),
        bar=partial(_bar, code),
        tip=partial(_tip, code),
    )


def _text(code: str, row: TeamRow) -> str:
    cell = row.cells.get(code)
    if cell is None or cell.result.fact.value is None:
        return shows.DASH
    fact = shown(Brief(cell.result.fact, is_whole=True))
    if cell.result.attainment is None:
        return fact
    return str(
        Message("{fact} · {percent}", fact=fact, percent=shows.percent(cell.result.attainment))
    )


def _value(code: str, row: TeamRow) -> Decimal | None:
    cell = row.cells.get(code)
    return None if cell is None else cell.result.fact.value


def _bar(code: str, row: TeamRow) -> BarState | None:
    cell = row.cells.get(code)
    return None if cell is None else cell.bar


def _tip(code: str, row: TeamRow) -> str:
    cell = row.cells.get(code)
    if cell is None:
        return str(Message("Not in the profile of {name}.", name=row.name))
    if cell.bar is None or cell.bar.ratio is None:
        return capital(cell.result.reason or Message("No plan is set."))
    return str(
        Message(
            "{fact} of {plan}: {bar}",
            fact=Brief(cell.result.fact),
            plan=Brief(cell.result.plan),
            bar=cell.bar.described(),
        )
    )


def _reason(value: object, reason: Message | None) -> str | None:
    return capital(reason) if value is None and reason is not None else None
