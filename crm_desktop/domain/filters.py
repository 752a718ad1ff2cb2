"""Condition trees: one form for indicators, list screens and saved views.

As JSON or TOML a condition is ``{"field": "status", "operator": "=", "value": "won"}`` and a
group ``{"all": […]}``, ``{"any": […]}`` or ``{"none": […]}``. In the place of a value stand
``{"day": "today", "plus": -7}`` and ``{"who": "me"}``. Whether the fields exist and the values
fit them is for ``crm_desktop.domain.fields`` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, plural


class Anchor(StrEnum):
    """A day that depends on when one asks; PERIOD_END is the first day after the period."""

    TODAY = "today"
    WEEK_START = "week-start"
    MONTH_START = "month-start"
    QUARTER_START = "quarter-start"
    YEAR_START = "year-start"
    PERIOD_START = "period-start"
    PERIOD_END = "period-end"

    def words(self) -> Message:
        return _ANCHOR_WORDS[self]


_ANCHOR_WORDS = {
    Anchor.TODAY: Message("today"),
    Anchor.WEEK_START: Message("start of the week"),
    Anchor.MONTH_START: Message("start of the month"),
    Anchor.QUARTER_START: Message("start of the quarter"),
    Anchor.YEAR_START: Message("start of the year"),
    Anchor.PERIOD_START: Message("start of the period"),
    Anchor.PERIOD_END: Message("first day after the period"),
}

MOST_DAYS = 36_525
"""How far from its anchor a relative day lies at most: a hundred years."""


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """``days`` after ``anchor``, before it where negative."""

    anchor: Anchor
    days: int = 0

    def words(self) -> Message:
        anchor = self.anchor.words()
        if self.days > 0:
            return plural(
                "{anchor} + {count} day", "{anchor} + {count} days", count=self.days, anchor=anchor
            )
        if self.days < 0:
            return plural(
                "{anchor} − {count} day", "{anchor} − {count} days", count=-self.days, anchor=anchor
            )
        return anchor


class Who(Enum):
    """A person or department that depends on who asks; no text, so that no code is equal to it."""

    ME = "me"
    MY_DEPARTMENT = "my-department"

    def words(self) -> Message:
        return Message("me") if self is Who.ME else Message("my department")


Scalar = str | Decimal | bool | date | RelativeDay | Who
"""What a field is compared with; numbers are Decimal, money in major units."""


class Operator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    ONE_OF = "in"
    NONE_OF = "not in"
    CONTAINS = "contains"
    EMPTY = "empty"
    NOT_EMPTY = "not empty"


LISTED = frozenset({Operator.ONE_OF, Operator.NONE_OF})
"""Operators that take several values."""

UNARY = frozenset({Operator.EMPTY, Operator.NOT_EMPTY})
"""Operators that take no value."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``field operator value``; ``values`` holds one value, none for UNARY, several for LISTED."""

    field: str
    operator: Operator
    values: tuple[Scalar, ...] = ()


class Match(StrEnum):
    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Group:
    """True when all, any or none of ``parts`` are; an empty ALL or NONE group is always true."""

    match: Match
    parts: tuple[Filter, ...]


Filter = Condition | Group

MOST_DEPTH = 20
"""How many groups stand in each other at most."""

EVERYTHING = Group(Match.ALL, ())
"""The filter that lets every record through."""


def conditions(tree: Filter) -> Iterator[Condition]:
    """Yield each condition of ``tree``, in order."""
    if isinstance(tree, Condition):
        yield tree
    else:
        for part in tree.parts:
            yield from conditions(part)


def to_plain(tree: Filter) -> dict[str, object]:
    """Return ``tree`` as plain lists, dicts and scalars; ``from_plain`` reads it back."""
    if isinstance(tree, Group):
        return {tree.match.value: [to_plain(part) for part in tree.parts]}
    plain: dict[str, object] = {"field": tree.field, "operator": tree.operator.value}
    if tree.operator in LISTED:
        plain["value"] = [_plain_scalar(value) for value in tree.values]
    elif tree.operator not in UNARY:
        plain["value"] = _plain_scalar(tree.values[0])
    return plain


