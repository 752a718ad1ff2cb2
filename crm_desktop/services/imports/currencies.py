"""Amounts in the firm's currency, and the currencies that rows bring along."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal

from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.errors import InvalidInputError, MissingRateError
from crm_desktop.services.imports.intake import Surroundings
from crm_desktop.storage import bulk
from crm_desktop.storage.models import CurrencyRecord
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

TOO_BIG = Message("The amount is too big.")


class Currencies:
    def __init__(self, around: Surroundings) -> None:
        self._session = around.session
        self._firm = around.firm
        self._known = imports.list_currencies(around.session)
        self._rates = imports.list_rates(around.session)

    def need(self, currency: str) -> None:
        """Make the currency one that the firm deals in."""
        if currency not in self._known:
            bulk.insert(self._session, bulk.table_of(CurrencyRecord), ("code",), [(currency,)])
            self._known.add(currency)

    def base(self, amount: Money, day: date) -> int:
        """Return minor units of the firm's currency at the rate of ``day``.

        Raises:
            MissingRateError: there is no rate on or before ``day``.
            InvalidInputError: it is more than any amount can be.

        """
        if amount.currency == self._firm.currency:
            return amount.minor
        if amount.minor < 0:
            return -self.base(-amount, day)
        return self._firm.worth(amount, self._rate(amount.currency, day)).minor

    def _rate(self, currency: str, day: date) -> Decimal:
        rates = self._rates.get(currency, [])
        place = bisect_right(rates, day, key=lambda rate: rate[0])
        if not place:
            raise MissingRateError(currency, day)
        return rates[place - 1][1]


def worth_of(minor: int, *, of: int, worth: int) -> int:
    """Return what ``minor`` units are worth when ``of`` units are worth ``worth``.

    Halves are rounded away from zero, so that the opposite is worth exactly the opposite.

    Raises:
        InvalidInputError: it is more than any amount can be.

    """
    product, whole = minor * worth, abs(of)
    rounded = (2 * abs(product) + whole) // (2 * whole)
    if rounded > MOST_MINOR:
        raise InvalidInputError("amount", TOO_BIG)
    return rounded if (product < 0) == (of < 0) else -rounded
