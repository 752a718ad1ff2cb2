"""The corpus of attacks, each against a program of its own: what gets through, and what it cost.

Run as ``python -m benchmarks.hostile [--bare] [--only TEXT] [--jobs N]``. Other than in the gate, a
program that dies or hangs with its sandbox is seen, and so is every child that outlives it. With
``--bare`` the walls of the system stay down, and kinds that only they stop are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from crm_desktop.scripting.sandbox import Sandbox
from tests.sandbox.corpus import HEAVY_KINDS, Case, Room, attack, cases

CAP_S = 60


def one(name: str, *, is_bare: bool) -> list[str]:
    """Attack with the case ``name`` and return the ways in which it got through."""
    case = next(case for case in cases("hostile") if case.name == name)
    options = {"layers": (), "allow_unconfined": True} if is_bare else {}
    with tempfile.TemporaryDirectory() as folder, Sandbox(is_shared=True, **options) as sandbox:  # type: ignore[arg-type]
        return attack(sandbox, case, Room(Path(folder)))


def in_its_own_program(case: Case, *, is_bare: bool) -> list[str]:
    """Return the ways in which ``case`` got through, the death of the program among them."""
    command = [sys.executable, "-m", "benchmarks.hostile", "--one", case.name]
    try:
        said = subprocess.run(  # noqa: S603 - ourselves
            [*command, "--bare"] if is_bare else command,
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=CAP_S,
        )
    except subprocess.TimeoutExpired:
        return ["hang"]
    if said.returncode != 0:
        return [f"host-died {said.returncode}: {said.stderr[-200:]}"]
    found: list[str] = json.loads(said.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one")
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(one(chosen.one, is_bare=chosen.bare)))
        return 0
    tried = [
        case
        for case in cases("hostile")
        if chosen.only in case.name and not (chosen.bare and case.kind in HEAVY_KINDS)
    ]
    with ThreadPoolExecutor(chosen.jobs) as pool:
        found = list(pool.map(partial(in_its_own_program, is_bare=chosen.bare), tried))
    through = {case.name: ways for case, ways in zip(tried, found, strict=True) if ways}
    for name, ways in through.items():
        print(f"{name:40} {', '.join(ways)}")
    print(f"{len(tried)} attacks, {len(through)} got through")
    return 1 if through or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
