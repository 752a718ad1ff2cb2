"""Commissions record by record: what single documents and deals earned, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.template import Event
from crm_desktop.texts import Message


class Accrual(NamedTuple):
    """What one event of one record earned one employee by the template ``code``.

    Amounts are minor units of the firm's currency. ``base_minor`` is the employee's part of what
    the rate is of, below zero for what was given back, as ``amount_minor`` is then; ``rate``
    None is a sum for each record. ``event`` None takes back what was paid.
    """

    code: str
    entity: Entity
    record: int
    label: str
    event: Event | None
    on: date
    base_minor: int
    rate: Decimal | None
    amount_minor: int

    @property
    def name(self) -> Message | str:
        """What the record is called."""
        return record_name(self.entity, self.label)

    @property
    def line(self) -> str:
        """The code of the statement's line that it is part of."""
        return "clawback" if self.event is None else self.code


class AccrualRow(NamedTuple):
    """An accrual with what its record belongs to by now.

    ``customer`` is the name, empty where there is none; ``deal`` the id of the deal that it is or
    is of, None where there is none.
    """

    accrual: Accrual
    customer: str = ""
    deal: int | None = None


def record_name(entity: Entity, label: str) -> Message | str:
    """Return what a record is called whose ``label`` is the title, or the kind and the number."""
    kind, _, number = label.partition(" ")
    if entity is not Entity.DOCUMENT or not number:
        return label
    return Message("{kind} {number}", kind=choice_words(kind), number=number)


class Earned(NamedTuple):
    """The sum of an employee's accruals by one template, and from how many ``records``."""

    amount_minor: int
    records: int


@dataclass(frozen=True, slots=True)
class NoEarnings:
    """Where no commissions were asked for."""

    def of(self, subject: SubjectRef, code: str) -> Earned:
        return Earned(0, 0)

    def accruals(self, subject: SubjectRef) -> Sequence[Accrual]:
        return ()


class Earnings(Protocol):
    """What commissions came to in a period, by employee and template."""

    def of(self, subject: SubjectRef, code: str) -> Earned:
        """Return what ``subject`` earned by the template ``code``, nothing where it has none."""
        ...

    def accruals(self, subject: SubjectRef) -> Sequence[Accrual]:
        """Return the records behind all commissions of ``subject``, oldest first."""
        ...
