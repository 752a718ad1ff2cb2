"""Definitions and outcomes as plain JSON-able data and back, exactly, as databases keep them."""

from __future__ import annotations

from crm_desktop.domain.people import Presence, Subject
from crm_desktop.kpi.codec import DERIVATIONS
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    LessRule,
    LineScale,
    MatrixCell,
    MatrixScale,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    Step,
    StepScale,
    Term,
    ThresholdScale,
)
from crm_desktop.kpi.facts import BaseSum, Fact, FactPart, Gathered
from crm_desktop.kpi.result import IndicatorResult, SubjectResult
from crm_desktop.kpi.source import (
    CalmSource,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
)
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
        "gathered": Gathered,
        "less-rule": LessRule,
        "pay-model": PayModel,
        "polarity": Polarity,
        "proration": Proration,
        "staff-figure": StaffFigure,
    },
    records={
        "assignment": Assignment,
        "base-sum": BaseSum,
        "bonus-template": BonusTemplate,
        "calm-source": CalmSource,
        "coefficient-premium": CoefficientPremium,
        "curve": CurveScale,
        "curve-point": CurvePoint,
        "external-source": ExternalSource,
        "fact": Fact,
        "fact-part": FactPart,
        "fixed-premium": FixedPremium,
        "formula-premium": FormulaPremium,
        "formula-source": FormulaSource,
        "indicator": Indicator,
        "indicator-result": IndicatorResult,
        "line-scale": LineScale,
        "manual-source": ManualSource,
        "matrix-cell": MatrixCell,
        "matrix-scale": MatrixScale,
        "outcome": Outcome,
        "pay-statement": Statement,
        "per-unit-premium": PerUnitPremium,
        "percent-premium": PercentPremium,
        "premium-condition": PremiumCondition,
        "presence": Presence,
        "profile": Profile,
        "profile-entry": ProfileEntry,
        "ratio-source": RatioSource,
        "rate-scale-premium": RateScalePremium,
        "record-source": RecordSource,
        "reward-card": RewardCard,
        "salary-percent-premium": SalaryPercentPremium,
        "staff-source": StaffSource,
        "statement-line": StatementLine,
        "step": Step,
        "step-scale": StepScale,
        "subject-result": SubjectResult,
        "target": Target,
        "term": Term,
        "threshold-scale": ThresholdScale,
        "weighted-source": WeightedSource,
        "whole-subject": Subject,
    },
)
"""Knows all that derivations, definitions and outcomes are made of."""

to_plain = REWARDS.to_plain
from_plain = REWARDS.from_plain
