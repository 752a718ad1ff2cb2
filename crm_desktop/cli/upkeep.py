"""Commands on the database itself: its life, what comes into it, and how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from babel.localtime import get_localzone
from babel.numbers import get_territory_currencies

from crm_desktop import config, credentials, texts
from crm_desktop.cli import console
from crm_desktop.cli.signing_in import sign_in
from crm_desktop.cli.words import MisuseError, Words, one_of
from crm_desktop.clock import system_now
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.firm import Firm, usual_cut_limit
from crm_desktop.errors import CrmError, DamagedDatabaseError, NotSetUpError, UnwritableFileError
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.exchange.import_rows import RejectedRow, write_rejects
from crm_desktop.exchange.mapping import ImportMapping, own_mapping, read_mapping
from crm_desktop.services.imports import ImportReport
from crm_desktop.storage.backup import beside, file_revision, refuse_missing
from crm_desktop.texts import Message, _, plural

_SHOWN_REJECTS = 10
_BLOCK = 1 << 20

REJECTED = 3
"""The exit code of an import that left some rows out; a schedule should tell somebody."""


@contextmanager
def opened(
    words: Words, *, must_exist: bool = True, is_for_users: bool = True
) -> Iterator[Services]:
    """Yield the services on the database that the command is for.

    Where it has users, one of them signs in, unless the command is not for users alone.

    Raises:
        DatabaseError: it is not there, or cannot be used.
        MisuseError: the database has users, and the command line names none.
        WrongPasswordError: the password is not theirs.

    """
    location = credentials.completed(database(words))
    with closing(open_services(location, must_exist=must_exist)) as services:
        if is_for_users:
            sign_in(services, words)
        yield services


def database(words: Words) -> str:
    """Return the file or the address that the command is for."""
    return words.database or config.default_database()


def refuse_overwriting(file: Path, *read: Path | str | None) -> None:
    """Refuse to write over what the same command reads: the database, or what goes into it.

    Raises:
        CrmError: ``file`` is one of ``read``.

    """
    for other in (Path(name) for name in read if name is not None):
        if file.exists() and other.exists() and file.samefile(other):
            raise CrmError(
                Message("“{path}” is what the command reads: name another file.", path=str(file))
            )


def init(
    words: Words, *, name: str | None, currency: str | None, country: str | None, zone: str | None
) -> int:
    """Make the database, or complete an empty one, and say what was settled."""
    here = config.system_country()
    firm = Firm(
        name=name or _("My firm"),
        currency=currency or _currency_of(here),
        zone=zone or _local_zone(),
        country=country or here,
        cut_limit=usual_cut_limit(country or here),
    )
    with opened(words, must_exist=False) as services:
        _refuse_second_firm(services)
        services.firm.save_firm(firm)
        console.say(
            Message(
                "{database} is ready for “{name}”: amounts in {currency}, days of {zone}, "
                "holidays of {country}.",
                database=services.database.name,
                name=firm.name,
                currency=firm.currency,
                zone=firm.zone,
                country=firm.country,
            )
        )
    return 0


def upgrade(words: Words) -> int:
    with opened(words, is_for_users=False) as services:
        console.say(Message("{database} is up to date.", database=services.database.name))
    return 0


def doctor(words: Words) -> int:
    """Show what was found; the exit code is 0 only if all of it is well."""
    with (
        opened(words, is_for_users=False) as services,
        console.progress(Message("Examining the database")),
    ):
        findings = services.maintenance.doctor()
    for finding in findings:
        console.say(f"{'✓' if finding.is_ok else '✗'} {finding.message}")
    return 0 if all(finding.is_ok for finding in findings) else 1


def backup(words: Words, file: Path) -> int:
    with opened(words) as services:
        with console.progress(Message("Copying the database")):
            services.maintenance.backup(file)
        name = services.database.name
    console.say(Message("{database} was copied to {file}.", database=name, file=str(file)))
    return 0


def restore(words: Words, file: Path) -> int:
    _put_damaged_aside(words, file)
    with opened(words, must_exist=False) as services:
        with console.progress(Message("Restoring the database")):
            services.maintenance.restore(file)
        name = services.database.name
    console.say(Message("{database} is what it was in {file}.", database=name, file=str(file)))
    return 0


def import_table(
    words: Words,
    source: Path,
    *,
    kind: str | None,
    mapping: Path | None,
    rejects: Path | None,
    is_dry_run: bool,
) -> int:
    """Take in the table, say what happened, and write down what was rejected.

    The exit code is ``REJECTED`` where the rest was taken in.
    """
    plan = _mapping(source, kind, mapping)
    if rejects is not None:
        refuse_overwriting(rejects, source, mapping, database(words))
        _refuse_unwritable(rejects)
    with (
        opened(words) as services,
        console.progress(Message("Importing"), total=_lines(source)) as advance,
    ):
        report = services.imports.run(source, plan, is_dry_run=is_dry_run, progress=advance)
    _show_report(report)
    if rejects is not None:
        count = write_rejects(rejects, report.rejected)
        console.say(
            plural(
                "{count} rejected row is in {file}.",
                "{count} rejected rows are in {file}.",
                count=count,
                file=str(rejects),
            )
        )
    elif report.rejected:
        _show_rejects(report.rejected)
    return REJECTED if report.rejected else 0


def _refuse_unwritable(file: Path) -> None:
    """Find out before the work that its result has no place; afterwards it would be lost."""
    is_new = not file.exists()
    try:
        file.open("ab").close()
    except OSError as error:
        raise UnwritableFileError(file, error) from error
    if is_new:
        file.unlink()


def _put_damaged_aside(words: Words, backup_file: Path) -> None:
    """Make room where the database is too damaged to be opened, if the backup is a good one."""
    refuse_missing(backup_file)
    try:
        with opened(words, must_exist=False, is_for_users=False):
            return
    except DamagedDatabaseError as error:
        file_revision(backup_file)
        path = Path(error.path)
        aside = beside(path, system_now(), "damaged")
        for ending in ("", "-wal", "-shm"):
            part = Path(f"{path}{ending}")
            if part.exists():
                part.rename(f"{aside}{ending}")


def _refuse_second_firm(services: Services) -> None:
    try:
        firm = services.firm.firm()
    except NotSetUpError:
        return
    raise CrmError(
        Message(
            "{database} is the database of “{name}” already.",
            database=services.database.name,
            name=firm.name,
        )
    )


def _currency_of(country: str | None) -> str:
    return get_territory_currencies(country or "")[0] if country else "EUR"


def _local_zone() -> str:
    return str(getattr(get_localzone(), "key", "UTC"))


def _mapping(source: Path, kind: str | None, mapping: Path | None) -> ImportMapping:
    wanted = None if kind is None else ImportKind(one_of(kind, list(ImportKind), option="--kind"))
    if mapping is None:
        if wanted is None:
            if not source.exists():
                refuse_missing(source)
            raise MisuseError(Message("Say what the rows are with --kind, or give a --mapping."))
        return own_mapping(wanted, source)
    read = read_mapping(mapping)
    if wanted not in {None, read.kind}:
        raise MisuseError(
            Message(
                "The mapping is for “{kind}”, not for “{wanted}”.", kind=read.kind, wanted=wanted
            )
        )
    return read


def _lines(source: Path) -> int | None:
    """Return about how many rows the file has; None for a workbook, which does not tell."""
    if source.suffix.lower() not in {".csv", ".txt", ".tsv"} or not source.is_file():
        return None
    with source.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


def _show_report(report: ImportReport) -> None:
    if report.is_dry_run:
        console.say(Message("Nothing was changed; this would happen:"))
    counts = {
        Message("created"): report.created,
        Message("updated"): report.updated,
        Message("unchanged"): report.unchanged,
        Message("rejected"): len(report.rejected),
    }
    words = ", ".join(f"{label} {texts.shown(count)}" for label, count in counts.items())
    console.say(f"{report.kind.shown()}: {words}")
    for label, count in report.made.items():
        console.say(Message("Made along with them: {what} {count}", what=label, count=count))


def _show_rejects(rejects: tuple[RejectedRow, ...]) -> None:
    for reject in rejects[:_SHOWN_REJECTS]:
        where = _where(reject)
        console.say(f"  {where}: {reject.reason}")
    hidden = len(rejects) - _SHOWN_REJECTS
    if hidden > 0:
        console.say(
            plural(
                "… and {count} more row: --rejects FILE writes them all.",
                "… and {count} more rows: --rejects FILE writes them all.",
                count=hidden,
            )
        )


def _where(reject: RejectedRow) -> Message:
    line = str(reject.line)
    if not reject.column:
        return Message("line {line}", line=line)
    return Message(
        "line {line}, {column} “{value}”", line=line, column=reject.column, value=reject.value
    )
