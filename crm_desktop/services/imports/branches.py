"""Trees that rows name branches of: departments, product groups, classifiers."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.orm import Session

from crm_desktop.domain.codes import code_of
from crm_desktop.domain.entry import CODE_LENGTH
from crm_desktop.domain.names import folded
from crm_desktop.exchange.import_values import Value
from crm_desktop.services.imports.report import Tally
from crm_desktop.storage import bulk
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

_Place = tuple[int | None, str]
"""The id of the branch above, and the folded name."""


class Codes:
    """Codes for records that come without one: their name, told apart by a number."""

    def __init__(self, session: Session, table: Table) -> None:
        self._taken = imports.list_codes(session, table)

    def new(self, name: str) -> str:
        """Return the code of a new record, which nobody else gets."""
        code, number = name[:CODE_LENGTH], 1
        while code in self._taken:
            number += 1
            ending = f" {number}"
            code = name[: CODE_LENGTH - len(ending)] + ending
        self._taken.add(code)
        return code

    @staticmethod
    def is_made(code: str, name: str) -> bool:
        """Return whether ``code`` is one that ``new`` makes for ``name``, however it is spelt."""
        stem, _, number = code.rpartition(" ")
        is_numbered = number.isdecimal() and folded(stem) == folded(
            name[: CODE_LENGTH - len(number) - 1]
        )
        return is_numbered or folded(code) == folded(name[:CODE_LENGTH])

    def has(self, code: str) -> bool:
        return code in self._taken

    def take(self, code: str) -> None:
        self._taken.add(code)


class PlainCodes(Codes):
    """Codes as the window offers them: “Продажи” is ``prodazhi``."""

    def new(self, name: str) -> str:
        code = code_of(name, self._taken)
        if not code:
            return super().new(name)
        self._taken.add(code)
        return code


class Branches:
    """The branches of one tree; those that rows name and that do not exist are made."""

    def __init__(
        self,
        session: Session,
        table: Table,
        tally: Tally,
        label: Message,
        *,
        codes: Codes | None = None,
    ) -> None:
        self._session = session
        self._table = table
        self._tally = tally
        self._label = label
        self._codes = codes
        self._is_flat = bool(table.c.name_folded.unique)
        self._parents: dict[int, int | None] = {}
        self._ids: dict[_Place, int] = {}
        self._places: dict[int, _Place] = {}
        self.made: set[int] = set()
        for key, parent, name in imports.list_branches(session, table):
            self.add(key, parent, name)

    def add(self, key: int, parent: int | None, name_folded: str) -> None:
        """Take in a branch that stands in the database; it stands nowhere else any more."""
        place = self._place(parent, name_folded)
        before = self._places.get(key, place)
        if self._ids.get(before) == key:
            del self._ids[before]
        self._parents[key], self._places[key] = parent, place
        self._ids[place] = key

    def branch(self, path: Value) -> int | None:
        """Return the id of the branch at the end of ``path``; None for no path."""
        parent = None
        for name in path if isinstance(path, tuple) else ():
            parent = self._child(parent, str(name))
        return parent

    def find(self, parent: int | None, name: str) -> int | None:
        return self._ids.get(self._place(parent, folded(name)))

    def path_up(self, key: int | None) -> list[int]:
        """Return ``key`` and the branches above it, up to the root."""
        ids = []
        while key is not None:
            ids.append(key)
            key = self._parents[key]
        return ids

    def _child(self, parent: int | None, name: str) -> int:
        known = self.find(parent, name)
        return self._make(parent, name) if known is None else known

    def _make(self, parent: int | None, name: str) -> int:
        key = bulk.new_ids(self._session, self._table, 1)[0]
        record: dict[str, object] = {
            "id": key,
            "parent_id": parent,
            "name": name,
            "name_folded": folded(name),
        }
        if self._codes:
            record["code"] = self._codes.new(name)
        bulk.insert(self._session, self._table, tuple(record), [tuple(record.values())])
        self.add(key, parent, folded(name))
        self.made.add(key)
        self._tally.made[self._label] += 1
        return key

    def _place(self, parent: int | None, name_folded: str) -> _Place:
        return (None if self._is_flat else parent, name_folded)
