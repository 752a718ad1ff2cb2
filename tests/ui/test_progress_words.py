"""What the progress says of whole deals, of pay that knows no score, and of ended periods."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    Measure,
    Profile,
    ProfileEntry,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.engine import evaluate
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.pipeline import PipelineForecast
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.coefficients import pays_for
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    FixedPremium,
    FormulaPremium,
    PayModel,
    Premium,
)
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.kpi_services import FakeServices, context
from ui.progress.figures import by_hand
from ui.progress.next_step import next_step
from ui.progress.page import ProgressPage

RUB = "RUB\N{NO-BREAK SPACE}"


def deals(fact: str, plan: str, coefficient: str = "0") -> IndicatorResult:
    outcome = sketch.outcome_of("anna", sketch.outcomes())
    result = next(one for one in outcome.result.indicators if one.code == "customers")
    return replace(
        result,
        fact=Quantity(Decimal(fact)),
        plan=Quantity(Decimal(plan)),
        coefficient=Decimal(coefficient),
        is_reached=Decimal(fact) >= Decimal(plan),
    )


def steps(bound: Bound = Bound.LOWER_INCLUSIVE) -> StepScale:
    low = Decimal("0.8")
    rows = (
        Step(None, low, Decimal(0)),
        Step(low, Decimal(1), Decimal("0.5")),
        Step(Decimal(1), None, Decimal(1)),
    )
    return StepScale("s", "S", rows, Measure.ATTAINMENT, bound)


CURVE = CurveScale(
    "c", "C", (CurvePoint(Decimal("0.75"), Decimal(0)), CurvePoint(Decimal("1.25"), Decimal(1)))
)


@pytest.mark.parametrize(
    ("result", "scale", "words"),
    [
        (deals("1", "2"), steps(), "1 more → coefficient 1"),
        (deals("1", "10"), steps(), "7 more → coefficient 0.5"),
        (deals("1.6", "2", "0.5"), steps(), "1 more → coefficient 1"),
        (deals("8", "10"), steps(Bound.UPPER_INCLUSIVE), "1 more → coefficient 0.5"),
        (deals("1", "2", "0.2"), CURVE, "2 more → coefficient 1"),
        (deals("0.4", "2"), None, "2 more reaches the plan"),
        (deals("1", "4"), ThresholdScale("t", "T", Decimal("0.5")), "1 more → coefficient 0.5"),
        (
            replace(deals("11", "14"), base=Decimal(10)),
            ThresholdScale("t", "T", Decimal("0.5")),
            "1 more → coefficient 0.5",
        ),
        (replace(deals("1", "10", "0.5"), is_capped=True), steps(), "9 more reaches the plan"),
    ],
)
def test_a_whole_step_names_the_coefficient_that_it_really_brings(
    result: IndicatorResult, scale: Scale | None, words: str
) -> None:
    assert str(next_step(result, scale, is_counted=True)) == words


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (deals("1", "10"), "The plan was missed by 9"),
        (deals("10", "10", "1"), "Plan reached"),
    ],
)
def test_of_an_ended_period_the_hint_says_what_was_missed(
    result: IndicatorResult, words: str
) -> None:
    assert str(next_step(result, steps(), is_counted=True, is_over=True)) == words


@pytest.mark.parametrize(
    ("fact", "is_reached", "words"),
    [
        ("95", True, "Within the corridor: up to 10 either way"),
        ("80", False, "Close to the plan is better: 10 below the corridor"),
        ("125", False, "Close to the plan is better: 15 above the corridor"),
    ],
)
def test_a_corridor_says_how_far_the_fact_is_beside_it(
    fact: str, *, is_reached: bool, words: str
) -> None:
    result = replace(deals(fact, "100"), tolerance=Decimal("0.1"), is_reached=is_reached)

    assert str(next_step(result, steps(), is_counted=True)) == words


def test_open_deals_stand_beside_the_pace_where_they_promise_something(qtbot: QtBot) -> None:
    services = FakeServices()
    anna = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
    promised = PipelineForecast(Decimal(1_000), Decimal(250))
    services.forecast.found = {(anna, "sales"): promised}

    page = shown(qtbot, services)

    words = str(page.cards[0].figures.pipeline)
    assert words == f"With open deals {RUB}1,250: {RUB}250 expected by their stages"
    assert words in [label.text() for label in page.cards[0].findChildren(QLabel)]
    assert page.cards[1].figures.pipeline is None


def test_a_mark_says_who_gave_it_and_a_missing_one_why_there_is_a_dash() -> None:
    source = ManualSource(Decimal(-3), Decimal(3), None)
    order = Indicator("order", "Order", source, Unit.SCORE)
    given = Fact(Decimal(2), sentence=Message("given by {author}", author="Olga"))
    scheme = Scheme(
        "Marks",
        "RUB",
        indicators=(order,),
        profiles=(Profile("p", "P", (ProfileEntry("order"),), (COMPANY,)),),
    )
    anna = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "anna"), "Anna")
    missing = Fact(None, Message("no mark was given"))

    found = [
        evaluate(scheme, [anna], {(anna.ref, "order"): fact}, sketch.MARCH)[0].indicators[0]
        for fact in (given, missing)
    ]

    assert str(by_hand(found[0], order)) == "By hand: given by Olga"
    assert by_hand(found[1], order) is None
    assert str(next_step(found[1], None)) == "no mark was given"


@pytest.mark.parametrize(
    ("premium", "model", "is_paid"),
    [
        (FixedPremium(Decimal(1)), PayModel.BONUSES_ONLY, False),
        (FixedPremium(Decimal(1)), PayModel.SALARY_AND_SCORE, True),
        (FormulaPremium("salary * score"), PayModel.BONUSES_ONLY, True),
        (CoefficientPremium(Decimal(1), "volume"), PayModel.BONUSES_ONLY, True),
        (CoefficientPremium(Decimal(1), "other"), PayModel.BONUSES_ONLY, False),
    ],
)
def test_a_coefficient_is_paid_for_by_the_score_or_by_a_premium(
    premium: Premium, model: PayModel, is_paid: bool
) -> None:
    card = replace(sketch.SCHEME.cards[0], templates=("one",), pay_model=model)
    template = BonusTemplate("one", "One", premium, "sales")
    scheme = replace(sketch.SCHEME, cards=(card,), templates=(template,))

    assert pays_for(scheme, card.code, "sales", "volume") is is_paid


def test_a_coefficient_that_pays_nothing_is_not_promised(qtbot: QtBot) -> None:
    services = FakeServices()
    cards = tuple(replace(c, pay_model=PayModel.BONUSES_ONLY) for c in sketch.SCHEME.cards)
    services.schemes.in_force = replace(sketch.SCHEME, cards=cards)

    page = shown(qtbot, services)

    assert str(page.cards[0].figures.hint) == f"{RUB}260,000 more reaches the plan"


def test_where_there_is_a_card_but_no_pay_no_coefficient_is_promised(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = (sketch.with_problem(),)

    page = shown(qtbot, services)

    assert str(page.cards[0].figures.hint) == f"{RUB}260,000 more reaches the plan"


def test_an_ended_period_speaks_of_no_now_and_foretells_nothing(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.share_due, services.calculation.is_over = Decimal(1), True

    page = shown(qtbot, services)

    assert page.pay.total.accessibleName() == f"Total: {RUB}161,200"
    assert page.pay.bonus.accessibleName() == f"Bonus: {RUB}111,200"
    assert page.pay.forecast.isHidden()


def test_why_below_the_money_explains_the_money(qtbot: QtBot) -> None:
    page = shown(qtbot, FakeServices())
    card = page.cards[0]

    card.why_button.click()

    assert page.beside.panel.question == card.figures.why_earned()
    assert card.coefficient.toolTip() == "Why this coefficient?"


def shown(qtbot: QtBot, services: FakeServices) -> ProgressPage:
    page = ProgressPage(context(services))
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitExposed(page):
        page.show()
    return page
