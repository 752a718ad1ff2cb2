"""The types of Pascal, as far as they decide how a script is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto


class Base(Enum):
    """A simple type; a moment in time is the number of days that it is in Pascal."""

    INTEGER = auto()
    REAL = auto()
    BOOLEAN = auto()
    CHARACTER = auto()
    TEXT = auto()
    UNKNOWN = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Names for 0, 1, 2 …; ``labels`` are as Pascal prints them."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Part of ``host``; the bounds are texts of the script."""

    host: Kind
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Record:
    """``fields`` by folded name; ``maker`` is the function that makes one, where it has a name."""

    fields: tuple[tuple[str, Field], ...]
    maker: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """An array whose bounds are settled: a dictionary from index to item."""

    index: Kind
    item: Kind


@dataclass(frozen=True, slots=True)
class Listing:
    """An array whose length changes, or any array that a parameter takes."""

    item: Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of ``item``."""

    item: Kind


Kind = Base | Enumeration | Range | Record | Table | Listing | Choice

SIMPLE = {
    **dict.fromkeys(
        [
            "integer",
            "longint",
            "shortint",
            "smallint",
            "byte",
            "word",
            "longword",
            "cardinal",
            "dword",
            "int64",
            "qword",
            "nativeint",
        ],
        Base.INTEGER,
    ),
    **dict.fromkeys(
        [
            "real",
            "double",
            "extended",
            "single",
            "currency",
            "comp",
            "tdatetime",
            "tdate",
            "ttime",
            "datetime",
        ],
        Base.REAL,
    ),
    **dict.fromkeys(["boolean", "bytebool", "wordbool", "longbool"], Base.BOOLEAN),
    **dict.fromkeys(["char", "ansichar", "widechar"], Base.CHARACTER),
    **dict.fromkeys(
        [
            "string",
            "ansistring",
            "unicodestring",
            "widestring",
            "shortstring",
            "utf8string",
            "tcaption",
        ],
        Base.TEXT,
    ),
    **dict.fromkeys(["variant", "olevariant"], Base.UNKNOWN),
}
"""The simple types that Pascal knows by name."""


class Level(IntEnum):
    """How tightly a Python expression holds together."""

    CHOICE = 0
    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4
    BIT_OR = 5
    BIT_XOR = 6
    BIT_AND = 7
    SHIFT = 8
    SUM = 9
    PRODUCT = 10
    SIGN = 11
    POWER = 12
    ATOM = 13


@dataclass(frozen=True, slots=True)
class Written:
    """An expression of the script; ``{one:sum}`` puts it where a term of a sum may stand.

    ``is_natural`` says that it is known not to be negative, ``is_place`` that it is a
    variable or a part of one, not something new.
    """

    text: str
    kind: Kind
    level: Level = Level.ATOM
    is_natural: bool = False
    is_place: bool = False

    def at(self, level: Level) -> str:
        """Return the text, in brackets where it does not hold together at ``level``."""
        return self.text if self.level >= level else f"({self.text})"

    def __format__(self, level: str) -> str:
        return self.at(Level[level.upper()]) if level else self.text

    @property
    def is_simple(self) -> bool:
        """Return whether it may be written twice: a name or a constant."""
        return self.text.isidentifier() or self.text.isdecimal() or self.text[:1] in {"'", '"'}


def host(kind: Kind) -> Kind:
    """Return the type that a range is part of, or the type itself."""
    return host(kind.host) if isinstance(kind, Range) else kind


def is_whole(kind: Kind) -> bool:
    return host(kind) is Base.INTEGER or isinstance(host(kind), Enumeration)


def is_text(kind: Kind) -> bool:
    return host(kind) in {Base.TEXT, Base.CHARACTER}


def is_compound(kind: Kind) -> bool:
    """Return whether a value is copied where it is assigned: a record or a settled array."""
    return isinstance(host(kind), (Record, Table))


def is_flat(kind: Kind) -> bool:
    """Return whether nothing in the value has to be copied on its own."""
    match kind:
        case Record():
            return not any(is_compound(field.kind) for _, field in kind.fields)
        case Table():
            return not is_compound(kind.item)
        case _:
            return True


def bounds(kind: Kind) -> tuple[str, str]:
    """Return the first and the last value of an ordinal type, as texts of the script."""
    match kind:
        case Range():
            return kind.first, kind.last
        case Enumeration():
            return "0", str(len(kind.labels) - 1)
        case Base.BOOLEAN:
            return "False", "True"
        case Base.CHARACTER:
            return "chr(0)", "chr(255)"
        case _:
            return "0", "255"


def sequence(kind: Kind, first: str, last: str, *, is_down: bool = False) -> str:
    """Return what goes through all values from ``first`` to ``last``, both included."""
    match host(kind):
        case Base.CHARACTER:
            inner = sequence(Base.INTEGER, f"ord({first})", f"ord({last})", is_down=is_down)
            return f"map(chr, {inner})"
        case Base.BOOLEAN:
            inner = sequence(Base.INTEGER, f"int({first})", f"int({last})", is_down=is_down)
            return f"map(bool, {inner})"
        case _ if is_down:
            return f"range({first}, {_shifted(last, -1)}, -1)"
        case _:
            end = _shifted(last, 1)
            return f"range({end})" if first == "0" else f"range({first}, {end})"


def _shifted(text: str, step: int) -> str:
    """Return ``text`` one further; it is a sum at least."""
    if text.removeprefix("-").isdecimal():
        return str(int(text) + step)
    undone = " - 1" if step > 0 else " + 1"
    if text.endswith(undone):
        return text.removesuffix(undone)
    return text + (" + 1" if step > 0 else " - 1")
