"""The five letters of SMART, each as one check of a profile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crm_desktop.kpi.definition import Indicator, Profile
from crm_desktop.kpi.health.finding import Finding, HealthCode
from crm_desktop.kpi.health.rules import entries_of
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class SmartCheck:
    """Whether a profile keeps to ``letter``, one of S, M, A, R and T, and what that means."""

    letter: str
    holds: bool
    meaning: Message


def smart(
    profile: Profile, scheme: Definitions, found: Collection[Finding]
) -> tuple[SmartCheck, ...]:
    """Return the five checks of ``profile``, given what the health check ``found``.

    Source: domain.md §9.

    """
    indicators = {indicator.code: indicator for indicator in scheme.indicators}
    scored = list(entries_of(profile, indicators))
    codes = {finding.code for finding in found if _concerns(finding, profile)}
    return (
        SmartCheck(
            "S",
            bool(scored) and all(map(_is_described, (indicator for _, indicator in scored))),
            Message("Specific: each indicator says what it measures"),
        ),
        SmartCheck(
            "M",
            bool(scored) and HealthCode.NO_RECORDS not in codes,
            Message("Measurable: there are records to count"),
        ),
        SmartCheck(
            "A",
            not codes & {HealthCode.NEVER_REACHED, HealthCode.PLAN_FAR, HealthCode.NO_INFLUENCE},
            Message("Achievable: somebody has reached such a plan"),
        ),
        SmartCheck(
            "R",
            bool(scored) and HealthCode.NO_REVENUE not in codes,
            Message("Relevant: it leads to revenue"),
        ),
        SmartCheck(
            "T",
            bool(scored) and HealthCode.NO_PLAN not in codes,
            Message("Time-bound: each indicator has a plan of its period"),
        ),
    )


def _is_described(indicator: Indicator) -> bool:
    return bool(indicator.description.strip())


def _concerns(finding: Finding, profile: Profile) -> bool:
    place = f"profiles.{profile.code}"
    return finding.place == place or finding.place.startswith(f"{place}.")
