"""Programs of Pascal and the scripts that they become answer the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.scripting.pascal import convert
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits
from tests.pascal import comparing, generated


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    """Yield one worker for all programs, which are our own."""
    with Sandbox(Limits(), is_shared=True) as sandbox:
        yield sandbox


def test_the_compiler_whose_answers_stand_there_is_named() -> None:
    named = (comparing.HERE / "compiler.txt").read_text(encoding="utf-8")
    assert named.startswith("Free Pascal 3.")


def test_there_are_programs_enough() -> None:
    sources = [comparing.recorded(name)[0] for name in comparing.programs()]
    assert len(sources) >= 60
    assert sum(any("а" <= sign <= "я" for sign in source) for source in sources) >= 10


@pytest.mark.parametrize("name", comparing.programs())
def test_a_script_answers_as_free_pascal_does(box: Sandbox, name: str) -> None:
    source, wanted = comparing.recorded(name)
    outcome = comparing.run(box, convert(source).python, wanted=wanted)
    assert comparing.difference(wanted, outcome) is None


@pytest.mark.parametrize("name", comparing.programs())
def test_the_editor_finds_nothing_wrong_with_a_converted_script(box: Sandbox, name: str) -> None:
    script = convert(comparing.recorded(name)[0]).python
    assert box.check(script, comparing.kind_of(script)) == []


@pytest.mark.parametrize("name", comparing.programs(comparing.RANDOM_PROGRAMS))
def test_a_random_program_answers_as_free_pascal_does(box: Sandbox, name: str) -> None:
    source, wanted = comparing.recorded(name, comparing.RANDOM_PROGRAMS)
    outcome = comparing.run(box, convert(source).python, wanted=wanted)
    assert comparing.difference(wanted, outcome) is None


def test_there_are_random_expressions_enough() -> None:
    answers = [comparing.recorded(kind, comparing.RANDOM_PROGRAMS)[1] for kind in generated.KINDS]
    assert sum(answer.count("\n") for answer in answers) >= 200


def test_a_difference_is_seen(box: Sandbox) -> None:
    outcome = comparing.run(box, "print('one  two')\nprint(1.5)\n", wanted="")
    assert comparing.difference("one  two\n1.5000000001\n", outcome) is None
    assert comparing.difference("one two\n1.5\n", outcome) is not None
    assert comparing.difference("one  two\n1.50001\n", outcome) is not None
    assert comparing.difference("one  two\n", outcome) is not None


def test_every_program_of_the_folder_has_its_answer() -> None:
    def stems(ending: str) -> set[str]:
        return {path.stem for path in Path(comparing.PROGRAMS).glob(f"*.{ending}")}

    assert stems("pas") == stems("txt")
