"""The firm's calendar, its absences and the working clock, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.calendar import (
    CalendarDay,
    DayKind,
    DayReason,
    WorkingCalendar,
    WorkingHours,
)
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import AbsenceDraft, AbsenceKind
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError, NotFoundError, NotSetUpError, StaleRecordError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.calendars import CalendarService
from crm_desktop.storage.models import DealRecord, FirmRecord, WorkingDayRecord
from crm_desktop.storage.queries import firm as firms
from crm_desktop.storage.queries.calendars import absences_within
from crm_desktop.storage.working_clock import ensure_working_days, refresh_working_days
from tests.storage.crm_builders import (
    FIRM,
    NOW,
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)
from tests.storage.import_tables import desk_at

MARCH = Period.month(2026, 3)
TODAY = date(2026, 3, 10)
MOSCOW = ZoneInfo("Europe/Moscow")


def day(number: int) -> Period:
    return Period(date(2026, 3, number), date(2026, 3, number + 1))


def leave(employee_id: int, first: int, end: int) -> AbsenceDraft:
    return AbsenceDraft(employee_id, AbsenceKind.VACATION, date(2026, 3, first), date(2026, 3, end))


def clock_at(location: str, moment: datetime) -> int:
    """Return what the working clock shows at ``moment``, as the table says it is read."""
    with sessions_on(location)() as session:
        last = session.scalars(
            select(WorkingDayRecord)
            .where(WorkingDayRecord.opens_at <= moment)
            .order_by(WorkingDayRecord.opens_at.desc())
            .limit(1)
        ).one()
        of_day = min(moment, last.closes_at) - last.opens_at
        return last.before_s + of_day // timedelta(seconds=1)


def years_of_clock(location: str) -> tuple[int, int] | None:
    with sessions_on(location)() as session:
        query = select(func.min(WorkingDayRecord.day), func.max(WorkingDayRecord.day))
        first, last = session.execute(query).one()
        return None if first is None else (first.year, last.year)


def test_the_firms_own_days_and_hours_make_its_calendar(database: str) -> None:
    calendars = firm_services(database).calendars
    hours = WorkingHours(opens=8 * 60, closes=17 * 60, pause=30, short_by=0)

    calendars.save_hours(hours)
    calendars.set_days(day(14), DayKind.WORKING, note="Stock-taking")
    calendars.set_days(day(16), DayKind.SHORT, minutes=240)

    own = (
        CalendarDay(date(2026, 3, 14), DayKind.WORKING, None, "Stock-taking"),
        CalendarDay(date(2026, 3, 16), DayKind.SHORT, 240),
    )
    again = open_services(database, fixed(NOW))
    assert again.firm.firm().calendar() == WorkingCalendar("RU", own, hours)
    assert again.calendars.hours() == hours


def test_the_days_of_a_year_say_why(database: str) -> None:
    calendars = firm_services(database).calendars
    calendars.set_days(day(14), DayKind.WORKING, note="Stock-taking")

    days = calendars.days(2026)

    assert len(days) == 365
    reasons = {row.day: (row.reason, row.name) for row in days}
    assert reasons[date(2026, 3, 14)] == (DayReason.OWN, "Stock-taking")
    assert reasons[date(2026, 3, 15)] == (DayReason.WEEKEND, "")
    assert reasons[date(2026, 6, 12)] == (DayReason.HOLIDAY, "Russia Day")


def test_a_range_of_days_off_is_set_and_cleared(database: str) -> None:
    calendars = firm_services(database).calendars
    fortnight = Period(date(2026, 8, 3), date(2026, 8, 17))

    calendars.set_days(fortnight, DayKind.OFF, note="All are on leave")
    off = [row for row in calendars.days(2026) if row.reason is DayReason.OWN]
    assert (len(off), {row.day.weekday() for row in off}) == (10, {0, 1, 2, 3, 4})

    calendars.clear_days(fortnight)
    assert DayReason.OWN not in {row.reason for row in calendars.days(2026)}


def test_a_day_that_is_set_again_is_as_it_was_set_last(database: str) -> None:
    services = firm_services(database)

    services.calendars.set_days(day(14), DayKind.WORKING)
    services.calendars.set_days(day(14), DayKind.SHORT, minutes=180)

    own = CalendarDay(date(2026, 3, 14), DayKind.SHORT, 180)
    assert services.firm.firm().own_days == (own,)


def test_a_year_and_a_day_are_too_many_at_once(database: str) -> None:
    calendars = firm_services(database).calendars
    too_long = Period(date(2026, 1, 1), date(2027, 1, 3))

    for change in (
        lambda: calendars.set_days(too_long, DayKind.OFF),
        lambda: calendars.clear_days(too_long),
    ):
        with pytest.raises(InvalidInputError, match="366 days"):
            change()


def test_a_calendar_belongs_to_a_firm(sqlite_database: str) -> None:
    calendars = open_services(sqlite_database).calendars

    with pytest.raises(NotSetUpError):
        calendars.set_days(MARCH, DayKind.OFF)
    with pytest.raises(NotSetUpError):
        calendars.save_hours(WorkingHours())


def test_saving_the_firm_keeps_its_calendar(database: str) -> None:
    services = firm_services(database)
    services.calendars.set_days(day(14), DayKind.WORKING)
    services.calendars.save_hours(WorkingHours(opens=8 * 60))

    services.firm.save_firm(replace(FIRM, name="Двери"))

    firm = services.firm.firm()
    assert (firm.hours.opens, [own.day for own in firm.own_days]) == (480, [date(2026, 3, 14)])


@pytest.mark.parametrize(
    "change",
    [
        lambda calendars: calendars.save_hours(WorkingHours(opens=8 * 60)),
        lambda calendars: calendars.set_days(MARCH, DayKind.OFF),
        lambda calendars: calendars.clear_days(MARCH),
    ],
    ids=["hours", "days", "cleared days"],
)
def test_a_change_of_the_calendar_is_a_new_version_of_the_settings(
    database: str, change: Callable[[CalendarService], object]
) -> None:
    calendars = firm_services(database).calendars
    before = _version_of_firm(database)

    change(calendars)

    assert _version_of_firm(database) == before + 1


def test_nobody_has_asked_for_a_clock_yet(database: str) -> None:
    firm_services(database)
    assert years_of_clock(database) is None


def test_the_clock_runs_from_before_the_oldest_record_to_two_years_ahead(database: str) -> None:
    _add_old_deal(database, 2021)
    with sessions_on(database).begin() as session:
        ensure_working_days(session, firms.firm(session), TODAY, TODAY)

    assert years_of_clock(database) == (2020, 2028)


def test_the_clock_is_prolonged_when_its_years_are_over(database: str) -> None:
    firm_services(database)
    for until, last in ((TODAY, 2028), (date(2028, 12, 31), 2028), (date(2029, 1, 1), 2031)):
        with sessions_on(database).begin() as session:
            ensure_working_days(session, firms.firm(session), TODAY, until)
        assert years_of_clock(database) == (2025, last)


@pytest.mark.parametrize(("period", "last"), [("2030-05", 2032), ("9000-05", 2038)])
def test_the_clock_of_a_far_period_runs_from_now_and_to_no_year_typed_by_mistake(
    database: str, period: str, last: int
) -> None:
    services = firm_services(database)
    answers = RecordSource(
        Entity.DEAL, Aggregate.AVERAGE, "created", "response", is_working_time=True
    )
    indicator = Indicator("answers", "Answers", answers, Unit.DURATION)
    services.schemes.import_scheme(Scheme("", "RUB", indicators=(indicator,)))

    services.calculation.facts(Period.parse(period))

    assert years_of_clock(database) == (2025, last)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-12 10:00", "2026-03-12 12:30"),
        ("2026-03-13 17:00", "2026-03-17 10:00"),
        ("2026-04-30 20:00", "2026-05-12 09:30"),
        ("2025-12-30 16:00", "2026-01-12 11:00"),
    ],
)
def test_the_clock_of_the_table_is_that_of_the_calendar(
    database: str, start: str, end: str
) -> None:
    services = firm_services(database)
    services.calendars.set_days(day(14), DayKind.WORKING)
    services.calendars.set_days(day(16), DayKind.SHORT, minutes=240)
    first, last = (datetime.fromisoformat(f"{text}+03:00") for text in (start, end))

    worked = clock_at(database, last) - clock_at(database, first)

    calendar = services.firm.firm().calendar()
    assert worked == calendar.worked_seconds(first, last, MOSCOW) > 0


def test_a_new_zone_sets_the_clock(database: str) -> None:
    services = firm_services(database)
    services.calendars.set_days(day(14), DayKind.WORKING)
    nine_in_moscow = datetime(2026, 3, 12, 6, tzinfo=UTC)
    before = clock_at(database, nine_in_moscow)

    services.firm.save_firm(replace(FIRM, zone="Asia/Yekaterinburg"))

    # The clock there has run for two hours of the day already.
    assert clock_at(database, nine_in_moscow) - before == 2 * 3600


def test_older_deals_that_come_in_set_the_clock_back(database: str, tmp_path: Path) -> None:
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna")
        desk.services.calendars.set_days(day(14), DayKind.WORKING)
        assert years_of_clock(database) == (2025, 2028)

        desk.take_deals("D1,Windows,,Anna,,Won,1500.50,2019-01-10,2019-02-03")

    assert years_of_clock(database) == (2018, 2028)


def test_a_clock_that_is_right_is_not_written(database: str) -> None:
    services = firm_services(database)
    services.calendars.set_days(day(14), DayKind.WORKING)
    ids = _ids_of_clock(database)

    with sessions_on(database).begin() as session:
        refresh_working_days(session, firms.firm(session))
    assert _ids_of_clock(database) == ids


def test_absences_come_back_in_order(database: str) -> None:
    services = firm_services(database)
    anna, boris = add_employee(services, "Anna"), add_employee(services, "Boris")
    calendars = services.calendars
    calendars.create_absence(leave(boris, 9, 12))
    calendars.create_absence(replace(leave(anna, 20, 22), kind=AbsenceKind.SICK, note=" flu "))
    calendars.create_absence(leave(anna, 2, 6))

    rows = calendars.list_absences(MARCH)

    assert [
        (row.employee, row.kind, row.first_on.day, row.end_on.day, row.note) for row in rows
    ] == [
        ("Anna", AbsenceKind.VACATION, 2, 6, ""),
        ("Boris", AbsenceKind.VACATION, 9, 12, ""),
        ("Anna", AbsenceKind.SICK, 20, 22, "flu"),
    ]
    assert [row.first_on.day for row in calendars.list_absences(MARCH, anna)] == [2, 20]


def test_absences_within_a_period_are_the_days_off_that_touch_it(database: str) -> None:
    services = firm_services(database)
    anna, boris = add_employee(services, "Anna"), add_employee(services, "Boris")
    days = [
        (anna, AbsenceKind.SICK, date(2026, 3, 30), date(2026, 4, 2)),
        (anna, AbsenceKind.UNPAID, date(2026, 2, 27), date(2026, 3, 3)),
        (anna, AbsenceKind.TRIP, date(2026, 3, 10), date(2026, 3, 12)),
        (boris, AbsenceKind.VACATION, date(2026, 2, 16), date(2026, 3, 1)),
        (boris, AbsenceKind.VACATION, date(2026, 4, 1), date(2026, 4, 3)),
    ]
    for draft in days:
        services.calendars.create_absence(AbsenceDraft(*draft))

    with sessions_on(database)() as session:
        found = dict(absences_within(session, MARCH))
    assert found == {
        anna: (
            (date(2026, 2, 27), date(2026, 3, 3)),
            (date(2026, 3, 30), date(2026, 4, 2)),
        )
    }


@pytest.mark.parametrize(("first", "end"), [(5, 6), (1, 3), (1, 20), (9, 12), (2, 10)])
def test_nobody_is_away_twice_on_a_day(database: str, first: int, end: int) -> None:
    services = firm_services(database)
    anna = add_employee(services, "Anna")
    services.calendars.create_absence(leave(anna, 2, 10))

    with pytest.raises(InvalidInputError, match="Anna is away already: vacation") as refused:
        services.calendars.create_absence(leave(anna, first, end))
    assert refused.value.field == "first_on"
    assert len(services.calendars.list_absences(MARCH)) == 1


def test_absences_may_follow_each_other_and_others_may_be_away_too(database: str) -> None:
    services = firm_services(database)
    anna, boris = add_employee(services, "Anna"), add_employee(services, "Boris")
    for draft in (leave(anna, 2, 10), leave(anna, 10, 12), leave(boris, 2, 10)):
        services.calendars.create_absence(draft)

    assert len(services.calendars.list_absences(MARCH)) == 3


def test_an_absence_is_changed_and_taken_back(database: str) -> None:
    services = firm_services(database)
    anna = add_employee(services, "Anna")
    absence = services.calendars.create_absence(leave(anna, 2, 10)).id

    services.calendars.save_absence(absence, 1, leave(anna, 3, 12))
    [row] = services.calendars.list_absences(MARCH)
    assert (row.first_on.day, row.last_day().day, row.version) == (3, 11, 2)

    services.calendars.delete_absence(absence, row.version)
    assert services.calendars.list_absences(MARCH) == []


def test_a_stale_absence_is_not_saved(database: str) -> None:
    services = firm_services(database)
    anna = add_employee(services, "Anna")
    absence = services.calendars.create_absence(leave(anna, 2, 10)).id
    services.calendars.save_absence(absence, 1, leave(anna, 3, 12))

    with pytest.raises(StaleRecordError, match="Anna"):
        services.calendars.save_absence(absence, 1, leave(anna, 4, 5))
    with pytest.raises(StaleRecordError):
        services.calendars.delete_absence(absence, 1)
    with pytest.raises(NotFoundError):
        services.calendars.delete_absence(absence + 1, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"end_on": date(2026, 3, 2)}, "end_on"),
        ({"employee_id": 999}, "employee_id"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_an_impossible_absence_is_refused(
    database: str, change: dict[str, object], field: str
) -> None:
    services = firm_services(database)
    draft = leave(add_employee(services, "Anna"), 2, 10)

    with pytest.raises(InvalidInputError) as refused:
        services.calendars.create_absence(replace(draft, **change))  # type: ignore[arg-type]
    assert refused.value.field == field


def _add_old_deal(location: str, year: int) -> Services:
    services = firm_services(location, datetime(year, 7, 1, tzinfo=UTC))
    stages = add_stages(location)
    services.deals.create(deal_draft(add_employee(services, "Anna"), stages["Lead"]))
    with sessions_on(location)() as session:
        assert session.scalar(select(func.count(DealRecord.id))) == 1
    return services


def _ids_of_clock(location: str) -> list[int]:
    with sessions_on(location)() as session:
        return list(session.scalars(select(WorkingDayRecord.id).order_by(WorkingDayRecord.id)))


def _version_of_firm(location: str) -> int:
    with sessions_on(location)() as session:
        return session.scalars(select(FirmRecord.version)).one()
