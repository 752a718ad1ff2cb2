"""Views of lists through their service, on both databases."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.changes import Changes
from crm_desktop.composition import Services
from crm_desktop.domain.deals import DealQuery
from crm_desktop.domain.filters import (
    MOST_DEPTH,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Who,
)
from crm_desktop.domain.views import Screen, ViewDraft
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from tests.storage.crm_builders import firm_services

WHERE = Group(
    Match.ALL,
    (
        Condition("amount", Operator.MORE, (Decimal("1000.5"),)),
        Condition("closed", Operator.AT_LEAST, (RelativeDay(Anchor.MONTH_START, -3),)),
        Group(Match.NONE, (Condition("owner", Operator.EQUAL, (Who.ME,)),)),
    ),
)
LARGE = ViewDraft("Крупные", WHERE, "amount", is_descending=True)


@pytest.fixture
def services(database: str) -> Services:
    return firm_services(database)


def names(services: Services, screen: Screen = Screen.DEALS) -> list[str]:
    return [row.name for row in services.views.list_views(screen)]


def test_a_view_comes_back_as_it_was_kept(services: Services) -> None:
    saved = services.views.create(Screen.DEALS, LARGE)

    (row,) = services.views.list_views(Screen.DEALS)

    assert (row.id, row.version, row.draft) == (saved.id, 1, LARGE)
    assert saved.changes is Changes.VIEWS


def test_views_stand_by_name_and_by_screen(services: Services) -> None:
    for name in ("Ёлки", "дубы", "Ели"):
        services.views.create(Screen.DEALS, replace(LARGE, name=name))

    assert names(services) == ["дубы", "Ели", "Ёлки"]
    assert names(services, Screen.CUSTOMERS) == []


@pytest.mark.parametrize("name", ["Крупные", " крупные ", "КРУПНЫЕ"])
def test_a_name_is_taken_once(services: Services, name: str) -> None:
    services.views.create(Screen.DEALS, LARGE)

    with pytest.raises(InvalidInputError, match="already") as refused:
        services.views.create(Screen.DEALS, replace(LARGE, name=name))

    assert refused.value.field == "name"
    assert names(services) == ["Крупные"]


def test_another_screen_may_use_the_name(services: Services) -> None:
    services.views.create(Screen.DEALS, LARGE)
    own = ViewDraft("Крупные", Condition("is_buyer", Operator.EQUAL, (True,)), "name")

    services.views.create(Screen.CUSTOMERS, own)

    assert names(services, Screen.CUSTOMERS) == ["Крупные"]


def test_a_view_is_renamed_and_changed(services: Services) -> None:
    key = services.views.create(Screen.DEALS, LARGE).id
    other = ViewDraft("Открытые", Condition("status", Operator.EQUAL, ("open",)), "title")

    services.views.save(key, 1, other)

    (row,) = services.views.list_views(Screen.DEALS)
    assert (row.version, row.draft) == (2, other)


def test_a_rename_to_a_taken_name_changes_nothing(services: Services) -> None:
    services.views.create(Screen.DEALS, LARGE)
    key = services.views.create(Screen.DEALS, replace(LARGE, name="Мелкие")).id

    with pytest.raises(InvalidInputError, match="already"):
        services.views.save(key, 1, replace(LARGE, name="крупные"))

    assert names(services) == ["Крупные", "Мелкие"]


def test_a_filter_of_another_kind_of_record_is_refused(services: Services) -> None:
    with pytest.raises(InvalidInputError, match="amount"):
        services.views.create(Screen.CUSTOMERS, LARGE)

    assert names(services, Screen.CUSTOMERS) == []


def test_a_stale_save_is_refused(services: Services) -> None:
    key = services.views.create(Screen.DEALS, LARGE).id
    services.views.save(key, 1, replace(LARGE, name="Другие"))

    with pytest.raises(StaleRecordError):
        services.views.save(key, 1, LARGE)


def test_a_deleted_view_is_gone(services: Services) -> None:
    key = services.views.create(Screen.DEALS, LARGE).id

    assert services.views.delete(key, 1) is Changes.VIEWS

    assert names(services) == []
    with pytest.raises(NotFoundError):
        services.views.delete(key, 1)


def nested(groups: int) -> Filter:
    tree: Filter = Condition("status", Operator.EQUAL, ("won",))
    for _ in range(groups):
        tree = Group(Match.ALL, (tree,))
    return tree


@pytest.mark.parametrize(
    "where",
    [
        nested(MOST_DEPTH + 1),
        nested(5_000),
        Condition("status", Operator.ONE_OF),
        Condition("status", Operator.EQUAL),
        Condition("status", Operator.EQUAL, ("won", "lost")),
        Condition("source", Operator.EMPTY, ("web",)),
        Condition("source", Operator.EQUAL, ("\ud800",)),
        Condition("\ud800", Operator.EMPTY),
    ],
)
def test_what_could_not_be_read_back_is_not_kept(services: Services, where: Filter) -> None:
    services.views.create(Screen.DEALS, replace(LARGE, name="deep", where=nested(MOST_DEPTH)))

    with pytest.raises(InvalidInputError):
        services.views.create(Screen.DEALS, replace(LARGE, where=where))
    with pytest.raises(InvalidInputError):
        services.deals.list_deals(DealQuery(where=where))

    assert names(services) == ["deep"]
