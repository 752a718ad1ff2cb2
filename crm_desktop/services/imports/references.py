"""Records that rows name: found by key or by name, each distinct text once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from sqlalchemy import Table
from sqlalchemy.orm import Session

from crm_desktop.domain.names import folded
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

SEVERAL = Message("Several records have this name: write the external ID or the code.")


def unknown_employee(name: str) -> Message:
    return Message("No employee has the code or the name “{name}”.", name=name)


def unknown_customer(name: str) -> Message:
    return Message("No customer has the external ID or the name “{name}”.", name=name)


def unknown_product(name: str) -> Message:
    return Message("No product has the external ID or the name “{name}”.", name=name)


class Refused(Exception):  # noqa: N818 - no error: it becomes a rejected row
    """A row cannot be taken because of the value of ``field``, which is empty for the whole row."""

    def __init__(self, field: str, reason: Message) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


class References:
    """The ids of the records of one table by external ID or code, or else by name.

    ``unknown`` says that there is none of a name.
    """

    def __init__(
        self, session: Session, table: Table, key: str, *, unknown: Callable[[str], Message]
    ) -> None:
        self._session = session
        self._table = table
        self._key = key
        self._unknown = unknown
        self._found: dict[str, int | Message] = {}
        self._missing: set[str] = set()

    def learn(self, texts: Iterable[object]) -> None:
        """Look up those of ``texts`` that are not known yet; None is passed over."""
        new = {text for text in texts if isinstance(text, str)} - self._found.keys()
        if not new:
            return
        by_key = dict(imports.list_ids(self._session, self._table, self._key, new))
        names = {text: folded(text) for text in new - by_key.keys()}
        by_name = defaultdict(list)
        for name, key in imports.list_ids(
            self._session, self._table, "name_folded", set(names.values())
        ):
            by_name[name].append(key)
        self._found |= by_key
        for text, name in names.items():
            match by_name.get(name):
                case None:
                    self._found[text] = self._unknown(text)
                    self._missing.add(text)
                case [key]:
                    self._found[text] = key
                case _:
                    self._found[text] = SEVERAL

    def knows(self, text: str) -> bool:
        """Return whether ``text``, which was learned, names at least one record."""
        return text not in self._missing

    def add(self, text: str, key: int) -> None:
        """Take in a record that was just made."""
        self._found[text] = key
        self._missing.discard(text)

    def find(self, field: str, text: object) -> int | None:
        """Return the id that ``text``, which was learned, names; None for None.

        Raises:
            Refused: there is no such record, or more than one.

        """
        if text is None:
            return None
        found = self._found[str(text)]
        if isinstance(found, int):
            return found
        raise Refused(field, found)
