"""What the catalogue measures all others by: records of March, and figures worked by hand."""

from __future__ import annotations

from tests.storage.catalogue_sales import AFTER, BEFORE, FIRST, LAST
from tests.storage.catalogue_world import Activity, Case, Colleague, Deal, Mark, SeriesValue


def two_done(kind: str, *others: str) -> tuple[Activity, ...]:
    """Return two activities of ``kind`` done in March, and what does not count beside them."""
    return (
        Activity(kind, FIRST),
        Activity(kind, LAST),
        Activity(kind, BEFORE),
        Activity(kind, AFTER),
        Activity(kind, None),
        Activity(kind, is_mine=False),
        *(Activity(other) for other in others),
    )


CALL_CENTRE = (
    Case("calls_in", "2", two_done("call_in", "call_out", "missed_call")),
    Case("calls_out", "2", two_done("call_out", "call_in", "meeting")),
    Case(
        "missed_share",
        "0.25",  # 1 of 4
        (
            Activity("missed_call", None, planned=FIRST),
            Activity("call_in", planned=LAST),
            Activity("call_in"),
            Activity("call_in"),
            Activity("call_out"),
            Activity("missed_call", None, planned=BEFORE),
            Activity("missed_call", None, is_mine=False),
        ),
    ),
    Case("missed_share", None, (Activity("call_out"),), "nothing can be divided by zero", "calm"),
    Case(
        "processed_applications",
        "2",
        (
            Deal(created=FIRST, answered="04-10"),
            Deal(created="03-31 12:00", answered=LAST, closed=None),
            Deal(),
            Deal(created=BEFORE, answered="03-10"),
            Deal(answered="03-10", is_mine=False),
        ),
    ),
    Case(
        "talk_time",
        "180",  # 60 + 120 seconds
        (
            Activity("call_in", FIRST, seconds=60),
            Activity("call_out", LAST, seconds=120),
            Activity("call_out"),
            Activity("meeting", seconds=9000),
            Activity("call_in", None, seconds=9000),
            Activity("call_in", BEFORE, seconds=9000),
            Activity("call_in", seconds=9000, is_mine=False),
        ),
    ),
    Case(
        "own_pipeline",
        "2",
        (
            Deal(created=FIRST, pipeline="Hotline", status="lost"),
            Deal(created=LAST, pipeline="Hotline", closed=None),
            Deal(pipeline="Sales"),
            Deal(created=BEFORE, pipeline="Hotline"),
            Deal(pipeline="Hotline", is_mine=False),
        ),
    ),
)

SERVICE = (
    Case(
        "complaints",
        "2",  # a complaint, and a review with 3 points
        (
            Activity("complaint", None, planned=FIRST),
            Activity("review", planned=LAST, score=3),
            Activity("review", score=4),
            Activity("review"),
            Activity("survey", score=0),
            Activity("complaint", planned=BEFORE),
            Activity("complaint", is_mine=False),
        ),
    ),
    Case(
        "satisfaction",
        "4.5",  # (5 + 4) ÷ 2
        (
            Activity("review", planned=FIRST, score=5),
            Activity("review", None, planned=LAST, score=4),
            Activity("review"),
            Activity("survey", score=0),
            Activity("review", planned=BEFORE, score=1),
            Activity("review", score=1, is_mine=False),
        ),
    ),
    Case("satisfaction", None, (Activity("review"),), "there are no records to average", "unrated"),
    Case(
        "answer_time",
        "10800",  # an hour on Friday and one on Monday, and 4 hours: 3 on average
        (
            Activity("letter_in", "03-16 10:00", created="03-13 17:00"),
            Activity("review", "03-17 13:00", created="03-17 09:00"),
            Activity("letter_in", "03-17"),
            Activity("letter_in", None, created="03-02"),
            Activity("letter_out", "03-17", created="03-02"),
            Activity("letter_in", BEFORE, created="02-02"),
            Activity("letter_in", "03-17", created="03-02", is_mine=False),
        ),
    ),
    Case(
        "solved_problems",
        "3",  # two, and one of a type of its own
        (*two_done("ticket", "complaint"), Activity("ticket", type="Operational")),
    ),
    Case(
        "calm_time",
        "1296000",  # from 10 March to now, the 25th: 15 days
        (
            Activity("ticket", planned="03-05", type="System error"),
            Activity("ticket", None, planned="03-10", type="System error"),
            Activity("ticket", planned="03-20", type="Operational"),
            Activity("ticket", planned="03-20", type="System error", is_mine=False),
        ),
    ),
    Case("calm_time", "2116800", (), name="throughout"),  # 24 days and a half
    Case(
        "repair_time",
        "28800",  # a day of 9 hours and 3 more, and 4 hours: 8 on average
        (
            Activity("ticket", "03-17 12:00", created="03-16 09:00", type="Operational"),
            Activity("ticket", "03-18 14:00", created="03-18 10:00", type="Operational"),
            Activity("ticket", "03-18 14:00", created="03-02", type="System error"),
            Activity("ticket", None, created="03-02", type="Operational"),
            Activity("ticket", BEFORE, created="02-02", type="Operational"),
            Activity("ticket", created="03-02", type="Operational", is_mine=False),
        ),
    ),
)

