"""Which work a position names, in Russian and in English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crm_desktop.domain.names import folded
from crm_desktop.kpi.catalogue import Role

_WORDS = re.compile(r"\w+")

Stems = tuple[str, ...]
"""Beginnings of words, folded; one that ends with ``$`` is the whole word."""

_HEADS: Stems = (
    *("руковод", "начальник", "директор", "глав", "замдиректор", "тимлид", "супервайз"),
    *("head$", "chief", "director", "lead$", "leader$", "supervisor"),
)
_DIRECTORS: Stems = ("директор", "гендиректор", "director", "ceo$", "owner$", "учредит", "founder")
_SALES: Stems = (
    *("продаж", "продав", "сбыт", "торгов", "аккаунт", "маркетплейс", "тендер"),
    *("sales", "seller", "account$"),
)
_CUSTOMERS: Stems = ("клиент", "развити", "client", "customer", "business$")
_MANAGERS: Stems = ("менеджер", "manager", "executive", "специалист")
_SERVICE: Stems = (
    *("поддерж", "техподдерж", "сервис", "гаранти", "рекламац", "хелпдеск"),
    *("support", "service", "helpdesk", "warranty"),
)
_CALLS: Stems = (
    *("колл$", "кол$", "call$", "контакт$", "контактн", "диспетчер", "dispatch"),
    *("оператор", "operator", "телефонист", "телемаркет", "telemarket"),
)
_MACHINES: Stems = ("станк", "котел", "котл", "линии$", "экскаватор", "дрон", "пк$", "эвм$")
_MARKETING: Stems = (
    *("маркетинг", "маркетолог", "реклам", "таргетолог", "контент", "бренд"),
    *("marketing", "marketer", "advert", "smm$", "seo$", "pr$", "brand", "content"),
)
_OFFICE: Stems = (
    *("секретар", "офис", "делопроизвод", "канцеляр", "администратор", "референт"),
    *("secretar", "office$", "receptionist", "clerk", "administrative"),
)
_ASSISTANTS: Stems = ("помощник", "ассистент", "assistant")
_OTHERS: Stems = (
    *("бухгалтер", "юрист", "кадр", "рекрут", "hr$", "экономист", "финанс", "аудит"),
    *("программист", "разработ", "сисадмин", "системн", "тестиров", "аналитик", "водител"),
    *("кладов", "склад", "курьер", "уборщ", "охран", "повар", "инженер$", "логист", "закуп"),
    *("accountant", "bookkeep", "lawyer", "recruit", "developer", "programmer", "tester"),
    *("analyst", "driver", "courier", "cleaner", "guard", "engineer$", "logist", "purchas"),
    *("finance", "financial", "warehouse", "system$", "systems$"),
)


@dataclass(frozen=True, slots=True)
class Title:
    """What a position says: the ``role`` if it is one of the catalogue's."""

    role: Role | None


def title_of(position: str) -> Title | None:
    """Return what ``position`` says, None where it says nothing that is known.

    It is known of an accountant that no role of the catalogue is theirs.
    """
    words = _WORDS.findall(folded(position))
    return next(
        (Title(role) for role, stems in _RULES if all(_has(words, each) for each in stems)), None
    )


def is_head(position: str) -> bool:
    """Return whether ``position`` says that somebody leads others."""
    return _has(_WORDS.findall(folded(position)), _HEADS)


def _has(words: Collection[str], stems: Stems) -> bool:
    return any(_begins(word, stem) for word in words for stem in stems)


def _begins(word: str, stem: str) -> bool:
    return word == stem[:-1] if stem.endswith("$") else word.startswith(stem)


def _rules() -> Iterator[tuple[Role | None, tuple[Stems, ...]]]:
    """Yield roles with the groups of words that say so all together, the surest first."""
    yield None, (("бухгалтер", "accountant", "bookkeep"),)
    yield Role.OFFICE, (("секретар", "secretar", "референт"),)
    yield Role.OFFICE, (_ASSISTANTS, (*_HEADS, *_DIRECTORS))
    yield Role.HEAD_OF_SALES, (("роп$",),)
    yield Role.HEAD_OF_SALES, (_HEADS, ("продаж", "сбыт", "sales"))
    yield Role.MARKETING, (("generation$", "лидогенерац", "leadgen"),)
    yield None, (_DIRECTORS,)
    yield None, (_HEADS,)
    yield Role.SERVICE, (_SERVICE,)
    yield Role.SALES, (_SALES,)
    yield Role.MARKETING, (_MARKETING,)
    yield None, (_CALLS, _MACHINES)
    yield Role.CALL_CENTRE, (_CALLS,)
    yield None, (_OTHERS,)
    yield Role.OFFICE, (_OFFICE,)
    yield Role.SALES, (_MANAGERS, _CUSTOMERS)
    yield Role.OFFICE, (_ASSISTANTS,)


_RULES = tuple(_rules())
