"""What scripts may call, described once: the reference, completion and hover read it here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.scripting.worker import guards
from crm_desktop.texts import Message

_BOTH = frozenset(ScriptKind)
_INDICATOR = frozenset({ScriptKind.INDICATOR})
_REWARD = frozenset({ScriptKind.REWARD})


@dataclass(frozen=True, slots=True)
class Argument:
    """What a call takes: its name in a script, and what it means."""

    name: str
    meaning: Message
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of ``kpi``: what it gives, in which unit, and how it is used.

    ``arguments`` is None for what is read and not called.
    """

    name: str
    sentence: Message
    unit: Message
    example: str
    arguments: tuple[Argument, ...] | None = ()
    kinds: frozenset[ScriptKind] = _BOTH

    def call(self) -> str:
        """Return how a script writes it: ``kpi.value(code)``."""
        if self.arguments is None:
            return f"kpi.{self.name}"
        named = (f"{each.name}=None" if each.is_optional else each.name for each in self.arguments)
        return f"kpi.{self.name}({', '.join(named)})"


_CODE = Argument("code", Message("the code of an indicator"))
_TEMPLATE = Argument("template", Message("the code of a bonus template"))
_REASON = Argument("reason", Message("why, for the employee to read; it may not be empty"))
_AMOUNT = Argument("amount", Message("an amount in the firm's currency"))
_OWN_UNIT = Message("the unit of the indicator, or no value")
_CURRENCY = Message("the firm's currency")
_NOTHING = Message("nothing")

REFERENCE: tuple[Entry, ...] = (
    Entry(
        "value",
        Message("The value of an indicator for the employee and the period."),
        _OWN_UNIT,
        'calls = kpi.value("calls")',
        (_CODE,),
    ),
    Entry(
        "plan",
        Message("The plan of an indicator for the employee and the period."),
        _OWN_UNIT,
        'share = kpi.value("sales") / kpi.plan("sales")',
        (_CODE,),
    ),
    Entry(
        "rows",
        Message("The records of an input of the script, each with its columns by name."),
        Message("a list of records"),
        'total = sum(row["amount"] for row in kpi.rows("deals"))',
        (Argument("input", Message("the name of an input; not needed where there is one"), True),),
    ),
    Entry(
        "subject",
        Message("Whom the value is for: an employee, a group, a department or the company."),
        Message("values by name"),
        'name = kpi.subject["name"]',
        None,
    ),
    Entry(
        "employee",
        Message("The employee whom the run is about."),
        Message("values by name"),
        'code = kpi.employee["code"]',
        None,
    ),
    Entry(
        "period",
        Message("The first and the last day of the period."),
        Message("days named “start” and “end”"),
        'days = (kpi.period["end"] - kpi.period["start"]).days + 1',
        None,
    ),
    Entry(
        "log",
        Message("Writes a line that is shown with the result, for whoever looks how it came."),
        _NOTHING,
        'kpi.log(f"{calls} calls")',
        (Argument("text", Message("what to write")),),
    ),
    Entry(
        "no_value",
        Message("Says why there is no value where “result” is not set, as for a share of nothing."),
        _NOTHING,
        'kpi.no_value("nothing was sold")',
        (_REASON,),
        _INDICATOR,
    ),
    Entry(
        "coefficient",
        Message("The coefficient that an indicator has earned."),
        Message("a number, or no value"),
        'if kpi.coefficient("sales") < 1: …',
        (_CODE,),
        _REWARD,
    ),
    Entry(
        "bonus",
        Message("The amount that a bonus template gives."),
        _CURRENCY,
        'bonus = kpi.bonus("quarterly")',
        (_TEMPLATE,),
        _REWARD,
    ),
    Entry(
        "salary",
        Message("The salary of the employee for the period."),
        _CURRENCY,
        "least = kpi.salary * 0.1",
        None,
        _REWARD,
    ),
    Entry(
        "total",
        Message("What the employee is paid, with all changes so far."),
        _CURRENCY,
        "if kpi.total() < 40_000: …",
        (),
        _REWARD,
    ),
    Entry(
        "set_value",
        Message(
            "Gives an indicator another value; after the script, pay is computed again with it."
        ),
        _NOTHING,
        'kpi.set_value("uptime", 1, "planned works")',
        (_CODE, Argument("value", Message("the new value")), _REASON),
        _REWARD,
    ),
    Entry(
        "set_coefficient",
        Message(
            "Gives an indicator another coefficient; after the script, pay is computed again with "
            "it."
        ),
        _NOTHING,
        'kpi.set_coefficient("sales", 1.1, "season")',
        (_CODE, Argument("value", Message("the new coefficient")), _REASON),
        _REWARD,
    ),
    Entry(
        "set_bonus",
        Message("Gives a bonus template another amount; the total changes by the difference."),
        _NOTHING,
        'kpi.set_bonus("quarterly", 0, "complaints")',
        (_TEMPLATE, _AMOUNT, _REASON),
        _REWARD,
    ),
    Entry(
        "set_total",
        Message("Gives the total another amount."),
        _NOTHING,
        'kpi.set_total(40_000, "guaranteed minimum")',
        (_AMOUNT, _REASON),
        _REWARD,
    ),
    Entry(
        "add_line",
        Message("Adds a line to the pay; the total changes by its amount."),
        _NOTHING,
        'kpi.add_line("Overtime", 3_500, "for a sick colleague")',
        (Argument("label", Message("what the line is called")), _AMOUNT, _REASON),
        _REWARD,
    ),
)
"""All that ``kpi`` has, in the order in which it is read."""

BUILTINS: tuple[str, ...] = tuple(sorted({*guards.BUILTINS, "print"}))
"""What of Python a script finds without importing it."""

MODULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(sorted(space.members)) for name, space in guards.NAMESPACES.items()}
)
"""What may be imported, with its names."""


def reference(kind: ScriptKind) -> tuple[Entry, ...]:
    """Return what scripts of ``kind`` find in ``kpi``."""
    return tuple(entry for entry in REFERENCE if kind in entry.kinds)
