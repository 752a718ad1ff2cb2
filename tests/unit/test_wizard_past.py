"""What indicators were in the last periods: which of them count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.rewards.wizard.past import PastRow


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        # Before the first record somebody was not at work yet; a month without a sale is a zero.
        ((None, 5, None, None, 9), (None, 5, 0, 0, 9)),
        ((None, 5, 9, None), (None, 5, 9, None)),
        ((None, None), (None, None)),
    ],
)
def test_no_record_between_two_is_a_zero(
    values: tuple[int | None, ...], counted: tuple[int | None, ...]
) -> None:
    row = PastRow(tuple(map(_value, values)), tuple(value is not None for value in values))
    found = row.without_gaps()
    assert found.values == tuple(map(_value, counted))
    assert found.fed == tuple(value is not None for value in counted)


def test_the_usual_figure_falls_by_periods_without_records() -> None:
    row = PastRow((Decimal(6), None, Decimal(8)), (True, False, True))
    assert (row.median, row.without_gaps().median) == (Decimal(7), Decimal(6))


def _value(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
