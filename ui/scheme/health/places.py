"""Which definition a finding is about, and what opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm_desktop.kpi.problem import Named
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.schemes import DefinitionKind
from crm_desktop.texts import Message
from ui.scheme.keys import SchemeKey

_KINDS = {f"{kind.value}s": kind for kind in DefinitionKind}


@dataclass(frozen=True, slots=True)
class Where:
    """A definition in words; ``key`` opens its editor."""

    words: Message
    key: SchemeKey


def where_of(place: str, scheme: Scheme) -> Where | None:
    """Return the definition that ``place`` names: ``profiles.seller.indicators.calls``.

    An entry of a profile is told by its indicator too. None where it is not in ``scheme``.
    """
    section, _dot, rest = place.partition(".")
    definitions: dict[str, Iterable[Named]] = {
        "indicators": scheme.indicators,
        "profiles": scheme.profiles,
        "scales": scheme.scales,
        "templates": scheme.templates,
        "cards": scheme.cards,
    }
    found = _within(rest, definitions.get(section, ()))
    if found is None:
        return None
    key = SchemeKey(section, found.code)
    words = Message("{kind} “{name}”", kind=_KINDS[section], name=found.name)
    entry = rest.removeprefix(f"{found.code}.").removeprefix("indicators.")
    indicator = _within(entry, scheme.indicators) if entry != rest else None
    if indicator is not None:
        words = Message("{whole}, indicator “{indicator}”", whole=words, indicator=indicator.name)
    return Where(words, key)


def _within(rest: str, definitions: Iterable[Named]) -> Named | None:
    """Return the one whose code ``rest`` begins with; codes may hold points."""
    named = [one for one in definitions if rest == one.code or rest.startswith(f"{one.code}.")]
    return max(named, key=lambda one: len(one.code), default=None)
