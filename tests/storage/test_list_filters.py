"""Lists of deals and customers under filters of any shape, on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_desktop.composition import Services
from crm_desktop.domain.customers import CustomerDraft, CustomerQuery
from crm_desktop.domain.deals import DealOrder, DealQuery, DealStatus
from crm_desktop.domain.filter_offers import Offer
from crm_desktop.domain.filters import (
    EVERYTHING,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Who,
)
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft
from crm_desktop.errors import InvalidInputError
from crm_desktop.storage.models import ClassifierRecord, CustomerTagRecord
from tests.storage.crm_builders import NOW, add_stages, deal_draft, firm_services, sessions_on

MINE = Condition("owner", Operator.EQUAL, (Who.ME,))
OURS = Condition("department", Operator.EQUAL, (Who.MY_DEPARTMENT,))
LARGE = Condition("amount", Operator.AT_LEAST, (Decimal(500),))


@dataclass(frozen=True, slots=True)
class Room:
    """Anna sells in the north, which is part of sales; Boris sells alone."""

    location: str
    services: Services
    anna: int
    boris: int
    stages: dict[str, int]

    def add(self, title: str, owner: int, *, rubles: int = 100, days_later: int = 0) -> int:
        amount = Money(rubles * 100, "RUB")
        draft = deal_draft(owner, self.stages["Lead"], title=title, amount=amount)
        services = firm_services(self.location, NOW + timedelta(days=days_later))
        return services.deals.create(draft).id

    def titles(self, where: Filter, asked_by: int | None = None) -> set[str]:
        query = DealQuery(where=where, asked_by=asked_by)
        return {row.title for row in self.services.deals.list_deals(query).rows}

    def tag(self, customer_id: int, *path: str) -> None:
        """Put a customer under the branch ``path``, which is made where it is not there."""
        with sessions_on(self.location).begin() as session:
            parent: int | None = None
            for name in path:
                same = (
                    ClassifierRecord.name == name,
                    ClassifierRecord.parent_id.is_not_distinct_from(parent),
                )
                branch = session.scalar(select(ClassifierRecord).where(*same))
                if branch is None:
                    branch = ClassifierRecord(name=name, name_folded=folded(name), parent_id=parent)
                    session.add(branch)
                    session.flush()
                parent = branch.id
            session.add(CustomerTagRecord(customer_id=customer_id, classifier_id=parent))


@pytest.fixture
def room(database: str) -> Room:
    services = firm_services(database)
    sales = services.people.create_department(DepartmentDraft("sales", "Продажи")).id
    north = services.people.create_department(DepartmentDraft("north", "Север", sales)).id
    anna = services.people.create_employee(EmployeeDraft("a", "Анна", department_id=north)).id
    boris = services.people.create_employee(EmployeeDraft("b", "Борис")).id
    return Room(database, services, anna, boris, add_stages(database))


def test_me_is_who_asks(room: Room) -> None:
    room.add("Окна", room.anna)
    room.add("Двери", room.boris)

    assert room.titles(MINE, room.anna) == {"Окна"}
    assert room.titles(MINE, room.boris) == {"Двери"}


def test_my_department_is_that_of_who_asks(room: Room) -> None:
    room.add("Окна", room.anna)
    room.add("Двери", room.boris)

    assert room.titles(OURS, room.anna) == {"Окна"}


@pytest.mark.parametrize("tree", [MINE, OURS])
def test_a_filter_that_asks_for_someone_needs_someone(room: Room, tree: Filter) -> None:
    with pytest.raises(InvalidInputError):
        room.titles(tree)


def test_who_stands_in_no_department_has_none(room: Room) -> None:
    with pytest.raises(InvalidInputError):
        room.titles(OURS, room.boris)


def test_a_field_that_is_not_there_is_refused(room: Room) -> None:
    with pytest.raises(InvalidInputError, match="nonsense"):
        room.titles(Condition("nonsense", Operator.EMPTY))


def test_days_count_from_today_where_the_firm_is(room: Room) -> None:
    room.add("Окна", room.anna)
    room.add("Двери", room.anna, days_later=-5)
    week = Condition("created", Operator.AT_LEAST, (RelativeDay(Anchor.TODAY, -4),))

    assert room.titles(week) == {"Окна"}


def test_a_filter_holds_besides_the_quick_ones(room: Room) -> None:
    room.add("Окна", room.anna, rubles=900)
    room.add("Двери", room.boris, rubles=900)
    room.add("Балкон", room.anna)
    query = DealQuery(owner_id=room.anna, where=LARGE)

    assert [row.title for row in room.services.deals.list_deals(query).rows] == ["Окна"]
    totals = room.services.deals.totals(query)
    assert (totals.counts[DealStatus.OPEN], totals.sums[DealStatus.OPEN].minor) == (1, 900_00)


@pytest.mark.parametrize("order", DealOrder)
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_under_a_filter_are_the_whole_in_order(
    room: Room, order: DealOrder, is_descending: bool
) -> None:
    for number in range(9):
        room.add(f"Окна {number % 4}", room.anna, rubles=400 + number % 3 * 100)
    query = DealQuery(where=LARGE, order=order, is_descending=is_descending)
    whole = [row.id for row in room.services.deals.list_deals(query).rows]

    found: list[int] = []
    page = room.services.deals.list_deals(replace(query, limit=2))
    found += [row.id for row in page.rows]
    while page.next_cursor is not None:
        page = room.services.deals.list_deals(replace(query, limit=2, after=page.next_cursor))
        found += [row.id for row in page.rows]

    assert (found, len(whole)) == (whole, 6)


def test_customers_are_found_by_a_branch_of_tags(room: Room) -> None:
    keys = [room.services.customers.create(CustomerDraft(name)).id for name in ("Ёлка", "Сосна")]
    room.tag(keys[0], "Сегмент", "Розница")
    query = CustomerQuery(where=Condition("tag", Operator.EQUAL, ("сегмент",)))

    rows = room.services.customers.list_customers(query).rows

    assert [row.name for row in rows] == ["Ёлка"]
    assert room.services.customers.count(query) == 1


def test_mine_among_customers_is_who_asks(room: Room) -> None:
    for name, owner in (("Ёлка", room.anna), ("Сосна", room.boris)):
        room.services.customers.create(CustomerDraft(name, owner_id=owner))
    query = CustomerQuery(where=MINE, asked_by=room.anna)

    assert [row.name for row in room.services.customers.list_customers(query).rows] == ["Ёлка"]


def test_everything_asks_for_nothing_more(room: Room) -> None:
    room.add("Окна", room.anna)

    assert room.titles(EVERYTHING) == room.titles(Group(Match.ALL, ())) == {"Окна"}


def test_offers_are_what_the_firm_has(room: Room) -> None:
    customer = room.services.customers.create(CustomerDraft("Ёлка")).id
    room.tag(customer, "Сегмент", "Розница")
    deal = room.add("Окна", room.anna)
    card = room.services.deals.card(deal)
    draft = deal_draft(room.anna, card.row.stage_id, title="Окна")
    room.services.deals.save(deal, 1, replace(draft, source="Сайт"))
    gone = EmployeeDraft("g", "Аглая", left_on=date(2026, 3, 10))
    room.services.people.create_employee(gone)

    offers = room.services.filters.offers()

    assert offers.currency == "RUB"
    assert [offer.value for offer in offers.people] == ["a", "b", "g"]
    assert offers.departments == (Offer("sales", "Продажи"), Offer("north", "Север", 1))
    assert offers.tags == (Offer("Сегмент", "Сегмент"), Offer("Сегмент/Розница", "Розница", 1))
    assert offers.names["source"] == ("Сайт",)
    assert offers.names["stage"] == ("Lead", "Lost", "Offer", "Won")
