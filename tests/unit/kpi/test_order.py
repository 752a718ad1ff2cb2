from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.order import children_in_order, cycles, refuse_unknown
from crm_desktop.kpi.source import ExternalSource, FormulaSource


def child(code: str, formula: str) -> Indicator:
    return Indicator(code, code, FormulaSource(formula))


GIVEN = Indicator("a", "A", ExternalSource())


@given(st.permutations([GIVEN, child("b", "a + 1"), child("c", "b * 2"), child("d", "a + c")]))
def test_a_child_comes_after_all_it_uses(indicators: list[Indicator]) -> None:
    order = list(children_in_order(indicators))
    assert sorted(order) == ["b", "c", "d"]
    assert order.index("b") < order.index("c") < order.index("d")


@given(st.permutations([GIVEN, child("b", "d + a"), child("c", "b"), child("d", "c")]))
def test_a_cycle_is_named_from_its_first_code(indicators: list[Indicator]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        children_in_order(indicators)
    assert "b → d → c → b" in str(refused.value)
    assert refused.value.field == "indicators.b.source.formula"


def test_an_indicator_that_uses_itself_is_a_cycle() -> None:
    with pytest.raises(InvalidInputError, match="x → x"):
        children_in_order([child("x", "x + 1")])


def test_a_circle_through_an_attainment_is_one() -> None:
    with pytest.raises(InvalidInputError, match="x → y → x"):
        children_in_order([child("x", "y.attainment"), child("y", "x + 1")])


def test_what_is_no_indicator_has_no_plan() -> None:
    refuse_unknown(parse("salary + a.plan"), {"a"}, user="b", place="p", plain={"salary"})
    with pytest.raises(InvalidInputError, match=r"“b” uses “salary\.plan”, which is not there"):
        refuse_unknown(parse("salary.plan"), {"a"}, user="b", place="p", plain={"salary"})


def test_an_unknown_name_is_refused_with_its_user() -> None:
    with pytest.raises(InvalidInputError, match="“b” uses “salse”, which is not there"):
        children_in_order([GIVEN, child("b", "salse.plan")])


def test_every_circle_is_found() -> None:
    uses = {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"], "e": ["a", "c"]}
    assert sorted(cycles(uses)) == [("a", "b", "a"), ("c", "d", "c")]


def test_a_long_chain_of_children_has_an_order() -> None:
    chain = [child(f"i{n}", f"i{n - 1} + 1") for n in range(1, 2_000)]
    order = list(children_in_order([Indicator("i0", "0", ExternalSource()), *reversed(chain)]))
    assert order == [f"i{n}" for n in range(1, 2_000)]
