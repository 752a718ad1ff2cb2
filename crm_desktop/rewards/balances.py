"""What employees owe: clawbacks and advances, month after month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from crm_desktop.domain.money import Money, allocate, minor_digits
from crm_desktop.domain.period import months_on
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.working import Operand, Working, computed
from crm_desktop.rewards.opening import Balance, Carry, CarryKind
from crm_desktop.rewards.template import Clawback
from crm_desktop.texts import Message


def clawed(paid: Money, earned_on: date, failed_on: date, clawback: Clawback) -> Money:
    """Return how much of what was ``paid`` for a record is taken back, never more than that.

    Nothing from the day on that is ``clawback.months`` after ``earned_on``: the 28th of February
    comes a month after the 31st of January. Months served count when they are over.

    Source: domain.md §6, cases C36 and C37.

    """
    nothing, window = Money.zero(paid.currency), clawback.months
    if paid.minor <= 0 or failed_on >= months_on(earned_on, window):
        return nothing
    if not clawback.is_pro_rata:
        return paid
    served = served_of(earned_on, failed_on, window)
    return allocate(paid, [Decimal(served), Decimal(window - served)])[1]


def served_of(earned_on: date, failed_on: date, window: int) -> int:
    """Return how many months of the ``window`` were over when the record failed."""
    return sum(1 for month in range(1, window + 1) if months_on(earned_on, month) <= failed_on)


def took_back(paid: Quantity, served: int, clawback: Clawback) -> Working:
    """Return what computes ``clawed`` again where ``served`` months of the window were over."""
    digits = minor_digits(paid.currency or "")
    form = f"{{0}} - round({{0}} * {{1}} / {{2}}, {digits})"
    return computed(
        form if clawback.is_pro_rata else "{0} if {1} < {2} else 0",
        Operand(paid, Message("Commission paid")),
        Operand(Quantity(Decimal(served)), Message("Months served")),
        Operand(Quantity(Decimal(clawback.months)), Message("Months of the clawback")),
    )


def owed(kind: CarryKind, carries: Iterable[Carry], currency: str) -> Money:
    """Return what is owed of ``kind`` before the period."""
    found = (carry.amount for carry in carries if carry.kind is kind)
    return sum(found, Money.zero(currency))


def kept_back(kind: CarryKind, before: Money, added: Money, most: Money) -> Balance:
    """Return the balance after as much as possible of the debt was kept back, ``most`` at most."""
    nothing = Money.zero(before.currency)
    taken = min(before + added, max(most, nothing))
    return Balance(kind, before, added, taken, before + added - taken)


def drawn(
    premiums: Money, debt: Money, *, least: Money, spare: Money, is_recoverable: bool = True
) -> tuple[Money, Balance]:
    """Return what is paid besides ``premiums`` to make ``least``, and what is owed after it.

    Of what is above ``least`` the ``debt`` is kept back, but no more than ``spare``; where it is
    not ``is_recoverable``, nothing is, and no debt is made.

    Source: domain.md §6, case C38.

    """
    nothing = Money.zero(debt.currency)
    lacking = max(least - premiums, nothing)
    if not is_recoverable:
        return lacking, Balance(CarryKind.ADVANCE, debt, nothing, nothing, debt)
    if lacking:
        return lacking, Balance(CarryKind.ADVANCE, debt, lacking, nothing, debt + lacking)
    return nothing, kept_back(CarryKind.ADVANCE, debt, nothing, min(premiums - least, spare))
