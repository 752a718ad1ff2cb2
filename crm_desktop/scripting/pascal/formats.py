"""``Format``, ``FormatFloat`` and ``FormatDateTime``, whose patterns are read when converting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import Context, literal
from crm_desktop.scripting.pascal.kinds import Base, Level, Written, host, is_text, is_whole
from crm_desktop.scripting.pascal.ordinals import Special
from crm_desktop.scripting.pascal.symbols import Variable

_DIRECTIVE = re.compile(
    r"%(?:(?P<percent>%)|(?:(?P<place>\d+):)?(?P<left>-)?(?P<width>\d+)?"
    r"(?:\.(?P<digits>\d+))?(?P<letter>[dsfnxDSFNX]|[gG]))"
)
_MASK = re.compile(
    r"""(?P<before>(?:"[^"]*"|'[^']*'|[^0#,.;"'eE])*)(?P<whole>[#0,]*)(?:\.(?P<rest>[#0]*))?"""
    r"""(?P<after>(?:"[^"]*"|'[^']*'|[^0#,.;"'eE])*)"""
)
_MOMENT = re.compile(r"""yyyy|yy|dd|mm|hh|nn|ss|"[^"]*"|'[^']*'|[^a-zA-Z"']""", re.IGNORECASE)
_SIGNS = {"yyyy": "%Y", "yy": "%y", "dd": "%d", "mm": "%m", "hh": "%H", "nn": "%M", "ss": "%S"}
_TIMES = frozenset({"%H", "%M", "%S"})


def pattern_of(c: Context, node: tree.Expression) -> str | None:
    """Return a text that is settled: written out, a constant, or several joined."""
    match node:
        case tree.Text():
            return node.value
        case tree.Name():
            found = c.scope.find(node.key)
            return found.text if isinstance(found, Variable) else None
        case tree.Binary(sign="+"):
            left, right = pattern_of(c, node.left), pattern_of(c, node.right)
            return None if left is None or right is None else left + right
        case _:
            return None


def joined(parts: Sequence[Written]) -> Written:
    """Return texts put together."""
    if not parts:
        return Written('""', Base.TEXT)
    if len(parts) == 1:
        return Written(parts[0].text, Base.TEXT, parts[0].level)
    text = " + ".join([f"{parts[0]:sum}", *(f"{part:product}" for part in parts[1:])])
    return Written(text, Base.TEXT, Level.SUM)


def _format(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) != 2 or not isinstance(given[1], tree.SetOf):
        return None
    pattern = pattern_of(c, given[0])
    if pattern is None:
        return None
    values = [span.first for span in given[1].spans]
    parts: list[Written] = []
    end, place = 0, 0
    for found in _DIRECTIVE.finditer(pattern):
        _add_text(parts, pattern[end : found.start()] + ("%" if found["percent"] else ""))
        end = found.end()
        if found["percent"]:
            continue
        place = int(found["place"]) if found["place"] else place
        if place >= len(values):
            return None
        parts.append(_directed(c.express(values[place]), found))
        place += 1
    if "%" in pattern[end:]:
        return None
    _add_text(parts, pattern[end:])
    return joined(parts)


def _add_text(parts: list[Written], text: str) -> None:
    if text:
        parts.append(Written(literal(text), Base.TEXT))


def _directed(value: Written, found: re.Match[str]) -> Written:
    """Return ``value`` as a directive such as ``%8.2f`` writes it."""
    digits = None if found["digits"] is None else int(found["digits"])
    text = _lettered(value, found["letter"].lower(), digits)
    if not found["width"]:
        return text
    side = "ljust" if found["left"] else "rjust"
    return Written(f"{text:atom}.{side}({int(found['width'])})", Base.TEXT)


