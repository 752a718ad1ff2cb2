"""What the program sees of the processes: where scripts fail, and that nothing stays behind."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.scripting.process import WorkerProcess
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import (
    LayerCode,
    Limits,
    Plain,
    RunStatus,
    ScriptKind,
)

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(seconds=Decimal(1))
CHAIN = "it = range(3)\nfor i in range(100000):\n    it = map(abs, it)\nresult = len(list(it))"


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    """Return a sandbox whose worker may run any script: a start is 100 ms of everybody's time."""
    with Sandbox(LIMITS, is_shared=True) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("source", "status", "line", "said"),
    [
        ("x = 1\nclass A:\n    pass", "refused", 2, "“class” is not available in scripts."),
        ("x = 1\ny = (2,\nresult = 3", "refused", 2, "The bracket “(” is never closed."),
        ("def half(x):\n    return x / 0\n\nresult = half(4)", "error", 2,
         "Something is divided by zero."),
        ("x = 1\nresult = nothing", "error", 2, "“nothing” is not known here."),
        ("x = 1\nwhile True:\n    x = x", "limit", None, "The script ran longer than 1 s."),
        ("x = 1\ny = sum(range(10 ** 14))", "limit", 2, "The script ran longer than 1 s."),
        ("x = []\nwhile True:\n    x.append('a' * 10 ** 7)", "limit", 3,
         "The script took too much memory."),
        ("def deep():\n    return deep()\n\nresult = deep()", "limit", 2,
         "Functions call each other too deeply."),
        ("result = 1\nwhile True:\n    print('a' * 1000)", "limit", 3,
         "The script printed too much."),
        (CHAIN, "crash", 4, "The script ended its process."),
    ],
    ids=["refused", "syntax", "helper", "name", "loop", "in C", "memory", "recursion", "output",
         "crash"],
)  # fmt: skip
def test_the_line_is_told_whatever_ends_a_script(
    shared: Sandbox, source: str, status: str, line: int | None, said: str
) -> None:
    outcome = shared.run(source, {})
    assert (outcome.status, str(outcome.message)) == (status, said)
    assert outcome.line == line or (line is None and outcome.line in {2, 3})


def test_a_batch_goes_on_after_those_who_reach_a_limit(shared: Sandbox) -> None:
    source = "x = kpi.value('a')\nwhile x in (3, 5): pass\nif x == 6: x = 'a' * 10**10\nresult = x"
    outcomes = shared.run_batch(source, [{"values": {"a": number}} for number in range(9)])
    limited = [place for place, each in enumerate(outcomes) if each.status is RunStatus.LIMIT]
    results = [each.result for each in outcomes if each.status is RunStatus.OK]
    assert limited == [3, 5, 6]
    assert results == [Decimal(number) for number in (0, 1, 2, 4, 7, 8)]


def test_a_script_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    send = WorkerProcess.send

    def noting(worker: WorkerProcess, commands: Iterable[Mapping[str, Any]]) -> None:
        told = list(commands)
        sent.extend(next(iter(command)) for command in told)
        send(worker, told)

    monkeypatch.setattr(WorkerProcess, "send", noting)
    with Sandbox() as sandbox:
        sandbox.run_batch("result = kpi.value('a')", [{"values": {"a": 1}}] * 300)
        sandbox.run("result = kpi.value('a')", {"values": {"a": 1}})
    assert (sent.count("load"), sent.count("run")) == (1, 4)


def test_a_batch_ends_when_its_time_is_over() -> None:
    limits = Limits(seconds=Decimal("0.4"), batch_seconds=Decimal(1))
    with Sandbox(limits) as sandbox:
        outcomes = sandbox.run_batch("while True: pass", [{}] * 50)
    assert {each.status for each in outcomes} == {RunStatus.LIMIT}
    assert str(outcomes[-1].message) == "The whole run took longer than 1 s."


def test_a_batch_is_stopped_by_whoever_asked_for_it(shared: Sandbox) -> None:
    answers = iter([False, False])
    outcomes = shared.run_batch("while True: pass", [{}] * 5, cancelled=lambda: next(answers, True))
    assert [str(each.message) for each in outcomes] == ["The run was stopped."] * 5


def test_another_thread_stops_what_runs() -> None:
    with Sandbox(Limits(seconds=Decimal(10))) as sandbox:
        sandbox.layers()
        threading.Timer(0.2, sandbox.stop).start()
        began = time.monotonic()
        outcome = sandbox.run("while True: pass", {})
    assert (outcome.status, str(outcome.message)) == (RunStatus.LIMIT, "The run was stopped.")
    assert time.monotonic() - began < 5


