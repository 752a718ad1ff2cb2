"""The scheme store: versions, their first days, and what importing twice does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.scheme import read_scheme, write_scheme
from crm_desktop.exchange.toml_reading import DocumentError
from crm_desktop.kpi.definition import ALWAYS, Plan, Version
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import PercentPremium
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.plans import PlanService
from crm_desktop.services.scheme_files import SchemeFileService
from crm_desktop.services.schemes import DefinitionKind, SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DefinitionRecord, FirmRecord, PlanRecord, StatementRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_scheme import SCHEME

NOW = fixed(datetime(2026, 3, 20, 9, tzinfo=UTC))
MARCH = date(2026, 3, 1)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    yield sessions
    engine.dispose()


@pytest.fixture
def schemes(sessions: sessionmaker[Session]) -> SchemeService:
    return SchemeService(sessions, NOW)


@pytest.fixture
def plans(sessions: sessionmaker[Session]) -> PlanService:
    return PlanService(sessions, NOW)


def unordered(scheme: Scheme) -> dict[str, object]:
    return {
        name: frozenset(value) if isinstance(value, tuple) else value
        for name in Scheme.__slots__
        for value in [getattr(scheme, name)]
    }


def rate_of(scheme: Scheme) -> Decimal:
    [template] = [t for t in scheme.templates if t.code == "percent"]
    assert isinstance(template.premium, PercentPremium)
    return template.premium.rate


def rows_in(sessions: sessionmaker[Session]) -> tuple[int | None, int | None]:
    with sessions() as session:
        return (
            session.scalar(select(func.count(DefinitionRecord.id))),
            session.scalar(select(func.count(PlanRecord.id))),
        )


def test_what_was_imported_is_in_force(schemes: SchemeService) -> None:
    assert schemes.import_scheme(SCHEME) & Changes.SCHEME
    assert unordered(schemes.scheme(MARCH)) == unordered(SCHEME)


def test_importing_twice_changes_nothing(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    schemes.import_scheme(SCHEME)
    before = rows_in(sessions)
    assert schemes.import_scheme(SCHEME) is Changes.NONE
    assert schemes.import_scheme(SCHEME, MARCH) is Changes.NONE
    assert rows_in(sessions) == before


def test_only_what_differs_gets_a_version_and_the_past_keeps_its_own(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    schemes.import_scheme(SCHEME)
    count, planned = rows_in(sessions)
    schemes.import_scheme(kpi_scheme.with_percent("0.07"), MARCH)

    assert rate_of(schemes.scheme(date(2026, 2, 28))) == Decimal("0.05")
    assert rate_of(schemes.scheme(MARCH)) == Decimal("0.07")
    assert rows_in(sessions) == ((count or 0) + 1, planned)


def test_versions_are_numbered_and_dated(schemes: SchemeService) -> None:
    schemes.import_scheme(SCHEME)
    schemes.import_scheme(kpi_scheme.with_percent("0.07"), MARCH)

    newest, first = schemes.history(DefinitionKind.TEMPLATE, "percent")
    assert (newest.number, newest.valid_from) == (2, MARCH)
    assert (first.number, first.valid_from) == (1, ALWAYS)
    assert newest.definition is not None
    [template] = [t for t in schemes.scheme(MARCH).templates if t.code == "percent"]
    assert (template.version.number, template.version.valid_from) == (2, MARCH)


def test_of_two_versions_of_one_day_the_later_one_holds(schemes: SchemeService) -> None:
    schemes.import_scheme(kpi_scheme.with_percent("0.07"), MARCH)
    schemes.import_scheme(kpi_scheme.with_percent("0.09"), MARCH)
    assert rate_of(schemes.scheme(MARCH)) == Decimal("0.09")


def test_a_definition_that_names_a_later_day_begins_then(schemes: SchemeService) -> None:
    schemes.import_scheme(SCHEME)
    later = kpi_scheme.with_percent("0.07")
    dated = replace(later.templates[0], version=Version(date(2026, 5, 1)))
    schemes.import_scheme(replace(later, templates=(dated, later.templates[1])), MARCH)
    assert rate_of(schemes.scheme(date(2026, 4, 30))) == Decimal("0.05")
    assert rate_of(schemes.scheme(date(2026, 5, 1))) == Decimal("0.07")


def test_what_the_new_scheme_lacks_ends_and_can_come_back(schemes: SchemeService) -> None:
    without = replace(
        SCHEME,
        indicators=SCHEME.indicators[:-1],
        profiles=(
            replace(kpi_scheme.SELLER, entries=kpi_scheme.SELLER.entries[:-1]),
            kpi_scheme.WHOLE,
        ),
    )
    schemes.import_scheme(SCHEME)
    schemes.import_scheme(without, MARCH)
    assert "twice" in codes(schemes, date(2026, 2, 28))
    assert "twice" not in codes(schemes, MARCH)
    schemes.import_scheme(SCHEME, date(2026, 4, 1))
    assert "twice" in codes(schemes, date(2026, 4, 1))
    assert schemes.history(DefinitionKind.INDICATOR, "twice")[1].definition is None


def test_a_scheme_replaces_what_was_to_begin_later(schemes: SchemeService) -> None:
    june = date(2026, 6, 1)
    schemes.import_scheme(SCHEME)
    schemes.import_scheme(kpi_scheme.with_percent("0.07"), june)
    schemes.import_scheme(kpi_scheme.with_percent("0.09"), MARCH)
    assert rate_of(schemes.scheme(june)) == Decimal("0.09")


def test_what_ends_does_not_come_back_by_itself(schemes: SchemeService, plans: PlanService) -> None:
    june = date(2026, 6, 1)
    schemes.import_scheme(SCHEME)
    schemes.import_scheme(kpi_scheme.with_percent("0.07"), june)
    plans.set_plans([replace(kpi_scheme.PLAN, value=Decimal(9), valid_from=june)])
    only = replace(
        SCHEME,
        indicators=(kpi_scheme.COUNT,),
        profiles=(),
        plans=(),
        templates=(kpi_scheme.PER_DEAL,),
        cards=(),
    )
    schemes.import_scheme(only, MARCH)
    assert [template.code for template in schemes.scheme(june).templates] == ["per_deal"]
    assert schemes.scheme(june).plans == ()


def test_rules_that_begin_before_what_they_need_are_refused_with_the_day(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    late = replace(kpi_scheme.SALES, version=Version(date(2026, 5, 1)))
    indicators = (late, *SCHEME.indicators[1:])
    with pytest.raises(UnsoundSchemeError, match=r"2026-03-01: indicators\.twice\.source\.formula"):
        schemes.import_scheme(replace(SCHEME, indicators=indicators), MARCH)
    assert rows_in(sessions) == (0, 0)


def codes(schemes: SchemeService, on: date) -> set[str]:
    return {indicator.code for indicator in schemes.scheme(on).indicators}


def test_plans_that_the_new_scheme_does_not_name_stay(
    schemes: SchemeService, plans: PlanService
) -> None:
    schemes.import_scheme(SCHEME)
    own = Plan("won", kpi_scheme.employee(1), Decimal(7), PeriodKind.MONTH, MARCH)
    assert plans.set_plans([own]) is Changes.SCHEME
    schemes.import_scheme(SCHEME, date(2026, 4, 1))
    assert own in schemes.scheme(date(2026, 4, 1)).plans


def test_plans_of_an_indicator_that_ends_end_with_it(schemes: SchemeService) -> None:
    schemes.import_scheme(SCHEME)
    only = replace(
        SCHEME,
        indicators=(kpi_scheme.COUNT,),
        profiles=(),
        plans=(),
        templates=(kpi_scheme.PER_DEAL,),
        cards=(),
    )
    schemes.import_scheme(only, MARCH)
    assert schemes.scheme(MARCH).plans == ()
    assert schemes.scheme(date(2026, 2, 28)).plans == (kpi_scheme.PLAN,)


def test_the_latest_plan_holds_until_the_next(schemes: SchemeService) -> None:
    subject = kpi_scheme.employee(0)
    days = {date(2026, month, 1): Decimal(month * 100) for month in (1, 2, 4)}
    planned = tuple(Plan("sales", subject, v, PeriodKind.MONTH, day) for day, v in days.items())
    schemes.import_scheme(replace(SCHEME, plans=planned))

    def plan_on(day: date) -> list[Decimal]:
        return [plan.value for plan in schemes.scheme(day).plans]

    assert plan_on(date(2025, 12, 31)) == []
    assert plan_on(date(2026, 3, 31)) == [Decimal(200)]
    assert plan_on(date(2026, 4, 1)) == [Decimal(400)]


def test_a_scheme_in_another_currency_is_refused(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    with pytest.raises(InvalidInputError, match="USD"):
        schemes.import_scheme(replace(SCHEME, currency="USD"))
    assert rows_in(sessions) == (0, 0)


def test_an_unsound_scheme_is_refused_whole(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    with pytest.raises(UnsoundSchemeError):
        schemes.import_scheme(replace(SCHEME, scales=()))
    assert rows_in(sessions) == (0, 0)


@pytest.mark.parametrize(
    "scheme",
    [
        replace(SCHEME, name="N" * 251),
        replace(SCHEME, indicators=(*SCHEME.indicators, replace(kpi_scheme.COUNT, code="c" * 121))),
        replace(
            SCHEME,
            plans=(replace(kpi_scheme.PLAN, subject=SubjectRef.parse("group:" + "g" * 121)),),
        ),
    ],
)
def test_texts_without_room_are_refused(schemes: SchemeService, scheme: Scheme) -> None:
    with pytest.raises(UnsoundSchemeError, match="At most"):
        schemes.import_scheme(scheme)


def test_two_who_change_rules_at_once_take_turns(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    schemes.import_scheme(SCHEME)
    rates = [f"0.0{digit}" for digit in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(schemes.import_scheme, kpi_scheme.with_percent(r)) for r in rates]
        assert [job.exception() for job in work] == [None] * len(rates)
    numbers = [row.number for row in schemes.history(DefinitionKind.TEMPLATE, "percent")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    # One of the rates is that of the first version, and may come first and change nothing.
    assert len(numbers) in {len(rates), len(rates) + 1}


def test_a_year_of_monthly_plans_travels_in_a_file(
    sessions: sessionmaker[Session],
    schemes: SchemeService,
    plans: PlanService,
    tmp_path: Path,
) -> None:
    schemes.import_scheme(SCHEME)
    year = [
        replace(kpi_scheme.PLAN, value=Decimal(month * 100), valid_from=date(2026, month, 1))
        for month in range(1, 13)
    ]
    spring = replace(
        kpi_scheme.PLAN,
        period_kind=PeriodKind.CUSTOM,
        valid_from=date(2026, 5, 4),
        until=date(2026, 5, 18),
    )
    plans.set_plans([*year, spring])
    write_scheme(tmp_path / "scheme.toml", schemes.for_file(MARCH))
    counted = rows_in(sessions)

    found = read_scheme(tmp_path / "scheme.toml")
    assert set(found.plans) == {*year[2:], spring}
    assert schemes.import_scheme(found) is Changes.NONE
    assert rows_in(sessions) == counted

    plans.set_plans([], ended=[*year[2:], spring])
    assert schemes.scheme(date(2026, 12, 1)).plans == ()
    assert schemes.import_scheme(found) is Changes.SCHEME
    by_month = [schemes.scheme(plan.valid_from).plans for plan in year[2:]]
    assert [planned[0] for planned in by_month] == year[2:]
    assert spring in schemes.scheme(date(2026, 5, 4)).plans


def test_a_file_that_names_people_whom_the_firm_lacks_changes_nothing(
    sessions: sessionmaker[Session], schemes: SchemeService, tmp_path: Path
) -> None:
    path = tmp_path / "scheme.toml"
    typo = SubjectRef(SubjectLevel.EMPLOYEE, "borya")
    write_scheme(path, replace(SCHEME, plans=(replace(kpi_scheme.PLAN, subject=typo),)))

    files = SchemeFileService(schemes, sessions, NOW)
    with pytest.raises(DocumentError) as refused:
        files.take(files.read(path))

    assert [problem.place for problem in refused.value.problems] == ["plans[1].subject"]
    assert "The firm has no “employee:borya”: create it first" in str(refused.value)
    assert rows_in(sessions) == (0, 0)


def test_of_later_plans_a_file_has_those_that_stand_and_can_be_measured(
    schemes: SchemeService, plans: PlanService
) -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    schemes.import_scheme(replace(SCHEME, plans=()))
    late = replace(kpi_scheme.COUNT, code="late", name="Late")
    schemes.save(late, june)
    mended = replace(kpi_scheme.PLAN, value=Decimal(9), valid_from=july)
    gone = replace(kpi_scheme.PLAN, indicator="won", valid_from=july)
    plans.set_plans([replace(mended, value=Decimal(8)), gone])
    plans.set_plans([mended, replace(mended, indicator="late")], ended=[gone])
    assert schemes.for_file(MARCH).plans == (mended,)
    assert len(schemes.for_file(june).plans) == 2


def test_a_scheme_without_a_name_is_called_as_the_firm_is(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    schemes.import_scheme(replace(SCHEME, name=""))
    with sessions() as session:
        assert schemes.for_file(MARCH).name == session.get_one(FirmRecord, 1).name
    schemes.import_scheme(SCHEME)
    assert schemes.for_file(MARCH).name == SCHEME.name


def test_the_name_and_the_rounding_are_kept(schemes: SchemeService) -> None:
    schemes.import_scheme(SCHEME)
    renamed = replace(
        SCHEME,
        name="Новая",
        rounding=Rounding.HALF_EVEN,
        rounding_place=RoundingPlace.TOTAL,
    )
    assert schemes.import_scheme(renamed) & Changes.SETTINGS
    kept = schemes.scheme(MARCH)
    assert (kept.name, kept.rounding) == ("Новая", Rounding.HALF_EVEN)
    assert kept.rounding_place is RoundingPlace.TOTAL


def test_rules_for_a_settled_period_are_refused(
    sessions: sessionmaker[Session], schemes: SchemeService, plans: PlanService
) -> None:
    schemes.import_scheme(SCHEME)
    PayrollService(sessions, NOW).calculate_and_save(Period.month(2026, 3))
    changed = kpi_scheme.with_percent("0.07")
    assert schemes.settled_until() is None
    with sessions.begin() as session:
        session.execute(update(StatementRecord).values(state="approved"))
    assert schemes.settled_until() == date(2026, 4, 1)
    with pytest.raises(InvalidInputError, match=r"March 2026.*01/04/2026"):
        schemes.import_scheme(changed, MARCH)
    with pytest.raises(InvalidInputError, match="March 2026"):
        plans.set_plans([replace(kpi_scheme.PLAN, value=Decimal(1))])
    assert schemes.import_scheme(changed, date(2026, 4, 1)) & Changes.SCHEME


def test_a_scheme_that_begins_after_what_is_settled_leaves_that_as_it_is(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    april = date(2026, 4, 1)
    schemes.import_scheme(SCHEME)
    PayrollService(sessions, NOW).calculate_and_save(Period.month(2026, 3))
    with sessions.begin() as session:
        session.execute(update(StatementRecord).values(state="approved"))
    lacking = replace(kpi_scheme.with_percent("0.07"), scripts=(), plans=())
    kept = schemes.scheme(MARCH)

    assert schemes.import_scheme(lacking.since(april)) & Changes.SCHEME

    assert unordered(schemes.scheme(MARCH)) == unordered(kept)
    assert rate_of(schemes.scheme(april)) == Decimal("0.07")


def test_what_a_file_lacks_ends_on_the_day_on_which_its_first_rules_begin(
    schemes: SchemeService,
) -> None:
    april, may = date(2026, 4, 1), date(2026, 5, 1)
    schemes.import_scheme(SCHEME)
    [kept] = [each for each in SCHEME.templates if each.code == "percent"]
    others = {each.code for each in SCHEME.templates} - {kept.code}
    brought = replace(SCHEME, templates=(replace(kept, code="new"),), cards=(), plans=())
    mixed = brought.since(april)
    late = replace(mixed, scales=tuple(replace(s, version=Version(may)) for s in mixed.scales))

    schemes.import_scheme(late)

    assert others <= {each.code for each in schemes.scheme(MARCH).templates}
    assert schemes.scheme(MARCH).cards
    assert {each.code for each in schemes.scheme(april).templates} == {"new"}
    assert schemes.scheme(april).cards == ()
