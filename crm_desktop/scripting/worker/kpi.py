"""The object that scripts know as ``kpi``: it holds one subject's values and no way to others."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from . import exact
from .faults import FILENAME, LimitError, clean, fault
from .guards import ATTRIBUTES

MAX_LOG = 200
MAX_CHANGES = 500
MAX_LABEL = 200
RESULT_REASON = "result of the script"


class Change(NamedTuple):
    """One change in the order made; ``before`` is None where there was nothing."""

    what: str
    code: str
    before: exact.Number | None
    after: exact.Number
    reason: str
    line: int | None


class Kpi:
    """What scripts of both kinds are given."""

    __slots__ = ("_log", "_plans", "_rows", "_values", "employee", "period", "subject")

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._values = given.get("values") or {}
        self._plans = given.get("plans") or {}
        self._rows = given.get("rows") or []
        self.employee = given.get("employee") or given.get("subject") or {}
        self.subject = given.get("subject") or self.employee
        self.period = given.get("period") or {}
        self._log: list[str] = []

    def __repr__(self) -> str:
        return "<kpi>"

    def value(self, code: str) -> Any:
        try:
            return self._values[code]
        except (KeyError, TypeError):
            raise _unknown(self._values, code, "unknown-indicator") from None

    def plan(self, code: str) -> Any:
        try:
            return self._plans[code]
        except (KeyError, TypeError):
            raise _unknown(self._plans, code, "unknown-plan") from None

    def rows(self, input: str | None = None) -> list[dict[str, Any]]:  # noqa: A002 - scripts say it
        return [dict(row) for row in self._input(input)]

    def _input(self, name: str | None) -> Any:
        """Return the records of an input; a bare list is the one input, whatever its name."""
        inputs: Any = self._rows
        if type(inputs) is list:
            return inputs
        if name is not None:
            return _looked_up(inputs, name, "unknown-input")
        if len(inputs) != 1:
            raise fault(ValueError, "which-input", offered=", ".join(sorted(inputs)))
        return next(iter(inputs.values()))

    def log(self, text: Any) -> None:
        if len(self._log) >= MAX_LOG:
            raise LimitError("log")
        self._log.append(clean(str(text)))

    def log_of(self) -> list[str]:
        return self._log


class IndicatorKpi(Kpi):
    """What an indicator script is given; it may say why it sets no result."""

    __slots__ = ("_is_without_value",)

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self._is_without_value = False

    def no_value(self, reason: str) -> None:
        if type(reason) is not str or not reason.strip():
            raise fault(ValueError, "empty-reason")
        self.log(reason)
        self._is_without_value = True

    def is_without_value(self) -> bool:
        return self._is_without_value


class RewardKpi(Kpi):
    """What a reward script is given; what it changed is read back as changed."""

    __slots__ = ("_bonuses", "_changes", "_coefficients", "_total", "salary")

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self._coefficients = given.get("coefficients") or {}
        self._bonuses = given.get("bonuses") or {}
        self._total = given.get("total") or 0
        self.salary = given.get("salary") or 0
        self._changes: list[Change] = []

    def coefficient(self, code: str) -> Any:
        return _looked_up(self._coefficients, code, "unknown-indicator")

    def bonus(self, template: str) -> Any:
        return _looked_up(self._bonuses, template, "unknown-template")

    def total(self) -> exact.Number:
        return self._total

    def set_value(self, code: str, value: exact.Number, reason: str) -> None:
        before = self.value(code)
        self._values[code] = self._keep("value", code, before, value, reason)

    def set_coefficient(self, code: str, value: exact.Number, reason: str) -> None:
        before = self.coefficient(code)
        self._coefficients[code] = self._keep("coefficient", code, before, value, reason)

    def set_bonus(self, template: str, amount: exact.Number, reason: str) -> None:
        before = self.bonus(template)
        self._bonuses[template] = self._keep("bonus", template, before, amount, reason)
        self._add_to_total(amount - (before or 0))

    def set_total(self, amount: exact.Number, reason: str) -> None:
        self._total = self._keep("total", "", self._total, amount, reason)

    def add_line(self, label: str, amount: exact.Number, reason: str) -> None:
        if type(label) is not str or not label.strip():
            raise fault(ValueError, "empty-label")
        self._add_to_total(self._keep("line", clean(label, MAX_LABEL), None, amount, reason))

    def _add_to_total(self, amount: exact.Number) -> None:
        total = self._total + amount
        exact.checked(total)
        self._total = total

    def _keep(
        self,
        what: str,
        code: str,
        before: exact.Number | None,
        after: exact.Number,
        reason: str,
    ) -> exact.Number:
        if type(reason) is not str or not reason.strip():
            raise fault(ValueError, "empty-reason")
        if len(self._changes) >= MAX_CHANGES:
            raise LimitError("changes")
        exact.checked(after)
        if before is not None:
            exact.checked(before)
        self._changes.append(Change(what, code, before, after, clean(reason), _line_at_work()))
        return after

    def changes_of(self) -> list[Change]:
        return self._changes


_BOTH = frozenset({"employee", "log", "period", "plan", "rows", "subject", "value"})
_REWARD = {
    "add_line",
    "bonus",
    "coefficient",
    "salary",
    "set_bonus",
    "set_coefficient",
    "set_total",
    "set_value",
    "total",
}
API = {"indicator": _BOTH | {"no_value"}, "reward": _BOTH | _REWARD}
"""What each kind of script may read of ``kpi``."""

MADE: dict[str, type[IndicatorKpi | RewardKpi]] = {"indicator": IndicatorKpi, "reward": RewardKpi}

ATTRIBUTES[IndicatorKpi] = API["indicator"]
ATTRIBUTES[RewardKpi] = API["reward"]


def _looked_up(held: Mapping[str, Any], code: Any, problem: str) -> Any:
    try:
        return held[code]
    except (KeyError, TypeError):
        raise _unknown(held, code, problem) from None


def _unknown(held: Mapping[str, Any], code: Any, problem: str) -> Exception:
    """Return what says that there is no ``code``, and which ones are like it."""
    if type(code) is not str:
        return fault(TypeError, "code-type", type=type(code).__name__)
    near = get_close_matches(code[:100], sorted(held)) or sorted(held)[:5]
    return fault(KeyError, problem, code=clean(code, 100), near=", ".join(near))


def _line_at_work() -> int | None:
    """Return the line of the script that called into this module."""
    frame = sys._getframe(2)  # noqa: SLF001 - the only way to a caller's line
    while frame is not None and frame.f_code.co_filename != FILENAME:
        frame = frame.f_back  # type: ignore[assignment]
    return frame.f_lineno if frame is not None else None
