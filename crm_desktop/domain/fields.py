"""The records that indicators and filters look at, and which of their fields may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from crm_desktop.domain.entry import NOTE_LENGTH, entered
from crm_desktop.domain.filters import (
    LISTED,
    MOST_DEPTH,
    UNARY,
    Condition,
    Filter,
    Group,
    Operator,
    RelativeDay,
    Scalar,
    Who,
    conditions,
)
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


class Entity(StrEnum):
    """A kind of record with an owner and a date."""

    DEAL = "deal"
    ACTIVITY = "activity"
    DOCUMENT = "document"
    PAYMENT = "payment"
    LINE = "line"
    CUSTOMER = "customer"

    def shown(self) -> str:
        return str(_ENTITY_NAMES[self])


_ENTITY_NAMES = {
    Entity.DEAL: Message("deals"),
    Entity.ACTIVITY: Message("activities"),
    Entity.DOCUMENT: Message("documents"),
    Entity.PAYMENT: Message("payments"),
    Entity.LINE: Message("document lines"),
    Entity.CUSTOMER: Message("customers"),
}


class FieldType(StrEnum):
    """SPAN is a time in seconds between two instants; the last three are compared by code.

    A UNIT is a department with those below it, a BRANCH a tag of a classifier with those below,
    written as a path of names: ``Segment/Retail``.
    """

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    SPAN = "span"
    DAY = "day"
    FLAG = "flag"
    PERSON = "person"
    UNIT = "unit"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Field:
    """``choices`` are the codes of a CHOICE; a DAY may decide the period of an indicator."""

    code: str
    label: Message
    type: FieldType
    choices: tuple[str, ...] = ()


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.code: field for field in fields}


_DOCUMENT_KIND = Field(
    "kind",
    Message("Kind"),
    FieldType.CHOICE,
    ("quote", "contract", "order", "invoice", "act", "waybill", "shipment", "credit_note"),
)
_DOCUMENT_STATE = Field(
    "state", Message("State"), FieldType.CHOICE, ("draft", "posted", "paid", "cancelled")
)
_DOCUMENT_DAYS = (
    Field("issued", Message("Issued"), FieldType.DAY),
    Field("posted", Message("Posted"), FieldType.DAY),
    Field("shipped", Message("Shipped"), FieldType.DAY),
    Field("due", Message("Due"), FieldType.DAY),
    Field("paid", Message("Paid on"), FieldType.DAY),
)
_OWNED = (
    Field("owner", Message("Responsible"), FieldType.PERSON),
    Field("department", Message("Department"), FieldType.UNIT),
)
_OF_CUSTOMER = (
    Field("customer", Message("Customer"), FieldType.TEXT),
    Field("customer_tag", Message("Customer’s tag"), FieldType.BRANCH),
)
_OF_PRODUCT = (
    Field("product", Message("Product"), FieldType.TEXT),
    Field("product_group", Message("Product group"), FieldType.TEXT),
)

ACTIVITY_KINDS = (
    "call_out",
    "call_in",
    "missed_call",
    "meeting",
    "visit",
    "letter_in",
    "letter_out",
    "task",
    "ticket",
    "complaint",
    "review",
    "survey",
    "other",
)
"""What types of activities are to the catalogue of indicators, whatever a firm calls them."""

FIELDS: dict[Entity, dict[str, Field]] = {
    Entity.DEAL: _fields(
        Field("status", Message("Status"), FieldType.CHOICE, ("open", "won", "lost")),
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("margin", Message("Margin"), FieldType.MONEY),
        Field("discount", Message("Discount"), FieldType.MONEY),
        Field("cycle", Message("Length of the sales cycle"), FieldType.SPAN),
        Field("response", Message("Time to the first answer"), FieldType.SPAN),
        Field("created", Message("Created"), FieldType.DAY),
        Field("closed", Message("Closed"), FieldType.DAY),
        Field("expected", Message("Expected to close"), FieldType.DAY),
        Field("title", Message("Title"), FieldType.TEXT),
        Field("pipeline", Message("Pipeline"), FieldType.TEXT),
        Field("stage", Message("Stage"), FieldType.TEXT),
        Field("passed_stage", Message("Was in the stage"), FieldType.TEXT),
        *_OF_PRODUCT,
        *_OF_CUSTOMER,
        Field("source", Message("Source"), FieldType.TEXT),
        Field("loss_reason", Message("Loss reason"), FieldType.TEXT),
        Field("is_first_purchase", Message("First purchase of the customer"), FieldType.FLAG),
        Field("is_repeat", Message("The customer bought before"), FieldType.FLAG),
        # The period here is the one that is computed: won in it, and nothing before it.
        Field(
            "is_of_new_customer", Message("The customer first bought in the period"), FieldType.FLAG
        ),
        Field("is_retained", Message("The customer bought in the period before"), FieldType.FLAG),
        *_OWNED,
    ),
    Entity.ACTIVITY: _fields(
        Field("type", Message("Type"), FieldType.TEXT),
        Field("kind", Message("Kind"), FieldType.CHOICE, ACTIVITY_KINDS),
        Field("result", Message("Result"), FieldType.TEXT),
        Field("is_done", Message("Done"), FieldType.FLAG),
        Field("is_late", Message("Not done by the planned time"), FieldType.FLAG),
        Field("duration", Message("Duration"), FieldType.SPAN),
        Field("handling", Message("Handling time"), FieldType.SPAN),
        Field("score", Message("Score given by the customer"), FieldType.NUMBER),
        Field("points", Message("Points of difficulty"), FieldType.NUMBER),
        Field("planned", Message("Planned for"), FieldType.DAY),
        Field("done", Message("Done on"), FieldType.DAY),
        *_OF_CUSTOMER,
        *_OWNED,
    ),
    Entity.DOCUMENT: _fields(
        _DOCUMENT_KIND,
        _DOCUMENT_STATE,
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("net", Message("Amount without tax"), FieldType.MONEY),
        Field("margin", Message("Margin"), FieldType.MONEY),
        Field("discount", Message("Discount"), FieldType.MONEY),
        Field("paid_amount", Message("Paid"), FieldType.MONEY),
        Field("unpaid_amount", Message("Unpaid"), FieldType.MONEY),
        # The period is the one that is computed: what came in later was still owed at its end.
        Field("debt", Message("Owed at the end of the period"), FieldType.MONEY),
        Field("quantity", Message("Quantity"), FieldType.NUMBER),
        *_DOCUMENT_DAYS,
        *_OF_CUSTOMER,
        *_OWNED,
    ),
    Entity.LINE: _fields(
        _DOCUMENT_KIND,
        _DOCUMENT_STATE,
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("quantity", Message("Quantity"), FieldType.NUMBER),
        *_OF_PRODUCT,
        *_DOCUMENT_DAYS,
        *_OF_CUSTOMER,
        *_OWNED,
    ),
    Entity.PAYMENT: _fields(
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("received", Message("Received"), FieldType.DAY),
        Field("is_overdue", Message("Received after the due day"), FieldType.FLAG),
        Field("document_kind", Message("Document"), FieldType.CHOICE, _DOCUMENT_KIND.choices),
        *_OF_CUSTOMER,
        *_OWNED,
    ),
    Entity.CUSTOMER: _fields(
        Field("name", Message("Name"), FieldType.TEXT),
        Field("kind", Message("Kind"), FieldType.CHOICE, ("company", "person")),
        Field("created", Message("Created"), FieldType.DAY),
        Field("is_buyer", Message("Has bought"), FieldType.FLAG),
        Field("tag", Message("Tag"), FieldType.BRANCH),
        *_OWNED,
    ),
}

MOST_VALUES = 10_000
"""How many values a condition lists; a server takes 65 535 in a whole statement."""

MOST_CONDITIONS = 200
"""How many conditions a filter has, and days or branches one of them: SQLite adds them up."""

_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})
_COSTLY = frozenset({FieldType.DAY, FieldType.BRANCH, FieldType.FLAG})
_IN_TREES = frozenset({FieldType.UNIT, FieldType.BRANCH})
_SEVERAL = frozenset({"passed_stage"})
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.SPAN})
_WHOSE = {FieldType.PERSON: Who.ME, FieldType.UNIT: Who.MY_DEPARTMENT}
_MOST_DIGITS = 18


def measures(entity: Entity) -> tuple[str, ...]:
    """Return the fields of ``entity`` that can be summed."""
    return tuple(field.code for field in FIELDS[entity].values() if field.type in _NUMBERS)


def columns(entity: Entity) -> tuple[str, ...]:
    """Return the fields of which a record of ``entity`` has one value at most, to be shown."""
    return tuple(
        field.code
        for field in FIELDS[entity].values()
        if field.type not in _IN_TREES and field.code not in _SEVERAL
    )


def days(entity: Entity) -> tuple[str, ...]:
    """Return the fields of ``entity`` that can decide the period of a record."""
    return tuple(field.code for field in FIELDS[entity].values() if field.type is FieldType.DAY)


def checked(tree: Filter, entity: Entity, place: str = "filter") -> Filter:
    """Return ``tree`` with its values turned into the types of the fields of ``entity``.

    Raises:
        InvalidInputError: an unknown field, an operator that does not suit the field, a value
            of the wrong type, too many of them or too few, a text that is too long or cannot
            be kept, or groups that are too deep; its field names the place.

    """
    found = _checked(tree, entity, place, depth=0)
    if sum(1 for _ in conditions(found)) > MOST_CONDITIONS:
        raise InvalidInputError(
            place, Message("A filter has at most {most} conditions.", most=MOST_CONDITIONS)
        )
    return found


def _checked(tree: Filter, entity: Entity, place: str, *, depth: int) -> Filter:
    if depth > MOST_DEPTH:
        raise InvalidInputError(
            place, Message("Conditions stand in at most {most} groups.", most=MOST_DEPTH)
        )
    if isinstance(tree, Condition):
        return _checked_condition(tree, entity, place)
    parts = (
        _checked(part, entity, f"{place}.{tree.match.value}[{i}]", depth=depth + 1)
        for i, part in enumerate(tree.parts, 1)
    )
    return Group(tree.match, tuple(parts))


def _checked_condition(tree: Condition, entity: Entity, place: str) -> Condition:
    entered(f"{place}.field", tree.field, NOTE_LENGTH)
    field = FIELDS[entity].get(tree.field)
    if field is None:
        raise InvalidInputError(
            f"{place}.field",
            Message(
                "{entity} have no field “{field}”: use one of {allowed}.",
                entity=entity,
                field=tree.field,
                allowed=", ".join(FIELDS[entity]),
            ),
        )
    _refuse_unsuitable(field, tree.operator, f"{place}.operator")
    _refuse_miscounted(tree, f"{place}.value")
    most = MOST_CONDITIONS if field.type in _COSTLY else MOST_VALUES
    if len(tree.values) > most:
        raise InvalidInputError(
            f"{place}.value",
            Message(
                "At most {most} values fit here, not {count}.",
                most=most,
                count=len(tree.values),
            ),
        )
    values = tuple(_typed(field, value, f"{place}.value") for value in tree.values)
    return Condition(tree.field, tree.operator, values)


def operators(field: Field) -> tuple[Operator, ...]:
    """Return the operators that suit ``field``."""
    has_order = field.type in _NUMBERS or field.type is FieldType.DAY
    return tuple(
        operator
        for operator in Operator
        if (has_order or operator not in _ORDERED)
        and (field.type is FieldType.TEXT or operator is not Operator.CONTAINS)
    )


def _refuse_unsuitable(field: Field, operator: Operator, place: str) -> None:
    if operator not in operators(field):
        raise InvalidInputError(
            place,
            Message(
                "“{operator}” does not suit the field “{field}”.",
                operator=operator.value,
                field=field.label,
            ),
        )


def _refuse_miscounted(condition: Condition, place: str) -> None:
    """Refuse what ``filters.from_plain`` would not read back: no value, or more than fit."""
    operator, count = condition.operator, len(condition.values)
    if operator in LISTED and not count:
        message = Message("“{operator}” takes a list of values.", operator=operator.value)
    elif operator in UNARY and count:
        message = Message("“{operator}” takes no value.", operator=operator.value)
    elif operator not in LISTED | UNARY and count != 1:
        message = Message("A condition has a field, an operator and a value.")
    else:
        return
    raise InvalidInputError(place, message)


def _typed(field: Field, value: Scalar, place: str) -> Scalar:
    if isinstance(value, str):
        entered(place, value, NOTE_LENGTH)
    try:
        return _converted(field, value)
    except (ValueError, InvalidOperation):
        raise InvalidInputError(
            place,
            Message(
                "“{value}” does not fit the field “{field}”.", value=_told(value), field=field.label
            ),
        ) from None


def _told(value: Scalar) -> Message | str:
    return value.words() if isinstance(value, RelativeDay | Who) else str(value)


def _converted(field: Field, value: Scalar) -> Scalar:
    match field.type, value:
        case FieldType.TEXT | FieldType.PERSON | FieldType.UNIT | FieldType.BRANCH, str():
            return value
        case FieldType.PERSON | FieldType.UNIT, Who() if value is _WHOSE[field.type]:
            return value
        case FieldType.CHOICE, str() if value in field.choices:
            return value
        case FieldType.FLAG, bool():
            return value
        case FieldType.DAY, date() | RelativeDay():
            return value
        case FieldType.DAY, str():
            return date.fromisoformat(value)
        case FieldType.NUMBER | FieldType.MONEY | FieldType.SPAN, Decimal() | str():
            return _exact(Decimal(value))
    raise ValueError(value)


def _exact(number: Decimal) -> Decimal:
    """Return ``number``, which the arithmetic to come does not round.

    Raises:
        ValueError: it has too many digits before or behind the point, or is no number.

    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_MOST_DIGITS:
        raise ValueError(number)
    if number and number.adjusted() >= _MOST_DIGITS:
        raise ValueError(number)
    return number
