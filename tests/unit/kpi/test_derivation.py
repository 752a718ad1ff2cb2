from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.codec import from_plain, to_plain
from crm_desktop.kpi.derivation import Derivation

SALES = Derivation("Sales", Quantity(Decimal(5)))


def test_a_later_derivation_is_made_when_a_part_is_read() -> None:
    made: list[str] = []

    def make() -> Derivation:
        made.append("sales")
        return SALES

    later = Derivation.later(make)
    assert made == []
    assert (later.label, later.value, later.inputs) == ("Sales", Quantity(Decimal(5)), ())
    assert made == ["sales"]


def test_a_later_derivation_is_the_one_that_it_makes() -> None:
    later = Derivation.later(lambda: SALES)
    assert (later, hash(later), repr(later)) == (SALES, hash(SALES), repr(SALES))
    assert from_plain(to_plain(Derivation.later(lambda: SALES))) == SALES


def test_what_is_no_part_of_a_derivation_is_not_there() -> None:
    with pytest.raises(AttributeError, match="title"):
        Derivation.later(lambda: SALES).title  # type: ignore[attr-defined] # noqa: B018
