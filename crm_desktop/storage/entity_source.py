"""What a kind of record can be asked for: its table, and the columns of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, Select
from sqlalchemy.orm import InstrumentedAttribute

from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.storage.base import Base
from crm_desktop.storage.branches import Tree
from crm_desktop.storage.spans import Span
from crm_desktop.texts import Message

Column = InstrumentedAttribute[Any] | ColumnElement[Any]
Claim = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class NameElsewhere:
    """A text of another table, to whose rows ``key`` points; ``ids`` selects all their keys.

    Conditions become ``key IN (ids where …)``, so that a covering index with the key serves.
    """

    key: Column
    ids: Select[Any]
    name: Column
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Where in a tree the row stands that ``key`` points to."""

    key: Column
    tree: Tree


@dataclass(frozen=True, slots=True)
class EntitySource:
    """The columns of one kind of record by the codes of ``domain.fields``.

    ``owner`` is the employee for whom a record counts; ``folded`` names the columns that keep
    their text folded, ``milli`` those that count thousandths; ``flags`` are conditions, and so
    are ``flags_of_period`` once the computed period is known, in the firm's zone;
    ``measures_of_period`` are measures then. ``parts`` are what credits keep of ``measures``, so
    that they sum to the whole exactly.
    """

    record: type[Base]
    id: Column
    owner: Column
    title: Column
    customer: Column
    days: Mapping[str, Column]
    measures: Mapping[str, Column] = field(default_factory=dict)
    measures_of_period: Mapping[str, Callable[[Period], Column]] = field(default_factory=dict)
    parts: Mapping[str, Column] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    texts: Mapping[str, Column | NameElsewhere] = field(default_factory=dict)
    branches: Mapping[str, Branch] = field(default_factory=dict)
    folded: frozenset[str] = frozenset()
    milli: frozenset[str] = frozenset()
    flags: Mapping[str, Claim] = field(default_factory=dict)
    flags_of_period: Mapping[str, Callable[[Period, ZoneInfo], Claim]] = field(default_factory=dict)
    joined: FromClause | None = None

    @property
    def origin(self) -> FromClause | type[Base]:
        """What to select from: the table, with the one that its columns stand in besides."""
        return self.record if self.joined is None else self.joined

    @property
    def fields_of_period(self) -> frozenset[str]:
        """The codes of what only a computed period answers."""
        return frozenset({*self.flags_of_period, *self.measures_of_period})

    def measured(
        self, code: str, period: Period | None, *, is_working_time: bool = False
    ) -> Column:
        """Return the whole number that ``code`` measures, a span in seconds.

        Raises:
            InvalidInputError: it depends on the period, and there is none.

        """
        if code in self.spans:
            return self.spans[code].seconds(is_working_time=is_working_time)
        if code in self.measures:
            return self.measures[code]
        return self.measures_of_period[code](_known(period))

    def flag(self, code: str, period: Period | None, zone: ZoneInfo) -> Claim:
        """Return whether ``code`` holds.

        Raises:
            InvalidInputError: it depends on the period, and there is none.

        """
        if code in self.flags:
            return self.flags[code]
        return self.flags_of_period[code](_known(period), zone)


def _known(period: Period | None) -> Period:
    """Return ``period``, which lists have not.

    Raises:
        InvalidInputError: there is none.

    """
    if period is None:
        raise InvalidInputError("filter", Message("There is no period here to look at."))
    return period
