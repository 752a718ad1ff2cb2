"""Variables, fields of records, items of arrays and characters of texts."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import Context, literal
from crm_desktop.scripting.pascal.kinds import (
    Base,
    Kind,
    Level,
    Listing,
    Record,
    Table,
    Written,
    host,
    is_compound,
    is_text,
)
from crm_desktop.scripting.pascal.symbols import RESULT, RoutineSymbol, Variable


@dataclass(frozen=True, slots=True)
class Target:
    """What can be given a value; ``template`` makes a line of the value."""

    text: str
    kind: Kind
    template: str
    variable: Variable | None = None

    def given(self, value: str) -> str:
        """Return the line that gives it ``value``."""
        return self.template.replace("\0", value)

    @property
    def is_plain(self) -> bool:
        """Return whether it may stand on the left of ``=``."""
        return self.template == f"{self.text} = \0"


def plain(text: str, kind: Kind, variable: Variable | None = None) -> Target:
    return Target(text, kind, f"{text} = \0", variable)


def variable_of(c: Context, name: tree.Name) -> Variable | None:
    """Return the variable that ``name`` means here, a function's answer among them."""
    if c.result is not None and name.key == "result":
        c.deeds.result_uses += 1
        return c.result
    found = c.scope.find(name.key)
    if isinstance(found, Variable):
        return found
    if found is None and name.key == "result" and not c.routine:
        return RESULT
    return None


def field_of(c: Context, name: tree.Name) -> Written | None:
    """Return the field that ``name`` means inside ``with``."""
    for record, text in reversed(c.records):
        found = dict(record.fields).get(name.key)
        if found is not None:
            return Written(f"{text}[{literal(found.key)}]", found.kind, is_place=True)
    return None


def named(c: Context, node: tree.Name) -> Written:
    """Return a field of ``with``, a variable, or the answer of a routine without arguments."""
    inner = field_of(c, node)
    if inner is not None:
        return inner
    variable = variable_of(c, node)
    if variable is not None:
        return Written(variable.name, variable.kind, is_place=not variable.is_constant)
    found = c.scope.find(node.key)
    if isinstance(found, RoutineSymbol) and _is_own_answer(c, found):
        c.deeds.result_uses += 1
        return Written(c.result.name, c.result.kind, is_place=True) if c.result else c.missing(node)
    return c.call(node)


def _is_own_answer(c: Context, found: RoutineSymbol) -> bool:
    """Return whether the name of a function with parameters means its answer, inside it."""
    return found.key == c.routine and found.answer is not None and bool(found.parameters)


def part(c: Context, node: tree.Member | tree.Index) -> Written:
    """Return a field of a record, an item of an array or a character of a text."""
    if isinstance(node, tree.Member):
        return _field(c, node)
    owner = c.express(node.owner)
    for place in node.places:
        owner = _item(c, node, owner, c.express(place))
    return owner


def _field(c: Context, node: tree.Member) -> Written:
    if not _is_known(c, node.owner):
        return c.missing(node)
    error = variable_of(c, node.owner) if isinstance(node.owner, tree.Name) else None
    if error is not None and error.is_error and node.name.key == "message":
        return Written(f"str({error.name})", Base.TEXT)
    owner = c.express(node.owner)
    match host(owner.kind):
        case Record(fields=fields) if node.name.key in dict(fields):
            found = dict(fields)[node.name.key]
            return Written(f"{owner:atom}[{literal(found.key)}]", found.kind, is_place=True)
        case _:
            return c.missing(node)


def _is_known(c: Context, node: tree.Expression) -> bool:
    """Return whether the innermost name of ``node`` is declared, so that the rest may be."""
    while isinstance(node, (tree.Member, tree.Index, tree.Call)):
        node = node.routine if isinstance(node, tree.Call) else node.owner
    return (
        not isinstance(node, tree.Name)
        or field_of(c, node) is not None
        or variable_of(c, node) is not None
        or c.scope.find(node.key) is not None
    )


def _item(c: Context, node: tree.Index, owner: Written, place: Written) -> Written:
    match host(owner.kind):
        case Table() as table:
            return Written(f"{owner:atom}[{place}]", table.item, is_place=True)
        case Listing() as listing:
            return Written(f"{owner:atom}[{place}]", listing.item, is_place=True)
        case Base.TEXT | Base.CHARACTER:
            return Written(f"{owner:atom}[{before(place)}]", Base.CHARACTER)
        case _:
            return c.missing(node)


def before(place: Written) -> str:
    """Return the place that Python counts from 0 for one that Pascal counts from 1."""
    if place.text.isdecimal():
        return str(int(place.text) - 1)
    if place.level >= Level.SUM and place.text.endswith(" + 1"):
        return place.text.removesuffix(" + 1")
    return f"{place:sum} - 1"


def target(c: Context, node: tree.Designator) -> Target | None:
    """Return what ``node`` is as something to be given a value, or None: it is no variable."""
    match node:
        case tree.Name():
            return _named_target(c, node)
        case tree.Member() | tree.Index() if _is_known(c, node):
            return _part_target(c, node)
        case _:
            return None


def _named_target(c: Context, node: tree.Name) -> Target | None:
    inner = field_of(c, node)
    if inner is not None:
        return plain(inner.text, inner.kind)
    variable = variable_of(c, node)
    found = c.scope.find(node.key)
    if variable is None and isinstance(found, RoutineSymbol):
        variable = found.result if f"{c.routine}.".startswith(f"{found.key}.") else None
        c.effects.of(found.key).result_uses += 1
    if variable is None or (variable.is_constant and variable.text is not None):
        return None
    if is_compound(variable.kind) and (
        variable.is_alias or (variable.owner != c.routine and bool(variable.owner))
    ):
        c.deeds.changes.add(variable.path)
        return Target(variable.name, variable.kind, f"{variable.name}.update(\0)", variable)
    c.rebind(variable)
    return plain(variable.name, variable.kind, variable)


def _part_target(c: Context, node: tree.Member | tree.Index) -> Target | None:
    """Return a part as a target; whatever stands in it is written once, for it may do things."""
    root = _root(c, node)
    changed_within(c, node)
    if isinstance(node, tree.Member):
        written = part(c, node)
    else:
        inner = node.owner if len(node.places) == 1 else _shorter(node)
        owner = c.express(inner)
        place = c.express(node.places[-1])
        if is_text(owner.kind):
            return _character_target(c, inner, owner, place)
        written = _item(c, node, owner, place)
    return None if written.text.startswith("missing(") else plain(written.text, written.kind, root)


def _character_target(
    c: Context, node: tree.Expression, text: Written, place: Written
) -> Target | None:
    whole = _named_target(c, node) if isinstance(node, tree.Name) else plain(text.text, text.kind)
    if whole is None:
        return None
    changed = whole.given(f"with_char({whole.text}, {place}, \0)")
    read = f"{whole.text}[{before(place)}]"
    return Target(read, Base.CHARACTER, changed, whole.variable)


def _shorter(node: tree.Index) -> tree.Index:
    return tree.Index(node.at, node.owner, node.places[:-1])


def changed_within(c: Context, node: tree.Expression) -> None:
    """Remember that what ``node`` is part of may be changed."""
    root = _root(c, node)
    if root is not None:
        c.deeds.changes.add(root.path)


def _root(c: Context, node: tree.Expression) -> Variable | None:
    while isinstance(node, (tree.Member, tree.Index)):
        node = node.owner
    if not isinstance(node, tree.Name) or field_of(c, node) is not None:
        return None
    return variable_of(c, node)
