"""Series of values for external indicators, taken in from a table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from crm_desktop.changes import Changes
from crm_desktop.domain.people import COMPANY, SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.source import ExternalSource, ManualSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.storage.models import SeriesValueRecord
from tests.storage.import_tables import Desk, counts, desk_at, mapping_of, reasons

HEAD = "indicator,subject,on,value\n"
SERIES = mapping_of('kind = "series"\n[fields]\n', ("indicator", "subject", "on", "value"))
SCHEME = Scheme(
    name="Reach",
    currency="RUB",
    indicators=(
        Indicator("reach", "Reach", ExternalSource()),
        Indicator("mark", "Mark", ManualSource()),
    ),
    profiles=(
        Profile("firm", "Firm", (ProfileEntry("reach"),), (COMPANY,), level=SubjectLevel.COMPANY),
    ),
)
VALUES = select(
    SeriesValueRecord.indicator,
    SeriesValueRecord.subject_level,
    SeriesValueRecord.subject_code,
    SeriesValueRecord.on,
    SeriesValueRecord.value,
).order_by(SeriesValueRecord.id)


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna")
        desk.services.schemes.import_scheme(SCHEME)
        yield desk


def test_values_are_told_by_indicator_subject_and_day_and_mended_in_place(desk: Desk) -> None:
    table = HEAD + "reach,employee:Anna,2026-02-01,1.50\nreach,company,2026-02-01,-1200\n"

    first, again = desk.take(table, SERIES), desk.take(table.replace("1.50", "1.5"), SERIES)
    mended = desk.take(table.replace("-1200", "900"), SERIES)

    assert [counts(first), counts(again)] == [(2, 0, 0, 0), (0, 0, 2, 0)]
    assert again.changes == Changes.NONE
    assert counts(mended) == (0, 1, 1, 0)
    assert desk.rows(VALUES) == [
        ("reach", "employee", "Anna", date(2026, 2, 1), "1.5"),
        ("reach", "company", "", date(2026, 2, 1), "900"),
    ]


def test_a_figure_sums_the_values_of_its_period(desk: Desk) -> None:
    days = ("2026-01-31,1", "2026-02-01,20", "2026-02-28,300.5", "2026-03-01,4000")
    desk.take(HEAD + "".join(f"reach,company,{day}\n" for day in days), SERIES)

    outcomes = desk.services.calculation.calculate(Period.month(2026, 2)).outcomes

    [figure] = outcomes[-1].result.indicators
    assert figure.fact.value == Decimal("320.5")


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    report = desk.take(HEAD + "reach,company,2026-02-01,1", SERIES, is_dry_run=True)

    assert counts(report) == (1, 0, 0, 0)
    assert desk.count(SeriesValueRecord) == 0


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("gone,company,2026-02-01,1", "indicator", "has the code “gone”: use one of reach."),
        ("mark,company,2026-02-01,1", "indicator", "has the code “mark”: use one of reach."),
        ("reach,Anna,2026-02-01,1", "subject", "“Anna” is no subject: write employee:anna or"),
        ("reach,employee:Boris,2026-02-01,1", "subject", "The firm has no “employee:Boris”."),
        ("reach,company,2026-02-30,1", "on", "is no date"),
        ("reach,company,2026-02-01,many", "value", "“many” is no number"),
        (f"reach,company,2026-02-01,1.{'1' * 60}", "value", "out of range"),
        ("reach,company,2026-02-01,", "value", "A value is required here."),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(
    desk: Desk, row: str, column: str, reason: str
) -> None:
    report = desk.take(HEAD + row, SERIES)

    [(line, where, _value, why)] = reasons(report)
    assert (line, where) == (2, column)
    assert reason in why
    assert desk.count(SeriesValueRecord) == 0


def test_the_same_day_twice_in_a_file_is_a_repeat(desk: Desk) -> None:
    report = desk.take(HEAD + "reach,company,2026-02-01,1\nreach,company,2026-02-01,2\n", SERIES)

    assert reasons(report) == [(3, "", "", "The same record stands in line 2 already.")]
    assert [Decimal(str(value)) for *_, value in desk.rows(VALUES)] == [Decimal(1)]
