"""``crm-desktop script run`` answers whatever it is given, and never fails itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.cli import main


@pytest.fixture
def answered(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what the command writes as JSON; its exit code is always 0."""
    monkeypatch.setenv("LANG", "C.UTF-8")

    def answer(*words: str) -> dict[str, Any]:
        assert main(["script", "run", *words, "--format", "json", "--language", "en"]) == 0
        found: dict[str, Any] = json.loads(capfd.readouterr().out)
        return found

    return answer


def written(folder: Path, name: str, content: str | bytes) -> str:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


DATA = """{"values": {"plan": {"$d": "100000"}, "fact": 87500.50}, "rows": [{"sales": 1200.10}],
           "employee": {"name": "Ivanova"}, "period": {"start": {"$t": "2026-03-01"}}}"""


def test_a_script_is_run_on_what_is_given(answered: Any, tmp_path: Path) -> None:
    source = """
kpi.log(f"{kpi.employee['name']} {kpi.period['start']:%d.%m.%Y}")
print("done")
result = kpi.value("fact") / kpi.value("plan") + kpi.rows()[0]["sales"]
"""
    found = answered(
        written(tmp_path, "a.py", source), "--input", written(tmp_path, "d.json", DATA)
    )
    told = {name: found[name] for name in ("status", "result", "message", "line", "log", "printed")}
    assert told == {
        "status": "ok",
        "result": "1200.975005",
        "message": None,
        "line": None,
        "log": ["Ivanova 01.03.2026"],
        "printed": "done\n",
    }


def test_a_reward_script_tells_its_changes(answered: Any, tmp_path: Path) -> None:
    file = written(tmp_path, "a.py", "kpi.set_total(kpi.total() * 1.1, 'season')")
    found = answered(
        file, "--kind", "reward", "--input", written(tmp_path, "d.json", '{"total": 10}')
    )
    assert found["changes"] == [
        {
            "what": "total",
            "code": "",
            "before": "10",
            "after": "11.0",
            "reason": "season",
            "line": 1,
        }
    ]


@pytest.mark.parametrize(
    ("content", "status", "line"),
    [
        ("x = 1\nresult = 1 / 0", "error", 2),
        ("x = 1\nimport os", "refused", 2),
        ("x = (1", "refused", 1),
        ("while True: x = 1", "limit", 1),
        (b"x = 1\n\xff\xfe", "refused", 2),
        (b"\x7fELF\x00\x00", "refused", 1),
        (b"", "error", None),
        ("x" * 100_000, "refused", 1),
    ],
    ids=["error", "refused", "syntax", "limit", "no text", "binary", "empty", "long"],
)
def test_every_end_is_an_answer(
    answered: Any, tmp_path: Path, content: str | bytes, status: str, line: int | None
) -> None:
    found = answered(written(tmp_path, "a.py", content))
    assert (found["status"], found["line"], found["result"]) == (status, line, None)
    assert found["message"]


def test_what_is_no_file_is_an_answer(answered: Any, tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "none.py", Path("a\x00b")):
        assert answered(str(name))["status"] == "refused"


@pytest.mark.parametrize(
    "content",
    ["", "[", "[]", b"\xff", '{"values": {"a": "x"}}', '{"total": 1e99999999999999999999}'],
)
def test_data_that_cannot_be_read_is_an_answer(
    answered: Any, tmp_path: Path, content: str | bytes
) -> None:
    file = written(tmp_path, "a.py", "result = 1")
    assert answered(file, "--input", written(tmp_path, "d.json", content))["status"] == "error"
    assert answered(file, "--input", str(tmp_path))["status"] == "error"


def test_data_that_is_too_long_is_not_taken_for_broken(answered: Any, tmp_path: Path) -> None:
    data = tmp_path / "d.json"
    with data.open("wb") as stream:
        stream.truncate((32 << 20) + 1)
    found = answered(written(tmp_path, "a.py", "result = 1"), "--input", str(data))
    assert (found["status"], found["message"]) == ("error", "The data is longer than 32 MB.")


def test_people_read_it_as_lines(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, "a.py", "kpi.log('hello')\nresult = {'a': 1.5}")
    assert main(["script", "run", file, "--language", "en"]) == 0
    assert capfd.readouterr().out == "It ran through.\na: 1.5\nhello\n"
