"""What compiled scripts call instead of Python's own operations: allowed is what is listed by type.

Iterating needs a guard only where it is a statement of its own: no object that scripts meet can be
iterated but the containers listed here, so that unpacking and ``sum(…)`` are Python's own.
"""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal as ExactNumber
from decimal import DivisionByZero, InvalidOperation
from types import ModuleType
from typing import Any

from . import exact
from .faults import fault

_ISO_WEEK = type(date(2000, 1, 1).isocalendar())
_GENERATOR = type(_ for _ in ())
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_ITERATORS: tuple[type, ...] = (
    map,
    filter,
    zip,
    enumerate,
    reversed,
    type(iter([])),
    type(reversed([])),
)


def names(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


EXCEPTIONS: tuple[type[Exception], ...] = (
    Exception,
    ArithmeticError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    LookupError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
    ZeroDivisionError,
)

_DATE = "day isocalendar isoformat isoweekday month replace strftime toordinal weekday year"
_SETS = "copy difference intersection isdisjoint issubset issuperset symmetric_difference union"

ATTRIBUTES: dict[type, frozenset[str]] = {
    str: names(
        "capitalize casefold center count endswith find index isalnum isalpha isdecimal isdigit "
        "islower isnumeric isspace isupper join ljust lower lstrip partition removeprefix "
        "removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines "
        "startswith strip swapcase title upper zfill"
    ),
    list: names("append clear copy count extend index insert pop remove reverse sort"),
    tuple: frozenset({"count", "index"}),
    dict: names("clear copy get items keys pop popitem setdefault update values"),
    set: names(f"{_SETS} add clear discard pop remove update"),
    frozenset: names(_SETS),
    int: frozenset({"bit_length"}),
    ExactNumber: names(
        "adjusted compare copy_abs copy_negate copy_sign exp is_finite is_infinite is_nan "
        "is_signed is_zero ln log10 max min normalize quantize remainder_near sqrt "
        "to_integral_value"
    ),
    date: names(_DATE),
    datetime: names(f"{_DATE} date hour minute second time"),
    time: names("hour isoformat minute replace second strftime"),
    timedelta: frozenset({"days", "seconds"}),
    _ISO_WEEK: frozenset({"year", "week", "weekday"}),
    **dict.fromkeys((*EXCEPTIONS, InvalidOperation, DivisionByZero), frozenset({"args"})),
}
"""What a script may read of a value, by its exact type."""

CLASS_ATTRIBUTES: dict[type, frozenset[str]] = {
    dict: frozenset({"fromkeys"}),
    date: frozenset({"fromisoformat", "fromordinal", "max", "min"}),
    datetime: frozenset({"combine", "fromisoformat", "strptime"}),
}
"""What a script may read of a class, besides what it may read of its values."""

INDEXED = frozenset({str, list, tuple, dict, range, _ISO_WEEK})
ITERATED = frozenset(
    {str, list, tuple, dict, set, frozenset, range, _GENERATOR, _ISO_WEEK, *_VIEWS, *_ITERATORS}
)
WRITTEN = frozenset({list, dict})


class Namespace:
    """What ``import math`` gives: some names, and nothing of the module itself."""

    __slots__ = ("members", "name")

    def __init__(self, name: str, members: Mapping[str, Any]) -> None:
        self.name = name
        self.members = members

    def __repr__(self) -> str:
        return f"<module {self.name}>"


def get_attribute(owner: Any, name: str) -> Any:
    kind = type(owner)
    allowed = ATTRIBUTES.get(kind)
    if allowed is not None and name in allowed:
        return getattr(owner, name)
    if kind is Namespace and name in owner.members:
        return owner.members[name]
    if kind is type and _is_allowed_of_class(owner, name):
        return getattr(owner, name)
    if kind is timedelta and name == "total_seconds":
        return lambda: exact.seconds_of(owner)
    raise fault(AttributeError, "attribute", name=name, type=_kind_named(owner))


def _is_allowed_of_class(owner: type, name: str) -> bool:
    return name in CLASS_ATTRIBUTES.get(owner, ()) or name in ATTRIBUTES.get(owner, ())


def _kind_named(owner: Any) -> str:
    return owner.name if type(owner) is Namespace else type(owner).__name__


def get_item(owner: Any, key: Any) -> Any:
    if type(owner) in INDEXED:
        return owner[key]
    raise fault(TypeError, "not-indexed", type=_kind_named(owner))


def get_iterable(owner: Any) -> Any:
    if type(owner) in ITERATED:
        return owner
    raise fault(TypeError, "not-iterated", type=_kind_named(owner))


def get_written(owner: Any) -> Any:
    if type(owner) in WRITTEN:
        return owner
    raise fault(TypeError, "not-written", type=_kind_named(owner))


_WIDE_SPEC = re.compile(r"\d{4}")
_OF_DAYS = re.compile(r"%[a-zA-Z]")
_WIDE_PERCENT = re.compile(r"\d{4}\d*(\.\d*)?[hlL]?[a-zA-Z]|%[#0 +\-.\d]*\*")


def modulo(left: Any, right: Any) -> Any:
    """Return ``left % right``; text is not filled up to more than 999 characters."""
    if type(left) is str and "%" in left and _WIDE_PERCENT.search(left):
        raise fault(ValueError, "format-width")
    return left % right


_CONVERSIONS: dict[int, Callable[[Any], str]] = {97: ascii, 114: repr, 115: str}


def formatted(value: Any, conversion: int, spec: str) -> str:
    """Return what ``f"{value:{spec}}"`` gives, no wider than 999 characters."""
    if is_wide(spec):
        raise fault(ValueError, "format-width")
    return format(_CONVERSIONS[conversion](value) if conversion >= 0 else value, spec)


def is_wide(spec: str) -> bool:
    """Return whether ``spec`` fills up far; that of a day may have a year in it."""
    return _WIDE_SPEC.search(spec) is not None and not _OF_DAYS.search(spec)


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.iadd,
    "Sub": operator.isub,
    "Mult": operator.imul,
    "FloorDiv": operator.ifloordiv,
    "BitAnd": operator.iand,
    "BitOr": operator.ior,
    "BitXor": operator.ixor,
    "RShift": operator.irshift,
    "Div": exact.divide,
    "Mod": modulo,
    "Pow": exact.power,
    "LShift": exact.shift,
}


