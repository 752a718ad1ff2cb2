"""Queries over the firm's settings and its exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, exists, or_, select, true
from sqlalchemy.orm import Session

from crm_desktop.domain.calendar import CalendarDay, DayKind, WorkingHours
from crm_desktop.domain.firm import Firm, RateRow
from crm_desktop.domain.logo import Logo
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.updates import UpdateFolders
from crm_desktop.errors import MissingRateError, NotSetUpError
from crm_desktop.storage.models import (
    CalendarDayRecord,
    DealRecord,
    DefinitionRecord,
    DocumentRecord,
    ExchangeRateRecord,
    FirmLogoRecord,
    FirmRecord,
    PlanRecord,
    ProductRecord,
    StatementRecord,
)


def firm(session: Session) -> Firm:
    """Return the firm's settings.

    Raises:
        NotSetUpError: there are none yet.

    """
    return firm_of(settings(session, settings_query()))


def settings(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of ``query``, which is ``settings_query`` with more columns or none.

    Raises:
        NotSetUpError: there is no firm yet.

    """
    rows = session.connection().execute(query).all()
    if not rows:
        raise NotSetUpError
    return rows


def firm_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> Firm:
    """Return the firm that ``settings`` found."""
    record = rows[0]
    return Firm(
        name=record.name,
        currency=record.currency,
        zone=record.zone,
        country=record.country,
        rounding=Rounding(record.rounding),
        rounding_place=RoundingPlace(record.rounding_place),
        cut_limit=(
            None if record.cut_limit_percent is None else Decimal(record.cut_limit_percent) / 100
        ),
        hours=WorkingHours(
            record.opens_minute,
            record.closes_minute,
            record.break_minutes,
            record.short_by_minutes,
        ),
        own_days=tuple(
            CalendarDay(row.day, DayKind(row.kind), row.minutes, row.note)
            for row in rows
            if row.day is not None
        ),
    )


def scheme_name(session: Session) -> str:
    """Return what the firm calls its rules, "" where they have no name."""
    return session.scalar(select(FirmRecord.scheme_name)) or ""


def update_folders(session: Session) -> UpdateFolders:
    """Return where newer versions lie; nowhere as long as there is no firm."""
    query = select(FirmRecord.windows_updates, FirmRecord.linux_updates)
    row = session.execute(query).one_or_none()
    return UpdateFolders() if row is None else UpdateFolders(*row)


def logo(session: Session) -> Logo | None:
    """Return the picture of the firm, None where there is none."""
    png = session.scalar(select(FirmLogoRecord.png))
    return None if png is None else Logo.of(png)


@cache
def settings_query() -> Select[*tuple[Any, ...]]:
    """Return the settings beside each of the firm's own days: one statement, one row at least."""
    firm, own = FirmRecord, CalendarDayRecord
    return (
        select(
            *(firm.name, firm.currency, firm.zone, firm.country, firm.rounding),
            *(firm.rounding_place, firm.cut_limit_percent),
            *(firm.opens_minute, firm.closes_minute, firm.break_minutes, firm.short_by_minutes),
            *(own.day, own.kind, own.minutes, own.note),
        )
        .join(own, true(), isouter=True)
        .order_by(own.day)
    )


def has_amounts(session: Session) -> bool:
    """Return whether records, pay or its rules count in the firm's currency already."""
    tables = (
        DealRecord,
        DocumentRecord,
        ProductRecord,
        DefinitionRecord,
        PlanRecord,
        StatementRecord,
    )
    return bool(session.scalar(select(or_(*(exists(select(table.id)) for table in tables)))))


def list_rates(session: Session) -> list[RateRow]:
    """Return the rates by currency, each currency's latest first."""
    query = select(ExchangeRateRecord).order_by(
        ExchangeRateRecord.currency, ExchangeRateRecord.on.desc()
    )
    return [
        RateRow(record.currency, record.on, Decimal(record.rate))
        for record in session.scalars(query)
    ]


def rate_on(session: Session, currency: str, day: date) -> Decimal:
    """Return what one unit of ``currency`` costs on ``day`` by the latest rate until then.

    Raises:
        MissingRateError: there is no rate on or before ``day``.

    """
    rate = session.scalar(
        select(ExchangeRateRecord.rate)
        .where(ExchangeRateRecord.currency == currency, ExchangeRateRecord.on <= day)
        .order_by(ExchangeRateRecord.on.desc())
        .limit(1)
    )
    if rate is None:
        raise MissingRateError(currency, day)
    return Decimal(rate)


def worth(session: Session, amount: Money, settings: Firm, day: date) -> Money:
    """Return ``amount`` in the firm's currency at the rate of ``day``.

    Raises:
        MissingRateError: there is no rate on or before ``day``.
        InvalidInputError: it is more than any amount can be.

    """
    if amount.currency == settings.currency:
        return amount
    return settings.worth(amount, rate_on(session, amount.currency, day))
