"""What a reward card pays one employee, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import ALWAYS, Proration
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.sentence import listed, spoken
from crm_desktop.rewards.template import Advance, BonusTemplate, PayModel, RewardCard
from crm_desktop.texts import Message, plural

NO_SCRIPTS: Mapping[str, Script] = MappingProxyType({})


class SalarySince(NamedTuple):
    """A salary in major units, and the day from which on it holds."""

    amount: Decimal
    since: date


def card_in_words(
    card: RewardCard,
    salary: SalarySince,
    templates: Mapping[str, BonusTemplate],
    currency: str,
    scripts: Mapping[str, Script] = NO_SCRIPTS,
) -> Message:
    """Return what ``card`` pays whoever has ``salary`` by it.

    ``templates`` and ``scripts`` are known by code; one that is not there is named by its code.
    """
    told = _salary(Quantity(salary.amount, Unit.MONEY, currency), salary.since)
    return spoken([told, *terms_in_words(card, templates, currency, scripts)])


def terms_in_words(
    card: RewardCard,
    templates: Mapping[str, BonusTemplate],
    currency: str,
    scripts: Mapping[str, Script] = NO_SCRIPTS,
) -> Iterator[Message]:
    """Yield what ``card`` makes of a salary, whatever that is: see ``card_in_words``."""

    def money(amount: Decimal) -> Quantity:
        return Quantity(amount, Unit.MONEY, currency)

    if card.pay_model in _SCORED:
        yield _SCORED[card.pay_model]
    if card.proration is not Proration.NONE:
        yield _REDUCED[card.proration]
    if card.templates:
        names = [templates[code].name if code in templates else code for code in card.templates]
        yield Message("Bonuses: {names}.", names=listed(names))
    if card.advance is not None:
        yield _advance(card.advance, money(card.advance.amount))
    if card.guarantee is not None:
        least = money(card.guarantee)
        yield Message("All pay of a month is {least} at least.", least=least)
    if card.total_cap is not None:
        yield plural(
            "All pay of a month is {count} salary at most.",
            "All pay of a month is {count} salaries at most.",
            count=card.total_cap,
        )
    if card.script is not None:
        script = scripts.get(card.script)
        name = card.script if script is None else script.name
        yield Message("The script “{script}” has the last word.", script=name)


def _salary(amount: Quantity, since: date) -> Message:
    if since == ALWAYS:
        return Message("The salary is {amount}.", amount=amount)
    return Message("The salary is {amount} from {day} on.", amount=amount, day=since)


def _advance(advance: Advance, amount: Quantity) -> Message:
    if advance.is_recoverable:
        return Message(
            "Premiums are paid as {amount} a month at least; what was not earned is kept back "
            "later.",
            amount=amount,
        )
    return Message(
        "Premiums are paid as {amount} a month at least; nothing is kept back.", amount=amount
    )


_SCORED = {
    PayModel.SALARY_AND_SCORE: Message("The salary times the score is paid besides."),
    PayModel.SCORE_ONLY: Message("It is multiplied by the score."),
}
_REDUCED = {
    Proration.WORKING_DAYS: Message("It is reduced by the working days of absence."),
    Proration.CALENDAR_DAYS: Message("It is reduced by the calendar days of absence."),
    Proration.WHOLE_MONTHS: Message("It is reduced by whole months of absence."),
}
