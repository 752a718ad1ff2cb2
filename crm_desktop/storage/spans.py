"""Times between two instants in SQL: whole seconds of the calendar, or of working time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from crm_desktop.storage.models import WorkingDayRecord

Instant = InstrumentedAttribute[Any] | ColumnElement[Any]


class _Seconds(FunctionElement[int]):
    """The whole seconds from the first instant to the second, cut towards zero."""

    type = BigInteger()
    inherit_cache = True


@compiles(_Seconds, "sqlite")
def _of_microseconds(seconds: _Seconds, compiler: SQLCompiler, **options: Any) -> str:
    start, end = (type_coerce(instant, BigInteger) for instant in seconds.clauses)
    return compiler.process((end - start) // literal_column("1000000", BigInteger), **options)


@compiles(_Seconds, "postgresql")
def _of_timestamps(seconds: _Seconds, compiler: SQLCompiler, **options: Any) -> str:
    start, end = seconds.clauses
    whole = func.trunc(func.extract("epoch", end - start)).cast(BigInteger)
    return compiler.process(whole, **options)


@dataclass(frozen=True, slots=True)
class Span:
    """The time from ``start`` to ``end``; where either is empty there is none."""

    start: Instant
    end: Instant

    def seconds(self, *, is_working_time: bool = False) -> ColumnElement[int]:
        """Return its length, negative where it ends before it starts.

        In working time there is none either where it starts before the first working day that
        the database knows.
        """
        if is_working_time:
            return _clock(self.end) - _clock(self.start)
        return _Seconds(self.start, self.end)


def _clock(instant: Instant) -> ScalarSelect[int]:
    """Return how much working time had passed by ``instant``, by one look into an index."""
    day = WorkingDayRecord
    until = case((instant < day.closes_at, instant), else_=day.closes_at)
    return (
        select(day.before_s + _Seconds(day.opens_at, until))
        .where(day.opens_at <= instant)
        .order_by(day.opens_at.desc())
        .limit(1)
        .correlate_except(day)
        .scalar_subquery()
    )
