"""Scripts in their processes against the same text in this one, plainly and by RestrictedPython.

Run as ``python -m benchmarks.sandbox``. One call is one person: 14 values and 12 plans in,
12 indicators, a score and a bonus out. All contenders take turns in each round; the best of the
rounds counts. Everything of ours is in ours: encoding, pipes, guards, exact numbers, decoding.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from RestrictedPython.compile import compile_restricted
from RestrictedPython.Eval import default_guarded_getitem, default_guarded_getiter
from RestrictedPython.Guards import (
    guarded_iter_unpack_sequence,
    safe_builtins,
    safer_getattr,
)

from crm_desktop.scripting.batch import Given
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import RunStatus

PEOPLE = 2_000
ROUNDS = 9

VALUES = [
    "calls_w", "calls_n", "missed_n", "meet_w", "won_n", "won_amt", "created_n", "created_won_n",
    "paid_amt", "new_customers", "repeat_amt", "resp_sum", "resp_n", "overdue_amt",
]  # fmt: skip
PLANS = [
    "calls_w", "meet_w", "won_n", "won_amt", "average", "conversion", "missed", "paid_amt",
    "new_customers", "repeat_amt", "response", "overdue_amt",
]  # fmt: skip

_SCORE = """
def score(value, steps):
    points = 0
    for limit, reached in steps:
        if value >= limit:
            points = reached
    return points

def share(part, whole):
    return part / whole if whole else 0

STEPS = [(0.5, 0.3), (0.7, 0.6), (0.9, 0.9), (1.0, 1.0), (1.2, 1.3), (1.5, 1.6)]
"""

SCRIPT = f"""{_SCORE}
values = {{
    "calls_w": kpi.value("calls_w"),
    "meet_w": kpi.value("meet_w"),
    "won_n": kpi.value("won_n"),
    "won_amt": kpi.value("won_amt"),
    "average": share(kpi.value("won_amt"), kpi.value("won_n")),
    "conversion": share(kpi.value("created_won_n"), kpi.value("created_n")),
    "missed": share(kpi.value("missed_n"), kpi.value("calls_n")),
    "paid_amt": kpi.value("paid_amt"),
    "new_customers": kpi.value("new_customers"),
    "repeat_amt": kpi.value("repeat_amt"),
    "response": share(kpi.value("resp_sum"), kpi.value("resp_n")),
    "overdue_amt": kpi.value("overdue_amt"),
}}
total = 0
for code in list(values):
    plan = kpi.plan(code)
    total = total + score(values[code] / plan if plan else 0, STEPS)
values["score"] = total
values["bonus"] = kpi.value("paid_amt") * 0.02 * total / 12
result = values
"""

FUNCTION = f"""{_SCORE}
def run(kpi):
    {SCRIPT.removeprefix(_SCORE).strip().replace(chr(10), chr(10) + "    ")}
    return result
"""
"""The same with its parts made once: as fast as plain Python can be."""


@dataclass(frozen=True, slots=True)
class Person:
    """What stands for ``kpi`` in this process."""

    values: Mapping[str, int]
    plans: Mapping[str, int]

    def value(self, code: str) -> int:
        return self.values[code]

    def plan(self, code: str) -> int:
        return self.plans[code]


def plain(source: str) -> Callable[[Person], Any]:
    space: dict[str, Any] = {}
    exec(compile(source, "script", "exec"), space)  # noqa: S102 - our own text
    run: Callable[[Person], Any] = space["run"]
    return run


def restricted(source: str) -> Callable[[Person], Any]:
    """Return a runner with the guards of RestrictedPython and a fresh namespace a run."""
    code = compile_restricted(source, "script", "exec")
    ground = {
        "__builtins__": {**safe_builtins, "list": list},
        "_getitem_": default_guarded_getitem,
        "_getiter_": default_guarded_getiter,
        "_getattr_": safer_getattr,
        "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
        "_write_": lambda written: written,
    }

    def run(person: Person) -> Any:
        space = {**ground, "kpi": person}
        exec(code, space)  # noqa: S102 - our own text
        return space["result"]

    return run


def start_times() -> list[float]:
    """Return how long workers take until their walls stand."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with Sandbox() as sandbox:
            assert any(layer.is_active for layer in sandbox.layers())
            found.append(time.perf_counter() - began)
    return found


def times(people: list[Person]) -> dict[str, float]:
    """Return the best time of each contender; all give the same scores."""
    by_function, by_restricted = plain(FUNCTION), restricted(SCRIPT)
    given: list[Given] = [{"values": dict(one.values), "plans": dict(one.plans)} for one in people]
    with Sandbox() as sandbox:
        contenders: dict[str, Callable[[], list[Any]]] = {
            "plain": lambda: [by_function(one) for one in people],
            "restricted": lambda: [by_restricted(one) for one in people],
            "ours": lambda: sandbox.run_batch(SCRIPT, given),
        }
        found: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, work in contenders.items():
                gc.collect()
                began = time.perf_counter()
                outcomes = work()
                found[name].append(time.perf_counter() - began)
                if name == "ours":
                    check(outcomes, [by_function(one) for one in people])
    return {name: min(each) for name, each in found.items()}


def check(outcomes: list[Any], expected: list[Any]) -> None:
    """See that nobody saved himself the work."""
    assert all(outcome.status is RunStatus.OK for outcome in outcomes)
    for outcome, want in zip(outcomes, expected, strict=True):
        assert abs(float(outcome.result["score"]) - want["score"]) < 1e-9
        assert abs(float(outcome.result["bonus"]) - want["bonus"]) < 1e-6


def main() -> None:
    chance = random.Random(1)  # noqa: S311 - figures of nobody
    people = [
        Person(
            {code: chance.randrange(1, 10_000) for code in VALUES},
            {code: chance.randrange(1, 5_000) for code in PLANS},
        )
        for _ in range(PEOPLE)
    ]
    report("a worker is ready, ms", min(start_times()) * 1000, 150)
    found = times(people)
    for name, seconds in found.items():
        print(f"{name:<52} {seconds / PEOPLE * 1e6:10.1f}   us a person")
    report("one batch, times plain Python", found["ours"] / found["plain"], 15)
    report("one batch, times RestrictedPython", found["ours"] / found["restricted"], 2.5)


def report(what: str, value: float, limit: float) -> None:
    print(f"{what:<52} {value:10.2f}   <= {limit}", flush=True)


if __name__ == "__main__":
    main()
