"""What databases keep of schemes and outcomes reads back as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import Adjustment, AdjustmentKind, RoundingPlace
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Indicator,
    Measure,
    Profile,
    ProfileEntry,
    Step,
    StepScale,
)
from crm_desktop.kpi.source import Aggregate, ExternalSource, RatioSource, RecordSource
from crm_desktop.rewards import plain
from crm_desktop.rewards.opening import (
    AcceptedCorrection,
    Balance,
    Carry,
    CarryKind,
    Failed,
    Opening,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    PayModel,
    PremiumCondition,
    ProductRate,
    RewardCard,
    SalaryPercentPremium,
    Sharing,
    StageShare,
    Ties,
)
from tests.unit.exchange.generated import schemes


def kept(value: object) -> object:
    return plain.from_plain(json.loads(json.dumps(plain.to_plain(value))))


@given(scheme=schemes)
def test_every_definition_reads_back_as_it_was(scheme: Scheme) -> None:
    definitions = (
        *scheme.indicators,
        *scheme.scales,
        *scheme.profiles,
        *scheme.templates,
        *scheme.cards,
    )
    assert tuple(map(kept, definitions)) == definitions


def test_what_is_stored_keeps_its_form() -> None:
    """Databases hold this text: a change of it needs a migration."""
    assignment = Assignment(SubjectRef(SubjectLevel.EMPLOYEE, "ann"), Decimal("50000.50"))
    card = RewardCard("c", "C", Decimal(1), ("t",), (assignment,), PayModel.SCORE_ONLY)
    assert plain.to_plain(card) == {
        "reward-card": {
            "code": "c",
            "name": "C",
            "salary": {"decimal": "1"},
            "templates": ["t"],
            "assignments": [
                {
                    "assignment": {
                        "subject": {"subject": {"level": {"level": "employee"}, "code": "ann"}},
                        "salary": {"decimal": "50000.50"},
                    }
                }
            ],
            "pay_model": {"pay-model": "salary*score"},
            "total_cap": None,
            "version": {"version": {"valid_from": {"day": "1970-01-01"}, "number": 1}},
            "proration": {"proration": "none"},
            "advance": None,
            "guarantee": None,
            "script": None,
        }
    }


def test_what_is_stored_of_a_commission_keeps_its_form() -> None:
    earned = (EarningPart(Event.FIRST_PAYMENT, Decimal("0.5")),)
    rates = (ProductRate(Decimal("0.03"), group="Doors"),)
    stages = (StageShare("Agreed", Decimal("0.2")),)
    premium = CommissionPremium(Entity.DEAL, earned, Decimal("0.1"), rates=rates, stages=stages)
    assert plain.to_plain(premium) == {
        "commission-premium": {
            "entity": {"entity": "deal"},
            "earned": [
                {
                    "earning-part": {
                        "event": {"event": "first-payment"},
                        "share": {"decimal": "0.5"},
                    }
                }
            ],
            "rate": {"decimal": "0.1"},
            "amount": None,
            "scale": None,
            "rates": [
                {"product-rate": {"rate": {"decimal": "0.03"}, "product": None, "group": "Doors"}}
            ],
            "measure": "amount",
            "where": None,
            "safety_days": 0,
            "stages": [{"stage-share": {"stage": "Agreed", "share": {"decimal": "0.2"}}}],
        }
    }


RUB = "RUB"
MARCH = Period.month(2026, 3)
DEBT = Carry(CarryKind.ADVANCE, Money(2_000_00, RUB))
INSTALMENT = Carry(
    CarryKind.INSTALMENT,
    Money(1_000_00, RUB),
    "large",
    MARCH,
    date(2026, 4, 1),
    2,
    3,
    Entity.DOCUMENT,
    7,
)
CUT = Adjustment(
    3,
    AdjustmentKind.CUT,
    "Reprimand",
    Money(500_00, RUB),
    "Late three times",
    "Head",
    datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
    date(2026, 3, 27),
)


@pytest.mark.parametrize(
    "value",
    [
        DEBT,
        INSTALMENT,
        Balance(
            CarryKind.CLAWBACK,
            before=Money(0, RUB),
            added=Money(300_00, RUB),
            kept_back=Money(100_00, RUB),
            after=Money(200_00, RUB),
        ),
        Opening(
            carries=(DEBT, INSTALMENT),
            failed=(
                Failed(
                    "large",
                    Entity.DEAL,
                    9,
                    "Windows, Ann",
                    Money(700_00, RUB),
                    date(2026, 1, 12),
                    date(2026, 3, 2),
                    Money(350_00, RUB),
                ),
            ),
            adjustments=(CUT,),
            corrections=(AcceptedCorrection(4, MARCH, Money(-50_00, RUB), "A refund"),),
            cut_limit=Decimal("0.2"),
        ),
        *RoundingPlace,
        *CarryKind,
        *AdjustmentKind,
        *Event,
        *Sharing,
        *Ties,
    ],
)
def test_what_a_period_begins_and_ends_with_reads_back_as_it_was(value: object) -> None:
    assert kept(value) == value
    assert type(kept(value)) is type(value)


def test_a_definition_of_before_a_field_was_added_reads_with_its_default() -> None:
    scale = StepScale("s", "S", (Step(None, None, Decimal(1)),), Measure.COEFFICIENT)
    stored = plain.to_plain(scale)
    assert isinstance(stored, dict)
    del stored["step-scale"]["steps"][0]["step"]["is_marginal"]
    assert plain.from_plain(stored) == scale


STORED_INDICATOR = """
{"indicator": {"code": "conversion", "description": "", "less_rule": {"less-rule": "2-fact/plan"},
"name": "Conversion", "polarity": {"polarity": "more"}, "source": {"ratio-source": {"denominator":
{"record-source": {"aggregate": {"aggregate": "count"}, "dated_by": "closed", "entity": {"entity":
"deal"}, "measure": null, "where": {"group": {"match": {"match": "all"}, "parts": []}}}},
"numerator": {"record-source": {"aggregate": {"aggregate": "count"}, "dated_by": "closed",
"entity": {"entity": "deal"}, "measure": null, "where": {"condition": {"field": "status",
"operator": {"operator": "="}, "values": ["won"]}}}}}}, "unit": {"unit": "percent"},
"version": {"version": {"number": 1, "valid_from": {"day": "1970-01-01"}}}}}
"""
STORED_PROFILE = """
{"profile": {"assigned_to": [{"subject": {"code": "", "level": {"level": "company"}}}], "code":
"seller", "entries": [{"profile-entry": {"indicator": "sales", "plan": {"decimal": "200000"},
"scale": "sales", "weight": {"decimal": "0.6"}}}], "level": {"level": "employee"}, "model":
{"scoring": "additive"}, "name": "Seller", "period_kind": {"period-kind": "month"}, "version":
{"version": {"number": 1, "valid_from": {"day": "1970-01-01"}}}}}
"""


STORED_TEMPLATE = """
{"bonus-template": {"code": "plan", "conditions": [{"premium-condition": {"indicator": "sales",
"measure": {"measure": "attainment"}, "operator": {"operator": ">="}, "value": {"decimal": "1"}}}],
"description": "", "indicator": "sales", "level": {"level": "department"}, "name": "Plan",
"premium": {"salary-percent-premium": {"rate": {"decimal": "0.1"}}},
"version": {"version": {"number": 1, "valid_from": {"day": "1970-01-01"}}}}}
"""
STORED_CARD = """
{"reward-card": {"assignments": [{"assignment": {"salary": null, "subject": {"subject": {"code":
"", "level": {"level": "company"}}}}}], "code": "seller", "name": "Seller", "pay_model":
{"pay-model": "bonuses-only"}, "salary": {"decimal": "40000"}, "templates": ["plan"],
"total_cap": {"decimal": "3"}, "version": {"version": {"number": 1, "valid_from":
{"day": "1970-01-01"}}}}}
"""


@pytest.mark.parametrize(
    ("stored", "definition"),
    [
        (
            STORED_INDICATOR,
            Indicator(
                "conversion",
                "Conversion",
                RatioSource(
                    RecordSource(
                        Entity.DEAL,
                        Aggregate.COUNT,
                        "closed",
                        where=Condition("status", Operator.EQUAL, ("won",)),
                    ),
                    RecordSource(Entity.DEAL, Aggregate.COUNT, "closed"),
                ),
                Unit.PERCENT,
            ),
        ),
        ('{"external-source": {}}', ExternalSource()),
        (
            STORED_PROFILE,
            Profile(
                "seller",
                "Seller",
                (ProfileEntry("sales", Decimal("0.6"), "sales", Decimal(200_000)),),
                (COMPANY,),
            ),
        ),
        (
            STORED_TEMPLATE,
            BonusTemplate(
                "plan",
                "Plan",
                SalaryPercentPremium(Decimal("0.1")),
                "sales",
                (PremiumCondition("sales", Operator.AT_LEAST, Decimal(1), Measure.ATTAINMENT),),
                level=SubjectLevel.DEPARTMENT,
            ),
        ),
        (
            STORED_CARD,
            RewardCard(
                "seller",
                "Seller",
                Decimal(40_000),
                ("plan",),
                (Assignment(COMPANY),),
                total_cap=Decimal(3),
            ),
        ),
    ],
)
def test_what_the_first_release_stored_reads_with_the_defaults_of_what_came_later(
    stored: str, definition: object
) -> None:
    assert plain.from_plain(json.loads(stored)) == definition


def test_what_has_no_tag_is_refused() -> None:
    with pytest.raises(TypeError):
        plain.to_plain(object())
    with pytest.raises(ValueError, match="reward-cart"):
        plain.from_plain({"reward-cart": {}})
