"""What a draft was made of makes the same outcome again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from crm_desktop.domain.calendar import CalendarDay, DayKind, WorkingCalendar
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.occasion import Occasion
from crm_desktop.domain.pay import Adjustment, AdjustmentKind, RoundingPlace
from crm_desktop.domain.people import COMPANY, Presence, Subject, SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.assignment import departments_of
from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry, Proration
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
from crm_desktop.rewards.ground import Ground, Keeping, ground
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, StatementLine
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    Clawback,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FormulaPremium,
    PercentPremium,
    PoolPremium,
    PremiumCondition,
    Prize,
    RewardCard,
    Sharing,
)
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
    outcomes = of.outcomes()
    keeping = Keeping(of, (3, 5), outcomes)
    return [
        (outcome, ground(json.loads(keeping.text(outcome)), scheme, MARCH).outcomes()[0])
        for outcome in outcomes
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
    outcomes = of.outcomes()
    plain = json.loads(Keeping(of, (3, 5), outcomes).text(outcomes[0]))

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
        failed=(Failed(*about, money, date(2026, 1, 5), date(2026, 3, 1)),),
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
    outcomes = of.outcomes()
    keeping = Keeping(of, (3, 5), outcomes)
    told = json.loads(keeping.text(outcomes[0]))

    again = ground(told, scheme, MARCH, accruals).outcomes()[0]

    assert again == outcomes[0]
    assert again.statement is not None
    assert {line.code for line in again.statement.lines} >= {
        "each",
        "correction:4",
        "adjustment:1",
        "adjustment:3",
        "clawback",
    }
