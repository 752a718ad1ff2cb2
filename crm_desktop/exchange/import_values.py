"""Texts of cells as values of fields, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from babel.numbers import is_currency

from crm_desktop.domain.entry import CANNOT_BE_KEPT, entered_email, is_storable
from crm_desktop.domain.firm import entered_rate
from crm_desktop.domain.money import MOST_MINOR, Money, minor_digits
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange import date_format
from crm_desktop.exchange.import_fields import ImportField, ValueType
from crm_desktop.exchange.mapping import ImportMapping
from crm_desktop.exchange.toml_reading import unknown_word
from crm_desktop.texts import Message

Tag = tuple[str, ...]
Value = str | Money | Decimal | int | date | datetime | tuple[str, ...] | tuple[Tag, ...] | None
"""What ``ValueType`` says of each field."""

Conversion = Callable[[str], Value]
"""Gives None for an empty text and raises Refusal for a wrong one."""

_EARLIEST, _LATEST = datetime(1, 1, 2), datetime(9999, 12, 31)  # noqa: DTZ001 - files name no zone
"""Moments that are also moments in UTC; 01.01.0001 is how some programs write no day at all."""

_SIGNS = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{MINUS SIGN}", "  -")
_SPAN = re.compile(r"(\d{1,10})|(\d{1,7}):([0-5]?\d):([0-5]\d)", re.ASCII)
_MOST_WHOLE = 10**9
_NUMBER_LENGTH = 40


class Refusal(Exception):  # noqa: N818 - a value of the result, not an error
    """The text does not fit the field; never leaves this package."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def conversion(field: ImportField, mapping: ImportMapping, currency: str | None) -> Conversion:
    """Return what turns a trimmed text into the value of ``field``."""
    match field.type:
        case ValueType.TEXT if field.code == "stage" and mapping.pipeline is not None:
            return _choice(tuple(stage.name for stage in mapping.pipeline.stages))
        case ValueType.TEXT:
            return _text(field.limit)
        case ValueType.EMAIL:
            return _email(field.limit)
        case ValueType.CHOICE:
            return _choice(field.choices)
        case ValueType.PATH:
            return _branch(field.limit)
        case ValueType.DAY | ValueType.MOMENT:
            return _moment(mapping.date_format, is_day=field.type is ValueType.DAY)
        case ValueType.CURRENCY:
            return known_currency
    return _figure(field, mapping, currency)


def _figure(field: ImportField, mapping: ImportMapping, currency: str | None) -> Conversion:
    """Return the conversion of a field whose value is some number."""
    match field.type:
        case ValueType.RATE:
            return _rate(mapping)
        case ValueType.SPAN:
            return _span
        case ValueType.NUMBER | ValueType.WHOLE:
            return _any_number(mapping, is_whole=field.type is ValueType.WHOLE)
    return _money(mapping, currency, is_signed=field.type is ValueType.SUM)


def known_currency(text: str) -> str | None:
    """Return the currency code that ``text`` is, None where it is empty.

    Raises:
        Refusal: there is no such currency.

    """
    if text and not is_currency(text):
        raise Refusal(Message("“{code}” is no currency code such as RUB.", code=text))
    return text or None


def exact_money(amount: Decimal, currency: str) -> Money:
    """Return ``amount`` of major units; nothing is rounded away.

    Raises:
        InvalidInputError: the currency has no coins that small, or nobody has so much.

    """
    minor = amount.scaleb(minor_digits(currency))
    if minor != minor.to_integral_value():
        raise InvalidInputError(
            "amount",
            Message(
                "The amount {amount} is finer than {currency} can be paid.",
                amount=str(amount),
                currency=currency,
            ),
        )
    if abs(minor) > MOST_MINOR:
        raise InvalidInputError("amount", Message("The amount is too big."))
    return Money(int(minor), currency)


def _text(limit: int) -> Conversion:
    def convert(text: str) -> str | None:
        if len(text) > limit:
            raise Refusal(Message("The text is longer than {limit} characters.", limit=limit))
        if not is_storable(text):
            raise Refusal(CANNOT_BE_KEPT)
        return text or None

    return convert


def _email(limit: int) -> Conversion:
    short = _text(limit)

    def convert(text: str) -> str | None:
        try:
            return entered_email(text) if short(text) else None
        except InvalidInputError as error:
            raise Refusal(error.message) from error

    return convert


def _branch(limit: int) -> Conversion:
    name = _text(limit)
    return lambda text: (text,) if name(text) else None


