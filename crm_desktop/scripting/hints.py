"""Help for people who write Pascal where Python is expected."""

from __future__ import annotations

import re

from crm_desktop.texts import Message

_HINTS: tuple[tuple[str, Message], ...] = (
    (r":=", Message("Python gives a value with “=” and compares with “==”.")),
    (r"<>", Message("Python writes “!=” for “not equal”.")),
    (r"\b(if|while|elif)\b.*\bthen\b", Message("Python writes “:” where Pascal has “then”.")),
    (r"\bwhile\b.*\bdo\b", Message("Python writes “:” where Pascal has “do”.")),
    (
        r"\bfor\b.*\b(to|downto)\b",
        Message("Python counts with “for i in range(first, last + 1):”."),
    ),
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