TASKS = (
    Activity("task", "03-11", planned="03-10"),
    Activity("task", None, planned=FIRST),
    Activity("task", None, planned="03-24 23:59:59"),
    Activity("task", "03-10 12:00", planned="03-10 12:00"),
    Activity("task", None, planned="03-25 00:00"),
    Activity("task", None, planned=BEFORE),
    Activity("meeting", None, planned="03-10"),
    Activity("task", None, planned="03-10", is_mine=False),
)

OFFICE = (
    Case("letters_sent", "2", two_done("letter_out", "letter_in")),
    Case("tasks_done", "2", two_done("task", "ticket")),
    Case("tasks_overdue", "3", TASKS),
    Case("deadlines_kept", "0.25", TASKS),  # 1 of the 4 that were due
    Case(
        "task_points",
        "8",  # 3 + 5
        (
            Activity("task", FIRST, points=3),
            Activity("task", LAST, points=5),
            Activity("task"),
            Activity("task", None, points=90),
            Activity("call_out", points=90),
            Activity("task", BEFORE, points=90),
            Activity("task", points=90, is_mine=False),
        ),
    ),
    Case(
        "activity_points",
        "10",  # 2 calls × 1 + a meeting × 3 + a visit × 5
        (*two_done("call_out", "call_in", "task"), Activity("meeting"), Activity("visit")),
    ),
    Case("heads_mark", "-2", (Mark("-2"), Mark("3", month="02-01"), Mark("3", is_mine=False))),
    Case("heads_mark", None, (), "no mark was given for March 2026", "unmarked"),
)

COST = (
    SeriesValue("03-01", "300.50", "advertising_cost"),
    SeriesValue("03-31", "99.50", "advertising_cost"),
    SeriesValue("02-28", "9000", "advertising_cost"),
)

MARKETING = (
    Case(
        "reach",
        "1500",
        (
            SeriesValue("03-01", "1000"),
            SeriesValue("03-31", "500"),
            SeriesValue("02-28", "9000"),
            SeriesValue("04-01", "9000"),
            SeriesValue("03-10", "9000", is_mine=False),
        ),
    ),
    Case("reach", None, (), "“Reach” was not measured", "unknown"),
    Case("advertising_cost", "400", COST),  # 300.50 + 99.50
    Case(
        "leads",
        "2",
        (
            Deal(created=FIRST, status="lost"),
            Deal(created=LAST, closed=None),
            Deal(created=BEFORE),
            Deal(created=AFTER),
            Deal(is_mine=False),
        ),
    ),
    Case("lead_cost", "200", (*COST, Deal(), Deal(closed=None))),  # 400 ÷ 2
    Case("lead_cost", None, COST, "divided by zero", "without leads"),
    Case(
        "campaign_return",
        "1.5",  # (1000 − 400) ÷ 400
        (*COST, Deal("1500", cost="500"), Deal("9000", status="lost")),
    ),
    Case(
        "source_sales",
        "300",
        (
            Deal("300", source="Site"),
            Deal("9000", source="Fair"),
            Deal("9000"),
            Deal("9000", source="Site", closed=None),
            Deal("9000", source="Site", closed=AFTER),
            Deal("9000", source="Site", is_mine=False),
        ),
    ),
)

SALES = (Deal("1000"), Deal("500", is_mine=False), Deal("9000", closed=BEFORE, created="02-01"))

TEAM = (
    Case("department_sales", "1500", SALES, of_department=True),
    Case(
        "headcount",
        "3.5",  # on 1 March me, another and who left later; on the 31st also two newcomers
        (
            Colleague(left="03-15"),
            Colleague(hired="03-10"),
            Colleague(hired="03-31"),
            Colleague(left="03-01"),
            Colleague(hired="04-01"),
        ),
        of_department=True,
    ),
    Case(
        "leavers",
        "2",
        (
            Colleague(left="03-01"),
            Colleague(left="03-31"),
            Colleague(left="02-28"),
            Colleague(left="04-01"),
        ),
        of_department=True,
    ),
    Case("sales_per_manager", "750", SALES, of_department=True),  # 1500 ÷ 2 people
    Case(
        "turnover",
        "0.4",  # 1 ÷ ((3 + 2) ÷ 2)
        (Colleague(left="03-15"),),
        of_department=True,
    ),
    Case("team_attainment", "0.75", SALES, of_department=True, plan="2000"),  # 1500 ÷ 2000
    Case(
        "team_attainment",
        None,
        SALES,
        "“department_sales.attainment” has no value",
        "unplanned",
        of_department=True,
    ),
)
