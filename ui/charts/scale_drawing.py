"""What a picture of a scale consists of: lines, dots, marks and what can be taken hold of."""

from __future__ import annotations

from dataclasses import dataclass

from ui.theme import Tone

Spot = tuple[float, float]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a piece ends; filled where the bound belongs to it, hollow where it does not."""

    spot: Spot
    is_filled: bool


@dataclass(frozen=True, slots=True)
class Handle:
    """A point that is dragged; ``words`` say what it is and where."""

    spot: Spot
    words: str
    moves_across: bool
    is_filled: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding from ``start`` to ``end``, or at one place; ``sign`` is its number in the list."""

    start: float
    end: float
    sign: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Picture:
    """``jumps`` lead from piece to piece; ``people`` are where somebody stood on it."""

    lines: tuple[tuple[Spot, ...], ...]
    jumps: tuple[tuple[Spot, Spot], ...]
    dots: tuple[Dot, ...]
    handles: tuple[Handle, ...]
    marks: tuple[Mark, ...]
    x_span: Span
    y_span: Span
    x_title: str
    y_title: str
    words: str
    people: tuple[Spot, ...] = ()
