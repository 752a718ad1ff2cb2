"""In which order child indicators are computed."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import FormulaSource, Indicator
from crm_desktop.kpi.formula import Formula, parse
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
    try:
        order = tuple(TopologicalSorter(uses).static_order())
    except CycleError as error:
        raise _cycle(error.args[1]) from None
    return {code: formulas[code] for code in order if code in formulas}


def formula_place(code: str) -> str:
    """Return where the formula of indicator ``code`` stands."""
    return f"indicators.{code}.source.formula"


def refuse_unknown(formula: Formula, known: Iterable[str], *, user: str, place: str) -> None:
    """Refuse a name in ``formula`` of ``user`` that is not among ``known``."""
    allowed = set(known)
    for name in formula.names:
        if name not in allowed:
            raise InvalidInputError(
                place,
                Message("“{user}” uses “{name}”, which is not there.", user=user, name=name),
            )


def _cycle(found: list[str]) -> InvalidInputError:
    """Name the cycle from its alphabetically first code, each code followed by what it uses."""
    ring = found[:0:-1]
    first = ring.index(min(ring))
    codes = [*ring[first:], *ring[: first + 1]]
    return InvalidInputError(
        formula_place(codes[0]),
        Message("Indicators depend on each other in a circle: {cycle}.", cycle=" → ".join(codes)),
    )
