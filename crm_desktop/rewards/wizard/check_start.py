"""What the first and the last page of the wizard refuse: aims without words, days in the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from crm_desktop.domain.entry import NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.problem import Problems, SchemeProblem, found
from crm_desktop.rewards.wizard.draft import Goal, WizardDraft
from crm_desktop.rewards.wizard.goals import main_polarity
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message

_MOST_AIMS = 3
_FURTHEST_YEARS = 10
_MOST_GROWTH, _MOST_FALL = Decimal(10), Decimal("0.99")


def goal_problems(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield what is missing before anybody knows what the scheme is for."""
    goal = draft.goal
    if not draft.name.strip():
        message = Message("Give the scheme a name, such as “Pay of sellers”.")
        yield SchemeProblem("scheme.name", message)
    else:
        yield from found(lambda: entered_name(draft.name, "scheme.name"))
    if not goal.aims and not goal.words.strip():
        message = Message("Choose what you want, or say it in your own words.")
        yield SchemeProblem("goal.aims", message)
    elif len(goal.aims) > _MOST_AIMS:
        message = Message("Choose three aims at most: who wants everything reaches nothing.")
        yield SchemeProblem("goal.aims", message)
    yield from found(lambda: entered("goal.words", goal.words, NOTE_LENGTH))
    yield from _growth_problems(goal)
    if goal.until is not None and goal.until <= firm.today:
        message = Message("Choose a day after today by which you want it.")
        yield SchemeProblem("goal.until", message)


def _growth_problems(goal: Goal) -> Problems:
    growth = goal.growth
    if growth is None:
        return
    most = _MOST_FALL if main_polarity(goal) is Polarity.LESS else _MOST_GROWTH
    if not growth.is_finite() or not 0 <= growth <= most:
        message = Message(
            "Say by how much it is to get better: more than nothing, and {most} at most.",
            most=Quantity(most, Unit.PERCENT),
        )
        yield SchemeProblem("goal.growth", message)
    elif not growth:
        message = Message("A change of nothing is no goal: say by how much, or leave it empty.")
        yield SchemeProblem("goal.growth", message)


def publish_problems(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield why the scheme cannot begin on the day that was chosen."""
    begins = draft.valid_from
    if begins is None:
        message = Message("Choose the day on which the scheme begins.")
        yield SchemeProblem("valid_from", message)
    else:
        yield from _begin_problems(begins, firm, _kinds(draft))
    yield from found(lambda: entered("announcement", draft.announcement, NOTE_LENGTH))
    looked = draft.review_on
    if looked is not None and looked <= (begins or firm.today):
        message = Message("Choose a day of the review after the scheme begins.")
        yield SchemeProblem("review_on", message)


def _begin_problems(begins: date, firm: WizardFirm, kinds: Iterable[PeriodKind]) -> Problems:
    settled = firm.settled_until
    if begins < firm.today:
        message = Message("A scheme never begins in the past: choose today or a later day.")
        yield SchemeProblem("valid_from", message)
    elif begins.year > firm.today.year + _FURTHEST_YEARS:
        last = date(firm.today.year + _FURTHEST_YEARS, 12, 31)
        message = Message("That is too far ahead: choose a day up to {day}.", day=last)
        yield SchemeProblem("valid_from", message)
    elif settled is not None and begins < settled:
        message = Message(
            "Pay is settled for this time: the scheme can begin on {day} or later.", day=settled
        )
        yield SchemeProblem("valid_from", message)
    else:
        for kind in kinds:
            period = Period.containing(begins, kind)
            if period.start != begins:
                message = Message(
                    "This {kind} is under way: the scheme can begin with the next one, on {day}.",
                    kind=kind,
                    day=period.end,
                )
                yield SchemeProblem("valid_from", message)
                return


def _kinds(draft: WizardDraft) -> list[PeriodKind]:
    """Return the kinds of period that the scheme counts in, the longest first."""
    kinds = {profile.period_kind for profile in draft.scheme.profiles}
    if draft.scheme.cards:
        kinds.add(PeriodKind.MONTH)
    return [kind for kind in reversed(PeriodKind) if kind in kinds - {PeriodKind.CUSTOM}]
