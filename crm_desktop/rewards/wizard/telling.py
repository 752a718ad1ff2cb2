"""Findings as they are told where there are several teams: each says whom it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crm_desktop.kpi.health import Finding
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message


def by_team(found: Iterable[Finding], scheme: Scheme) -> tuple[Finding, ...]:
    """Return ``found``, about ``scheme``: what it says of several teams it says once.

    What does not name its team begins with the names; where there is but one, nothing changes.
    """
    names = {profile.code: profile.name for profile in scheme.profiles}
    if len(names) < 2:
        return tuple(found)
    told: dict[object, Finding] = {}
    teams: dict[object, list[str]] = {}
    for finding in found:
        name = _unnamed(finding, names)
        key = finding.place if name is None else ""
        alike = (finding.code, key, str(finding.message), str(finding.advice), finding.figure)
        told.setdefault(alike, finding)
        if name is not None and name not in teams.setdefault(alike, []):
            teams[alike].append(name)
    return tuple(_of(finding, teams.get(alike, ())) for alike, finding in told.items())


def _unnamed(finding: Finding, names: Mapping[str, str]) -> str | None:
    """Return the name of the team that ``finding`` is about and does not name.

    Codes may hold points: the longest that fits is meant.
    """
    start, _, rest = finding.place.partition(".")
    fitting = [code for code in names if f"{rest}.".startswith(f"{code}.")]
    if start not in {"profiles", "cards"} or not fitting:
        return None
    name = names[max(fitting, key=len)]
    return None if name in str(finding.message) else name


def _of(finding: Finding, teams: Iterable[str]) -> Finding:
    if not (names := ", ".join(teams)):
        return finding
    what = Message("{teams}: {what}", teams=names, what=finding.message)
    return replace(finding, message=what)
