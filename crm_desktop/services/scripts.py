"""Use cases of the script laboratory: drafts, tests, approval, publishing, and what ran."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import (
    CANNOT_BE_KEPT,
    NOTE_LENGTH,
    entered,
    entered_name,
    is_storable,
)
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.kpi.check_scripts import typed_script
from crm_desktop.kpi.script import Script
from crm_desktop.rewards import plain
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Layer, Limits, Problem
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import DefinitionKind, read, take_turn
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.script_books import (
    ArrivedText,
    ScriptCard,
    ScriptRow,
    ScriptState,
    ScriptVersion,
    books_of,
)
from crm_desktop.services.script_runs import RUNS, ScriptRuns, asking_of
from crm_desktop.services.script_tests import TestResult, run_tests
from crm_desktop.storage.models import ScriptDraftRecord
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.texts import Message, plural

SCRIPT = Message("Script")

ScriptRun = queries.Run


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
            rows = [book.row for book in books_of(session, self._now).values()]
        waiting = ScriptState.WAITING
        return sorted(rows, key=lambda row: (row.state is not waiting, row.name.casefold()))

    @needs(Right.SCRIPTS)
    def script(self, code: str) -> ScriptCard:
        """Return the script to be worked on.

        Raises:
            NotFoundError: there is none.

        """
        with self._sessions() as session:
            book = books_of(session, self._now).get(code)
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
            InvalidInputError: it has no code, or a character that no database keeps.
            StaleRecordError: somebody else has changed the draft meanwhile.

        """
        code = entered("code", script.code, 120, is_required=True)
        body = plain.to_plain(replace(script, code=code))
        if not is_storable(json.dumps(body, ensure_ascii=False)):
            raise InvalidInputError("source", CANNOT_BE_KEPT)
        with self._sessions.begin() as session:
            record = queries.draft(session, code)
            if (None if record is None else record.version) != version:
                raise StaleRecordError(SCRIPT, script.name or code)
            if record is None:
                record = ScriptDraftRecord(code=code)
                session.add(record)
            record.body = body
            record.author, record.at = self._acting.author(script.author), self._now()
            session.flush()
            return record.version

    @needs(Right.SCRIPTS)
    def discard_draft(self, code: str) -> Changes:
        """Drop the unfinished text; what is published stays."""
        with self._sessions.begin() as session:
            queries.drop_draft(session, code)
        return Changes.SCHEME

    @needs(Right.SCRIPTS)
    def run_tests(self, script: Script) -> list[TestResult]:
        """Run the tests of ``script``, in their order."""
        wanted = self.settings()
        return run_tests(script, wanted.limits, allow_unconfined=wanted.without_layers)

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
        wanted = typed_script(replace(script, author=name, reason=why))
        self.refuse_wrong(wanted)
        with self._sessions.begin() as session:
            changes = self._schemes.save_in(session, [wanted], valid_from)
            approval = queries.Approval(script.code, wanted.fingerprint, name, self._now())
            queries.approve(session, approval)
            queries.drop_draft(session, script.code)
        return changes | Changes.SCHEME

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
            books = books_of(session, self._now).values()
        return [arrival for book in books for arrival in book.arrivals()]

    def waiting_words(self) -> Message | None:
        """Return how many scripts wait for approval, in words; None where none does."""
        with self._sessions() as session:
            books = books_of(session, self._now).values()
        count = sum(bool(book.arrived) for book in books)
        if not count:
            return None
        return plural(
            "{count} script waits for approval.", "{count} scripts wait for approval.", count=count
        )

    @needs(Right.SCRIPTS)
    def approve(self, code: str, fingerprint: str, author: str = "") -> Changes:
        """Let exactly the text that ``fingerprint`` stands for run; whoever says so has read it.

        Raises:
            InvalidInputError: there is no author.
            StaleRecordError: the text is another one by now.

        """
        name = entered_name(self._acting.author(author), "author")
        with self._sessions.begin() as session:
            take_turn(session)
            book = books_of(session, self._now).get(code)
            if book is None or fingerprint not in {text.fingerprint for text in book.arrived}:
                raise StaleRecordError(SCRIPT, code)
            queries.approve(session, queries.Approval(code, fingerprint, name, self._now()))
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
            by = None if text is None else approved.get(text.fingerprint)
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
        """Return when the script ran for pay, in the firm's zone, the last time first."""
        with self._sessions() as session:
            zone = firm_queries.firm(session).time_zone()
            found = queries.runs(session, code)
        return [replace(run, at=run.at.astimezone(zone)) for run in found]

    @needs(Right.SCRIPTS)
    def layers(self) -> tuple[Layer, ...]:
        """Return the walls of this system and which of them stand around scripts."""
        with Sandbox(self.settings().limits) as sandbox:
            return sandbox.layers()

    @needs(Right.SCRIPTS)
    def settings(self) -> ScriptSettings:
        with self._sessions() as session:
            asking = asking_of(session)
        return ScriptSettings(asking.limits, asking.allow_unconfined)

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

    @needs(Right.SCRIPTS)
    def refuse_wrong(self, script: Script) -> None:
        """Let pass a script that may be published as it is.

        Raises:
            InvalidInputError: the text or a test has mistakes, or there is no test.

        """
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


__all__ = [
    "SCRIPT",
    "ArrivedText",
    "ScriptCard",
    "ScriptRow",
    "ScriptRun",
    "ScriptService",
    "ScriptSettings",
    "ScriptState",
    "ScriptVersion",
]
