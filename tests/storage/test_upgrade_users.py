"""The users of the third release, who had no passwords, and their marks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from crm_desktop.clock import fixed
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import MIGRATIONS, upgrade
from crm_desktop.storage.models import MarkRecord, RoleRecord, UserRecord
from crm_desktop.storage.queries import acting
from crm_desktop.storage.sessions import Sessions
from tests.storage.crm_builders import NOW

_ANNA = """
INSERT INTO "user" (id, login, is_administrator, created_at) VALUES (1, 'anna', true, {instant})
"""
_HER_MARK = """
INSERT INTO mark (id, indicator, subject_level, subject_code, period_kind, period_start, period_end,
    value, reason, author, author_id, at)
VALUES (1, 'order', 'employee', 'e0', 'month', '2026-03-01', '2026-04-01',
    '5', 'Neat', 'Anna', 1, {instant})
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def third_release(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return a database with an administrator of that release, who set a mark."""
    if request.param == "sqlite":
        engine = open_engine(str(tmp_path / "old.sqlite"))
        instant = "0"
    else:
        engine = open_engine(request.getfixturevalue("postgresql_database"))
        instant = "to_timestamp(0)"
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    migrations = tmp_path / "third"
    shutil.copytree(
        MIGRATIONS, migrations, ignore=shutil.ignore_patterns("r000[4-9]*", "r00[1-9]*", "__*")
    )
    upgrade(engine, fixed(NOW), migrations)
    with engine.begin() as connection:
        connection.execute(text(_ANNA.format(instant=instant)))
        connection.execute(text(_HER_MARK.format(instant=instant)))
    yield engine
    engine.dispose()


def test_whoever_had_no_password_is_no_user_and_their_marks_stay(third_release: Engine) -> None:
    assert upgrade(third_release, fixed(NOW)) is True

    with Sessions(third_release)() as session:
        assert not acting.has_users(session.connection())
        assert session.scalars(select(UserRecord)).all() == []
        mark = session.scalars(select(MarkRecord)).one()
        assert (mark.author, mark.author_id) == ("Anna", None)
        codes = session.scalars(select(RoleRecord.code).order_by(RoleRecord.id)).all()
    assert codes == ["administrator", "owner", "accountant", "head", "employee"]
    [marked] = [
        key
        for key in inspect(third_release).get_foreign_keys("mark")
        if key["constrained_columns"] == ["author_id"]
    ]
    assert marked["referred_table"] == "user"
