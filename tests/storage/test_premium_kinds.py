"""Every premium of every kind of period: what is calculated is read, approved and stays so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crm_desktop.clock import fixed
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.kpi.definition import Profile, ProfileEntry
from crm_desktop.kpi.working import Division, Part
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Statement, StatementLine
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    ContestPremium,
    FixedPremium,
    PoolPremium,
    RewardCard,
)
from crm_desktop.rewards.terms import PAID_KINDS
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from tests.storage import kpi_scheme
from tests.storage.commission_firm import AT, Firm, add_deal, founded
from tests.unit.rewards.test_ground import PREMIUMS, RATES

DECEMBER = Period.month(2025, 12)
"""The month that also ends a quarter, a half-year and a year."""
SOLD_IN = (2, 8, 11, 12)


@pytest.fixture
def firm(database: str) -> Iterator[Firm]:
    yield from founded(database)


def scheme() -> Scheme:
    entries = (ProfileEntry("sales", plan=Decimal(1000)),)
    templates = tuple(
        BonusTemplate(
            f"{name}_{kind.name.lower()}",
            name,
            premium,
            "sales",
            level=SubjectLevel.COMPANY
            if isinstance(premium, PoolPremium | ContestPremium)
            else SubjectLevel.EMPLOYEE,
            period_kind=kind,
        )
        for name, premium in PREMIUMS.items()
        for kind in PAID_KINDS
    )
    codes = tuple(template.code for template in templates)
    return Scheme(
        "S",
        "RUB",
        indicators=(kpi_scheme.SALES,),
        scales=(RATES,),
        profiles=tuple(
            Profile(f"p_{kind.name.lower()}", kind.value, entries, (COMPANY,), period_kind=kind)
            for kind in PAID_KINDS
        ),
        templates=templates,
        cards=(RewardCard("card", "Card", Decimal(40_000), codes, (Assignment(COMPANY),)),),
    )


def sell(firm: Firm, rules: Scheme) -> None:
    SchemeService(firm.sessions, fixed(AT)).import_scheme(rules)
    for month in SOLD_IN:
        day = datetime(2025, month, 10, 9, tzinfo=UTC)
        add_deal(firm, month * 1_000_00, created=day, closed=day)


def calculated(firm: Firm) -> Statement:
    """Return the statement of December as it is saved, before anybody reads it."""
    outcomes = firm.payroll.calculate_and_save(DECEMBER).calculation.outcomes
    [found] = (one.statement for one in outcomes if one.result.subject.ref.code == "e0")
    assert found is not None
    return found


def paid(statement: Statement) -> dict[str, int]:
    return {line.code: line.amount.minor for line in statement.lines}


def test_all_premiums_are_read_and_approved_as_they_were_calculated(firm: Firm) -> None:
    sell(firm, scheme())
    made = calculated(firm)

    assert {code for code, minor in paid(made).items() if minor <= 0} == set()
    assert firm.statement(DECEMBER) == made
    assert firm.payroll.preview(DECEMBER) == []

    life = StatementLifeService(firm.sessions, fixed(AT))
    life.advance(DECEMBER, StatementState.APPROVED, "Anna")

    assert firm.statement(DECEMBER) == made
    assert firm.corrections(DECEMBER) == []


def test_an_instalment_of_a_later_month_tells_what_it_is_a_part_of(firm: Firm) -> None:
    template = BonusTemplate("third", "In three", FixedPremium(Decimal(100)), instalments=3)
    card = RewardCard("card", "Card", Decimal(40_000), ("third",), (Assignment(COMPANY),))
    rules = replace(scheme(), templates=(template,), cards=(card,))
    SchemeService(firm.sessions, fixed(AT)).import_scheme(rules)
    firm.payroll.calculate_and_save(DECEMBER.previous())
    made = calculated(firm)

    [line] = [one for one in made.lines if one.code == "instalment:third:2025-11"]
    assert line.amount == Money(33_33, "RUB")
    assert line.derivation.working is not None
    [operand] = line.derivation.working.operands
    assert isinstance(operand.source, Division)
    assert operand.source.whole.value.value == 100
    assert (operand.source.own, operand.source.of_people) == (1, False)
    assert operand.source.parts == (Part(Decimal(1), 33_34), Part(Decimal(1), 33_33, 2))
    assert firm.statement(DECEMBER) == made


def test_new_versions_within_the_year_pay_for_the_whole_of_it(firm: Firm) -> None:
    """From 1 December on everything has another name; what it pays stays."""
    rules = scheme()
    sell(firm, rules)
    before = calculated(firm)
    renamed = replace(
        rules,
        indicators=tuple(replace(one, name="Turnover") for one in rules.indicators),
        scales=tuple(replace(one, name="Steps") for one in rules.scales),
        profiles=tuple(replace(one, name="Sellers") for one in rules.profiles),
        templates=tuple(replace(one, description="New") for one in rules.templates),
    )
    SchemeService(firm.sessions, fixed(AT)).import_scheme(renamed, date(2025, 12, 1))

    after = calculated(firm)

    assert paid(after) == paid(before)
    assert firm.statement(DECEMBER) == after
    assert {_day_of(line) for line in after.lines} == {date(2025, 12, 1)}


def _day_of(line: StatementLine) -> date | None:
    rule = line.derivation.rule
    return None if rule is None else rule.valid_from
