"""One definition at a time: what saving and removing it does to the days to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.definition import ALWAYS, Indicator, Plan, Split, Version
from crm_desktop.kpi.source import Aggregate, FormulaSource, RecordSource
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.plans import PlanService
from crm_desktop.services.preview import PreviewService
from crm_desktop.services.schemes import ChangeKind, DefinitionKind, SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_scheme import SCHEME

NOW = fixed(datetime(2026, 3, 20, 9, tzinfo=UTC))
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


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
    service = SchemeService(sessions, NOW)
    service.import_scheme(SCHEME)
    return service


def named(schemes: SchemeService, code: str, on: date) -> str | None:
    return {one.code: one.name for one in schemes.scheme(on).indicators}.get(code)


def test_a_saved_definition_holds_from_its_day_on(schemes: SchemeService) -> None:
    renamed = replace(kpi_scheme.SALES, name="Volume")
    assert schemes.save(renamed, MARCH) is Changes.SCHEME
    assert schemes.save(renamed, MARCH) is Changes.NONE
    assert named(schemes, "sales", date(2026, 2, 28)) == "Sales"
    assert named(schemes, "sales", MARCH) == "Volume"


def test_a_new_definition_of_each_kind_is_saved(schemes: SchemeService) -> None:
    for definition in (
        replace(kpi_scheme.COUNT, code="other"),
        replace(kpi_scheme.SCALE, code="other"),
        replace(kpi_scheme.SELLER, code="other", assigned_to=()),
        replace(kpi_scheme.PER_DEAL, code="other"),
        replace(SCHEME.cards[0], code="other", assignments=()),
    ):
        assert schemes.save(definition, MARCH) is Changes.SCHEME
    scheme = schemes.scheme(MARCH)
    kinds = (scheme.indicators, scheme.scales, scheme.profiles, scheme.templates, scheme.cards)
    assert all("other" in [one.code for one in kind] for kind in kinds)


def test_what_begins_later_still_does(schemes: SchemeService) -> None:
    schemes.save(replace(kpi_scheme.SALES, name="Summer"), JUNE)
    schemes.save(replace(kpi_scheme.SALES, name="Spring"), MARCH)
    assert named(schemes, "sales", date(2026, 5, 31)) == "Spring"
    assert named(schemes, "sales", JUNE) == "Summer"


def test_values_of_filters_are_kept_in_the_types_of_their_fields(schemes: SchemeService) -> None:
    written = Condition("closed", Operator.LESS, ("2026-03-05",))
    sales = replace(kpi_scheme.SALES, source=kpi_scheme.deals(Aggregate.SUM, written))
    schemes.save(sales, MARCH)
    [kept] = [one for one in schemes.scheme(MARCH).indicators if one.code == "sales"]
    assert "datetime.date(2026, 3, 5)" in repr(kept.source)


def test_a_definition_with_a_mistake_is_refused_at_its_place(schemes: SchemeService) -> None:
    with pytest.raises(UnsoundSchemeError) as refused:
        schemes.save(replace(kpi_scheme.DOUBLE, source=FormulaSource("sales * nothing")), MARCH)
    places = [problem.place for problem in refused.value.problems]
    assert places == ["indicators.twice.source.formula"]
    assert len(schemes.history(DefinitionKind.INDICATOR, "twice")) == 1


def test_a_text_in_a_filter_that_no_database_keeps_is_refused_in_words(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    where = Condition("title", Operator.CONTAINS, ("\ud800",))
    source = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", None, where)
    hostile = Indicator("hostile", "Hostile", source)

    with pytest.raises(UnsoundSchemeError) as unsound:
        schemes.save(hostile, MARCH)
    with pytest.raises(UnsoundSchemeError, match="cannot be kept"):
        PreviewService(sessions, NOW).preview(hostile, SCHEME, Period.month(2026, 3))

    [problem] = unsound.value.problems
    assert problem.place == "indicators.hostile.source.where.value"
    assert str(problem.message) == "The text has a character that cannot be kept."


def test_what_would_be_unsound_later_is_refused_with_the_day(schemes: SchemeService) -> None:
    schemes.save(Indicator("extra", "Extra", FormulaSource("won + 1")), MARCH)
    schemes.save(replace(kpi_scheme.COUNT, source=FormulaSource("sales + 1")), JUNE)
    with pytest.raises(UnsoundSchemeError, match=r"2026-06-01: indicators\.\w+\.source\.formula"):
        schemes.save(replace(kpi_scheme.SALES, source=FormulaSource("extra + 1")), MARCH)


def test_what_others_need_cannot_be_removed(schemes: SchemeService) -> None:
    with pytest.raises(UnsoundSchemeError, match="steps"):
        schemes.remove(DefinitionKind.SCALE, "steps", MARCH)
    with pytest.raises(NotFoundError, match="nothing"):
        schemes.remove(DefinitionKind.SCALE, "nothing", MARCH)


def test_a_removed_indicator_ends_with_its_plans_and_what_was_to_begin(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    extra = replace(kpi_scheme.COUNT, code="extra")
    schemes.save(extra, ALWAYS)
    schemes.save(replace(extra, name="Later"), JUNE)
    plans = PlanService(sessions, NOW)
    plans.set_plans([Plan("extra", kpi_scheme.employee(0), Decimal(5), valid_from=JUNE)])

    assert schemes.remove(DefinitionKind.INDICATOR, "extra", MARCH) is Changes.SCHEME
    assert schemes.remove(DefinitionKind.INDICATOR, "extra", MARCH) is Changes.NONE
    assert named(schemes, "extra", date(2026, 2, 28)) == "Won"
    assert named(schemes, "extra", MARCH) is None
    assert named(schemes, "extra", JUNE) is None
    assert [plan.indicator for plan in schemes.scheme(JUNE).plans] == ["sales"]


def test_a_removal_is_taken_back_with_all_that_it_ended(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    later = SchemeService(sessions, fixed(datetime(2026, 3, 21, 9, tzinfo=UTC)))
    extra = replace(kpi_scheme.COUNT, code="extra")
    schemes.save(extra, ALWAYS)
    schemes.save(replace(extra, name="Later"), JUNE)
    year = Plan("extra", kpi_scheme.employee(0), Decimal(5), PeriodKind.YEAR)
    growth = replace(year, value=Decimal(9), valid_from=JUNE, split=Split.DAYS)
    apart = replace(year, subject=kpi_scheme.employee(1), valid_from=JUNE)
    plans = PlanService(sessions, NOW)
    plans.set_plans([year, growth, apart])
    plans.set_plans([], ended=[replace(apart, valid_from=date(2026, 9, 1))])
    days = [date(2026, 2, 1), MARCH, JUNE, date(2026, 12, 1)]
    before = [unversioned(schemes.scheme(day)) for day in days]

    later.remove(DefinitionKind.INDICATOR, "extra", MARCH)
    assert later.restore(DefinitionKind.INDICATOR, "extra") is Changes.SCHEME
    assert [unversioned(schemes.scheme(day)) for day in days] == before
    with pytest.raises(NotFoundError, match="extra"):
        later.restore(DefinitionKind.INDICATOR, "extra")
    with pytest.raises(NotFoundError, match="never"):
        later.restore(DefinitionKind.INDICATOR, "never")


def unversioned(scheme: Scheme) -> tuple[frozenset[object], frozenset[object]]:
    """Return the indicators and plans without the days of their versions."""
    return (
        frozenset(replace(one, version=Version()) for one in scheme.indicators),
        frozenset(
            plan if plan.split else replace(plan, valid_from=ALWAYS) for plan in scheme.plans
        ),
    )


def test_what_no_longer_fits_is_not_restored(schemes: SchemeService) -> None:
    extra = Indicator("extra", "Extra", FormulaSource("other + 1"))
    schemes.save(replace(kpi_scheme.COUNT, code="other"), ALWAYS)
    schemes.save(extra, ALWAYS)
    schemes.remove(DefinitionKind.INDICATOR, "extra", MARCH)
    schemes.remove(DefinitionKind.INDICATOR, "other", MARCH)
    with pytest.raises(UnsoundSchemeError, match=r"indicators\.extra\.source\.formula"):
        schemes.restore(DefinitionKind.INDICATOR, "extra")


def test_an_unsound_scheme_can_be_mended_step_by_step(
    schemes: SchemeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as unchecked:
        unchecked.setattr("crm_desktop.services.scheme_versions.problems", lambda _: [])
        broken = FormulaSource("nothing")
        schemes.save(replace(kpi_scheme.DOUBLE, source=broken), MARCH)
        schemes.save(Indicator("other", "Other", broken), MARCH)
    with pytest.raises(UnsoundSchemeError):
        schemes.save(replace(kpi_scheme.DOUBLE, name="New", source=broken), MARCH)
    assert schemes.save(kpi_scheme.DOUBLE, MARCH) is Changes.SCHEME


def test_the_log_says_what_changed_when(sessions: sessionmaker[Session]) -> None:
    moments = iter(datetime(2026, 3, day, 9, tzinfo=UTC) for day in range(1, 9))
    at = {"now": next(moments)}
    schemes = SchemeService(sessions, lambda: at["now"])
    plans = PlanService(sessions, lambda: at["now"])
    schemes.save(kpi_scheme.COUNT, ALWAYS)
    at["now"] = next(moments)
    schemes.save(replace(kpi_scheme.COUNT, name="Deals"), MARCH)
    at["now"] = next(moments)
    planned = [Plan("won", kpi_scheme.employee(n), Decimal(n), valid_from=MARCH) for n in (0, 1)]
    plans.set_plans(planned)
    at["now"] = next(moments)
    schemes.remove(DefinitionKind.INDICATOR, "won", JUNE)

    log = schemes.change_log()
    assert [(row.at.day, row.change, row.number) for row in log] == [
        (4, ChangeKind.REMOVED, 3),
        (4, ChangeKind.PLANNED, 2),
        (3, ChangeKind.PLANNED, 2),
        (2, ChangeKind.CHANGED, 2),
        (1, ChangeKind.ADDED, 1),
    ]
    assert {row.code for row in log} == {"won"}
    renamed = log[3].definition
    assert renamed == replace(kpi_scheme.COUNT, name="Deals", version=Version(MARCH, 2))
    assert schemes.change_log(limit=1) == log[:1]
