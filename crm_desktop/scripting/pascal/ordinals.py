"""Functions of Pascal whose meaning depends on the types of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import Context
from crm_desktop.scripting.pascal.kinds import (
    Base,
    Kind,
    Level,
    Listing,
    Table,
    Written,
    bounds,
    host,
    is_text,
)
from crm_desktop.scripting.pascal.symbols import TypeSymbol

Special = Callable[[Context, tree.Node, Sequence[tree.Expression]], Written | None]
"""Returns a call written out, or None: these arguments are not foreseen."""


def _length(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) != 1:
        return None
    return Written(f"len({c.express(given[0])})", Base.INTEGER, is_natural=True)


def _bound(place: int) -> Special:
    def bound(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
        if len(given) != 1:
            return None
        kind, text = _kind_and_text(c, given[0])
        if isinstance(kind, Listing):
            if place == 0:
                return Written("0", Base.INTEGER, is_natural=True)
            return Written(f"len({text}) - 1", Base.INTEGER, Level.SUM)
        if is_text(kind) and kind is not Base.CHARACTER:
            return Written("1" if place == 0 else f"len({text})", Base.INTEGER, is_natural=True)
        index = kind.index if isinstance(kind, Table) else kind
        return Written(bounds(index)[place], host(index), Level.SUM)

    return bound


def _kind_and_text(c: Context, node: tree.Expression) -> tuple[Kind, str]:
    """Return the type that is asked for its bounds: a type by name, or that of a variable."""
    found = c.scope.find(node.key) if isinstance(node, tree.Name) else None
    if isinstance(found, TypeSymbol):
        return found.kind, ""
    value = c.express(node)
    kind = value.kind
    return (kind if isinstance(kind, (Listing, Table)) else host(kind)), f"{value}"


def _ord(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) != 1:
        return None
    value = c.express(given[0])
    match host(value.kind):
        case Base.CHARACTER | Base.TEXT:
            return Written(f"ord({value})", Base.INTEGER, is_natural=True)
        case Base.BOOLEAN:
            return Written(f"int({value})", Base.INTEGER, is_natural=True)
        case _:
            return Written(value.text, Base.INTEGER, value.level, value.is_natural)


def _chr(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) != 1:
        return None
    return Written(f"chr({c.express(given[0])})", Base.CHARACTER)


def _neighbour(sign: str) -> Special:
    def neighbour(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
        return stepped(c.express(given[0]), sign, "1") if len(given) == 1 else None

    return neighbour


def stepped(value: Written, sign: str, step: str) -> Written:
    """Return ``value`` moved by ``step`` in the order of its type."""
    kind = host(value.kind)
    match kind:
        case Base.CHARACTER | Base.TEXT:
            return Written(f"chr(ord({value}) {sign} {step})", Base.CHARACTER)
        case Base.BOOLEAN:
            return Written(f"bool(int({value}) {sign} {step})", kind)
        case _:
            return Written(f"{value:sum} {sign} {step}", kind, Level.SUM)


def _extreme(name: str) -> Special:
    def extreme(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
        if len(given) != 2:
            return None
        one, other = (c.express(argument) for argument in given)
        kinds = {host(one.kind), host(other.kind)}
        kind = Base.INTEGER if kinds == {Base.INTEGER} else Base.REAL
        is_natural = one.is_natural and other.is_natural
        return Written(f"{name}({one}, {other})", kind, is_natural=is_natural)

    return extreme


def _either(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    """Return ``IfThen``; both of its values are computed in Pascal, which nobody can see."""
    if len(given) not in {2, 3}:
        return None
    condition, yes = c.express(given[0]), c.express(given[1])
    blank = '""' if is_text(yes.kind) else "0"
    no = c.express(given[2]) if len(given) == 3 else Written(blank, yes.kind)
    text = f"{yes:or} if {condition:or} else {no}"
    return Written(text, host(yes.kind), Level.CHOICE)


def _copy(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    """Return part of a text or of an array; with settled places a slice says it best."""
    if not given:
        return None
    whole = c.express(given[0])
    if isinstance(host(whole.kind), Listing):
        return _copied_items(c, whole, given[1:])
    if len(given) != 3:
        return None
    start, count = c.express(given[1]), c.express(given[2])
    if start.text.isdecimal() and int(start.text) >= 1:
        first = int(start.text) - 1
        shown = str(first) if first else ""
        if count.text == "2147483647":
            return Written(f"{whole:atom}[{shown}:]", Base.TEXT)
        if count.text.isdecimal():
            return Written(f"{whole:atom}[{shown}:{first + int(count.text)}]", Base.TEXT)
    return Written(f"copy({whole}, {start}, {count})", Base.TEXT)


def _copied_items(c: Context, whole: Written, places: Sequence[tree.Expression]) -> Written:
    if not places:
        return Written(f"list({whole})", whole.kind)
    start, count = (c.kept(c.express(place), "place") for place in places)
    return Written(f"{whole:atom}[{start} : {start:sum} + {count:product}]", whole.kind)


def _pos(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) != 2:
        return None
    part, text = (c.express(argument) for argument in given)
    if isinstance(given[0], tree.Text) and given[0].value:
        found = f"{text:atom}.find({part}) + 1"
        return Written(found, Base.INTEGER, Level.SUM, is_natural=True)
    return Written(f"pos({part}, {text})", Base.INTEGER, is_natural=True)


def _replaced(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) != 4 or not isinstance(given[3], tree.SetOf):
        return None
    flags = {span.first.key for span in given[3].spans if isinstance(span.first, tree.Name)}
    if flags - {"rfreplaceall"} or len(flags) != len(given[3].spans):
        return None
    text, old, new = (c.express(argument) for argument in given[:3])
    once = "" if flags else ", 1"
    return Written(f"{text:atom}.replace({old}, {new}{once})", Base.TEXT)


def _total(name: str) -> Special:
    def total(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
        if len(given) != 1:
            return None
        items = c.express(given[0], Listing(Base.REAL))
        match host(items.kind):
            case Table(item=kind):
                inner = f"{items:atom}.values()"
            case Listing(item=kind):
                inner = items.text
            case _:
                return None
        if name == "mean":
            return Written(f"sum({inner}) / len({items})", Base.REAL, Level.PRODUCT)
        return Written(f"{name}({inner})", host(kind))

    return total


def _bool_to_str(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> Written | None:
    if len(given) not in {1, 2}:
        return None
    value = c.express(given[0])
    if len(given) == 1:
        return Written(f'"-1" if {value:or} else "0"', Base.TEXT, Level.CHOICE)
    if c.express(given[1]).text != "True":
        return None
    return Written(f"str({value})", Base.TEXT)


ORDINALS: Mapping[str, Special] = {
    "length": _length,
    "low": _bound(0),
    "high": _bound(1),
    "ord": _ord,
    "chr": _chr,
    "succ": _neighbour("+"),
    "pred": _neighbour("-"),
    "min": _extreme("min"),
    "max": _extreme("max"),
    "ifthen": _either,
    "copy": _copy,
    "pos": _pos,
    "ansipos": _pos,
    "stringreplace": _replaced,
    "sum": _total("sum"),
    "sumint": _total("sum"),
    "mean": _total("mean"),
    "minvalue": _total("min"),
    "maxvalue": _total("max"),
    "minintvalue": _total("min"),
    "maxintvalue": _total("max"),
    "booltostr": _bool_to_str,
}
"""What the types decide, by folded name."""
