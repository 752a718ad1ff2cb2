"""Facts: what was measured for a subject, built from sums that add up over people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import Filter
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class BaseSum:
    """A sum of ``measure`` (None counts records) that the database can give per employee."""

    entity: Entity
    dated_by: str
    measure: str | None
    where: Filter


BaseSums = Mapping[BaseSum, Mapping[str, Decimal]]
"""For each base sum, the value by employee code; who has no records may be absent.

Shared records are counted by share, so that people add up to departments and the company.
"""


@dataclass(frozen=True, slots=True)
class RecordsQuery:
    """The records behind a figure: ``where`` of ``subject`` dated by ``dated_by`` in ``period``.

    ``measure`` is what the figure sums, None where it counts.
    """

    entity: Entity
    dated_by: str
    where: Filter
    subject: SubjectRef
    period: Period
    measure: str | None = None


_LABELS: dict[tuple[Entity, str | None], Message] = {
    (Entity.DEAL, None): Message("Number of deals"),
    (Entity.DEAL, "amount"): Message("Amount of deals"),
    (Entity.ACTIVITY, None): Message("Number of activities"),
    (Entity.ACTIVITY, "duration"): Message("Duration of activities"),
    (Entity.DOCUMENT, None): Message("Number of documents"),
    (Entity.DOCUMENT, "amount"): Message("Amount of documents"),
    (Entity.DOCUMENT, "paid_amount"): Message("Paid amount of documents"),
    (Entity.PAYMENT, None): Message("Number of payments"),
    (Entity.PAYMENT, "amount"): Message("Amount of payments"),
}
"""What a sum of each measure is called; None counts. Parts of a phrase are declined, so whole."""


@dataclass(frozen=True, slots=True)
class Carried:
    """That a sum, ``so_far`` after ``worked`` of ``working_days``, goes on at its pace."""

    so_far: Decimal
    worked: int
    working_days: int


@dataclass(frozen=True, slots=True)
class FactPart:
    """One sum that a fact was made of; ``carried`` where it is that of the period's end."""

    base: BaseSum
    value: Decimal
    carried: Carried | None = None

    @property
    def label(self) -> Message:
        """What is summed or counted, and which records of it."""
        what = _LABELS[self.base.entity, self.base.measure]
        which = in_words(self.base.where, self.base.entity)
        if which is None:
            return what
        return Message.of("{what} ({which})", None, {"what": what, "which": which})

    @property
    def unit(self) -> Unit:
        if self.base.measure is None:
            return Unit.NUMBER
        is_money = FIELDS[self.base.entity][self.base.measure].type is FieldType.MONEY
        return Unit.MONEY if is_money else Unit.NUMBER

    def records(self, subject: SubjectRef, period: Period) -> RecordsQuery:
        """Return the records to look at."""
        base = self.base
        return RecordsQuery(base.entity, base.dated_by, base.where, subject, period, base.measure)


@dataclass(frozen=True, slots=True)
class Fact:
    """A measured value; ``value`` None has its ``reason``, a clause that follows “because”."""

    value: Decimal | None
    reason: Message | None = None
    parts: tuple[FactPart, ...] = ()


Facts = Mapping[tuple[SubjectRef, str], Fact]
"""What was measured, by subject and indicator code; what is absent was not measured."""
