"""Pascal's types: what a declaration means, and what a variable of it holds at first."""

from __future__ import annotations

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import NO_OBJECTS, Context, literal
from crm_desktop.scripting.pascal.kinds import (
    SIMPLE,
    Base,
    Choice,
    Enumeration,
    Field,
    Kind,
    Level,
    Listing,
    Range,
    Record,
    Table,
    bounds,
    host,
    is_compound,
    sequence,
)
from crm_desktop.scripting.pascal.symbols import TypeSymbol, Variable
from crm_desktop.texts import Message


def kind_of(c: Context, node: tree.TypeNode | None, *, maker: str | None = None) -> Kind:
    """Return the type that ``node`` declares; enumerations also declare their names."""
    match node:
        case None:
            return Base.UNKNOWN
        case tree.NamedType():
            return _named(c, node)
        case tree.EnumerationType():
            return _enumeration(c, node)
        case tree.RangeType():
            first, last = c.express(node.first), c.express(node.last)
            return Range(host(first.kind), f"{first:sum}", f"{last:sum}")
        case tree.ArrayType():
            item = kind_of(c, node.item)
            if not node.indexes:
                return Listing(item)
            for index in reversed(node.indexes):
                item = Table(kind_of(c, index), item)
            return item
        case tree.RecordType():
            fields = ((n.key, Field(c.keys.of(n.text), kind_of(c, t))) for n, t in node.fields)
            return Record(tuple(fields), maker)
        case tree.SetType():
            return Choice(kind_of(c, node.item))


def _named(c: Context, node: tree.NamedType) -> Kind:
    found = c.scope.find(node.name.key)
    if isinstance(found, TypeSymbol):
        return found.kind
    simple = SIMPLE.get(node.name.key)
    if simple is not None:
        if node.length is not None:
            c.note(node, Message("Texts of a limited length are not cut off in the script."))
        return simple
    name = node.name.text
    c.mark(node, Message("The type “{name}” has no counterpart", name=name), NO_OBJECTS)
    return Base.UNKNOWN


def _enumeration(c: Context, node: tree.EnumerationType) -> Kind:
    kind = Enumeration(tuple(name.text for name in node.names))
    names = [c.names.of(name.text) for name in node.names]
    for name, written in zip(node.names, names, strict=True):
        variable = Variable(name.key, written, kind, c.routine, is_constant=True)
        c.scope.declare(name.key, variable)
    values = ", ".join(map(str, range(len(names))))
    c.before.append(f"{', '.join(names)} = {values}")
    return kind


def blank(kind: Kind) -> str:
    """Return what a variable of ``kind`` holds before it is given a value."""
    match host(kind):
        case Base.BOOLEAN:
            return "False"
        case Base.CHARACTER:
            return '"\\0"'
        case Base.TEXT:
            return '""'
        case Base.UNKNOWN | Base.NOTHING:
            return "None"
        case Record() as record:
            return f"{record.maker}()" if record.maker else fresh(record)
        case Table() as table:
            return _table(table)
        case Listing():
            return "[]"
        case Choice():
            return "set()"
        case _:
            return "0"


def fresh(record: Record) -> str:
    """Return a record whose fields hold nothing yet."""
    fields = (f"{literal(field.key)}: {blank(field.kind)}" for _, field in record.fields)
    return f"{{{', '.join(fields)}}}"


def _table(table: Table) -> str:
    item = blank(table.item)
    if host(table.index) is Base.BOOLEAN:
        return f"{{False: {item}, True: {item}}}"
    return f"{{key: {item} for key in {sequence(table.index, *bounds(table.index))}}}"


def initial(c: Context, node: tree.Expression, kind: Kind) -> str:
    """Return the value of a constant or variable that is declared with one."""
    kind = host(kind)
    match node, kind:
        case tree.Listed(), Table():
            return _dictionary(kind, [initial(c, item, kind.item) for item in node.items])
        case _, Table() if not isinstance(node, tree.Name):
            return _dictionary(kind, [initial(c, node, kind.item)])
        case tree.Listed(), Listing():
            return f"[{', '.join(initial(c, item, kind.item) for item in node.items)}]"
        case tree.Filled(), Record():
            fields = dict(kind.fields)
            given = {name.key: value for name, value in node.fields}
            parts = (
                f"{literal(field.key)}: "
                + (initial(c, given[key], field.kind) if key in given else blank(field.kind))
                for key, field in fields.items()
            )
            return f"{{{', '.join(parts)}}}"
        case _:
            value = c.express(node, kind)
            copied = is_compound(kind) and value.is_place
            return f"copied({value})" if copied else value.at(Level.CHOICE)


def _dictionary(table: Table, items: list[str]) -> str:
    first, last = bounds(table.index)
    listed = f"[{', '.join(items)}]"
    if host(table.index) in {Base.CHARACTER, Base.BOOLEAN}:
        return f"dict(zip({sequence(table.index, first, last)}, {listed}))"
    return f"dict(enumerate({listed}{'' if first == '0' else f', {first}'}))"
