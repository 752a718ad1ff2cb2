from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.domain.firm import Firm, entered_rate
from crm_desktop.domain.money import MOST_MINOR, Money, Rounding
from crm_desktop.errors import InvalidInputError

FIRM = Firm("Окна", "RUB", "Europe/Moscow")
EVEN = Firm("Окна", "RUB", "Europe/Moscow", rounding=Rounding.HALF_EVEN)


@pytest.mark.parametrize(
    ("firm", "amount", "rate", "minor"),
    [
        (FIRM, Money(10_01, "EUR"), "90.5", 905_91),
        (EVEN, Money(1_00, "EUR"), "90.125", 90_12),
        (FIRM, Money(500, "JPY"), "0.55", 275_00),
        (FIRM, Money(MOST_MINOR, "EUR"), "1", MOST_MINOR),
    ],
)
def test_a_foreign_amount_is_worth_its_rate_as_the_firm_rounds(
    firm: Firm, amount: Money, rate: str, minor: int
) -> None:
    assert firm.worth(amount, Decimal(rate)) == Money(minor, "RUB")


@pytest.mark.parametrize("rate", ["1.0000000000001", "1e38"])
def test_a_worth_that_no_database_keeps_is_refused(rate: str) -> None:
    with pytest.raises(InvalidInputError, match="mend one of the two") as refused:
        FIRM.worth(Money(MOST_MINOR, "EUR"), Decimal(rate))
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("rate", "digits"),
    [
        ("90.500", "90.5"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("0.12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678"),
    ],
)
def test_a_rate_is_kept_to_its_last_digit(rate: str, digits: str) -> None:
    assert entered_rate(Decimal(rate)) == digits
