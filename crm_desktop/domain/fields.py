"""The records that indicators and filters look at, and which of their fields may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from crm_desktop.domain.filters import (
    Condition,
    Filter,
    Group,
    Operator,
    Scalar,
)
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


class Entity(StrEnum):
    """A kind of record with an owner and a date."""

    DEAL = "deal"
    ACTIVITY = "activity"
    DOCUMENT = "document"
    PAYMENT = "payment"

    def shown(self) -> str:
        return str(_ENTITY_NAMES[self])


_ENTITY_NAMES = {
    Entity.DEAL: Message("deals"),
    Entity.ACTIVITY: Message("activities"),
    Entity.DOCUMENT: Message("documents"),
    Entity.PAYMENT: Message("payments"),
}


class FieldType(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """``choices`` are the codes of a CHOICE; a DAY may decide the period of an indicator."""

    code: str
    label: Message
    type: FieldType
    choices: tuple[str, ...] = ()


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.code: field for field in fields}


FIELDS: dict[Entity, dict[str, Field]] = {
    Entity.DEAL: _fields(
        Field("status", Message("Status"), FieldType.CHOICE, ("open", "won", "lost")),
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("created", Message("Created"), FieldType.DAY),
        Field("closed", Message("Closed"), FieldType.DAY),
        Field("title", Message("Title"), FieldType.TEXT),
        Field("pipeline", Message("Pipeline"), FieldType.TEXT),
        Field("stage", Message("Stage"), FieldType.TEXT),
        Field("product", Message("Product"), FieldType.TEXT),
        Field("product_group", Message("Product group"), FieldType.TEXT),
        Field("customer", Message("Customer"), FieldType.TEXT),
        Field("source", Message("Source"), FieldType.TEXT),
        Field("loss_reason", Message("Loss reason"), FieldType.TEXT),
    ),
    Entity.ACTIVITY: _fields(
        Field("type", Message("Type"), FieldType.TEXT),
        Field("result", Message("Result"), FieldType.TEXT),
        Field("is_done", Message("Done"), FieldType.FLAG),
        Field("duration", Message("Duration"), FieldType.NUMBER),
        Field("planned", Message("Planned for"), FieldType.DAY),
        Field("done", Message("Done on"), FieldType.DAY),
        Field("customer", Message("Customer"), FieldType.TEXT),
    ),
    Entity.DOCUMENT: _fields(
        Field(
            "kind",
            Message("Kind"),
            FieldType.CHOICE,
            ("quote", "contract", "order", "invoice", "act", "waybill", "shipment", "credit_note"),
        ),
        Field(
            "state", Message("State"), FieldType.CHOICE, ("draft", "posted", "paid", "cancelled")
        ),
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("paid_amount", Message("Paid"), FieldType.MONEY),
        Field("issued", Message("Issued"), FieldType.DAY),
        Field("due", Message("Due"), FieldType.DAY),
        Field("paid", Message("Paid on"), FieldType.DAY),
        Field("customer", Message("Customer"), FieldType.TEXT),
    ),
    Entity.PAYMENT: _fields(
        Field("amount", Message("Amount"), FieldType.MONEY),
        Field("received", Message("Received"), FieldType.DAY),
        Field("customer", Message("Customer"), FieldType.TEXT),
        Field(
            "document_kind",
            Message("Document"),
            FieldType.CHOICE,
            ("quote", "contract", "order", "invoice", "act", "waybill", "shipment", "credit_note"),
        ),
    ),
}

MOST_VALUES = 10_000
"""How many values a condition lists; a server takes 65 535 in a whole statement."""

_ORDERED = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})


def measures(entity: Entity) -> tuple[str, ...]:
    """Return the fields of ``entity`` that can be summed."""
    return tuple(
        field.code
        for field in FIELDS[entity].values()
        if field.type in {FieldType.MONEY, FieldType.NUMBER}
    )


def days(entity: Entity) -> tuple[str, ...]:
    """Return the fields of ``entity`` that can decide the period of a record."""
    return tuple(field.code for field in FIELDS[entity].values() if field.type is FieldType.DAY)


def checked(tree: Filter, entity: Entity, place: str = "filter") -> Filter:
    """Return ``tree`` with its values turned into the types of the fields of ``entity``.

    Raises:
        InvalidInputError: an unknown field, an operator that does not suit the field, a value
            of the wrong type, or too many of them; its field names the place.

    """
    if isinstance(tree, Group):
        parts = (
            checked(part, entity, f"{place}.{tree.match.value}[{i}]")
            for i, part in enumerate(tree.parts, 1)
        )
        return Group(tree.match, tuple(parts))
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
    if len(tree.values) > MOST_VALUES:
        raise InvalidInputError(
            f"{place}.value",
            Message(
                "At most {most} values fit here, not {count}.",
                most=MOST_VALUES,
                count=len(tree.values),
            ),
        )
    values = tuple(_typed(field, value, f"{place}.value") for value in tree.values)
    return Condition(tree.field, tree.operator, values)


def _refuse_unsuitable(field: Field, operator: Operator, place: str) -> None:
    is_text = field.type in {FieldType.TEXT, FieldType.CHOICE, FieldType.FLAG}
    if (operator in _ORDERED and is_text) or (
        operator is Operator.CONTAINS and field.type is not FieldType.TEXT
    ):
        raise InvalidInputError(
            place,
            Message(
                "“{operator}” does not suit the field “{field}”.",
                operator=operator.value,
                field=field.label,
            ),
        )


def _typed(field: Field, value: Scalar, place: str) -> Scalar:
    try:
        return _converted(field, value)
    except (ValueError, InvalidOperation):
        raise InvalidInputError(
            place,
            Message(
                "“{value}” does not fit the field “{field}”.", value=str(value), field=field.label
            ),
        ) from None


def _converted(field: Field, value: Scalar) -> Scalar:
    match field.type, value:
        case FieldType.TEXT, str():
            return value
        case FieldType.CHOICE, str() if value in field.choices:
            return value
        case FieldType.FLAG, bool():
            return value
        case FieldType.DAY, date():
            return value
        case FieldType.DAY, str():
            return date.fromisoformat(value)
        case FieldType.NUMBER | FieldType.MONEY, Decimal() if value.is_finite():
            return value
        case FieldType.NUMBER | FieldType.MONEY, str() if Decimal(value).is_finite():
            return Decimal(value)
    raise ValueError(value)
