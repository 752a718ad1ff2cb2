"""Deals taken in from a table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from crm_desktop.changes import Changes
from crm_desktop.domain.customers import CustomerDraft
from crm_desktop.domain.deals import CreditShare, DealDraft, DealStatus
from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.money import Money
from crm_desktop.errors import CrmError
from crm_desktop.exchange.mapping import parse_mapping
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    PipelineRecord,
    StageRecord,
)
from tests.storage.crm_builders import NOW
from tests.storage.import_tables import (
    DEAL_COLUMNS,
    DEALS,
    DEALS_MAP,
    Desk,
    counts,
    desk_at,
    mapping_of,
    reasons,
)

WON = "D1,Windows,,Anna,,Won,1500.50,2026-01-10,2026-02-03"
OPEN = "D2,Doors,,Anna,,New,,2026-01-11,"


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna", "Boris")
        yield desk


def test_deals_come_with_their_stages_amounts_and_days(desk: Desk) -> None:
    report = desk.take_deals(WON, OPEN)

    assert counts(report) == (2, 0, 0, 0)
    assert report.changes == Changes.DEALS
    won, doors = desk.deals()
    assert (won.title, won.stage, won.status, won.pipeline) == (
        "Windows",
        "Won",
        DealStatus.WON,
        "Продажи",
    )
    assert won.amount == Money(1500_50, "RUB")
    # Midnight in Moscow is nine in the evening before in UTC.
    assert won.created_at == datetime(2026, 1, 9, 21, tzinfo=UTC)
    assert won.closed_at == datetime(2026, 2, 2, 21, tzinfo=UTC)
    assert (doors.amount, doors.closed_at) == (Money(0, "RUB"), None)


def test_a_second_import_changes_nothing_at_all(desk: Desk) -> None:
    desk.take_deals(WON, OPEN)

    report = desk.take_deals(WON, OPEN)

    assert counts(report) == (0, 0, 2, 0)
    assert (report.changes, dict(report.made)) == (Changes.NONE, {})
    assert [deal.version for deal in desk.deals()] == [1, 1]
    assert desk.count(DealStageChangeRecord) == 2


def test_only_a_changed_row_raises_the_version(desk: Desk) -> None:
    desk.take_deals(WON, OPEN)

    report = desk.take_deals(WON, OPEN.replace("Doors", "Doors and locks"))

    assert counts(report) == (0, 1, 1, 0)
    assert [(deal.title, deal.version) for deal in desk.deals()] == [
        ("Windows", 1),
        ("Doors and locks", 2),
    ]


def test_the_history_begins_with_the_stage_and_grows_with_it(desk: Desk) -> None:
    desk.take_deals(OPEN)
    desk.take_deals(OPEN.replace("New,,2026-01-11,", "Won,90,2026-01-11,2026-02-01"))

    (deal,) = desk.deals()
    history = desk.services.deals.card(deal.id).history
    assert sorted((step.at, step.stage) for step in history) == [
        (datetime(2026, 1, 10, 21, tzinfo=UTC), "New"),
        (datetime(2026, 1, 31, 21, tzinfo=UTC), "Won"),
    ]


def test_a_row_that_is_open_again_reopens_a_deal_that_was_closed_here(desk: Desk) -> None:
    columns = ("external_id", "title", "owner", "stage")
    table = ",".join(columns) + "\nD2,Doors,Anna,New"
    desk.take(table, mapping_of(DEALS, columns))
    (deal,) = desk.deals()
    desk.services.deals.mark_lost(deal.id, deal.version, "Price")

    report = desk.take(table, mapping_of(DEALS, columns))

    (deal,) = desk.deals()
    assert counts(report) == (0, 1, 0, 0)
    assert (deal.status, deal.closed_at) == (DealStatus.OPEN, None)
    assert desk.services.deals.card(deal.id).loss_reason == ""


def test_a_deal_without_a_day_of_creation_is_created_now_and_stays_so(desk: Desk) -> None:
    undated = "D3,Sill,,Boris,,New,,,"
    desk.take_deals(undated)
    (deal,) = desk.deals()
    assert deal.created_at == NOW

    with desk_at(desk.location, desk.folder, NOW + timedelta(days=9)) as later:
        assert counts(later.take_deals(undated)) == (0, 0, 1, 0)


def test_an_unknown_stage_is_told_which_there_are_or_where_to_make_some(desk: Desk) -> None:
    columns = ("external_id", "title", "owner", "stage")
    table = ",".join(columns) + "\nD9,Doors,Anna,Gone"
    without_pipeline = mapping_of('kind = "deals"\n[fields]\n', columns)

    [(line, column, _value, why)] = reasons(desk.take(table, without_pipeline))
    desk.take_deals(OPEN)
    [(_line, _column, _stage, later)] = reasons(desk.take(table, without_pipeline))

    assert (line, column) == (2, "stage")
    assert why == (
        "There are no stages yet: name them under [pipeline] in the mapping file, or press "
        "“Start with the usual stages” among the deals."
    )
    assert later == "There is no stage “Gone”: use one of New, Offer, Won, Lost."


def test_customers_are_named_by_id_or_name_in_any_case(desk: Desk) -> None:
    for name in ("ООО «О'Нил; DROP TABLE deal;--»", "Ёлка"):
        desk.services.customers.create(CustomerDraft(name))

    report = desk.take_deals(
        "D1,a,ООО «О'Нил; DROP TABLE deal;--»,Anna,,New,,,", "D2,b,ёлКА,ANNA,,New,,,"
    )

    assert counts(report) == (2, 0, 0, 0)
    assert sorted(deal.customer for deal in desk.deals()) == [
        "Ёлка",
        "ООО «О'Нил; DROP TABLE deal;--»",
    ]


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (
            "D1,a,Nobody,Anna,,New,,,",
            "customer",
            "Nobody",
            "No customer has the external ID",
        ),
        (
            "D1,a,,Nobody,,New,,,",
            "owner",
            "Nobody",
            "No employee has the code or",
        ),
        (
            "D1,a,,Anna,Nothing,New,,,",
            "product",
            "Nothing",
            "or the name “Nothing”.",
        ),
        ("D1,a,,Anna,,Gone,,,", "stage", "Gone", "“Gone” is not known here"),
        ("D1,,,Anna,,New,,,", "title", "", "A value is required here."),
        ("D1,a,,Anna,,New,1.005,,", "amount", "1.005", "finer than RUB"),
        ("D1,a,,Anna,,New,-1,,", "amount", "-1", "is no amount"),
        ("D1,a,,Anna,,Won,,2026-01-01,2026-01-02", "amount", "", "A won deal needs its amount."),
        ("D1,a,,Anna,,Lost,,2026-01-01,", "closed", "", "needs the day of its closing"),
        ("D1,a,,Anna,,New,,,2026-01-01", "closed", "2026-01-01", "An open deal has no day"),
        (
            "D1,a,,Anna,,Won,1,2026-01-02,2026-01-01",
            "closed",
            "2026-01-01",
            "before it was created",
        ),
        ("D1,a,,Anna,,New,,31.12.2025,", "created", "31.12.2025", "is no date"),
    ],
)
def test_a_bad_cell_is_named_with_line_column_value_and_reason(
    desk: Desk, row: str, column: str, value: str, reason: str
) -> None:
    report = desk.take_deals(WON.replace("D1", "D0"), row)

    assert counts(report) == (1, 0, 0, 1)
    ((line, where, what, why),) = reasons(report)
    assert (line, where) == (3, column)
    assert what.startswith(value)
    assert reason in why
    assert desk.titles() == ["Windows"]


def test_a_name_that_two_people_have_is_no_answer(desk: Desk) -> None:
    desk.services.customers.create(CustomerDraft("Twin"))
    desk.services.customers.create(CustomerDraft("TWIN"))

    report = desk.take_deals("D1,a,Twin,Anna,,New,,,")

    assert "Several records have this name" in reasons(report)[0][3]


def test_a_repeat_in_the_file_names_the_line_that_came_first(desk: Desk) -> None:
    report = desk.take_deals(WON, OPEN, WON.replace("Windows", "Roof"))

    assert reasons(report) == [(4, "", "", "The same record stands in line 2 already.")]
    assert desk.titles() == ["Doors", "Windows"]


@pytest.mark.parametrize("is_known_before", [False, True])
def test_a_repeat_is_found_however_far_it_is_from_the_first(
    desk: Desk, *, is_known_before: bool
) -> None:
    if is_known_before:
        desk.take_deals(WON)
    between = [f"X{number},x,,Anna,,New,,," for number in range(4_500)]

    report = desk.take_deals(WON, *between, WON)

    assert reasons(report) == [(4_503, "", "", "The same record stands in line 2 already.")]


def test_rows_without_id_are_told_by_their_content(desk: Desk) -> None:
    rows = (WON.removeprefix("D1"), OPEN.removeprefix("D2"))

    first = desk.take_deals(*rows, rows[0])
    second = desk.take_deals(*rows)

    assert counts(first) == (2, 0, 0, 1)
    assert counts(second) == (0, 0, 2, 0)


def test_columns_that_the_file_lacks_stay_as_they_are(desk: Desk) -> None:
    desk.take_deals(WON)

    report = desk.take(
        "external_id,title,owner,stage,closed\nD1,Renamed,Anna,Won,2026-02-03",
        mapping_of(DEALS, ("external_id", "title", "owner", "stage", "closed")),
    )

    assert counts(report) == (0, 1, 0, 0)
    (deal,) = desk.deals()
    assert (deal.title, deal.amount) == ("Renamed", Money(1500_50, "RUB"))
    assert deal.created_at == datetime(2026, 1, 9, 21, tzinfo=UTC)


def test_a_dry_run_tells_all_and_changes_nothing(desk: Desk) -> None:
    report = desk.take_deals(WON, OPEN, "D3,x,Nobody,Anna,,New,,,", is_dry_run=True)

    assert report.is_dry_run
    assert counts(report) == (2, 0, 0, 1)
    assert report.changes == Changes.NONE
    assert [desk.count(record) for record in (DealRecord, StageRecord, PipelineRecord)] == [0, 0, 0]
    assert counts(desk.take_deals(WON, OPEN)) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("broken", "begun"),
    [
        ('"D9,never closed', True),
        ("D9,\udcff,,Anna,,New,,,", True),
        ("D9,a,,Anna,,New,\0,,", False),  # the whole file is looked through for these first
    ],
)
def test_a_file_that_breaks_in_the_middle_leaves_everything_as_it_was(
    desk: Desk, broken: str, *, begun: bool
) -> None:
    rows = [f"X{number},x,,Anna,,New,,," for number in range(5_000)]
    table = "\n".join([",".join(DEAL_COLUMNS), *rows, broken, WON])
    path = desk.folder / "broken.csv"
    path.write_bytes(table.encode("utf-8", "surrogateescape"))
    done: list[int] = []

    with pytest.raises(CrmError):
        desk.services.imports.run(
            path, parse_mapping('encoding = "utf-8"\n' + DEALS_MAP), progress=done.append
        )

    assert bool(done) is begun
    assert desk.count(DealRecord) == 0


def test_what_progress_raises_ends_the_import_undone(desk: Desk) -> None:
    def cancel(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.take(f"{','.join(DEAL_COLUMNS)}\n{WON}", DEALS_MAP, progress=cancel)

    assert desk.count(DealRecord) == 0


def test_foreign_amounts_are_worth_the_rate_of_the_day(desk: Desk) -> None:
    for day, rate in ((date(2026, 1, 1), "80"), (date(2026, 2, 3), "90.5")):
        desk.services.firm.save_rate(RateRow("USD", day, Decimal(rate)))

    report = desk.take_deals_in_currency(
        "D1,a,Anna,Won,100,USD,2026-01-10,2026-02-03", "D2,b,Anna,New,100,USD,2026-01-10,"
    )

    assert counts(report) == (2, 0, 0, 0)
    query = select(DealRecord.base_minor, DealRecord.currency).order_by(DealRecord.external_id)
    assert desk.rows(query) == [(9050_00, "USD"), (8000_00, "USD")]


def test_what_was_imported_before_keeps_its_rate_until_its_amount_or_day_changes(
    desk: Desk,
) -> None:
    rows = ("D1,a,Anna,New,100,USD,2026-01-10,", "D2,b,Anna,New,100,USD,2026-01-10,")
    desk.services.firm.save_rate(RateRow("USD", date(2026, 1, 1), Decimal(80)))
    desk.take_deals_in_currency(*rows)
    desk.services.firm.save_rate(RateRow("USD", date(2026, 1, 1), Decimal(90)))

    report = desk.take_deals_in_currency(rows[0], rows[1].replace("10,", "11,"))

    assert counts(report) == (0, 1, 1, 0)
    query = select(DealRecord.base_minor).order_by(DealRecord.external_id)
    assert desk.rows(query) == [(8000_00,), (9000_00,)]


def test_an_open_deal_without_a_day_keeps_the_worth_of_the_day_it_was_made(
    database: str, tmp_path: Path
) -> None:
    row = "D1,a,Anna,New,{amount},USD,,"
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna")
        for day, rate in ((date(2026, 1, 1), 80), (date(2026, 3, 11), 90)):
            desk.services.firm.save_rate(RateRow("USD", day, Decimal(rate)))
        desk.take_deals_in_currency(row.format(amount=100))
    with desk_at(database, tmp_path, NOW + timedelta(days=2)) as desk:
        again = desk.take_deals_in_currency(row.format(amount=100))
        dearer = desk.take_deals_in_currency(row.format(amount=200))

        assert (counts(again), counts(dearer)) == ((0, 0, 1, 0), (0, 1, 0, 0))
        assert desk.rows(select(DealRecord.base_minor)) == [(16000_00,)]


def test_an_amount_that_is_too_big_at_its_rate_is_rejected(desk: Desk) -> None:
    desk.services.firm.save_rate(RateRow("USD", date(2026, 1, 1), Decimal("1e12")))

    report = desk.take_deals_in_currency("D1,a,Anna,Won,10000,USD,2026-01-10,2026-02-03")

    assert reasons(report)[0][1] == "amount"
    assert reasons(report)[0][3].startswith("At the rate 1000000000000 the amount would be above")


def test_an_amount_without_a_rate_is_rejected(desk: Desk) -> None:
    report = desk.take_deals_in_currency("D1,a,Anna,Won,100,USD,2026-01-10,2026-02-03")

    assert reasons(report)[0][1:3] == ("amount", "100")
    assert "No rate of USD" in reasons(report)[0][3]


def test_the_shares_of_a_deal_follow_its_new_amount(desk: Desk) -> None:
    desk.take_deals(WON)
    (deal,) = desk.deals()
    people = {row.name: row.id for row in desk.services.people.list_employees()}
    shares = tuple(CreditShare(people[name], Decimal("0.5")) for name in ("Anna", "Boris"))
    desk.services.deals.save(
        deal.id,
        deal.version,
        DealDraft("Windows", people["Anna"], deal.stage_id, deal.amount, credits=shares),
    )

    desk.take_deals(WON.replace("1500.50", "100.01"))

    parts = desk.rows(select(DealCreditRecord.base_minor).order_by(DealCreditRecord.base_minor))
    assert parts == [(50_00,), (50_01,)]


def test_overlays_of_a_deal_follow_its_new_amount(desk: Desk) -> None:
    desk.take_deals(WON.replace("Won,1500.50,2026-01-10,2026-02-03", "New,1500.50,2026-01-10,"))
    (deal,) = desk.deals()
    people = {row.name: row.id for row in desk.services.people.list_employees()}
    overlays = (CreditShare(people["Boris"], Decimal("0.5")),)
    desk.services.deals.save(
        deal.id,
        deal.version,
        DealDraft("Windows", people["Anna"], deal.stage_id, deal.amount, overlays=overlays),
    )

    desk.take_deals(WON.replace("1500.50", "100.01"))

    assert desk.rows(select(DealCreditRecord.base_minor)) == [(50_01,)]


@pytest.mark.parametrize(
    ("cost", "discount", "larger", "smaller"),
    [
        ("33.33", "0", (5000, 1667, 0), (5000, 1666, 0)),
        ("20", "2.01", (5000, 1000, 101), (5000, 1000, 100)),
    ],
)
def test_a_new_cost_or_discount_is_divided_as_the_deal_is(
    desk: Desk,
    cost: str,
    discount: str,
    larger: tuple[int, ...],
    smaller: tuple[int, ...],
) -> None:
    columns = ("external_id", "title", "owner", "stage", "amount", "cost", "discount")
    heading, mapping = ",".join(columns), mapping_of(DEALS, columns)
    desk.take(f"{heading}\nD1,a,Anna,New,100,20,0", mapping)
    (deal,) = desk.deals()
    people = {row.name: row.id for row in desk.services.people.list_employees()}
    half = Decimal("0.5")
    draft = DealDraft(
        "a",
        people["Anna"],
        deal.stage_id,
        deal.amount,
        credits=tuple(CreditShare(people[name], half) for name in ("Anna", "Boris")),
        overlays=(CreditShare(people["Anna"], half),),
        cost=Money(20_00, "RUB"),
    )
    desk.services.deals.save(deal.id, deal.version, draft)

    desk.take(f"{heading}\nD1,a,Anna,New,100,{cost},{discount}", mapping)

    credit = DealCreditRecord
    query = select(credit.base_minor, credit.base_cost_minor, credit.base_discount_minor)
    assert desk.rows(query.order_by(credit.id)) == [larger, smaller, larger]


def test_cost_discount_and_days_come_at_the_rate_of_the_deal(desk: Desk) -> None:
    desk.services.firm.save_rate(RateRow("USD", date(2026, 1, 1), Decimal("90.5")))
    columns = (
        *("external_id", "title", "owner", "stage", "amount", "currency", "cost", "discount"),
        *("expected", "created", "response"),
    )
    row = "D1,a,Anna,New,100,USD,33.33,1,2026-03-01,2026-01-10,2026-01-12"
    table = f"{','.join(columns)}\n{row}"
    mapping = mapping_of(DEALS, columns)

    first, again = desk.take(table, mapping), desk.take(table, mapping)
    early = desk.take(table.replace("2026-01-12", "2026-01-09"), mapping)

    assert [counts(first), counts(again)] == [(1, 0, 0, 0), (0, 0, 1, 0)]
    assert reasons(early)[0][1:3] == ("response", "2026-01-09")
    deal = DealRecord
    query = select(
        deal.base_cost_minor, deal.base_discount_minor, deal.expected_on, deal.first_response_at
    )
    answered = datetime(2026, 1, 11, 21, tzinfo=UTC)
    assert desk.rows(query) == [(3016_37, 90_50, date(2026, 3, 1), answered)]
