"""Trees as the editor shows them, and their negations, asked of real deals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.composition import Services
from crm_desktop.domain.deals import DealQuery
from crm_desktop.domain.fields import Entity, checked
from crm_desktop.domain.filters import Condition, Filter, Group, Match, Operator
from crm_desktop.domain.money import Money
from tests.storage.crm_builders import add_employee, add_stages, deal_draft, firm_services
from ui.filters.trees import editable, negated

AMOUNTS = (Decimal(100), Decimal(300))
LARGE = Condition("amount", Operator.MORE, (Decimal(150),))
NAMED = Condition("title", Operator.CONTAINS, ("ок",))
TREES = [
    LARGE,
    NAMED,
    Condition("title", Operator.EQUAL, ("Окна",)),
    Condition("title", Operator.NONE_OF, ("Окна", "Двери")),
    Condition("closed", Operator.EMPTY),
    Condition("loss_reason", Operator.NOT_EMPTY),
    Condition("is_repeat", Operator.EQUAL, (True,)),
    Condition("amount", Operator.ONE_OF, AMOUNTS),
    Condition("amount", Operator.NONE_OF, AMOUNTS),
    Group(Match.ALL, (LARGE, NAMED)),
    Group(Match.ANY, (LARGE, NAMED)),
    Group(Match.NONE, (LARGE, NAMED)),
]


@pytest.fixture
def services(sqlite_database: str) -> Services:
    services = firm_services(sqlite_database)
    anna, stages = add_employee(services, "Анна"), add_stages(sqlite_database)
    for number, title in enumerate(("Окна", "Двери", "Балкон", "Окно"), 1):
        amount = Money(number * 100_00, "RUB")
        draft = deal_draft(anna, stages["Lead"], title=title, amount=amount)
        services.deals.create(draft)
    return services


def found(services: Services, tree: Filter) -> set[str]:
    query = DealQuery(where=checked(tree, Entity.DEAL))
    return {row.title for row in services.deals.list_deals(query).rows}


@pytest.mark.parametrize("tree", TREES)
def test_a_negation_finds_all_others(services: Services, tree: Filter) -> None:
    rest = found(services, negated(tree, Entity.DEAL))

    assert rest & found(services, tree) == set()
    assert rest | found(services, tree) == {"Окна", "Двери", "Балкон", "Окно"}


@pytest.mark.parametrize("tree", TREES)
def test_what_is_shown_finds_the_same(services: Services, tree: Filter) -> None:
    assert found(services, editable(tree, Entity.DEAL)) == found(services, tree)


def test_some_of_these_find_something(services: Services) -> None:
    assert found(services, LARGE) == {"Двери", "Балкон", "Окно"}
    assert found(services, Condition("amount", Operator.ONE_OF, AMOUNTS)) == {"Окна", "Балкон"}
