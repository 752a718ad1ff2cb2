"""A script as it is being written, its tests as they are typed, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from crm_desktop.domain.entry import entered_code, entered_name
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.script import Expected, Script, ScriptInput, ScriptTest
from crm_desktop.scripting.given import read_given
from crm_desktop.texts import Message
from ui.scheme.cells import CellError, Mistake, RowReader, Sheet, number_of, number_text

RESULT = "result"
"""What a test of an indicator script waits for, in a cell."""
NO_GIVEN = '{\n  "values": {},\n  "plans": {},\n  "rows": {}\n}'

_FIRST_TEXT = {
    ScriptKind.INDICATOR: "result = 0\n",
    ScriptKind.REWARD: "",
}


@dataclass(frozen=True, slots=True)
class TestSketch:
    """``expects`` are the rows of a table: what, of which code, and the value."""

    __test__ = False

    name: str = ""
    given: str = NO_GIVEN
    expects: Sheet = ()


@dataclass(frozen=True, slots=True)
class ScriptSketch:
    code: str = ""
    name: str = ""
    kind: ScriptKind = ScriptKind.INDICATOR
    source: str = _FIRST_TEXT[ScriptKind.INDICATOR]
    description: str = ""
    reads: tuple[str, ...] = ()
    inputs: tuple[ScriptInput, ...] = ()
    tests: tuple[TestSketch, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptReading:
    """What a sketch means; ``mistakes`` and ``wrong`` are of its tests, by their number."""

    script: Script
    mistakes: Mapping[int, tuple[Mistake, ...]] = field(default_factory=dict)
    wrong: Mapping[int, Message] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return not (self.mistakes or self.wrong)


def first_sketch(kind: ScriptKind) -> ScriptSketch:
    """Return what a new script of ``kind`` begins with."""
    return ScriptSketch(kind=kind, source=_FIRST_TEXT[kind])


def sketch_of(script: Script) -> ScriptSketch:
    """Return ``script`` as it would be typed."""
    tests = tuple(
        TestSketch(one.name, one.given, tuple(_line(each) for each in one.expects))
        for one in script.tests
    )
    return ScriptSketch(
        script.code,
        script.name,
        script.kind,
        script.source,
        script.description,
        script.reads,
        script.inputs,
        tests,
    )


def read(sketch: ScriptSketch) -> ScriptReading:
    """Return what ``sketch`` means; what cannot be read waits for no value."""
    tests: list[ScriptTest] = []
    mistakes: dict[int, tuple[Mistake, ...]] = {}
    wrong: dict[int, Message] = {}
    for number, one in enumerate(sketch.tests):
        expects, found = _expects(one.expects)
        if found:
            mistakes[number] = found
        if (message := given_problem(one.given)) is not None:
            wrong[number] = message
        tests.append(ScriptTest(one.name.strip(), one.given, expects))
    script = Script(
        sketch.code.strip(),
        sketch.name.strip(),
        sketch.kind,
        sketch.source,
        sketch.description.strip(),
        sketch.reads,
        sketch.inputs,
        tuple(tests),
    )
    return ScriptReading(script, mistakes, wrong)


def refuse_unsound(reading: ScriptReading) -> None:
    """Refuse what cannot be published.

    Raises:
        InvalidInputError: name or code is missing, or a test cannot be read.

    """
    entered_name(reading.script.name)
    entered_code(reading.script.code)
    if not reading.is_sound:
        raise InvalidInputError("tests", Message("Mend what is marked in the tests first."))


def given_problem(text: str) -> Message | None:
    """Return why ``text`` cannot be given to a run; None where it can."""
    try:
        read_given(text)
    except InvalidInputError as error:
        return error.message
    return None


def _line(one: Expected) -> tuple[str, str, str]:
    return (RESULT if one.what is None else one.what.value, one.code, number_text(one.value))


def _expects(rows: Sheet) -> tuple[tuple[Expected, ...], tuple[Mistake, ...]]:
    found: list[Expected] = []
    mistakes: list[Mistake] = []
    for number, line in enumerate(rows):
        if not any(text.strip() for text in line):
            continue
        reader = RowReader(number, line)
        what = reader.read(0, _what)
        value = reader.read(2, number_of)
        found.append(Expected(what, line[1].strip(), value))
        mistakes += reader.mistakes
    return tuple(found), tuple(mistakes)


def _what(text: str) -> Changed | None:
    if text in {RESULT, ""}:
        return None
    try:
        return Changed(text)
    except ValueError as error:
        raise CellError(Message("Choose one from the list.")) from error


def shown_number(value: Decimal | None) -> str:
    """Return ``value`` as the tables of the laboratory show it."""
    return "—" if value is None else number_text(value)
