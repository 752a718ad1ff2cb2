"""What is known at the place of a program that is being written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from crm_desktop.scripting.hints import MARK
from crm_desktop.scripting.pascal import prelude
from crm_desktop.scripting.pascal.kinds import Base, Kind, Record, Written
from crm_desktop.scripting.pascal.layout import Page
from crm_desktop.scripting.pascal.names import PYTHON, Names
from crm_desktop.scripting.pascal.refusal import NotPascalError
from crm_desktop.scripting.pascal.symbols import RESULT, Deeds, Effects, Scope, Variable
from crm_desktop.scripting.pascal.tree import (
    Assignment,
    Call,
    CallStatement,
    Expression,
    Index,
    Member,
    Name,
    Node,
    Place,
    Program,
)
from crm_desktop.texts import Message

_WORD = re.compile(r"[^\W\d]\w*")
_UNSHOWN = re.compile(r"[^ -~\xa0-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff]")
_LONGEST_QUOTE = 60
_DEEPEST_BODY = 40
"""How deep statements may stand in each other; Python itself allows a hundred steps."""

NO_OBJECTS = Message("A script has no objects of Delphi: rows come from kpi.rows(…).")


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know about a line of the program."""

    line: int
    message: Message
    hint: Message | None = None


@dataclass(slots=True)
class Loop:
    """``before_next`` are the lines that ``continue`` must not leave out."""

    path: str | None
    start: int
    before_next: list[str] = field(default_factory=list)


Express = Callable[["Context", Expression, Kind | None], Written]
Called = Callable[["Context", Name | Call], Written]


class Context:
    """The page, the scopes and the routine in hand."""

    def __init__(
        self, program: Program, source: str, effects: Effects, *, express: Express, call: Called
    ) -> None:
        """Take the two that all others need: how expressions and calls are written."""
        self.source = source
        self._express = express
        self._call = call
        self.page = Page(source, program.comments)
        written = frozenset(_WORD.findall(source))
        self.names = Names(prelude.names() | PYTHON, written)
        self.keys = Names(frozenset())
        self.effects = effects
        self.scope = Scope()
        self.routine = ""
        self.loops: list[Loop] = []
        self.records: list[tuple[Record, str]] = []
        self.result: Variable | None = None
        self.returned: list[str] = []
        self.before: list[str] = []
        self._notes: dict[tuple[int, int, str], Note] = {}
        self._fresh: list[tuple[int, int, str]] = []
        """The notes that were made since a line was put."""
        self._marks: list[tuple[Place, Message]] = []

    def express(self, node: Expression, wanted: Kind | None = None) -> Written:
        return self._express(self, node, wanted)

    def call(self, node: Name | Call) -> Written:
        return self._call(self, node)

    # What is said to a person

    def note(self, node: Node, message: Message, hint: Message | None = None) -> None:
        key = (node.at.start, node.at.end, message.template)
        self._notes[key] = Note(node.at.line, message, hint)
        self._fresh.append(key)

    def mark(self, node: Node, message: Message, hint: Message | None = None) -> None:
        """Note ``message`` and let it stand above the line as well."""
        self.note(node, message, hint)
        self._marks.append((node.at, message))

    def missing(self, node: Node, hint: Message | None = None) -> Written:
        """Return what ends the script with the text of ``node``, which nothing stands for."""
        self.effects.misses = True
        what = self.quoted(node)
        self._unmark(node.at)
        message = Message("“{what}” has no counterpart: write it anew", what=what)
        self.mark(node, message, hint or (NO_OBJECTS if _is_of_object(node) else None))
        return Written(f"missing({literal(what)})", Base.UNKNOWN)

    def _unmark(self, at: Place) -> None:
        """Forget what was said about parts of ``at``: the whole is said."""
        self._marks = [mark for mark in self._marks if not _is_within(mark[0], at)]
        for start, end, template in self._fresh:
            if at.start <= start and end <= at.end:
                self._notes.pop((start, end, template), None)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what was noted, in the order of the program."""
        return tuple(note for _, note in sorted(self._notes.items(), key=lambda item: item[0]))

    def quoted(self, node: Node) -> str:
        """Return the beginning of what ``node`` is in the program, on one line."""
        text = " ".join(self.source[node.at.start : node.at.end].split())
        return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"

    # Lines

    def put(self, text: str, at: Place, *, until: int | None = None) -> None:
        """Put a line, what must be computed before it, and what is to be said about it."""
        if self.page.depth > _DEEPEST_BODY:
            raise NotPascalError(at.line, at.column, Message("this is nested too deeply"))
        self.page.approach(at)
        marks, self._marks = self._marks, []
        self._fresh.clear()
        before, self.before = self.before, []
        for mark in dict.fromkeys(str(message) for _, message in marks):
            self.page.add(f"{MARK}{mark}")
        for line in before:
            self.page.add(line)
        self.page.put(text, at, until=until)

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Yield the lines that an expression needs before it, kept apart from others."""
        outer, self.before = self.before, []
        inner = self.before
        try:
            yield inner
        finally:
            self.before = outer

    def kept(self, value: Written, name: str) -> Written:
        """Return ``value`` so that it may be written twice: under a name, if need be."""
        if value.is_simple:
            return value
        temporary = self.names.temporary(name)
        self.before.append(f"{temporary} = {value}")
        return Written(temporary, value.kind, is_natural=value.is_natural, is_place=value.is_place)

    # What routines do

    @property
    def deeds(self) -> Deeds:
        return self.effects.of(self.routine)

    def rebind(self, variable: Variable) -> None:
        """Remember that the routine in hand gives ``variable`` a new value."""
        if variable.owner != self.routine or not self.routine:
            self.deeds.rebinds.add(variable.path)
            self.effects.names[variable.path] = variable.name
        self.deeds.changes.add(variable.path)
        for loop in self.loops:
            if loop.path == variable.path:
                self.effects.changed_loops.add(loop.start)

    def set_result(self) -> str:
        """Return the name under which the script's answer is set from here."""
        self.deeds.rebinds.add(RESULT.path)
        self.effects.names[RESULT.path] = RESULT.name
        return RESULT.name

    @contextmanager
    def inside(self, routine: str, result: Variable | None, returned: list[str]) -> Iterator[None]:
        """Be in ``routine``, whose scope is around everything that it declares."""
        scope, around, answer, back = self.scope, self.routine, self.result, self.returned
        loops, records = self.loops, self.records
        self.scope, self.routine, self.result = Scope(scope), routine, result
        self.returned, self.loops, self.records = returned, [], []
        yield
        self.scope, self.routine, self.result, self.returned = scope, around, answer, back
        self.loops, self.records = loops, records


def literal(text: str) -> str:
    """Return ``text`` as Python writes it, with what cannot be seen as codes."""
    shown = json.dumps(text, ensure_ascii=False)
    return _UNSHOWN.sub(lambda found: _code(ord(found.group())), shown)


def _code(number: int) -> str:
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _is_within(part: Place, whole: Place) -> bool:
    return whole.start <= part.start and part.end <= whole.end


def _is_of_object(node: Node) -> bool:
    """Return whether ``node`` asks something of an object, or sets something of it."""
    match node:
        case CallStatement(call=inner) | Assignment(target=inner) | Call(routine=inner):
            return _is_of_object(inner)
        case Index(owner=inner):
            return _is_of_object(inner)
        case _:
            return isinstance(node, Member)
