"""Findings as they are told: each says which team, scale or premium it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crm_desktop.kpi.health import Finding, named
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.checking import name_at
from crm_desktop.texts import Message

_OF_TEAMS = ("profiles.", "cards.")


def by_team(found: Iterable[Finding], scheme: Scheme) -> tuple[Finding, ...]:
    """Return ``found``, about ``scheme``: what it says of several places it says once.

    What does not name its place begins with the names; where there is but one team, that goes
    without saying.
    """
    told: dict[object, Finding] = {}
    names: dict[object, list[str]] = {}
    for finding in found:
        name = _unnamed(finding, scheme)
        key = finding.place if name is None else ""
        alike = (finding.code, key, str(finding.message), str(finding.advice), finding.figure)
        told.setdefault(alike, finding)
        if name is not None and name not in names.setdefault(alike, []):
            names[alike].append(name)
    return tuple(_of(finding, names.get(alike, ())) for alike, finding in told.items())


def _unnamed(finding: Finding, scheme: Scheme) -> str | None:
    """Return the name of what ``finding`` is about, where it has to be said and is not."""
    if finding.place.startswith(_OF_TEAMS) and len(scheme.profiles) < 2:
        return None
    name = name_at(finding.place, scheme)
    return None if not name or name in str(finding.message) else name


def _of(finding: Finding, names: Iterable[str]) -> Finding:
    if not (found := [*names]):
        return finding
    what = Message("{teams}: {what}", teams=named(found), what=finding.message)
    return replace(finding, message=what)
