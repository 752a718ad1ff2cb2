"""The file of a script of the library: the script, and what it says in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.exchange.scheme_scripts import script_of
from crm_desktop.exchange.toml_reading import DocumentError, Problem, Section, parsed, read_text
from crm_desktop.kpi.definition import Indicator, Version
from crm_desktop.kpi.script import Script, ScriptTest
from crm_desktop.kpi.source import ExternalSource
from crm_desktop.rewards import check
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message

_RUSSIAN = "ru"


@dataclass(frozen=True, slots=True)
class LibraryScript:
    """``explanation`` is for who chooses a script; its description is for whom it pays."""

    script: Script
    explanation: str


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A script in both languages; ``words`` are those of its text and tests, in Russian."""

    english: LibraryScript
    russian: LibraryScript
    words: Mapping[str, str]

    def in_language(self, language: str) -> LibraryScript:
        return self.russian if language == _RUSSIAN else self.english


def read_library_file(path: Path) -> LibraryFile:
    """Return the script of the file, which is sound wherever its indicators are.

    Raises:
        DocumentError: the file has problems; all of them are named.

    """
    return _library_file(parsed(read_text(path)))


def read_scripts(path: Path, language: str) -> tuple[Script, ...]:
    """Return the scripts of a scheme file, or that of a file of the library.

    Raises:
        DocumentError: the file has problems; all of them are named.

    """
    tables = parsed(read_text(path))
    if "scheme" in tables:
        return read_scheme(path).scripts
    return (_library_file(tables).in_language(language).script,)


def _library_file(tables: Mapping[str, object]) -> LibraryFile:
    problems: list[Problem] = []
    root = Section(tables, "", problems)
    scripts = [script_of(*found, Version()) for found in root.named_sections("scripts")]
    explanation = root.text("explanation")
    russian = root.needed_section("russian")
    name, description = russian.text("name"), russian.text("description")
    explained = russian.text("explanation")
    words = _words(russian)
    russian.finish()
    root.finish()
    if len(scripts) != 1:
        root.refuse("scripts", Message("A file of the library has one script."))
    problems += (problem for script in scripts for problem in _unsound(script))
    if problems:
        raise DocumentError(problems)
    [script] = scripts
    translated = _in_words(replace(script, name=name, description=description), words)
    return LibraryFile(
        LibraryScript(script, explanation), LibraryScript(translated, explained), words
    )


def _words(russian: Section) -> dict[str, str]:
    section = russian.section("words")
    return {} if section is None else {word: section.text(word) for word in section.table}


def _unsound(script: Script) -> list[Problem]:
    """Return what is wrong with ``script`` wherever the indicators are that it reads."""
    indicators = (Indicator(code, code, ExternalSource()) for code in script.reads)
    alone = Scheme(script.code, "RUB", indicators=tuple(indicators), scripts=(script,))
    return [Problem(found.place, found.message) for found in check.problems(alone)]


def _in_words(script: Script, words: Mapping[str, str]) -> Script:
    """Return ``script`` with each text in quotes, name of a test and label that ``words`` have."""

    def said(text: str) -> str:
        for word, translated in words.items():
            text = text.replace(f'"{word}"', f'"{translated}"')
        return text

    tests = (
        ScriptTest(
            words.get(test.name, test.name),
            said(test.given),
            tuple(replace(one, code=words.get(one.code, one.code)) for one in test.expects),
        )
        for test in script.tests
    )
    return replace(script, source=said(script.source), tests=tuple(tests))
