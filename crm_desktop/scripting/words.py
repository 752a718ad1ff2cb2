"""What the worker says in codes, in the user's language: it is never quoted as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType

from crm_desktop.scripting.values import LayerCode
from crm_desktop.texts import Message, unfilled

_TEMPLATES: Mapping[str, Message] = MappingProxyType(
    {
        # The text
        "not-utf-8": Message("The script is not UTF-8 text."),
        "text-too-long": unfilled("The script is longer than {limit} KiB."),
        "line-too-long": unfilled("The line is longer than {limit} characters."),
        "character": unfilled("The character {character} may not stand in a script."),
        "too-deep": Message("Expressions or blocks are nested too deeply here."),
        "too-large": Message("The script is too large to be checked."),
        # The policy
        "underscore-name": unfilled(
            "“{name}” begins with an underscore: scripts have no such names."
        ),
        "kpi-bound": Message("“kpi” is the program's own name: choose another one."),
        "not-offered": unfilled("“{name}” is not available in scripts."),
        "import-member": unfilled("“{name}” of “{module}” is not available in scripts."),
        "import": unfilled("The module “{name}” is not available in scripts."),
        "attribute-written": unfilled("Values are not given to “.{name}”: use a variable."),
        "format-method": unfilled('“.{name}()” is not available: write f"…{{value}}…".'),
        "format-width": Message("Text is filled up to 999 characters at most."),
        "number-range": Message("The number is too large or too small."),
        "restricted": unfilled("This is not available in scripts: {text}"),
        "name": unfilled("“{name}” is not known here."),
        "kpi-name": unfilled("“kpi” has no “{name}”."),
        # A run
        "zero-division": Message("Something is divided by zero."),
        "invalid-operation": Message("This calculation has no result."),
        "key": unfilled("There is no “{key}” here."),
        "memory": Message("The script took too much memory."),
        "recursion": Message("Functions call each other too deeply."),
        "output": Message("The script printed too much."),
        "log": Message("The script wrote too much to its log."),
        "changes": Message("The script made too many changes."),
        "attribute": unfilled("For scripts there is no “{name}” in: {type}."),
        "not-indexed": unfilled("This has no places to be read by […]: {type}."),
        "not-iterated": unfilled("This cannot be walked through: {type}."),
        "not-written": unfilled("This cannot be changed by […] = …: {type}."),
        "not-a-kind": unfilled("isinstance() needs kinds of values, not {type}."),
        "round-places": unfilled("Numbers are rounded to {limit} places at most."),
        "number-text": unfilled("“{text}” is no number."),
        "not-a-number": unfilled("A number is needed, not {type}."),
        "not-converted": unfilled("Pascal's “{what}” has no counterpart: write it anew."),
        "too-few-numbers": unfilled("At least {count} numbers are needed."),
        "unknown-indicator": unfilled("There is no indicator “{code}” here."),
        "unknown-plan": unfilled("There is no plan of “{code}” here."),
        "unknown-template": unfilled("There is no bonus template “{code}” here."),
        "unknown-input": unfilled("The script has no input “{code}”."),
        "which-input": unfilled("The script has several inputs or none: name one of {offered}."),
        "code-type": unfilled("A code is text, not {type}."),
        "empty-label": Message("A line needs a label."),
        "empty-reason": Message("A change needs a reason."),
        # A result
        "no-result": Message("The script did not set “result”."),
        "result-type": unfilled("The result must be a number, or numbers by name, not {type}."),
        "result-name": unfilled("The names of results must be text, not {type}."),
        "result-infinite": Message("The result is no finite number."),
        "result-range": Message("The result is out of range."),
        "result-entries": unfilled("The result has more than {limit} numbers."),
        # The process
        "time": unfilled("The script ran longer than {limit} s."),
        "batch-time": unfilled("The whole run took longer than {limit} s."),
        "cpu": Message("The script used too much processor time."),
        "cancelled": Message("The run was stopped."),
        "forbidden": Message("The script tried what is not allowed, and its process was ended."),
        "crash": Message("The script ended its process."),
        "killed": Message("The process of the script was ended from outside."),
        "answer": Message("The process of the script gave an answer that cannot be used."),
        "start": unfilled("The process for scripts did not start: {text}"),
        "unconfined": Message(
            "The operating system gives scripts no protection here: an administrator may allow "
            "them all the same."
        ),
        "input": unfilled("What the script is given cannot be passed on: {text}"),
    }
)

_NEAR = unfilled("{said} Is one of these meant: {near}?")
_OFFERED = unfilled("{said} Available: {offered}.")
UNKNOWN = Message("The script stopped for an unknown reason.")

_TYPES: Mapping[str, Message] = MappingProxyType(
    {
        "NoneType": Message("no value"),
        "bool": Message("yes or no"),
        "int": Message("a whole number"),
        "Decimal": Message("a number"),
        "decimal.Decimal": Message("a number"),
        "str": Message("text"),
        "list": Message("a list"),
        "tuple": Message("a tuple"),
        "dict": Message("a dictionary"),
        "set": Message("a set"),
        "frozenset": Message("a set"),
        "range": Message("a range"),
        "date": Message("a day"),
        "datetime.date": Message("a day"),
        "datetime": Message("a moment"),
        "datetime.datetime": Message("a moment"),
        "timedelta": Message("a span of time"),
        "datetime.timedelta": Message("a span of time"),
        "function": Message("a function"),
        "builtin_function_or_method": Message("a function"),
        "method": Message("a function"),
        "type": Message("a kind of values"),
        "generator": Message("a generator"),
        "IndicatorKpi": Message("“kpi”"),
        "RewardKpi": Message("“kpi”"),
    }
)

_CONSTRUCTS: Mapping[str, str] = MappingProxyType(
    {
        "ClassDef": "class",
        "With": "with",
        "Match": "match",
        "TryStar": "except*",
        "Nonlocal": "nonlocal",
        "Yield": "yield",
        "YieldFrom": "yield from",
        "Await": "await",
        "AsyncFunctionDef": "async def",
        "AsyncFor": "async for",
        "AsyncWith": "async with",
        "TypeAlias": "type",
        "MatMult": "@",
        "decorator": "@…",
        "type-parameter": "def f[T]",
        "bytes": 'b"…"',
        "complex": "1j",
        "ellipsis": "...",
    }
)
_CONSTRUCT = unfilled("“{construct}” is not available in scripts.")

_SYNTAX: tuple[tuple[str, Message], ...] = (
    (r"expected ':'", Message("A colon is missing here.")),
    (r"'([(\[{])' was never closed", unfilled("The bracket “{first}” is never closed.")),
    (r"unmatched '([)\]}])'", unfilled("The bracket “{first}” was never opened.")),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'.*",
        unfilled("The bracket “{first}” closes a bracket “{second}”."),
    ),
    (r"unexpected indent", Message("The line is indented without need.")),
    (
        r"unindent does not match any outer indentation level",
        Message("The line is indented like none before it."),
    ),
    (r"expected an indented block.*", Message("The lines of the block must be indented here.")),
    (r"inconsistent use of tabs.*", Message("The line is indented by spaces and tabs together.")),
    (r"unterminated string literal.*", Message("The text has no closing quotation mark.")),
    (
        r"unterminated triple-quoted string literal.*",
        Message("The text has no closing quotation marks."),
    ),
    (r"invalid character '(.)'.*", unfilled("The character “{first}” means nothing here.")),
    (r"invalid syntax\. Perhaps you forgot a comma\?", Message("Is a comma missing here?")),
    (
        r"invalid syntax\. Maybe you meant '==' or ':=' instead of '='\?",
        Message("“=” gives a value; “==” compares."),
    ),
    (
        r"cannot assign to .* Maybe you meant '==' instead of '='\?",
        Message("“=” gives a value; “==” compares."),
    ),
    (r"Missing parentheses in call to 'print'.*", Message("Write print(…) with brackets.")),
    (
        r"invalid decimal literal",
        Message("This is no number, and names do not begin with a digit."),
    ),
    (r"leading zeros in decimal integer.*", Message("A whole number does not begin with 0.")),
    (r"'(return|break|continue)' .*", unfilled("“{first}” does not belong here.")),
    (r"'(\w+)' outside .*", unfilled("“{first}” does not belong here.")),
    (r"cannot assign to .*", Message("This cannot be given a value.")),
    (r"f-string: .*", Message("The text with braces is not written right.")),
    (r"invalid syntax", Message("Python does not understand this place.")),
)
_OTHER_SYNTAX = unfilled("Python does not understand this place: {first}")

_EXCEPTIONS: Mapping[str, Message] = MappingProxyType(
    {
        "TypeError": unfilled("These values do not go together: {text}"),
        "ValueError": unfilled("This value does not fit: {text}"),
        "IndexError": Message("There is no such place in the list."),
        "AssertionError": unfilled("What the script relies on is not so: {text}"),
        "OverflowError": Message("The number is too large or too small."),
        "UnboundLocalError": unfilled("A variable is read before it has a value: {text}"),
    }
)
_OTHER_EXCEPTION = unfilled("The script stopped: {text}")

_TYPE = r"'([\w.]+)'"
_CALLED = r"(?:[\w.<>]+\.)?([\w<>]+)\(\) "
_TOGETHER = unfilled("“{first}” does not go between {second} and {third}.")
_TOO_FEW = unfilled("“{first}” is given too few values.")
_TOO_MANY = unfilled("“{first}” is given too many values.")
_NOT_UNPACKED = Message("The names on the left and the values on the right differ in number.")
_SAYINGS: tuple[tuple[str, Message], ...] = (
    (rf"unsupported operand type\(s\) for (\S+): {_TYPE} and {_TYPE}.*", _TOGETHER),
    (rf"'(\S+)' not supported between instances of {_TYPE} and {_TYPE}", _TOGETHER),
    (rf"{_CALLED}missing .*", _TOO_FEW),
    (r"(\w+) expected at least .*", _TOO_FEW),
    (rf"{_CALLED}takes .* given", _TOO_MANY),
    (r"(\w+) expected at most .*", _TOO_MANY),
    (
        rf"{_CALLED}got an unexpected keyword argument '(\w+)'",
        unfilled("“{first}” takes nothing named “{second}”."),
    ),
    (
        rf"{_TYPE} object is not callable",
        unfilled("Only functions can be called, and this is none: {first}."),
    ),
    (rf"{_TYPE} object is not iterable", unfilled("This cannot be walked through: {first}.")),
    (
        r"cannot unpack non-iterable ([\w.]+) object",
        unfilled("Several values are needed here, and this is one: {first}."),
    ),
    (r"(?:not enough|too many) values to unpack .*", _NOT_UNPACKED),
    (rf"unhashable type: {_TYPE}", unfilled("This cannot be a key: {first}.")),
    (
        r"can only concatenate (\w+) \(not \"([\w.]+)\"\) to \w+",
        unfilled('“+” does not join {first} and {second}: write str(…) or f"…".'),
    ),
    (
        r"invalid literal for int\(\) with base \d+: (.*)",
        unfilled("This is no whole number: {first}."),
    ),
    (r"exceeds the limit .* for integer string conversion.*", Message("The number is too long.")),
)
"""What Python says of values that do not go together, and its meaning; types become words."""
_PLACES = ("first", "second", "third")

_LAYER_NAMES: Mapping[LayerCode, Message] = MappingProxyType(
    {
        LayerCode.PROCESS: Message("Process of its own"),
        LayerCode.AUDIT: Message("Tripwire"),
        LayerCode.PRIVILEGES: Message("No new rights"),
        LayerCode.RLIMITS: Message("Limits of the process"),
        LayerCode.LANDLOCK: Message("No files (Landlock)"),
        LayerCode.NETWORK: Message("No network"),
        LayerCode.SECCOMP: Message("Few system calls (seccomp)"),
        LayerCode.JOB: Message("Job object"),
        LayerCode.INTEGRITY: Message("Lowest integrity"),
        LayerCode.MITIGATIONS: Message("Mitigations"),
    }
)

_LAYER_DETAILS: Mapping[LayerCode, Message] = MappingProxyType(
    {
        LayerCode.PROCESS: Message("Killed from outside when its time is over"),
        LayerCode.AUDIT: Message("Ends the process at the first forbidden step"),
        LayerCode.PRIVILEGES: Message("Nothing it starts gains rights, nobody looks into it"),
        LayerCode.RLIMITS: unfilled("Limited: {text}"),
        LayerCode.LANDLOCK: unfilled("Version {text}, nothing allowed"),
        LayerCode.NETWORK: Message("An empty network of its own"),
        LayerCode.SECCOMP: unfilled("{text} system calls allowed"),
        LayerCode.JOB: Message("Memory and processor time limited, no child processes"),
        LayerCode.INTEGRITY: Message("Nothing of the user can be written to"),
        LayerCode.MITIGATIONS: unfilled("Given up: {text}"),
    }
)
_NOT_HERE = unfilled("Not available here: {text}")
SWITCHED_OFF = Message("Switched off")


def worded(code: str, values: Mapping[str, str]) -> Message:
    """Return what ``code`` says with ``values``; what is not known is told as such."""
    if code == "syntax":
        return _syntax(values.get("text", ""))
    if code == "exception":
        return _exception(values.get("kind", ""), values.get("text", ""))
    if code == "construct":
        name = values.get("construct", "")
        return Message.of(_CONSTRUCT.template, None, {"construct": _CONSTRUCTS.get(name, name)})
    template = _TEMPLATES.get(code)
    if template is None:
        return UNKNOWN
    return _with_choice(_filled(template, values), values)


def type_word(name: str) -> Message | str:
    """Return how a person calls values of the Python type ``name``."""
    return _TYPES.get(name, name)


def layer_name(code: LayerCode) -> Message:
    return _LAYER_NAMES[code]


def layer_detail(code: LayerCode, text: str, *, is_active: bool) -> Message:
    """Return how a wall stands, or why it does not."""
    template = _LAYER_DETAILS[code] if is_active else _NOT_HERE
    return _filled(template, {"text": text})


def _filled(template: Message, values: Mapping[str, str]) -> Message:
    """Return ``template`` with those of ``values`` that it shows, dashes for missing ones."""
    shown: dict[str, object] = {}
    for _, name, _, _ in Formatter().parse(template.template):
        if name is not None:
            value = values.get(name, "—")
            shown[name] = type_word(value) if name == "type" else value
    return Message.of(template.template, None, shown)


def _with_choice(said: Message, values: Mapping[str, str]) -> Message:
    if values.get("near"):
        return Message.of(_NEAR.template, None, {"said": said, "near": values["near"]})
    if values.get("offered") and "{offered}" not in said.template:
        return Message.of(_OFFERED.template, None, {"said": said, "offered": values["offered"]})
    return said


def _syntax(text: str) -> Message:
    for pattern, template in _SYNTAX:
        match = re.fullmatch(pattern, text)
        if match:
            return _filled(template, dict(zip(("first", "second"), match.groups(), strict=False)))
    return _filled(_OTHER_SYNTAX, {"first": text})


def _exception(kind: str, text: str) -> Message:
    for pattern, saying in _SAYINGS:
        match = re.fullmatch(pattern, text)
        if match and kind in {"TypeError", "ValueError"}:
            parts = {
                name: type_word(part) for name, part in zip(_PLACES, match.groups(), strict=False)
            }
            return Message.of(saying.template, None, parts)
    template = _EXCEPTIONS.get(kind, _OTHER_EXCEPTION)
    return _filled(template, {"text": text or kind})
