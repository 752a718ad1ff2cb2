"""Marks given by hand, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from crm_desktop.changes import Changes
from crm_desktop.composition import Services
from crm_desktop.domain.marks import MarkDraft
from crm_desktop.domain.people import (
    COMPANY,
    DepartmentDraft,
    EmployeeDraft,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError, InvalidInputError, NotFoundError
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.source import FormulaSource, ManualSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, RewardCard
from tests.storage.crm_builders import NOW, add_employee, firm_services, sessions_on

ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "Anna")
BORIS = SubjectRef(SubjectLevel.EMPLOYEE, "Boris")
MARCH, FEBRUARY = Period.month(2026, 3), Period.month(2026, 2)
SCHEME = Scheme(
    name="Marks",
    currency="RUB",
    indicators=(
        Indicator("order", "Order", ManualSource(Decimal(-3), Decimal(3), 3)),
        Indicator("tidiness", "Tidiness", ManualSource(Decimal(0), Decimal(10), None)),
        Indicator("both", "Both", FormulaSource("order + tidiness")),
    ),
    profiles=(
        Profile("people", "People", (ProfileEntry("both"),), (COMPANY,)),
        Profile("firm", "Firm", (ProfileEntry("order"),), (COMPANY,), level=SubjectLevel.COMPANY),
    ),
    cards=(RewardCard("card", "Card", Decimal(1000), (), (Assignment(ANNA),)),),
)
DRAFT = MarkDraft("order", ANNA, MARCH, Decimal("1.5"), "Kept the desk clean", "Olga")


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with closing(firm_services(database)) as services:
        for name in ("Anna", "Boris"):
            add_employee(services, name)
        services.schemes.import_scheme(SCHEME)
        yield services


def given(services: Services, period: Period) -> dict[tuple[str, str], Decimal | None]:
    return {
        (row.subject.ref.code, row.indicator): row.given.value if row.given else None
        for row in services.marks.list_marks(period)
    }


def test_marks_are_asked_of_whoever_has_them_in_a_profile_or_in_its_formulas(
    services: Services,
) -> None:
    assert list(given(services, MARCH)) == [
        ("Anna", "order"),
        ("Anna", "tidiness"),
        ("Boris", "order"),
        ("Boris", "tidiness"),
        ("", "order"),
    ]


def test_a_mark_holds_with_its_reason_and_author_for_its_period_alone(services: Services) -> None:
    assert services.marks.set_mark(DRAFT) == Changes.SCHEME

    row = services.marks.list_marks(MARCH)[0]
    assert row.given is not None
    assert (row.given.value, row.given.reason) == (Decimal("1.5"), "Kept the desk clean")
    assert (row.given.author, row.given.at) == ("Olga", NOW)
    assert (row.name, row.lowest, row.highest) == ("Order", Decimal(-3), Decimal(3))
    assert given(services, FEBRUARY)["Anna", "order"] is None


def test_the_newest_mark_holds_and_the_past_stays_readable(services: Services) -> None:
    services.marks.set_mark(DRAFT)
    services.marks.set_mark(replace(DRAFT, value=Decimal(-2), reason="A mistake"))
    services.marks.set_mark(replace(DRAFT, subject=BORIS))

    history = services.marks.history("order", ANNA, MARCH)
    assert [(version.value, version.reason) for version in history] == [
        (Decimal(-2), "A mistake"),
        (Decimal("1.5"), "Kept the desk clean"),
    ]
    assert given(services, MARCH)["Anna", "order"] == Decimal(-2)


def test_a_mark_can_be_taken_away_with_a_reason(services: Services) -> None:
    services.marks.set_mark(DRAFT)
    services.marks.set_mark(replace(DRAFT, value=None, reason="Of another person"))

    assert given(services, MARCH)["Anna", "order"] is None
    assert len(services.marks.history("order", ANNA, MARCH)) == 2


def test_marks_are_asked_of_people_where_they_were_at_the_end_of_the_period(
    services: Services,
) -> None:
    old, new = (
        services.people.create_department(DepartmentDraft(name, name)).id for name in ("old", "new")
    )
    (anna, _), of_old = services.people.list_employees(), SubjectRef(SubjectLevel.DEPARTMENT, "old")
    draft = EmployeeDraft(anna.code, anna.name, department_id=old)
    services.people.save_employee(anna.id, anna.version, draft, since=date(2026, 1, 1))
    moved = replace(draft, department_id=new)
    services.people.save_employee(anna.id, anna.version + 1, moved, since=date(2026, 3, 10))
    asked = replace(SCHEME.profiles[0], assigned_to=(of_old,))
    services.schemes.import_scheme(replace(SCHEME, profiles=(asked,)))

    assert {code for code, _ in given(services, FEBRUARY)} == {"Anna"}
    assert given(services, MARCH) == {}


def test_a_mark_of_some_days_says_nothing_of_longer_ones_that_begin_with_them(
    services: Services,
) -> None:
    of_any_days = replace(SCHEME.profiles[0], period_kind=PeriodKind.CUSTOM)
    services.schemes.import_scheme(replace(SCHEME, profiles=(of_any_days,)))
    short, long = (Period(date(2026, 3, 1), date(2026, 3, end)) for end in (16, 31))
    services.marks.set_mark(replace(DRAFT, period=short))

    facts = [services.calculation.facts(period)[ANNA, "order"].value for period in (short, long)]
    assert facts == [Decimal("1.5"), None]
    assert given(services, long)["Anna", "order"] is None
    assert services.marks.history("order", ANNA, long) == []


def test_a_figure_is_the_mark_that_holds_and_has_no_value_without_one(services: Services) -> None:
    def both() -> Decimal | None:
        outcome = services.calculation.progress("Anna", MARCH)
        return outcome.result.indicators[0].fact.value

    services.marks.set_mark(replace(DRAFT, indicator="tidiness", value=Decimal(7)))
    assert both() is None
    services.marks.set_mark(DRAFT)
    assert both() == Decimal("8.5")
    services.marks.set_mark(replace(DRAFT, value=None, reason="Of another person"))
    assert both() is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": Decimal("3.01")}, "value"),
        ({"value": Decimal(-4)}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("0." + "1" * 30)}, "value"),
        ({"reason": "  "}, "reason"),
        ({"value": None, "reason": ""}, "reason"),
        ({"author": ""}, "author"),
        ({"author_id": 99}, "author"),
        ({"indicator": "both"}, "indicator"),
    ],
)
def test_a_mark_that_cannot_stand_is_refused_in_its_field(
    services: Services, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        services.marks.set_mark(replace(DRAFT, **change))  # type: ignore[arg-type]

    assert refused.value.field == field
    assert services.marks.history("order", ANNA, MARCH) == []


@pytest.mark.parametrize(
    "change", [{"indicator": "gone"}, {"subject": SubjectRef(SubjectLevel.EMPLOYEE, "Gone")}]
)
def test_a_mark_of_what_is_not_there_is_refused(
    services: Services, change: dict[str, object]
) -> None:
    with pytest.raises(NotFoundError):
        services.marks.set_mark(replace(DRAFT, **change))  # type: ignore[arg-type]


def test_the_range_is_said_in_words(services: Services) -> None:
    with pytest.raises(CrmError, match="from \N{MINUS SIGN}3 to 3"):
        services.marks.set_mark(replace(DRAFT, value=Decimal(9)))


def test_a_mark_whose_pay_is_settled_stands(services: Services, database: str) -> None:
    services.payroll.calculate_and_save(MARCH)
    settle(database)

    for subject in (ANNA, COMPANY):
        with pytest.raises(InvalidInputError, match="settled"):
            services.marks.set_mark(replace(DRAFT, subject=subject))
    services.marks.set_mark(replace(DRAFT, subject=BORIS))
    services.marks.set_mark(replace(DRAFT, period=FEBRUARY))


def settle(database: str) -> None:
    with sessions_on(database).begin() as session:
        session.execute(text("UPDATE statement SET state = 'approved'"))


def test_a_missing_mark_is_stale_so_many_days_after_the_end(services: Services) -> None:
    ripe = MARCH.end + timedelta(days=3)

    def asked(day: date) -> list[tuple[str, str]]:
        rows = services.marks.list_stale(day)
        return [(row.period.code(), row.subject.ref.code) for row in rows if row.period == MARCH]

    assert asked(ripe - timedelta(days=1)) == []
    services.marks.set_mark(DRAFT)
    assert asked(ripe) == [("2026-03", "Boris"), ("2026-03", "")]


def test_marks_are_asked_for_three_periods_back_the_oldest_first(services: Services) -> None:
    rows = services.marks.list_stale(date(2026, 6, 4))

    assert [row.period.code() for row in rows] == ["2026-03"] * 3 + ["2026-04"] * 3 + [
        "2026-05"
    ] * 3
    assert {row.indicator for row in rows} == {"order"}


def test_marks_of_settled_pay_are_asked_for_no_more(services: Services, database: str) -> None:
    services.payroll.calculate_and_save(MARCH)
    settle(database)

    rows = services.marks.list_stale(MARCH.end + timedelta(days=3))

    assert [row.subject.ref.code for row in rows if row.period == MARCH] == ["Boris"]


def test_today_is_that_of_the_firm(database: str) -> None:
    late = datetime(2026, 4, 3, 21, tzinfo=UTC)  # the 4th of April in Moscow
    with closing(firm_services(database, late)) as services:
        add_employee(services, "Anna")
        services.schemes.import_scheme(SCHEME)
        assert services.marks.list_marks(MARCH)[0].is_stale
