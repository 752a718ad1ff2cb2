"""The month of everybody and the live month of one person against hand-written SQL.

Run as ``python -m benchmarks.month_job S|M|L [--server] [--folder FOLDER]``. 24 months of
records, the twelve indicators of ``kpi_scheme``. All times are of the CPU; contenders take turns
in rounds, and the median counts. ``--server`` measures PostgreSQL besides, its own process
included; ``--folder`` keeps the files for the next run.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import kpi_data, kpi_scheme
from benchmarks.contenders import (
    ByHand,
    Clock,
    Ours,
    ServerByHand,
    SqliteByHand,
    bare_insert,
    fill_by_hand_on,
    new_database,
)
from benchmarks.kpi_data import SIZES, Size, Tables
from crm_desktop.services.measuring import Kept
from tests.postgres_server import running_server

ROUNDS = 5
BARS = 60
_LARGE = 5_000_000
_PEAK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crm_desktop.clock import fixed
from crm_desktop.domain.period import Period
from crm_desktop.services.payroll import PayrollService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
sessions = Sessions(open_engine(sys.argv[1]))
now = fixed(datetime(2026, 1, 1, tzinfo=UTC))
PayrollService(sessions, now).calculate_and_save(Period.month(2025, 12))
status = Path("/proc/self/status").read_text(encoding="ascii")
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""
"""The whole month in a process without numpy, which the product needs for charts alone.

