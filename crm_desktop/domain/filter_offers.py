"""What a firm has for filters to choose from: its people, departments, tags and directories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_desktop.domain.fields import FIELDS, Entity, Field, FieldType
from crm_desktop.domain.filters import Condition, Filter, Operator, Who, conditions
from crm_desktop.domain.names import folded

Choice = str | Who
"""What a condition can hold of people, departments, tags and names."""


@dataclass(frozen=True, slots=True)
class Offer:
    """``value`` is what a condition holds; ``depth`` how far below the top it stands in a tree."""

    value: Choice
    name: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FilterOffers:
    """``names`` are the entries of directories by the code of the field that shows them.

    People and departments have their codes as values, tags their paths; who has left stands
    after those at work.
    """

    currency: str = ""
    people: tuple[Offer, ...] = ()
    departments: tuple[Offer, ...] = ()
    tags: tuple[Offer, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        """Whether this comes from a firm; nothing is known of it before."""
        return bool(self.currency)

    def of(self, asked: Field) -> tuple[Offer, ...]:
        """Return what can be chosen for ``asked``; nothing where anything may be written."""
        match asked.type:
            case FieldType.PERSON:
                return self.people
            case FieldType.UNIT:
                return self.departments
            case FieldType.BRANCH:
                return self.tags
            case FieldType.TEXT:
                return tuple(Offer(name, name) for name in self.names.get(asked.code, ()))
        return ()

    def gone(self, tree: Filter, entity: Entity) -> tuple[str, ...]:
        """Return what ``tree`` asks for by a name or code that is no longer there, in order."""
        found = [value for one in conditions(tree) for value in self._gone(one, entity)]
        return tuple(dict.fromkeys(found))

    def _gone(self, condition: Condition, entity: Entity) -> list[str]:
        asked = FIELDS[entity][condition.field]
        is_open = asked.type is FieldType.TEXT and asked.code not in self.names
        if asked.type not in _CHOSEN or is_open or condition.operator is Operator.CONTAINS:
            return []
        known = {key(offer.value, asked.type) for offer in self.of(asked)}
        listed = [value for value in condition.values if isinstance(value, str)]
        return [value for value in listed if key(value, asked.type) not in known]


_NAMED = frozenset({FieldType.TEXT, FieldType.BRANCH})
_CHOSEN = _NAMED | {FieldType.PERSON, FieldType.UNIT}


def key(value: Choice, kind: FieldType) -> Choice:
    """Return what is equal for values that ask the same of a field of type ``kind``.

    Names are compared folded, codes exactly.
    """
    return plain(value) if kind in _NAMED and isinstance(value, str) else value


def plain(path: str) -> str:
    """Return a name, or a path of names, as names are compared."""
    return "/".join(folded(part) for part in path.split("/"))
