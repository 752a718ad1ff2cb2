"""A database that goes away while the window is open, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import URL, create_engine, make_url, text

from tests.journeys.conftest import OpenWindow
from tests.journeys.steps import press
from ui.deals.page import DealsPage
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage
from ui.widgets.empty_state import EmptyState


def test_a_database_that_goes_away_is_told_in_words_and_taken_up_again(
    firm: str, open_window: OpenWindow, request: pytest.FixtureRequest
) -> None:
    stage = open_window(firm)
    press(stage, Qt.Key.Key_3)

    with gone(firm, stage, request):
        press(stage, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
        progress = stage.find(ProgressPage)
        assert progress.states.sentence == stage.desk.toast.sentence != ""
        press(stage, Qt.Key.Key_2)
        assert progress.states.sentence == stage.find(EmptyState).sentence
        assert stage.program.errors.dialog is None

    press(stage, Qt.Key.Key_3)
    button = progress.states.button
    assert button is not None
    button.click()
    stage.settle()
    assert progress.cards
    assert progress.states.sentence == ""
    press(stage, Qt.Key.Key_2)
    stage.find(EmptyState).accepted.emit()
    stage.settle()
    assert stage.find(DealsPage).model.rows


@contextmanager
def gone(firm: str, stage: Stage, request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the file's content away, or let the server refuse and end all connections."""
    stage.services.close()
    if "://" not in firm:
        whole = Path(firm).read_bytes()
        Path(firm).write_bytes(b"nothing that a database would be" * 200)
        yield
        stage.services.close()
        Path(firm).write_bytes(whole)
        return
    with allowing_none(request.getfixturevalue("postgresql_server"), firm):
        yield


@contextmanager
def allowing_none(server: URL, firm: str) -> Iterator[None]:
    name = make_url(firm).database
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
        connection.execute(text(ending), {"name": name})
        yield
        connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"))
    engine.dispose()
