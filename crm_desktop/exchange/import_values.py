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
Value = str | Money | Decimal | date | datetime | tuple[str, ...] | tuple[Tag, ...] | None
"""What ``ValueType`` says of each field."""

Conversion = Callable[[str], Value]
"""Gives None for an empty text and raises Refusal for a wrong one."""

_EARLIEST, _LATEST = datetime(1, 1, 2), datetime(9999, 12, 31)  # noqa: DTZ001 - files name no zone
"""Moments that are also moments in UTC; 01.01.0001 is how some programs write no day at all."""

_SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


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
        case ValueType.MONEY:
            return _money(mapping, currency)
        case ValueType.CURRENCY:
            return known_currency
        case ValueType.RATE:
            return _rate(mapping)


def known_currency(text: str) -> str | None:
    """Return the currency code that ``text`` is, None where it is empty.

    Raises:
        Refusal: there is no such currency.

    """
    if text and not is_currency(text):
        raise Refusal(Message("“{code}” is no currency code such as RUB.", code=text))
    return text or None


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
    read = date_format.reader(pattern)

    def convert(text: str) -> date | None:
        if not text:
            return None
        try:
            moment = read(text)
        except ValueError:
            raise Refusal(
                Message("“{text}” is no date written as {pattern}.", text=text, pattern=pattern)
            ) from None
        if is_day:
            return moment.date()
        if not _EARLIEST <= moment < _LATEST:
            raise Refusal(Message("“{value}” is out of range.", value=text))
        return moment

    return convert


def _money(mapping: ImportMapping, currency: str | None) -> Conversion:
    read = _number(mapping)

    def convert(text: str) -> Money | None:
        if not text:
            return None
        number = read(text)
        if number is None:
            raise Refusal(_no_amount(text, mapping))
        return _exact(number, currency)

    return convert


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


def _number(mapping: ImportMapping) -> Callable[[str], Decimal | None]:
    """Return what reads a number that is not negative, and gives None for any other text."""
    decimal, thousands = re.escape(mapping.decimal), re.escape(mapping.thousands)
    groups = rf"\d{{1,3}}(?:{thousands}\d{{3}})+|" if thousands else ""
    is_number = re.compile(rf"({groups}\d+)(?:{decimal}(\d+))?", re.ASCII).fullmatch

    def read(text: str) -> Decimal | None:
        number = is_number(text.translate(_SPACES))
        if number is None:
            return None
        whole = number[1].replace(mapping.thousands, "") if thousands else number[1]
        return Decimal(f"{whole}.{number[2] or 0}")

    return read


def _no_amount(text: str, mapping: ImportMapping) -> Message:
    example = f"1{mapping.thousands}500{mapping.decimal}50"
    return Message(
        "“{text}” is no amount, zero or more, written as {example}.", text=text, example=example
    )


def _exact(amount: Decimal, currency: str | None) -> Money:
    """Return ``amount`` of major units; nothing is rounded away."""
    if currency is None:
        raise Refusal(Message("The row names no currency, and neither does the mapping."))
    minor = amount.scaleb(minor_digits(currency))
    if minor != minor.to_integral_value():
        raise Refusal(
            Message(
                "The amount {amount} is finer than {currency} can be paid.",
                amount=str(amount),
                currency=currency,
            )
        )
    if minor > MOST_MINOR:
        raise Refusal(Message("The amount is too big."))
    return Money(int(minor), currency)
