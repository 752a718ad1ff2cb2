from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop import texts
from crm_desktop.texts import plural


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", "1", "1 deal"),
        ("en", "0.5", "0.5 deals"),
        ("en", "1.5", "1.5 deals"),
        ("en", "2.0", "2 deals"),
        ("ru", "1", "1 сделка"),
        ("ru", "0.5", "0,5 сделки"),
        ("ru", "1.5", "1,5 сделки"),
        ("ru", "5.5", "5,5 сделки"),
        ("ru", "5", "5 сделок"),
    ],
)
def test_a_fraction_has_the_wording_of_its_language(
    language: str, count: str, expected: str
) -> None:
    texts.activate(language)
    assert str(plural("{count} deal", "{count} deals", count=Decimal(count))) == expected
