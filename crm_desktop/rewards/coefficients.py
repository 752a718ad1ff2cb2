"""Whether a reward card pays for a coefficient, so that a better one is worth something."""

from __future__ import annotations

from crm_desktop.kpi.definition import Measure
from crm_desktop.kpi.formula import parse
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    FormulaPremium,
    PayModel,
)


def pays_for(scheme: Scheme, card: str, indicator: str, scale: str | None) -> bool:
    """Return whether the coefficient that ``scale`` gives ``indicator`` changes pay by ``card``.

    A card that is not in ``scheme`` is taken to pay for it.
    """
    found = next((one for one in scheme.cards if one.code == card), None)
    if found is None or found.pay_model is not PayModel.BONUSES_ONLY:
        return True
    templates = (template for template in scheme.templates if template.code in found.templates)
    return any(_reads(template, indicator, scale) for template in templates)


def _reads(template: BonusTemplate, indicator: str, scale: str | None) -> bool:
    match template.premium:
        case FormulaPremium(formula=formula) if "score" in parse(formula).names:
            return True
        case CoefficientPremium(scale=own) if own == scale and template.indicator == indicator:
            return True
    return any(
        condition.measure is Measure.COEFFICIENT and condition.indicator == indicator
        for condition in template.conditions
    )
