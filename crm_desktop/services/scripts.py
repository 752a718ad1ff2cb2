"""Use cases of the script laboratory: drafts, tests, approval, publishing, and what ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import script_of
from crm_desktop.rewards import plain
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Layer, Limits, Problem
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import DefinitionKind, read, scheme_in_force
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.script_runs import RUNS, ScriptRuns, asking_of
from crm_desktop.services.script_tests import TestResult, run_tests
from crm_desktop.storage.models import ScriptDraftRecord
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.texts import Message, plural

SCRIPT = Message("Script")

ScriptRun = queries.Run


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
    """A text that nobody approved, and the last one that somebody did; None where there is none."""

    script: Script
    before: Script | None


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """What runs may take; ``without_layers`` lets them go on where the system holds no wall."""

    limits: Limits
    without_layers: bool = False


class ScriptService:
    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Now,
        acting: Acting = ANYBODY,
        runs: ScriptRuns = RUNS,
    ) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting
        self._runs = runs
        self._schemes = SchemeService(sessions, now, acting)

    @needs(Right.SCRIPTS)
    def scripts(self) -> list[ScriptRow]:
        """Return all scripts by name, those that wait for approval first."""
        with self._sessions() as session:
            rows = [book.row for book in self._books(session).values()]
        waiting = ScriptState.WAITING
        return sorted(rows, key=lambda row: (row.state is not waiting, row.name.casefold()))

    @needs(Right.SCRIPTS)
    def script(self, code: str) -> ScriptCard:
        """Return the script to be worked on.

        Raises:
            NotFoundError: there is none.

        """
        with self._sessions() as session:
            book = self._books(session).get(code)
        if book is None or book.newest is None:
            raise NotFoundError(SCRIPT, code)
        version = None if book.draft is None else book.draft.version
        return ScriptCard(book.row, book.newest, book.published, version)

    @needs(Right.SCRIPTS)
    def check(self, script: Script) -> list[Problem]:
        """Return all that is wrong with the text of ``script``; nothing is run."""
        return self._runs.check(script.source, script.kind)

    @needs(Right.SCRIPTS)
    def save_draft(self, script: Script, version: int | None = None) -> int:
        """Keep ``script`` as it stands, sound or not; return the version of the draft.

        ``version`` is that of the draft that was worked on, None where there was none.

        Raises:
            InvalidInputError: it has no code.
            StaleRecordError: somebody else has changed the draft meanwhile.

        """
        code = entered("code", script.code, 120, is_required=True)
        with self._sessions.begin() as session:
            record = queries.draft(session, code)
            if (None if record is None else record.version) != version:
                raise StaleRecordError(SCRIPT, script.name or code)
            if record is None:
                record = ScriptDraftRecord(code=code)
                session.add(record)
            record.body = plain.to_plain(replace(script, code=code))
            record.author, record.at = self._acting.author(script.author), self._now()
            session.flush()
            return record.version

    @needs(Right.SCRIPTS)
    def discard_draft(self, code: str) -> Changes:
        """Drop the unfinished text; what is published stays."""
        with self._sessions.begin() as session:
            record = queries.draft(session, code)
            if record is not None:
                session.delete(record)
        return Changes.SCHEME

    @needs(Right.SCRIPTS)
    def run_tests(self, script: Script) -> list[TestResult]:
        """Run the tests of ``script``, in their order."""
        return run_tests(script, self._limits(), allow_unconfined=self._allows_unconfined())

    @needs(Right.SCRIPTS)
    def publish(self, script: Script, valid_from: date, reason: str, author: str = "") -> Changes:
        """Let ``script`` hold from the day on; whoever publishes it has read its text.

        The draft goes.

        Raises:
            InvalidInputError: the text or a test has mistakes, there is no test or no reason, or
                the day is in a period whose pay is settled.
            UnsoundSchemeError: the scheme would be unsound with it.

        """
        name = entered_name(self._acting.author(author), "author")
        why = entered("reason", reason, NOTE_LENGTH, is_required=True)
        wanted = replace(script, author=name, reason=why)
        self._refuse_wrong(wanted)
        with self._sessions.begin() as session:
            approval = queries.Approval(script.code, wanted.mark, name, self._now())
            queries.approve(session, approval)
        changes = self._schemes.save(wanted, valid_from)
        return changes | self.discard_draft(script.code)

    @needs(Right.SCRIPTS)
    def end(self, code: str, valid_from: date) -> Changes:
        """Let the script no longer hold from the day on.

        Raises:
            NotFoundError: there is none.
            UnsoundSchemeError: an indicator or a card needs it.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        return self._schemes.remove(DefinitionKind.SCRIPT, code, valid_from)

    @needs(Right.SCRIPTS)
    def waiting(self) -> list[ArrivedText]:
        """Return the texts in force, or still to come, that nobody has approved."""
        with self._sessions() as session:
            books = self._books(session).values()
        return [
            ArrivedText(text, book.approved_before(text)) for book in books for text in book.arrived
        ]

    @needs(Right.SCRIPTS)
    def approve(self, code: str, mark: str, author: str = "") -> Changes:
        """Let exactly the text that ``mark`` stands for run; whoever says so has read it.

        Raises:
            InvalidInputError: there is no author.
            StaleRecordError: the text is another one by now.

        """
        name = entered_name(self._acting.author(author), "author")
        with self._sessions.begin() as session:
            book = self._books(session).get(code)
            if book is None or mark not in {text.mark for text in book.arrived}:
                raise StaleRecordError(SCRIPT, code)
            queries.approve(session, queries.Approval(code, mark, name, self._now()))
        return Changes.SCHEME

    @needs(Right.SCRIPTS)
    def versions(self, code: str) -> list[ScriptVersion]:
        """Return the versions of a script, the newest first."""
        with self._sessions() as session:
            approved = queries.approvals(session)
            found = definitions.list_versions(session, DefinitionKind.SCRIPT, code)
        rows = []
        for version in reversed(found):
            script = read(version)
            text = script if isinstance(script, Script) else None
            by = None if text is None else approved.get(text.mark)
            rows.append(
                ScriptVersion(
                    version.number,
                    version.valid_from,
                    version.created_at,
                    text,
                    None if by is None else by.author,
                    None if by is None else by.at,
                )
            )
        return rows

    @needs(Right.SCRIPTS)
    def runs(self, code: str) -> list[ScriptRun]:
        """Return when the script ran for pay, the last time first."""
        with self._sessions() as session:
            return queries.runs(session, code)

    @needs(Right.SCRIPTS)
    def layers(self) -> tuple[Layer, ...]:
        """Return the walls of this system and which of them stand around scripts."""
        with Sandbox(self._limits()) as sandbox:
            return sandbox.layers()

    @needs(Right.SCRIPTS)
    def settings(self) -> ScriptSettings:
        return ScriptSettings(self._limits(), self._allows_unconfined())

    @needs(Right.ADMINISTER)
    def save_settings(self, wanted: ScriptSettings) -> Changes:
        """Keep what runs may take from now on."""
        limits = wanted.limits
        with self._sessions.begin() as session:
            queries.save_settings(
                session,
                queries.Settings(
                    limits.seconds, limits.memory_mb, limits.batch_seconds, wanted.without_layers
                ),
            )
        return Changes.SCHEME

    def _limits(self) -> Limits:
        with self._sessions() as session:
            return asking_of(session).limits

    def _allows_unconfined(self) -> bool:
        with self._sessions() as session:
            return asking_of(session).allow_unconfined

    def _refuse_wrong(self, script: Script) -> None:
        """Refuse a text with mistakes, without tests, or with one that fails."""
        problems = self.check(script)
        if problems:
            first = problems[0]
            raise InvalidInputError(
                "source",
                Message("Line {line}: {message}", line=first.line, message=first.message),
            )
        if not script.tests:
            raise InvalidInputError(
                "tests", Message("Write at least one test: it shows what the script is for.")
            )
        failed = [result.name for result in self.run_tests(script) if not result.has_passed]
        if failed:
            raise InvalidInputError(
                "tests",
                plural(
                    "{count} test does not pass: {names}.",
                    "{count} tests do not pass: {names}.",
                    count=len(failed),
                    names=", ".join(failed),
                ),
            )

    def _books(self, session: Session) -> dict[str, _Book]:
        """Return all that is known of each script, by its code."""
        firm = firm_queries.firm(session)
        today = clock.today(self._now, firm.time_zone())
        used = _used(scheme_in_force(session, firm, today))
        approved = queries.approvals(session)
        versions = defaultdict(list)
        for version in definitions.list_versions(session, DefinitionKind.SCRIPT):
            versions[version.code].append(version)
        drafts = {draft.code: draft for draft in queries.drafts(session)}
        return {
            code: _Book.of(
                code, versions.get(code, ()), drafts.get(code), approved, used.get(code, ()), today
            )
            for code in {*versions, *drafts}
        }