def change_item(operation: str, owner: Any, key: Any, value: Any) -> None:
    """Do ``owner[key] += value``, or what else ``operation`` names."""
    written = get_written(owner)
    written[key] = _OPERATIONS[operation](written[key], value)


def is_instance(value: Any, kinds: Any) -> bool:
    """Return ``isinstance(value, kinds)``; ``float`` and ``Decimal`` are the same kind here."""
    listed = kinds if type(kinds) is tuple else (kinds,)
    return isinstance(value, tuple(_class_of(kind) for kind in listed))


def _class_of(kind: Any) -> type:
    found = _NUMBER_CLASSES.get(kind) if callable(kind) else None
    if found is None and type(kind) is not type:
        raise fault(TypeError, "not-a-kind", type=type(kind).__name__)
    return found or kind


_NUMBER_CLASSES: dict[Any, type] = {exact.to_decimal: ExactNumber, exact.to_float: ExactNumber}

_ROUNDINGS = (
    "ROUND_HALF_UP ROUND_HALF_EVEN ROUND_HALF_DOWN ROUND_UP ROUND_DOWN ROUND_CEILING ROUND_FLOOR"
)

NAMESPACES = {
    name: Namespace(name, members)
    for name, members in (
        ("math", exact.members_of_math()),
        (
            "decimal",
            {
                "Decimal": exact.to_decimal,
                "DivisionByZero": DivisionByZero,
                "InvalidOperation": InvalidOperation,
                **{rounding: rounding for rounding in _ROUNDINGS.split()},
            },
        ),
        ("datetime", {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta}),
        ("statistics", exact.members_of_statistics()),
    )
}
"""What may be imported."""


def imported(module: str, name: str | None = None) -> Any:
    """Return what an import statement binds; the policy has seen that it may be had."""
    namespace = NAMESPACES[module]
    return namespace if name is None else namespace.members[name]


def import_for_dates(name: str, *_others: Any) -> ModuleType:
    """Stand in for ``__import__``, which ``strftime`` and ``strptime`` look up by themselves."""
    if name in ("time", "_strptime"):
        return sys.modules[name]
    raise fault(ImportError, "import", name=name)


BUILTINS: dict[str, Any] = {
    "Decimal": exact.to_decimal,
    "abs": abs,
    "all": all,
    "any": any,
    "bool": bool,
    "chr": chr,
    "date": date,
    "datetime": datetime,
    "dict": dict,
    "divmod": divmod,
    "enumerate": enumerate,
    "filter": filter,
    "float": exact.to_float,
    "frozenset": frozenset,
    "int": int,
    "isinstance": is_instance,
    "len": len,
    "list": list,
    "map": map,
    "max": max,
    "min": min,
    "ord": ord,
    "pow": exact.power,
    "range": range,
    "repr": repr,
    "reversed": reversed,
    "round": exact.rounded,
    "set": set,
    "sorted": sorted,
    "str": str,
    "sum": sum,
    "timedelta": timedelta,
    "tuple": tuple,
    "zip": zip,
    **{kind.__name__: kind for kind in EXCEPTIONS},
}
"""What a script finds without importing it; ``print`` and ``kpi`` are made for each run."""

GUARDS: dict[str, Any] = {
    "__name__": "script",
    "_getattr_": get_attribute,
    "_getitem_": get_item,
    "_getiter_": get_iterable,
    "_write_": get_written,
    "_change_item_": change_item,
    "_div_": exact.divide,
    "_mod_": modulo,
    "_pow_": exact.power,
    "_lshift_": exact.shift,
    "_format_": formatted,
    "_import_": imported,
}
"""What the policy writes into a script; no name of a script begins with an underscore."""
