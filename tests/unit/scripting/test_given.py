from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import InvalidInputError
from crm_desktop.scripting.given import read_given
from crm_desktop.scripting.values import Limits


def test_numbers_are_exact_and_days_are_days() -> None:
    text = """{"values": {"a": 1.10, "b": {"$d": "2.50"}, "c": 3, "d": null},
               "rows": [{"day": {"$t": "2026-03-02"}, "plain": "2026-03-02", "text": "2026-02-30",
                         "week": "2026-W10-1", "at": "2026-03-02T09:30:00"}],
               "period": {"start": "2026-03-01", "end": {"$t": "2026-03-31"}}}"""
    assert read_given(text) == {
        "values": {"a": Decimal("1.10"), "b": Decimal("2.50"), "c": 3, "d": None},
        "rows": [
            {
                "day": date(2026, 3, 2),
                "plain": date(2026, 3, 2),
                "text": "2026-02-30",
                "week": "2026-W10-1",
                "at": datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001 - a script knows no zones
            }
        ],
        "period": {"start": date(2026, 3, 1), "end": date(2026, 3, 31)},
    }


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "5", "{", '{"values": 5}', '{"values": {"a": "x"}}', '{"values": {"a": true}}',
        '{"values": {"a": NaN}}', '{"values": {"a": {"$d": "x"}}}', '{"rows": {}, "rows": 5}',
        '{"rows": [5]}', '{"rows": {"a": 5}}', '{"employee": 5}', '{"period": {"start": "x"}}',
        '{"x": {"$t": "x"}}', '{"x": {"$d": "Infinity"}}', '{"total": "5"}', "[" * 100_000,
        '{"x": ' + "[" * 50 + "]" * 50 + "}", '{"total": 1e' + "9" * 30 + "}",
        '{"total": 1e' + "9" * 9_000 + "}", '{"total": ' + "9" * 9_000 + "}",
    ],
    ids=range(22),
)  # fmt: skip
def test_what_cannot_be_given_is_an_error(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_given(text)
    assert 0 < len(str(caught.value)) < 300


@given(st.text(max_size=40))
def test_any_text_is_read_or_an_error(text: str) -> None:
    assert read_or_said(text) not in {"", None}


def read_or_said(text: str) -> str:
    try:
        return repr(read_given(text))
    except InvalidInputError as error:
        return str(error)


@pytest.mark.parametrize(
    ("field", "value"),
    [("seconds", Decimal(0)), ("seconds", Decimal(11)), ("memory_mb", 1), ("memory_mb", 5000),
     ("batch_seconds", Decimal(0)), ("batch_seconds", Decimal(601))],
)  # fmt: skip
def test_limits_stay_within_their_bounds(field: str, value: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Limits(**{field: value})  # type: ignore[arg-type]
    assert caught.value.field == field
