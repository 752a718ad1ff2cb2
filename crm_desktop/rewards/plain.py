"""Definitions and outcomes as plain JSON-able data and back, exactly, as databases keep them."""

from __future__ import annotations

from crm_desktop.domain.people import Subject
from crm_desktop.kpi.codec import DERIVATIONS
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    LessRule,
    Polarity,
    Profile,
    ProfileEntry,
    Step,
    StepScale,
)
from crm_desktop.kpi.result import IndicatorResult, SubjectResult
from crm_desktop.kpi.source import ExternalSource, FormulaSource, RatioSource, RecordSource
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CoefficientPremium,
    FixedPremium,
    FormulaPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
)

REWARDS = DERIVATIONS.extended(
    enums={
        "bound": Bound,
        "less-rule": LessRule,
        "pay-model": PayModel,
        "polarity": Polarity,
    },
    records={
        "assignment": Assignment,
        "bonus-template": BonusTemplate,
        "coefficient-premium": CoefficientPremium,
        "curve": CurveScale,
        "curve-point": CurvePoint,
        "external-source": ExternalSource,
        "fixed-premium": FixedPremium,
        "formula-premium": FormulaPremium,
        "formula-source": FormulaSource,
        "indicator": Indicator,
        "indicator-result": IndicatorResult,
        "outcome": Outcome,
        "pay-statement": Statement,
        "per-unit-premium": PerUnitPremium,
        "percent-premium": PercentPremium,
        "premium-condition": PremiumCondition,
        "profile": Profile,
        "profile-entry": ProfileEntry,
        "ratio-source": RatioSource,
        "rate-scale-premium": RateScalePremium,
        "record-source": RecordSource,
        "reward-card": RewardCard,
        "salary-percent-premium": SalaryPercentPremium,
        "statement-line": StatementLine,
        "step": Step,
        "step-scale": StepScale,
        "subject-result": SubjectResult,
        "whole-subject": Subject,
    },
)
"""Knows all that derivations, definitions and outcomes are made of."""

to_plain = REWARDS.to_plain
from_plain = REWARDS.from_plain
