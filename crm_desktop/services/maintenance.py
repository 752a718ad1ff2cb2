"""The life of the database: copies, their return, and a look at its health."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.finding import Finding
from crm_desktop.services.script_health import script_findings
from crm_desktop.storage import backup, guards, health, migrate, seal
from crm_desktop.storage.base import Base
from crm_desktop.storage.engine import Database, open_engine
from crm_desktop.storage.queries import scripts
from crm_desktop.storage.seal import BrokenSeal
from crm_desktop.storage.sessions import Sessions
from crm_desktop.texts import Message, plural

_LEAST_FREE_BYTES = 200 * 2**20
_NAMED = 10


class MaintenanceService:
    def __init__(self, engine: Engine, now: Now, acting: Acting = ANYBODY) -> None:
        self._engine = engine
        self._now = now
        self._acting = acting
        self._database = Database.of(engine.url)

    @needs(Right.ADMINISTER)
    def backup(self, path: Path) -> None:
        """Write a whole copy of the database to ``path``, replacing a file that is there.

        On a server it is a dump by pg_dump.

        Raises:
            InvalidInputError: ``path`` is the database itself.
            DatabaseError: it did not succeed; an older copy stays as it was.

        """
        source = self._database.path
        if source is None:
            backup.dump_server(self._engine.url, path)
            return
        self._refuse_itself(path)
        backup.copy_file(source, path)

    @needs(Right.ADMINISTER)
    def restore(self, path: Path) -> Changes:
        """Put a backup in the place of the database, which is kept aside first.

        Scripts that came with it run when somebody has read and approved their texts.

        Raises:
            InvalidInputError: ``path`` is the database itself.
            DatabaseError: the file is no backup, or not one that this program can bring to its
                own tables, and nothing changed.

        """
        target = self._database.path
        if target is None:
            self._restore_server(path)
        else:
            self._refuse_itself(path)
            migrate.refuse_unknown(backup.file_revision(path))
            self._restore_file(path, target)
        return Changes.ALL

    def doctor(self) -> list[Finding]:
        """Return what was looked at and found, whether good or bad."""
        with self._engine.connect() as connection:
            findings = [
                _revision(connection),
                _integrity(connection),
                *(_counted(connection, check) for check in _CHECKS),
                _departments(connection),
                _guards(connection),
                *_seals(connection),
            ]
        return [*findings, *script_findings(self._engine, self._now), *self._free_space()]

    def _restore_file(self, path: Path, target: Path) -> None:
        """Replace ``target`` by a copy that was brought to the tables of this program."""
        with TemporaryDirectory(prefix="restore-", dir=target.absolute().parent) as folder:
            copy = Path(folder) / target.name
            backup.copy_file(path, copy)
            _bring_up(copy, self._now)
            backup.copy_file(target, backup.beside(target, self._now(), "before-restore"))
            self._engine.dispose()
            backup.overwrite_file(target, copy)

    def _restore_server(self, path: Path) -> None:
        """Restore the dump; where its tables cannot be brought to today's, what was before."""
        url, tables = self._engine.url, sorted(Base.metadata.tables)
        migrate.refuse_unknown(backup.dump_revision(url, path))
        aside = backup.beside(path.with_suffix(".dump"), self._now(), "before-restore")
        backup.dump_server(url, aside)
        self._engine.dispose()
        backup.restore_server(url, path, tables)
        try:
            migrate.upgrade(self._engine, self._now)
            _forget_approvals(self._engine)
        except Exception:
            self._engine.dispose()
            backup.restore_server(url, aside, tables)
            raise

    def _refuse_itself(self, path: Path) -> None:
        own = self._database.path
        if own is not None and path.exists() and own.exists() and path.samefile(own):
            raise InvalidInputError("path", Message("This file is the database itself."))

    def _free_space(self) -> list[Finding]:
        path = self._database.path
        if path is None:
            return []
        free = shutil.disk_usage(path.absolute().parent).free
        # A migration and a backup each need room for a copy.
        needed = max(_LEAST_FREE_BYTES, 3 * path.stat().st_size)
        message = Message("{free} MB of the disk are free.", free=free // 2**20)
        return [Finding("free_space", free >= needed, message)]


def _bring_up(path: Path, now: Now) -> None:
    engine = open_engine(str(path))
    try:
        migrate.upgrade(engine, now)
        _forget_approvals(engine)
    finally:
        engine.dispose()


def _forget_approvals(engine: Engine) -> None:
    """Let no script run that came with a backup: whoever made it is not known here."""
    with Sessions(engine).begin() as session:
        scripts.forget_approvals(session)


def _revision(connection: Connection) -> Finding:
    present, newest = migrate.revision(connection), migrate.newest_revision()
    message = Message("The tables are those of revision {revision}.", revision=str(present))
    return Finding("revision", present == newest, message)


def _integrity(connection: Connection) -> Finding:
    damages = health.damages(connection)
    if damages:
        message = Message("The file is damaged: {damages}", damages="; ".join(damages))
        return Finding("integrity", is_ok=False, message=message)
    return Finding("integrity", is_ok=True, message=Message("The file is whole."))


@dataclass(frozen=True, slots=True)
class _Check:
    """Counts what is wrong; ``found`` words the count."""

    code: str
    count: Callable[[Connection], int]
    found: Callable[[int], Message]


_CHECKS = (
    _Check(
        "references",
        health.count_broken_references,
        lambda count: plural(
            "{count} record refers to nothing.", "{count} records refer to nothing.", count=count
        ),
    ),
    _Check(
        "credits",
        health.count_wrong_credits,
        lambda count: plural(
            "{count} deal is not shared out exactly.",
            "{count} deals are not shared out exactly.",
            count=count,
        ),
    ),
    _Check(
        "stages",
        health.count_misplaced_deals,
        lambda count: plural(
            "{count} deal has another status than its stage.",
            "{count} deals have another status than their stages.",
            count=count,
        ),
    ),
    _Check(
        "statements",
        health.count_wrong_statements,
        lambda count: plural(
            "{count} statement is not the sum of its lines.",
            "{count} statements are not the sums of their lines.",
            count=count,
        ),
    ),
)


def _counted(connection: Connection, check: _Check) -> Finding:
    count = check.count(connection)
    return Finding(check.code, count == 0, check.found(count))


def _departments(connection: Connection) -> Finding:
    circles = health.department_circles(connection)
    message = Message("No department stands below itself.")
    if circles:
        message = Message(
            "Departments stand below each other in a circle, and the results of their people "
            "count for no department above: {circle}.",
            circle="; ".join(" → ".join(circle) for circle in circles),
        )
    return Finding("departments", not circles, message)


def _guards(connection: Connection) -> Finding:
    missing = guards.missing(connection)
    message = Message("The database guards closed statements.")
    if missing:
        message = Message(
            "The database does not guard closed statements: {guards} are missing.",
            guards=", ".join(missing),
        )
    return Finding("guards", not missing, message)


def _seals(connection: Connection) -> Iterator[Finding]:
    """Compare what closed statements say with their seals, and name those that differ."""
    broken = list(seal.broken(connection))
    changed = [one for one in broken if one.has_seal]
    message = Message("All closed statements say what their seals say.")
    if changed:
        message = plural(
            "{count} closed statement was changed behind the program: {statements}.",
            "{count} closed statements were changed behind the program: {statements}.",
            count=len(changed),
            statements=_named(changed),
        )
    yield Finding("seals", not changed, message)
    unsealed = [one for one in broken if not one.has_seal]
    if unsealed:
        message = plural(
            "{count} closed statement has no seal: {statements}.",
            "{count} closed statements have no seal: {statements}.",
            count=len(unsealed),
            statements=_named(unsealed),
        )
        yield Finding("unsealed", is_ok=False, message=message)


def _named(statements: Sequence[BrokenSeal]) -> Message:
    """Return whose statements they are and of when, the first ones by name."""
    first, *others = (
        Message("{employee}, {period}", employee=one.employee, period=one.period)
        for one in statements[:_NAMED]
    )
    named = reduce(
        lambda left, right: Message("{left}; {right}", left=left, right=right), others, first
    )
    rest = len(statements) - _NAMED
    if rest <= 0:
        return named
    return plural(
        "{statements}; and {count} more",
        "{statements}; and {count} more",
        count=rest,
        statements=named,
    )