What a process had before it became another program counts in ``ru_maxrss``, not here.
"""

Work = Callable[[], object]


def cpu_ms(contenders: Mapping[str, tuple[Work, Clock]], repeats: int) -> dict[str, float]:
    """Return the median CPU time of one call of each; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for work, _ in contenders.values():
        work()
    for _ in range(ROUNDS):
        for name, (work, clock) in contenders.items():
            gc.collect()
            start = clock()
            for _ in range(repeats):
                work()
            times[name].append((clock() - start) / repeats * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def report(what: str, ours: float, other: float, goal: str) -> None:
    print(f"{what:<46} {ours:10.2f} {other:10.2f} {ours / other:8.2f} x   {goal}", flush=True)


def one_after_another(work: Callable[[int], object], people: int) -> Work:
    """Return what asks for another person each time."""
    numbers = iter(range(10**9))
    return lambda: work(next(numbers) % people + 1)


def refuse_other_answers(ours: Ours, hand: ByHand) -> None:
    """Stop where the contenders do not come to the same figures; ours count in whole roubles."""
    units = [100 if code in kpi_scheme.MONEY else 1 for code in kpi_scheme.SOURCES]
    found = [
        [float(value or 0) * unit for value in values]
        for values, unit in zip(ours.facts(), units, strict=True)
    ]
    if not np.allclose(np.array(found).T, hand.month()):
        raise SystemExit("The contenders answer differently.")


def month(ours: Ours, hand: ByHand, size: Size) -> None:
    """Report facts, pay and the live month of one person."""
    refuse_other_answers(ours, hand)
    repeats = max(1, min(10, _LARGE // size.activities))
    ours.pay()
    gc.collect()
    gc.freeze()  # as the program does when it has started
    found = cpu_ms(
        {
            "hand": (hand.month, hand.clock),
            "facts": (ours.facts, ours.clock),
            "pay": (ours.pay, ours.clock),
        },
        repeats,
    )
    report("month, facts", found["facts"], found["hand"], "<= 1.3")
    report("month, scores, bonuses and pay stored", found["pay"], found["hand"], "<= 2")
    live = cpu_ms(
        {
            "hand": (one_after_another(hand.one, size.employees), hand.clock),
            "ours": (one_after_another(ours.live, size.employees), ours.clock),
        },
        100,
    )
    report("one person, live", live["ours"], live["hand"], "ours <= 1 ms, the same at S and L")
    bars = cpu_ms({"ours": (lambda: ours.some(BARS), ours.clock)}, repeats)["ours"]
    print(f"{f'{min(BARS, size.employees)} people x 12':<46} {bars:10.2f}{'':24}<= 60 ms")
    facts, pay = ours.statements(ours.facts), ours.statements(ours.pay)
    print(f"{'statements: facts, pay':<46} {facts:7} {pay:2}{'':24}facts <= 8")


def alone(ours: Ours, size: Size) -> None:
    """Report what a query for each person and indicator costs, and one more indicator."""
    if size.activities < _LARGE:
        one = cpu_ms({"ours": (ours.facts, ours.clock)}, 5)["ours"]
        start = ours.clock()
        ours.one_by_one()
        each = (ours.clock() - start) * 1000
        print(f"{'a query for each person and indicator':<46} {each:10.2f} {one:10.2f} "
              f"{each / one:8.1f} x   >= 40")  # fmt: skip
    twelve = kpi_scheme.SOURCES
    sets = {
        "twelve": list(kpi_scheme.indicators()),
        "more": list(kpi_scheme.indicators({**twelve, "more": kpi_scheme.ONE_MORE})),
        "alone": list(kpi_scheme.indicators({"more": kpi_scheme.ONE_MORE})),
    }
    found = cpu_ms(
        {name: (partial(ours.facts_of, many, Kept()), ours.clock) for name, many in sets.items()},
        max(1, min(10, _LARGE // size.activities)),
    )
    added = found["more"] - found["twelve"]
    report("a 13th indicator, of its own pass alone", added, found["alone"], "<= 0.25")


def on_sqlite(folder: Path, size: Size) -> None:
    path, bare, by_hand = (folder / f"{name}.sqlite" for name in ("ours", "bare", "hand"))
    is_new, is_large = not path.exists(), size.activities > _LARGE
    ours = Ours(str(path))
    if is_new:
        tables = kpi_data.generated(size)
        kpi_data.fill_bare_sqlite(str(by_hand), tables)
        filled = ours.fill(tables, is_bulk=is_large)
        if not is_large:
            _size_and_inserts(path, bare, tables, filled)
        del tables
    month(ours, SqliteByHand(str(by_hand)), size)
    alone(ours, size)
    ours.engine.dispose()


def _size_and_inserts(path: Path, bare: Path, tables: Tables, filled: float) -> None:
    found = bare_insert(bare, tables)
    megabytes = path.stat().st_size / 1e6
    report("file with what figures need, of bare, MB", found.with_indexes, found.megabytes, "<= 2")
    report("the same with what lists need", megabytes, found.megabytes, "")
    print(
        f"{'inserts a second with indexes, of bare ones':<46} {'':21} "
        f"{found.seconds / filled:8.2f} x   >= 0.3"
    )
    bare.unlink()


def on_server(size: Size) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(running_server())
        addresses = [stack.enter_context(new_database(server, name)) for name in ("ours", "hand")]
        tables = kpi_data.generated(size)
        ours = Ours(addresses[0])
        ours.fill(tables, is_bulk=True)
        fill_by_hand_on(addresses[1], tables)
        del tables
        hand = ServerByHand(addresses[1])
        month(ours, hand, size)
        alone(ours, size)
        hand.close()
        ours.engine.dispose()


def peak(folder: Path) -> None:
    """Report the memory of a process that does the whole month once."""
    command = [sys.executable, "-c", _PEAK, str(folder / "ours.sqlite")]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603 - our own words
    print(
        f"{'peak memory of the whole month, MB':<46} {float(found.stdout):10.0f}{'':24}< 300 at L"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="S", choices=SIZES)
    parser.add_argument("--server", action="store_true")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    size = SIZES[given.size]
    print(f"{given.size}: {size.employees} people, {size.activities} activities; CPU ms")
    print(f"{'SQLite':<46} {'ours':>10} {'other':>10} {'ratio':>10}   goal")
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        on_sqlite(folder, size)
        peak(folder)
    if given.server:
        print(f"{'PostgreSQL':<46} {'ours':>10} {'other':>10} {'ratio':>10}   goal")
        on_server(size)


if __name__ == "__main__":
    main()
