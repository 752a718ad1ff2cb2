"""What the list of scripts shows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_desktop import formats
from crm_desktop.domain.names import folded
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.models.rows import Column
from ui.scripts.state import state_icon, state_tone

if TYPE_CHECKING:
    from crm_desktop.services.scripts import ScriptRow


def _since(row: ScriptRow) -> str:
    if row.since is None or row.number is None:
        return shows.DASH
    day = _("from the beginning") if row.since == ALWAYS else formats.day(row.since)
    return str(Message("version {number}, {since}", number=row.number, since=day))


def _state(row: ScriptRow) -> str:
    if row.has_draft and row.number is not None:
        return str(Message("{state}, with a draft", state=row.state))
    return row.state.shown()


def columns() -> tuple[Column[ScriptRow], ...]:
    return (
        Column(
            "name",
            Message("Script"),
            lambda r: r.name or r.code,
            lambda r: folded(r.name or r.code),
            width=200,
            stretch=2,
            is_strong=True,
            tip=lambda r: f"{r.name} · {r.code}",
        ),
        Column("kind", Message("Kind"), lambda r: r.kind.shown(), width=140, stretch=1),
        Column(
            "state",
            Message("State"),
            _state,
            width=150,
            stretch=1,
            tone=lambda r: state_tone(r.state),
            icon=lambda r: state_icon(r.state),
        ),
        Column(
            "used_by",
            Message("Used by"),
            lambda r: ", ".join(r.used_by) or shows.DASH,
            width=140,
            stretch=2,
            tip=lambda r: "\n".join(r.used_by),
        ),
        Column("since", Message("Version"), _since, lambda r: r.since, width=150, stretch=1),
        Column("author", Message("Author"), lambda r: r.author or shows.DASH, width=110, stretch=1),
    )