def from_plain(plain: object, place: str = "filter") -> Filter:
    """Return the tree that ``plain`` describes; decimals may be given as numbers or Decimal.

    Raises:
        InvalidInputError: ``plain`` is no condition and no group; its field names the place.

    """
    return _tree(plain, place, depth=0)


def _tree(plain: object, place: str, depth: int) -> Filter:
    if not isinstance(plain, Mapping):
        raise InvalidInputError(place, Message("A condition has a field, an operator and a value."))
    if depth > MOST_DEPTH:
        raise InvalidInputError(
            place, Message("Conditions stand in at most {most} groups.", most=MOST_DEPTH)
        )
    for match in Match:
        if match.value in plain:
            return _group(match, plain, place, depth)
    return _condition(plain, place)


def _group(match: Match, plain: Mapping[str, object], place: str, depth: int) -> Group:
    parts = plain[match.value]
    if len(plain) != 1 or not isinstance(parts, list):
        raise InvalidInputError(
            place,
            Message("“{word}” holds a list of conditions and stands alone.", word=match.value),
        )
    return Group(
        match,
        tuple(
            _tree(part, f"{place}.{match.value}[{i}]", depth + 1) for i, part in enumerate(parts, 1)
        ),
    )


def _condition(plain: Mapping[str, object], place: str) -> Condition:
    extra = set(plain) - {"field", "operator", "value"}
    field = plain.get("field")
    if extra or not isinstance(field, str) or "operator" not in plain:
        raise InvalidInputError(place, Message("A condition has a field, an operator and a value."))
    try:
        operator = Operator(str(plain["operator"]))
    except ValueError:
        raise InvalidInputError(
            f"{place}.operator",
            Message(
                "“{operator}” is no operator: use one of {allowed}.",
                operator=str(plain["operator"]),
                allowed=", ".join(Operator),
            ),
        ) from None
    return Condition(field, operator, _values(operator, plain.get("value"), f"{place}.value"))


def _values(operator: Operator, value: object, place: str) -> tuple[Scalar, ...]:
    if operator in UNARY:
        if value is not None:
            raise InvalidInputError(
                place, Message("“{operator}” takes no value.", operator=operator.value)
            )
        return ()
    if operator in LISTED:
        if not isinstance(value, list) or not value:
            raise InvalidInputError(
                place, Message("“{operator}” takes a list of values.", operator=operator.value)
            )
        return tuple(_scalar(item, place) for item in value)
    return (_scalar(value, place),)


def _scalar(value: object, place: str) -> Scalar:
    if isinstance(value, bool | str | Decimal | date):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return _who(value, place) if "who" in value else _relative_day(value, place)
    raise InvalidInputError(place, Message("A value is text, a number, a day, or true or false."))


def _who(plain: Mapping[str, object], place: str) -> Who:
    known = {who.value: who for who in Who}
    who = known.get(str(plain["who"]))
    if who is None or len(plain) != 1:
        raise InvalidInputError(
            f"{place}.who",
            Message("“who” stands alone and is one of {allowed}.", allowed=", ".join(known)),
        )
    return who


def _relative_day(plain: Mapping[str, object], place: str) -> RelativeDay:
    if "day" not in plain or not set(plain) <= {"day", "plus"}:
        raise InvalidInputError(
            place, Message("Such a value is “day”, with “plus” if need be, or “who”.")
        )
    try:
        anchor = Anchor(str(plain["day"]))
    except ValueError:
        raise InvalidInputError(
            f"{place}.day",
            Message(
                "“{day}” is no day: use one of {allowed}.",
                day=str(plain["day"]),
                allowed=", ".join(Anchor),
            ),
        ) from None
    days = plain.get("plus", 0)
    if type(days) is bool or not isinstance(days, int) or abs(days) > MOST_DAYS:
        raise InvalidInputError(
            f"{place}.plus",
            Message("“plus” is a whole number of days, at most {most}.", most=MOST_DAYS),
        )
    return RelativeDay(anchor, int(days))


def _plain_scalar(value: Scalar) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case date():
            return value.isoformat()
        case Who():
            return {"who": value.value}
        case RelativeDay():
            plus = {"plus": value.days} if value.days else {}
            return {"day": value.anchor.value, **plus}
        case _:
            return value
