"""Which Python a script may be written in, and what it is compiled to.

All of RestrictedPython's refusals hold; what it leaves to guards is decided here more strictly,
every problem is found, not the first alone, and numbers with a point are exact.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from types import CodeType
from typing import Any, NamedTuple

from RestrictedPython.transformer import INSPECT_ATTRIBUTES, RestrictingNodeTransformer

from . import exact, guards
from .faults import FILENAME, clean
from .text import MAX_PROBLEMS, Finding, RefusedError, check_shape, checked

KPI = "kpi"
ALWAYS_KNOWN = frozenset({*guards.BUILTINS, "print"})
_NOT_OFFERED = guards.names(
    "BaseException GeneratorExit KeyboardInterrupt SystemExit aiter anext ascii bin breakpoint "
    "bytearray bytes callable classmethod compile complex delattr dir eval exec exit format "
    "getattr globals hasattr hash hex id input iter locals memoryview next object oct open "
    "property quit setattr slice staticmethod super type vars"
)
_REWRITTEN = {"Div": "_div_", "Mod": "_mod_", "Pow": "_pow_", "LShift": "_lshift_"}
_FORMATTING = frozenset({"format", "format_map"})


class Compiled(NamedTuple):
    """A script that may run, with the numbers that stand in its text and what seems wrong."""

    code: CodeType
    numbers: Mapping[str, Decimal]
    findings: list[Finding]


def compile_script(source: str, api: frozenset[str]) -> Compiled:
    """Return ``source`` compiled; ``api`` has the names that ``kpi`` knows.

    Raises:
        RefusedError: it may not run, and why.

    """
    text = checked(source)
    try:
        tree = ast.parse(text, FILENAME, "exec")
        check_shape(tree)
        policy = Policy(text, api, _bound_names(tree))
        policy.visit(tree)
        findings = sorted(policy.findings, key=lambda found: found[:2])[:MAX_PROBLEMS]
        if any(finding.is_refusal for finding in findings):
            raise RefusedError(findings)
        ast.fix_missing_locations(tree)
        code = compile(tree, FILENAME, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise RefusedError([_finding_of(error)]) from None
    except (ValueError, OverflowError, RecursionError, MemoryError):
        raise RefusedError([Finding(1, 1, None, "too-large", {})]) from None
    return Compiled(code, policy.numbers, findings)


def _finding_of(error: SyntaxError) -> Finding:
    line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
    is_one_line = error.end_lineno == error.lineno and (error.end_offset or 0) > column
    end = error.end_offset if is_one_line else None
    return Finding(line, column, end, "syntax", {"text": clean(error.msg or "", 200)})


def _bound_names(tree: ast.AST) -> frozenset[str]:
    """Return every name that the script itself gives a value, wherever."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name)
    return frozenset(found)


