"""What a filter lets through, in words that need no declension: “status: won or lost”."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import (
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Scalar,
    Who,
)
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.texts import Message

_CHOICES = {
    "open": Message("open"),
    "won": Message("won"),
    "lost": Message("lost"),
    "quote": Message("quote"),
    "contract": Message("contract"),
    "order": Message("order"),
    "invoice": Message("invoice"),
    "act": Message("act"),
    "waybill": Message("waybill"),
    "shipment": Message("shipment"),
    "credit_note": Message("credit note"),
    "draft": Message("draft"),
    "posted": Message("posted"),
    "paid": Message("paid"),
    "cancelled": Message("cancelled"),
    "call_out": Message("outgoing call"),
    "call_in": Message("incoming call"),
    "missed_call": Message("missed call"),
    "meeting": Message("meeting"),
    "visit": Message("visit"),
    "letter_in": Message("incoming letter"),
    "letter_out": Message("outgoing letter"),
    "task": Message("task"),
    "ticket": Message("ticket"),
    "complaint": Message("complaint"),
    "review": Message("review"),
    "survey": Message("survey"),
    "other": Message("other"),
    "company": Message("company"),
    "person": Message("person"),
}

_SIGNS = {
    Operator.EQUAL: "{field}: {values}",
    Operator.ONE_OF: "{field}: {values}",
    Operator.LESS: "{field} < {values}",
    Operator.AT_MOST: "{field} ≤ {values}",
    Operator.MORE: "{field} > {values}",
    Operator.AT_LEAST: "{field} ≥ {values}",
}
"""Templates of signs, which read the same in every language."""


def choice_words(choice: str) -> Message:
    """Return how the code ``choice`` of a CHOICE reads."""
    return _CHOICES.get(choice) or Message.of("{value}", None, {"value": choice})


@dataclass(frozen=True, slots=True)
class InSentence:
    """``label`` as it stands within a sentence, its first letter small."""

    label: Message

    def shown(self) -> str:
        text = str(self.label)
        return text[:1].lower() + text[1:]


def in_words(tree: Filter, entity: Entity, currency: str | None = None) -> Message | None:
    """Return which records of ``entity`` pass ``tree``, None where all do.

    Amounts are of ``currency``, plain numbers where it is not known.
    """
    if isinstance(tree, Condition):
        return _condition(tree, entity, currency)
    told = (_as_part(part, entity, tree.match, currency) for part in tree.parts)
    parts = [part for part in told if part is not None]
    if not parts:
        return None
    match tree.match:
        case Match.ALL:
            return _joined("{left}; {right}", parts)
        case Match.ANY:
            return _any_of(parts)
        case Match.NONE:
            return Message("not {conditions}", conditions=_bracketed(_any_of(parts)))


def _as_part(tree: Filter, entity: Entity, within: Match, currency: str | None) -> Message | None:
    """Return the words of ``tree`` so that those beside it do not run into them."""
    words = in_words(tree, entity, currency)
    if words is None or not isinstance(tree, Group) or len(tree.parts) == 1:
        return words
    is_list, is_in_list = tree.match is Match.ALL, within is Match.ALL
    return words if tree.match is Match.NONE or is_list is is_in_list else _bracketed(words)


def _condition(condition: Condition, entity: Entity, currency: str | None) -> Message:
    known = FIELDS[entity][condition.field]
    field = InSentence(known.label)
    values = [_value(value, known.type, currency) for value in condition.values]
    match condition.operator:
        case Operator.EMPTY:
            return Message("{field}: not given", field=field)
        case Operator.NOT_EMPTY:
            return Message("{field}: given", field=field)
        case Operator.CONTAINS:
            return Message("{field}: contains “{text}”", field=field, text=values[0])
        case Operator.NOT_EQUAL | Operator.NONE_OF:
            return Message("{field}: not {values}", field=field, values=_any_of(values))
    template = _SIGNS[condition.operator]
    return Message.of(template, None, {"field": field, "values": _any_of(values)})


def _value(value: Scalar, kind: FieldType, currency: str | None) -> Message:
    match kind, value:
        case _, RelativeDay() | Who():
            return value.words()
        case FieldType.CHOICE, _:
            return choice_words(str(value))
        case FieldType.SPAN, Decimal():
            value_in_hours = Quantity(value, Unit.DURATION)
            return Message.of("{value}", None, {"value": value_in_hours})
        case FieldType.MONEY, Decimal() if currency is not None:
            amount = Quantity(value, Unit.MONEY, currency)
            return Message.of("{value}", None, {"value": amount})
        case _:
            return Message.of("{value}", None, {"value": value})


def _any_of(parts: Iterable[Message]) -> Message:
    return reduce(lambda left, right: Message("{left} or {right}", left=left, right=right), parts)


def _joined(template: str, parts: Iterable[Message]) -> Message:
    return reduce(
        lambda left, right: Message.of(template, None, {"left": left, "right": right}), parts
    )


def _bracketed(words: Message) -> Message:
    return Message.of("({words})", None, {"words": words})
