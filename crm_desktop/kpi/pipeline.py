"""What open deals promise: the forecast of indicators that add up won ones."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Filter, Group, Match, Operator, conditions
from crm_desktop.kpi.source import Aggregate, Credit, RecordSource, Source, Window

_AMOUNT = "amount"
_OF_CLOSED = frozenset(
    {
        *("status", "closed", "cycle", "loss_reason", "passed_stage", "stage"),
        *("is_first_purchase", "is_of_new_customer", "is_retained"),
    }
)
"""What an open deal has not yet, or will not have any more once it is won."""


@dataclass(frozen=True, slots=True)
class PipelineForecast:
    """``fact`` and what open deals add to it: each by the probability of its stage."""

    fact: Decimal
    expected: Decimal

    @property
    def value(self) -> Decimal:
        return self.fact + self.expected


@dataclass(frozen=True, slots=True)
class OpenDeals:
    """The open deals that pass ``where``: their amounts in major units, or how many they are."""

    where: Filter
    is_count: bool
    credit: Credit = Credit.SHARES


def open_deals(source: Source) -> OpenDeals | None:
    """Return the open deals that would count for ``source`` once they are won.

    None where it is no count or amount of won deals by the day they were closed, or asks for
    what open deals do not have.
    """
    if not isinstance(source, RecordSource) or not _adds_up_closed_deals(source):
        return None
    where = source.where
    parts = where.parts if isinstance(where, Group) and where.match is Match.ALL else (where,)
    rest = Group(Match.ALL, tuple(part for part in parts if not _is_won(part)))
    asks_for_won = len(rest.parts) < len(parts)
    if not asks_for_won or any(one.field in _OF_CLOSED for one in conditions(rest)):
        return None
    return OpenDeals(rest, source.aggregate is Aggregate.COUNT, source.credit)


def _adds_up_closed_deals(source: RecordSource) -> bool:
    is_added = source.aggregate is Aggregate.COUNT or (
        source.aggregate is Aggregate.SUM and source.measure == _AMOUNT
    )
    is_closed = source.entity is Entity.DEAL and source.dated_by == "closed"
    return is_added and is_closed and source.window is Window.WITHIN


def _is_won(part: Filter) -> bool:
    return (
        isinstance(part, Condition)
        and part.field == "status"
        and part.operator in {Operator.EQUAL, Operator.ONE_OF}
        and set(part.values) == {DealStatus.WON.value}
    )
