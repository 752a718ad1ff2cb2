"""What people decide about pay besides the rules: adjustments, corrections, disputes, steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.texts import Message


class RoundingPlace(StrEnum):
    """Where a firm rounds: each line, or the total, whose rest is a line of its own."""

    LINE = "line"
    TOTAL = "total"

    def shown(self) -> str:
        return str(_PLACE_NAMES[self])


_PLACE_NAMES = {
    RoundingPlace.LINE: Message("each line"),
    RoundingPlace.TOTAL: Message("the total, with a line for the rest"),
}


class AdjustmentKind(StrEnum):
    """A one-off payment, praise without money, or a disciplinary cut."""

    PAYMENT = "payment"
    PRAISE = "praise"
    CUT = "cut"

    def shown(self) -> str:
        return str(_ADJUSTMENT_NAMES[self])


_ADJUSTMENT_NAMES = {
    AdjustmentKind.PAYMENT: Message("One-off payment"),
    AdjustmentKind.PRAISE: Message("Praise"),
    AdjustmentKind.CUT: Message("Disciplinary cut"),
}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What was decided for one employee and month, by whom and why.

    ``amount`` is above zero for a payment and a cut, which takes it, and None for praise. A cut
    has the day of its order in ``ordered_on``.
    """

    id: int
    kind: AdjustmentKind
    label: str
    amount: Money | None
    reason: str
    author: str
    at: datetime
    ordered_on: date | None = None

    @property
    def code(self) -> str:
        """The code of its line."""
        return f"adjustment:{self.id}"


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """What someone types; see ``Adjustment``."""

    employee_id: int
    period: Period
    kind: AdjustmentKind
    label: str
    amount: Money | None
    reason: str
    author: str
    ordered_on: date | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """An adjustment as lists show it; one of a settled statement may not be changed any more."""

    adjustment: Adjustment
    version: int
    employee_id: int
    employee: str
    period: Period
    is_settled: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in the life of the statements of a period: who let how many stand as what, when."""

    state: StatementState
    count: int
    author: str
    at: datetime
    is_undone: bool = False
    undone_by: str = ""


class CorrectionState(StrEnum):
    """A difference to a settled statement that was decided."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"

    def shown(self) -> str:
        return str(_CORRECTION_NAMES[self])


_CORRECTION_NAMES = {
    CorrectionState.ACCEPTED: Message("accepted"),
    CorrectionState.DISMISSED: Message("dismissed"),
}


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A decided difference; ``into`` is the open month that pays an accepted one."""

    id: int
    version: int
    employee_id: int
    employee: str
    period: Period
    amount: Money
    state: CorrectionState
    into: Period | None
    reason: str
    author: str
    at: datetime
    is_settled: bool


class DisputeCategory(StrEnum):
    """What an employee thinks is wrong with a line."""

    RECORD_MISSING = "record-missing"
    RECORD_WRONG = "record-wrong"
    WRONG_PERSON = "wrong-person"
    RATE = "rate"
    PLAN = "plan"
    UNCLEAR = "unclear"
    OTHER = "other"

    def shown(self) -> str:
        return str(_CATEGORY_NAMES[self])


_CATEGORY_NAMES = {
    DisputeCategory.RECORD_MISSING: Message("A deal or document is missing"),
    DisputeCategory.RECORD_WRONG: Message("A deal or document is wrong"),
    DisputeCategory.WRONG_PERSON: Message("It was credited to someone else"),
    DisputeCategory.RATE: Message("The rate or the rule is wrong"),
    DisputeCategory.PLAN: Message("The plan is wrong"),
    DisputeCategory.UNCLEAR: Message("I do not understand it"),
    DisputeCategory.OTHER: Message("Something else"),
}


class DisputeState(StrEnum):
    OPEN = "open"
    CORRECTED = "corrected"
    REFUSED = "refused"

    def shown(self) -> str:
        return str(_DISPUTE_NAMES[self])


_DISPUTE_NAMES = {
    DisputeState.OPEN: Message("to be answered"),
    DisputeState.CORRECTED: Message("corrected"),
    DisputeState.REFUSED: Message("refused"),
}


@dataclass(frozen=True, slots=True)
class DisputeDraft:
    """A dispute of one line, or with an empty ``line`` of the salary, of a saved statement."""

    employee_id: int
    period: Period
    line: str
    category: DisputeCategory
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """``label`` and ``amount`` are those of the line when it was disputed; ``due_on`` the deadline.

    ``correction`` is what an answer paid besides, None where nothing was.
    """

    id: int
    version: int
    employee_id: int
    employee: str
    period: Period
    line: str
    label: str
    amount: Money
    category: DisputeCategory
    text: str
    author: str
    opened_at: datetime
    due_on: date
    state: DisputeState
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    correction: Money | None = None


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A version of a rule that concerns people: a template, a card, a profile, a scale.

    ``number`` is that of the version, which holds from ``valid_from`` on.
    """

    id: int
    kind: Message
    code: str
    name: str
    number: int
    valid_from: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """Whether an employee has confirmed to have read an edition; ``read_at`` None is not yet."""

    edition: EditionRow
    employee_id: int
    employee: str
    read_at: datetime | None
