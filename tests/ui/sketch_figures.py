"""The figures of one seller's March, calculated by the real rules from given facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import (
    COMPANY,
    DepartmentRow,
    EmployeeRow,
    Subject,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Bound,
    Indicator,
    Polarity,
    Profile,
    ProfileEntry,
    Step,
    StepScale,
    Version,
)
from crm_desktop.kpi.facts import BaseSum, Fact, FactPart, Facts
from crm_desktop.kpi.records import RecordRow
from crm_desktop.kpi.source import Aggregate, ExternalSource, RecordSource
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RewardCard,
)
from crm_desktop.texts import Message

MARCH = Period.month(2026, 3)
SALES, WINDOWS = SubjectRef(SubjectLevel.DEPARTMENT, "sales"), "windows"
_SINCE_MARCH = Version(date(2026, 3, 1), 3)
_NAMES = {
    "anna": "Анна Смирнова",
    "boris": "Борис Кузнецов",
    "vera": "Вера Константинопольская-Благовещенская",
    "gleb": "Глеб Орлов",
}
EMPLOYEES = tuple(
    EmployeeRow(
        id=number,
        version=1,
        code=code,
        name=name,
        position="",
        department_id=1 if code != "gleb" else 2,
        department="Отдел продаж" if code != "gleb" else "Оконные системы",
        hired_on=date(2020, 1, 1),
        left_on=None,
    )
    for number, (code, name) in enumerate(_NAMES.items(), 1)
)
ANNA, BORIS, VERA, GLEB = EMPLOYEES
DEPARTMENTS = (
    DepartmentRow(1, 1, "sales", "Отдел продаж", None, None, ""),
    DepartmentRow(2, 1, WINDOWS, "Оконные системы", None, None, ""),
)
SUBJECTS = (
    *(
        Subject(
            SubjectRef(SubjectLevel.EMPLOYEE, row.code),
            row.name,
            "sales" if row.department_id == 1 else WINDOWS,
        )
        for row in EMPLOYEES
    ),
    *(
        Subject(SubjectRef(SubjectLevel.DEPARTMENT, row.code), row.name, None)
        for row in DEPARTMENTS
    ),
    Subject(COMPANY, "Окна и двери"),
)

_DEALS = RecordSource(
    Entity.DEAL,
    Aggregate.SUM,
    "closed",
    "amount",
    Condition("status", Operator.EQUAL, ("won",)),
)
_INDICATORS = (
    Indicator("sales", "Объём продаж", _DEALS, Unit.MONEY, version=_SINCE_MARCH),
    Indicator(
        "customers",
        "Новые клиенты с покупкой",
        RecordSource(Entity.DEAL, Aggregate.COUNT, "closed"),
        version=_SINCE_MARCH,
    ),
    Indicator("conversion", "Конверсия лидов", ExternalSource(), Unit.PERCENT),
    Indicator(
        "overdue",
        "Просроченная дебиторка",
        ExternalSource(),
        Unit.MONEY,
        Polarity.LESS,
    ),
)
_SCALE = StepScale(
    "volume",
    "Шкала продаж",
    (
        Step(None, Decimal(500_000), Decimal(0)),
        Step(Decimal(500_000), Decimal(1_500_000), Decimal("0.7")),
        Step(Decimal(1_500_000), None, Decimal(1)),
    ),
    bound=Bound.LOWER_INCLUSIVE,
    version=_SINCE_MARCH,
)
_PLANS: dict[str, str | int] = {
    "sales": 1_500_000,
    "customers": 7,
    "conversion": "0.2",
    "overdue": 200_000,
}


def _profile(level: SubjectLevel, times: int) -> Profile:
    return Profile(
        f"month-{level}",
        "Продажи, месяц",
        tuple(
            ProfileEntry(
                code,
                Decimal("0.25"),
                "volume" if code == "sales" and level is SubjectLevel.EMPLOYEE else None,
                Decimal(plan) * (times if code in {"sales", "customers"} else 1),
            )
            for code, plan in _PLANS.items()
        ),
        (COMPANY,),
        level,
        version=_SINCE_MARCH,
    )


SCHEME = Scheme(
    name="Окна",
    currency="RUB",
    indicators=_INDICATORS,
    scales=(_SCALE,),
    profiles=(
        _profile(SubjectLevel.EMPLOYEE, 1),
        _profile(SubjectLevel.DEPARTMENT, 3),
        _profile(SubjectLevel.COMPANY, 4),
    ),
    templates=(
        BonusTemplate(
            "five",
            "5 % от продаж, если больше 1 000 000",
            PercentPremium(Decimal("0.05")),
            "sales",
            (PremiumCondition("sales", Operator.MORE, Decimal(1_000_000)),),
            version=_SINCE_MARCH,
        ),
        BonusTemplate(
            "new",
            "3 000 за нового клиента с покупкой",
            PerUnitPremium(Decimal(3_000)),
            "customers",
        ),
        BonusTemplate(
            "three",
            "3 % от продаж при конверсии выше 20 %",
            PercentPremium(Decimal("0.03")),
            "sales",
            (PremiumCondition("conversion", Operator.MORE, Decimal("0.2")),),
        ),
    ),
    cards=(
        RewardCard(
            "manager",
            "Менеджер",
            Decimal(50_000),
            ("five", "new", "three"),
            (
                Assignment(SubjectRef(SubjectLevel.EMPLOYEE, "anna")),
                Assignment(SubjectRef(SubjectLevel.EMPLOYEE, "boris"), Decimal(45_000)),
                Assignment(SubjectRef(SubjectLevel.EMPLOYEE, "vera")),
            ),
        ),
    ),
)

_MEASURED: dict[SubjectRef, tuple[str | None, ...]] = {
    SUBJECTS[0].ref: ("1240000", "4", "0.214", "310000"),
    SUBJECTS[1].ref: ("980000", "7", "0.184", "150000"),
    SUBJECTS[2].ref: ("90000.50", "10", None, "0"),
    SUBJECTS[3].ref: ("0", "0", None, None),
    SUBJECTS[4].ref: ("2310000.50", "21", "0.199", "460000"),
    SUBJECTS[5].ref: ("0", "0", None, None),
    SUBJECTS[6].ref: ("2310000.50", "21", "0.199", "460000"),
}


def facts(times: Decimal = Decimal(1)) -> Facts:
    """Return everyone's facts, those that add up ``times`` as large."""
    found = {}
    for ref, values in _MEASURED.items():
        for indicator, value in zip(_INDICATORS, values, strict=True):
            found[ref, indicator.code] = _fact(ref, indicator, value, times)
    return found


