"""In which order child indicators are computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.formula import Formula, parse
from crm_desktop.kpi.source import FormulaSource
from crm_desktop.texts import Message


def children_in_order(indicators: Iterable[Indicator]) -> dict[str, Formula]:
    """Return the formula of each child indicator by code, a child after all it depends on.

    Raises:
        InvalidInputError: a formula is unsound, names an unknown indicator, or depends on
            itself; the cycle is named.

    """
    known = {indicator.code: indicator for indicator in indicators}
    formulas = {
        code: parse(known[code].source.formula, formula_place(code))  # type: ignore[union-attr]
        for code in sorted(known)
        if isinstance(known[code].source, FormulaSource)
    }
    for code, formula in formulas.items():
        refuse_unknown(formula, known, user=code, place=formula_place(code))
    uses = {code: formula.names for code, formula in formulas.items()}
    for cycle in cycles(uses):
        raise refused_cycle(cycle)
    order = TopologicalSorter(uses).static_order()
    return {code: formulas[code] for code in order if code in formulas}


def cycles(uses: Mapping[str, Collection[str]]) -> Iterator[tuple[str, ...]]:
    """Yield each circle among codes, given what each uses: ``(a, b, a)`` when a uses b uses a.

    A circle begins with its alphabetically first code; circles share no code.
    """
    left = {code: uses[code] for code in sorted(uses)}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            ring = error.args[1][:0:-1]
        else:
            return
        first = ring.index(min(ring))
        yield (*ring[first:], *ring[: first + 1])
        left = {code: names for code, names in left.items() if code not in ring}


def formula_place(code: str) -> str:
    """Return where the formula of indicator ``code`` stands."""
    return f"indicators.{code}.source.formula"


def refuse_unknown(
    formula: Formula,
    known: Iterable[str],
    *,
    user: str,
    place: str,
    plain: Collection[str] = (),
) -> None:
    """Refuse a name in ``formula`` of ``user`` that is not among ``known`` or ``plain``.

    The ``plain`` ones are no indicators: they have neither a plan nor an attainment.
    """
    allowed = {*known, *plain}
    for reference in formula.references:
        name, _, figure = reference.partition(".")
        if name not in allowed or (figure and name in plain):
            name = reference if name in allowed else name
            raise InvalidInputError(
                place,
                Message("“{user}” uses “{name}”, which is not there.", user=user, name=name),
            )


def refused_cycle(cycle: tuple[str, ...]) -> InvalidInputError:
    """Return the error that names ``cycle``."""
    return InvalidInputError(
        formula_place(cycle[0]),
        Message("Indicators depend on each other in a circle: {cycle}.", cycle=" → ".join(cycle)),
    )
