"""Opening databases, and saying in words why one cannot be opened or used."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import socket
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, NullPool, create_engine, func, make_url, select, text

from crm_desktop.address import ServerAddress
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.customers import CustomerDraft, CustomerQuery
from crm_desktop.errors import AddressError, DatabaseError, PasswordError, StaleRecordError
from crm_desktop.storage import engine as engine_module
from crm_desktop.storage import refusals
from crm_desktop.storage.engine import Database, open_engine
from crm_desktop.storage.models import CustomerRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage.crm_builders import firm_services, sessions_on

WRONG = "wr0ng-secret"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"folder .*nowhere"):
        open_engine(str(tmp_path / "nowhere" / "firm.sqlite"))


def test_a_database_that_must_exist_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "firm.sqlite"

    with pytest.raises(DatabaseError, match="does not exist"):
        open_engine(str(path), must_exist=True)
    assert not path.exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is a folder"):
        open_engine(str(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives the rights of the folder")
@pytest.mark.parametrize(("folder", "file"), [(0o2770, 0o660), (0o2750, 0o640), (0o700, 0o640)])
def test_those_who_may_write_in_its_folder_may_write_a_new_database(
    tmp_path: Path, folder: int, file: int
) -> None:
    place = tmp_path / "Фирма"
    place.mkdir()
    place.chmod(folder)
    before = os.umask(0o027)
    try:
        open_services(str(place / "firm.sqlite"))
    finally:
        os.umask(before)

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {
        f"firm.sqlite{ending}": file for ending in ("", "-shm", "-wal")
    }


@pytest.mark.parametrize("name", ["x" * 300, "я" * 200, "firm\0.sqlite"])
def test_a_name_that_no_file_can_have_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_engine(str(tmp_path / name))


def test_a_folder_that_the_user_may_not_enter_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_engine(str(tmp_path / "firm.sqlite"))


@pytest.mark.parametrize("location", [":memory:", "sqlite:///:memory:"])
def test_a_database_that_would_keep_nothing_is_refused(location: str) -> None:
    with pytest.raises(DatabaseError, match="name a file"):
        open_engine(location)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete an open file")
def test_nothing_is_written_to_a_file_that_was_deleted_or_replaced(
    sqlite_database: str, tmp_path: Path
) -> None:
    services, path = firm_services(sqlite_database), Path(sqlite_database)
    aside = tmp_path / "aside.sqlite"
    path.rename(aside)
    with pytest.raises(DatabaseError, match="deleted or replaced"):
        services.customers.create(CustomerDraft("Lost"))

    shutil.copyfile(aside, path)
    with pytest.raises(DatabaseError, match="deleted or replaced"):
        services.customers.create(CustomerDraft("Lost"))

    aside.replace(path)
    services.customers.create(CustomerDraft("Kept"))
    assert services.customers.count(CustomerQuery()) == 1


def test_nothing_is_written_to_a_share_that_vanished(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = firm_services(sqlite_database)

    def vanished(_: Path) -> None:
        raise OSError(errno.EHOSTDOWN, "Host is down")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", vanished)
        with pytest.raises(DatabaseError, match="nothing was saved"):
            services.customers.create(CustomerDraft("Lost"))

    services.customers.create(CustomerDraft("Kept"))
    assert services.customers.count(CustomerQuery()) == 1


def test_any_other_file_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK\x03\x04" * 500)

    with pytest.raises(DatabaseError, match="not a database"):
        open_engine(str(path))
    assert path.read_bytes() == b"PK\x03\x04" * 500


def test_a_name_in_cyrillic_with_spaces_and_signs_is_fine(tmp_path: Path) -> None:
    name = "Окна №1 100% #" + ("" if sys.platform == "win32" else "?")  # no file may have it there
    path = tmp_path / f"{name}.sqlite"

    open_services(str(path)).close()

    assert path.is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "location", ["mysql://u:secret@h/d", "postgresql://", "nonsense://secret", "postgresql://h:x/d"]
)
def test_an_address_of_no_database_is_refused_without_its_password(location: str) -> None:
    with pytest.raises(DatabaseError, match="none of a database") as refused:
        open_engine(location)
    assert "secret" not in str(refused.value)


def test_an_address_may_name_another_driver(postgresql_server: URL, tmp_path: Path) -> None:
    addresses = (
        postgresql_server.set(drivername="postgresql+psycopg2"),
        URL.create("sqlite+aiosqlite", database=str(tmp_path / "firm.sqlite")),
    )
    for url in addresses:
        open_engine(url.render_as_string(hide_password=False)).dispose()


def test_a_server_database_that_cannot_keep_all_letters_is_refused(postgresql_server: URL) -> None:
    name = f"crm_test_{secrets.token_hex(6)}"
    other = postgresql_server.set(database=name)
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' "
            "TEMPLATE template0"
        )
        try:
            with pytest.raises(DatabaseError, match="createdb --encoding=UTF8"):
                open_engine(other.render_as_string(hide_password=False))
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (lambda url: url.set(password=WRONG), "password", "in with this password"),
        (lambda url: url._replace(password=None), "password", "the password of “postgres”"),
        (lambda url: url.set(database="missing_one"), "database", "no database “missing_one”"),
        (lambda url: url.set(port=1), "port", "Nothing answers at port 1"),
        (lambda url: url.set(host="nowhere.invalid"), "host", "by the name “nowhere.invalid”"),
        (lambda url: url.set(host="no..where"), "host", "by the name “no..where”"),
        (lambda url: url.set(host="x" * 64), "host", "by the name “x"),
        (lambda url: url.set(query={"sslmode": "require"}), "sslmode", "no encrypted"),
    ],
)
def test_a_server_that_refuses_says_what_to_mend_and_never_the_password(
    postgresql_server: URL, change: Callable[[URL], URL], field: str, reason: str
) -> None:
    url = change(postgresql_server)

    with pytest.raises(AddressError, match=reason) as refused:
        open_engine(url.render_as_string(hide_password=False))

    assert refused.value.field == field
    assert str(postgresql_server.password) not in str(refused.value)
    assert WRONG not in str(refused.value)


def test_a_server_that_takes_calls_and_says_nothing_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refusals, "TIMEOUT_S", 2)  # the least that the driver waits
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(AddressError, match=f"not answer: .* port {port}") as refused:
            open_engine(f"postgresql://crm:{WRONG}@127.0.0.1:{port}/crm")
    assert refused.value.field == "host"


def test_a_password_that_is_wanted_is_asked_for_at_an_address_without_one(
    postgresql_server: URL,
) -> None:
    url = postgresql_server.set(password=WRONG)

    with pytest.raises(PasswordError) as refused:
        open_engine(url.render_as_string(hide_password=False))

    assert WRONG not in refused.value.location
    assert ServerAddress.of(refused.value.location) == ServerAddress(
        str(url.host), str(url.database), str(url.username), port=url.port or 0
    )


@pytest.fixture
def guest(postgresql_server: URL) -> Iterator[URL]:
    """Return the address of a database on which another role has no rights yet."""
    name = f"crm_test_{secrets.token_hex(6)}"
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        yield postgresql_server.set(database=name, username=name, password=name)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE {name}")


def test_a_user_who_may_make_no_tables_is_told_whom_to_ask(guest: URL) -> None:
    with pytest.raises(AddressError, match="make it the owner") as refused:
        open_services(guest.render_as_string(hide_password=False))

    assert refused.value.field == "user"


def test_a_database_that_is_closed_to_the_user_is_no_wrong_password(
    guest: URL, postgresql_server: URL
) -> None:
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"REVOKE CONNECT ON DATABASE {guest.database} FROM PUBLIC")

    with pytest.raises(AddressError, match="no right to open") as refused:
        open_engine(guest.render_as_string(hide_password=False))

    assert refused.value.field == "user"


def test_the_shown_name_of_a_server_holds_no_password() -> None:
    url = make_url("postgresql://anna:secret@db.firm.ru/crm")

    assert Database.of(url) == Database("postgresql", "db.firm.ru/crm")


def test_a_connection_lost_between_two_calls_is_not_noticed(postgresql_database: str) -> None:
    services = firm_services(postgresql_database)
    _end_other_connections(postgresql_database)

    assert services.customers.count(CustomerQuery()) == 0


def test_a_connection_lost_in_a_call_is_said_in_words(postgresql_database: str) -> None:
    firm_services(postgresql_database)
    sessions = Sessions(open_engine(postgresql_database))
    with sessions() as session:
        session.execute(select(CustomerRecord.id))
        _end_other_connections(postgresql_database)
        with pytest.raises(DatabaseError, match="was lost"):
            session.execute(select(CustomerRecord.id))


def _end_other_connections(location: str) -> None:
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    engine = open_engine(location)
    with engine.connect() as connection:
        connection.execute(text(end)).all()
    engine.dispose()


def test_a_file_that_is_in_use_is_said_in_words(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_BUSY_TIMEOUT_S", 0.05)
    services = firm_services(sqlite_database)
    with closing(sqlite3.connect(sqlite_database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="in use by another program"):
            services.customers.create(CustomerDraft("Shop"))


def test_readers_go_on_while_someone_writes(sqlite_database: str) -> None:
    services = firm_services(sqlite_database)
    with closing(sqlite3.connect(sqlite_database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert services.customers.count(CustomerQuery()) == 0


def test_a_reader_sees_one_state_while_others_write(database: str) -> None:
    services = firm_services(database)
    sessions = sessions_on(database)
    with sessions() as session:
        before = session.scalar(select(func.count(CustomerRecord.id)))
        services.customers.create(CustomerDraft("Shop"))
        after = session.scalar(select(func.count(CustomerRecord.id)))

    assert (before, after) == (0, 0)


def test_a_damaged_file_is_refused_at_the_start(sqlite_database: str) -> None:
    path = Path(sqlite_database)
    contents = bytearray(path.read_bytes())
    contents[4096 * 3 : 4096 * 4] = b"\xa5" * 4096
    path.write_bytes(contents)

    with pytest.raises(DatabaseError, match="damaged"):
        open_services(sqlite_database)


def test_forgotten_services_close_their_file(sqlite_database: str) -> None:
    open_services(sqlite_database).people.list_employees()

    assert not Path(sqlite_database + "-wal").exists()


def _append(services: Services, customer_id: int, sign: str) -> None:
    """Add ``sign`` to the note, again each time that someone else was faster."""
    while True:
        card = services.customers.card(customer_id)
        draft = CustomerDraft(card.row.name, note=card.note + sign)
        try:
            services.customers.save(customer_id, card.row.version, draft)
        except StaleRecordError:
            continue
        return


def test_writers_in_threads_lose_nothing(database: str) -> None:
    services = firm_services(database)
    shop = services.customers.create(CustomerDraft("Shared")).id
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            for i in range(10):
                services.customers.create(CustomerDraft(f"{number}-{i}"))
                _append(services, shop, str(number))
        except Exception as error:  # noqa: BLE001 - the outermost frame of a thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert services.customers.count(CustomerQuery()) == 81
    note = services.customers.card(shop).note
    assert sorted(note) == sorted("0123456701234567" * 5)
