"""Customers through their service, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from crm_desktop.changes import Changes
from crm_desktop.composition import Services
from crm_desktop.domain.customers import (
    ContactDraft,
    CustomerDraft,
    CustomerKind,
    CustomerOrder,
    CustomerQuery,
)
from crm_desktop.domain.names import folded
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.storage.models import ActivityRecord, ActivityTypeRecord, ClassifierRecord
from tests.storage.crm_builders import (
    NOW,
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)

HOSTILE = "О'Нил; DROP TABLE deal;--"


@dataclass(frozen=True, slots=True)
class Room:
    location: str
    services: Services

    def add(self, name: str, **entries: object) -> int:
        draft = CustomerDraft(name, **entries)  # type: ignore[arg-type]
        return self.services.customers.create(draft).id

    def found(self, text: str = "", **query: object) -> list[str]:
        asked = CustomerQuery(text, **query)  # type: ignore[arg-type]
        return [row.name for row in self.services.customers.list_customers(asked).rows]

    def add_tags(self) -> dict[str, int]:
        """Add Segment with Retail and, below that, Corner shop."""
        ids: dict[str, int] = {}
        with sessions_on(self.location).begin() as session:
            parent = None
            for name in ("Segment", "Retail", "Corner shop"):
                record = ClassifierRecord(name=name, name_folded=folded(name), parent_id=parent)
                session.add(record)
                session.flush()
                ids[name] = parent = record.id
        return ids


@pytest.fixture
def room(database: str) -> Room:
    return Room(database, firm_services(database))


def test_a_card_gives_back_what_was_entered(room: Room) -> None:
    owner = add_employee(room.services, "Anna")
    tags = room.add_tags()
    customer = room.add(
        HOSTILE,
        kind=CustomerKind.PERSON,
        phone=" +7 900 ",
        email="o@neil.ie",
        address="Лесная, 1",
        note="two\nlines",
        owner_id=owner,
        tag_ids=frozenset({tags["Retail"]}),
        contacts=(ContactDraft("Ян", "boss", "1", "y@n.ru"), ContactDraft("Ада")),
    )

    card = room.services.customers.card(customer)

    assert (card.row.name, card.row.owner, card.row.tags) == (HOSTILE, "Anna", ("Retail",))
    assert (card.row.kind, card.row.phone, card.row.email) == (
        CustomerKind.PERSON,
        "+7 900",
        "o@neil.ie",
    )
    assert (card.address, card.note, card.tag_ids) == (
        "Лесная, 1",
        "two\nlines",
        frozenset({tags["Retail"]}),
    )
    assert [(contact.name, contact.position) for contact in card.contacts] == [
        ("Ада", ""),
        ("Ян", "boss"),
    ]
    assert card.row.created_at == NOW


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ЕЛКА", ["ООО «Ёлка»"]),
        ("ёлк", ["ООО «Ёлка»"]),
        ("о'нил; drop", [HOSTILE]),
        ("50%", ["Скидка 50%"]),
        ("%", ["Скидка 50%"]),
        ("_", []),
        ("900", ["Phone"]),
        ("ANN@", ["Mail"]),
        ("марья", ["Contact"]),
        ("\\", []),
    ],
)
def test_search_finds_parts_of_names_numbers_and_addresses(
    room: Room, text: str, names: list[str]
) -> None:
    room.add("ООО «Ёлка»")
    room.add(HOSTILE)
    room.add("Скидка 50%")
    room.add("Phone", phone="8 900")
    room.add("Mail", email="Ann@mail.ru")
    room.add("Contact", contacts=(ContactDraft("Марья Петровна"),))

    assert room.found(text) == names


def test_names_are_sorted_as_people_read_them_on_both_databases(room: Room) -> None:
    for name in ("яблоко", "Ёж", "ель", "Ананас", "zoo", "Apple"):
        room.add(name)

    assert room.found() == ["Apple", "zoo", "Ананас", "Ёж", "ель", "яблоко"]


@pytest.mark.parametrize("order", list(CustomerOrder))
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_show_every_customer_once_in_order(
    room: Room, order: CustomerOrder, is_descending: bool
) -> None:
    for name in ("б", "Б", "а", "Я", "ё", "е", "б"):
        room.add(name)
    query = CustomerQuery(order=order, is_descending=is_descending)
    whole = [row.id for row in room.services.customers.list_customers(query).rows]
    paged: list[int] = []
    page = room.services.customers.list_customers(replace(query, limit=3))
    while True:
        paged += [row.id for row in page.rows]
        if page.next_cursor is None:
            break
        page = room.services.customers.list_customers(
            replace(query, limit=3, after=page.next_cursor)
        )

    assert paged == whole
    assert len(set(paged)) == 7


def test_a_branch_finds_the_customers_below_it(room: Room) -> None:
    tags = room.add_tags()
    room.add("Shop", tag_ids=frozenset({tags["Corner shop"]}))
    room.add("Other")

    assert room.found(tag_id=tags["Segment"]) == ["Shop"]
    assert [tag.path for tag in room.services.customers.list_tags()] == [
        "Segment",
        "Segment / Retail",
        "Segment / Retail / Corner shop",
    ]


def test_the_count_covers_all_pages(room: Room) -> None:
    anna = add_employee(room.services, "Anna")
    for name in ("a", "b", "c"):
        room.add(name, owner_id=anna)
    room.add("d")

    assert room.services.customers.count(CustomerQuery(owner_id=anna, limit=1)) == 3


def test_a_save_replaces_contacts_and_tags(room: Room) -> None:
    tags = room.add_tags()
    customer = room.add(
        "Shop",
        tag_ids=frozenset({tags["Segment"]}),
        contacts=(ContactDraft("Goes"), ContactDraft("Stays")),
    )
    stays = next(
        contact
        for contact in room.services.customers.card(customer).contacts
        if contact.name == "Stays"
    )

    room.services.customers.save(
        customer,
        1,
        CustomerDraft(
            "Shop",
            tag_ids=frozenset({tags["Retail"]}),
            contacts=(ContactDraft("Stayed", id=stays.id), ContactDraft("New")),
        ),
    )

    card = room.services.customers.card(customer)
    assert {(contact.name, contact.id == stays.id) for contact in card.contacts} == {
        ("New", False),
        ("Stayed", True),
    }
    assert (card.tag_ids, card.row.version) == (frozenset({tags["Retail"]}), 2)


def test_a_contact_of_another_customer_is_refused(room: Room) -> None:
    first = room.add("First", contacts=(ContactDraft("Ann"),))
    second = room.add("Second")
    contact = room.services.customers.card(first).contacts[0].id

    with pytest.raises(NotFoundError):
        room.services.customers.save(
            second, 1, CustomerDraft("Second", contacts=(ContactDraft("Ann", id=contact),))
        )


def test_a_stale_save_names_the_customer(room: Room) -> None:
    customer = room.add(HOSTILE)
    room.services.customers.save(customer, 1, CustomerDraft("Saved first"))

    with pytest.raises(StaleRecordError, match="Saved first"):
        room.services.customers.save(customer, 1, CustomerDraft("Too late"))
    assert room.found() == ["Saved first"]


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 251}, "name"),
        ({"phone": "1" * 61}, "phone"),
        ({"email": "no address"}, "email"),
        ({"email": "two@ats@here"}, "email"),
        ({"address": "a" * 501}, "address"),
        ({"note": "n" * 20_001}, "note"),
        ({"owner_id": 5}, "owner_id"),
        ({"tag_ids": frozenset({5})}, "tag_ids"),
        ({"contacts": (ContactDraft("Ok"), ContactDraft(""))}, "contacts[2].name"),
        ({"contacts": (ContactDraft("Ok", email="@"),)}, "contacts[1].email"),
    ],
)
def test_what_cannot_be_kept_is_refused(room: Room, entries: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        room.add(**{"name": "Shop", **entries})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert room.found() == []


def test_the_longest_name_fits_even_where_it_folds_to_more(room: Room) -> None:
    name = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 250
    room.add(name)

    assert room.found() == [name]


def test_someone_who_left_is_given_no_customer(room: Room) -> None:
    left = add_employee(room.services, "Left", left_on=date(2026, 3, 1))

    with pytest.raises(InvalidInputError, match="Left left on"):
        room.add("Shop", owner_id=left)


def test_a_customer_with_deals_is_not_deleted(room: Room) -> None:
    customer, anna = room.add("Shop"), add_employee(room.services, "Anna")
    stages = add_stages(room.location)
    room.services.deals.create(deal_draft(anna, stages["Lead"], customer_id=customer))

    with pytest.raises(InUseError, match="there is 1 deal"):
        room.services.customers.delete(customer, 1)
    assert room.services.customers.card(customer).row.open_deals == 1


def test_a_customer_with_activities_is_not_deleted(room: Room) -> None:
    customer, anna = room.add("Shop"), add_employee(room.services, "Anna")
    with sessions_on(room.location).begin() as session:
        call = ActivityTypeRecord(name="Call")
        session.add(call)
        session.flush()
        session.add(
            ActivityRecord(type_id=call.id, employee_id=anna, customer_id=customer, planned_at=NOW)
        )

    with pytest.raises(InUseError, match="activities"):
        room.services.customers.delete(customer, 1)


def test_a_deleted_customer_takes_the_contacts_and_never_comes_back(room: Room) -> None:
    customer = room.add("Shop", contacts=(ContactDraft("Ann"),))

    assert room.services.customers.delete(customer, 1) is Changes.CUSTOMERS

    with pytest.raises(NotFoundError):
        room.services.customers.card(customer)
    assert room.found("Ann") == []
    assert room.add("Next") != customer


def test_a_stale_delete_is_refused(room: Room) -> None:
    customer = room.add("Shop")
    room.services.customers.save(customer, 1, CustomerDraft("Shop"))

    with pytest.raises(StaleRecordError):
        room.services.customers.delete(customer, 1)


@pytest.fixture
def statements(room: Room) -> Iterator[list[str]]:
    """Return the SELECTs that are sent from now on; the connection is open already."""
    sent: list[str] = []

    def note(_c: object, _cu: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    room.services.customers.list_tags()
    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def test_a_page_of_customers_costs_three_statements_whatever_its_length(
    room: Room, statements: list[str]
) -> None:
    for i in range(9):
        room.add(str(i))
    counts = []
    for limit in (2, 9):
        statements.clear()
        room.found(limit=limit)
        counts.append(len(statements))

    assert counts == [3, 3]  # customers, tags, open deals
