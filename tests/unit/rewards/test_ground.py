"""What a draft was made of makes the same outcome again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crm_desktop.domain.calendar import CalendarDay, DayKind, WorkingCalendar
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.occasion import Occasion
from crm_desktop.domain.pay import Adjustment, AdjustmentKind, RoundingPlace
from crm_desktop.domain.people import COMPANY, Presence, Subject, SubjectLevel
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.assignment import departments_of
from crm_desktop.kpi.definition import (
    Indicator,
    Measure,
    Plan,
    Profile,
    ProfileEntry,
    Proration,
    Step,
    StepScale,
)
from crm_desktop.kpi.facts import BaseSum, Fact, FactPart, Facts
from crm_desktop.kpi.recipe import recipe_of
from crm_desktop.kpi.rollup import facts_of_sheets, membership, questions
from crm_desktop.kpi.sheets import Stretches, sheets_of
from crm_desktop.kpi.source import (
    Aggregate,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Window,
)
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.ground import Ground, ground
from crm_desktop.rewards.keeping import Keeping
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, StatementLine
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
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
    Sharing,
)
from crm_desktop.rewards.terms import PAID_KINDS
from crm_desktop.texts import Message
from tests.unit.rewards.builders import MARCH, department, employee

TODAY = date(2026, 4, 1)
AT = datetime(2026, 4, 1, tzinfo=UTC)
SALES = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount")
RECENT = replace(
    SALES,
    aggregate=Aggregate.MAXIMUM,
    where=Condition("created", Operator.AT_LEAST, (RelativeDay(Anchor.TODAY, -30),)),
)
COUNT = RecordSource(Entity.ACTIVITY, Aggregate.COUNT, "planned")
INDICATORS = (
    Indicator("sales", "Sales", SALES),
    Indicator("largest", "Largest", RECENT),
    Indicator("average", "Average", RatioSource(SALES, COUNT)),
    Indicator("mark", "Mark", ManualSource()),
    Indicator("all", "All", FormulaSource("sales + mark * 2")),
    Indicator("unused", "Unused", COUNT),
)
MEASURED = tuple(
    ProfileEntry(code, Decimal("0.25"), plan=Decimal(100))
    for code in ("sales", "largest", "average", "all")
)
TEMPLATES = (
    BonusTemplate("share", "Share", PercentPremium(Decimal("0.05")), "sales"),
    BonusTemplate("score", "Score", FormulaPremium("score * 10 + mark")),
    replace(
        BonusTemplate("team", "Team", PercentPremium(Decimal("0.01")), "average"),
        level=SubjectLevel.DEPARTMENT,
    ),
    replace(
        BonusTemplate("whole", "Whole", PercentPremium(Decimal("0.01")), "sales"),
        level=SubjectLevel.COMPANY,
    ),
)
SCHEME = Scheme(
    "S",
    "RUB",
    Rounding.HALF_EVEN,
    indicators=INDICATORS,
    profiles=(Profile("p", "P", MEASURED, (COMPANY,), proration=Proration.WORKING_DAYS),),
    plans=(Plan("sales", employee("ann").ref, Decimal(1234)),),
    templates=TEMPLATES,
    cards=(
        RewardCard(
            "card",
            "Card",
            Decimal(1000),
            tuple(template.code for template in TEMPLATES),
            (Assignment(department("upper").ref),),
        ),
    ),
)
AWAY = Presence(date(2025, 1, 1), None, ((date(2026, 3, 9), date(2026, 3, 13)),))
PEOPLE = (
    replace(employee("ann", "lower", ("g",)), presence=AWAY),
    replace(employee("bob", "lower"), name='Боб «Q"»'),
    employee("cid"),
)
UNITS = (department("upper"), department("lower", "upper"), Subject(COMPANY, "Firm"))
CALENDAR = WorkingCalendar(
    "RU", (CalendarDay(date(2026, 3, 10), DayKind.OFF), CalendarDay(date(2025, 1, 9), DayKind.OFF))
)


def measured() -> Facts:
    """Return sums of records of all but Cid, and marks of people alone."""
    sums: dict[BaseSum, dict[str, Decimal]] = {}
    for source, ann, bob in ((SALES, "12345678.91", "0.1"), (RECENT, "7", "8"), (COUNT, "3", "0")):
        [term] = recipe_of(source).terms
        sums[term.base] = {"ann": Decimal(ann), "bob": Decimal(bob)}
    people = ((person.ref.code, person) for person in PEOPLE)
    stretches = Stretches(dict.fromkeys(Window, (membership(people, departments_of(UNITS)),)))
    asked = questions(INDICATORS, Occasion(TODAY, MARCH))
    return facts_of_sheets(asked, (*PEOPLE, *UNITS), sheets_of(sums), stretches)


def kept(of: Ground, scheme: Scheme = SCHEME) -> list[tuple[Outcome, Outcome]]:
    """Return each outcome that has a statement with what its kept ground makes of it."""
    paid = of.paid()
    keeping = Keeping(of, (3, 5), paid)
    return [
        (outcome, ground(json.loads(keeping.text(outcome)), scheme, of.period).outcomes()[0])
        for outcome in paid.outcomes
        if outcome.statement is not None
    ]


def test_kept_inputs_make_the_same_outcome() -> None:
    found = kept(Ground(SCHEME, (*PEOPLE, *UNITS), measured(), MARCH, CALENDAR, TODAY))

    assert [outcome.result.subject.name for outcome, _ in found] == ["Ann", 'Боб «Q"»']
    for outcome, again in found:
        assert again == outcome


def test_facts_with_words_of_their_own_are_kept_whole() -> None:
    [base] = (term.base for term in recipe_of(SALES).terms)
    sentence = Message("given by {author}, {at}", author="Eve", at=datetime(2026, 4, 1, tzinfo=UTC))
    part = FactPart(base, Decimal(1))
    told = {
        (PEOPLE[0].ref, "mark"): Fact(Decimal(2), parts=(part,), sentence=sentence),
        (PEOPLE[0].ref, "sales"): Fact(None, Message("nothing was measured")),
        (UNITS[1].ref, "average"): Fact(Decimal("1.5")),
    }  # fmt: skip
    found = kept(Ground(SCHEME, (*PEOPLE, *UNITS), told, MARCH, CALENDAR, TODAY))

    assert len(found) == 2
    for outcome, again in found:
        assert again == outcome


def test_only_what_the_person_is_measured_and_paid_by_is_kept() -> None:
    of = Ground(SCHEME, (*PEOPLE, *UNITS), measured(), MARCH, CALENDAR, TODAY)
    paid = of.paid()
    plain = json.loads(Keeping(of, (3, 5), paid).text(paid.outcomes[0]))

    assert plain["edition"] == [3, 5]
    assert list(plain["facts"]) == ["employee:ann", "department:lower", "company"]
    assert plain["facts"]["employee:ann"] == {
        "average": ["12345678.91", "3"],
        "largest": ["7"],
        "sales": ["12345678.91"],
    }
    assert plain["calendar"] == ["RU", [["2026-03-10", "off"]]]


def test_pools_contests_and_longer_periods_read_as_they_were_calculated() -> None:
    """Everybody shares and competes; one draft alone knows its own part of it."""
    pool = PoolPremium(Sharing.CONTRIBUTION, rate=Decimal("0.001"), of="sales")
    shared = (
        BonusTemplate("pool", "Pool", pool, "sales", level=SubjectLevel.COMPANY),
        BonusTemplate(
            "team",
            "Team",
            PoolPremium(Sharing.EQUAL, Decimal(100)),
            level=SubjectLevel.DEPARTMENT,
            conditions=(PremiumCondition("largest", Operator.MORE, Decimal(7)),),
        ),
        BonusTemplate(
            "race",
            "Race",
            ContestPremium((Prize(Decimal(10), "Cup"), Prize(Decimal(5)))),
            "sales",
            level=SubjectLevel.COMPANY,
        ),
        BonusTemplate(
            "quarter",
            "Quarter",
            PercentPremium(Decimal("0.01")),
            "average",
            period_kind=PeriodKind.QUARTER,
        ),
    )
    codes = tuple(template.code for template in shared)
    cards = (replace(SCHEME.cards[0], templates=codes, assignments=(Assignment(COMPANY),)),)
    scheme = replace(SCHEME, templates=shared, cards=cards)
    of = Ground(
        scheme,
        (*PEOPLE, *UNITS),
        measured(),
        MARCH,
        CALENDAR,
        TODAY,
        longer={PeriodKind.QUARTER: measured()},
    )

    found = kept(of, scheme)

    lines = {o.result.subject.ref.code: [int(i.amount.minor) for i in _lines(o)] for o, _ in found}
    assert lines == {
        "ann": [1_234_568, 0, 10_00, 4_115_226],
        "bob": [0, 100_00, 5_00, 0],
        "cid": [0, 0, 0, 0],
    }
    for outcome, again in found:
        assert again == outcome


def _lines(outcome: Outcome) -> Sequence[StatementLine]:
    assert outcome.statement is not None
    return outcome.statement.lines


def test_commissions_and_openings_read_as_they_were_calculated() -> None:
    paid = CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), Decimal("0.1"))
    template = BonusTemplate("each", "Each", paid, clawback=Clawback(6), instalments=2)
    cards = (replace(SCHEME.cards[0], templates=("each",), assignments=(Assignment(COMPANY),)),)
    scheme = replace(SCHEME, templates=(template,), cards=cards, rounding_place=RoundingPlace.TOTAL)
    about = "each", Entity.DEAL, 7, "Windows"
    accruals = [Accrual(*about, Event.WON, date(2026, 3, 5), 1_000_01, Decimal("0.1"), 100_00)]
    money = Money(30_00, "RUB")
    opening = Opening(
        carries=(Carry(CarryKind.ADVANCE, money), Carry(CarryKind.CLAWBACK, money)),
        failed=(Failed(*about, money, date(2026, 1, 5), date(2026, 3, 1), money),),
        adjustments=(
            Adjustment(1, AdjustmentKind.PAYMENT, "Gift", money, "Fine", "Eve", AT),
            Adjustment(2, AdjustmentKind.PRAISE, "Thanks", None, "Fine", "Eve", AT),
            Adjustment(3, AdjustmentKind.CUT, "Cut", money, "Late", "Eve", AT, date(2026, 3, 2)),
        ),
        corrections=(AcceptedCorrection(4, MARCH.previous(), money, "Missed"),),
        cut_limit=Decimal("0.2"),
    )
    ann = PEOPLE[0].ref
    of = Ground(
        scheme,
        (*PEOPLE, *UNITS),
        measured(),
        MARCH,
        CALENDAR,
        TODAY,
        Commissions({ann: accruals}),
        {ann: opening},
    )
    found = of.paid()
    told = json.loads(Keeping(of, (3, 5), found).text(found.outcomes[0]))

    again = ground(told, scheme, MARCH, accruals).outcomes()[0]

    assert again == found.outcomes[0]
    assert again.statement is not None
    assert {line.code for line in again.statement.lines} >= {
        "each",
        "correction:4",
        "adjustment:1",
        "adjustment:3",
        "clawback",
    }


DECEMBER = Period.month(2026, 12)
"""The month that also ends a quarter, a half-year and a year."""
PREMIUMS: Mapping[str, Premium] = {
    "fixed": FixedPremium(Decimal(9000)),
    "unit": PerUnitPremium(Decimal("0.01")),
    "percent": PercentPremium(Decimal("0.05")),
    "salary": SalaryPercentPremium(Decimal("0.5")),
    "rates": RateScalePremium("rates"),
    "coefficient": CoefficientPremium(Decimal(100), "rates"),
    "formula": FormulaPremium("score * 10 + sales.plan"),
    "above": AbovePlanPremium(Decimal("0.05")),
    "equal": PoolPremium(Sharing.EQUAL, Decimal(100)),
    "by_salary": PoolPremium(Sharing.SALARY, Decimal(100)),
    "by_sales": PoolPremium(Sharing.CONTRIBUTION, rate=Decimal("0.1"), of="sales"),
    "by_plan": PoolPremium(Sharing.ATTAINMENT, Decimal(100)),
    "race": ContestPremium((Prize(Decimal(10)),)),
    "deals": CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), Decimal("0.1")),
}
RATES = StepScale("rates", "Rates", (Step(None, None, Decimal("0.5")),), Measure.FACT)
TELL_NOTHING = {"fixed", "salary", "deals", "equal", "by_salary"}
"""What reads no indicator of its period."""


def by_kind(name: str, kind: PeriodKind) -> tuple[Scheme, Ground]:
    """Return the rules by which the premium ``name`` is paid for a ``kind`` of period alone."""
    premium = PREMIUMS[name]
    is_shared = isinstance(premium, PoolPremium | ContestPremium)
    level = SubjectLevel.COMPANY if is_shared else SubjectLevel.EMPLOYEE
    template = BonusTemplate(
        "p",
        "P",
        premium,
        None if name in TELL_NOTHING else "sales",
        level=level,
        period_kind=kind,
    )
    scheme = replace(
        SCHEME,
        scales=(RATES,),
        profiles=tuple(
            replace(SCHEME.profiles[0], code=each.value, period_kind=each, entries=MEASURED[:3])
            for each in PAID_KINDS[: 1 if name in TELL_NOTHING else None]
        ),
        templates=(template,),
        cards=(replace(SCHEME.cards[0], templates=("p",)),),
    )
    about = "p", Entity.DEAL, 7, "Windows"
    accrual = Accrual(*about, Event.WON, DECEMBER.start, 1_000_00, Decimal("0.1"), 100_00)
    longer: dict[PeriodKind, Facts] = {} if kind is PeriodKind.MONTH else {kind: measured()}
    ann = PEOPLE[0].ref
    return scheme, Ground(
        scheme, (*PEOPLE, *UNITS), measured(), DECEMBER, CALENDAR, TODAY,
        Commissions({ann: [accrual]}), longer=longer,
    )  # fmt: skip


@pytest.mark.parametrize("kind", PAID_KINDS)
@pytest.mark.parametrize("name", PREMIUMS)
def test_every_premium_of_every_period_reads_as_it_was_calculated_and_as_it_is_approved(
    name: str, kind: PeriodKind
) -> None:
    scheme, of = by_kind(name, kind)
    paid = of.paid()
    keeping = Keeping(of, (3, 5), paid)

    for outcome in paid.outcomes[:2]:
        accruals = of.earnings.accruals(outcome.result.subject.ref)
        told = json.loads(keeping.text(outcome))
        again = ground(told, scheme, DECEMBER, accruals).outcomes()[0]
        assert again == outcome
        assert REWARDS.from_plain(REWARDS.to_plain(again)) == outcome
    assert [line.amount.minor > 0 for line in _lines(paid.outcomes[0])] == [True]


def test_a_calendar_is_kept_for_the_whole_of_a_longer_period() -> None:
    scheme, of = by_kind("formula", PeriodKind.YEAR)
    own = tuple(CalendarDay(date(2026, 6, day), DayKind.OFF) for day in range(1, 11))
    of = replace(of, calendar=WorkingCalendar("RU", own))

    for outcome, again in kept(of, scheme):
        assert again == outcome
