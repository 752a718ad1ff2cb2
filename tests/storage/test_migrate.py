from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from crm_desktop.storage import models
from crm_desktop.storage.base import Base
from crm_desktop.storage.engine import open_engine


def test_migrations_make_the_tables_that_the_models_describe(database: str) -> None:
    assert models
    engine = open_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
