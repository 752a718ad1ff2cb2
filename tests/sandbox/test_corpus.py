"""No attack of the corpus gets through, and every ordinary script gives its result."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits, RunStatus
from tests.sandbox.corpus import DATA, HEAVY_KINDS, Case, Room, attack, cases, need_corpus

HOSTILE = cases("hostile")
BENIGN = cases("benign")
LIMITS = Limits(seconds=Decimal(1))


@pytest.fixture(autouse=True, scope="module")
def corpus() -> None:
    need_corpus()


@pytest.fixture(scope="module")
def walled() -> Iterator[Sandbox]:
    """Return a sandbox with all walls whose worker is shared: what is left behind is seen."""
    with Sandbox(LIMITS, is_shared=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    """Return a sandbox without the walls of the system: only the language stands between."""
    with Sandbox(LIMITS, layers=(), allow_unconfined=True, is_shared=True) as sandbox:
        yield sandbox


def test_the_corpus_is_whole() -> None:
    assert (len(HOSTILE) >= 249, len(BENIGN) >= 20) == (True, True)


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_an_attack_does_not_get_through(walled: Sandbox, case: Case, tmp_path: Path) -> None:
    assert attack(walled, case, Room(tmp_path)) == []


@pytest.mark.parametrize(
    "case",
    [case for case in HOSTILE if case.kind not in HEAVY_KINDS],
    ids=lambda case: case.name,
)
def test_an_attack_does_not_get_past_the_language(
    bare: Sandbox, case: Case, tmp_path: Path
) -> None:
    assert attack(bare, case, Room(tmp_path)) == []


@pytest.mark.parametrize("case", BENIGN, ids=lambda case: case.name)
def test_an_ordinary_script_gives_its_result(walled: Sandbox, case: Case) -> None:
    outcome = walled.run(case.path.read_bytes(), DATA)
    assert (outcome.status, outcome.message) == (RunStatus.OK, None)
    assert case.result is None or Decimal(case.result) == outcome.result
