"""Sessions on the database: those that read, and those that write in their turn."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.storage.engine import WRITING


class Sessions(sessionmaker[Session]):
    """``sessions()`` reads, and sees one state of the database; ``sessions.begin()`` writes.

    On SQLite a writer takes its turn at the start, so that it waits for the writers before
    it; one that began as a reader could only fail.

    Queries do not flush: a record is written once, when it is complete, by ``flush()`` or at
    the end.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(_reading(engine), autoflush=False)
        # Whoever forgets the sessions leaves no connection open.
        weakref.finalize(self, engine.dispose)
        self._writing = engine.execution_options(**WRITING)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with self(bind=self._writing) as session, session.begin():
            yield session


def _reading(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine  # where every transaction sees one state
    return engine.execution_options(isolation_level="REPEATABLE READ")
