"""Finding one figure in the derivation of another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.result import IndicatorResult


def steps(derivation: Derivation) -> Iterator[Derivation]:
    """Yield ``derivation`` and every step below it once, the nearer before the deeper."""
    waiting, seen = deque([derivation]), {id(derivation)}
    while waiting:
        step = waiting.popleft()
        yield step
        new = {id(part): part for part in step.inputs if id(part) not in seen}
        seen.update(new)
        waiting.extend(new.values())


def step_with(derivation: Derivation, figure: Quantity) -> Derivation:
    """Return the nearest step whose figure is ``figure``; ``derivation`` itself if none is."""
    return next((step for step in steps(derivation) if step.value == figure), derivation)


def fact_step(result: IndicatorResult) -> Derivation:
    """Return the step that leads from the records to the fact of ``result``."""
    named = (step for step in steps(result.derivation) if step.label == result.name)
    return next(named, result.derivation)
