"""A Pascal program as values: what was written, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: lines and columns from 1, ``start`` and ``end`` in characters."""

    line: int
    column: int
    start: int
    end_line: int
    end: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What stands between its signs, line by line."""

    at: Place
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    at: Place


# Expressions


@dataclass(frozen=True, slots=True)
class Number(Node):
    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    text: str

    @property
    def key(self) -> str:
        """Return the name as Pascal compares it."""
        return self.text.casefold()


@dataclass(frozen=True, slots=True)
class Member(Node):
    """A field of a record, or a method of what is none of ours."""

    owner: Expression
    name: Name


@dataclass(frozen=True, slots=True)
class Index(Node):
    owner: Expression
    places: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    routine: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Layout(Node):
    """An argument of ``Write`` with its width and its number of decimals."""

    value: Expression
    width: Expression
    decimals: Expression | None


@dataclass(frozen=True, slots=True)
class Signed(Node):
    sign: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Node):
    left: Expression
    sign: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Span(Node):
    """What stands in a set or before a branch: one value, or all up to ``last``."""

    first: Expression
    last: Expression | None


@dataclass(frozen=True, slots=True)
class SetOf(Node):
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Nil(Node):
    pass


@dataclass(frozen=True, slots=True)
class Listed(Node):
    """The items of an array constant."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Filled(Node):
    """The fields of a record constant."""

    fields: tuple[tuple[Name, Expression], ...]


Designator = Name | Member | Index | Call
Expression = (
    Designator | Number | Text | Layout | Signed | Binary | Span | SetOf | Nil | Listed | Filled
)

# Types


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    name: Name
    length: Expression | None = None


@dataclass(frozen=True, slots=True)
class EnumerationType(Node):
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class RangeType(Node):
    first: Expression
    last: Expression


@dataclass(frozen=True, slots=True)
class ArrayType(Node):
    """``indexes`` are empty where the length is settled while the program runs."""

    indexes: tuple[TypeNode, ...]
    item: TypeNode


@dataclass(frozen=True, slots=True)
class RecordType(Node):
    fields: tuple[tuple[Name, TypeNode], ...]


@dataclass(frozen=True, slots=True)
class SetType(Node):
    item: TypeNode


TypeNode = NamedType | EnumerationType | RangeType | ArrayType | RecordType | SetType

# Statements


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    pass


@dataclass(frozen=True, slots=True)
class CallStatement(Node):
    call: Designator


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    target: Designator
    value: Expression


@dataclass(frozen=True, slots=True)
class Block(Node):
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Expression
    then: Statement
    otherwise: Statement | None


@dataclass(frozen=True, slots=True)
class Branch(Node):
    spans: tuple[Span, ...]
    body: Statement


@dataclass(frozen=True, slots=True)
class Case(Node):
    selector: Expression
    branches: tuple[Branch, ...]
    otherwise: Block | None


@dataclass(frozen=True, slots=True)
class For(Node):
    variable: Name
    first: Expression
    last: Expression
    is_down: bool
    body: Statement


@dataclass(frozen=True, slots=True)
class ForIn(Node):
    variable: Name
    items: Expression
    body: Statement


@dataclass(frozen=True, slots=True)
class While(Node):
    condition: Expression
    body: Statement


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    body: Block
    until: Expression


@dataclass(frozen=True, slots=True)
class With(Node):
    records: tuple[Designator, ...]
    body: Statement


@dataclass(frozen=True, slots=True)
class Handler(Node):
    """``error`` is None where every error is meant, ``name`` where it is not called anything."""

    name: Name | None
    error: Name | None
    body: Statement


@dataclass(frozen=True, slots=True)
class Try(Node):
    body: Block
    handlers: tuple[Handler, ...]
    finally_: Block | None


@dataclass(frozen=True, slots=True)
class Raise(Node):
    error: Expression | None


Statement = (
    Nothing
    | CallStatement
    | Assignment
    | Block
    | If
    | Case
    | For
    | ForIn
    | While
    | Repeat
    | With
    | Try
    | Raise
)

# Declarations


@dataclass(frozen=True, slots=True)
class Constant(Node):
    name: Name
    type: TypeNode | None
    value: Expression


@dataclass(frozen=True, slots=True)
class NewType(Node):
    name: Name
    type: TypeNode


@dataclass(frozen=True, slots=True)
class Variables(Node):
    names: tuple[Name, ...]
    type: TypeNode
    value: Expression | None


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    name: Name
    type: TypeNode | None
    is_reference: bool
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Routine(Node):
    """A procedure, or a function; ``block`` is None where its body follows later."""

    name: Name
    parameters: tuple[Parameter, ...] | None
    answer: TypeNode | None
    is_function: bool
    block: Body | None


Declaration = Constant | NewType | Variables | Routine


@dataclass(frozen=True, slots=True)
class Body(Node):
    declarations: tuple[Declaration, ...]
    statements: Block


@dataclass(frozen=True, slots=True)
class Program(Node):
    units: tuple[Name, ...]
    body: Body
    comments: tuple[Comment, ...]
