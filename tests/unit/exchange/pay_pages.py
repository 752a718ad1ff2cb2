"""Plain builders of what is printed: a statement of every kind of line, by the real rules."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.logo import Logo
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.statements import StatementState
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry, Step, StepScale, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import ExternalSource
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.opening import Balance, CarryKind
from crm_desktop.rewards.pay_page import Heading, PayPage, pay_page
from crm_desktop.rewards.pay_sheet import PaySheet, SheetPerson, pay_sheet
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
)
from crm_desktop.texts import Message


def png(width: int, height: int) -> bytes:
    """Return a picture in one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = b"\0" + bytes((43, 102, 217)) * width
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


MARCH = Period.month(2026, 3)
ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
NAME = "Вера Константинопольская-Благовещенская"
FORMULA = '=HYPERLINK("http://x";"1")'
LOGO = Logo.of(png(160, 60))
_SINCE_MARCH = Version(date(2026, 3, 1), 3)
_PLANS = {"sales": "1000000", "deals": "10", "talk": "36000", "margin": "400000"}
_UNITS = {"sales": Unit.MONEY, "deals": Unit.NUMBER, "talk": Unit.DURATION, "margin": Unit.MONEY}
_NAMES = {"sales": "Продажи", "deals": "Сделки", "talk": "Разговоры", "margin": "Маржа"}
SCHEME = Scheme(
    "Scheme",
    "RUB",
    indicators=tuple(
        Indicator(code, _NAMES[code], ExternalSource(), unit) for code, unit in _UNITS.items()
    ),
    profiles=(
        Profile(
            "p",
            "p",
            tuple(
                ProfileEntry(code, Decimal("0.25"), plan=Decimal(plan))
                for code, plan in _PLANS.items()
            ),
            (COMPANY,),
        ),
    ),
    scales=(
        StepScale(
            "rates",
            "Rates",
            (
                Step(None, Decimal(300000), Decimal("0.03"), is_marginal=True),
                Step(Decimal(300000), Decimal(600000), Decimal("0.05"), is_marginal=True),
                Step(Decimal(600000), None, Decimal("0.07"), is_marginal=True),
            ),
        ),
    ),
    templates=(
        BonusTemplate(
            "sales5",
            "5 % продаж, если больше миллиона",
            PercentPremium(Decimal("0.05")),
            "sales",
            (PremiumCondition("sales", Operator.MORE, Decimal(1000000)),),
            version=_SINCE_MARCH,
        ),
        BonusTemplate("deals", "За сделку", PerUnitPremium(Decimal(5000)), "deals"),
        BonusTemplate("slices", "По ступеням", RateScalePremium("rates"), "margin"),
        BonusTemplate("tenth", "Десятая часть оклада", SalaryPercentPremium(Decimal("0.1"))),
        BonusTemplate("gift", "К празднику", FixedPremium(Decimal(2500))),
        BonusTemplate("minutes", "За разговоры", PerUnitPremium(Decimal("0.05")), "talk"),
        BonusTemplate(
            "free",
            "По формуле",
            FormulaPremium("max(sales - sales.plan, 0) * 0.01 if deals > 3 else salary / 7"),
        ),
        BonusTemplate(
            "failed",
            "За маржу",
            PercentPremium(Decimal("0.5")),
            "margin",
            (PremiumCondition("margin", Operator.AT_LEAST, Decimal(900000)),),
        ),
    ),
    cards=(
        RewardCard(
            "c",
            "Карта",
            Decimal(40000),
            ("sales5", "deals", "slices", "tenth", "gift", "minutes", "free", "failed"),
            (Assignment(COMPANY),),
        ),
    ),
)
_FACTS = {"sales": "1240000.50", "deals": "12", "talk": "5400", "margin": "750000"}
HEADING = Heading(
    firm="ООО «Окна»",
    employee=NAME,
    code="anna",
    period=MARCH,
    department="Продажи",
    state=StatementState.APPROVED,
    calculated_at=datetime(2026, 4, 1, 9, 30, tzinfo=UTC),
    logo=LOGO,
)
ACCRUALS = tuple(
    Accrual(
        "commission", Entity.DEAL, number, f"Счёт {number}", Event.PAID, date(2026, 3, number),
        base, rate, amount,
    )
    for number, base, rate, amount in (
        (1, 100000, Decimal("0.04"), 4000),
        (2, -20000, Decimal("0.04"), -800),
        (3, 1005, Decimal("0.1"), 101),
        (4, 70000, None, 5000),
    )
)  # fmt: skip


def outcome() -> Outcome:
    facts = {(ANNA, code): Fact(Decimal(value)) for code, value in _FACTS.items()}
    return calculate(SCHEME, [Subject(ANNA, NAME)], facts, MARCH)[0]


def statement() -> Statement:
    found = outcome().statement
    assert found is not None
    return found


def line(code: str, label: str, minor: int) -> StatementLine:
    amount = Money(minor, "RUB")
    worth = Quantity(amount.as_decimal(), Unit.MONEY, "RUB")
    words = Message("decided besides the rules")
    return StatementLine(code, label, amount, words, Derivation(label, worth, words))


def with_lines(*lines: StatementLine, **changes: object) -> Outcome:
    """Return the outcome with more lines, which its total counts too."""
    whole = outcome()
    found = statement()
    more = sum(each.amount.minor for each in lines)
    longer = replace(
        found,
        lines=(*found.lines, *lines),
        total=Money(found.total.minor + more, "RUB"),
        **changes,  # type: ignore[arg-type]
    )
    return replace(whole, statement=longer)


def full_outcome() -> Outcome:
    """Return a statement with everything that a page can have."""
    return with_lines(
        line("commission", "Комиссия", 8301),
        line("correction:4", "Correction for February 2026", -500000),
        balances=(
            Balance(
                CarryKind.ADVANCE,
                *(Money(minor, "RUB") for minor in (50000, 0, 37500, 12500)),
            ),
        ),
        gifts=("Билеты в театр",),
    )


def page(*, has_steps: bool = True) -> PayPage:
    return pay_page(HEADING, full_outcome(), accruals=ACCRUALS, has_steps=has_steps)


def long_page(count: int = 60) -> PayPage:
    lines = [line(f"adjustment:{n}", f"Строка номер {n} {NAME}", 100 * n) for n in range(count)]
    return pay_page(HEADING, with_lines(*lines), has_steps=True)


def empty_page() -> PayPage:
    """Return the page of who gets a salary alone and is measured by nothing."""
    found = replace(statement(), lines=(), total=statement().salary)
    result = replace(outcome().result, indicators=(), score=None)
    return pay_page(replace(HEADING, logo=None), replace(outcome(), result=result, statement=found))


def sheet(count: int = 3) -> PaySheet:
    whole = full_outcome().statement
    assert whole is not None
    people = [
        SheetPerson("1", NAME, "Продажи", whole),
        SheetPerson("2", FORMULA, "", statement()),
        *(SheetPerson(str(n), f"Сотрудник {n}", "Офис", statement()) for n in range(3, count + 1)),
    ]
    return pay_sheet("ООО «Окна»", MARCH, "RUB", people)
