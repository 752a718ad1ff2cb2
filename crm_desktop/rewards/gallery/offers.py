"""Which ready premiums suit a team, best first, each with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.rewards.gallery.entry import PremiumEntry
from crm_desktop.rewards.wizard.draft import Aim
from crm_desktop.texts import Message

_MOST_PRESELECTED = 2


@dataclass(frozen=True, slots=True)
class PremiumOffer:
    """A premium for a team, and a clause why."""

    entry: PremiumEntry
    reason: Message
    is_preselected: bool = False


def offers(
    entries: Iterable[PremiumEntry],
    role: Role | None,
    aims: Sequence[Aim],
    measured: Collection[str],
) -> tuple[PremiumOffer, ...]:
    """Return those of ``entries`` that suit ``role``, all without one, best first.

    ``aims[0]`` matters above all; ``measured`` are the codes of the team's indicators. At most
    two are preselected: what pays for an aim by what the team is measured by, and not for the
    same indicator twice.
    """
    suiting = (each for each in entries if role is None or role in each.roles)
    ranked = sorted(suiting, key=lambda each: _rank(each, aims, measured))
    found: list[PremiumOffer] = []
    paid: set[str] = set()
    for entry in ranked:
        offer = PremiumOffer(entry, _reason(entry, aims, measured))
        if _is_wanted(entry, aims, measured) and paid.isdisjoint(entry.needs):
            has_room = sum(each.is_preselected for each in found) < _MOST_PRESELECTED
            offer = replace(offer, is_preselected=has_room)
            paid |= set(entry.needs)
        found.append(offer)
    return tuple(found)


def _rank(
    entry: PremiumEntry, aims: Sequence[Aim], measured: Collection[str]
) -> tuple[bool, int, bool, int]:
    """Return what sorts first: what is wanted, the aims as they matter, no cliff, one role."""
    served = [aims.index(aim) for aim in entry.aims if aim in aims]
    return (
        not _is_wanted(entry, aims, measured),
        min(served, default=len(aims)),
        not entry.is_gradual,
        len(entry.roles),
    )


def _is_wanted(entry: PremiumEntry, aims: Sequence[Aim], measured: Collection[str]) -> bool:
    is_own = bool(entry.needs) and all(code in measured for code in entry.needs)
    is_chosen = all(parameter.choice is None for parameter in entry.parameters)
    return is_own and is_chosen and any(aim in aims for aim in entry.aims)


def _reason(entry: PremiumEntry, aims: Sequence[Aim], measured: Collection[str]) -> Message:
    served = next((aim for aim in aims if aim in entry.aims), None)
    if served is not None:
        return Message("Pays for what you want: {aim}", aim=served)
    counted = next((code for code in entry.needs if code in measured and code in CATALOGUE), None)
    if counted is not None:
        return Message(
            "Pays for “{indicator}”, which is measured", indicator=CATALOGUE[counted].name
        )
    return Message("Often paid for such work")