def _fact(ref: SubjectRef, indicator: Indicator, value: str | None, times: Decimal) -> Fact:
    if value is None:
        return Fact(None, Message("There is nothing to divide by."))
    source = indicator.source
    if not isinstance(source, RecordSource):
        return Fact(Decimal(value))
    base = BaseSum(source.entity, source.dated_by, source.measure, source.where)
    part = FactPart(base, Decimal(value) * times)
    return Fact(part.value, None, (part,))


def outcomes(times: Decimal = Decimal(1)) -> tuple[Outcome, ...]:
    """Return everyone's outcome in March."""
    return tuple(calculate(SCHEME, SUBJECTS, facts(times), MARCH))


def outcome_of(code: str, found: tuple[Outcome, ...]) -> Outcome:
    return next(outcome for outcome in found if outcome.result.subject.ref.code == code)


def statement_of(code: str, found: tuple[Outcome, ...] = ()) -> Statement:
    """Return the statement of the employee with ``code``, in March as it stands by default."""
    statement = outcome_of(code, found or outcomes()).statement
    assert statement is not None
    return statement


def outcomes_with_windows_below_sales() -> tuple[Outcome, ...]:
    """Return everyone's outcome where one department is part of the other."""
    subjects = tuple(
        replace(one, department="sales") if one.ref.code == WINDOWS else one for one in SUBJECTS
    )
    return tuple(calculate(SCHEME, subjects, facts(), MARCH))


def with_problem() -> Outcome:
    """Return Anna's outcome where her statement could not be made."""
    found = outcomes()[0]
    return replace(found, statement=None, problem=Message("an amount is too large."))


def outcomes_without_plans() -> tuple[Outcome, ...]:
    """Return everyone's outcome where nobody has a plan."""
    profiles = tuple(
        replace(profile, entries=tuple(replace(entry, plan=None) for entry in profile.entries))
        for profile in SCHEME.profiles
    )
    return tuple(calculate(replace(SCHEME, profiles=profiles), SUBJECTS, facts(), MARCH))


def outcomes_paid_by_the_score() -> tuple[Outcome, ...]:
    """Return everyone's outcome where the score pays, and one premium beside it."""
    card = replace(SCHEME.cards[0], templates=("five",), pay_model=PayModel.SALARY_AND_SCORE)
    return tuple(calculate(replace(SCHEME, cards=(card,)), SUBJECTS, facts(), MARCH))


def without_profile() -> Outcome:
    """Return Anna's outcome where no profile is assigned to her."""
    return calculate(Scheme("empty", "RUB"), SUBJECTS[:1], {}, MARCH)[0]


_DEALS_WON: tuple[tuple[str, str, int, int, str], ...] = (
    ("№ 1203 Окна", "ООО «Ёлка»", 4, 480_000_00, "1"),
    ("№ 1210 Балкон", "Иванова", 11, 235_000_00, "1"),
    ("№ 1214 Фасад", "«Север»", 17, 375_000_00, "1"),
    ("№ 1220 Офис", "АО «Длинное название строительной компании»", 19, 150_000_00, "0.6"),
    *((f"№ {1221 + n} Дверь", "Частное лицо", 20 + n, 0, "1") for n in range(10)),
)
ROWS = tuple(
    RecordRow(
        Entity.DEAL,
        1200 + number,
        title,
        customer,
        date(2026, 3, day),
        Money(minor, "RUB"),
        Decimal(share),
    )
    for number, (title, customer, day, minor, share) in enumerate(_DEALS_WON)
)
TREND = {
    "sales": tuple(map(Decimal, (900_000, 960_000, 880_000, 1_050_000, 1_150_000, 1_240_000))),
    "customers": tuple(map(Decimal, (2, 3, 6, 5, 5, 4))),
    "conversion": (None, *map(Decimal, ("0.17", "0.19", "0.18", "0.20", "0.214"))),
    "overdue": tuple(map(Decimal, (250_000, 200_000, 200_000, 290_000, 260_000, 310_000))),
}
SHARE_DUE = Decimal(15) / 21
