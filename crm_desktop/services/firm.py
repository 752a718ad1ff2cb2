"""Use cases on the firm's settings and exchange rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.calendar import WorkingHours, knows_holidays
from crm_desktop.domain.entry import entered_name
from crm_desktop.domain.firm import OWN_CURRENCY, Firm, RateRow, entered_rate
from crm_desktop.domain.logo import Logo
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, StaleRecordError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.writing import firm_to_change
from crm_desktop.storage.models import (
    CurrencyRecord,
    ExchangeRateRecord,
    FirmLogoRecord,
    FirmRecord,
)
from crm_desktop.storage.queries import firm as queries
from crm_desktop.storage.working_clock import refresh_working_days
from crm_desktop.texts import Message

_FIRM, _RATE = Message("Firm"), Message("Exchange rate")
_NO_PLACES = frozenset({"Factory", "localtime"})
"""Files among the zones that say nothing on another computer."""


class FirmService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def firm(self) -> Firm:
        """Return the firm's settings.

        Raises:
            NotSetUpError: there are none yet.

        """
        with self._sessions() as session:
            return queries.firm(session)

    def has_amounts(self) -> bool:
        """Return whether amounts are recorded in the firm's currency, which then stays."""
        with self._sessions() as session:
            return queries.has_amounts(session)

    @needs(Right.ADMINISTER)
    def save_firm(self, firm: Firm, *, over: Firm | None = None) -> Changes:
        """Enter or change the firm's settings; its hours and own days stay.

        ``over`` is what was changed, where somebody did so on a screen.

        Raises:
            InvalidInputError: an empty name, an unknown currency, zone or country, or another
                currency although amounts were recorded in the one before.
            StaleRecordError: someone saved other settings in the place of ``over``.

        """
        sound = checked(firm)
        with self._sessions.begin() as session:
            if over is not None:
                _refuse_stale(session, over)
            write_firm(session, sound)
            session.flush()
            refresh_working_days(session, queries.firm(session))
        return Changes.SETTINGS

    def list_rates(self) -> list[RateRow]:
        """Return the exchange rates by currency, each currency's latest first."""
        with self._sessions() as session:
            return queries.list_rates(session)

    @needs(Right.ADMINISTER)
    def save_rate(self, rate: RateRow) -> Changes:
        """Enter or mend a rate; what was recorded before keeps the rate it was recorded at.

        Raises:
            InvalidInputError: an unknown currency or the firm's own, or a rate not above zero.

        """
        with self._sessions.begin() as session:
            _write_rate(session, rate)
        return Changes.SETTINGS

    @needs(Right.ADMINISTER)
    def add_rate(self, rate: RateRow) -> Changes:
        """Enter a rate where its currency has none from that day on.

        Raises:
            InvalidInputError: as ``save_rate``, or there is a rate of that day.

        """
        with self._sessions.begin() as session:
            firm_to_change(session)
            _refuse_second_rate(session, rate)
            _write_rate(session, rate)
        return Changes.SETTINGS

    @needs(Right.ADMINISTER)
    def change_rate(self, before: RateRow, rate: RateRow) -> Changes:
        """Let ``rate`` stand in the place of ``before``.

        Raises:
            InvalidInputError: as ``add_rate``.
            StaleRecordError: someone changed ``before`` or took it away.

        """
        with self._sessions.begin() as session:
            firm_to_change(session)
            _delete_rate(session, before)
            _refuse_second_rate(session, rate)
            _write_rate(session, rate)
        return Changes.SETTINGS

    @needs(Right.ADMINISTER)
    def delete_rate(self, rate: RateRow) -> Changes:
        """Take a rate away; what was recorded before keeps its worth.

        Raises:
            StaleRecordError: someone changed it or took it away.

        """
        with self._sessions.begin() as session:
            firm_to_change(session)
            _delete_rate(session, rate)
        return Changes.SETTINGS

    def logo(self) -> Logo | None:
        """Return the picture that stands on what is printed, None where there is none."""
        with self._sessions() as session:
            return queries.logo(session)

    @needs(Right.ADMINISTER)
    def save_logo(self, png: bytes | None) -> Changes:
        """Keep the picture as PNG in the place of the one before, or none.

        Raises:
            InvalidInputError: it is no PNG, or too big.

        """
        kept = None if png is None else Logo.of(png)
        with self._sessions.begin() as session:
            record = session.get(FirmLogoRecord, 1)
            if kept is None:
                if record is not None:
                    session.delete(record)
            elif record is None:
                session.add(FirmLogoRecord(id=1, png=kept.png))
            else:
                record.png = kept.png
        return Changes.SETTINGS

    def today(self) -> date:
        return clock.today(self._now, self.firm().time_zone())


