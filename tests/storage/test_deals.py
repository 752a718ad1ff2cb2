"""Deals through their service, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from crm_desktop.changes import Changes
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.customers import CustomerDraft
from crm_desktop.domain.deals import CreditShare, DealOrder, DealQuery, DealRow, DealStatus
from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.errors import (
    InvalidInputError,
    MissingRateError,
    NotFoundError,
    NotSetUpError,
    StaleRecordError,
)
from crm_desktop.storage.models import DealCreditRecord, DealRecord
from crm_desktop.storage.queries.deals import add_loss_reason
from tests.storage.crm_builders import (
    NOW,
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)


@dataclass(frozen=True, slots=True)
class Room:
    """A firm with one seller, Anna, and one pipeline."""

    location: str
    services: Services
    anna: int
    stages: dict[str, int]

    def later(self, days: int) -> Services:
        return firm_services(self.location, NOW + timedelta(days=days))

    def add(self, title: str = "Windows", minor: int = 100_00) -> int:
        draft = deal_draft(self.anna, self.stages["Lead"], title=title, amount=Money(minor, "RUB"))
        return self.services.deals.create(draft).id


@pytest.fixture
def room(database: str) -> Room:
    services = firm_services(database)
    return Room(database, services, add_employee(services, "Anna"), add_stages(database))


def test_a_new_deal_is_open_and_begins_its_history(room: Room) -> None:
    card = room.services.deals.card(room.add())

    assert card.row.status is DealStatus.OPEN
    assert (card.row.created_at, card.row.closed_at) == (NOW, None)
    assert [(change.stage, change.at) for change in card.history] == [("Lead", NOW)]


def test_marking_won_closes_the_deal_now(room: Room) -> None:
    deal = room.add()

    assert room.later(2).deals.mark_won(deal, version=1) is Changes.DEALS

    card = room.services.deals.card(deal)
    assert (card.row.status, card.row.stage) == (DealStatus.WON, "Won")
    assert card.row.closed_at == NOW + timedelta(days=2)
    assert [change.stage for change in card.history] == ["Lead", "Won"]


def test_marking_lost_needs_a_reason(room: Room) -> None:
    deal = room.add()

    with pytest.raises(InvalidInputError) as refused:
        room.services.deals.mark_lost(deal, 1, "  ")
    assert refused.value.field == "loss_reason"
    assert room.services.deals.card(deal).row.version == 1


def test_loss_reasons_that_differ_by_case_are_one(room: Room) -> None:
    first, second = room.add(), room.add()

    room.services.deals.mark_lost(first, 1, "Дорого")
    room.services.deals.mark_lost(second, 1, "дорого ")

    assert room.services.deals.list_loss_reasons() == ["Дорого"]
    assert room.services.deals.card(second).loss_reason == "Дорого"


def test_two_who_give_the_same_new_reason_at_once_share_it(room: Room) -> None:
    with sessions_on(room.location).begin() as session:
        assert add_loss_reason(session, "Дорого") == add_loss_reason(session, "Дорого")
    lost = [room.add() for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(room.services.deals.mark_lost, deal, 1, "Долго") for deal in lost]
        assert [job.exception() for job in work] == [None] * 4

    assert room.services.deals.list_loss_reasons() == ["Долго", "Дорого"]


def test_reopening_returns_to_the_last_open_stage(room: Room) -> None:
    deals, deal = room.services.deals, room.add()
    deals.move(deal, 1, room.stages["Offer"])
    deals.mark_lost(deal, 2, "Price")

    deals.reopen(deal, 3)

    card = deals.card(deal)
    assert (card.row.stage, card.row.closed_at, card.loss_reason) == ("Offer", None, "")


def test_a_deal_that_is_won_already_cannot_be_won(room: Room) -> None:
    deal = room.add()
    room.services.deals.mark_won(deal, 1)

    with pytest.raises(InvalidInputError, match="won already"):
        room.services.deals.mark_won(deal, 2)


def test_moving_to_the_same_stage_writes_no_history(room: Room) -> None:
    deal = room.add()

    room.services.deals.move(deal, 1, room.stages["Lead"])

    assert len(room.services.deals.card(deal).history) == 1


def test_a_save_into_a_won_stage_closes_the_deal(room: Room) -> None:
    deal = room.add()

    room.services.deals.save(deal, 1, deal_draft(room.anna, room.stages["Won"]))

    assert room.services.deals.card(deal).row.closed_at == NOW


def test_a_stale_save_names_the_deal_and_changes_nothing(room: Room) -> None:
    deal = room.add("Окна для школы")
    room.services.deals.mark_won(deal, 1)

    with pytest.raises(StaleRecordError, match="Окна для школы"):
        room.services.deals.save(deal, 1, deal_draft(room.anna, room.stages["Lead"]))
    assert room.services.deals.card(deal).row.status is DealStatus.WON


def test_a_missing_deal_is_said_to_be_missing(room: Room) -> None:
    with pytest.raises(NotFoundError):
        room.services.deals.mark_won(77, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "   "}, "title"),
        ({"title": "x" * 251}, "title"),
        ({"title": "zero\x00"}, "title"),
        ({"title": "half \ud800"}, "title"),
        ({"amount": Money(-1, "RUB")}, "amount"),
        ({"amount": Money(10**15 + 1, "RUB")}, "amount"),
        ({"cost": Money(-1, "RUB")}, "cost"),
        ({"cost": Money(1, "EUR")}, "cost"),
        ({"discount": Money(10**15 + 1, "RUB")}, "discount"),
        ({"first_response_at": NOW - timedelta(seconds=1)}, "first_response_at"),
        ({"overlays": (CreditShare(1, Decimal("1.01")),)}, "overlays"),
        ({"overlays": (CreditShare(999, Decimal(1)),)}, "overlays"),
        ({"owner_id": 999}, "owner_id"),
        ({"customer_id": 999}, "customer_id"),
        ({"product_id": 999}, "product_id"),
        ({"stage_id": 999}, "stage_id"),
        ({"source": "s" * 121}, "source"),
        ({"credits": (CreditShare(1, Decimal("0.9")),)}, "credits"),
        ({"credits": (CreditShare(999, Decimal(1)),)}, "credits"),
        (
            {"credits": (CreditShare(1, Decimal("0.9999999")), CreditShare(2, Decimal("1e-7")))},
            "credits",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused(room: Room, change: dict[str, object], field: str) -> None:
    add_employee(room.services, "Boris")
    draft = replace(deal_draft(room.anna, room.stages["Lead"]), **change)  # type: ignore[arg-type]

    with pytest.raises(InvalidInputError) as refused:
        room.services.deals.create(draft)
    assert refused.value.field == field
    assert room.services.deals.list_deals(DealQuery()).rows == ()


def test_someone_who_left_keeps_deals_and_gets_no_new_ones(room: Room) -> None:
    deal = room.add()
    anna = room.services.people.list_employees()[0]
    draft = deal_draft(room.anna, room.stages["Offer"])
    add_employee(room.services, "Left", left_on=date(2026, 3, 10))
    left = room.services.people.list_employees()[1]

    assert room.services.deals.save(deal, 1, draft) is Changes.DEALS
    with pytest.raises(InvalidInputError, match="Left left on"):
        room.services.deals.create(replace(draft, owner_id=left.id))
    assert anna.left_on is None


def test_shares_divide_the_worth_without_losing_a_kopeck(room: Room) -> None:
    boris, vera = (add_employee(room.services, name) for name in ("Boris", "Vera"))
    shares = {room.anna: "0.3333", boris: "0.3333", vera: "0.3334"}
    draft = deal_draft(room.anna, room.stages["Lead"], amount=Money(100_01, "RUB"), shares=shares)

    deal = room.services.deals.create(draft).id

    assert _parts(room, deal) == [33_33, 33_33, 33_35]
    assert room.services.deals.card(deal).credits == draft.credits


def test_shares_follow_the_amount(room: Room) -> None:
    boris = add_employee(room.services, "Boris")
    draft = deal_draft(room.anna, room.stages["Lead"], shares={room.anna: "0.5", boris: "0.5"})
    deal = room.services.deals.create(draft).id

    room.services.deals.save(deal, 1, replace(draft, amount=Money(7, "RUB")))

    assert _parts(room, deal) == [4, 3]


def test_cost_and_discount_are_divided_like_the_worth(room: Room) -> None:
    boris, vera = (add_employee(room.services, name) for name in ("Boris", "Vera"))
    draft = replace(
        deal_draft(room.anna, room.stages["Lead"], shares={room.anna: "0.5", boris: "0.5"}),
        overlays=(CreditShare(vera, Decimal("0.5")),),
        cost=Money(7, "RUB"),
        discount=Money(3, "RUB"),
    )
    deal = room.services.deals.create(draft).id
    at_first = [_parts(room, deal, name) for name in ("base_cost_minor", "base_discount_minor")]

    room.services.deals.save(deal, 1, replace(draft, cost=Money(9, "RUB")))
    room.services.deals.mark_won(deal, 2)

    assert at_first == [[4, 3, 4], [2, 1, 2]]
    assert _parts(room, deal, "base_cost_minor") == [5, 4, 5]
    assert _parts(room, deal, "base_discount_minor") == [2, 1, 2]


def test_a_change_of_shares_alone_is_a_new_version(room: Room) -> None:
    boris = add_employee(room.services, "Boris")
    draft = deal_draft(room.anna, room.stages["Lead"])
    deal = room.services.deals.create(draft).id

    room.services.deals.save(deal, 1, replace(draft, credits=(CreditShare(boris, Decimal(1)),)))

    assert room.services.deals.card(deal).row.version == 2


def test_overlays_count_besides_the_shares_and_follow_the_amount(room: Room) -> None:
    boris, vera = (add_employee(room.services, name) for name in ("Boris", "Vera"))
    overlays = (CreditShare(boris, Decimal(1)), CreditShare(vera, Decimal("0.5")))
    draft = replace(
        deal_draft(room.anna, room.stages["Lead"], shares={room.anna: "0.5", boris: "0.5"}),
        overlays=overlays,
    )
    deal = room.services.deals.create(draft).id

    room.services.deals.save(deal, 1, replace(draft, amount=Money(7, "RUB")))
    room.services.deals.mark_won(deal, 2)

    card = room.services.deals.card(deal)
    assert (card.credits, card.overlays) == (draft.credits, overlays)
    assert _parts(room, deal) == [4, 3, 7, 4]


def test_a_deal_with_overlays_alone_stays_its_owners(room: Room) -> None:
    boris = add_employee(room.services, "Boris")
    draft = replace(
        deal_draft(room.anna, room.stages["Lead"]), overlays=(CreditShare(boris, Decimal(1)),)
    )

    deal = room.services.deals.create(draft).id

    with sessions_on(room.location).begin() as session:
        assert not session.get_one(DealRecord, deal).is_shared
    assert room.services.deals.card(deal).credits == ()


def test_cost_discount_and_days_of_a_deal_are_kept_in_the_firms_currency(room: Room) -> None:
    room.services.firm.save_rate(RateRow("EUR", date(2026, 1, 1), Decimal(90)))
    draft = replace(
        deal_draft(room.anna, room.stages["Lead"], amount=Money(10_00, "EUR")),
        cost=Money(700_00, "RUB"),
        discount=Money(50_00, "RUB"),
        expected_on=date(2026, 4, 1),
        first_response_at=NOW + timedelta(minutes=5),
    )

    card = room.services.deals.card(room.services.deals.create(draft).id)

    assert (card.base, card.margin) == (Money(900_00, "RUB"), Money(200_00, "RUB"))
    assert (card.cost, card.discount) == (draft.cost, draft.discount)
    assert card.expected_on == draft.expected_on
    assert card.first_response_at == draft.first_response_at


def _parts(room: Room, deal_id: int, column: str = "base_minor") -> list[int]:
    query = (
        select(getattr(DealCreditRecord, column))
        .where(DealCreditRecord.deal_id == deal_id)
        .order_by(DealCreditRecord.id)
    )
    with sessions_on(room.location).begin() as session:
        return list(session.scalars(query))


def test_the_worth_is_taken_at_the_latest_rate_of_the_day_it_was_closed(room: Room) -> None:
    for on, rate in [(date(2026, 1, 1), "90.5"), (date(2026, 3, 11), "100.005")]:
        room.services.firm.save_rate(RateRow("EUR", on, Decimal(rate)))
    draft = deal_draft(room.anna, room.stages["Lead"], amount=Money(10_01, "EUR"))
    deal = room.services.deals.create(draft).id
    created_at = _worth(room, deal)

    room.later(1).deals.mark_won(deal, 1)

    # 10.01 × 90.5 = 905.905 and 10.01 × 100.005 = 1001.05005, rounded half up.
    assert (created_at, _worth(room, deal)) == (905_91, 1001_05)


def test_a_deal_keeps_the_rate_that_it_was_recorded_at(room: Room) -> None:
    day = date(2026, 1, 1)
    room.services.firm.save_rate(RateRow("EUR", day, Decimal(90)))
    draft = deal_draft(room.anna, room.stages["Lead"], amount=Money(10_00, "EUR"))
    deal = room.services.deals.create(draft).id
    room.services.firm.save_rate(RateRow("EUR", day, Decimal(100)))

    room.services.deals.save(deal, 1, replace(draft, title="Doors"))
    renamed = _worth(room, deal)
    room.services.deals.save(deal, 2, replace(draft, amount=Money(20_00, "EUR")))

    assert (renamed, _worth(room, deal)) == (900_00, 2000_00)


def test_a_currency_without_a_rate_yet_is_refused(room: Room) -> None:
    room.services.firm.save_rate(RateRow("EUR", date(2026, 3, 11), Decimal(90)))

    with pytest.raises(MissingRateError, match="EUR"):
        room.services.deals.create(
            deal_draft(room.anna, room.stages["Lead"], amount=Money(1, "EUR"))
        )


def _worth(room: Room, deal_id: int) -> int:
    with sessions_on(room.location).begin() as session:
        return session.scalars(select(DealRecord.base_minor).where(DealRecord.id == deal_id)).one()


@pytest.mark.parametrize("order", list(DealOrder))
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_show_every_deal_once_in_order(
    room: Room, order: DealOrder, is_descending: bool
) -> None:
    for i, title in enumerate(["б", "А", "а", "В", "г", "Ё", "е"]):
        deal = room.add(title, minor=i % 3)
        if i % 2:
            room.later(i % 4).deals.mark_won(deal, 1)
    whole = room.services.deals.list_deals(DealQuery(order=order, is_descending=is_descending))
    query = DealQuery(order=order, is_descending=is_descending, limit=2)
    paged: list[DealRow] = []
    while True:
        page = room.services.deals.list_deals(query)
        paged += page.rows
        if page.next_cursor is None:
            break
        query = replace(query, after=page.next_cursor)

    assert [row.id for row in paged] == [row.id for row in whole.rows]
    assert len({row.id for row in paged}) == 7


def test_open_deals_stand_last_by_the_day_of_closing(room: Room) -> None:
    still_open, won = room.add(), room.add()
    room.services.deals.mark_won(won, 1)

    for is_descending in (False, True):
        query = DealQuery(order=DealOrder.CLOSED, is_descending=is_descending)
        rows = room.services.deals.list_deals(query).rows
        assert [row.id for row in rows] == [won, still_open]


def test_the_period_of_closing_begins_at_midnight_of_the_firm(room: Room) -> None:
    deal = room.add()
    # 22:00 UTC of 31 March is 1 April in Moscow.
    midnight = firm_services(room.location, datetime(2026, 3, 31, 22, tzinfo=UTC))
    midnight.deals.mark_won(deal, 1)

    def closed_in(month: int) -> int:
        period = Period.month(2026, month)
        return len(room.services.deals.list_deals(DealQuery(closed_in=period)).rows)

    assert (closed_in(3), closed_in(4)) == (0, 1)


def test_totals_cover_all_pages_and_every_status(room: Room) -> None:
    ids = [room.add(minor=minor) for minor in (1, 10, 100)]
    room.services.deals.mark_won(ids[1], 1)
    room.services.deals.mark_lost(ids[2], 1, "Price")

    totals = room.services.deals.totals(DealQuery(limit=1))

    assert totals.counts == dict.fromkeys(DealStatus, 1)
    assert [totals.sums[status].minor for status in DealStatus] == [1, 10, 100]


def test_search_finds_titles_and_customers_without_case(room: Room) -> None:
    customer = room.services.customers.create(CustomerDraft("ООО «Ёлка»")).id
    draft = deal_draft(room.anna, room.stages["Lead"], title="Двери", customer_id=customer)
    room.services.deals.create(draft)
    room.add("Окна 100%")

    def found(text: str) -> list[str]:
        return [row.title for row in room.services.deals.list_deals(DealQuery(text)).rows]

    assert found("ЕЛКА") == ["Двери"]
    assert found("0%") == ["Окна 100%"]
    assert found("_") == []


@pytest.fixture
def statements(room: Room) -> Iterator[list[str]]:
    """Return the statements that are sent from now on; the connection is open already."""
    sent: list[str] = []

    def note(_c: object, _cu: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "pg_catalog" not in statement:
            sent.append(statement)

    room.services.deals.list_stages()
    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def test_a_page_of_deals_costs_the_same_statements_whatever_its_length(
    room: Room, statements: list[str]
) -> None:
    for i in range(12):
        room.add(str(i))
    counts = []
    for limit in (2, 12):
        statements.clear()
        room.services.deals.list_deals(DealQuery(limit=limit))
        counts.append(len(statements))

    assert counts == [2, 2]  # the firm's zone, then the page


def test_nothing_is_listed_before_the_firm_is_set_up(database: str) -> None:
    with pytest.raises(NotSetUpError):
        open_services(database).deals.list_deals(DealQuery())
