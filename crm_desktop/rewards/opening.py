"""What a period takes over from earlier ones, and what people decided besides the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import Adjustment
from crm_desktop.domain.period import Period
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.rewards.accrual import record_name
from crm_desktop.rewards.template import Clawback
from crm_desktop.texts import Message


class CarryKind(StrEnum):
    """What one period leaves to later ones."""

    ADVANCE = "advance"
    """What was paid above what was earned, and is not kept back yet."""
    CLAWBACK = "clawback"
    """What is to be taken back, and could not be without touching the salary."""
    INSTALMENT = "instalment"
    """A part of a premium that is paid in a later month."""

    def shown(self) -> str:
        return str(_CARRY_NAMES[self])


_CARRY_NAMES = {
    CarryKind.ADVANCE: Message("Advance to be kept back"),
    CarryKind.CLAWBACK: Message("Clawback to be kept back"),
    CarryKind.INSTALMENT: Message("Instalments to be paid"),
}


@dataclass(frozen=True, slots=True)
class Carry:
    """An ``amount`` above zero that a period leaves to later ones.

    Debts hold until the next statement. An INSTALMENT is the part ``number`` of ``count`` of the
    template ``code``, earned in ``for_period`` and due in the month that begins ``due_on``;
    ``entity`` and ``record`` name the record whose commission it is, where there is one; elsewhere
    ``whole`` is what it is a part of, as far as it is known.
    """

    kind: CarryKind
    amount: Money
    code: str = ""
    for_period: Period | None = None
    due_on: date | None = None
    number: int = 0
    count: int = 0
    entity: Entity | None = None
    record: int | None = None
    whole: Money | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What the employee owed of one ``kind``, what this period added and kept back, what is left.

    ``before + added − kept_back == after``.
    """

    kind: CarryKind
    before: Money
    added: Money
    kept_back: Money
    after: Money


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that a commission was paid for, and that is no longer good since ``failed_on``.

    ``paid`` is what settled statements paid for it by the template ``code`` since it was taken
    back last; it was earned on ``earned_on``. ``taken`` of it is taken back now, by the rules that
    paid it: the ``clawback``, None where an older program kept the record.
    """

    code: str
    entity: Entity
    record: int
    label: str
    paid: Money
    earned_on: date
    failed_on: date
    taken: Money
    clawback: Clawback | None = None

    @property
    def name(self) -> Message | str:
        """What the record is called."""
        return record_name(self.entity, self.label)


@dataclass(frozen=True, slots=True)
class AcceptedCorrection:
    """What a settled period lacked, accepted into this one (domain.md §8, case C47).

    ``was`` and ``now`` are the pay of the period that were compared, None where somebody granted
    the amount; ``changed`` is what they differ in.
    """

    id: int
    for_period: Period
    amount: Money
    reason: str = ""
    was: Money | None = None
    now: Money | None = None
    changed: tuple[Derivation, ...] = ()

    @property
    def code(self) -> str:
        """The code of its line."""
        return f"correction:{self.id}"


@dataclass(frozen=True, slots=True)
class Opening:
    """What the statement of one employee begins with, besides rules and figures.

    ``cut_limit`` is the share of the month's pay that cuts ordered in it may take, None where
    the law knows no limit; a cut ordered in another month takes nothing under a limit.
    """

    carries: tuple[Carry, ...] = ()
    failed: tuple[Failed, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    corrections: tuple[AcceptedCorrection, ...] = ()
    cut_limit: Decimal | None = None


NOTHING_BEFORE = Opening()
