"""Countries, currencies and time zones: what may be chosen, and what most likely is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_territory_currencies

from crm_desktop import formats
from crm_desktop.domain.calendar import countries_with_holidays

_COUNTRIES = {"ru": "RU"}
"""Where most speakers of a language are at home."""

_ZONES = {"RU": "Europe/Moscow"}
_NO_PLACES = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a firm is; texts are empty where nothing is known."""

    country: str
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes with their names in the language in force, by name; zones have none."""

    currencies: Sequence[tuple[str, str]]
    countries: Sequence[tuple[str, str]]
    zones: Sequence[str]


def choices() -> Choices:
    """Return the currencies in use, the countries whose holidays are known, and the zones.

    A currency too new to have a name in the language may be typed by its code.
    """
    locale = formats.locale()
    in_use = {code for one in get_global("territory_currencies") for code in _tender(one)}
    currencies = [(code, name) for code, name in locale.currencies.items() if code in in_use]
    known = countries_with_holidays()
    countries = [(code, locale.territories.get(code, code)) for code in known]
    return Choices(
        currencies=sorted(currencies, key=_by_name),
        countries=sorted(countries, key=_by_name),
        zones=sorted(zone for zone in available_timezones() if _is_place(zone)),
    )


def likely_place(language: str, country: str | None, zone: str) -> Place:
    """Return where someone who speaks ``language`` most likely is.

    ``country`` and ``zone`` are those of the machine: the country may be that of an English
    machine of theirs, the zone no place at all.
    """
    home = _COUNTRIES.get(language, country or "")
    money = _tender(home)
    known = zone if _is_place(zone) and zone in available_timezones() else _ZONES.get(home, "")
    return Place(home, money[0] if money else "", known)


def _tender(country: str) -> list[str]:
    return get_territory_currencies(country) if country else []


def _is_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith(_NO_PLACES)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
