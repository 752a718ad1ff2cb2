"""A deals table of 200 MB goes through the import in bounded memory.

Run as ``python -m benchmarks.import_memory [MEGABYTES]``. Two processes import a tenth of the
table and all of it, as a dry run; the second may not need much more memory than the first.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import imports
from crm_desktop.exchange.mapping import parse_mapping
from crm_desktop.services.imports import ImportService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions

MORE_MEGABYTES = 60
NOTE = "x" * 400


def main(megabytes: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        imports.write_tables(folder, 1)
        ready = folder / "ready.sqlite"
        imports.prepare(ready, folder)
        small = measured(folder, ready, megabytes // 10)
        big = measured(folder, ready, megabytes)
    print(f"{megabytes} MB needed {big - small:.0f} MB more memory than {megabytes // 10} MB")
    return 0 if big < small + MORE_MEGABYTES else 1


def measured(folder: Path, database: Path, megabytes: int) -> float:
    """Import a table of that size in a process of its own and return its peak in megabytes."""
    table = folder / "deals.csv"
    write_deals(table, megabytes * 1_000_000)
    start = time.perf_counter()
    child = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "benchmarks.import_memory", "child", str(database), str(table)],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    rows, peak = child.stdout.split()
    print(f"{megabytes} MB, {rows} rows: {peak} MB, {time.perf_counter() - start:.0f} s")
    return float(peak)


def write_deals(path: Path, size: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same table in each run
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join([*imports.DEAL_HEADER, "note"]) + "\n")
        number = 0
        while file.tell() < size:
            lines = (
                ",".join(f'"{cell}"' for cell in [*imports.deal_row(number + i, chance), NOTE])
                for i in range(1_000)
            )
            file.write("\n".join(lines) + "\n")
            number += 1_000


def child(database: Path, table: Path) -> None:
    engine = open_engine(str(database))
    mapping = parse_mapping(f'{imports.DEALS_MAP}note = "note"\n')
    report = ImportService(Sessions(engine), imports.NOW).run(table, mapping, is_dry_run=True)
    engine.dispose()
    assert not report.rejected, report.rejected[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    print(report.created, f"{peak:.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*map(Path, sys.argv[2:]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
