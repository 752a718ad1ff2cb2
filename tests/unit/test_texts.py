from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop import texts
from crm_desktop.texts import plural


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", "1", "1 record"),
        ("en", "0.5", "0.5 records"),
        ("en", "1.5", "1.5 records"),
        ("en", "2.0", "2 records"),
        ("ru", "1", "1 запись"),
        ("ru", "0.5", "0,5 записи"),
        ("ru", "1.5", "1,5 записи"),
        ("ru", "5.5", "5,5 записи"),
        ("ru", "5", "5 записей"),
    ],
)
def test_a_fraction_has_the_wording_of_its_language(
    language: str, count: str, expected: str
) -> None:
    texts.activate(language)
    assert str(plural("{count} record", "{count} records", count=Decimal(count))) == expected
