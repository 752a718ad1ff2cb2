"""The firm's settings, its currencies and their dated rates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, CurrencyCode, Key, Name


class CurrencyRecord(Base):
    """A currency that the firm deals in."""

    __tablename__ = "currency"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)


class ExchangeRateRecord(Base):
    """One unit of ``currency`` costs ``rate`` of the firm's currency from day ``on`` on.

    ``rate`` is an exact decimal in text, since SQLite would keep a number as a float.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("currency", "on"),)

    id: Mapped[Key]
    currency: Mapped[CurrencyCode] = mapped_column(ForeignKey("currency.code"))
    on: Mapped[date]
    rate: Mapped[str] = mapped_column(String(40))


class FirmRecord(Base):
    """The one row of settings that every calculation needs.

    ``opens_minute`` and ``closes_minute`` are of a usual working day, from midnight in ``zone``;
    a day before a holiday is shorter by ``short_by_minutes``. A disciplinary cut takes at most
    ``cut_limit_percent`` of the pay of the month of its order, null where there is no such limit.
    ``windows_updates`` and ``linux_updates`` are folders with newer versions of the program, null
    where nobody looks.
    """

    __tablename__ = "firm"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[Key]
    name: Mapped[Name]
    currency: Mapped[CurrencyCode] = mapped_column(ForeignKey("currency.code"))
    zone: Mapped[str] = mapped_column(String(60))
    country: Mapped[str | None] = mapped_column(String(2))
    rounding: Mapped[str] = mapped_column(String(20))
    scheme_name: Mapped[Name] = mapped_column(default="", server_default="")
    opens_minute: Mapped[int] = mapped_column(default=540, server_default="540")
    closes_minute: Mapped[int] = mapped_column(default=1080, server_default="1080")
    break_minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    short_by_minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    rounding_place: Mapped[str] = mapped_column(String(20), default="line", server_default="line")
    cut_limit_percent: Mapped[int | None]
    windows_updates: Mapped[str | None] = mapped_column(String(400))
    linux_updates: Mapped[str | None] = mapped_column(String(400))


class FirmLogoRecord(Base):
    """The one picture that stands on what is printed, as PNG."""

    __tablename__ = "firm_logo"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[Key]
    png: Mapped[bytes] = mapped_column(LargeBinary)
