"""Expressions of Pascal written as expressions of a script."""

from __future__ import annotations

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.calls import call
from crm_desktop.scripting.pascal.context import Context, literal
from crm_desktop.scripting.pascal.designators import named, part
from crm_desktop.scripting.pascal.kinds import (
    Base,
    Choice,
    Kind,
    Level,
    Listing,
    Written,
    host,
    is_compound,
    is_flat,
    is_text,
    is_whole,
    sequence,
)

_SAFE_DIGITS = 15

_COMPARISONS = {"=": "==", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_SETS = {"+": ("|", Level.BIT_OR), "-": ("-", Level.SUM), "*": ("&", Level.BIT_AND)}
_BITS = {
    "and": ("&", Level.BIT_AND),
    "or": ("|", Level.BIT_OR),
    "xor": ("^", Level.BIT_XOR),
    "shl": ("<<", Level.SHIFT),
    "shr": (">>", Level.SHIFT),
}


def expression(c: Context, node: tree.Expression, wanted: Kind | None = None) -> Written:
    """Return ``node``; ``wanted`` is the type that is expected, where that decides something."""
    match node:
        case tree.Number():
            return _number(node)
        case tree.Text():
            kind = Base.CHARACTER if len(node.value) == 1 else Base.TEXT
            return Written(literal(node.value), kind)
        case tree.Name():
            return named(c, node)
        case tree.Member() | tree.Index():
            return part(c, node)
        case tree.Call():
            return call(c, node)
        case tree.Signed():
            return _signed(c, node)
        case tree.Binary():
            return _binary(c, node)
        case tree.SetOf():
            return _set(c, node, wanted)
        case tree.Nil():
            return Written("None", Base.UNKNOWN)
        case _:
            return c.missing(node)


def assigned(c: Context, node: tree.Expression, kind: Kind) -> str:
    """Return the value of ``node`` for a variable of ``kind``: a record is copied."""
    value = expression(c, node, kind)
    if value.is_place and is_compound(value.kind):
        return f"{value:atom}.copy()" if is_flat(host(value.kind)) else f"copied({value})"
    return value.text


def _number(node: tree.Number) -> Written:
    text = node.text.lower()
    if text.startswith("$"):
        return Written(f"0x{text[1:].upper()}", Base.INTEGER, is_natural=True)
    if text.isdecimal():
        return Written(str(int(text)), Base.INTEGER, is_natural=True)
    if sum(map(str.isdecimal, text)) > _SAFE_DIGITS:
        return Written(f'Decimal("{text}")', Base.REAL, is_natural=True)
    return Written(text, Base.REAL, is_natural=True)


def _signed(c: Context, node: tree.Signed) -> Written:
    value = expression(c, node.operand)
    if node.sign == "+":
        return value
    if node.sign == "-":
        return Written(f"-{value:sign}", value.kind, Level.SIGN)
    if is_whole(value.kind):
        return Written(f"~{value:sign}", value.kind, Level.SIGN)
    return Written(f"not {value:not}", Base.BOOLEAN, Level.NOT)


def _binary(c: Context, node: tree.Binary) -> Written:
    left = expression(c, node.left)
    if node.sign == "in" and isinstance(node.right, tree.SetOf) and left.is_simple:
        return among(c, left, node.right.spans)
    with c.apart() as needed:
        right = expression(c, node.right, left.kind if node.sign != "in" else None)
    if needed and node.sign in {"and", "or"} and not is_whole(left.kind):
        return _stepwise(c, node.sign, left, right, needed)
    c.before += needed
    if isinstance(left.kind, Choice) and isinstance(right.kind, Listing):
        right = Written(right.text, left.kind)
    if node.sign == "in":
        text = f"{left:bit_or} in {right:bit_or}"
        return Written(text, Base.BOOLEAN, Level.COMPARISON)
    return operation(left, node.sign, right)


def _stepwise(c: Context, sign: str, left: Written, right: Written, needed: list[str]) -> Written:
    """Return ``left`` and or or ``right``, whose steps are taken only where it counts."""
    name = c.names.temporary("holds")
    c.before += [f"{name} = {left}", f"if {name}:" if sign == "and" else f"if not {name}:"]
    c.before += [f"    {line}" for line in (*needed, f"{name} = {right}")]
    return Written(name, Base.BOOLEAN)


def operation(left: Written, sign: str, right: Written) -> Written:
    """Return ``left`` and ``right`` joined by an operator of Pascal."""
    if sign in _COMPARISONS:
        text = f"{left:bit_or} {_COMPARISONS[sign]} {right:bit_or}"
        return Written(text, Base.BOOLEAN, Level.COMPARISON)
    if isinstance(host(left.kind), Choice) and sign in _SETS:
        python, level = _SETS[sign]
        text = f"{left.at(level)} {python} {right.at(Level(level + 1))}"
        return Written(text, left.kind, level)
    if sign in _BITS:
        return _logical(left, sign, right)
    if sign in {"div", "mod"}:
        return _whole_division(left, sign, right)
    return _arithmetic(left, sign, right)


def _arithmetic(left: Written, sign: str, right: Written) -> Written:
    level = Level.SUM if sign in "+-" else Level.PRODUCT
    text = f"{left.at(level)} {sign} {right.at(Level(level + 1))}"
    if sign == "+" and (is_text(left.kind) or is_text(right.kind)):
        return Written(text, Base.TEXT, level)
    is_natural = sign != "-" and left.is_natural and right.is_natural
    if sign == "/":
        return Written(text, Base.REAL, level, is_natural)
    kinds = {host(left.kind), host(right.kind)}
    if Base.REAL in kinds or Base.UNKNOWN in kinds:
        known = Base.REAL if kinds <= {Base.REAL, Base.INTEGER} else Base.UNKNOWN
        return Written(text, known, level, is_natural)
    return Written(text, Base.INTEGER, level, is_natural)


def _logical(left: Written, sign: str, right: Written) -> Written:
    if is_whole(left.kind) or sign in {"shl", "shr"}:
        python, level = _BITS[sign]
        text = f"{left.at(level)} {python} {right.at(Level(level + 1))}"
        is_natural = left.is_natural and right.is_natural
        return Written(text, Base.INTEGER, level, is_natural)
    if sign == "xor":
        text = f"{left:bit_or} != {right:bit_or}"
        return Written(text, Base.BOOLEAN, Level.COMPARISON)
    level = Level.AND if sign == "and" else Level.OR
    text = f"{left.at(level)} {sign} {right.at(Level(level + 1))}"
    return Written(text, Base.BOOLEAN, level)


def _whole_division(left: Written, sign: str, right: Written) -> Written:
    """Return a quotient or remainder towards zero, which Python's are for naturals alone."""
    if left.is_natural and right.is_natural:
        python = "//" if sign == "div" else "%"
        text = f"{left:product} {python} {right:sign}"
        return Written(text, Base.INTEGER, Level.PRODUCT, is_natural=True)
    return Written(f"{sign}({left}, {right})", Base.INTEGER)


def _set(c: Context, node: tree.SetOf, wanted: Kind | None) -> Written:
    if isinstance(host(wanted) if wanted else None, Listing):
        item = wanted.item if isinstance(wanted, Listing) else None
        items = [assigned(c, span.first, item or Base.UNKNOWN) for span in node.spans]
        return Written(f"[{', '.join(items)}]", wanted or Listing(Base.UNKNOWN))
    parts: list[str] = []
    kind: Kind = Base.UNKNOWN
    for span in node.spans:
        first = expression(c, span.first)
        kind = first.kind
        if span.last is None:
            parts.append(first.text)
        else:
            last = expression(c, span.last)
            parts.append(f"*{sequence(kind, f'{first:sum}', f'{last:sum}')}")
    return Written(f"{{{', '.join(parts)}}}" if parts else "set()", Choice(kind))


def among(c: Context, value: Written, spans: tuple[tree.Span, ...]) -> Written:
    """Return whether ``value``, which may be written twice, is one of ``spans``."""
    single = [expression(c, span.first) for span in spans if span.last is None]
    parts = []
    if len(single) == 1:
        parts.append(f"{value:bit_or} == {single[0]:bit_or}")
    elif single:
        parts.append(f"{value:bit_or} in ({', '.join(one.text for one in single)})")
    for span in spans:
        if span.last is not None:
            first, last = expression(c, span.first), expression(c, span.last)
            parts.append(f"{first:bit_or} <= {value:bit_or} <= {last:bit_or}")
    level = Level.COMPARISON if len(parts) == 1 else Level.OR
    return Written(" or ".join(parts) or "False", Base.BOOLEAN, level)
