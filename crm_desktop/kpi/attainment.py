"""How far a plan was reached."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import LessRule, Polarity
from crm_desktop.texts import Message


def attainment(
    fact: Decimal,
    plan: Decimal,
    *,
    polarity: Polarity = Polarity.MORE,
    less_rule: LessRule = LessRule.TWO_MINUS_RATIO,
) -> Computed:
    """Return the attainment, 1 when ``fact`` is ``plan``; below 0 and above 1 are possible.

    Where more is better ``fact ÷ plan``, where less is better as ``less_rule`` says. It has no
    value for a plan that is not above zero, nor as ``plan ÷ fact`` for such a fact.

    Source: domain.md §5.

    """
    if plan <= 0:
        return Computed(None, Message("attainment needs a plan above zero"))
    if polarity is Polarity.MORE:
        return Computed(fact / plan)
    if less_rule is LessRule.TWO_MINUS_RATIO:
        return Computed(2 - fact / plan)
    if fact <= 0:
        return Computed(
            None, Message("“plan ÷ fact” needs a fact above zero, which “2 − fact ÷ plan” does not")
        )
    return Computed(plan / fact)


def is_reached(
    fact: Decimal | None, plan: Decimal | None, polarity: Polarity = Polarity.MORE
) -> bool | None:
    """Return whether ``fact`` meets ``plan``; equality does. None without a fact or a plan.

    Source: domain.md §5, case C24.

    """
    if fact is None or plan is None:
        return None
    return fact >= plan if polarity is Polarity.MORE else fact <= plan
