"""What spoils KPI systems, found in the definitions and in what they gave so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm_desktop.kpi.health import rules, values
from crm_desktop.kpi.health.finding import Finding, HealthCode, History, Past, Severity
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
    "smart",
]

_ORDER: Mapping[Severity, int] = {severity: place for place, severity in enumerate(Severity)}


def findings(scheme: Definitions, history: History, today: date) -> tuple[Finding, ...]:
    """Return what may spoil ``scheme``, the worst first; none of it keeps it from working.

    Source: domain.md §9.

    """
    found = [*rules.findings(scheme, today), *values.findings(scheme, history)]
    return tuple(sorted(found, key=lambda finding: (_ORDER[finding.severity], finding.place)))
