"""A worker that answers what it likes gets an error within its time, and nothing else."""

from __future__ import annotations

import json
import struct
import sys
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.scripting.answers import findings, memory, outcome
from crm_desktop.scripting.frames import BadFrameError, decode
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits, RunStatus

LIMITS = Limits(seconds=Decimal(1))
READY = b'{"ready": [["seccomp", true, "1"]]}'
NO_PROBLEMS = b'{"findings": []}'

LIAR = """
import sys, time, struct
out = sys.stdout.buffer
def send(body):
    out.write(struct.pack(">I", len(body)) + body); out.flush()
send({ready!r}); send({findings!r})
asked = b""
while b'"run"' not in asked:  # else it might end before anybody is at work
    asked += sys.stdin.buffer.read1()
{lie}
time.sleep(60)
"""


def lied_to(lie: str) -> tuple[RunStatus, float]:
    """Return what comes of a run whose worker says ``lie``, and how long it takes."""
    program = LIAR.format(ready=READY, findings=NO_PROBLEMS, lie=lie)
    command = [sys.executable, "-I", "-S", "-c", program]
    with Sandbox(LIMITS, command=command) as sandbox:
        assert sandbox.layers()
        began = time.monotonic()
        found = sandbox.run("result = 1", {})
        seconds = time.monotonic() - began
    return found.status, seconds


@pytest.mark.parametrize(
    ("lie", "status"),
    [
        ("", RunStatus.LIMIT),
        ("out.write(b'\\xff\\xff\\xff\\xff'); out.flush()", RunStatus.CRASH),
        ("out.write(struct.pack('>I', 500) + b'{}'); out.flush()", RunStatus.LIMIT),
        ("send(b'{\"replies\": [{\"status\": \"ok\", \"result\": NaN}]}')", RunStatus.CRASH),
        ("send(b'[' * 200000)", RunStatus.CRASH),
        ("send(b'\"' + b'a' * (2 << 20) + b'\"')", RunStatus.CRASH),
        ("send(b'{\"replies\": [{}, {}, {}]}')", RunStatus.LIMIT),
        ("send(b'{\"replies\": []}')", RunStatus.CRASH),
        ("send(b'\\xff\\xfe')", RunStatus.CRASH),
        ("sys.stderr.write('Timeout (\\nFile \"<script>\", line 99999999999'); sys.exit(1)",
         RunStatus.LIMIT),
        ("sys.exit(0)", RunStatus.CRASH),
        ("while True: send(b'{}')", RunStatus.CRASH),
        ("while True: out.write(b'\\0')", RunStatus.CRASH),
    ],
    ids=["silence", "length", "half", "NaN", "deep", "2 MB", "too many", "none", "no UTF-8",
         "line", "exit", "flood", "noughts"],
)  # fmt: skip
def test_a_lie_is_an_error_within_the_time(lie: str, status: RunStatus) -> None:
    found, seconds = lied_to(lie)
    assert found is status
    assert seconds < float(LIMITS.seconds) + 0.5 + 2  # of which starts and ends of processes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = ["status", "result", "line", "log", "printed", "us", "changes", "trace", "code", "values"]
REPLIES = st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(["ok", "error", "1"]))


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_frame_or_none(body: bytes) -> None:
    try:
        found = decode(body)
    except BadFrameError:
        return
    assert type(found) is dict


@settings(max_examples=300)
@given(REPLIES)
def test_any_reply_is_an_outcome_or_none(reply: dict[str, object]) -> None:
    try:
        found = outcome(reply)
    except BadFrameError:
        return
    assert found.status is not RunStatus.OK or found.message is None
    assert found.status is RunStatus.OK or str(found.message)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["findings", "a"]), JSON), st.text(max_size=20))
def test_any_findings_are_problems_or_none(reply: dict[str, object], source: str) -> None:
    try:
        problems, _ = findings(reply, source)
    except BadFrameError:
        return
    assert all(problem.line > 0 and str(problem.message) for problem in problems)


NUMBERS = ["NaN", "Infinity", "-Infinity", "1e5", "", " 1", "1 ", "1_000", "٣", "0x1", "1" * 60,
           "1E+9999", "1E+16", "1000000000000001", "--1", "1.", ".5", "sNaN", "1\n2", 5, 1.5, None,
           True, [], {"a": {"b": "1"}}, {"a": "NaN"}, {"a": 1}, {"a": "1 2"}, {"a": "1e5"},
           {str(number): "1" for number in range(201)}]  # fmt: skip


@pytest.mark.parametrize("result", NUMBERS, ids=str)
def test_what_is_no_number_is_no_result(result: object) -> None:
    with pytest.raises(BadFrameError):
        outcome({"status": "ok", "result": result, "us": 1})


@pytest.mark.parametrize("peak", ["1", -1, 1.5, True, 1 << 50])
def test_what_is_no_memory_is_refused(peak: object) -> None:
    with pytest.raises(BadFrameError):
        memory(peak)


def test_texts_of_a_worker_are_cut_and_cleaned() -> None:
    reply = {"status": "error", "code": "key", "values": {"key": "a\x1b[31m" * 900}, "us": 1}
    said = str(outcome(reply | {"log": ["\u202eb"], "printed": "\x07" * 100_000}).message)
    assert ("\x1b" in said, len(said) < 600) == (False, True)


def test_the_length_of_a_frame_is_looked_at_before_it_is_read() -> None:
    found, _ = lied_to(f"out.write({struct.pack('>I', 1 << 30)!r}); out.flush()")
    assert found is RunStatus.CRASH
