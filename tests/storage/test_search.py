"""The search of everything, on both databases."""

from __future__ import annotations

import pytest

from crm_desktop.composition import Services
from crm_desktop.domain.customers import ContactDraft, CustomerDraft
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.search import SearchHit, SearchKind
from tests.storage.crm_builders import add_employee, add_stages, deal_draft, firm_services


@pytest.fixture
def services(database: str) -> Services:
    services = firm_services(database)
    customer = services.customers.create(CustomerDraft("Новая ёлка", phone="8 900")).id
    services.customers.create(CustomerDraft("Ёлка и сын", email="el@ka.ru"))
    services.people.create_employee(EmployeeDraft("e", "Елкина Ада", "seller"))
    anna = add_employee(services, "Anna")
    stages = add_stages(database)
    services.deals.create(
        deal_draft(anna, stages["Lead"], title="Ёлки к празднику", customer_id=customer)
    )
    return services


def test_every_kind_is_found_without_case_and_beginnings_come_first(services: Services) -> None:
    hits = services.search.search("ЁЛК")

    assert [(hit.kind, hit.title, hit.detail) for hit in hits] == [
        (SearchKind.CUSTOMERS, "Ёлка и сын", "el@ka.ru"),
        (SearchKind.CUSTOMERS, "Новая ёлка", "8 900"),
        (SearchKind.DEALS, "Ёлки к празднику", "Новая ёлка"),
        (SearchKind.EMPLOYEES, "Елкина Ада", "seller"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("INFO@", 1), ("почта@", 0), ("ПОЧТА@", 1), ("%", 0), ("Sälz", 0), ("SÄLZ", 1), ("sÄlz", 1)],
)
def test_an_address_is_found_alike_on_both_databases(database: str, text: str, found: int) -> None:
    services = firm_services(database)
    services.customers.create(
        CustomerDraft("A", contacts=(ContactDraft("B", email="info@SÄLZ.de"),), email="ПОЧТА@a.ru")
    )
    assert len(services.search.search(text)) == found


def test_a_short_list_has_something_of_each_kind(services: Services) -> None:
    hits = services.search.search("елк", limit=3)

    assert [hit.kind for hit in hits] == list(SearchKind)


@pytest.mark.parametrize("text", ["", "  ", "no such thing", "%", "_", "'; DROP TABLE deal;--"])
def test_nothing_is_found_for_nothing(services: Services, text: str) -> None:
    assert services.search.search(text) == []


def test_a_number_finds_the_customer(services: Services) -> None:
    (hit,) = services.search.search("900")

    assert hit == SearchHit(SearchKind.CUSTOMERS, hit.id, "Новая ёлка", "8 900")