class Policy(RestrictingNodeTransformer):
    """Collects ``findings`` and rewrites a tree so that its operations are guarded and exact."""

    def __init__(self, text: str, api: frozenset[str], bound: frozenset[str]) -> None:
        super().__init__()
        self.findings: list[Finding] = []
        self.numbers: dict[str, Decimal] = {}
        self._lines = text.split("\n")
        self._api = api
        self._bound = bound

    # What is found

    def note(self, node: ast.AST, code: str, /, *, is_refusal: bool = True, **values: str) -> None:
        """Keep that ``node`` has the problem ``code``."""
        line = getattr(node, "lineno", 1)
        column = self._column(line, getattr(node, "col_offset", 0))
        is_one_line = getattr(node, "end_lineno", None) == line
        end = self._column(line, getattr(node, "end_col_offset", 0)) if is_one_line else None
        self.findings.append(Finding(line, column, end, code, values, is_refusal))

    def _column(self, line: int, offset: int) -> int:
        """Return the character at ``offset`` bytes of a line, counted from 1."""
        if not 0 < line <= len(self._lines):
            return 1
        return len(self._lines[line - 1].encode()[:offset].decode("utf-8", "ignore")) + 1

    def error(self, node: ast.AST, info: str) -> None:
        self.note(node, "restricted", text=clean(info, 200))

    def not_allowed(self, node: ast.AST) -> None:
        self.note(node, "construct", construct=type(node).__name__)

    def _refused(self, node: ast.AST) -> ast.AST:
        self.not_allowed(node)
        return node

    visit_ClassDef = visit_With = visit_Match = visit_TryStar = visit_Nonlocal = _refused
    visit_Yield = visit_YieldFrom = visit_Await = visit_AsyncFunctionDef = _refused
    visit_AsyncFor = visit_AsyncWith = visit_TypeAlias = _refused
    visit_TemplateStr = visit_Interpolation = _refused

    # Names

    def check_name(self, node: Any, name: str | None, allow_magic_methods: bool = False) -> None:  # noqa: FBT002 - its own
        """See that a script may give ``name`` a value."""
        if name is None:
            return
        if name.startswith("_") and name != "_":
            self.note(node, "underscore-name", name=clean(name, 100))
        elif name == KPI:
            self.note(node, "kpi-bound")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            self.check_name(node, node.id)
        elif node.id.startswith("_") and node.id != "_":
            self.note(node, "underscore-name", name=clean(node.id, 100))
        elif node.id not in self._bound and node.id != KPI and node.id not in ALWAYS_KNOWN:
            self._note_unknown(node)
        return node

    def _note_unknown(self, node: ast.Name) -> None:
        name = clean(node.id, 100)
        if node.id in _NOT_OFFERED:
            self.note(node, "not-offered", name=name)
        else:
            near = get_close_matches(name, sorted(self._bound | ALWAYS_KNOWN | {KPI}))
            self.note(node, "name", is_refusal=False, name=name, near=", ".join(near))

    def visit_Global(self, node: ast.Global) -> ast.AST:
        for name in node.names:
            self.check_name(node, name)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        for decorator in node.decorator_list:
            self.note(decorator, "construct", construct="decorator")
        if getattr(node, "type_params", None):
            self.note(node, "construct", construct="type-parameter")
        node.decorator_list, node.returns = [], None
        self.check_name(node, node.name)
        self.check_function_argument_names(node)
        return self.node_contents_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if not isinstance(node.target, ast.Name):
            return self._refused(node)
        if node.value is None:
            self.check_name(node, node.target.id)
            return ast.copy_location(ast.Pass(), node)
        return self.visit_Assign(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.type is None:  # a bare except must not be wider than what scripts can name
            node.type = ast.copy_location(_name("Exception"), node)
        self.check_name(node, node.name)
        return self.node_contents_visit(node)

    # Imports become look-ups: nothing is imported when a script runs

    def visit_Import(self, node: ast.Import) -> Any:
        for alias in node.names:
            if alias.name not in guards.NAMESPACES:
                self._note_import(alias, alias.name)
        return [self._binding(node, alias, alias.name) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        module = node.module or ""
        if node.level or module not in guards.NAMESPACES:
            self._note_import(node, "." * node.level + module)
            return node
        members = guards.NAMESPACES[module].members
        for alias in node.names:
            if alias.name not in members:
                near = ", ".join(get_close_matches(alias.name, sorted(members)))
                name = clean(alias.name, 100)
                self.note(alias, "import-member", name=name, module=module, near=near)
        return [self._binding(node, alias, module, alias.name) for alias in node.names]

    def _note_import(self, node: ast.AST, name: str) -> None:
        offered = ", ".join(sorted(guards.NAMESPACES))
        self.note(node, "import", name=clean(name, 100), offered=offered)

    def _binding(self, node: ast.stmt, alias: ast.alias, *path: str) -> ast.stmt:
        self.check_name(alias, alias.asname or alias.name)
        target = ast.Name(alias.asname or alias.name, ast.Store())
        value = _call("_import_", *(ast.Constant(part) for part in path))
        return ast.copy_location(ast.Assign([target], value), node)

    # Values

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, (bytes, complex)) or value is Ellipsis:
            self.note(node, "construct", construct=type(value).__name__)
        elif isinstance(value, float):
            return self._exact(node, value)
        return node

    def _exact(self, node: ast.Constant, value: float) -> ast.AST:
        """Replace a number with a point by the name of its exact value."""
        number = Decimal(self._written(node, value))
        if number and abs(number.adjusted()) > exact.GREATEST_EXPONENT:
            self.note(node, "number-range")
        name = f"_n{len(self.numbers)}"
        self.numbers[name] = number
        return ast.copy_location(_name(name), node)

    def _written(self, node: ast.Constant, value: float) -> str:
        """Return the digits as they stand in the text, where Python tells the place rightly."""
        line = self._lines[node.lineno - 1].encode() if node.lineno <= len(self._lines) else b""
        digits = line[node.col_offset : node.end_col_offset].decode("utf-8", "replace")
        try:
            return digits if float(digits) == value else repr(value)
        except ValueError:
            return repr(value)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        spec = node.format_spec
        node = self.node_contents_visit(node)
        if not isinstance(spec, ast.JoinedStr):
            return node
        if all(isinstance(part, ast.Constant) for part in spec.values):
            if guards.is_wide("".join(str(part.value) for part in spec.values)):  # type: ignore[attr-defined]
                self.note(node, "format-width")
            return node
        assert node.format_spec is not None  # noqa: S101 - it was there before the visit
        value = _call("_format_", node.value, ast.Constant(node.conversion), node.format_spec)
        return ast.copy_location(ast.FormattedValue(value, -1, None), node)

    # Operations

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._guarded_iteration(self.node_contents_visit(node))

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if node.is_async:
            self.note(node.target, "construct", construct="AsyncFor")
        return self._guarded_iteration(self.node_contents_visit(node))

    def _guarded_iteration(self, node: Any) -> ast.AST:
        node.iter = ast.copy_location(_call("_getiter_", node.iter), node.iter)
        return node  # type: ignore[no-any-return]

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self._check_attribute(node)
        if isinstance(node.value, ast.Name) and node.value.id == KPI and node.attr in self._api:
            return ast.copy_location(_name(bound_name(node.attr)), node)
        value = self.visit(node.value)
        return ast.copy_location(_call("_getattr_", value, ast.Constant(node.attr)), node)

    def _check_attribute(self, node: ast.Attribute) -> None:
        name = clean(node.attr, 100)
        place = _place_of_attribute(node)
        if not isinstance(node.ctx, ast.Load):
            self.note(place, "attribute-written", name=name)
        elif name.startswith("_"):
            self.note(place, "underscore-name", name=name)
        elif name in INSPECT_ATTRIBUTES:
            self.note(place, "not-offered", name=name)
        elif name in _FORMATTING:
            self.note(place, "format-method", name=name)
        elif isinstance(node.value, ast.Name) and node.value.id == KPI and name not in self._api:
            near = ", ".join(get_close_matches(name, sorted(self._api)))
            self.note(place, "kpi-name", is_refusal=False, name=name, near=near)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node = self.node_contents_visit(node)
        if isinstance(node.ctx, ast.Load):
            return ast.copy_location(_call("_getitem_", node.value, node.slice), node)
        node.value = ast.copy_location(_call("_write_", node.value), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if isinstance(node.op, ast.MatMult):
            self.note(node, "construct", construct="MatMult")
            return node
        is_number = isinstance(node.left, ast.Constant) and not isinstance(node.left.value, str)
        node = self.node_contents_visit(node)
        rewritten = _REWRITTEN.get(type(node.op).__name__)
        if rewritten is None or (rewritten == "_mod_" and is_number):
            return node
        return ast.copy_location(_call(rewritten, node.left, node.right), node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        operation = type(node.op).__name__
        if operation == "MatMult":
            self.note(node, "construct", construct=operation)
        match node.target:
            case ast.Subscript(value=owner, slice=key):
                owner, key, value = self.visit(owner), self.visit(key), self.visit(node.value)
                call = _call("_change_item_", ast.Constant(operation), owner, key, value)
                return ast.copy_location(ast.Expr(call), node)
            case ast.Name(id=name) if operation in _REWRITTEN:
                target, value = self.visit(node.target), self.visit(node.value)
                call = _call(_REWRITTEN[operation], _name(name), value)
                return ast.copy_location(ast.Assign([target], call), node)
            case ast.Attribute():
                self._check_attribute(node.target)
                return node
            case _:
                return self.node_contents_visit(node)


def bound_name(name: str) -> str:
    """Return how a compiled script calls ``kpi.name``."""
    return f"_kpi_{name}"


def _place_of_attribute(node: ast.Attribute) -> ast.AST:
    """Return the place of the name behind the point."""
    place = ast.Pass()
    place.lineno = place.end_lineno = node.end_lineno or node.lineno
    place.end_col_offset = node.end_col_offset or 0
    place.col_offset = max(place.end_col_offset - len(node.attr.encode()), 0)
    return place


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_name(function), list(arguments), [])
