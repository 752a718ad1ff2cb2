"""Statements of every kind of premium that many have a part in, or that earlier months decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Plan, Polarity
from crm_desktop.kpi.facts import Fact
from crm_desktop.rewards.balances import clawed
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.pay_page import PayPage, pay_page
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    Clawback,
    ContestPremium,
    FixedPremium,
    PercentPremium,
    PoolPremium,
    PremiumCondition,
    Prize,
    Sharing,
    Ties,
)
from tests.unit.exchange.pay_pages import HEADING
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    card,
    employee,
    facts_of,
    indicator,
    rub,
    scheme_of,
    statement_of,
    statements_of,
)
from tests.unit.rewards.test_premium import COMMISSION, Books, accrual

APRIL, FEBRUARY = MARCH.next(), Period.month(2026, 2)
NAMES = ("ann", "bob", "cid", "dan", "eve", "fay", "gus")
SALES, CALLS = indicator("sales"), indicator("calls", Unit.DURATION)
BONUS = BonusTemplate("b", "Bonus", FixedPremium(Decimal("800.10")))
SHARE = BonusTemplate("share", "Share", PercentPremium(Decimal("0.05")), "sales")
WON, LOST = date(2025, 12, 10), date(2026, 2, 15)


def page_of(outcome: Outcome) -> PayPage:
    return pay_page(HEADING, outcome, has_steps=True)


def shared(template: BonusTemplate, *made: str, who: str = "ann", of_firm: str = "0") -> PayPage:
    """Return what ``who`` has of ``template`` when people ``made`` so much, one after the other."""
    names = NAMES[: len(made)]
    subjects = [*map(employee, names), Subject(COMPANY, "Firm")]
    facts: dict[tuple[SubjectRef, str], Fact] = {}
    for name, value in zip((*names, None), (*made, of_firm), strict=True):
        ref = COMPANY if name is None else employee(name).ref
        facts |= facts_of(ref, sales=value, calls=value, late=value)
    salaries = tuple(
        Assignment(employee(name).ref, Decimal(value) * 100)
        for name, value in zip(names, made, strict=True)
    )
    plans = tuple(Plan("sales", employee(name).ref, Decimal(7)) for name in names)
    scheme = scheme_of(
        template,
        indicators=(SALES, CALLS, replace(SALES, code="late", polarity=Polarity.LESS)),
        cards=(card(template.code, assignments=salaries),),
        plans=plans,
    )
    found = calculate(scheme, subjects, facts, MARCH)
    return page_of(found[names.index(who)])


def pool(sharing: Sharing, amount: str | None = "100", **changes: object) -> BonusTemplate:
    whole = (
        PoolPremium(sharing, rate=Decimal("0.001"), of="sales")
        if amount is None
        else PoolPremium(sharing, amount=Decimal(amount))
    )
    of = BonusTemplate("pool", "Pool", whole, "sales", level=SubjectLevel.COMPANY)
    return replace(of, **changes)  # type: ignore[arg-type]


def contest(ties: Ties = Ties.SHARED, code: str = "sales") -> BonusTemplate:
    prizes = (Prize(Decimal(70)), Prize(Decimal(30)), Prize(gift="A book"), Prize(Decimal(5)))
    premium = ContestPremium(prizes, ties)
    return BonusTemplate("best", "Best", premium, code, level=SubjectLevel.COMPANY)


def begun(
    opening: Opening, *templates: BonusTemplate, month: Period = MARCH, **pay: object
) -> PayPage:
    """Return Ann's statement of ``month`` that begins with ``opening``."""
    given = {"salary": "1000", **pay}
    salary, place = str(given.pop("salary")), given.pop("place", RoundingPlace.LINE)
    cards = (card(*(one.code for one in templates), salary=salary, **given),)
    scheme = scheme_of(*templates, indicators=(SALES,), cards=cards, rounding_place=place)
    facts = facts_of(sales="1000.30")
    return page_of(calculate(scheme, [employee()], facts, month, openings={ANN: opening})[0])


def failed(paid: Money, *, is_pro_rata: bool, record: int = 1) -> Failed:
    """Return a deal that was lost two months after it was won."""
    about = "c", Entity.DEAL, record, f"Deal {record}"
    rule = Clawback(7, is_pro_rata)
    return Failed(*about, paid, WON, LOST, clawed(paid, WON, LOST, rule), rule)


def in_three(premium: PercentPremium | FixedPremium) -> BonusTemplate:
    return BonusTemplate("p", "In three", premium, "sales", instalments=3)


