"""What computes a figure: forms that are filled, and those who are alike counted together."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.codec import from_plain, to_plain
from crm_desktop.kpi.sentence import joined, product
from crm_desktop.kpi.working import (
    MOST_KINDS,
    Division,
    Operand,
    Part,
    Ranking,
    Rows,
    Working,
    computed,
    each,
    of_signs,
    paid_if,
    parts_of,
    row_of,
)

ONE, TWO, THREE = (Quantity(Decimal(number)) for number in (1, 2, 3))


def test_parts_of_a_form_keep_their_own_figures() -> None:
    left = computed("{0} * {1}", ONE, TWO)

    found = computed("max({1} - {0}, {1})", left, Operand(THREE, "Three"))

    assert found.formula == "max(x2 - (x0 * x1), x2)"
    assert found.operands == (Operand(ONE), Operand(TWO), Operand(THREE, "Three"))


def test_all_conditions_must_hold() -> None:
    tests = [computed("{0} > {1}", ONE, TWO), computed("{0} < {1}", ONE, TWO)]

    assert paid_if(Operand(THREE), tests).formula == "x0 if (x1 > x2) and (x3 < x4) else 0"


def test_signs_are_read_through_messages_within_messages() -> None:
    found = of_signs(joined("+", [product(ONE, TWO), THREE]))

    assert found == Working("(x0 * x1) + x2", (Operand(ONE), Operand(TWO), Operand(THREE)))
    assert of_signs(product(ONE, Quantity(None))) is None


def test_a_working_reads_the_same_after_storage() -> None:
    parts = (Part(Decimal("1.50"), 3, 2),)
    sources = (
        Rows(0, 3),
        Division(Operand(ONE, "Pool"), parts, 1, Unit.MONEY, "RUB"),
        Ranking((Decimal(5),), parts, 0, is_less_better=True),
    )
    found = computed("{0} + {1} + {2}", *(Operand(ONE, None, source) for source in sources))

    assert from_plain(to_plain(found)) == found


@given(st.lists(st.tuples(st.decimals(0, 5, places=1), st.integers(0, 3)), max_size=60))
def test_everybody_is_counted_and_has_a_row(everyone: list[tuple[Decimal, int]]) -> None:
    parts = parts_of(everyone)
    rows = [(part.basis, part.minor) for part in each(parts)]

    assert sorted(rows) == sorted(everyone)
    assert [basis for basis, _ in rows] == sorted((basis for basis, _ in everyone), reverse=True)
    for one in everyone:
        assert row_of(parts, *one) == rows.index(one)
    assert row_of(parts, Decimal(9), 0) is None


def test_where_too_many_differ_nobody_is_told() -> None:
    many = [(Decimal(number), 1) for number in range(MOST_KINDS + 1)]

    assert parts_of(many) == ()
    assert len(parts_of(many[1:])) == MOST_KINDS
    assert parts_of([(Decimal(1), 5)] * 10_000) == (Part(Decimal(1), 5, 10_000),)


def test_the_best_is_first_also_where_less_is_better() -> None:
    results = [(Decimal(2), 0), (Decimal(1), 7), (Decimal(1), 8)]

    assert [part.minor for part in parts_of(results, is_less_better=True)] == [8, 7, 0]
    assert [part.minor for part in parts_of(results)] == [0, 8, 7]