def test_nobody_is_told_of_the_one_before(shared: Sandbox) -> None:
    source = textwrap.dedent("""
        kpi.log(kpi.employee["name"])
        print(kpi.value("secret"))
        keep = globals_kept if kpi.value("secret") == 0 else kpi.value("secret")
        globals_kept = keep
        result = keep
    """)
    first: dict[str, Plain] = {
        "values": {"secret": Decimal("7731.5")},
        "employee": {"name": "Ivanova"},
    }
    second: dict[str, Plain] = {"values": {"secret": 0}, "employee": {"name": "Petrov"}}
    outcomes = shared.run_batch(source, [first, second])
    assert (outcomes[0].result, outcomes[1].log) == (Decimal("7731.5"), ("Petrov",))
    assert "7731" not in str(outcomes[1]) + str(shared.run("result = 1", second))
    assert "Ivanova" not in str(outcomes[1])


def test_a_run_begins_with_fresh_names(shared: Sandbox) -> None:
    source = "try:\n    seen = seen + 1\nexcept Exception:\n    seen = 1\nlen = 5\nresult = seen"
    assert [each.result for each in shared.run_batch(source, [{}, {}, {}])] == [1, 1, 1]


def test_data_arrives_as_it_was_sent(shared: Sandbox) -> None:
    given: dict[str, Plain] = {
        "values": {"whole": Decimal(5), "int": 5, "none": None, "long": Decimal("1.10000000001")},
        "rows": [
            {
                "day": date(2026, 3, 1),
                "at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
                "text": '«ёж» \x01 \u2028 $t \\u0001"',
                "won": True,
            }
        ],
        "period": {"start": date(2026, 3, 1), "end": date(2026, 3, 31)},
    }
    source = textwrap.dedent("""
        row = kpi.rows()[0]
        kpi.log(repr(kpi.value("whole")) + repr(kpi.value("int")) + repr(kpi.value("none")))
        kpi.log(str(kpi.value("long")) + " " + str(row["won"] is True) + str(len(row["text"])))
        kpi.log(f"{row['day']:%d.%m.%Y} {row['at'].hour}")
        result = (kpi.period["end"] - kpi.period["start"]).days
    """)
    outcome = shared.run(source, given)
    assert outcome.log == ("Decimal('5')5None", "1.10000000001 True19", "01.03.2026 9")
    assert outcome.result == 30


def test_a_text_or_data_that_nobody_writes_harms_nobody(shared: Sandbox) -> None:
    assert shared.run("x = '\ud800'", {}).status is RunStatus.REFUSED
    given: dict[str, Plain] = {"employee": {"$m": "no moment"}, "rows": [{"$t": 5}, {}]}
    assert shared.run("result = len(kpi.rows()[0]) + len(kpi.employee)", given).result == 2


def test_many_records_are_passed_on_in_parts(shared: Sandbox) -> None:
    rows: list[Plain] = [{"amount": Decimal("0.01"), "day": date(2026, 3, 1)} for _ in range(999)]
    source = "result = sum(row['amount'] for row in kpi.rows('deals'))"
    outcomes = shared.run_batch(source, [{"rows": {"deals": rows}}] * 20)
    assert {outcome.result for outcome in outcomes} == {Decimal("9.99")}


def test_more_than_a_process_can_hold_is_a_limit() -> None:
    rows: list[Plain] = [{f"column {number}": "text" for number in range(40)}] * 20_000
    with Sandbox(Limits(seconds=Decimal(5), memory_mb=64)) as sandbox:
        outcome = sandbox.run("result = 1", {"rows": rows})
    told = (outcome.status, str(outcome.message))
    assert told == (RunStatus.LIMIT, "The script took too much memory.")


def test_data_that_cannot_be_passed_on_is_an_error() -> None:
    with Sandbox(LIMITS) as sandbox:
        given: dict[str, Plain] = {"values": {"a": Decimal("NaN")}}
        outcome = sandbox.run("result = 1", given)
    assert (outcome.status, str(outcome.message)) == (
        RunStatus.ERROR,
        "What the script is given cannot be passed on: NaN",
    )


def test_a_worker_does_not_outlive_the_program() -> None:
    program = textwrap.dedent("""
        import sys, threading
        from decimal import Decimal
        from crm_desktop.scripting.sandbox import Sandbox
        from crm_desktop.scripting.values import Limits
        sandbox = Sandbox(Limits(seconds=Decimal(1)))
        sandbox.layers()
        print(sandbox._worker._process.pid, flush=True)
        sandbox.run("while True: pass", {})
    """)
    started = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, encoding="ascii"
    )
    assert started.stdout is not None
    worker = int(started.stdout.readline())
    started.kill()
    started.wait()
    started.stdout.close()
    ends_at = time.monotonic() + 10
    while _is_alive(worker) and time.monotonic() < ends_at:
        threading.Event().wait(0.05)
    assert not _is_alive(worker)


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2]
    except FileNotFoundError:
        return False
    return not state.startswith("Z")


def test_the_worker_needs_no_virtual_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(Path(sys.executable).with_name("nowhere")))
    with Sandbox() as sandbox:
        assert sandbox.run("result = 1", {}).result == 1


