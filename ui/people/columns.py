"""The columns of the employees' list."""

from __future__ import annotations

from datetime import date

from crm_desktop import formats
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.texts import Message
from ui import format as shows
from ui.models.rows import Column
from ui.theme import Tone


def _day(day: date | None) -> str:
    return shows.DASH if day is None else formats.day(day)


COLUMNS: tuple[Column[EmployeeRow], ...] = (
    Column(
        "name",
        Message("Full name"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=176,
        stretch=2,
        icon=lambda _r: "user",
        tone=lambda r: Tone.MUTED if r.left_on else None,
        tip=lambda r: r.name,
    ),
    Column(
        "position",
        Message("Position"),
        lambda r: r.position,
        width=168,
        stretch=2,
        tip=lambda r: r.position,
    ),
    Column(
        "department",
        Message("Department"),
        lambda r: r.department,
        width=152,
        stretch=1,
        tip=lambda r: r.department,
    ),
    Column("hired", Message("Hired"), lambda r: _day(r.hired_on), lambda r: r.hired_on, width=100),
    Column("left", Message("Left"), lambda r: _day(r.left_on), lambda r: r.left_on, width=108),
    Column("phone", Message("Phone"), lambda r: r.phone, width=148, tip=lambda r: r.phone),
    Column(
        "email",
        Message("E-mail"),
        lambda r: r.email,
        is_hidden=True,
        width=160,
        tip=lambda r: r.email,
    ),
    Column(
        "code",
        Message("Code"),
        lambda r: r.code,
        is_hidden=True,
        width=120,
        tip=lambda r: r.code,
    ),
)
