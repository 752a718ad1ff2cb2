"""Help for people who write Pascal where Python is expected."""

from __future__ import annotations

import re

from crm_desktop.scripting.values import Problem
from crm_desktop.texts import Message

MARK = "# CONVERT: "
"""What a line begins with, in a script that was Pascal, that a person has to look at."""

_HINTS: tuple[tuple[str, Message], ...] = (
    (r":=", Message("Python gives a value with “=” and compares with “==”.")),
    (r"<>", Message("Python writes “!=” for “not equal”.")),
    (r"\b(if|while|elif)\b.*\bthen\b", Message("Python writes “:” where Pascal has “then”.")),
    (
        r"\bfor\b.*\b(to|downto)\b",
        Message("Python counts with “for i in range(first, last + 1):”."),
    ),
    (r"\b(while|for)\b.*\bdo\b", Message("Python writes “:” where Pascal has “do”.")),
    (r"\bthen\s*(begin)?\s*$", Message("Python writes “:” where Pascal has “then”.")),
    (r"\bdo\s*(begin)?\s*$", Message("Python writes “:” where Pascal has “do”.")),
    (
        r"^\s*(begin|end[;.]?)\s*$",
        Message("Python has no “begin” and “end”: a block is what is indented."),
    ),
    (
        r"^\s*(begin|end)\b",
        Message("Python has no “begin” and “end”: a block is what is indented."),
    ),
    (
        r"^\s*(procedure|function|program)\b",
        Message("Python writes “def name(…):” for a function; a script needs no heading."),
    ),
    (r"^\s*(var|const|type)\b", Message("Python needs no declarations: a value makes a variable.")),
    (r"^\s*(repeat|until)\b", Message("Python writes “while True:” and “break” for “repeat”.")),
    (r"^\s*case\b.*\bof\b", Message("Python writes “if … elif … else” for “case”.")),
    (r"\b(div|mod)\b", Message("Python writes “//” for “div” and “%” for “mod”.")),
    (r"^\s*(\{|\(\*|//)", Message("Python's comments begin with “#”.")),
    (
        r"^\s*(if|while|elif)\b[^=<>!]*[^=<>!]=[^=]",
        Message("Python gives a value with “=” and compares with “==”."),
    ),
    (r";\s*$", Message("Python needs no semicolon at the end of a line.")),
)
"""What in a line tells of Pascal, the surest first."""

_WORDS = re.compile(
    r"begin|end|then|do|var|const|procedure|function|program|repeat|until|downto|div|mod|"
    r"inc|dec|writeln|write|inttostr|floattostr|strtoint|strtofloat|length|nil|shl|shr|xor",
    re.IGNORECASE,
)
_NAMES: dict[str, Message] = {
    "inc": Message("Python writes “x += 1” for Inc(x)."),
    "dec": Message("Python writes “x -= 1” for Dec(x)."),
    "writeln": Message("Scripts write with print(…) or kpi.log(…)."),
    "write": Message("Scripts write with print(…) or kpi.log(…)."),
    "inttostr": Message("Python writes str(x) for a number as text."),
    "floattostr": Message("Python writes str(x) for a number as text."),
    "strtoint": Message("Python writes int(text) for text as a number."),
    "strtofloat": Message("Python writes Decimal(text) for text as a number."),
    **dict.fromkeys(
        ("getvalue", "getindicator", "getkpi", "getfact"),
        Message('Scripts read an indicator with kpi.value("code").'),
    ),
    "getplan": Message('Scripts read a plan with kpi.plan("code").'),
    "getcoefficient": Message('Scripts read a coefficient with kpi.coefficient("code").'),
    "getbonus": Message('Scripts read a bonus with kpi.bonus("template").'),
    **dict.fromkeys(
        ("setvalue", "setcoefficient", "setbonus", "settotal"),
        Message(
            "Scripts of pay change it with kpi.set_value, set_coefficient, set_bonus or "
            "set_total, and a reason."
        ),
    ),
    "getsalary": Message("Scripts of pay read the salary as kpi.salary."),
    "gettotal": Message("Scripts of pay read the pay so far with kpi.total()."),
    "setresult": Message("An indicator's script gives its number with “result = …”."),
    **dict.fromkeys(
        ("addbonus", "addline", "addpremium", "addpayment"),
        Message("Scripts of pay add a line with kpi.add_line(label, amount, reason)."),
    ),
    "length": Message("Python writes len(x)."),
    "nil": Message("Python writes None."),
    "true": Message("Python writes True and False with a capital letter."),
    "false": Message("Python writes True and False with a capital letter."),
}


def hint_for_line(line: str) -> Message | None:
    """Return what may help with ``line``, which Python does not understand; None for nothing."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", line)
    for pattern, hint in _HINTS:
        if re.search(pattern, bare, re.IGNORECASE):
            return hint
    return None


def hint_for_name(name: str, line: str) -> Message | None:
    """Return what may help with ``name``, which Python does not know; None for nothing."""
    if name.lower() in _NAMES:
        return _NAMES[name.lower()]
    return hint_for_line(line) if _WORDS.fullmatch(name) else None


def left_from_pascal(text: str) -> list[Problem]:
    """Return the places of a script that its conversion has marked to be looked at."""
    return [
        Problem(number, line.index(MARK) + 1, Message("{text}", text=line.partition(MARK)[2]))
        for number, line in enumerate(text.split("\n"), 1)
        if line.lstrip().startswith(MARK)
    ]
