"""What the editor offers to go on with at a place of a script, and what a name there means."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm_desktop.domain.fields import FIELDS
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.script import ScriptInput
from crm_desktop.scripting.api import BUILTINS, MODULES, Entry, reference
from crm_desktop.texts import Message

_OF_INDICATORS = "value|plan|coefficient|set_value|set_coefficient"
_CODE = r"\(\s*[\"']([\w.-]*)$"
_INDICATOR = re.compile(rf"\bkpi\.(?:{_OF_INDICATORS}){_CODE}")
_TEMPLATE = re.compile(rf"\bkpi\.(?:bonus|set_bonus){_CODE}")
_ROWS = re.compile(rf"\bkpi\.rows{_CODE}")
_KEY = re.compile(r"\bkpi\.(subject|employee|period)\[[\"'](\w*)$")
_COLUMN = re.compile(r"\[[\"'](\w*)$")
_OF_KPI = re.compile(r"\bkpi\.(\w*)$")
_OF_MODULE = re.compile(r"\b(\w+)\.(\w*)$")
_NAME = re.compile(r"(?<![\w.])([^\W\d]\w*)$")
_WORD = re.compile(r"[^\W\d]\w+")
_READ = re.compile(rf"\bkpi\.(?:{_OF_INDICATORS})\(\s*[\"']([\w.-]+)[\"']")
_KEYS = {
    "subject": ("level", "code", "name", "department"),
    "employee": ("level", "code", "name", "department"),
    "period": ("kind", "start", "end"),
}
_MOST = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """``text`` is put, ``label`` is shown in its place, ``note`` explains.

    ``reads`` is an indicator that the script then asks for.

    ``goes_on`` where a code is to follow at once.
    """

    text: str
    note: str = ""
    label: str = ""
    reads: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """What goes on from ``prefix``, which is typed already."""

    prefix: str
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a script can name: codes with their names, and its inputs."""

    kind: ScriptKind = ScriptKind.INDICATOR
    indicators: tuple[tuple[str, str], ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    inputs: tuple[ScriptInput, ...] = ()


def offered(line: str, vocabulary: Vocabulary, text: str = "") -> Offers:
    """Return what goes on from the beginning of a ``line`` in the script ``text``."""
    for pattern, found in (
        (_INDICATOR, [Offer(code, name, reads=code) for code, name in vocabulary.indicators]),
        (_TEMPLATE, [Offer(code, name) for code, name in vocabulary.templates]),
        (_ROWS, [Offer(one.name, one.entity.shown()) for one in vocabulary.inputs]),
    ):
        if match := pattern.search(line):
            return _fitting(match[1], found)
    if match := _KEY.search(line):
        return _fitting(match[2], [Offer(key) for key in _KEYS[match[1]]])
    if match := _COLUMN.search(line):
        return _fitting(match[1], _columns(vocabulary))
    if is_within_text(line):
        return Offers("")
    if match := _OF_KPI.search(line):
        return _fitting(match[1], [_call(entry) for entry in reference(vocabulary.kind)])
    if match := _OF_MODULE.search(line):
        return _fitting(match[2], [Offer(name) for name in MODULES.get(match[1], ())])
    match = _NAME.search(line)
    return _fitting(match[1] if match else "", _names(text, match[1] if match else ""))


def described(line: str, column: int, vocabulary: Vocabulary) -> str:
    """Return what the name at ``column`` (from 0) of ``line`` means; empty where nobody knows."""
    for match in re.finditer(r"\bkpi(?:\.(\w+))?", line):
        if match.start() <= column <= match.end():
            entries = {entry.name: entry for entry in reference(vocabulary.kind)}
            entry = entries.get(match[1] or "")
            return explained(entry) if entry is not None else ""
    for match in re.finditer(r"[\"']([\w.-]+)[\"']", line):
        if match.start() <= column <= match.end():
            known = {**dict(vocabulary.templates), **dict(vocabulary.indicators)}
            return known.get(match[1], "")
    return ""


def explained(entry: Entry) -> str:
    """Return all that the reference says of ``entry``."""
    lines = [entry.call(), str(entry.sentence)]
    lines += [
        str(Message("{name}: {meaning}", name=each.name, meaning=each.meaning))
        for each in entry.arguments or ()
    ]
    lines.append(str(Message("Gives: {unit}", unit=entry.unit)))
    lines.append(str(Message("Example: {code}", code=entry.example)))
    return "\n".join(lines)


def asked_codes(source: str) -> tuple[str, ...]:
    """Return the codes of indicators that ``source`` writes out, each once."""
    return tuple(dict.fromkeys(_READ.findall(source)))


def is_within_text(line: str) -> bool:
    """Return whether ``line`` ends inside a string or a comment."""
    quote = ""
    place = 0
    while place < len(line):
        sign = line[place]
        if quote:
            if sign == "\\":
                place += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign == "#":
            return True
        place += 1
    return bool(quote)


def _call(entry: Entry) -> Offer:
    if entry.arguments is None:
        return Offer(entry.name, str(entry.sentence))
    if not entry.arguments:
        return Offer(f"{entry.name}()", str(entry.sentence))
    takes_code = entry.arguments[0].name in {"code", "template", "input"}
    return Offer(
        f'{entry.name}("' if takes_code else f"{entry.name}(",
        str(entry.sentence),
        entry.call().removeprefix("kpi."),
        goes_on=takes_code,
    )


def _columns(vocabulary: Vocabulary) -> list[Offer]:
    found = {}
    for one in vocabulary.inputs:
        for code in one.columns:
            field = FIELDS[one.entity].get(code)
            found[code] = Offer(code, "" if field is None else str(field.label))
    return list(found.values())


def _names(text: str, typed: str) -> list[Offer]:
    own = sorted({*_WORD.findall(text)} - {typed, *keyword.kwlist, *BUILTINS})
    return [
        Offer("kpi", str(Message("What the script sees and changes"))),
        Offer("result", str(Message("What an indicator script answers"))),
        *(Offer(name) for name in (*own, *BUILTINS, *MODULES, *keyword.kwlist)),
    ]


def _fitting(prefix: str, offers: Iterable[Offer]) -> Offers:
    """Return the offers that begin with ``prefix``, then those that have it inside."""
    wanted = prefix.casefold()
    unique = {offer.text: offer for offer in reversed(list(offers))}
    found = list(reversed(unique.values()))
    begin = [offer for offer in found if offer.text.casefold().startswith(wanted)]
    inside = [
        offer
        for offer in found
        if offer not in begin and wanted and wanted in f"{offer.text} {offer.note}".casefold()
    ]
    return Offers(prefix, tuple((begin + inside)[:_MOST]))
