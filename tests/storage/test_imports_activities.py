"""Activities taken in from a table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crm_desktop.changes import Changes
from crm_desktop.domain.customers import CustomerDraft
from crm_desktop.services.imports import ImportReport
from crm_desktop.storage.models import ActivityRecord, ActivityResultRecord, ActivityTypeRecord
from crm_desktop.texts import shown
from tests.storage.import_tables import Desk, counts, desk_at, mapping_of, reasons

COLUMNS = (
    "external_id",
    "type",
    "employee",
    "customer",
    "created",
    "planned",
    "done",
    "duration",
    "result",
    "score",
    "points",
)
HEAD = 'kind = "activities"\ndate_format = "YYYY-MM-DD hh:mm"\n[fields]\n'
CALL = "A1,Звонок входящий,Anna,Берёза,2026-02-01 10:00,,2026-02-01 10:05,0:05:30,Дозвонились,9,"
TASK = "A2,Задача,Anna,,,2026-02-03 18:00,,,,,-3"


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna", "Boris")
        desk.services.customers.create(CustomerDraft("Берёза"))
        yield desk


def take(desk: Desk, *rows: str, is_dry_run: bool = False) -> ImportReport:
    table = "\n".join([",".join(COLUMNS), *rows])
    return desk.take(table, mapping_of(HEAD, COLUMNS), is_dry_run=is_dry_run)


def test_activities_come_with_their_types_results_and_figures(desk: Desk) -> None:
    report = take(desk, CALL, TASK)

    assert counts(report) == (2, 0, 0, 0)
    assert report.changes == Changes.ACTIVITIES
    assert {shown(label): count for label, count in report.made.items()} == {
        "types of activities": 2,
        "results of activities": 1,
    }
    activity = ActivityRecord
    query = select(
        activity.planned_at,
        activity.done_at,
        activity.created_at,
        activity.duration_s,
        activity.score,
        activity.points,
    ).order_by(activity.external_id)
    done, created = (datetime(2026, 2, 1, 7, minute, tzinfo=UTC) for minute in (5, 0))
    assert desk.rows(query) == [
        (done, done, created, 330, 9, None),
        (datetime(2026, 2, 3, 15, tzinfo=UTC), None, None, 0, None, -3),
    ]


def test_new_types_are_of_the_kind_that_their_names_tell(desk: Desk) -> None:
    take(desk, CALL, TASK, TASK.replace("A2,Задача", "A3,Пикник"))

    query = select(ActivityTypeRecord.name, ActivityTypeRecord.kind)
    assert sorted(desk.rows(query)) == [
        ("Задача", "task"),
        ("Звонок входящий", "call_in"),
        ("Пикник", "other"),
    ]


def test_a_column_may_say_the_kind_of_new_types_and_known_ones_keep_theirs(desk: Desk) -> None:
    columns = ("type", "kind", "employee", "planned")
    mapping = mapping_of(HEAD, columns)
    head = ",".join(columns)
    desk.take(f"{head}\nПикник,meeting,Anna,2026-02-03 18:00", mapping)

    known = desk.take(f"{head}\nпикник,task,Anna,2026-02-04 18:00", mapping)
    torn = desk.take(
        f"{head}\nA,task,Anna,2026-02-05 18:00\nA,visit,Anna,2026-02-06 18:00", mapping
    )

    assert counts(known) == (1, 0, 0, 0)
    assert reasons(torn) == [(3, "kind", "visit", "“A” is “task” in a line above.")]
    query = select(ActivityTypeRecord.name, ActivityTypeRecord.kind)
    assert sorted(desk.rows(query)) == [("A", "task"), ("Пикник", "meeting")]


def test_a_second_import_changes_nothing_at_all(desk: Desk) -> None:
    rows = (CALL, TASK, TASK.removeprefix("A2"))
    take(desk, *rows)

    report = take(desk, *rows)

    assert counts(report) == (0, 0, 3, 0)
    assert (report.changes, dict(report.made)) == (Changes.NONE, {})
    assert {version for (version,) in desk.rows(select(ActivityRecord.version))} == {1}


def test_what_is_done_meanwhile_changes_its_record(desk: Desk) -> None:
    take(desk, TASK)

    report = take(desk, TASK.replace("18:00,,", "18:00,2026-02-03 17:00,"))

    assert counts(report) == (0, 1, 0, 0)
    assert desk.rows(select(ActivityRecord.done_at)) == [(datetime(2026, 2, 3, 14, tzinfo=UTC),)]


def test_a_dry_run_makes_no_types_either(desk: Desk) -> None:
    report = take(desk, CALL, is_dry_run=True)

    assert counts(report) == (1, 0, 0, 0)
    kept = [ActivityRecord, ActivityTypeRecord, ActivityResultRecord]
    assert [desk.count(record) for record in kept] == [0, 0, 0]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (
            CALL.replace("Anna", "Nobody"),
            "employee",
            "No employee has the code",
        ),
        (
            CALL.replace("Берёза", "Nobody"),
            "customer",
            "or the name “Nobody”.",
        ),
        (CALL.replace("10:05", "09:55"), "done", "was done before it was created"),
        (TASK.replace("2026-02-03 18:00", ""), "planned", "needs the time it is planned for"),
        (CALL.replace("0:05:30", "5 min"), "duration", "write seconds, or hours as 0:05:30"),
        (CALL.replace("0:05:30", "0:05:61"), "duration", "write seconds"),
        (TASK.replace("-3", "1.5"), "points", "“1.5” is no whole number."),
        (TASK.replace("-3", "99999999999"), "points", "out of range"),
        (TASK.replace("Задача", ""), "type", "A value is required here."),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(
    desk: Desk, row: str, column: str, reason: str
) -> None:
    report = take(desk, TASK.replace("A2", "A9"), row)

    assert counts(report) == (1, 0, 0, 1)
    [(line, where, _value, why)] = reasons(report)
    assert (line, where) == (3, column)
    assert reason in why
