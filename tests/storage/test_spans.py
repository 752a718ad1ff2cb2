"""Times between instants in SQL, in calendar and in working seconds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain.fields import Entity
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import ActivityRecord, ActivityTypeRecord, WorkingDayRecord
from crm_desktop.storage.sessions import Sessions
from crm_desktop.storage.sources import SOURCES
from tests.storage import kpi_rows
from tests.storage.filter_world import at

HOUR = 3600
HOURS = {
    date(2026, 3, 5): ("09:00", "17:00"),
    date(2026, 3, 6): ("09:00", "16:00"),
    date(2026, 3, 10): ("09:00", "17:00"),
}
"""When the firm works: on a Thursday, on a short Friday, and after a long weekend."""


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        session.add(ActivityTypeRecord(id=1, name="Ticket"))
        session.flush()
        before = 0
        for day, (opening, closing) in HOURS.items():
            opens, closes = at(f"{day} {opening}"), at(f"{day} {closing}")
            session.add(
                WorkingDayRecord(day=day, opens_at=opens, closes_at=closes, before_s=before)
            )
            before += int((closes - opens).total_seconds())
        session.add(ActivityRecord(id=1, type_id=1, employee_id=1, planned_at=at("2026-03-05")))
    yield sessions
    engine.dispose()


def handling(
    sessions: sessionmaker[Session], start: datetime | None, end: datetime | None
) -> tuple[int | None, int | None]:
    """Return the time from ``start`` to ``end`` in calendar and in working seconds."""
    with sessions.begin() as session:
        activity = session.get_one(ActivityRecord, 1)
        activity.created_at, activity.done_at = start, end
        session.flush()
        source = SOURCES[Entity.ACTIVITY]
        columns = [source.measured("handling", None, is_working_time=w) for w in (False, True)]
        row = session.execute(select(*columns)).one()
        return row[0], row[1]


@pytest.mark.parametrize(
    ("start", "end", "working"),
    [
        ("2026-03-05 10:00", "2026-03-05 12:30", 2 * HOUR + HOUR // 2),
        ("2026-03-05 07:00:00", "2026-03-05 18:00", None),  # before the calendar begins
        ("2026-03-05 16:00", "2026-03-06 10:00", 2 * HOUR),
        ("2026-03-05 18:00", "2026-03-06 08:00", 0),
        ("2026-03-06 15:00", "2026-03-10 09:30", HOUR + HOUR // 2),
        ("2026-03-07 12:00", "2026-03-08 12:00", 0),
        ("2026-03-05 09:00", "2026-03-10 17:00", 23 * HOUR),
        ("2026-03-05 09:00", "2026-04-01 09:00", 23 * HOUR),
        ("2026-03-05 12:00", "2026-03-05 10:00", -2 * HOUR),
    ],
)
def test_working_time_passes_while_the_firm_is_open(
    sessions: sessionmaker[Session], start: str, end: str, working: int | None
) -> None:
    lasted = int((at(end) - at(start)).total_seconds())
    assert handling(sessions, at(start), at(end)) == (lasted, working)


@pytest.mark.parametrize(("start", "end"), [(None, at("2026-03-05")), (at("2026-03-05"), None)])
def test_without_a_start_or_an_end_there_is_no_time(
    sessions: sessionmaker[Session], start: datetime | None, end: datetime | None
) -> None:
    assert handling(sessions, start, end) == (None, None)


@pytest.mark.parametrize(
    ("microseconds", "seconds"), [(999_999, 0), (-999_999, 0), (1_000_000, 1), (-1_000_001, -1)]
)
def test_a_part_of_a_second_is_cut_off(
    sessions: sessionmaker[Session], microseconds: int, seconds: int
) -> None:
    start = at("2026-03-05 10:00")
    end = start + timedelta(microseconds=microseconds)
    assert handling(sessions, start, end)[0] == seconds


moments = st.integers(0, 7 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 5, 9, tzinfo=UTC) + timedelta(minutes=minutes)
)


def test_working_time_is_that_of_a_walk_by_the_minute(sessions: sessionmaker[Session]) -> None:
    open_minutes = {
        at(f"{day} {opens}") + timedelta(minutes=minute)
        for day, (opens, closes) in HOURS.items()
        for minute in range(int((at(f"{day} {closes}") - at(f"{day} {opens}")).seconds / 60))
    }

    @given(start=moments, end=moments)
    def law(start: datetime, end: datetime) -> None:
        first, last = sorted((start, end))
        minutes = sum(first <= minute < last for minute in open_minutes)
        assert handling(sessions, first, last)[1] == minutes * 60

    law()