def _choice(choices: tuple[str, ...]) -> Conversion:
    def convert(text: str) -> str | None:
        if text and text not in choices:
            raise Refusal(unknown_word(text, choices))
        return text or None

    return convert


def _moment(pattern: str, *, is_day: bool) -> Conversion:
    read = date_format.reader(pattern) if is_day else date_format.moment_reader(pattern)

    def convert(text: str) -> date | None:
        if not text:
            return None
        try:
            moment = read(text)
        except ValueError:
            raise Refusal(
                Message(
                    "“{text}” is no date written as {pattern}: the mapping’s date_format says how "
                    "they are written.",
                    text=text,
                    pattern=pattern,
                )
            ) from None
        if is_day:
            return moment.date()
        if not _EARLIEST <= moment < _LATEST:
            raise Refusal(Message("“{value}” is out of range.", value=text))
        return moment

    return convert


def _money(mapping: ImportMapping, currency: str | None, *, is_signed: bool) -> Conversion:
    read = _number(mapping, is_signed=is_signed)

    def convert(text: str) -> Money | None:
        if not text:
            return None
        number = read(text)
        if number is None:
            raise Refusal(_no_amount(text, mapping, is_signed=is_signed))
        if currency is None:
            raise Refusal(Message("The row names no currency, and neither does the mapping."))
        try:
            return exact_money(number, currency)
        except InvalidInputError as error:
            raise Refusal(error.message) from error

    return convert


def _any_number(mapping: ImportMapping, *, is_whole: bool) -> Conversion:
    read = _number(mapping, is_signed=True)

    def convert(text: str) -> Decimal | int | None:
        if not text:
            return None
        number = read(text)
        if number is None:
            example = f"1{mapping.thousands}500{mapping.decimal}5"
            raise Refusal(
                Message("“{text}” is no number, written as {example}.", text=text, example=example)
            )
        if abs(number) > MOST_MINOR or len(text) > _NUMBER_LENGTH:
            raise Refusal(Message("“{value}” is out of range.", value=text))
        return _whole(number, text) if is_whole else number

    return convert


def _whole(number: Decimal, text: str) -> int:
    if number != int(number):
        raise Refusal(Message("“{text}” is no whole number.", text=text))
    if abs(number) > _MOST_WHOLE:
        raise Refusal(Message("“{value}” is out of range.", value=text))
    return int(number)


def _span(text: str) -> int | None:
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Refusal(
            Message("“{text}” is no time: write seconds, or hours as 0:05:30.", text=text)
        )
    alone, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    span = alone + 3600 * hours + 60 * minutes + seconds
    if span > _MOST_WHOLE:
        raise Refusal(Message("“{value}” is out of range.", value=text))
    return span


def _rate(mapping: ImportMapping) -> Conversion:
    read = _number(mapping)

    def convert(text: str) -> Decimal | None:
        if not text:
            return None
        number = read(text)
        if number is None:
            example = f"90{mapping.decimal}5"
            raise Refusal(
                Message("“{text}” is no rate, written as {example}.", text=text, example=example)
            )
        try:
            return Decimal(entered_rate(number))
        except InvalidInputError as error:
            raise Refusal(error.message) from error

    return convert


def _number(mapping: ImportMapping, *, is_signed: bool = False) -> Callable[[str], Decimal | None]:
    """Return what reads a number, below zero only if ``is_signed``; None for any other text."""
    decimal, thousands = re.escape(mapping.decimal), re.escape(mapping.thousands)
    groups = rf"\d{{1,3}}(?:{thousands}\d{{3}})+|" if thousands else ""
    sign = "-?" if is_signed else ""
    is_number = re.compile(rf"({sign})({groups}\d+)(?:{decimal}(\d+))?", re.ASCII).fullmatch

    def read(text: str) -> Decimal | None:
        number = is_number(text.translate(_SIGNS))
        if number is None:
            return None
        whole = number[2].replace(mapping.thousands, "") if thousands else number[2]
        return Decimal(f"{number[1]}{whole}.{number[3] or 0}")

    return read


def _no_amount(text: str, mapping: ImportMapping, *, is_signed: bool) -> Message:
    example = f"1{mapping.thousands}500{mapping.decimal}50"
    if is_signed:
        return Message("“{text}” is no amount, written as {example}.", text=text, example=example)
    return Message(
        "“{text}” is no amount, zero or more, written as {example}.", text=text, example=example
    )
