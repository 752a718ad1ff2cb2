"""The records that scripts ask for: one query an input, whoever they are for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import Filter
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.period import Period, start_of
from crm_desktop.domain.scripts import Plain
from crm_desktop.errors import CrmError
from crm_desktop.kpi.script import ScriptInput
from crm_desktop.kpi.source import Window
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.entity_source import Claim, Column, EntitySource, NameElsewhere
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import DealCreditRecord, DealRecord
from crm_desktop.storage.sources import SOURCES, digits
from crm_desktop.texts import Message

MOST_ROWS = 200_000
"""So many rows of one input a calculation takes; more would not fit into a worker."""

SHARE = "share"
"""The column that every row of a deal has besides: which part of it is the employee's, of 1."""


class TooManyRowsError(CrmError):
    """An input asks for more rows than a calculation can give to scripts."""


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """A row of an input: the employee for whom it counts, the day of the record, its columns."""

    owner: int
    on: date
    columns: dict[str, Plain]


def owned_rows(
    session: Session,
    asked: ScriptInput,
    around: Surroundings,
    period: Period,
    today: date,
    owners: Collection[int] | None = None,
) -> list[OwnedRow]:
    """Return what ``asked`` finds for ``owners``, None is everybody, the oldest first.

    ``period`` is the one that is computed, ``today`` the day that relative days count from. A
    shared deal stands once for each who has a part of it, with that part of its sums.

    Raises:
        TooManyRowsError: there are more than ``MOST_ROWS``.

    """
    where = resolved(asked.where, Occasion(today, period))
    reader = _Reader(asked, replace(around, period=period), period, where)
    found = session.execute(reader.query(owners)).all()
    if len(found) > MOST_ROWS:
        raise TooManyRowsError(
            Message(
                "The input “{name}” finds more than {most} records: narrow its filter.",
                name=asked.name,
                most=MOST_ROWS,
            )
        )
    return [reader.row(row) for row in found]


@dataclass(frozen=True, slots=True)
class _Reader:
    asked: ScriptInput
    around: Surroundings
    period: Period
    where: Filter

    def query(self, owners: Collection[int] | None) -> Select[Any]:
        source, day = self._source, self._source.days[self.asked.dated_by]
        passed = as_sql(self.where, self.asked.entity, self.around)
        where = and_(self._dated(day), passed)
        whole = self._select(source.owner, literal(SHARE_UNITS, BigInteger), credited=False).where(
            where, _claim(source.owner, owners)
        )
        if self.asked.entity is not Entity.DEAL:
            return _in_order(whole)
        credit = DealCreditRecord
        part = (
            self._select(credit.employee_id, cast(credit.share, BigInteger), credited=True)
            .join(credit, credit.deal_id == DealRecord.id)
            .where(where, credit.is_overlay.is_(False), _claim(credit.employee_id, owners))
        )
        return _in_order(union_all(whole.where(DealRecord.is_shared.is_(False)), part))

    def row(self, found: Any) -> OwnedRow:
        columns = {
            code: self._plain(code, getattr(found, f"c{number}"))
            for number, code in enumerate(self.asked.columns)
        }
        if self.asked.entity is Entity.DEAL:
            columns[SHARE] = Decimal(int(found.share)) / SHARE_UNITS
        return OwnedRow(found.owner, self._day(found.at), columns)

    @property
    def _source(self) -> EntitySource:
        return SOURCES[self.asked.entity]

    def _select(self, owner: Column, share: Column, *, credited: bool) -> Select[Any]:
        source = self._source
        columns = [
            self._column(code, credited=credited).label(f"c{number}")
            for number, code in enumerate(self.asked.columns)
        ]
        at = source.days[self.asked.dated_by]
        return select(
            source.id.label("id"),
            owner.label("owner"),
            at.label("at"),
            share.label("share"),
            *columns,
        ).select_from(source.origin)

    def _column(self, code: str, *, credited: bool) -> Column:
        source, field = self._source, FIELDS[self.asked.entity][code]
        match field.type:
            case FieldType.DAY:
                return source.days[code]
            case FieldType.FLAG:
                return source.flag(code, self.around.period, self.around.zone)
            case FieldType.MONEY | FieldType.NUMBER | FieldType.SPAN:
                if credited and code in source.parts:
                    return source.parts[code]
                return source.measured(code, self.around.period)
            case _:
                return _name(source.texts[code])

    def _plain(self, code: str, value: Any) -> Plain:
        if value is None:
            return None
        match FIELDS[self.asked.entity][code].type:
            case FieldType.DAY:
                return self._day(value)
            case FieldType.FLAG:
                return bool(value)
            case FieldType.MONEY | FieldType.NUMBER | FieldType.SPAN:
                places = digits(self.asked.entity, code, self.around.currency)
                return Decimal(int(value)).scaleb(-places) if places else int(value)
            case _:
                return str(value)

    def _day(self, value: date | datetime) -> date:
        return value.astimezone(self.around.zone).date() if isinstance(value, datetime) else value

    def _dated(self, day: Column) -> Claim:
        period = self.period
        if self.asked.window is Window.PREVIOUS:
            period = period.previous()
        start = None if self.asked.window is Window.UNTIL_END else period.start
        if not isinstance(day.type, UtcInstant):
            return and_(day < period.end, *(() if start is None else (day >= start,)))
        since = () if start is None else (day >= start_of(start, self.around.zone),)
        return and_(day < start_of(period.end, self.around.zone), *since)


def _claim(owner: Column, owners: Collection[int] | None) -> Claim:
    return owner.is_not(None) if owners is None else owner.in_(owners)


def _in_order(query: Any) -> Select[Any]:
    found = query.subquery()
    return select(found).order_by(found.c.at, found.c.id, found.c.owner).limit(MOST_ROWS + 1)


def _name(text: Column | NameElsewhere) -> Column:
    """Return the text itself, not as it is folded for search."""
    if not isinstance(text, NameElsewhere):
        return _unfolded(text)
    name = text.ids.with_only_columns(_unfolded(text.name))
    [key] = text.ids.selected_columns
    return name.where(key == text.key).scalar_subquery()


def _unfolded(column: Column) -> Column:
    if isinstance(column, InstrumentedAttribute) and column.key.endswith("_folded"):
        whole: Column = getattr(column.class_, column.key.removesuffix("_folded"))
        return whole
    return column
