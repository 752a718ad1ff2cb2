"""Strict reading of TOML: every problem is collected with its place, nothing is passed over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from crm_desktop.errors import CrmError, system_reason
from crm_desktop.texts import Message, plural

_SIZE_LIMIT = 2 << 20
_DIGITS = 30
_SHOWN = 30
_EXCERPT = 80
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_LINE = re.compile(r"at line (\d+)")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Problem:
    """``place`` is a path of keys such as ``scales.x.steps[2].value``, or a cell of a table.

    It is empty for the whole file.
    """

    place: str | Message
    message: Message

    def shown(self) -> str:
        return f"{self.place}: {self.message}" if self.place else str(self.message)


@dataclass(frozen=True, slots=True)
class _Listed:
    problems: tuple[Problem, ...]

    def shown(self) -> str:
        lines = [problem.shown() for problem in self.problems[:_SHOWN]]
        rest = len(self.problems) - len(lines)
        if rest:
            lines.append(str(plural("and {count} more", "and {count} more", count=rest)))
        return "\n".join(lines)


class DocumentError(CrmError):
    """A file that a person wrote has ``problems``; all of them are named at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            plural(
                "There is {count} problem:\n{problems}",
                "There are {count} problems:\n{problems}",
                count=len(self.problems),
                problems=_Listed(self.problems),
            )
        )


def read_text(path: Path) -> str:
    """Return the text of a file that a person wrote, without a byte order mark.

    Raises:
        DocumentError: the file cannot be opened, is too big, or is not UTF-8.

    """
    try:
        with path.open("rb") as file:
            content = file.read(_SIZE_LIMIT + 1)
    except OSError as error:
        raise _of_whole(
            Message(
                "“{path}” cannot be opened: {reason}", path=str(path), reason=system_reason(error)
            )
        ) from error
    if len(content) > _SIZE_LIMIT:
        raise _of_whole(Message("The file is bigger than {limit} MB.", limit=_SIZE_LIMIT >> 20))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _of_whole(
            Message("The file is not UTF-8 from line {line} on: save it as UTF-8.", line=line)
        ) from error


def parsed(text: str) -> dict[str, Any]:
    """Return the tables of a TOML document, every number with a point as an exact Decimal.

    Raises:
        DocumentError: ``text`` is no TOML; the problem names the line.

    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _of_whole(_not_understood(text, str(error))) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 1,000 brackets
        raise _of_whole(
            Message("The file holds a number that is too long or lists that are too deep.")
        ) from error


def _not_understood(text: str, detail: str) -> Message:
    match = _LINE.search(detail)
    lines = text.rstrip().split("\n")
    line = min(int(match[1]), len(lines)) if match else len(lines)
    excerpt = lines[line - 1].strip()[:_EXCERPT]
    if any(word in detail for word in ("twice", "overwrite", "Duplicate")):
        return Message(
            "Line {line} says again what was said before: {text}", line=line, text=excerpt
        )
    return Message("Line {line} is not understood: {text}", line=line, text=excerpt)


def _of_whole(message: Message) -> DocumentError:
    return DocumentError([Problem("", message)])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``word`` is most likely a slip of, or None."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


@dataclass(frozen=True, slots=True)
class _Form(Generic[T]):
    """What a value may be: ``read`` gives None for anything else."""

    name: Message
    read: Callable[[object], T | None]


@dataclass(slots=True)
class Section:
    """A table of a document. Its methods take keys out; ``finish`` refuses what is left over.

    A method that finds a problem notes it and returns what lets reading go on.
    """

    table: Mapping[str, Any]
    place: str
    problems: list[Problem]
    _asked: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self.table

    def value(self, key: str) -> object:
        """Return what stands there, of whatever type, or None."""
        return self.table[key] if self.has(key) else None

    def at(self, key: str) -> str:
        """Return the place of the value of ``key``."""
        return joined(self.place, key)

    def refuse(self, key: str, message: Message) -> None:
        """Note a problem of the value of ``key``."""
        self.problems.append(Problem(self.at(key), message))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a ``default`` it is required."""
        return self._required(key, TEXT, "") if default is None else self._or(key, TEXT, default)

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None where there is none."""
        return self._or(key, TEXT, None)

    def flag(self, key: str, *, default: bool = False) -> bool:
        return self._or(key, FLAG, default)

    def number(self, key: str) -> Decimal:
        """Return a required number, written as a number or as a text."""
        return self._required(key, NUMBER, Decimal(0))

    def number_or(self, key: str, default: T) -> Decimal | T:
        """Return a number, or ``default`` where there is none."""
        return self.number(key) if self.has(key) else default

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """Return a list of numbers, empty where there is none."""
        return tuple(number for _, number in self._items(key, NUMBER))

    def whole(self, key: str, default: D) -> int | D:
        """Return a whole number, or ``default`` where there is none."""
        return self._or(key, WHOLE, default)

    def count(self, key: str) -> int:
        """Return a required whole number."""
        return self._required(key, WHOLE, 0)

    def day(self, key: str, default: D) -> date | D:
        return self._or(key, DAY, default)

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Return the member of ``kind`` that is named; without a ``default`` it is required."""
        members = list(kind)
        word = self.text(key, None if default is None else default.value)
        if word in members:
            return kind(word)
        if isinstance(self.table.get(key), str):
            self.refuse(key, unknown_word(word, [member.value for member in members]))
        return default or members[0]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        return tuple(text for _, text in self._items(key, TEXT))

    def section(self, key: str) -> Section | None:
        """Return a table, or None where there is none."""
        found = self._or(key, TABLE, None)
        return None if found is None else Section(found, self.at(key), self.problems)

    def needed_section(self, key: str) -> Section:
        """Return a table, or an empty one that keeps its problems to itself where there is none."""
        table: dict[str, Any] = self._required(key, TABLE, {})
        return Section(table, self.at(key), self._problems_within(key))

    def named_sections(self, key: str) -> Iterator[tuple[str, Section]]:
        """Yield each table of a table of tables with its key."""
        outer = self.section(key)
        if outer is not None:
            for code in outer.table:
                inner = outer.section(code)
                if inner is not None:
                    yield code, inner

    def sections(self, key: str) -> Iterator[Section]:
        """Yield each table of a list of tables."""
        for place, table in self._items(key, TABLE):
            yield Section(table, self.at(place), self.problems)

    def texts_and_sections(self, key: str) -> Iterator[tuple[str, str | Section]]:
        """Yield each text or table of a list with its key."""
        for place, item in self._items(key, _TEXT_OR_TABLE):
            if isinstance(item, str):
                yield place, item
            else:
                yield place, Section(item, self.at(place), self.problems)

    def finish(self) -> None:
        """Refuse the keys that nothing asked for."""
        for key in self.table:
            if key not in self._asked:
                self.refuse(key, _unknown_key(key, self._asked))

    def _problems_within(self, key: str) -> list[Problem]:
        return self.problems if isinstance(self.table.get(key), dict) else []

    def _required(self, key: str, form: _Form[T], stand_in: T) -> T:
        if not self.has(key):
            message = Message("The key “{key}” is missing.", key=key)
            self.problems.append(Problem(self.place, message))
        return self._or(key, form, stand_in)

    def _or(self, key: str, form: _Form[T], default: D) -> T | D:
        if not self.has(key):
            return default
        found = self._read(key, self.table[key], form)
        return default if found is None else found

    def _items(self, key: str, form: _Form[T]) -> Iterator[tuple[str, T]]:
        listed: list[object] = self._or(key, LIST, [])
        for i, item in enumerate(listed, 1):
            found = self._read(f"{key}[{i}]", item, form)
            if found is not None:
                yield f"{key}[{i}]", found

    def _read(self, key: str, value: object, form: _Form[T]) -> T | None:
        found = form.read(value)
        if found is None:
            self.refuse(key, Message("Here belongs {wanted}.", wanted=form.name))
        return found


