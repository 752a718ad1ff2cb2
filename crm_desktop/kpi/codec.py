"""Derivations as plain JSON-able data and back, exactly, for statements read years later.

Each value that JSON lacks is an object with one key, the tag of its type. Tags and the names of
fields are stored in databases: they stay, whatever the classes are called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import InSentence
from crm_desktop.domain.filters import (
    Anchor,
    Condition,
    Group,
    Match,
    Operator,
    RelativeDay,
    Who,
)
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Measure, ScoringModel, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.source import Aggregate, Credit, Window
from crm_desktop.kpi.working import Division, Operand, Part, Ranking, Rows, Working
from crm_desktop.texts import Message

TEXTS: dict[str, tuple[type[Any], Callable[[Any], str], Callable[[str], object]]] = {
    "decimal": (Decimal, str, Decimal),
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
}
"""By their tags the types that are told as texts, how, and how they are read again."""

NODE = "node"
"""The tag of a derivation that is kept once, among the nodes of a statement."""

_PLAIN = frozenset({type(None), bool, int, str})


class Codec:
    """Knows the tags of enumerations and of frozen dataclasses; see the module."""

    def __init__(self, enums: Mapping[str, type[Enum]], records: Mapping[str, type[Any]]) -> None:
        self._enums, self._records = dict(enums), dict(records)

    @cached_property
    def tags(self) -> Mapping[type[Any], str]:
        """The tags by their types."""
        return {kind: tag for tag, kind in (self._enums | self._records).items()}

    @cached_property
    def fields(self) -> Mapping[type[Any], tuple[str, ...]]:
        """The names of the fields of each dataclass."""
        return {
            kind: tuple(field.name for field in dataclasses.fields(kind))
            for kind in self._records.values()
        }

    def extended(self, enums: Mapping[str, type[Enum]], records: Mapping[str, type[Any]]) -> Codec:
        """Return a codec that knows these types besides."""
        return Codec(self._enums | dict(enums), self._records | dict(records))

    def sharing(self, nodes: Iterable[Mapping[str, object]]) -> SharingCodec:
        """Return what reads a statement whose derivations a ``Teller`` kept in ``nodes``."""
        return SharingCodec(self._enums, self._records, nodes)

    def to_plain(self, value: object) -> object:
        """Return ``value`` as dicts, lists, strings and numbers.

        Raises:
            TypeError: ``value`` holds something that has no tag.

        """
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple:
            return [self.to_plain(part) for part in value]  # type: ignore[attr-defined]
        if isinstance(value, Message):
            return {"message": self._plain_message(value)}
        fields = self.fields.get(kind)
        if fields is not None:
            parts = {name: self.to_plain(getattr(value, name)) for name in fields}
            return {self.tags[kind]: parts}
        if isinstance(value, Enum) and kind in self.tags:
            return {self.tags[kind]: value.value}
        for tag, (text_kind, as_text, _) in TEXTS.items():
            if isinstance(value, text_kind):
                return {tag: as_text(value)}
        raise TypeError(value)

    def from_plain(self, plain: object) -> Any:
        """Return the value that ``to_plain`` made ``plain`` of.

        Raises:
            ValueError: ``plain`` has another form.

        """
        if isinstance(plain, list):
            return tuple(self.from_plain(part) for part in plain)
        if not isinstance(plain, dict):
            return plain
        [(tag, content)] = plain.items()
        if tag == "message":
            args = {name: self.from_plain(part) for name, part in content["args"].items()}
            return Message.of(content["template"], content["many"], args)
        if tag in self._enums:
            return self._enums[tag](content)
        if tag in TEXTS:
            return TEXTS[tag][2](content)
        if tag in self._records:
            parts = {name: self.from_plain(part) for name, part in content.items()}
            return self._records[tag](**parts)
        return self._other_from_plain(tag, content)

    def _other_from_plain(self, tag: str, _: object) -> object:
        raise ValueError(tag)

    def _plain_message(self, message: Message) -> dict[str, object]:
        return {
            "template": message.template,
            "many": message.template_of_many,
            "args": {name: self.to_plain(value) for name, value in message.args},
        }


class SharingCodec(Codec):
    """Reads what holds the indices of derivations, each of which stands once in ``nodes``.

    The inputs of a node stand before it. Nothing goes deep, however long a chain of formulas is.
    """

    def __init__(
        self,
        enums: Mapping[str, type[Enum]],
        records: Mapping[str, type[Any]],
        nodes: Iterable[Mapping[str, object]],
    ) -> None:
        super().__init__(enums, records)
        self._made: list[Derivation] = []
        for node in nodes:
            self._made.append(self._derivation(node))

    def _other_from_plain(self, tag: str, content: Any) -> object:
        return self._made[content] if tag == NODE else super()._other_from_plain(tag, content)

    def _derivation(self, node: Mapping[str, object]) -> Derivation:
        return Derivation(**{name: self.from_plain(part) for name, part in node.items()})


DERIVATIONS = Codec(
    enums={
        "aggregate": Aggregate,
        "anchor": Anchor,
        "credit": Credit,
        "entity": Entity,
        "level": SubjectLevel,
        "match": Match,
        "measure": Measure,
        "operator": Operator,
        "period-kind": PeriodKind,
        "scoring": ScoringModel,
        "unit": Unit,
        "who": Who,
        "window": Window,
    },
    records={
        "condition": Condition,
        "derivation": Derivation,
        "division": Division,
        "group": Group,
        "in-sentence": InSentence,
        "money": Money,
        "operand": Operand,
        "part": Part,
        "period": Period,
        "quantity": Quantity,
        "ranking": Ranking,
        "records": RecordsQuery,
        "relative-day": RelativeDay,
        "rows": Rows,
        "subject": SubjectRef,
        "version": Version,
        "working": Working,
    },
)
"""Knows what derivations are made of."""

to_plain = DERIVATIONS.to_plain
from_plain = DERIVATIONS.from_plain