@dataclass(frozen=True, slots=True)
class _Book:
    row: ScriptRow
    newest: Script | None
    published: Script | None
    draft: queries.Draft | None
    arrived: tuple[Script, ...]
    texts: tuple[Script, ...]
    approved: Mapping[str, queries.Approval]

    @classmethod
    def of(
        cls,
        code: str,
        versions: Sequence[definitions.DefinitionVersion],
        draft: queries.Draft | None,
        approved: Mapping[str, queries.Approval],
        used_by: tuple[str, ...],
        today: date,
    ) -> _Book:
        """Return the book of the script of this ``code``, which has a version or a draft."""
        texts = tuple(text for text in map(read, versions) if isinstance(text, Script))
        holding = definitions.held_on(versions, today)
        coming = [version for version in versions if version.valid_from > today]
        live = [
            text for text in map(read, filter(None, [holding, *coming])) if isinstance(text, Script)
        ]
        arrived = tuple(text for text in live if text.mark not in approved)
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
        row = ScriptRow(
            code,
            "" if shown is None else shown.name,
            ScriptKind.INDICATOR if shown is None else shown.kind,
            state,
            draft is not None,
            used_by,
            draft.author if draft is not None else "" if shown is None else shown.author,
            None if published is None else published.version.number,
            None if published is None else published.version.valid_from,
        )
        return cls(row, newest, published, draft, arrived, texts, approved)

    def approved_before(self, text: Script) -> Script | None:
        """Return the last text before ``text`` that somebody approved."""
        earlier = [
            one
            for one in self.texts
            if one.version.number < text.version.number and one.mark in self.approved
        ]
        return earlier[-1] if earlier else None


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
