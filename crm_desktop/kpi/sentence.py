"""Sentences made of signs and values, which read the same in every language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from crm_desktop.texts import Message


def joined(sign: str, parts: Sequence[object]) -> Message:
    """Return ``parts``, at least one, with ``sign`` and spaces between them."""
    return _in_a_row(parts, f" {sign} ")


def listed(parts: Sequence[object]) -> Message:
    """Return ``parts``, at least one, with semicolons between, which no number contains."""
    return _in_a_row(parts, "; ")


def spoken(sentences: Sequence[Message]) -> Message:
    """Return ``sentences``, at least one, one after another."""
    return _in_a_row(sentences, " ")


def equation(left: object, right: object) -> Message:
    """Return ``left = right``."""
    return joined("=", (left, right))


def product(*factors: object) -> Message:
    """Return ``factors`` with multiplication signs between them."""
    return joined("×", factors)


def quotient(dividend: object, divisor: object) -> Message:
    """Return ``dividend ÷ divisor``."""
    return joined("÷", (dividend, divisor))


def _in_a_row(parts: Sequence[object], between: str) -> Message:
    template, names = _row(len(parts), between)
    return Message.of(template, None, dict(zip(names, parts, strict=True)))


@lru_cache
def _row(count: int, between: str) -> tuple[str, tuple[str, ...]]:
    """Return a template of so many values, and their names."""
    names = tuple(f"part{i}" for i in range(1, count + 1))
    return between.join(f"{{{name}}}" for name in names), names
