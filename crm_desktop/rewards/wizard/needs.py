"""Which definitions of a scheme somebody is measured or paid by, directly or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.scripted import script_of
from crm_desktop.kpi.source import FormulaSource
from crm_desktop.rewards.ground import indicators_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    RateScalePremium,
)


def needed(scheme: Scheme) -> Mapping[str, frozenset[str]]:
    """Return by the parts of ``scheme`` the codes that its profiles and cards come to need."""
    paid = frozenset(code for card in scheme.cards for code in card.templates)
    templates = [each for each in scheme.templates if each.code in paid]
    entries = [entry for profile in scheme.profiles for entry in profile.entries]
    scales = {entry.scale for entry in entries} | {scale_of(each) for each in templates}
    scripts = {card.script for card in scheme.cards}
    reads = {each.code: each.reads for each in scheme.scripts}
    indicators = {each.code: each for each in scheme.indicators}
    waiting = [entry.indicator for entry in entries]
    waiting += [code for each in templates for code in _read_by(each)]
    waiting += [code for script in scripts for code in reads.get(script or "", ())]
    found: set[str] = set()
    while waiting:
        code = waiting.pop()
        if code in found or code not in indicators:
            continue
        found.add(code)
        script = script_of(indicators[code])
        scripts.add(script or None)
        waiting += [*_made_of(indicators[code]), *reads.get(script, ())]
    return {
        "indicators": frozenset(found),
        "scales": frozenset(filter(None, scales)),
        "templates": paid,
        "scripts": frozenset(filter(None, scripts)),
    }


def scale_of(template: BonusTemplate) -> str | None:
    """Return the code of the scale that ``template`` pays by, None where it needs none."""
    match template.premium:
        case RateScalePremium(scale=scale) | CoefficientPremium(scale=scale):
            return scale
        case CommissionPremium(scale=scale):
            return scale
    return None


def _read_by(template: BonusTemplate) -> Iterator[str]:
    """Yield what ``template`` reads; an unsound formula reads nothing."""
    try:
        yield from indicators_of(template)
    except InvalidInputError:
        return


def _made_of(indicator: Indicator) -> Iterator[str]:
    if not isinstance(indicator.source, FormulaSource):
        return
    try:
        yield from parse(indicator.source.formula).names
    except InvalidInputError:
        return
