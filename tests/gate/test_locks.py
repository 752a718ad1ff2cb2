from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
TEST = [Requirement(line) for line in PROJECT["dependency-groups"]["test"]]
LOCKS = ["requirements.lock", "requirements-test.lock"]


def read(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> set[str]:
    """Return the lines of ``lock`` that name a version, without their hashes."""
    return set(re.findall(r"^([\w.\[\]-]+==[^\\\n]+?) *\\?$", read(lock), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    assert "://" not in read(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_has_a_hash(lock: str) -> None:
    assert len(pins(lock)) > 30
    assert not re.findall(r"^[^\s\\]+==[^\\]+$", read(lock), re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "requirements"), [(LOCKS[0], RUN), (LOCKS[1], RUN + TEST)], ids=LOCKS
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, requirements: list[Requirement]) -> None:
    locked = [Requirement(pin) for pin in pins(lock)]
    versions = {pin.name: str(pin.specifier).removeprefix("==") for pin in locked}
    wrong = [
        str(wanted)
        for wanted in requirements
        if not wanted.specifier.contains(versions.get(wanted.name.lower(), "0"))
    ]
    assert wrong == []


def test_the_lock_of_the_tests_holds_the_lock_of_the_program() -> None:
    assert pins("requirements.lock") <= pins("requirements-test.lock")


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [str(wanted) for wanted in RUN + TEST if wanted.name not in reasons] == []
