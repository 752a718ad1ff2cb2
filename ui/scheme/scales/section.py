"""Scales: the list, and the editor of one."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.domain.names import folded
from crm_desktop.kpi.definition import Scale
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import CoefficientPremium, CommissionPremium, RateScalePremium
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.models.rows import Column
from ui.scheme.definitions import DefinitionsView, Wording
from ui.scheme.scales.editor import ScaleEditor
from ui.scheme.scales.kinds import KINDS, MEASURES
from ui.scheme.scales.sketch import KIND_OF
from ui.scheme.viewmodel import SchemeRead


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A scale in the list; ``users`` are the names of what counts with it."""

    code: str
    name: str
    kind: Message
    measure: Message
    users: tuple[str, ...]
    state: Message


COLUMNS: tuple[Column[ScaleLine], ...] = (
    Column(
        "name",
        Message("Scale"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=160,
        stretch=2,
        is_strong=True,
        tip=lambda r: r.name,
    ),
    Column("kind", Message("Kind"), lambda r: str(r.kind), width=120, stretch=1),
    Column("measure", Message("Measured by"), lambda r: str(r.measure), width=120, stretch=1),
    Column(
        "users",
        Message("Used by"),
        lambda r: ", ".join(r.users),
        width=120,
        stretch=2,
        tip=lambda r: "\n".join(r.users),
    ),
    Column("state", Message("In force"), lambda r: str(r.state), width=110),
)


class ScalesView(DefinitionsView):
    def __init__(self, context: Context) -> None:
        words = Wording(
            title=_("Scales"),
            sentence=_("A scale makes a coefficient of what was measured."),
            new=_("Add scale"),
            nothing=_(
                "There are no scales yet: without one, attainment itself is the coefficient."
            ),
            icon="scheme",
        )
        super().__init__(context, ScaleEditor(context), COLUMNS, name="scales", words=words)

    def rows(self, read: SchemeRead) -> list[ScaleLine]:
        newest = {scale.code: scale for scale in read.newest.scales}
        found = {scale.code: scale for scale in read.present.scales} | newest
        lines = [
            ScaleLine(
                scale.code,
                scale.name,
                KINDS[KIND_OF[type(scale)]].name,
                MEASURES[scale.measure],
                tuple(users_of(scale, read.newest)),
                read.state_of(scale.version, is_newest=scale.code in newest),
            )
            for scale in found.values()
        ]
        return sorted(lines, key=lambda line: folded(line.name))


def users_of(scale: Scale, scheme: Scheme) -> list[str]:
    """Return the names of the profiles and premiums that count with ``scale``."""
    profiles = [
        profile.name
        for profile in scheme.profiles
        if any(entry.scale == scale.code for entry in profile.entries)
    ]
    premiums = [
        template.name
        for template in scheme.templates
        if isinstance(template.premium, CoefficientPremium | CommissionPremium | RateScalePremium)
        and template.premium.scale == scale.code
    ]
    return profiles + premiums
