"""What a figure is computed by: a formula over values, which a workbook computes again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from string import Formatter

from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.texts import Message

MOST_KINDS = 200
"""So many different parts of a whole are told in full; of more the own one alone."""

_SIGNS = str.maketrans({"×": "*", "÷": "/", "\N{MINUS SIGN}": "-"})
_PLACE = re.compile(r"\bx(\d+)\b")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a statement from ``first`` up to ``end``, which is none of them.

    The salary is row 0, the lines follow.
    """

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """What each of ``count`` who are alike has by their ``basis``, in minor units."""

    basis: Decimal
    minor: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Division:
    """``whole`` divided by largest remainder in proportion to the basis of ``parts``.

    ``own`` is the row that is asked about, from 0. ``of_people`` says that people share it, not
    the months of instalments.
    """

    whole: Operand
    parts: tuple[Part, ...]
    own: int
    unit: Unit = Unit.NUMBER
    currency: str | None = None
    of_people: bool = True


@dataclass(frozen=True, slots=True)
class Ranking:
    """``prizes`` of the places, the first one first, won by the results in ``parts``.

    Who has equal results shares the prizes of all their places, unless each gets that of the
    best one. Where more is better, only what is above zero wins.
    """

    prizes: tuple[Decimal, ...]
    parts: tuple[Part, ...]
    own: int
    unit: Unit = Unit.NUMBER
    currency: str | None = None
    is_less_better: bool = False
    is_each: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure of a formula, and what it is called where no step has it.

    ``source`` is what gives it besides the steps: rows above it, or a table of all who took part.
    """

    value: Quantity
    label: Message | str | None = None
    source: Rows | Division | Ranking | None = None


@dataclass(frozen=True, slots=True)
class Working:
    """``formula`` in the language of ``kpi.formula`` over ``operands``: ``x0``, ``x1`` and so on.

    It gives the figure before it is rounded.
    """

    formula: str
    operands: tuple[Operand, ...]


def computed(form: str, *parts: Working | Operand | Quantity) -> Working:
    """Return ``form`` with ``parts`` in the places of its braces."""
    texts: list[str] = []
    operands: list[Operand] = []
    for part in map(_working, parts):
        texts.append(_moved(part.formula, len(operands)))
        operands += part.operands
    return Working(form.format(*texts), tuple(operands))


def paid_if(paid: Working | Operand, tests: Sequence[Working]) -> Working:
    """Return ``paid`` where all ``tests`` hold, else zero."""
    all_of = " and ".join(f"{{{place}}}" for place in range(1, len(tests) + 1))
    return computed(f"{{0}} if {all_of} else 0", paid, *tests)


def of_signs(message: Message) -> Working | None:
    """Return what ``message``, made of signs and figures, computes; None where it has no value."""
    values, pieces = dict(message.args), []
    operands: list[Operand] = []
    for signs, name in _in_signs(message.template):
        pieces.append(signs)
        if name is None:
            continue
        part = _part(values.get(name))
        if part is None:
            return None
        pieces.append(_moved(part.formula, len(operands)))
        operands += part.operands
    return Working("".join(pieces), tuple(operands))


@lru_cache
def _in_signs(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return the signs before each value, and its name; "" is one in a form of its own."""
    parsed = Formatter().parse(template)
    return tuple(
        (literal.translate(_SIGNS), "" if form else name) for literal, name, form, _ in parsed
    )


def parts_of(
    each: Iterable[tuple[Decimal, int]], *, is_less_better: bool = False
) -> tuple[Part, ...]:
    """Return those who are alike together, the best first; none where too many differ.

    ``each`` is a basis with the minor units that it has.
    """
    counted = Counter(each)
    if len(counted) > MOST_KINDS:
        return ()
    sign = 1 if is_less_better else -1
    kinds = sorted(counted, key=lambda kind: (kind[0] * sign, -kind[1]))
    return tuple(Part(*kind, counted[kind]) for kind in kinds)


def each(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the part of each, those who are alike one after the other."""
    for part in parts:
        yield from repeat(part, part.count)


def row_of(parts: Sequence[Part], basis: Decimal, minor: int) -> int | None:
    """Return the first row of who has ``minor`` by ``basis``, None where nobody has."""
    row = 0
    for part in parts:
        if (part.basis, part.minor) == (basis, minor):
            return row
        row += part.count
    return None


def _working(part: Working | Operand | Quantity) -> Working:
    match part:
        case Working():
            return part
        case Operand():
            return Working("x0", (part,))
        case Quantity():
            return Working("x0", (Operand(part),))


def _part(value: object) -> Working | None:
    match value:
        case Message():
            return of_signs(value)
        case Quantity() if value.value is not None:
            return _working(value)
        case Money():
            return _working(Quantity.of_money(value))
        case Decimal() | int() if not isinstance(value, bool):
            return _working(Quantity(Decimal(value)))
    return None


def _moved(formula: str, by: int) -> str:
    """Return ``formula`` in brackets, with its operands counted from ``by`` on."""
    if formula == "x0":
        return f"x{by}"
    found = _PLACE.sub(lambda match: f"x{int(match[1]) + by}", formula)
    return found if _PLACE.fullmatch(found) else f"({found})"
