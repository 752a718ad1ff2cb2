"""The steps below a figure, found without walking the same way twice."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from ui.why.steps import steps


def test_steps_that_figures_share_are_walked_once() -> None:
    """A sum over the two before has, as a tree, more steps than anybody waits for."""
    chain = [Derivation(str(number), Quantity(Decimal(number))) for number in range(2)]
    for number in range(2, 100):
        inputs = (chain[-1], chain[-2])
        chain.append(Derivation(str(number), Quantity(Decimal(number)), inputs=inputs))
    assert [step.label for step in steps(chain[-1])] == [str(n) for n in reversed(range(100))]
