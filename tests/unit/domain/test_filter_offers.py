from __future__ import annotations

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_offers import FilterOffers, Offer
from crm_desktop.domain.filters import Condition, Filter, Group, Match, Operator, Who

OFFERS = FilterOffers(
    currency="RUB",
    people=(Offer("anna", "Анна"),),
    departments=(Offer("sales", "Продажи"),),
    tags=(Offer("Сегмент", "Сегмент"), Offer("Сегмент/Ёлки", "Ёлки", 1)),
    names={"stage": ("Замер",)},
)


def asked(field: str, *values: str | Who, operator: Operator = Operator.ONE_OF) -> Filter:
    return Condition(field, operator, values)


@pytest.mark.parametrize(
    ("tree", "gone"),
    [
        (asked("owner", "anna", "Anna", Who.ME), ("Anna",)),
        (asked("department", "sales", "north", Who.MY_DEPARTMENT), ("north",)),
        (asked("customer_tag", "сегмент/елки", "Ёлки"), ("Ёлки",)),
        (asked("stage", "замер", "Монтаж", "Монтаж"), ("Монтаж",)),
        (asked("stage", "Зам", operator=Operator.CONTAINS), ()),
        (asked("title", "anything"), ()),
        (asked("status", "won"), ()),
        (Group(Match.NONE, (asked("stage", "а"), asked("owner", "б"))), ("а", "б")),
    ],
)
def test_what_is_gone_is_named(tree: Filter, gone: tuple[str, ...]) -> None:
    assert OFFERS.gone(tree, Entity.DEAL) == gone


def test_nothing_is_known_before_a_firm_is_read() -> None:
    assert not FilterOffers().is_read
    assert OFFERS.is_read
