"""A table of any size goes through the same memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.import_tables import DEAL_COLUMNS, DEALS_MAP, Desk, desk_at

BATCHES = 8


@pytest.fixture
def desk(sqlite_database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(sqlite_database, tmp_path) as desk:
        desk.hire("Anna")
        desk.take_deals("A0,x,,Anna,,New,,,")
        yield desk


def test_later_rows_need_no_more_memory_than_the_first(desk: Desk) -> None:
    rows = (f"X{number},{'x' * 200},,Anna,,New,,2026-01-01," for number in range(2_000 * BATCHES))
    table = "\n".join([",".join(DEAL_COLUMNS), *rows])
    peaks: list[int] = []

    def measure(done: int) -> None:
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        desk.take(table, DEALS_MAP, is_dry_run=True, progress=measure)
    finally:
        tracemalloc.stop()

    assert len(peaks) == BATCHES
    # Were rows kept, each of these six batches would add its two megabytes.
    assert peaks[-1] < peaks[1] + 4_000_000
