"""Customers, contacts and products taken in from a table, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crm_desktop.domain.customers import CustomerCard, CustomerDraft, CustomerKind, CustomerQuery
from crm_desktop.domain.money import Money
from crm_desktop.errors import NotSetUpError
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.exchange.mapping import own_mapping
from crm_desktop.services.imports import ImportService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import ProductGroupRecord, ProductRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage.import_tables import Desk, counts, desk_at, mapping_of, reasons

CUSTOMERS = """
kind = "customers"
[fields]
external_id = "id"
name = "name"
kind = "kind"
phone = "phone"
owner = "owner"
[classifiers]
"Segment" = "segment"
"Region" = { path = ["{country}", "{city}"] }
"""
HEADER = "id,name,kind,phone,owner,segment,country,city\n"
BY_NAME = mapping_of('kind = "customers"\n[fields]\n', ("name", "note"))
CONTACTS = mapping_of('kind = "contacts"\n[fields]\n', ("customer", "name", "position"))
PRODUCTS = mapping_of('kind = "products"\n[fields]\n', ("external_id", "name", "group", "price"))


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna")
        yield desk


def test_the_key_of_a_deleted_customer_is_never_used_again(desk: Desk) -> None:
    first = desk.services.customers.create(CustomerDraft("First")).id
    desk.services.customers.delete(first, 1)

    desk.take("name,note\nSecond,", BY_NAME)

    assert cards(desk)["Second"].row.id > first


def cards(desk: Desk) -> dict[str, CustomerCard]:
    service = desk.services.customers
    rows = service.list_customers(CustomerQuery()).rows
    return {row.name: service.card(row.id) for row in rows}


def test_customers_come_with_owner_and_classifiers(desk: Desk) -> None:
    report = desk.take(
        f"{HEADER}1,ООО «Ёлка»,,+7 900,Anna,retail,RU,Tver\n2,Ivan,person,,,,RU,", CUSTOMERS
    )

    assert counts(report) == (2, 0, 0, 0)
    yolka, ivan = cards(desk)["ООО «Ёлка»"], cards(desk)["Ivan"]
    assert (yolka.row.owner, yolka.row.phone, yolka.row.kind) == (
        "Anna",
        "+7 900",
        CustomerKind.COMPANY,
    )
    assert ivan.row.kind is CustomerKind.PERSON
    paths = {tag.id: tag.path for tag in desk.services.customers.list_tags()}
    assert sorted(paths[tag] for tag in yolka.tag_ids) == ["Region / RU / Tver", "Segment / retail"]
    assert sorted(paths[tag] for tag in ivan.tag_ids) == ["Region / RU"]


def test_importing_customers_again_changes_nothing(desk: Desk) -> None:
    table = f"{HEADER}1,A,,,Anna,retail,RU,Tver\n2,B,,,,,,"
    desk.take(table, CUSTOMERS)

    report = desk.take(table, CUSTOMERS)

    assert (counts(report), dict(report.made)) == ((0, 0, 2, 0), {})


def test_tags_follow_the_table_and_others_stay(desk: Desk) -> None:
    desk.take(f"{HEADER}1,A,,,,retail,RU,Tver", CUSTOMERS)
    desk.take("id,name,vip\n1,A,yes", _customers_with('"VIP" = "vip"'))

    report = desk.take(f"{HEADER}1,A,,,,trade,RU,Tver", CUSTOMERS)

    assert counts(report) == (0, 1, 0, 0)
    paths = {tag.id: tag.path for tag in desk.services.customers.list_tags()}
    card = cards(desk)["A"]
    assert sorted(paths[tag] for tag in card.tag_ids) == [
        "Region / RU / Tver",
        "Segment / trade",
        "VIP / yes",
    ]
    assert card.row.version == 3


def _customers_with(classifiers: str) -> str:
    head = 'kind = "customers"\n[fields]\nexternal_id = "id"\nname = "name"\n[classifiers]\n'
    return head + classifiers


def test_without_ids_a_name_in_any_case_is_the_same_customer(desk: Desk) -> None:
    desk.services.customers.create(CustomerDraft("Ёлка", address="Tver"))

    report = desk.take("name,note\nелка,new\nВетер,", BY_NAME)

    assert counts(report) == (1, 1, 0, 0)
    assert cards(desk)["елка"].note == "new"
    assert cards(desk)["елка"].address == "Tver"


def test_who_came_without_an_id_is_found_again_among_namesakes(desk: Desk) -> None:
    table = HEADER + "1,Vega,company,11,,,,\n,VEGA,company,22,,,,\n2,Vega,company,33,,,,"

    first, again = desk.take(table, CUSTOMERS), desk.take(table, CUSTOMERS)
    changed = desk.take(table.replace("22", "44"), CUSTOMERS)

    assert [counts(report) for report in (first, again, changed)] == [
        (3, 0, 0, 0),
        (0, 0, 3, 0),
        (0, 1, 2, 0),
    ]


def test_an_unknown_owner_is_rejected_with_its_place(desk: Desk) -> None:
    report = desk.take(f"{HEADER}1,A,,,Nobody,,,", CUSTOMERS)

    assert reasons(report) == [
        (2, "owner", "Nobody", "No employee has the code or the name “Nobody”.")
    ]


def test_contacts_belong_to_their_customers(desk: Desk) -> None:
    for name in ("A", "B"):
        desk.services.customers.create(CustomerDraft(name))
    table = "customer,name,position\nA,Ivan,buyer\nB,Ivan,\nC,Ivan,"

    first, second = desk.take(table, CONTACTS), desk.take(table, CONTACTS)

    assert counts(first) == (2, 0, 0, 1)
    assert reasons(first) == [
        (4, "customer", "C", "No customer has the external ID or the name “C”.")
    ]
    assert counts(second) == (0, 0, 2, 1)
    assert [contact.position for contact in cards(desk)["A"].contacts] == ["buyer"]


def test_products_come_with_groups_and_prices(desk: Desk) -> None:
    table = "external_id,name,group,price\np1,Sash,Windows,99.90\np2,Lock,windows,"

    first, second = desk.take(table, PRODUCTS), desk.take(table, PRODUCTS)

    assert counts(first) == (2, 0, 0, 0)
    assert counts(second) == (0, 0, 2, 0)
    assert desk.rows(select(ProductGroupRecord.name)) == [("Windows",)]
    query = select(ProductRecord.price_minor, ProductRecord.currency).order_by(ProductRecord.name)
    assert desk.rows(query) == [(0, "RUB"), (Money.of("99.90", "RUB").minor, "RUB")]


def test_two_products_cannot_have_one_name(desk: Desk) -> None:
    report = desk.take("external_id,name,group,price\np1,Sash,,\np2,SASH,,", PRODUCTS)

    assert reasons(report) == [(3, "name", "SASH", "Another product has this name.")]


def test_a_product_without_id_takes_the_one_of_the_table(desk: Desk) -> None:
    desk.take("name\nSash", mapping_of('kind = "products"\n[fields]\n', ("name",)))

    report = desk.take("external_id,name,group,price\np1,sash,,5", PRODUCTS)

    assert counts(report) == (0, 1, 0, 0)
    query = select(ProductRecord.external_id, ProductRecord.name)
    assert desk.rows(query) == [("p1", "sash")]


def test_a_table_whose_columns_are_fields_needs_no_mapping(desk: Desk) -> None:
    path = desk.folder / "own.csv"
    path.write_text("name;phone\nA;1", encoding="utf-8")

    report = desk.services.imports.run(path, own_mapping(ImportKind.CUSTOMERS, path))

    assert counts(report) == (1, 0, 0, 0)


def test_a_database_without_a_firm_says_so(database: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name\nA", encoding="utf-8")
    engine = open_engine(database)

    with pytest.raises(NotSetUpError):
        ImportService(Sessions(engine), lambda: None).run(  # type: ignore[arg-type, return-value]
            path, own_mapping(ImportKind.CUSTOMERS, path)
        )

    engine.dispose()
