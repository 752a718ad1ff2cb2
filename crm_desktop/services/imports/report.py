"""What an import did, or would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_desktop.changes import Changes
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.exchange.import_rows import RejectedRow
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class ImportReport:
    """``rows`` are those of the file; ``made`` counts the other records that they called for."""

    kind: ImportKind
    is_dry_run: bool
    created: int
    updated: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]
    made: Mapping[Message, int]
    changes: Changes

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + len(self.rejected)


@dataclass(slots=True)
class Tally:
    """The counts while an import is under way."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    made: Counter[Message] = field(default_factory=Counter)

    def report(self, kind: ImportKind, changes: Changes, *, is_dry_run: bool) -> ImportReport:
        has_written = self.created or self.updated or self.made
        return ImportReport(
            kind=kind,
            is_dry_run=is_dry_run,
            created=self.created,
            updated=self.updated,
            unchanged=self.unchanged,
            rejected=tuple(self.rejected),
            made=dict(self.made),
            changes=changes if has_written and not is_dry_run else Changes.NONE,
        )
