"""What is typed of a bonus template, and what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Measure
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
    StageShare,
    Ties,
)
from tests.storage.kpi_scheme import SCHEME
from ui.scheme.templates.kinds import KIND_OF, KINDS, PremiumKind
from ui.scheme.templates.reading import read
from ui.scheme.templates.sketch import TemplateSketch, of_entity, sketch_of

D = Decimal
INDICATORS = {indicator.code: indicator for indicator in SCHEME.indicators}
COMMISSION = CommissionPremium(
    Entity.DOCUMENT,
    (EarningPart(Event.INVOICED, D("0.5")), EarningPart(Event.PAID, D("0.5"))),
    D("0.04"),
    rates=(ProductRate(D("0.1"), "Door"), ProductRate(D("0.2"), None, "Service")),
    measure="net",
    where=Condition("kind", Operator.ONE_OF, ("invoice",)),
    safety_days=14,
)
PREMIUMS: tuple[tuple[Premium, str | None], ...] = (
    (FixedPremium(D(500)), None),
    (PerUnitPremium(D("12.5")), "won"),
    (PercentPremium(D("0.055")), "sales"),
    (SalaryPercentPremium(D("0.1")), None),
    (RateScalePremium("steps"), "sales"),
    (CoefficientPremium(D(900), "steps"), "sales"),
    (AbovePlanPremium(D("0.1")), "sales"),
    (FormulaPremium("sales * 2"), None),
    (PoolPremium(Sharing.EQUAL, D(900)), None),
    (PoolPremium(Sharing.CONTRIBUTION, None, D("0.01"), "sales"), "won"),
    (ContestPremium((Prize(D(30)), Prize(D(20), "a book"), Prize(gift="a pen")), Ties.EACH), "won"),
    (COMMISSION, None),
    (CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), amount=D(50)), None),
    (
        CommissionPremium(
            Entity.DEAL,
            (EarningPart(Event.WON),),
            scale="steps",
            measure="margin",
            stages=(StageShare("Offer", D("0.2")),),
        ),
        None,
    ),
)


@pytest.mark.parametrize(("premium", "indicator"), PREMIUMS)
def test_what_is_shown_of_a_premium_means_that_premium(
    premium: Premium, indicator: str | None
) -> None:
    level = SubjectLevel.COMPANY
    template = BonusTemplate("t", "T", premium, indicator, level=level, description="What for")

    reading = read(sketch_of(template, INDICATORS), INDICATORS)

    assert reading.template("t", "T") == template


def test_what_is_shown_of_conditions_and_limits_means_them() -> None:
    template = BonusTemplate(
        "t",
        "T",
        COMMISSION,
        None,
        (
            PremiumCondition("sales", Operator.MORE, D(1000)),
            PremiumCondition("conversion", Operator.AT_LEAST, D("0.25")),
            PremiumCondition("won", Operator.LESS, D("1.05"), Measure.ATTAINMENT),
            PremiumCondition("won", Operator.EQUAL, D("1.2"), Measure.COEFFICIENT),
        ),
        level=SubjectLevel.DEPARTMENT,
        floor=D(10),
        cap=D("99.5"),
        minimum=D(5),
        instalments=3,
        clawback=Clawback(6, is_pro_rata=True),
        period_kind=PeriodKind.QUARTER,
        until=date(2026, 7, 1),
    )

    reading = read(sketch_of(template, INDICATORS), INDICATORS)

    assert reading.template("t", "T") == template


def test_every_kind_of_premium_is_offered_and_told() -> None:
    assert {KIND_OF[type(premium)] for premium, _indicator in PREMIUMS} == set(PremiumKind)
    assert set(KINDS) == set(PremiumKind)


def test_deals_leave_nothing_behind_that_documents_do_not_have() -> None:
    sketch = TemplateSketch(kind=PremiumKind.COMMISSION, stages=(("Offer", "20"),))
    changed = of_entity(replace(sketch, measure="margin"), Entity.DOCUMENT)

    assert changed.earned == (("invoiced", "100"),)
    assert changed.measure == "margin"
    assert "stages" not in changed.shown_fields()
    assert of_entity(replace(changed, measure="net"), Entity.DEAL).measure == "amount"


def test_a_filter_stays_where_the_same_records_are_chosen_again() -> None:
    where = Condition("is_first_purchase", Operator.EQUAL, (True,))
    sketch = TemplateSketch(kind=PremiumKind.COMMISSION, where=where)

    assert of_entity(sketch, Entity.DEAL) == sketch


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (("Door", "Service", "4"), "Choose a product, or a product group."),
        (("", "", "4"), "Choose a product, or a product group."),
        (("Door", "", ""), "A number is missing."),
        (("Door", "", "4 %x"), "“4 %x” is no number: write 12.5."),
    ],
)
def test_a_rate_is_of_a_product_or_of_a_group(line: tuple[str, ...], message: str) -> None:
    sketch = TemplateSketch(kind=PremiumKind.COMMISSION, rate="4", rates=(line,))

    [mistake] = read(sketch, INDICATORS).mistakes["rates"]

    assert str(mistake.message) == message


@pytest.mark.parametrize(("field", "text"), [("instalments", "1.5"), ("until", "31.02.2026")])
def test_what_cannot_be_read_is_refused_by_its_field(field: str, text: str) -> None:
    typed: dict[str, Any] = {field: text}
    sketch = replace(TemplateSketch(rate="5", indicator="sales"), **typed)

    reading = read(sketch, INDICATORS)

    assert set(reading.wrong) == {field}
    with pytest.raises(InvalidInputError):
        reading.template("t", "T")
