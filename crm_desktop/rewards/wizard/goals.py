"""What a firm may want: which indicators show it, who moves it, and whether the wish is SMART."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from crm_desktop.domain.period import months_on
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.health import SmartCheck
from crm_desktop.rewards.wizard.draft import Aim, Goal
from crm_desktop.rewards.wizard.suggesting import FARTHEST, bettered
from crm_desktop.texts import Message

_LONGEST_MONTHS = 12
_ENOUGH = 3
_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an aim means: ``indicators[0]`` of the catalogue shows it best.

    ``roles`` usually move it, the first most of all. ``link`` says how it leads to revenue,
    which it is itself where ``is_revenue``.
    """

    sentence: Message
    indicators: tuple[str, ...]
    roles: tuple[Role, ...]
    link: Message
    is_revenue: bool = False


PURPOSES: Mapping[Aim, Purpose] = {
    Aim.MORE_SALES: Purpose(
        Message("The firm sells more, in money."),
        ("sales_volume", "lead_conversion", "won_deals", "average_deal", "department_sales"),
        (Role.SALES, Role.HEAD_OF_SALES),
        Message("sales are the revenue itself"),
        is_revenue=True,
    ),
    Aim.HIGHER_MARGIN: Purpose(
        Message("More of each sale stays with the firm after cost and discounts."),
        ("margin", "discount_given", "average_deal"),
        (Role.SALES, Role.HEAD_OF_SALES),
        Message("margin is what is left of the revenue"),
        is_revenue=True,
    ),
    Aim.NEW_CUSTOMERS: Purpose(
        Message("Customers come who never bought here before."),
        ("new_buyers", "first_deals", "attracted_value", "new_customers", "leads"),
        (Role.SALES, Role.MARKETING),
        Message("new customers pay at once and come back later"),
        is_revenue=True,
    ),
    Aim.RETENTION: Purpose(
        Message("Customers who bought once buy again."),
        ("retention", "repeat_sales", "lifetime_value", "nps"),
        (Role.SALES, Role.SERVICE, Role.HEAD_OF_SALES),
        Message("who stays buys again, and costs no advertising"),
        is_revenue=True,
    ),
    Aim.CASH_IN: Purpose(
        Message("Customers pay their invoices, and in time."),
        ("receipts", "invoices_paid", "overdue_receivables", "closed_receivables"),
        (Role.SALES, Role.HEAD_OF_SALES),
        Message("only what is paid is money in the firm"),
        is_revenue=True,
    ),
    Aim.SERVICE_QUALITY: Purpose(
        Message("Customers are content with how they are helped."),
        ("satisfaction", "nps", "complaints", "solved_problems"),
        (Role.SERVICE,),
        Message("content customers stay and buy again"),
    ),
    Aim.FAST_ANSWERS: Purpose(
        Message("Nobody waits long for a call, a letter or an offer."),
        ("answer_speed", "answer_time", "missed_share", "application_handling"),
        (Role.CALL_CENTRE, Role.SERVICE, Role.SALES),
        Message("who is answered first, buys; who waits, goes elsewhere"),
    ),
    Aim.OFFICE_ORDER: Purpose(
        Message("Tasks, letters and papers are done in time."),
        ("deadlines_kept", "tasks_overdue", "tasks_done", "heads_mark"),
        (Role.OFFICE,),
        Message("order in the office leaves others the time to earn"),
    ),
    Aim.MORE_LEADS: Purpose(
        Message("More people ask for an offer."),
        ("leads", "lead_cost", "processed_applications", "reach"),
        (Role.MARKETING, Role.CALL_CENTRE),
        Message("every deal begins with a lead"),
        is_revenue=True,
    ),
}


def main_indicator(goal: Goal) -> str | None:
    """Return the code of the figure that ``goal`` is about, None without an aim."""
    return PURPOSES[goal.aims[0]].indicators[0] if goal.aims else None


def main_polarity(goal: Goal) -> Polarity:
    """Return whether more or less is better of the figure that ``goal`` is about."""
    code = main_indicator(goal)
    return Polarity.MORE if code is None else CATALOGUE[code].polarity


def smart(
    goal: Goal, past_of_main: Sequence[Decimal | None], today: date
) -> tuple[SmartCheck, ...]:
    """Return the five checks of ``goal``: each says what holds, or what to do.

    ``past_of_main`` is what the main figure of the whole firm was in the last periods.

    Source: domain.md §9.

    """
    return (
        _specific(goal),
        _measurable(goal, past_of_main),
        _achievable(goal, past_of_main),
        _relevant(goal),
        _timely(goal, today),
    )


def _specific(goal: Goal) -> SmartCheck:
    holds = bool(goal.aims) and (bool(goal.words.strip()) or goal.growth is not None)
    meaning = (
        Message("Specific: everybody can read what is wanted")
        if holds
        else Message("Specific: choose an aim, and say by how much or in your own words")
    )
    return SmartCheck("S", holds, meaning)


def _measurable(goal: Goal, past: Sequence[Decimal | None]) -> SmartCheck:
    has_records = any(value is not None for value in past)
    if not has_records:
        meaning = Message(
            "Measurable: there are no records of it yet; choose another aim or enter some"
        )
    elif goal.growth is None:
        meaning = Message("Measurable: say by how much it is to get better")
    else:
        meaning = Message("Measurable: there are records to count and a number to reach")
    return SmartCheck("M", has_records and goal.growth is not None, meaning)


def _achievable(goal: Goal, past: Sequence[Decimal | None]) -> SmartCheck:
    """Return whether the usual figure, bettered so, is at most 30% better than the best so far.

    This is where the health check finds that a plan is far: people do not believe in more.
    """
    known = [value for value in past if value is not None]
    if goal.growth is None:
        return SmartCheck("A", False, Message("Achievable: say by how much it is to get better"))
    if len(known) < _ENOUGH or median(known) <= 0:
        return SmartCheck("A", False, Message("Achievable: too little is known so far to tell"))
    polarity = main_polarity(goal)
    wanted, farthest = bettered(median(known), goal.growth, polarity), _farthest(known, polarity)
    holds = wanted >= farthest if polarity is Polarity.LESS else wanted <= farthest
    change = abs(farthest / median(known) - _WHOLE)
    most = Quantity(change.quantize(Decimal("0.01"), "ROUND_DOWN"), Unit.PERCENT)
    meaning = (
        Message("Achievable: it is near the best that you have had")
        if holds
        else Message("Achievable: go step by step, by {most} for now", most=most)
    )
    return SmartCheck("A", holds, meaning)


def _farthest(known: Sequence[Decimal], polarity: Polarity) -> Decimal:
    best = min(known) if polarity is Polarity.LESS else max(known)
    return bettered(best, FARTHEST, polarity)


def _relevant(goal: Goal) -> SmartCheck:
    if not goal.aims:
        return SmartCheck(
            "R", False, Message("Relevant: choose the aim that is nearest to your words")
        )
    link = PURPOSES[goal.aims[0]].link
    return SmartCheck("R", True, Message("Relevant: {link}", link=link))


def _timely(goal: Goal, today: date) -> SmartCheck:
    if goal.until is None:
        return SmartCheck("T", False, Message("Time-bound: choose a day by which you want it"))
    if goal.until <= today:
        return SmartCheck("T", False, Message("Time-bound: choose a day after today"))
    if goal.until > months_on(today, _LONGEST_MONTHS):
        return SmartCheck("T", False, Message("Time-bound: choose a day within a year"))
    return SmartCheck("T", True, Message("Time-bound: wanted by {day}", day=goal.until))
