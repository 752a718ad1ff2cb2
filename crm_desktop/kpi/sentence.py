"""Sentences made of signs and values, which read the same in every language."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.texts import Message


def joined(sign: str, parts: Sequence[object]) -> Message:
    """Return ``parts``, at least one, with ``sign`` and spaces between them."""
    names = [f"part{i}" for i in range(1, len(parts) + 1)]
    template = f" {sign} ".join(f"{{{name}}}" for name in names)
    return Message.of(template, None, dict(zip(names, parts, strict=True)))


def listed(parts: Sequence[object]) -> Message:
    """Return ``parts``, at least one, with semicolons between, which no number contains."""
    names = [f"part{i}" for i in range(1, len(parts) + 1)]
    template = "; ".join(f"{{{name}}}" for name in names)
    return Message.of(template, None, dict(zip(names, parts, strict=True)))


def equation(left: object, right: object) -> Message:
    """Return ``left = right``."""
    return joined("=", (left, right))


def product(*factors: object) -> Message:
    """Return ``factors`` with multiplication signs between them."""
    return joined("×", factors)


def quotient(dividend: object, divisor: object) -> Message:
    """Return ``dividend ÷ divisor``."""
    return joined("÷", (dividend, divisor))
