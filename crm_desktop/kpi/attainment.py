"""How far a plan was reached."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import LessRule, Polarity
from crm_desktop.texts import Message

_ZERO, _ONE = Decimal(0), Decimal(1)


def attainment(
    fact: Decimal,
    plan: Decimal,
    *,
    polarity: Polarity = Polarity.MORE,
    less_rule: LessRule = LessRule.TWO_MINUS_RATIO,
    tolerance: Decimal = _ZERO,
    base: Decimal | None = None,
) -> Computed:
    """Return the attainment, 1 when ``fact`` is ``plan``; below 0 and above 1 are possible.

    Where more is better ``fact ÷ plan``, where less is better as ``less_rule`` says; with a
    ``base`` level ``(fact − base) ÷ (plan − base)`` either way. A corridor knows no base: it is 1
    within ``plan ± plan × tolerance``, and outside less by the distance to it in plans.

    It has no value for a plan that is not above zero, or not better than its base, nor as
    ``plan ÷ fact`` for such a fact. Where it has one, the plan is reached from 1 on.

    Source: domain.md §5, case C24.

    """
    if base is not None and polarity is not Polarity.CORRIDOR:
        return _from_base(fact, plan, base, polarity)
    if plan <= 0:
        return Computed(None, Message("attainment needs a plan above zero"))
    if polarity is Polarity.MORE:
        return Computed(fact / plan)
    if polarity is Polarity.CORRIDOR:
        outside = abs(fact - plan) - plan * tolerance
        return Computed(_ONE if outside <= 0 else 1 - outside / plan)
    if less_rule is LessRule.TWO_MINUS_RATIO:
        return Computed(1 + (plan - fact) / plan)  # 2 - fact / plan could round up to 1
    if fact <= 0:
        return Computed(
            None, Message("“plan ÷ fact” needs a fact above zero, which “2 − fact ÷ plan” does not")
        )
    return Computed(plan / fact)


def is_reached(
    fact: Decimal | None,
    plan: Decimal | None,
    polarity: Polarity = Polarity.MORE,
    tolerance: Decimal = _ZERO,
) -> bool | None:
    """Return whether ``fact`` meets ``plan``; equality does. None without a fact or a plan.

    Source: domain.md §5, case C24.

    """
    if fact is None or plan is None:
        return None
    match polarity:
        case Polarity.MORE:
            return fact >= plan
        case Polarity.LESS:
            return fact <= plan
        case Polarity.CORRIDOR:
            return abs(fact - plan) <= plan * tolerance


def _from_base(fact: Decimal, plan: Decimal, base: Decimal, polarity: Polarity) -> Computed:
    if (plan <= base) if polarity is Polarity.MORE else (plan >= base):
        reason = Message(
            "attainment needs a plan that is better than its base level {base}", base=Quantity(base)
        )
        return Computed(None, reason)
    return Computed(1 + (fact - plan) / (plan - base))
