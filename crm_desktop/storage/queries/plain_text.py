"""Search in texts that no folded form stands beside: ASCII letters without case, on any server."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase
from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_TO_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class _AsciiLower(FunctionElement[str]):
    """What SQLite's ``lower`` gives; a server's own depends on its locale."""

    inherit_cache = True
    type = String()


@compiles(_AsciiLower)
def _lower(element: _AsciiLower, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(_AsciiLower, "postgresql")
def _lower_on_server(element: _AsciiLower, compiler: SQLCompiler, **options: Any) -> str:
    return f'lower({compiler.process(element.clauses, **options)} COLLATE "C")'


def contains(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Return the condition that ``text`` is part of ``column``, whatever its ASCII case."""
    return _AsciiLower(column).contains(text.translate(_TO_LOWER), autoescape=True)
