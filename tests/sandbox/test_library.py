"""The scripts that are shipped: they do what their tests say, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop import paths, texts
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.exchange.script_file import read_library_file
from crm_desktop.kpi.script import Script
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.services.script_library import library
from crm_desktop.services.script_tests import run_tests

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "script-library.md"
FILES = sorted(paths.script_library().glob("*.toml"))
SPEAKING = {
    "add_line",
    "log",
    "no_value",
    "set_bonus",
    "set_coefficient",
    "set_total",
    "set_value",
}
NOTHING_DONE = {ScriptKind.INDICATOR: "result = 0", ScriptKind.REWARD: "pass"}

of_each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
in_both_languages = pytest.mark.parametrize("language", texts.LANGUAGES)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(is_shared=True) as found:
        yield found


@pytest.fixture
def in_english() -> Iterator[None]:
    before = texts.language()
    yield
    texts.activate(before)


def spoken(source: str) -> set[str]:
    """Return the texts that ``source`` writes for people, as they stand between the quotes."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    arguments = (
        argument
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in SPEAKING
        for argument in call.args
        if isinstance(argument, ast.JoinedStr)
        or (isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    )
    written = (ast.get_source_segment(source, argument) or "" for argument in arguments)
    return {text.removeprefix("f").strip('"') for text in written}


def is_russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.lower())


def test_there_are_scripts_for_both_kinds() -> None:
    kinds = [read_library_file(file).english.script.kind for file in FILES]
    assert min(kinds.count(kind) for kind in ScriptKind) >= 9


@of_each_file
@in_both_languages
def test_its_tests_pass(file: Path, language: str) -> None:
    script = read_library_file(file).in_language(language).script
    assert [
        (one.name, one.got, one.message) for one in run_tests(script) if not one.has_passed
    ] == []


@of_each_file
def test_its_tests_notice_a_script_that_does_nothing(file: Path) -> None:
    script = read_library_file(file).english.script
    idle = replace(script, source=NOTHING_DONE[script.kind])
    assert [one.name for one in run_tests(idle) if not one.has_passed] != []


@of_each_file
@in_both_languages
def test_it_has_no_problems_and_at_least_three_tests(
    sandbox: Sandbox, file: Path, language: str
) -> None:
    script = read_library_file(file).in_language(language).script
    assert sandbox.check(script.source, script.kind) == []
    assert len(script.tests) >= 3
    assert len({test.name for test in script.tests}) == len(script.tests)


@of_each_file
def test_it_reads_what_it_declares(file: Path) -> None:
    script = read_library_file(file).english.script
    constants = {
        node.value for node in ast.walk(ast.parse(script.source)) if isinstance(node, ast.Constant)
    }
    assert {*script.reads, *(one.name for one in script.inputs)} <= constants


@of_each_file
def test_all_that_people_read_is_in_both_languages(file: Path) -> None:
    found = read_library_file(file)
    english, russian = found.english.script, found.russian.script
    read = spoken(english.source) | {test.name for test in english.tests}
    labels = {one.code for test in english.tests for one in test.expects if one.what == "line"}
    told = (russian.name, russian.description, found.russian.explanation, *found.words.values())

    assert read | labels <= set(found.words)
    assert all(map(is_russian, told))
    assert not any(map(is_russian, (english.name, english.description, found.english.explanation)))
    assert "" not in (english.description, found.english.explanation)


@of_each_file
def test_every_word_is_said_somewhere(file: Path) -> None:
    found = read_library_file(file)
    script = found.english.script
    texts_of_tests = (text for test in script.tests for text in (f'"{test.name}"', test.given))
    said = "\n".join((script.source, *texts_of_tests))
    assert [word for word in found.words if f'"{word}"' not in said] == []


@of_each_file
def test_the_documents_list_it_with_what_it_reads(file: Path) -> None:
    found = read_library_file(file)
    script = found.english.script
    reads = ", ".join(f"`{code}`" for code in script.reads) or "—"
    records = ", ".join(one.entity.value for one in script.inputs) or "—"
    names = f"{script.name} | {found.russian.script.name}"
    row = f"| [`{script.code}`](../scripts/{file.name}) | {names} | {reads} | {records} |\n"
    assert row in DOCUMENT.read_text(encoding="utf-8")


def test_codes_are_the_names_of_the_files() -> None:
    codes = {file.stem: read_library_file(file).english.script.code for file in FILES}
    assert {stem: code for stem, code in codes.items() if stem != code} == {}


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("language", "name"), [("en", "Premium for mentors"), ("ru", "Премия наставнику")]
)
def test_the_library_is_in_the_language_in_force(language: str, name: str) -> None:
    texts.activate(language)
    names = [one.script.name for one in library()]
    assert (len(names), name in names) == (len(FILES), True)
    assert names == sorted(names, key=str.casefold)
    assert all(isinstance(one.script, Script) for one in library())
