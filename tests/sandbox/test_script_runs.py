"""Many threads ask for many scripts at once, and what was answered is kept as long as it holds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.scripts import ScriptAnswer, ScriptKind
from crm_desktop.kpi.script import Script
from crm_desktop.scripting.process import WorkerProcess
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Layer, Limits, RunOutcome
from crm_desktop.services.script_runs import Asking, ScriptRuns


@pytest.fixture
def runs() -> Iterator[ScriptRuns]:
    kept = ScriptRuns()
    yield kept
    kept.close()


def script(number: int) -> Script:
    source = f"result = kpi.value('a') * 100 + {number}"
    return Script(f"s{number}", f"Script {number}", ScriptKind.INDICATOR, source)


def asked(
    runs: ScriptRuns, one: Script, *values: int, allow_unconfined: bool = False
) -> list[ScriptAnswer]:
    asking = Asking({one.fingerprint}, Limits(), allow_unconfined)
    return list(runs.runner(asking)(one, [{"values": {"a": value}} for value in values]))


def test_no_thread_is_left_without_the_worker_that_another_one_ends(runs: ScriptRuns) -> None:
    """Eight scripts take turns with half as many workers."""
    scripts = [script(number) for number in range(8)]

    def of_thread(thread: int) -> list[Decimal | None]:
        turns = [scripts[(thread * 3 + turn) % len(scripts)] for turn in range(12)]
        return [asked(runs, one, thread * 100 + turn)[0].value for turn, one in enumerate(turns)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(of_thread, range(4)))
    assert found == [
        [(thread * 100 + turn) * 100 + (thread * 3 + turn) % 8 for turn in range(12)]
        for thread in range(4)
    ]
    assert len(runs._workers) == 4


def test_a_script_that_runs_long_is_left_alone_and_holds_up_nobody(
    runs: ScriptRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first runs, so many others run that its worker would be one too many."""
    scripts = [script(number) for number in range(7)]
    run_batch, others = Sandbox.run_batch, list[Decimal | None]()

    def long(self: Sandbox, source: str, *given: Any, **options: Any) -> list[RunOutcome]:
        if source == scripts[0].source:
            turns = [threads.submit(asked, runs, one, 1) for one in scripts[1:]]
            others.extend(turn.result(timeout=20)[0].value for turn in turns)
        return run_batch(self, source, *given, **options)

    monkeypatch.setattr(Sandbox, "run_batch", long)
    with ThreadPoolExecutor(1) as threads:
        assert asked(runs, scripts[0], 1)[0].value == 100
    assert others == [101, 102, 103, 104, 105, 106]


def test_who_is_allowed_to_go_on_without_walls_does_not_hear_the_old_refusal(
    runs: ScriptRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_field(_worker: object) -> tuple[Layer, ...]:
        return ()

    monkeypatch.setattr(WorkerProcess, "layers", open_field)
    one = script(1)
    assert asked(runs, one, 5)[0].problem is not None
    assert asked(runs, one, 5, allow_unconfined=True)[0].value == 501
    assert asked(runs, one, 5)[0].problem is not None