def checked(firm: Firm) -> Firm:
    """Return ``firm`` as it can be kept.

    Raises:
        InvalidInputError: an empty name, an unknown currency, zone or country, or a limit of
            cuts that is no share of pay in whole per cent.

    """
    name = entered_name(firm.name)
    _refuse_unknown_currency(firm.currency)
    _refuse_unknown_country(firm.country)
    _refuse_unknown_zone(firm.zone)
    _refuse_finer_limit(firm.cut_limit)
    return replace(firm, name=name)


def write_firm(session: Session, firm: Firm) -> None:
    """Enter or change the settings, which were ``checked``; see ``FirmService.save_firm``."""
    _keep_currency(session, firm.currency)
    record = session.get(FirmRecord, 1, with_for_update=True)
    if record is None:
        record = FirmRecord(id=1)
        session.add(record)
    elif record.currency != firm.currency and queries.has_amounts(session):
        raise InvalidInputError(
            "currency", Message("Amounts are recorded in {code}.", code=record.currency)
        )
    record.name = firm.name
    record.currency = firm.currency
    record.zone = firm.zone
    record.country = firm.country
    record.rounding = firm.rounding.value
    record.rounding_place = firm.rounding_place.value
    record.cut_limit_percent = None if firm.cut_limit is None else int(firm.cut_limit * 100)


def _refuse_stale(session: Session, over: Firm) -> None:
    firm_to_change(session)
    kept = queries.firm(session)
    if _without_calendar(kept) != _without_calendar(over):
        raise StaleRecordError(_FIRM, kept.name)


def _without_calendar(firm: Firm) -> Firm:
    return replace(firm, hours=WorkingHours(), own_days=())


def _write_rate(session: Session, rate: RateRow) -> None:
    _refuse_unknown_currency(rate.currency)
    digits = entered_rate(rate.rate)
    if rate.currency == queries.firm(session).currency:
        raise InvalidInputError("currency", OWN_CURRENCY)
    _keep_currency(session, rate.currency)
    record = _rate_from(session, rate)
    if record is None:
        record = ExchangeRateRecord(currency=rate.currency, on=rate.on)
        session.add(record)
    record.rate = digits


def _delete_rate(session: Session, rate: RateRow) -> None:
    record = _rate_from(session, rate)
    if record is None or Decimal(record.rate) != rate.rate:
        raise StaleRecordError(_RATE, rate.currency)
    session.delete(record)
    session.flush()


def _refuse_second_rate(session: Session, rate: RateRow) -> None:
    if _rate_from(session, rate) is not None:
        raise InvalidInputError(
            "on",
            Message(
                "There is a rate of {currency} from {day} on already: change that one.",
                currency=rate.currency,
                day=rate.on,
            ),
        )


def _rate_from(session: Session, rate: RateRow) -> ExchangeRateRecord | None:
    query = select(ExchangeRateRecord).where(
        ExchangeRateRecord.currency == rate.currency, ExchangeRateRecord.on == rate.on
    )
    return session.scalar(query)


def _keep_currency(session: Session, code: str) -> None:
    if session.get(CurrencyRecord, code) is None:
        session.add(CurrencyRecord(code=code))
        session.flush()


def _refuse_unknown_currency(code: str) -> None:
    if code not in list_currencies():
        raise InvalidInputError(
            "currency", Message("“{code}” is no currency: write RUB, EUR or USD.", code=code)
        )


def _refuse_unknown_zone(zone: str) -> None:
    if zone in _NO_PLACES or zone not in available_timezones():
        raise InvalidInputError(
            "zone", Message("“{zone}” is no time zone: write Europe/Moscow.", zone=zone)
        )


def _refuse_finer_limit(limit: Decimal | None) -> None:
    if limit is not None and limit * 100 not in range(101):
        raise InvalidInputError(
            "cut_limit",
            Message("A disciplinary cut takes a whole number of per cent, from 0 to 100."),
        )


def _refuse_unknown_country(country: str | None) -> None:
    if country is not None and not knows_holidays(country):
        raise InvalidInputError(
            "country",
            Message("The holidays of “{country}” are not known: write RU.", country=country),
        )
