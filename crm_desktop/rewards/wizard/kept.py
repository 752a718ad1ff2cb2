"""A draft as it is kept: where its work stands, who wrote it last, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm_desktop.errors import CrmError, StaleRecordError
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message


class WizardState(StrEnum):
    """What became of a draft; nobody is paid by a DRAFT."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    """Its people have their salaries alone, until it is taken up again."""
    ENDED = "ended"

    def shown(self) -> str:
        return str(_STATE_NAMES[self])


_STATE_NAMES = {
    WizardState.DRAFT: Message("draft"),
    WizardState.PUBLISHED: Message("in force"),
    WizardState.PAUSED: Message("on pause"),
    WizardState.ENDED: Message("no longer in force"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a scheme becomes on a day; another one took its place where it ``is_taken_over``."""

    state: WizardState
    day: date
    is_taken_over: bool = False


@dataclass(frozen=True, slots=True)
class WizardRow:
    """A designed scheme as lists show it; ``people`` is how many it takes in.

    ``valid_from`` is since when it is what it is: in force, paused or ended; None of a draft.
    A published one whose first day is still to come has that day.
    ``coming`` is what it becomes on later days, in their order.
    ``author`` wrote it last, at ``changed_at``. ``step`` is where they were. ``review_on`` is the
    day of the next look at it. While it ``is_withdrawable`` its publication can be undone.
    """

    id: int
    version: int
    name: str
    state: WizardState
    step: WizardStep
    author: str
    changed_at: datetime
    people: int = 0
    valid_from: date | None = None
    review_on: date | None = None
    coming: tuple[Turn, ...] = ()
    is_withdrawable: bool = False

    def state_on(self, today: date) -> Message:
        """Return what it is ``today``, in words."""
        if self.valid_from is not None and self.is_awaited(today):
            return Message("begins on {day}", day=self.valid_from)
        return _STATE_NAMES[self.state]

    def is_awaited(self, today: date) -> bool:
        """Whether it is published and its first day is still to come."""
        is_published = self.state is WizardState.PUBLISHED
        return is_published and self.valid_from is not None and today < self.valid_from

    @property
    def last_day(self) -> date | None:
        """Since when it is its ``last_state``."""
        return self.coming[-1].day if self.coming else self.valid_from

    @property
    def last_state(self) -> WizardState:
        """What it is once all that is planned has come."""
        return self.coming[-1].state if self.coming else self.state

    @property
    def is_undoable(self) -> bool:
        """Whether the last of what is ``coming`` can be taken back."""
        return bool(self.coming) and not self.coming[-1].is_taken_over


@dataclass(frozen=True, slots=True)
class StoredWizard:
    """A draft with its row."""

    row: WizardRow
    draft: WizardDraft


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A published scheme that somebody has to look at again; ``reasons`` say why, as sentences."""

    row: WizardRow
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What employees are told about a scheme that begins, or began, on ``valid_from``."""

    name: str
    text: str
    valid_from: date
    author: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What employees are told who have read of a scheme that does not begin on ``valid_from``."""

    name: str
    valid_from: date


_KIND = Message("The draft")


class StaleWizardError(StaleRecordError):
    """Somebody else saved the draft first; ``theirs`` is what they saved."""

    def __init__(self, theirs: StoredWizard) -> None:
        super().__init__(_KIND, theirs.row.name)
        self.theirs = theirs


class OvertakenWizardError(CrmError):
    """What a draft was made of was changed after it was begun; ``names`` say what."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(
            Message(
                "Since “{name}” was begun somebody changed {names}. Publish it all the same, or "
                "begin anew with the rules as they are now.",
                name=name,
                names=listed(names),
            )
        )
        self.names = names
