"""Facts: what was measured for a subject, built from sums that add up over people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import Filter
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.source import Credit, Window
from crm_desktop.texts import Message


class Gathered(StrEnum):
    """What of the records is gathered: TOTAL sums the measure and counts without one.

    HAVING counts the records that have the measure. The smallest and the largest are those of
    whole records, also of shared ones; customers and moments are sets, which never add up.
    """

    TOTAL = "total"
    HAVING = "having"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    CUSTOMERS = "customers"
    MOMENTS = "moments"


ADDED = frozenset({Gathered.TOTAL, Gathered.HAVING})
"""What adds up over people and over the parts of a period."""


@dataclass(frozen=True, slots=True)
class BaseSum:
    """What the database can gather per employee; ``measure`` None counts records.

    Spans are in seconds, in working time where ``is_working_time``. Shared records count by
    share, so that people add up to departments and the company; overlay credits count besides
    where ``credit`` says so, and for the person alone.
    """

    entity: Entity
    dated_by: str
    measure: str | None
    where: Filter
    gathered: Gathered = Gathered.TOTAL
    window: Window = Window.WITHIN
    is_working_time: bool = False
    credit: Credit = Credit.SHARES

    @property
    def label(self) -> Message:
        """What is gathered, and of which records."""
        what = self._what()
        if self.credit is Credit.WITH_OVERLAYS:
            what = Message("{what}, overlay credits included", what=what)
        which = in_words(self.where, self.entity)
        if which is None:
            return what
        return Message.of("{what} ({which})", None, {"what": what, "which": which})

    def _what(self) -> Message:
        if self.gathered is Gathered.CUSTOMERS:
            return _CUSTOMERS[self.entity]
        if self.gathered is Gathered.MOMENTS or self.measure is None:
            return _LABELS[self.entity, None]
        if self.gathered is Gathered.HAVING:
            field = FIELDS[self.entity][self.measure].label
            count = _LABELS[self.entity, None]
            return Message("{what} that have “{field}”", what=count, field=field)
        what = _LABELS[self.entity, self.measure]
        if self.is_working_time:
            what = Message("{what}, in working time", what=what)
        match self.gathered:
            case Gathered.MINIMUM:
                return Message("{what}: the smallest", what=what)
            case Gathered.MAXIMUM:
                return Message("{what}: the largest", what=what)
            case _:
                return what

    @property
    def unit(self) -> Unit:
        if self.measure is None or self.gathered not in _OF_MEASURE:
            return Unit.NUMBER
        return _UNITS.get(FIELDS[self.entity][self.measure].type, Unit.NUMBER)


_OF_MEASURE = frozenset({Gathered.TOTAL, Gathered.MINIMUM, Gathered.MAXIMUM})
_UNITS = {FieldType.MONEY: Unit.MONEY, FieldType.SPAN: Unit.DURATION}

BaseSums = Mapping[BaseSum, Mapping[str, Decimal]]
"""For each base sum, the value by employee code; who has no records may be absent."""


@dataclass(frozen=True, slots=True)
class RecordsQuery:
    """The records behind a figure: ``where`` of ``subject`` dated by ``dated_by`` in ``period``.

    ``measure`` is what the figure sums, None where it counts. ``window`` says which days are
    meant, seen from ``period``; ``credit`` whether overlay credits of the person count too. With a
    ``record`` it is that one alone, whole, whosever it is and whatever its day.
    """

    entity: Entity
    dated_by: str
    where: Filter
    subject: SubjectRef
    period: Period
    measure: str | None = None
    window: Window = Window.WITHIN
    credit: Credit = Credit.SHARES
    record: int | None = None


_LABELS: dict[tuple[Entity, str | None], Message] = {
    (Entity.DEAL, None): Message("Number of deals"),
    (Entity.DEAL, "amount"): Message("Amount of deals"),
    (Entity.DEAL, "margin"): Message("Margin of deals"),
    (Entity.DEAL, "discount"): Message("Discounts on deals"),
    (Entity.DEAL, "cycle"): Message("Length of the sales cycles of deals"),
    (Entity.DEAL, "response"): Message("Time to the first answer in deals"),
    (Entity.ACTIVITY, None): Message("Number of activities"),
    (Entity.ACTIVITY, "duration"): Message("Duration of activities"),
    (Entity.ACTIVITY, "handling"): Message("Handling time of activities"),
    (Entity.ACTIVITY, "score"): Message("Scores of activities"),
    (Entity.ACTIVITY, "points"): Message("Points of activities"),
    (Entity.DOCUMENT, None): Message("Number of documents"),
    (Entity.DOCUMENT, "amount"): Message("Amount of documents"),
    (Entity.DOCUMENT, "net"): Message("Amount of documents without tax"),
    (Entity.DOCUMENT, "margin"): Message("Margin of documents"),
    (Entity.DOCUMENT, "discount"): Message("Discounts in documents"),
    (Entity.DOCUMENT, "paid_amount"): Message("Paid amount of documents"),
    (Entity.DOCUMENT, "unpaid_amount"): Message("Unpaid amount of documents"),
    (Entity.DOCUMENT, "debt"): Message("Owed for documents at the end of the period"),
    (Entity.DOCUMENT, "quantity"): Message("Quantity in documents"),
    (Entity.LINE, None): Message("Number of document lines"),
    (Entity.LINE, "amount"): Message("Amount of document lines"),
    (Entity.LINE, "quantity"): Message("Quantity in document lines"),
    (Entity.PAYMENT, None): Message("Number of payments"),
    (Entity.PAYMENT, "amount"): Message("Amount of payments"),
    (Entity.CUSTOMER, None): Message("Number of customers"),
}
"""What a sum of each measure is called; None counts. Parts of a phrase are declined, so whole."""

_CUSTOMERS = {
    Entity.DEAL: Message("Different customers of deals"),
    Entity.ACTIVITY: Message("Different customers of activities"),
    Entity.DOCUMENT: Message("Different customers of documents"),
    Entity.LINE: Message("Different customers of document lines"),
    Entity.PAYMENT: Message("Different customers of payments"),
    Entity.CUSTOMER: Message("Different customers"),
}


@dataclass(frozen=True, slots=True)
class Carried:
    """That a sum, ``so_far`` after ``worked`` of ``working_days``, goes on at its pace.

    The days are those on which somebody is there where it ``is_own``.
    """

    so_far: Decimal
    worked: int
    working_days: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class FactPart:
    """One sum that a fact was made of; ``carried`` where it is that of the period's end.

    It counts ``weight`` times; ``name`` is that of the target of a weighted count.
    """

    base: BaseSum
    value: Decimal
    carried: Carried | None = None
    weight: Decimal = Decimal(1)
    name: str = ""

    @property
    def label(self) -> Message:
        """What is summed or counted, and which records of it."""
        if not self.name:
            return self.base.label
        return Message.of("{name}: {what}", None, {"name": self.name, "what": self.base.label})

    @property
    def unit(self) -> Unit:
        return self.base.unit

    @property
    def grows(self) -> bool:
        """Whether more of the period brings more of it, at a steady pace."""
        return self.base.gathered in ADDED and self.base.window is Window.WITHIN

    def sentence(self, period: Period) -> Message:
        """Return what was gathered, and when, as seen from ``period``."""
        match self.base.window:
            case Window.WITHIN:
                return Message("{what}, {period}", what=self.label, period=period)
            case Window.PREVIOUS:
                return Message("{what}, {period}", what=self.label, period=period.previous())
            case Window.UNTIL_END:
                last = period.last_day()
                return Message("{what}, up to {day} inclusive", what=self.label, day=last)

    def records(self, subject: SubjectRef, period: Period) -> RecordsQuery:
        """Return the records to look at."""
        base = self.base
        return RecordsQuery(
            base.entity,
            base.dated_by,
            base.where,
            subject,
            period,
            base.measure,
            base.window,
            base.credit,
        )


@dataclass(frozen=True, slots=True)
class Fact:
    """A measured value; ``value`` None has its ``reason``, a clause that follows “because”.

    ``Σ value × weight`` of the first ``dividends`` of ``parts``, divided by that of the others
    where there are more. What no parts make has a ``sentence`` that says how it came about; its
    parts lead to the records.
    """

    value: Decimal | None
    reason: Message | None = None
    parts: tuple[FactPart, ...] = ()
    dividends: int | None = None
    sentence: Message | None = None

    @property
    def is_ratio(self) -> bool:
        return self.dividends is not None

    @property
    def is_fed(self) -> bool:
        """Whether there are records, a mark or a series behind the value."""
        if self.value is None:
            return False
        return self.sentence is not None or any(part.value for part in self.parts)

    def with_parts(self, parts: Sequence[FactPart]) -> Fact:
        """Return the fact that other values of the same parts make."""
        if self.sentence is not None or not parts:
            return self
        dividend, divisor = totals(parts, self.dividends)
        if divisor is None:
            return replace(self, value=dividend, parts=tuple(parts))
        return replace(self, value=dividend / divisor if divisor else None, parts=tuple(parts))


def totals(parts: Collection[FactPart], dividends: int | None) -> tuple[Decimal, Decimal | None]:
    """Return the weighted sum of the first ``dividends`` of ``parts``, and that of the others."""
    values = [part.value if part.weight == 1 else part.value * part.weight for part in parts]
    if dividends is None:
        return (values[0] if len(values) == 1 else sum(values, Decimal(0))), None
    above, below = values[:dividends], values[dividends:]
    if len(values) == 2:
        return above[0], below[0]
    return sum(above, Decimal(0)), sum(below, Decimal(0))


Facts = Mapping[tuple[SubjectRef, str], Fact]
"""What was measured, by subject and indicator code; what is absent was not measured."""
