"""Profiles: the list with whom each reaches, and the editor of one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.names import folded
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.context import Context
from ui.models.rows import Column
from ui.scheme.definitions import DefinitionsView, Wording
from ui.scheme.profiles.editor import ProfileEditor
from ui.scheme.profiles.reach import reach
from ui.scheme.viewmodel import SchemeRead


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile in the list; ``people`` are the names of those whom it reaches."""

    code: str
    name: str
    level: str
    period: str
    people: tuple[str, ...]
    indicators: int
    weights: Decimal
    state: Message


COLUMNS: tuple[Column[ProfileLine], ...] = (
    Column(
        "name",
        Message("Profile"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=160,
        stretch=2,
        is_strong=True,
        tip=lambda r: r.name,
    ),
    Column("level", Message("Level"), lambda r: r.level, width=96, stretch=1),
    Column("period", Message("Period"), lambda r: r.period, width=88, stretch=1),
    Column(
        "people",
        Message("Reaches"),
        lambda r: shows.number(len(r.people)),
        lambda r: len(r.people),
        is_number=True,
        width=80,
        tip=lambda r: "\n".join(r.people),
    ),
    Column(
        "indicators",
        Message("Indicators"),
        lambda r: shows.number(r.indicators),
        lambda r: r.indicators,
        is_number=True,
        width=88,
    ),
    Column(
        "weights",
        Message("Weights"),
        lambda r: shows.percent(r.weights, 1),
        lambda r: r.weights,
        is_number=True,
        width=80,
    ),
    Column("state", Message("In force"), lambda r: str(r.state), width=110),
)


class ProfilesView(DefinitionsView):
    def __init__(self, context: Context) -> None:
        words = Wording(
            title=_("Profiles"),
            sentence=_(
                "A profile says by which indicators whom is measured, and how much each counts."
            ),
            new=_("Add profile"),
            nothing=_("Nobody is measured yet: a profile says by what."),
            icon="target",
        )
        super().__init__(context, ProfileEditor(context), COLUMNS, name="profiles", words=words)

    def rows(self, read: SchemeRead) -> list[ProfileLine]:
        newest = {profile.code: profile for profile in read.newest.profiles}
        found = {profile.code: profile for profile in read.present.profiles} | newest
        reached = reach(read)
        lines = [
            ProfileLine(
                profile.code,
                profile.name,
                profile.level.shown(),
                profile.period_kind.shown(),
                reached.get(profile.code, ()),
                len(profile.entries),
                sum((entry.weight for entry in profile.entries), Decimal(0)),
                read.state_of(profile.version, is_newest=profile.code in newest),
            )
            for profile in found.values()
        ]
        return sorted(lines, key=lambda line: folded(line.name))
