"""The columns of the team's table: one an indicator between the names and the pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from crm_desktop.kpi.definition import Polarity
from crm_desktop.texts import Message, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.models.rows import Column
from ui.progress.figures import why_bar
from ui.statements.questions import why_total
from ui.team.rows import Cell, TeamRow
from ui.why.question import Question
from ui.widgets.progress_bar import BarState

_INDICATORS = "indicator"
"""How the codes of the indicators' columns begin; a number follows."""


def columns_of(
    indicators: Mapping[str, str], *, has_departments: bool = True
) -> tuple[Column[TeamRow], ...]:
    """Return what stands fast first: people, score and pay need no scrolling.

    Without ``has_departments`` everyone is of the same one, which needs no column.
    """
    department: Column[TeamRow] = Column(
        "department",
        Message("Department"),
        lambda r: r.department,
        width=96,
        stretch=1,
        tip=lambda r: r.department,
    )
    return (
        Column(
            "name",
            Message("Employee"),
            lambda r: r.name,
            width=168,
            stretch=2,
            tip=lambda r: r.name,
        ),
        *((department,) if has_departments else ()),
        Column(
            "score",
            Message("Total score"),
            lambda r: shows.number(r.score),
            lambda r: r.score,
            is_number=True,
            tip=lambda r: _reason(r.score, r.outcome.result.reason),
        ),
        Column(
            "pay",
            Message("Pay"),
            lambda r: shows.money(r.pay),
            lambda r: None if r.pay is None else r.pay.minor,
            is_number=True,
            is_strong=True,
            tip=lambda r: _reason(r.pay, r.pay_reason),
        ),
        *(_indicator(n, code, name) for n, (code, name) in enumerate(indicators.items())),
    )


def question_at(row: TeamRow, column: str, codes: Sequence[str]) -> Question | None:
    """Return what to ask for the figure of ``row`` in the column of that code, None for words.

    ``codes`` are the indicators in the order of their columns.
    """
    result = row.outcome.result
    about = Message("{name} · {period}", name=row.name, period=result.period)
    if column == "score" and result.score_derivation is not None:
        return Question(result.score_derivation.value, result.score_derivation, about)
    if column == "pay" and row.outcome.statement is not None:
        return why_total(row.outcome.statement)
    if not column.startswith(_INDICATORS):
        return None
    cell = row.cells.get(codes[int(column.removeprefix(_INDICATORS))])
    return None if cell is None else why_bar(cell.result, about)


def why_nothing(row: TeamRow, column: str, codes: Sequence[str]) -> str:
    """Return why there is no question to ask for that figure, as a sentence."""
    if column.startswith(_INDICATORS):
        return _tip(codes[int(column.removeprefix(_INDICATORS))], row)
    if column == "score" and row.outcome.result.reason is not None:
        return capital(row.outcome.result.reason)
    if column == "pay" and row.pay is not None:
        return str(
            Message("The pay of all people of {name}: ask why at each of them.", name=row.name)
        )
    if column == "pay":
        return capital(row.pay_reason)
    return str(Message("Choose a figure first, and then ask why."))


def _indicator(number: int, code: str, name: str) -> Column[TeamRow]:
    return Column(
        f"{_INDICATORS}{number}",
        name,
        partial(_text, code),
        partial(_value, code),
        is_number=True,
        stretch=1,
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
        Message("{fact} · {percent}", fact=fact, percent=shows.attainment(cell.result.attainment))
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
    said = [_of_plan(cell), *([] if cell.by_hand is None else [str(cell.by_hand)])]
    return "\n".join(said)


def _of_plan(cell: Cell) -> str:
    """Return fact and plan in words with which way is better, or why there is no bar."""
    result = cell.result
    if cell.bar is None or cell.bar.ratio is None:
        return capital(result.reason or Message("No plan is set."))
    fact, plan, bar = Brief(result.fact), Brief(result.plan), cell.bar.described()
    if result.polarity is Polarity.LESS:
        return str(Message("{fact} of at most {plan}: {bar}", fact=fact, plan=plan, bar=bar))
    if result.tolerance is not None:
        share = shows.percent(result.tolerance)
        words = Message(
            "{fact} of {plan} ± {share}: {bar}", fact=fact, plan=plan, share=share, bar=bar
        )
        return str(words)
    return str(Message("{fact} of {plan}: {bar}", fact=fact, plan=plan, bar=bar))


def _reason(value: object, reason: Message | None) -> str | None:
    return capital(reason) if value is None and reason is not None else None