def _lettered(value: Written, letter: str, digits: int | None) -> Written:
    match letter:
        case "d" if digits is not None:
            return Written(f"padded({value}, {digits})", Base.TEXT)
        case "d":
            return Written(f"str({value})", Base.TEXT)
        case "s":
            text = value if is_text(value.kind) else Written(f"str({value})", Base.TEXT)
            return text if digits is None else Written(f"{text:atom}[:{digits}]", Base.TEXT)
        case "f":
            return Written(f"fixed({value}, {2 if digits is None else digits})", Base.TEXT)
        case "n":
            return Written(f"grouped(fixed({value}, {2 if digits is None else digits}))", Base.TEXT)
        case "x":
            return Written(f'"%0{digits or 1}X" % {value:sign}', Base.TEXT, Level.PRODUCT)
        case _:
            return Written(f"float_to_str({value})", Base.TEXT)


def _format_float(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    pattern = pattern_of(c, given[0]) if len(given) == 2 else None
    found = _MASK.fullmatch(pattern) if pattern else None
    if found is None or not (found["whole"] or found["rest"]):
        return None
    value = c.express(given[1])
    rest = found["rest"] or ""
    whole = found["whole"].replace(",", "").lstrip("#").count("0")
    least = rest.rfind("0") + 1
    text = f"masked({value}, {whole}, {least}, {len(rest)})"
    if "," in found["whole"]:
        text = f"grouped({text})"
    parts: list[Written] = []
    _add_text(parts, _unquoted(found["before"]))
    parts.append(Written(text, Base.TEXT))
    _add_text(parts, _unquoted(found["after"]))
    return joined(parts)


def _unquoted(text: str) -> str:
    return text.replace('"', "").replace("'", "")


def _format_moment(
    c: Context, _node: tree.Node, given: Sequence[tree.Expression]
) -> Written | None:
    pattern = pattern_of(c, given[0]) if len(given) == 2 else None
    if pattern is None or _MOMENT.sub("", pattern):
        return None
    signs: list[str] = []
    for piece in _MOMENT.findall(pattern):
        sign = _SIGNS.get(piece.lower(), _unquoted(piece).replace("%", "%%"))
        is_minute = sign == "%m" and "%H" in signs and "%M" not in signs
        signs.append("%M" if is_minute else sign)
    reader = "moment_of" if _TIMES & set(signs) else "date_of"
    value = c.express(given[1])
    return Written(f"{reader}({value}).strftime({literal(''.join(signs))})", Base.TEXT)


def printed(c: Context, node: tree.Expression) -> Written | None:
    """Return an argument of ``Write`` as Pascal prints it, or None: that is not foreseen."""
    if not isinstance(node, tree.Layout):
        value = c.express(node)
        return _as_printed(value)
    value, width = c.express(node.value), c.express(node.width)
    if node.decimals is not None:
        decimals = c.express(node.decimals)
        text = Written(f"fixed({value}, {decimals})", Base.TEXT)
    elif host(value.kind) is Base.REAL:
        return None
    else:
        shown = _as_printed(value)
        is_text_now = is_text(shown.kind)
        text = shown if is_text_now else Written(f"str({shown})", Base.TEXT)
    if width.text in {"0", "1"}:
        return text
    return Written(f"{text:atom}.rjust({width})", Base.TEXT)


def _as_printed(value: Written) -> Written:
    kind = host(value.kind)
    if kind is Base.REAL:
        return Written(f"exponential({value})", Base.TEXT)
    if kind is Base.BOOLEAN:
        return Written(f"str({value}).upper()", Base.TEXT)
    if is_whole(kind) and kind is not Base.INTEGER:
        labels = ", ".join(literal(label) for label in getattr(kind, "labels", ()))
        return Written(f"({labels},)[{value}]", Base.TEXT)
    return value


FORMATS: Mapping[str, Special] = {
    "format": _format,
    "formatfloat": _format_float,
    "formatcurr": _format_float,
    "formatdatetime": _format_moment,
}
"""What is written out by a pattern, by folded name."""
