"""Rules with every kind of scale and premium, as a bonus regulation has to say them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Unit
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.definition import (
    CurvePoint,
    CurveScale,
    Indicator,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    StepScale,
    ThresholdScale,
    Version,
)
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import ExternalSource
from crm_desktop.rewards.regulation import Concerned, Regulation
from crm_desktop.rewards.regulation_text import regulation_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    Assignment,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
    Sharing,
)
from tests.unit.rewards.builders import employee, step

ON = date(2026, 3, 1)
VERSION = Version(ON, 3)
PEOPLE = ("Anna", "Boris")


def ref(code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, code)


INDICATORS = (
    Indicator("sales", "Sales", ExternalSource(), Unit.MONEY, description="What you sold."),
    Indicator("calls", "Calls", ExternalSource()),
    Indicator("answer", "Answer", ExternalSource(), Unit.DURATION, polarity=Polarity.LESS),
    Indicator(
        "stock",
        "Stock",
        ExternalSource(),
        polarity=Polarity.CORRIDOR,
        tolerance=Decimal("0.1"),
    ),
    Indicator("mark", "Mark", ExternalSource(), Unit.SCORE),
)
SCALES = (
    StepScale(
        "steps",
        "Steps",
        (step(None, "0.8", "0"), step("0.8", "1", "0.5"), step("1", None, "1")),
        Measure.ATTAINMENT,
    ),
    CurveScale(
        "curve",
        "Curve",
        (CurvePoint(Decimal("0.7"), Decimal(0)), CurvePoint(Decimal(1), Decimal(1))),
    ),
    LineScale("line", "Line", highest=Decimal("1.5")),
    ThresholdScale("threshold", "Threshold", Decimal("0.9"), highest=Decimal("1.2")),
    MatrixScale(
        "marks",
        "Marks",
        (MatrixCell(Decimal(-1), Decimal("0.9")), MatrixCell(Decimal(1), Decimal("1.1"))),
    ),
    StepScale(
        "rates",
        "Rates",
        (step(None, "400000", "0.02"), step("400000", None, "0.03", is_marginal=True)),
    ),
)
ENTRIES = (
    ProfileEntry("sales", Decimal("0.5"), "steps", base=Decimal(50_000), gate=Decimal("0.6")),
    ProfileEntry("calls", Decimal("0.2"), "curve", plan=Decimal(300), ramp=(Decimal(100),)),
    ProfileEntry("answer", Decimal("0.1"), "line", plan=Decimal(1_800)),
    ProfileEntry("stock", Decimal("0.1"), "threshold", plan=Decimal(40)),
    ProfileEntry("mark", Decimal("0.1"), "marks"),
)
PREMIUMS: dict[str, tuple[Premium, str | None]] = {
    "fixed": (FixedPremium(Decimal(3_000)), None),
    "per-unit": (PerUnitPremium(Decimal(50)), "calls"),
    "percent": (PercentPremium(Decimal("0.05")), "sales"),
    "salary": (SalaryPercentPremium(Decimal("0.1")), None),
    "rates": (RateScalePremium("rates"), "sales"),
    "coefficient": (CoefficientPremium(Decimal(8_000), "curve"), "calls"),
    "formula": (FormulaPremium("sales * 0.01"), None),
    "above": (AbovePlanPremium(Decimal("0.07")), "sales"),
    "pool": (PoolPremium(Sharing.EQUAL, Decimal(90_000)), "sales"),
    "contest": (ContestPremium((Prize(Decimal(5_000)), Prize(gift="A book"))), "sales"),
    "commission": (
        CommissionPremium(
            Entity.DEAL,
            (EarningPart(Event.WON),),
            Decimal("0.02"),
            rates=(ProductRate(Decimal("0.04"), product="Doors"),),
        ),
        None,
    ),
}
CONDITION = PremiumCondition("sales", Operator.MORE, Decimal(1_000_000))


def template(code: str, *, version: Version = VERSION, **changes: Any) -> BonusTemplate:
    premium, counted = PREMIUMS[code]
    told = {"name": f"Premium {code}", "indicator": counted, "version": version}
    return BonusTemplate(**({"code": code, "premium": premium} | told | changes))


def rules(**changes: Any) -> Scheme:
    """Return the scheme of a team of two; ``changes`` are of the scheme."""
    templates = (
        template("fixed", conditions=(CONDITION,), cap=Decimal(9_000)),
        template("commission", clawback=Clawback(3)),
        *(template(code) for code in PREMIUMS if code not in {"fixed", "commission"}),
    )
    profile = Profile(
        "team",
        "Team",
        ENTRIES,
        tuple(map(ref, ("anna", "boris"))),
        version=VERSION,
        cap=Decimal("1.3"),
        ramp=(Decimal("0.5"), Decimal("0.75")),
        proration=Proration.WORKING_DAYS,
    )
    card = RewardCard(
        "team",
        "Team",
        Decimal(47_123),
        tuple(PREMIUMS),
        tuple(Assignment(ref(code)) for code in ("anna", "boris")),
        PayModel.SALARY_AND_SCORE,
        Decimal(3),
        VERSION,
        script="bonus",
    )
    whole = {
        "name": "Sales team",
        "currency": "RUB",
        "indicators": INDICATORS,
        "scales": SCALES,
        "profiles": (profile,),
        "plans": (Plan("sales", ref("anna"), Decimal(700_000), valid_from=ON),),
        "templates": templates,
        "cards": (card,),
        "scripts": (Script("bonus", "Bonus script", ScriptKind.REWARD, "", "Rounds the pay up."),),
    }
    return Scheme(**(whole | changes))


def concerned(name: str, **changes: Any) -> Concerned:
    subject = Subject(employee(name.lower()).ref, name)
    given: dict[str, Any] = {"position": "Seller", "profiles": ("team",), "card": "team"}
    return Concerned(subject, **(given | changes))


def regulation(scheme: Scheme | None = None, **changes: Any) -> Regulation:
    """Return the regulation of ``rules`` for its team."""
    people = [concerned(name) for name in PEOPLE]
    given: dict[str, Any] = {
        "firm": "Northwind",
        "people": people,
        "names": {COMPANY: "Northwind", **{one.subject.ref: one.subject.name for one in people}},
        "on": ON,
        "since": VERSION.valid_from,
    }
    return regulation_of(rules() if scheme is None else scheme, **(given | changes))
