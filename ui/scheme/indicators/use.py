"""What counts with an indicator."""

from __future__ import annotations

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.source import FormulaSource
from crm_desktop.rewards.ground import indicators_of
from crm_desktop.rewards.scheme import Scheme


def profiles_of(code: str, scheme: Scheme) -> tuple[str, ...]:
    """Return the names of the profiles that measure by the indicator."""
    return tuple(
        profile.name
        for profile in scheme.profiles
        if any(entry.indicator == code for entry in profile.entries)
    )


def users_of(code: str, scheme: Scheme) -> tuple[str, ...]:
    """Return the names of the profiles, indicators and bonus templates that need it."""
    formulas = (
        other.name
        for other in scheme.indicators
        if isinstance(other.source, FormulaSource) and code in _names(other.source.formula)
    )
    templates = (each.name for each in scheme.templates if code in indicators_of(each))
    return (*profiles_of(code, scheme), *formulas, *templates)


def _names(formula: str) -> tuple[str, ...]:
    try:
        return parse(formula).names
    except InvalidInputError:
        return ()