def exact(value: object) -> Decimal | None:
    """Return the number that TOML holds as such or as a text, or None for anything else.

    Neither above 10³⁰ nor finer than 10⁻³⁰: what is beyond is a slip, or meant to harm.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() > _DIGITS:
        return None
    return number if int(number.as_tuple().exponent) >= -_DIGITS else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text_or_table(value: object) -> str | dict[str, Any] | None:
    return value if isinstance(value, str | dict) else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _instance(kind: type[T]) -> Callable[[object], T | None]:
    return lambda value: value if isinstance(value, kind) else None


TEXT = _Form(Message("a text in quotes"), _instance(str))
FLAG = _Form(Message("true or false"), _instance(bool))
NUMBER = _Form(Message("a number such as 1500.50"), exact)
WHOLE = _Form(Message("a whole number such as 3"), _whole)
DAY = _Form(Message("a day such as 2026-03-01, without quotes"), _day)
LIST: _Form[list[Any]] = _Form(Message("a list in square brackets"), _instance(list))
TABLE: _Form[dict[str, Any]] = _Form(Message("a table of keys and values"), _instance(dict))
_TEXT_OR_TABLE: _Form[str | dict[str, Any]] = _Form(
    Message("a text in quotes or a table of keys and values"), _text_or_table
)


def joined(place: str, key: str) -> str:
    """Return the place of ``key`` within ``place``."""
    return f"{place}.{key}" if place else key


def unknown_word(word: str, known: Iterable[str]) -> Message:
    """Return what to say where one of ``known`` should stand."""
    words = list(known)
    guess = nearest(word, words)
    if guess is not None:
        return Message("“{word}” is not known here. Is “{guess}” meant?", word=word, guess=guess)
    return Message(
        "“{word}” is not known here: use one of {allowed}.", word=word, allowed=", ".join(words)
    )


def _unknown_key(key: str, known: Iterable[str]) -> Message:
    guess = nearest(key, known)
    if guess is not None:
        return Message("The key “{key}” is not known. Is “{guess}” meant?", key=key, guess=guess)
    return Message(
        "The key “{key}” is not known here: use {allowed}.",
        key=key,
        allowed=", ".join(sorted(known)),
    )
