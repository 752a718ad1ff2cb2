from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.deals import (
    CreditShare,
    checked_credits,
    checked_overlays,
    credited_parts,
)
from crm_desktop.domain.money import Money
from crm_desktop.errors import InvalidInputError


def shares(*texts: str) -> list[CreditShare]:
    return [CreditShare(n, Decimal(text)) for n, text in enumerate(texts, 1)]


def test_c29_shares_of_exactly_the_whole_are_accepted() -> None:
    assert checked_credits(shares("0.3333", "0.3333", "0.3334")) == tuple(
        shares("0.3333", "0.3333", "0.3334")
    )


def test_c29_a_hundredth_too_little_is_refused_with_the_sum() -> None:
    # Source: case C29, another product's rule.
    with pytest.raises(InvalidInputError, match=r"add up to 99\.99%, not to 100%"):
        checked_credits(shares("0.3333", "0.3333", "0.3333"))


def test_the_sum_of_shares_is_shown_as_fine_as_shares_may_be() -> None:
    with pytest.raises(InvalidInputError, match=r"add up to 99\.9999%, not to 100%"):
        checked_credits(shares("0.333333", "0.333333", "0.333333"))


def test_shares_finer_than_can_be_kept_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="four decimals"):
        checked_credits(shares("0.3333333", "0.6666667"))


def test_a_deal_without_credits_is_the_owners() -> None:
    assert checked_credits([]) == ()


@pytest.mark.parametrize(
    "given_",
    [
        shares("1", "0"),
        shares("1.5", "-0.5"),
        shares("1", "NaN"),
        shares("Infinity"),
        [CreditShare(1, Decimal("0.5")), CreditShare(1, Decimal("0.5"))],
    ],
)
def test_empty_negative_and_repeated_shares_are_refused(given_: list[CreditShare]) -> None:
    with pytest.raises(InvalidInputError):
        checked_credits(given_)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_only_the_whole_is_accepted(parts: list[int]) -> None:
    given_ = [CreditShare(n, Decimal(part) / 10_000) for n, part in enumerate(parts)]
    if sum(parts) == 10_000:
        assert checked_credits(given_) == tuple(given_)
    else:
        with pytest.raises(InvalidInputError):
            checked_credits(given_)


def test_overlays_sum_to_nothing_and_are_at_most_the_whole_deal() -> None:
    given_ = shares("1", "1", "0.0001")
    assert checked_overlays(given_) == tuple(given_)
    assert checked_overlays([]) == ()


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        (shares("0"), "A share is above 0%."),
        (shares("1.000001"), "A share is at most 100%."),
        (shares("0.3333333"), "at most four decimals"),
        ([CreditShare(1, Decimal(1)), CreditShare(1, Decimal(1))], "only one share"),
    ],
)
def test_an_overlay_that_is_no_part_of_the_deal_is_refused(
    given_: list[CreditShare], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words) as refused:
        checked_overlays(given_)
    assert refused.value.field == "overlays"


def test_shares_lose_nothing_and_overlays_come_besides_rounded_half_up() -> None:
    half = Decimal("0.5")
    parts = credited_parts(Money(5, "RUB"), [half, half], [half, Decimal(1)])
    assert parts == [Money(minor, "RUB") for minor in (3, 2, 3, 5)]


def test_a_deal_without_credits_has_no_parts() -> None:
    assert credited_parts(Money(5, "RUB"), []) == []
