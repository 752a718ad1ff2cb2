"""Which records of an indicator count otherwise than when the statement was settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import BaseSum, Gathered, RecordsQuery
from crm_desktop.kpi.records import Counted, CountedRow, Fate
from crm_desktop.rewards.accrual import record_name
from crm_desktop.texts import Message

GOOD = frozenset({"won", "posted", "paid"})
"""The states in which deals and documents count."""


@dataclass(frozen=True, slots=True)
class CountedChange:
    """A record that adds another number to ``base``, a money in ``currency``, than it did.

    ``row`` is what is known of it last. ``fate`` is that of one that ``is_gone``, None where it is
    deleted; one that ``is_new`` and ``is_moved`` counted in another sum of the indicator before.
    """

    base: BaseSum
    row: CountedRow
    was: Decimal
    now: Decimal
    currency: str
    is_new: bool = False
    is_gone: bool = False
    is_moved: bool = False
    fate: Fate | None = None

    @property
    def is_count(self) -> bool:
        """Whether it counts as a record, not by what is measured of it."""
        return self.base.measure is None or self.base.gathered is Gathered.HAVING

    @property
    def key(self) -> tuple[Entity, int]:
        """Which record it is."""
        return self.base.entity, self.row.record

    def order(self) -> tuple[bool, Decimal]:
        """Return what sorts what is measured first, and the largest difference of it."""
        return self.is_count, -abs(self.now - self.was)

    @property
    def name(self) -> Message | str:
        """What the record is called, with what it is."""
        label, on = self.row.label, self.row.on
        match self.base.entity:
            case Entity.DEAL:
                return Message("Deal “{title}”", title=label)
            case Entity.PAYMENT:
                return Message("Payment of {day} for {number}", day=on, number=label)
            case Entity.LINE:
                return Message("Line “{title}” of {day}", title=label, day=on)
            case Entity.ACTIVITY:
                return Message("{type} of {day}", type=label, day=on)
            case _:
                return record_name(self.base.entity, label)

    def sentence(self) -> Message:
        """Return what became of the record, and how much counted of one that does no more."""
        cause, was = self._cause(), self._quantity(self.was)
        if cause is None:
            return Message("{was} → {now}", was=was, now=self._quantity(self.now))
        if self.is_new or self.is_count:
            return cause
        counted = Message("it counted {was}", was=was)
        return Message.of("{cause}; {counted}", None, {"cause": cause, "counted": counted})

    def step(self, subject: SubjectRef, period: Period) -> Derivation:
        """Return the step that tells it, which leads to the record while it is there."""
        difference = self._quantity(self.now - self.was)
        found = Derivation(self.name, difference, self.sentence())
        if self.is_gone and self.fate is None:
            return found
        base = self.base
        query = RecordsQuery(
            base.entity,
            base.dated_by,
            EVERYTHING,
            subject,
            period,
            base.measure,
            record=self.row.record,
        )
        return replace(found, records=query)

    def _cause(self) -> Message | None:
        if self.is_gone:
            return self._end()
        if not self.is_new:
            return None
        if self.is_moved:
            return Message("it counts as “{what}” now", what=self.base.label)
        if self.now < 0 and self.base.unit is Unit.MONEY:
            return Message("refund of {amount}", amount=self._quantity(-self.now))
        return Message("it did not count before")

    def _end(self) -> Message:
        if self.fate is None:
            return Message("deleted")
        state, is_meant = self.fate
        if is_meant:
            return Message("it counts for somebody else or in another month now")
        if state is not None and state not in GOOD:
            return Message("it is {state} now", state=choice_words(state))
        return Message("it does not meet the conditions any more")

    def _quantity(self, value: Decimal) -> Quantity:
        unit = self.base.unit
        return Quantity(value, unit, self.currency if unit is Unit.MONEY else None)


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind another fact of an indicator; there are ``is_too_many`` to name all."""

    changes: tuple[CountedChange, ...] = ()
    is_too_many: bool = False

    def gone(self) -> Iterator[tuple[BaseSum, int]]:
        """Yield the records that count no more, each with the sum of which it was part."""
        return ((one.base, one.row.record) for one in self.changes if one.is_gone)

    def with_fates(self, fates: Mapping[BaseSum, Mapping[int, Fate]]) -> Behind:
        """Return this with what became of the records that count no more."""
        changes = (
            replace(one, fate=fates[one.base].get(one.row.record)) if one.is_gone else one
            for one in self.changes
        )
        return replace(self, changes=tuple(changes))


Sums = Mapping[BaseSum, Counted]


def behind(bases: Sequence[BaseSum], was: Sums, now: Sums, currency: str) -> Behind:
    """Return which records of ``bases`` count otherwise, those with the largest difference first.

    Each record once, by the first of the sums in which it does; better by one to which it moved.
    What was not kept of a sum is not compared.
    """
    known = [base for base in bases if base in was and base in now]
    named = [base for base in known if was[base] is not None and now[base] is not None]
    before = {(base.entity, row.record) for base in named for row in was[base] or ()}
    found: dict[tuple[Entity, int], CountedChange] = {}
    for base in named:
        for change in _changed(base, was[base] or (), now[base] or (), currency):
            key = base.entity, change.row.record
            if change.is_new and key in before:
                found[key] = replace(change, is_moved=True)
            else:
                found.setdefault(key, change)
    changes = sorted(found.values(), key=CountedChange.order)
    return Behind(tuple(changes), is_too_many=len(named) < len(known))


def _changed(
    base: BaseSum, was: Sequence[CountedRow], now: Sequence[CountedRow], currency: str
) -> Iterator[CountedChange]:
    before, after = ({row.record: row for row in rows} for rows in (was, now))
    for record in dict.fromkeys((*before, *after)):
        old, new = before.get(record), after.get(record)
        values = _value(old), _value(new)
        row = new or old
        if row is not None and (values[0] != values[1] or old is None or new is None):
            yield CountedChange(
                base, row, *values, currency, is_new=old is None, is_gone=new is None
            )


def _value(row: CountedRow | None) -> Decimal:
    return Decimal(0) if row is None else Decimal(row.number).scaleb(-row.digits)