def test_the_worker_inherits_no_handles_and_no_surroundings(tmp_path: Path) -> None:
    with (tmp_path / "open.txt").open("w", encoding="utf-8"), Sandbox() as sandbox:
        sandbox.layers()
        worker = sandbox._worker
        assert worker is not None
        folder = Path(f"/proc/{worker._process.pid}")
        if not folder.is_dir():
            pytest.skip("NO /proc: what a process holds is not seen here")
        held = {str(link.readlink()) for link in (folder / "fd").iterdir()}
        surroundings = (folder / "environ").read_bytes().split(b"\0")
    assert {link.partition(":")[0] for link in held if link != os.devnull} <= {
        "pipe",
        f"{folder}/status",
    }
    assert surroundings == [b"MALLOC_ARENA_MAX=1", b"PYTHONHASHSEED=0", b""]


def test_the_worker_loads_nothing_of_the_program() -> None:
    folder = ROOT / "crm_desktop" / "scripting" / "worker"
    import RestrictedPython

    program = textwrap.dedent(f"""
        import sys
        sys.argv = ["", {str(folder)!r}, {str(Path(RestrictedPython.__file__).parent)!r}]
        source = open({str(folder / "start.py")!r}, encoding="utf-8").read()
        exec(source.replace(").main()", ")"), {{"__name__": "__main__"}})
        loaded = {{name.partition(".")[0] for name in sys.modules}}
        print(sorted(loaded - set(sys.stdlib_module_names) - {{"__main__"}}))
    """)
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert said.stdout.strip() == "['RestrictedPython', 'script_worker']"


def test_without_any_wall_of_the_system_scripts_do_not_run() -> None:
    with Sandbox(layers=()) as sandbox:
        outcome = sandbox.run("result = 1", {})
        active = [layer.code for layer in sandbox.layers() if layer.is_active]
    assert (outcome.status, active) == (RunStatus.REFUSED, [LayerCode.PROCESS])


def test_an_administrator_may_let_them_run_all_the_same() -> None:
    with Sandbox(layers=(), allow_unconfined=True) as sandbox:
        assert sandbox.run("result = 1", {}).result == 1


def test_a_worker_that_was_ended_while_it_had_nothing_to_do_costs_nobody_a_run() -> None:
    with Sandbox() as sandbox:
        for _ in range(2):
            assert [each.result for each in sandbox.run_batch("result = 5", [{}, {}])] == [5, 5]
            worker = sandbox._worker
            assert worker is not None
            worker._process.kill()
            worker._process.wait()
        assert sandbox.check("result = 5") == []


@pytest.mark.skipif(sys.platform == "win32", reason="a process there does not say who ended it")
@pytest.mark.parametrize(("kills", "said"), [(1, "None"), (2, "ended from outside")])
def test_who_is_at_work_when_somebody_kills_the_worker_has_a_second_try(
    kills: int, said: str
) -> None:
    killed: list[WorkerProcess] = []
    with Sandbox(Limits(seconds=Decimal(10))) as sandbox:

        def kill() -> bool:
            worker = sandbox._worker
            assert worker is not None
            if len(killed) < kills and worker not in killed:
                killed.append(worker)
                worker._process.kill()
            return False

        source = "x = 0\nfor i in range(400_000): x += 1\nresult = x"
        [outcome] = sandbox.run_batch(source, [{}], cancelled=kill)
    assert said in str(outcome.message)
    assert len(killed) == kills


def test_a_process_that_has_run_one_script_runs_no_other() -> None:
    with Sandbox() as sandbox:
        seen = []
        for source in ("result = 1", "result = 1", "result = 2"):
            assert sandbox.run(source, {}).status is RunStatus.OK
            worker = sandbox._worker
            assert worker is not None
            seen.append(worker._process.pid)
    assert (seen[0] == seen[1], seen[1] == seen[2]) == (True, False)


def test_a_script_of_rewards_does_not_do_for_indicators(shared: Sandbox) -> None:
    source = "kpi.set_total(5, 'so')"
    given: dict[str, Plain] = {"total": 3}
    assert shared.run(source, given, ScriptKind.INDICATOR).status is RunStatus.ERROR
    changed = shared.run(source, given, ScriptKind.REWARD)
    assert [(each.before, each.after) for each in changed.changes] == [(Decimal(3), Decimal(5))]


def test_every_variable_is_traced_by_line(shared: Sandbox) -> None:
    source = "def twice(x):\n    y = x * 2\n    return y\n\na = 0.1\nb = twice(a)\nresult = a + b"
    outcome = shared.run(source, {}, trace=True)
    steps = [(step.line, dict(step.values)) for step in outcome.trace]
    assert steps == [
        (1, {}),
        (5, {"a": "0.1"}),
        (2, {"x": "0.1", "y": "0.2"}),
        (3, {"x": "0.1", "y": "0.2"}),
        (6, {"a": "0.1", "b": "0.2"}),
        (7, {"a": "0.1", "b": "0.2", "result": "0.3"}),
    ]


def test_a_trace_is_bounded(shared: Sandbox) -> None:
    source = "x = 'a' * 1000\nfor i in range(3000):\n    y = [x] * 100\nresult = i"
    outcome = shared.run(source, {}, trace=True)
    assert outcome.result == 2999
    assert 100 < len(outcome.trace) <= 1000
