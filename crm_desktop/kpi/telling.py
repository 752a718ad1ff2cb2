"""Statements as the JSON texts that databases keep: what a codec tells, without the detour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import partial
from json.encoder import encode_basestring as quoted
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.codec import NODE, TEXTS, Codec
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.texts import Message

Tell = Callable[[Any], str]

_ABSENT = frozenset({"null", "[]"})
"""What a node does not tell."""


class Kept(NamedTuple):
    """The texts of values, and of the nodes to whose places they refer."""

    values: list[str]
    nodes: list[str]


class Teller:
    """Tells values of ``codec`` as compact JSON whose keys are sorted.

    Each distinct derivation is kept once, as a node; whatever holds it has its index. The inputs
    of a node stand before it. Nothing goes deep, however long a chain of formulas is. How each
    type is told is found once: one teller is for many statements, one after another.
    """

    def __init__(self, codec: Codec) -> None:
        self._tell = _Tellers(codec)
        names = codec.fields[Derivation]
        self._parts = attrgetter(*names)
        self._heads = [(f"{quoted(name)}:", names.index(name)) for name in sorted(names)]
        self._tell[Derivation] = self._derivation
        self._tell[Message] = self._message
        self._whole_quantity, self._tell[Quantity] = self._tell[Quantity], self._quantity
        self._before_values: dict[tuple[Unit, str | None], str] = {}
        self._nodes: list[str] = []
        self._places: dict[str, int] = {}
        self._known: dict[int, tuple[object, str]] = {}  # held, so that no other takes its id

    def told(self, values: Sequence[object]) -> Kept:
        """Return the texts of ``values``, which share their nodes with each other alone.

        Raises:
            TypeError: one of them holds something that has no tag.

        """
        self._nodes, self._places, self._known = [], {}, {}
        return Kept([self._tell[type(value)](value) for value in values], self._nodes)

    def _derivation(self, derivation: Derivation) -> str:
        known, waiting = self._known, [derivation]
        while waiting:
            if id(waiting[-1]) in known:
                waiting.pop()
            elif missing := [part for part in waiting[-1].inputs if id(part) not in known]:
                waiting.extend(missing)
            else:
                self._keep(waiting.pop())
        return known[id(derivation)][1]

    def _keep(self, derivation: Derivation) -> None:
        """Give ``derivation`` the index of the node that is told as it is, else the next one."""
        tell = self._tell
        told = [tell[type(part)](part) for part in self._parts(derivation)]
        parts = [head + told[at] for head, at in self._heads if told[at] not in _ABSENT]
        node = f"{{{','.join(parts)}}}"
        place = self._places.setdefault(node, len(self._nodes))
        if place == len(self._nodes):
            self._nodes.append(node)
        self._known[id(derivation)] = derivation, f'{{"{NODE}":{place}}}'

    def _quantity(self, quantity: Quantity) -> str:
        """Return the text of ``quantity``: many values come in few units, and end the text."""
        value, unit = quantity.value, (quantity.unit, quantity.currency)
        before = self._before_values.get(unit)
        if before is None:
            before = self._whole_quantity(Quantity(None, *unit)).removesuffix("null}}")
            self._before_values[unit] = before
        return f"{before}{self._tell[type(value)](value)}}}}}"

    def _message(self, message: Message) -> str:
        """Return the text of ``message``: a line and what it follows from say the same."""
        known = self._known.get(id(message))
        if known is not None:
            return known[1]
        tell = self._tell
        args = ",".join([f"{quoted(name)}:{tell[type(part)](part)}" for name, part in message.args])
        many = message.template_of_many
        text = (
            f'{{"message":{{"args":{{{args}}},"many":{"null" if many is None else quoted(many)},'
            f'"template":{quoted(message.template)}}}}}'
        )
        self._known[id(message)] = message, text
        return text


class _Tellers(dict[type[Any], Tell]):
    """How values of each type are told, found when the first one comes."""

    def __init__(self, codec: Codec) -> None:
        super().__init__()
        self._codec = codec
        self[type(None)] = lambda _: "null"
        self[bool] = lambda value: "true" if value else "false"
        self[int] = str
        self[str] = quoted
        self[tuple] = lambda parts: f"[{','.join([self[type(part)](part) for part in parts])}]"

    def __missing__(self, kind: type[Any]) -> Tell:
        self[kind] = found = self._found(kind)
        return found

    def _found(self, kind: type[Any]) -> Tell:
        tag = self._codec.tags.get(kind)
        if issubclass(kind, Message):
            return self[Message]
        if tag is not None and issubclass(kind, Enum):
            return {one: f"{{{quoted(tag)}:{quoted(one.value)}}}" for one in kind}.__getitem__
        if tag is not None:
            return self._record(tag, self._codec.fields[kind])
        for tag_of_text, (text_kind, as_text, _) in TEXTS.items():
            if issubclass(kind, text_kind):
                return _text(tag_of_text, as_text)
        raise TypeError(kind)

    def _record(self, tag: str, names: Sequence[str]) -> Tell:
        """Return how a dataclass is told: its fields in turn, as the nodes in them are numbered."""
        listed = sorted(names)
        form = f"{{{quoted(tag)}:{{{','.join([f'{quoted(name)}:%s' for name in listed])}}}}}"
        parts_of: Callable[[Any], Iterable[object]] = partial(_parts, names)
        in_order: Callable[[list[str]], tuple[str, ...]] = tuple
        if len(names) > 1:  # a getter of one gives no tuple
            parts_of, in_order = attrgetter(*names), itemgetter(*map(names.index, listed))
        return lambda value: form % in_order([self[type(part)](part) for part in parts_of(value)])


def _text(tag: str, as_text: Callable[[Any], str]) -> Tell:
    form = f'{{{quoted(tag)}:"%s"}}'  # numbers and days have nothing to quote
    return form.__mod__ if as_text is str else lambda value: form % as_text(value)


def _parts(names: Sequence[str], value: object) -> list[object]:
    return [getattr(value, name) for name in names]
