from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.deals import CreditShare, checked_credits
from crm_desktop.errors import InvalidInputError


def shares(*texts: str) -> list[CreditShare]:
    return [CreditShare(n, Decimal(text)) for n, text in enumerate(texts, 1)]


def test_c29_shares_of_exactly_the_whole_are_accepted() -> None:
    assert checked_credits(shares("0.3333", "0.3333", "0.3334")) == tuple(
        shares("0.3333", "0.3333", "0.3334")
    )


def test_c29_a_hundredth_too_little_is_refused_with_the_sum() -> None:
    # Source: case C29, another product's rule.
    with pytest.raises(InvalidInputError, match=r"add up to 99\.99 %, not to 100 %"):
        checked_credits(shares("0.3333", "0.3333", "0.3333"))


def test_the_sum_of_shares_is_shown_as_fine_as_shares_may_be() -> None:
    with pytest.raises(InvalidInputError, match=r"add up to 99\.9999 %, not to 100 %"):
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