def second_of_three() -> PayPage:
    template = in_three(FixedPremium(Decimal(100)))
    return begun(Opening(statement_of(scheme_of(template), {}).carries), template, month=APRIL)


def commission_in_parts(month: Period) -> PayPage:
    template = replace(COMMISSION, instalments=3)
    books = Books((accrual(1, 1000, 50), accrual(2, 400, 25), accrual(3, 400, -10)))
    scheme = scheme_of(template, salary="1000")
    if month == MARCH:
        [outcome] = calculate(scheme, [employee()], {}, MARCH, earnings=books)
        return page_of(outcome)
    first = statements_of(scheme, [employee()], {}, earnings=books)["ann"]
    return begun(Opening(first.carries), template, month=month)


def kinds() -> Mapping[str, tuple[PayPage, str]]:
    """Return pages by what they are about, each with the code of the line that is meant."""
    conditional = pool(
        Sharing.CONTRIBUTION,
        None,
        cap=Decimal(40),
        conditions=(PremiumCondition("sales", Operator.MORE, Decimal(1)),),
    )
    debts = Opening((Carry(CarryKind.ADVANCE, rub("350.25")),))
    lost = (
        failed(rub("1000.01"), is_pro_rata=True),
        failed(rub("333.33"), is_pro_rata=False, record=2),
    )
    lacked = AcceptedCorrection(1, FEBRUARY, rub(-900), "", rub(1900), rub(1000))
    return {
        "thirteenth salary": (shared(pool(Sharing.SALARY, "1000"), "3", "5", "7"), "pool"),
        "equal parts": (shared(pool(Sharing.EQUAL), *"1234567"), "pool"),
        "equal parts of the last": (shared(pool(Sharing.EQUAL), *"1234567", who="gus"), "pool"),
        "a share of the firm": (
            shared(conditional, "30", "60", "1", "12.5", who="bob", of_firm="100030"),
            "pool",
        ),
        "by attainment": (shared(pool(Sharing.ATTAINMENT), "3", "-2", "11", "0"), "pool"),
        "by time": (
            shared(pool(Sharing.CONTRIBUTION, indicator="calls"), "5400", "1800", "60"),
            "pool",
        ),
        "a tie": (shared(contest(), "5", "9", "9", "9", "1", who="cid"), "best"),
        "a tie that each wins": (shared(contest(Ties.EACH), "9", "9", "5", "0"), "best"),
        "nothing won": (shared(contest(), "0", "9", "5", "3", "1"), "best"),
        "the fastest": (shared(contest(code="late"), "90", "95", "90"), "best"),
        "the first of three": (begun(Opening(), in_three(FixedPremium(Decimal(100)))), "p"),
        "a share in three": (begun(Opening(), in_three(PercentPremium(Decimal("0.05")))), "p"),
        "the second of three": (second_of_three(), "instalment:p:2026-03"),
        "the first parts of records": (commission_in_parts(MARCH), "c"),
        "the second parts of records": (commission_in_parts(APRIL), "instalment:c:2026-03"),
        "a guarantee": (begun(Opening(), SHARE, guarantee=Decimal("1500.05")), "guarantee"),
        "a guarantee of a total": (
            begun(Opening(), SHARE, guarantee=Decimal(1500), place=RoundingPlace.TOTAL),
            "guarantee",
        ),
        "a cap": (begun(Opening(), BONUS, SHARE, total_cap=Decimal("1.25")), "cap"),
        "a whole salary": (
            begun(Opening(), replace(BONUS, premium=FixedPremium(Decimal(-70))), SHARE),
            "floor",
        ),
        "an advance": (begun(Opening(), SHARE, advance=Advance(Decimal(300))), "advance"),
        "an advance kept back": (
            begun(debts, BONUS, SHARE, advance=Advance(Decimal(700))),
            "advance",
        ),
        "an advance left": (begun(debts, SHARE), "advance"),
        "a clawback": (begun(Opening(failed=lost), BONUS, BONUS_MORE), "clawback"),
        "a clawback above the salary": (begun(Opening(failed=lost), BONUS), "clawback"),
        "a correction": (begun(Opening(corrections=(lacked,)), BONUS), "correction:1"),
        "a correction back": (
            begun(
                Opening(corrections=(replace(lacked, amount=rub(5), was=rub(4), now=rub(9)),)),
                BONUS,
            ),
            "correction:1",
        ),
    }


BONUS_MORE = replace(BONUS, code="more", name="More")
