"""What a script may be given and what it answers: the values that rules and the sandbox share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from crm_desktop.texts import Message

Plain: TypeAlias = (
    "bool | int | Decimal | str | date | datetime | list[Plain] | dict[str, Plain] | None"
)
"""What a script reads and what it leaves behind: data alone, never a live object."""

LONGEST_SOURCE = 64 * 1024
"""So many bytes of UTF-8 the text of a script has at most."""


class ScriptKind(StrEnum):
    """An INDICATOR script returns a value, a REWARD script changes what an employee earned."""

    INDICATOR = "indicator"
    REWARD = "reward"

    def shown(self) -> str:
        return str(_KIND_NAMES[self])


_KIND_NAMES = {
    ScriptKind.INDICATOR: Message("Indicator script"),
    ScriptKind.REWARD: Message("Reward script"),
}


class RunStatus(StrEnum):
    """How a run ended: REFUSED before it began, LIMIT by time or memory, CRASH by itself."""

    OK = "ok"
    ERROR = "error"
    LIMIT = "limit"
    REFUSED = "refused"
    CRASH = "crash"

    def shown(self) -> str:
        """Return it as a sentence."""
        return str(_ENDS[self])


_ENDS = {
    RunStatus.OK: Message("It ran through."),
    RunStatus.ERROR: Message("It ended with an error."),
    RunStatus.LIMIT: Message("It came to a limit."),
    RunStatus.REFUSED: Message("It was not let run."),
    RunStatus.CRASH: Message("It crashed."),
}


class Changed(StrEnum):
    """What a reward script changed; a LINE is added."""

    VALUE = "value"
    COEFFICIENT = "coefficient"
    BONUS = "bonus"
    TOTAL = "total"
    LINE = "line"

    def shown(self) -> str:
        return str(_CHANGED_NAMES[self])


_CHANGED_NAMES = {
    Changed.VALUE: Message("value"),
    Changed.COEFFICIENT: Message("coefficient"),
    Changed.BONUS: Message("bonus"),
    Changed.TOTAL: Message("total"),
    Changed.LINE: Message("line"),
}


@dataclass(frozen=True, slots=True)
class ScriptChange:
    """One change by a reward script, in the order made.

    ``code`` is that of the indicator or the bonus template, the label of a LINE, empty for the
    TOTAL. ``before`` is what the script could read, None where there was none. Sums are in major
    units. ``reason`` is the script's own, ``line`` where it stands in its text.
    """

    what: Changed
    code: str
    before: Decimal | None
    after: Decimal
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ScriptAnswer:
    """What a run came to; ``problem`` says why it has no value and made no changes.

    ``value`` is what an indicator script set as ``result``. ``log`` has what it wrote down.
    """

    value: Decimal | None = None
    changes: tuple[ScriptChange, ...] = ()
    log: tuple[str, ...] = ()
    problem: Message | None = None
