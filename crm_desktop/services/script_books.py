"""What is known of each script: its versions, its draft, who approved which text, who uses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import script_of
from crm_desktop.rewards import plain
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.rules import DefinitionKind, read, scheme_in_force
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.texts import Message


class ScriptState(StrEnum):
    """DRAFT was never published; WAITING is in force or to come, and nobody approved its text."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WAITING = "waiting"
    ENDED = "ended"

    def shown(self) -> str:
        return str(_STATE_NAMES[self])


_STATE_NAMES = {
    ScriptState.DRAFT: Message("draft"),
    ScriptState.PUBLISHED: Message("published"),
    ScriptState.WAITING: Message("waits for approval"),
    ScriptState.ENDED: Message("ended"),
}


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """A script in a list: ``used_by`` are the names of what uses it today.

    ``number`` and ``since`` are those of the last version, None of a mere draft.
    """

    code: str
    name: str
    kind: ScriptKind
    state: ScriptState
    has_draft: bool
    used_by: tuple[str, ...]
    author: str
    number: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ScriptCard:
    """A script to be worked on: the draft, else the last version; None where there is none.

    ``draft_version`` is what ``save_draft`` compares with, None where there is no draft.
    """

    row: ScriptRow
    script: Script
    published: Script | None
    draft_version: int | None


@dataclass(frozen=True, slots=True)
class ScriptVersion:
    """A version; ``script`` None ends it. ``approved_by`` is None where nobody approved it."""

    number: int
    valid_from: date
    created_at: datetime
    script: Script | None
    approved_by: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArrivedText:
    """A text that nobody approved, and the last one that somebody did; None where there is none.

    ``starts`` is its first day where that is still to come; until then others hold.
    """

    script: Script
    before: Script | None
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """All that is known of one script; ``arrived`` are its live texts that nobody approved."""

    row: ScriptRow
    newest: Script | None
    published: Script | None
    draft: queries.Draft | None
    arrived: tuple[Script, ...]
    texts: tuple[Script, ...]
    approved: Mapping[str, queries.Approval]
    today: date

    @classmethod
    def of(
        cls,
        code: str,
        versions: Sequence[definitions.DefinitionVersion],
        draft: queries.Draft | None,
        approved: Mapping[str, queries.Approval],
        used_by: tuple[str, ...],
        today: date,
    ) -> Book:
        """Return the book of the script of this ``code``, which has a version or a draft."""
        texts = tuple(text for text in map(read, versions) if isinstance(text, Script))
        live = live_texts(versions, today)
        arrived = tuple(text for text in live if text.fingerprint not in approved)
        published = live[-1] if live else None
        drafted = None if draft is None else plain.from_plain(draft.body)
        newest = drafted or published or (texts[-1] if texts else None)
        if arrived:
            state = ScriptState.WAITING
        elif live:
            state = ScriptState.PUBLISHED
        else:
            state = ScriptState.ENDED if versions else ScriptState.DRAFT
        shown = published or newest
        writers = [one.author for one in (draft, shown) if one is not None and one.author]
        row = ScriptRow(
            code,
            "" if shown is None else shown.name,
            ScriptKind.INDICATOR if shown is None else shown.kind,
            state,
            draft is not None,
            used_by,
            writers[0] if writers else "",
            None if published is None else published.version.number,
            None if published is None else published.version.valid_from,
        )
        return cls(row, newest, published, draft, arrived, texts, approved, today)

    def arrivals(self) -> list[ArrivedText]:
        """Return the live texts that nobody approved, as they are to be looked at."""
        return [
            ArrivedText(text, self._approved_before(text), _still_to_come(text, self.today))
            for text in self.arrived
        ]

    def _approved_before(self, text: Script) -> Script | None:
        earlier = [
            one
            for one in self.texts
            if one.version.number < text.version.number and one.fingerprint in self.approved
        ]
        return earlier[-1] if earlier else None


def live_texts(versions: Sequence[definitions.DefinitionVersion], today: date) -> list[Script]:
    """Return which texts of one script hold today, or are to hold later."""
    holding = definitions.held_on(versions, today)
    coming = [version for version in versions if version.valid_from > today]
    texts = map(read, filter(None, [holding, *coming]))
    return [text for text in texts if isinstance(text, Script)]


def _still_to_come(text: Script, today: date) -> date | None:
    first = text.version.valid_from
    return first if first > today else None


def books_of(session: Session, now: Now) -> dict[str, Book]:
    """Return the book of each script that has a version or a draft, by its code."""
    firm = firm_queries.firm(session)
    today = clock.today(now, firm.time_zone())
    used = _used(scheme_in_force(session, firm, today))
    approved = queries.approvals(session)
    versions = defaultdict(list)
    for version in definitions.list_versions(session, DefinitionKind.SCRIPT):
        versions[version.code].append(version)
    drafts = {draft.code: draft for draft in queries.drafts(session)}
    return {
        code: Book.of(
            code, versions.get(code, ()), drafts.get(code), approved, used.get(code, ()), today
        )
        for code in {*versions, *drafts}
    }


def _used(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Return the names of indicators and cards by the code of the script that they use."""
    used: dict[str, list[str]] = defaultdict(list)
    pairs: Iterable[tuple[str | None, str]] = (
        *((script_of(one), one.name) for one in scheme.indicators),
        *((card.script, card.name) for card in scheme.cards),
    )
    for code, name in pairs:
        if code:
            used[code].append(name)
    return {code: tuple(names) for code, names in used.items()}
