"""The way of every row: drafted, told from its repeats, compared with its record, written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Table
from sqlalchemy.orm import Session

from crm_desktop.changes import Changes
from crm_desktop.domain.firm import Firm
from crm_desktop.exchange.import_rows import ImportedRow, RejectedRow
from crm_desktop.exchange.import_values import Value
from crm_desktop.exchange.mapping import ImportMapping
from crm_desktop.services.imports.references import SEVERAL, Refused
from crm_desktop.services.imports.report import Tally
from crm_desktop.storage import bulk
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message, shown

_FINGERPRINT = "row:"
_REMEMBERED = 50_000
_ROOM = 10_000

Key = tuple[object, ...]
"""The columns of an identity, then their values."""


class Draft(NamedTuple):
    """A row as its record would be: ``values`` for each column of the intake.

    ``identity`` are the columns that tell which record it is; ``determined`` are the places
    of those values that the row says and that a record which exists takes over.
    """

    row: ImportedRow
    identity: tuple[str, ...]
    values: tuple[object, ...]
    determined: tuple[int, ...]


class Present(NamedTuple):
    """The record that is there already; ``values`` begin with those of the intake's columns."""

    id: int
    values: Sequence[object]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all rows of an import share."""

    session: Session
    mapping: ImportMapping
    firm: Firm
    now: datetime
    tally: Tally


class Intake(ABC):
    """Takes rows of one kind, many at a time."""

    table: ClassVar[Table]
    columns: ClassVar[tuple[str, ...]]
    columns_of: ClassVar[Mapping[str, tuple[str, ...]]]
    """The columns that each field determines."""

    changes: ClassVar[Changes]
    rows_at_once: ClassVar[int] = 2_000

    def __init__(self, around: Surroundings) -> None:
        self.session = around.session
        self.mapping = around.mapping
        self.tally = around.tally
        self.firm = around.firm
        self.now = around.now
        self.determined = self.places(around.mapping.fields)
        self._place = {name: place for place, name in enumerate(self.columns)}
        self._lines = array("I")
        self._in_utc = lru_cache(_REMEMBERED)(in_utc(around.firm.time_zone()))
        self._binds = [
            lru_cache(_REMEMBERED)(bind) if bind else None
            for bind in bulk.binds(self.session, self.table, self.columns)
        ]

    @abstractmethod
    def drafted(self, row: ImportedRow) -> Draft:
        """Return what ``row`` would make.

        Raises:
            Refused: the row cannot be taken.

        """

    def prepare(self, rows: Sequence[ImportedRow]) -> None:  # noqa: B027 - not every kind names others
        """Look up at once what ``rows`` name."""

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:  # noqa: B027 - nor has parts
        """Add what belongs to records that were just made."""

    def kept(self, records: Sequence[tuple[Present, Draft]]) -> set[int]:
        """Bring along what belongs to records that exist; return the ids where it changed."""
        return set()

    def is_unkeyed(self, present: Present, _draft: Draft) -> bool:
        """Return whether the record came without a key, as the draft does."""
        place = self._place.get("external_id")
        return place is not None and present.values[place] is None

    def check(self, draft: Draft, present: Present | None) -> None:  # noqa: B027 - nor has limits
        """Refuse a draft that its record, or the lack of one, does not allow."""

    def ready(self, draft: Draft) -> Draft:
        """Return ``draft`` as a new record is to be made of it."""
        return draft

    def suited(self, draft: Draft, present: Present) -> Draft:
        """Return ``draft`` as the record that exists is to be compared with it."""
        return draft

    def places(self, fields: Iterable[str]) -> tuple[int, ...]:
        """Return the places of the values that ``fields`` determine."""
        names = {name for field in fields for name in self.columns_of.get(field, ())}
        return tuple(i for i, name in enumerate(self.columns) if name in names)

    def instant(self, value: Value) -> datetime | None:
        """Return a moment of the file in UTC; what names no zone is in the firm's."""
        return self._in_utc(value) if isinstance(value, datetime) else None

    def receive(self, batch: Sequence[ImportedRow | RejectedRow]) -> None:
        """Take the rows of a batch that could be read."""
        rejected = (row for row in batch if isinstance(row, RejectedRow))
        self.tally.rejected += [row._replace(values=None) for row in rejected]
        self.take([row for row in batch if isinstance(row, ImportedRow)])

    def finish(self) -> None:  # noqa: B027 - most have nothing left
        """Take what was held back until the end of the file."""

    def take(self, rows: Sequence[ImportedRow]) -> None:
        """Write what ``rows`` say, or count them as unchanged or rejected."""
        self.prepare(rows)
        drafts = self._first_of_each(filter(None, map(self._attempt, rows)))
        new: list[Draft] = []
        old: list[tuple[Present, Draft]] = []
        for draft, presents in self._with_presents(drafts):
            try:
                present = self._meant(draft, presents)
                self._refuse_repeat(present)
                self.check(draft, present)
                if present:
                    old.append((present, self.suited(draft, present)))
                    self._remember([(present.id, draft.row.line)])
                else:
                    new.append(self.ready(draft))
            except Refused as refusal:
                self.reject(draft.row, refusal)
        self._create(new)
        self._change(old)

    def _meant(self, draft: Draft, presents: Sequence[Present]) -> Present | None:
        """Return the record that ``draft`` is: of namesakes the one that has no key either."""
        if len(presents) <= 1:
            return presents[0] if presents else None
        unkeyed = [present for present in presents if self.is_unkeyed(present, draft)]
        if len(unkeyed) != 1:
            raise Refused("", SEVERAL)
        return unkeyed[0]

    def _refuse_repeat(self, present: Present | None) -> None:
        if present and present.id < len(self._lines) and self._lines[present.id]:
            raise Refused("", _repeats(self._lines[present.id]))

    def _attempt(self, row: ImportedRow) -> Draft | None:
        try:
            return self.drafted(row)
        except Refused as refusal:
            self.reject(row, refusal)
            return None

    def reject(self, row: ImportedRow, refusal: Refused) -> None:
        source = self.mapping.fields.get(refusal.field)
        columns = [column for part in source.parts for column in part.columns] if source else []
        text = row.text(columns) if columns else _in_words(row.values.get(refusal.field))
        self.tally.rejected.append(RejectedRow(row.line, ", ".join(columns), text, refusal.reason))

    def _first_of_each(self, drafts: Iterable[Draft]) -> dict[Key, Draft]:
        """Return the drafts by what identifies them; a repeat is rejected and names both lines."""
        firsts: dict[Key, Draft] = {}
        for draft in drafts:
            key = self._key(draft.identity, draft.values)
            first = firsts.setdefault(key, draft)
            if first is not draft:
                self.reject(draft.row, Refused("", _repeats(first.row.line)))
        return firsts

    def _key(self, identity: tuple[str, ...], values: Sequence[object]) -> Key:
        return (identity, *(values[self._place[name]] for name in identity))

    def _with_presents(
        self, drafts: Mapping[Key, Draft]
    ) -> Iterator[tuple[Draft, Sequence[Present]]]:
        """Yield each draft with the records that it may be: none, one, or too many."""
        texts: dict[tuple[str, ...], list[object]] = defaultdict(list)
        for key, draft in drafts.items():
            texts[draft.identity].append(key[-1])
        presents: dict[Key, list[Present]] = defaultdict(list)
        for identity, wanted in texts.items():
            for record in imports.list_records(
                self.session, self.table, self.columns, by=identity[-1], texts=wanted
            ):
                present = Present(*record)
                presents[self._key(identity, present.values)].append(present)
        for key, draft in drafts.items():
            yield draft, presents.get(key, ())

    def _create(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        ids = bulk.new_ids(self.session, self.table, len(drafts))
        columns = [self._bound(place, drafts) for place in range(len(self.columns))]
        bulk.insert(
            self.session, self.table, ("id", *self.columns), list(zip(ids, *columns, strict=True))
        )
        self._remember(zip(ids, (draft.row.line for draft in drafts), strict=True))
        self.tally.created += len(drafts)
        self.made(list(zip(ids, drafts, strict=True)))

    def _change(self, records: Sequence[tuple[Present, Draft]]) -> None:
        changed: dict[tuple[int, ...], list[tuple[Present, Draft]]] = defaultdict(list)
        for present, draft in records:
            old, new = present.values, draft.values
            if any(old[place] != new[place] for place in draft.determined):
                changed[draft.determined].append((present, draft))
        also = self.kept(records)
        for places, pairs in changed.items():
            also -= {present.id for present, _ in pairs}
            values = [self._bound(place, [draft for _, draft in pairs]) for place in places]
            keys = [present.id for present, _ in pairs]
            bulk.update(
                self.session,
                self.table,
                [self.columns[place] for place in places],
                list(zip(keys, *values, strict=True)),
            )
        bulk.update(self.session, self.table, (), [(key,) for key in sorted(also)])
        updated = sum(map(len, changed.values())) + len(also)
        self.tally.updated += updated
        self.tally.unchanged += len(records) - updated

    def _bound(self, place: int, drafts: Sequence[Draft]) -> list[object]:
        """Return one column of ``drafts`` in the driver's form."""
        bind = self._binds[place]
        if bind is None:
            return [draft.values[place] for draft in drafts]
        return [bind(draft.values[place]) for draft in drafts]

    def _remember(self, lines: Iterable[tuple[int, int]]) -> None:
        for key, line in lines:
            if key >= len(self._lines):
                self._lines.extend([0] * (key + _ROOM - len(self._lines)))
            self._lines[key] = line


def fingerprint(row: ImportedRow) -> str:
    """Return what tells a row without external ID from others: its content."""
    content = repr(sorted(row.values.items(), key=lambda item: item[0]))
    return _FINGERPRINT + blake2b(content.encode(), digest_size=16).hexdigest()


def in_utc(zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return what gives a moment in UTC; one without a zone is taken to be in ``zone``."""

    def convert(moment: datetime) -> datetime:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    return convert


def _repeats(line: int) -> Message:
    return Message("The same record stands in line {line} already.", line=line)


def _in_words(value: Value) -> str:
    """Return a value that stands in no cell of its own."""
    if isinstance(value, tuple):
        return " / ".join(map(str, value))
    return "" if value is None else shown(value)
