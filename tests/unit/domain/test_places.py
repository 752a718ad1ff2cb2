"""What may be chosen of countries, currencies and zones, and what is suggested."""

from __future__ import annotations

import pytest

from crm_desktop import texts
from crm_desktop.domain.calendar import knows_holidays
from crm_desktop.domain.places import Place, choices, likely_place


@pytest.mark.parametrize(
    ("language", "country", "zone", "place"),
    [
        ("ru", None, "", Place("RU", "RUB", "Europe/Moscow")),
        ("ru", "US", "Etc/UTC", Place("RU", "RUB", "Europe/Moscow")),
        ("ru", "RU", "Asia/Vladivostok", Place("RU", "RUB", "Asia/Vladivostok")),
        ("en", "KZ", "Asia/Almaty", Place("KZ", "KZT", "Asia/Almaty")),
        ("en", "DE", "UTC", Place("DE", "EUR", "")),
        ("en", None, "Mars/Base", Place("", "", "")),
    ],
)
def test_the_likely_place_is_that_of_the_machine_or_of_the_language(
    language: str, country: str | None, zone: str, place: Place
) -> None:
    assert likely_place(language, country, zone) == place


def test_choices_are_named_in_the_language_in_force() -> None:
    texts.activate("ru")

    offered = choices()

    assert ("RUB", "российский рубль") in offered.currencies
    assert ("KZ", "Казахстан") in offered.countries
    assert "Asia/Yekaterinburg" in offered.zones


def test_every_country_that_is_offered_has_known_holidays_and_two_letters() -> None:
    codes = [code for code, _name in choices().countries]

    assert all(knows_holidays(code) and len(code) == 2 for code in codes)


def test_currencies_out_of_use_are_not_offered() -> None:
    assert not {"SUR", "DEM"} & {code for code, _name in choices().currencies}


def test_a_currency_without_a_name_in_the_language_is_not_offered() -> None:
    texts.activate("ru")

    assert all(code != name for code, name in choices().currencies)
