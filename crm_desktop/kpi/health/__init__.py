"""What spoils KPI systems, found in the definitions and in what they gave so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from crm_desktop.domain.people import SubjectRef
from crm_desktop.kpi.health import rules, values
from crm_desktop.kpi.health.finding import Finding, HealthCode, History, Past, Severity, named
from crm_desktop.kpi.health.smart import SmartCheck, smart
from crm_desktop.kpi.rulebook import Definitions

__all__ = [
    "Finding",
    "HealthCode",
    "History",
    "Past",
    "Severity",
    "SmartCheck",
    "findings",
    "named",
    "smart",
    "worst_first",
]

_ORDER: Mapping[Severity, int] = {severity: place for place, severity in enumerate(Severity)}


def findings(
    scheme: Definitions,
    history: History,
    today: date,
    cycle_s: Decimal | None = None,
    *,
    names: Mapping[SubjectRef, str] | None = None,
) -> tuple[Finding, ...]:
    """Return what may spoil ``scheme``, the worst first; none of it keeps it from working.

    ``cycle_s`` is how long it takes on average to win a deal, in seconds; None is not known.
    ``names`` are those of the subjects.

    Source: domain.md §9.

    """
    found = [
        *rules.findings(scheme, today, cycle_s),
        *values.findings(scheme, history, names or {}),
    ]
    return worst_first(found)


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda finding: (_ORDER[finding.severity], finding.place)))
