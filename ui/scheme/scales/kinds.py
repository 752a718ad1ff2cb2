"""The kinds of scale in words: what each is for, its formula, and what is entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_desktop.kpi.definition import Bound, Measure
from crm_desktop.texts import Message
from ui.scheme.scales.sketch import ScaleKind


@dataclass(frozen=True, slots=True)
class KindWords:
    """``entries`` name what is entered, in the order of the cells.

    One of them is of the measured figure where it is among ``measured``. A ``has_rows`` kind is
    a table, any other a line of fields.
    """

    name: Message
    sentence: Message
    formula: Message
    entries: tuple[Message, ...]
    measured: frozenset[int] = frozenset()
    has_rows: bool = True


KINDS: Mapping[ScaleKind, KindWords] = {
    ScaleKind.STEPS: KindWords(
        Message("Table of steps"),
        Message("Each range of the figure has one coefficient; at a bound it jumps."),
        Message("k = coefficient of the step that the figure is in"),
        (Message("From"), Message("Up to"), Message("Coefficient"), Message("A rate applies")),
        frozenset({0, 1}),
    ),
    ScaleKind.LINE: KindWords(
        Message("Straight line"),
        Message("Every bit more counts the same, between a least and a most."),
        Message("k = start + slope × figure, at least … at most …"),
        (Message("Slope"), Message("Start"), Message("At least"), Message("At most")),
        has_rows=False,
    ),
    ScaleKind.CURVE: KindWords(
        Message("Curve through points"),
        Message("Straight from point to point, with no jump anywhere."),
        Message("k = k₁ + (k₂ − k₁) × (figure − x₁) ÷ (x₂ − x₁)"),
        (Message("At"), Message("Coefficient")),
        frozenset({0}),
    ),
    ScaleKind.THRESHOLD: KindWords(
        Message("Threshold and proportion"),
        Message("Nothing below the threshold; from it on, in proportion to the figure."),
        Message("k = 0 below the threshold, else slope × figure, at most …"),
        (Message("Threshold"), Message("Slope"), Message("At most")),
        frozenset({0}),
        has_rows=False,
    ),
    ScaleKind.MATRIX: KindWords(
        Message("Marks from −3 to +3"),
        Message("Each mark that a manager gives has its coefficient."),
        Message("k = coefficient of the mark"),
        (Message("Mark"), Message("Coefficient")),
        frozenset({0}),
    ),
}

MEASURES: Mapping[Measure, Message] = {
    Measure.ATTAINMENT: Message("Attainment of the plan"),
    Measure.FACT: Message("The fact itself"),
    Measure.COEFFICIENT: Message("A coefficient, for rates"),
}

BOUNDS: Mapping[Bound, Message] = {
    Bound.LOWER_INCLUSIVE: Message("[a; b): to the upper step"),
    Bound.UPPER_INCLUSIVE: Message("(a; b]: to the lower step"),
}
