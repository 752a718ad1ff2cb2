"""An import whose process dies in the middle leaves the database as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.storage.models import DealRecord, StageRecord
from tests.storage.import_tables import DEAL_COLUMNS, DEALS_MAP, counts, desk_at

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from crm_desktop.composition import open_services
from crm_desktop.exchange.mapping import read_mapping

def wait_for_the_end(done):
    if done > 4_000:
        print("in the middle", flush=True)
        sys.stdin.read()

database, table, mapping = sys.argv[1:]
open_services(database).imports.run(
    Path(table), read_mapping(Path(mapping)), progress=wait_for_the_end
)
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [f"X{number},x,,Anna,,New,,," for number in range(9_000)]
    path = tmp_path / "deals.csv"
    path.write_text("\n".join([",".join(DEAL_COLUMNS), *rows]), encoding="utf-8")
    return path


def test_a_killed_import_leaves_nothing_behind(database: str, table: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(DEALS_MAP, encoding="utf-8")
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna")

    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database, table, mapping],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        child.kill()

    with desk_at(database, tmp_path) as desk:
        assert (desk.count(DealRecord), desk.count(StageRecord)) == (0, 0)
        assert all(finding.is_ok for finding in desk.services.maintenance.doctor())
        report = desk.take(table.read_text(encoding="utf-8"), DEALS_MAP)
        assert counts(report) == (9_000, 0, 0, 0)
