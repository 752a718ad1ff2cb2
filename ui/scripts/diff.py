"""What differs between two texts of a script, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from unicodedata import category

from crm_desktop.domain.fields import FIELDS
from crm_desktop.domain.filter_words import in_words
from crm_desktop.kpi.script import Script, ScriptInput
from crm_desktop.texts import Message, plural
from ui.scheme.indicators.words import WINDOWS

_AROUND = 3
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cn"})


class Side(StrEnum):
    """Where a line stands; the sign is what a reader sees besides the colour."""

    BOTH = " "
    OLD = "−"
    NEW = "+"
    GAP = "⋮"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """``old`` and ``new`` count from 1; None where the line is not in that text."""

    side: Side
    text: str
    old: int | None = None
    new: int | None = None


def differences(before: str, after: str) -> tuple[DiffLine, ...]:
    """Return the lines that changed, with a few around them; nothing where both are alike.

    Where lines are left out, a gap counts them.
    """
    old, new = before.splitlines(), after.splitlines()
    found: list[DiffLine] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    seen = 0
    for group in matcher.get_grouped_opcodes(_AROUND):
        found += _gap(group[0][1] - seen)
        seen = group[-1][2]
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=True)
                found += (DiffLine(Side.BOTH, old[o], o + 1, n + 1) for o, n in pairs)
                continue
            found += (DiffLine(Side.OLD, old[o], o + 1) for o in range(old_from, old_to))
            found += (DiffLine(Side.NEW, new[n], None, n + 1) for n in range(new_from, new_to))
    if found:
        found += _gap(len(old) - seen)
    return tuple(found)


def _gap(count: int) -> Iterator[DiffLine]:
    if count:
        words = plural("{count} unchanged line", "{count} unchanged lines", count=count)
        yield DiffLine(Side.GAP, f"… {words} …")


def visible(text: str) -> str:
    """Return ``text`` with signs that nobody sees, or that turn the order of others, spelt out."""
    return "".join(
        f"\\u{{{ord(sign):04x}}}" if category(sign) in _UNSEEN and sign != "\t" else sign
        for sign in text
    )


def counted(lines: Iterable[DiffLine]) -> tuple[int, int]:
    """Return how many lines came and how many went."""
    sides = [line.side for line in lines]
    return sides.count(Side.NEW), sides.count(Side.OLD)


def told(script: Script | None) -> str:
    """Return all that a run of ``script`` depends on, as a text that a person can compare."""
    if script is None:
        return ""
    head = [f"# {script.kind.shown()}"]
    if script.reads:
        head.append(str(Message("# Reads the indicators: {codes}", codes=", ".join(script.reads))))
    head += [line for one in script.inputs for line in _input_lines(one)]
    return "\n".join([*head, "", script.source])


def _input_lines(one: ScriptInput) -> Iterator[str]:
    known = FIELDS[one.entity]
    day = known[one.dated_by].label if one.dated_by in known else one.dated_by
    yield str(
        Message(
            "# Records “{name}”: {records} · {window} · {day}",
            name=one.name,
            records=one.entity,
            window=WINDOWS[one.window],
            day=day,
        )
    )
    yield str(Message("#   with the columns: {columns}", columns=", ".join(one.columns)))
    if (where := in_words(one.where, one.entity)) is not None:
        yield str(Message("#   that pass: {filter}", filter=where))
