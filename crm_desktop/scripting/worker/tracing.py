"""Every variable of a script after each of its lines, for whoever looks for a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from reprlib import Repr
from types import FrameType
from typing import Any

from .faults import FILENAME, clean

MAX_STEPS = 1_000
MAX_NAMES = 40
MAX_SHOWN = 120
MAX_KEPT = 500_000
_SHOWN = frozenset(
    {
        bool, int, str, Decimal, date, datetime, time, timedelta, type(None),
        list, tuple, dict, set, frozenset, range,
    }
)  # fmt: skip


class _Short(Repr):
    """Writes the beginning of what is long, and Decimals as the numbers that they are."""

    maxlist = maxtuple = maxset = maxfrozenset = maxdict = 6
    maxlevel = 3
    maxstring = maxlong = 60
    maxother = 60

    def repr_Decimal(self, number: Decimal, _level: int) -> str:
        return str(number)

    def repr_datetime(self, moment: datetime, _level: int) -> str:
        return moment.isoformat(" ")

    def repr_date(self, day: date, _level: int) -> str:
        return day.isoformat()


class Tracer:
    """Keeps a step for each line that was done, as far as the room goes.

    What a line did is seen when the next line of its frame begins, or when the frame ends.
    """

    def __init__(self, ground: frozenset[str]) -> None:
        self.steps: list[tuple[int, dict[str, str]]] = []
        self._ground = ground
        self._short = _Short()
        self._begun: dict[FrameType, int] = {}
        self._kept = 0

    def begin(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Follow the frames of the script alone."""
        if event != "call" or frame.f_code.co_filename != FILENAME:
            return None
        return None if self._is_full() else self._follow

    def _follow(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if self._is_full():
            self._begun.clear()
            return None
        line = self._begun.pop(frame, None)
        if line is not None:
            self.steps.append((line, self._values_in(frame.f_locals)))
        if event == "line":
            self._begun[frame] = frame.f_lineno
        return self._follow

    def _is_full(self) -> bool:
        return len(self.steps) >= MAX_STEPS or self._kept > MAX_KEPT

    def _values_in(self, held: Mapping[str, Any]) -> dict[str, str]:
        shown: dict[str, str] = {}
        for name, value in held.items():
            if name in self._ground or name.startswith("_") or type(value) not in _SHOWN:
                continue
            called, text = clean(name, MAX_SHOWN), self._text_of(value)
            shown[called] = text
            self._kept += len(called) + len(text) + 10
            if len(shown) >= MAX_NAMES:
                break
        return shown

    def _text_of(self, value: Any) -> str:
        try:
            return clean(self._short.repr(value), MAX_SHOWN)
        except Exception:  # noqa: BLE001 - what cannot be shown must not change the run
            return "…"
