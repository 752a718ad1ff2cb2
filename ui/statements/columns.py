"""The columns of the list of statements."""

from __future__ import annotations

from crm_desktop.domain.money import Money
from crm_desktop.texts import Message
from ui import format as shows
from ui.brief import capital
from ui.models.rows import Column
from ui.statements.viewmodel import PayRow
from ui.theme import Tone


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _state(row: PayRow) -> str:
    if row.problem is not None:
        return str(Message("No statement"))
    return capital(row.state or row.waiting)


def _tone(row: PayRow) -> Tone | None:
    if row.problem is not None:
        return Tone.NEGATIVE
    return Tone.MUTED if row.state is None else None


def _problem(row: PayRow) -> str | None:
    return None if row.problem is None else capital(row.problem)


COLUMNS: tuple[Column[PayRow], ...] = (
    Column(
        "name", Message("Employee"), lambda r: r.name, width=120, stretch=2, tip=lambda r: r.name
    ),
    Column(
        "department",
        Message("Department"),
        lambda r: r.department,
        width=104,
        stretch=1,
        tip=lambda r: r.department,
    ),
    Column(
        "salary",
        Message("Salary"),
        lambda r: shows.money(r.salary),
        lambda r: _minor(r.salary),
        is_number=True,
        tip=_problem,
    ),
    Column(
        "bonus",
        Message("Bonus"),
        lambda r: shows.money(r.bonus),
        lambda r: _minor(r.bonus),
        is_number=True,
        tip=_problem,
    ),
    Column(
        "total",
        Message("Total"),
        lambda r: shows.money(r.total),
        lambda r: _minor(r.total),
        is_number=True,
        is_strong=True,
        tip=_problem,
    ),
    Column("state", Message("State"), _state, tone=_tone, tip=_problem),
)
