"""Everything that a script can come to by attributes and places is of a kind that we know."""

from __future__ import annotations

import builtins
import types
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pytest

from crm_desktop.scripting.worker import exact, guards
from crm_desktop.scripting.worker.kpi import MADE
from crm_desktop.scripting.worker.policy import compile_script
from crm_desktop.scripting.worker.running import Printer, Program

FORBIDDEN_KINDS = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType)
FORBIDDEN = {
    id(getattr(builtins, name))
    for name in guards.names(
        "type object super property eval exec open getattr setattr delattr hasattr vars dir "
        "globals locals compile input __import__ breakpoint memoryview bytearray BaseException"
    )
}
WONDERS = {"gi_frame", "gi_code", "cr_frame", "f_back", "tb_frame", "format", "format_map"}
WONDERS |= {"__dict__", "__class__", "__globals__", "__self__", "__init__", "__subclasses__"}

KNOWN = {
    "IndicatorKpi", "Namespace", "NoneType", "RewardKpi", "bool", "builtin_function_or_method",
    "date", "datetime", "Decimal", "dict", "frozenset", "function", "generator", "int",
    "IsoCalendarDate", "KeyError", "list", "list_iterator", "map", "method", "method_descriptor",
    "getset_descriptor", "member_descriptor", "property", "range", "set", "str", "time",
    "timedelta", "tuple", "type", "ValueError", "wrapper_descriptor", "classmethod_descriptor",
    "slice",
}  # fmt: skip


def found_from(kind: str) -> list[tuple[Any, str]]:
    """Return what a script of ``kind`` begins with, and one value of each sort."""
    given = {"values": {"a": Decimal(1)}, "rows": [{"x": 1}], "employee": {"name": "x"}}
    program = Program(compile_script("result = 1", frozenset()), kind)
    space = program._namespace(MADE[kind](given), Printer())
    named = {**space["__builtins__"], **guards.NAMESPACES, **space}
    values = [
        "s", 1, True, None, Decimal(1), [1], (1,), {"a": 1}, {1}, frozenset(), range(3),
        (_ for _ in [1]), map(abs, [1]), iter([]), lambda: 1, ValueError("x"), KeyError("x"),
        date(2026, 1, 1), datetime(2026, 1, 1), time(), timedelta(1),  # noqa: DTZ001 - as scripts have them
        date(2026, 1, 1).isocalendar(),
    ]  # fmt: skip
    begun = [(value, name) for name, value in named.items() if not name.startswith("_")]
    return begun + [(value, repr(value)) for value in values]


@pytest.fixture
def as_scripts_count() -> Iterator[None]:
    with localcontext():
        exact.use_context()
        yield


@pytest.mark.parametrize("kind", ["indicator", "reward"])
def test_nothing_within_reach_leads_out(kind: str) -> None:
    waiting, seen, kinds = deque(found_from(kind)), dict[int, Any](), set[str]()
    while waiting:
        found, path = waiting.popleft()
        if id(found) in seen:
            continue
        seen[id(found)] = found
        kinds.add(type(found).__name__)
        assert not isinstance(found, FORBIDDEN_KINDS), path
        assert id(found) not in FORBIDDEN, path
        waiting += reached(found, path)
    assert kinds <= KNOWN
    assert len(seen) > 300


def reached(found: Any, path: str) -> list[tuple[Any, str]]:
    """Return what the guards give of ``found``."""
    names = {*dir(found), *dir(type(found)), *WONDERS}
    steps: list[tuple[Any, str]] = []
    for name in names:
        try:
            steps.append((guards.get_attribute(found, name), f"{path}.{name}"))
        except AttributeError:
            assert name not in guards.ATTRIBUTES.get(type(found), ()), name
    if type(found) in guards.INDEXED:
        places = list(found) if isinstance(found, dict) else range(len(found))
        steps += [(guards.get_item(found, place), f"{path}[{place}]") for place in places]
    return steps


@pytest.mark.parametrize("kind", sorted(guards.ATTRIBUTES, key=str), ids=str)
def test_no_allowed_attribute_is_hidden_or_formats(kind: type) -> None:
    names = guards.ATTRIBUTES[kind] | guards.CLASS_ATTRIBUTES.get(kind, frozenset())
    assert not [name for name in names if name.startswith("_") or "format" in name[:6]]


@pytest.mark.parametrize(
    "owner",
    [lambda: 1, len, guards.NAMESPACES["math"], MADE["reward"]({}), 5, Decimal(1), ValueError("x")],
    ids=["lambda", "builtin", "namespace", "kpi", "int", "Decimal", "exception"],
)
def test_what_is_no_container_is_neither_walked_nor_read_by_places(owner: Any) -> None:
    for operation in (guards.get_iterable, guards.get_written, lambda x: guards.get_item(x, 0)):
        with pytest.raises(TypeError):
            operation(owner)
    with pytest.raises(TypeError):
        iter(owner)  # therefore unpacking and sum(…) need no guards


@pytest.mark.usefixtures("as_scripts_count")
def test_no_binary_fraction_is_within_reach() -> None:
    spans = (timedelta(hours=1), timedelta(hours=3))
    made = [
        exact.divide(1, 3), exact.divide(True, 2), exact.divide(*spans), exact.power(2, -1),
        exact.square_root(2), exact.mean([1, 2]), exact.median([1, 2]), exact.deviation([1, 2]),
        exact.logarithm(2), exact.to_float("0.1"), exact.power_of(2, Decimal("0.5")),
        guards.get_attribute(timedelta(seconds=1.5), "total_seconds")(), exact.total([1, 2]),
        *exact.members_of_math().values(), *exact.members_of_statistics().values(),
    ]  # fmt: skip
    assert [each for each in made if isinstance(each, float)] == []
