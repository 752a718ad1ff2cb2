"""The shared corpus of scripts: attacks and ordinary ones, and the rules of what gets through."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Plain, RunOutcome, RunStatus

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases" / "scripts"
FOLDER = Path(os.environ.get("CRM_SCRIPT_CASES", _SHARED))
SALARY = "SALARY-CANARY-7731"
SLOW_S = 3.2
HEAVY_MB = 320
LONG = 1_000_000
HEAVY_KINDS = frozenset({"time", "memory", "recursion"})
"""Kinds that only the operating system stops."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")

DATA: dict[str, Plain] = {
    "values": {"plan": Decimal(100000), "fact": Decimal("87500.50")},
    "rows": [
        {"sales": Decimal("1200.10"), "client": "A", "day": date(2026, 3, 2)},
        {"sales": Decimal(300), "client": "B", "day": date(2026, 3, 15)},
        {"sales": Decimal(0), "client": "C", "day": date(2026, 3, 31)},
    ],
    "employee": {"name": "Ivanova", "grade": 3},
    "period": {"start": date(2026, 3, 1), "end": date(2026, 3, 31)},
}

PROBES = (
    """
import math
import statistics
from decimal import Decimal
from datetime import date
rows = kpi.rows()
sales = sum(row["sales"] for row in rows) + len(rows) * 1000000
third = round(Decimal(1) / Decimal(3), 12)
some = math.floor(2.9) + int(math.pi * 100) + int(statistics.mean([1, 2, 3]))
some += max(1, 2) + min(5, 4) + sorted([3, 1, 2])[0]
days = (date(2026, 3, 31) - date(2026, 3, 1)).days
result = sales + third + some + kpi.value("plan") + days + len(kpi.employee["name"])
""",
    "import calendar\nresult = calendar.weekday(2026, 3, 1)\n",
)
"""Scripts whose outcome tells whether an attack before them has left anything."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file of the corpus with what its head says of it."""

    path: Path
    kind: str
    expected: str
    result: str | None

    @property
    def name(self) -> str:
        return self.path.stem


def cases(folder: str) -> list[Case]:
    """Return the scripts of ``folder``; none where the corpus is absent."""
    return [_case(path) for path in sorted((FOLDER / folder).glob("*.py"))]


def _case(path: Path) -> Case:
    head = path.read_bytes()[:4000].decode("utf-8", "replace").replace("\x00", "")
    told = dict(re.findall(r"^\ufeff?# (\w+): (.*?)\s*$", head, re.MULTILINE))
    kind = told.get("kind", path.stem.partition("_")[0])
    return Case(path, kind, told.get("expect", "refused"), told.get("result"))


def need_corpus() -> None:
    """Skip loudly where there is no corpus."""
    if not FOLDER.is_dir():
        pytest.skip(f"NO CORPUS: {FOLDER} is absent; CRM_SCRIPT_CASES names the folder around it")


class Room:
    """A folder with a secret and a place to write to, which no script may reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = f"CANARY-{secrets.token_hex(6)}"
        (folder / "secret.txt").write_text(self.token, encoding="utf-8")
        self.out = folder / "out"
        self.out.mkdir()

    def source(self, case: Case) -> bytes:
        return case.path.read_bytes().replace(b"@CANARY@", str(self.folder).encode())


def attack(sandbox: Sandbox, case: Case, room: Room) -> list[str]:
    """Run ``case`` and return in which ways it got through; no way is as it should be."""
    before = _probed(sandbox)
    began = time.monotonic()
    outcome = sandbox.run(room.source(case), DATA)
    seconds = time.monotonic() - began
    if case.name.startswith("leak_"):
        outcome = sandbox.run(room.source(case), DATA)
    after = _probed(sandbox)
    ways = _ways(outcome, case, room)
    ways += ["slow"] * (seconds > SLOW_S)
    ways += ["state-leak"] * (before != after)
    return ways


def _probed(sandbox: Sandbox) -> list[tuple[RunStatus, object, str, str]]:
    outcomes = [sandbox.run(probe, DATA) for probe in PROBES]
    return [(each.status, each.result, str(each.message), each.printed) for each in outcomes]


def _ways(outcome: RunOutcome, case: Case, room: Room) -> list[str]:
    shown = [_text(outcome.result), outcome.printed, *outcome.log]
    said = [*shown, str(outcome.message or "")]
    is_ok = outcome.status is RunStatus.OK
    found = {
        "marker": any("PWNED" in text for text in shown),
        "file-read": any(room.token in text for text in said),
        "file-write": any(room.out.iterdir()),
        "data-leak": any(SALARY in text for text in said),
        "forged": "31337" in shown[0][:40],
        "memory": (outcome.memory_mb or 0) > HEAVY_MB,
        "output": max(map(len, said)) > LONG,
        "control-chars": any(_CONTROL.search(text) for text in said[1:]),
        "address": is_ok and any(_ADDRESS.search(text) for text in shown),
        "bad-result": is_ok and not _is_acceptable(outcome.result) and case.expected != "limited",
        "not-refused": is_ok and case.expected == "refused",
    }
    return [way for way, is_so in found.items() if is_so]


def _text(result: object) -> str:
    return "" if result is None else str(result)


def _is_acceptable(result: object) -> bool:
    if isinstance(result, Mapping):
        return len(result) <= 1000 and all(
            len(name) < 200 and _is_acceptable(number) for name, number in result.items()
        )
    return isinstance(result, Decimal) and result.is_finite() and abs(result) < 10**16
