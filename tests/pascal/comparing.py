"""What a converted program answers, in the words of Free Pascal, and how near the two are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Plain, RunOutcome, RunStatus, ScriptKind

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
RANDOM_PROGRAMS = HERE / "random_programs"
TOLERANCE = Decimal("1e-9")
"""Free Pascal counts in doubles, a script exactly."""

DATA: Mapping[str, Plain] = {
    "values": {"sales": Decimal("87500.5"), "calls": 130, "quality": Decimal("4.5")},
    "plans": {"sales": 100000, "calls": 120, "quality": 4},
    "coefficients": {"team": Decimal("1.1")},
    "bonuses": {},
    "salary": 60000,
    "total": 0,
    "rows": [],
    "employee": {"name": "Анна"},
    "period": {},
}
_NUMBER = re.compile(r"(-?\d+\.\d+(?:E[+-]?\d+)?)")
_FROM_OUTSIDE = ("log: ", "line: ", "result: ")


def programs(folder: Path = PROGRAMS) -> list[str]:
    """Return the names of all programs that Free Pascal has answered."""
    return sorted(path.stem for path in folder.glob("*.pas"))


def recorded(name: str, folder: Path = PROGRAMS) -> tuple[str, str]:
    """Return a program and what Free Pascal answered."""
    source = (folder / f"{name}.pas").read_text(encoding="utf-8")
    return source, (folder / f"{name}.txt").read_text(encoding="utf-8")


def kind_of(script: str) -> ScriptKind:
    """Return the kind of script that may do what ``script`` does."""
    is_reward = any(word in script for word in ("kpi.add_line", "kpi.coefficient", "kpi.salary"))
    return ScriptKind.REWARD if is_reward else ScriptKind.INDICATOR


def run(box: Sandbox, script: str, *, wanted: str) -> RunOutcome:
    """Return what ``script`` does; where ``wanted`` shows no result, it answers 0."""
    whole = script if "result: " in wanted else f"{script}\nresult = 0\n"
    return box.run(whole, DATA, kind_of(script))


def difference(answer: str, outcome: RunOutcome) -> str | None:
    """Return the first difference from what Free Pascal answered, or None: they agree."""
    if outcome.status is not RunStatus.OK:
        return f"{outcome.status} in line {outcome.line}: {outcome.message}"
    lines = answer.splitlines()
    outside = [line for line in lines if line.startswith(_FROM_OUTSIDE)]
    printed = [line for line in lines if not line.startswith(_FROM_OUTSIDE)]
    return _first_difference(printed, outcome.printed.splitlines()) or _first_difference(
        sorted(outside), sorted(_said(outside, outcome))
    )


def _said(wanted: list[str], outcome: RunOutcome) -> list[str]:
    """Return what the script told the firm, as the unit for Free Pascal writes it."""
    said = [f"log: {text}" for text in outcome.log]
    lines = [change for change in outcome.changes if change.what == "line"]
    said += [f"line: {line.code} {line.after:.9f}" for line in lines]
    if any(line.startswith("result: ") for line in wanted):
        said.append(f"result: {outcome.result:.9f}")
    return said


def _first_difference(wanted: list[str], found: list[str]) -> str | None:
    for number, (one, other) in enumerate(zip(wanted, found, strict=False), 1):
        if not _is_near(one, other):
            return f"line {number}: {one!r} became {other!r}"
    if len(wanted) != len(found):
        return f"{len(wanted)} lines became {len(found)}"
    return None


def _is_near(one: str, other: str) -> bool:
    left, right = _NUMBER.split(one), _NUMBER.split(other)
    return len(left) == len(right) and all(map(_is_same, left, right))


def _is_same(one: str, other: str) -> bool:
    """Return whether two parts of a line agree: what has a point, as a number."""
    if one == other or not (_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)):
        return one == other
    left, right = Decimal(one), Decimal(other)
    return abs(left - right) <= TOLERANCE * max(abs(left), abs(right), Decimal(1))
