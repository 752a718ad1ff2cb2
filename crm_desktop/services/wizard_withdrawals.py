"""Use cases on schemes that have not begun: their publication is undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.changes import Changes
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InUseError, InvalidInputError
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import without_team
from crm_desktop.rewards.wizard.kept import Turn, Withdrawal, WizardRow, WizardState
from crm_desktop.rewards.wizard.plain import from_plain, to_plain
from crm_desktop.rewards.wizard.reviewing import Structure
from crm_desktop.rewards.wizard.taking_in import people_in
from crm_desktop.services import wizard_rules
from crm_desktop.services.acting import needs
from crm_desktop.services.plans import refuse_settled_plans
from crm_desktop.services.rules import refuse_settled
from crm_desktop.services.scheme_versions import Stored
from crm_desktop.services.wizard_drafts import WizardDrafts
from crm_desktop.services.wizard_undoing import PublishedWizard, Undoing
from crm_desktop.storage.models import WizardRecord
from crm_desktop.storage.queries import readings
from crm_desktop.storage.queries import wizards as queries
from crm_desktop.texts import Message

NEWS = timedelta(days=60)
"""So long before and after a scheme begins employees are told of it."""


class WizardWithdrawals(WizardDrafts):
    """The part of the use cases in which schemes lose their teams to others, or get them back."""

    @needs(Right.SCHEME)
    def withdraw(self, wizard_id: int, version: int) -> Changes:
        """Let a scheme that has not begun be the draft again that it was, as if never published.

        On every day holds again what held before. Schemes that lost teams to it have them again,
        and who had read its rules is told: see ``withdrawals``.

        Raises:
            DeniedError: a former script would hold again, which needs the right to scripts.
            InvalidInputError: it is no scheme whose publication can be undone, as it has begun or
                something is planned for it; or its first day is in a settled period.
            InUseError: what it wrote was changed since, or others need it by now.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else changed it first.

        """
        with self._sessions.begin() as session:
            stored, at = Stored.in_turn(session), self._now()
            record = self._record(session, wizard_id, version)
            starts = self._first_day(session, record)
            published = PublishedWizard.read(record.publication)
            names = {each.ref: each.name for each in self._people(session)}
            undoing = Undoing(session, stored, published, record.name, names)
            new, book = undoing.rules(at)
            if any(True for _ in wizard_rules.scripts_of(new)):
                self._acting.of(session).require(Right.SCRIPTS)
            refuse_settled_plans(session, filter(None, (one.plan() for one in book.new)))
            wizard_rules.write(session, new, book, at)
            self._give_teams_back(session, record.name, published.left)
            told = readings.list_readers(
                session, published.before.definition, published.after.definition
            )
            queries.tell_withdrawn(record, starts, told)
            queries.redraft(record, published.body)
            record.people = self._count(session, from_plain(record.body, record.name))
            record.changed_at = at
        return Changes.SCHEME

    def withdrawals(self, employee_id: int) -> list[Withdrawal]:
        """Return the schemes whose rules an employee had read before they were withdrawn.

        As long as they would be news: see ``announcements``.

        Raises:
            DeniedError: what concerns them is not seen.

        """
        with self._sessions() as session:
            self._acting.sight(session).require(employee_id)
            today = self._today(session)
            found = queries.list_withdrawals(session, employee_id)
        return [one for one in found if abs(one.valid_from - today) <= NEWS]

    def _first_day(self, session: Session, record: WizardRecord) -> date:
        """Return the first day of a scheme whose publication can be undone."""
        row = queries.row(record, self._today(session))
        if row.valid_from is not None and row.is_withdrawable:
            refuse_settled(session, row.valid_from)
            return row.valid_from
        raise InvalidInputError("state", _reason(row, self._today(session)))

    def _take_teams(
        self, session: Session, taken: Collection[str], starts: date
    ) -> list[dict[str, Any]]:
        """Let other schemes have the teams of the codes ``taken`` no more; return how they were."""
        left = []
        for other in queries.list_begun(session):
            was = queries.snapshot(other)
            self._leave(session, other, taken, starts)
            if (became := queries.snapshot(other)) != was:
                left.append({"id": other.id, "was": was, "became": became})
        return left

    def _leave(
        self, session: Session, record: WizardRecord, taken: Collection[str], starts: date
    ) -> None:
        """Let a scheme have the teams of the codes ``taken`` no more; without others it ends."""
        turns, draft = queries.course(record), queries.readable(record.body)
        if draft is None:
            return
        gone = [team.code for team in draft.teams if team.code in taken]
        is_over = turns[-1].state is WizardState.ENDED and turns[-1].day <= starts
        if is_over or not gone:
            return
        if len(gone) == len(draft.teams):
            before = [turn for turn in turns if turn.day < starts] or turns[:1]
            queries.become(record, [*before, Turn(WizardState.ENDED, starts, is_taken_over=True)])
            return
        for code in gone:
            draft = without_team(draft, code)
        record.body = to_plain(draft)
        record.people = self._count(session, draft)
        record.structure = self._structure(session, draft).plain()

    def _give_teams_back(
        self, session: Session, name: str, left: Iterable[Mapping[str, Any]]
    ) -> None:
        """Let the schemes that lost teams to the one called ``name`` have them again."""
        others = {other.id: other for other in queries.list_begun(session)}
        for each in left:
            other, was, became = others[each["id"]], each["was"], each["became"]
            if not queries.is_as(other, became):
                message = Message(
                    "Since “{name}” was published “{other}” was changed, from which it took teams. "
                    "Take that back first; “{name}” can also be ended.",
                    name=name,
                    other=other.name,
                )
                raise InUseError(message)
            queries.put_back(other, was)
            is_looked_at = other.structure != became["structure"]
            draft = from_plain(other.body, other.name)
            other.structure = (
                self._structure(session, draft).plain() if is_looked_at else was["structure"]
            )

    def _count(self, session: Session, draft: WizardDraft) -> int:
        return len(people_in(draft, self._everyone(session)))

    def _structure(self, session: Session, draft: WizardDraft) -> Structure:
        groups = queries.product_groups(session)
        return Structure.around(draft, self._everyone(session), groups)


def _reason(row: WizardRow, today: date) -> Message:
    """Return why the publication of a scheme cannot be undone."""
    name = row.name
    if not row.is_awaited(today):
        return Message("“{name}” is {state}: it cannot be withdrawn.", name=name, state=row.state)
    if row.is_undoable:
        return Message("Take back first what is planned for “{name}”.", name=name)
    if row.coming:
        return Message(
            "Another scheme takes the place of “{name}”: withdraw that one first.", name=name
        )
    return Message(
        "“{name}” was published by an earlier version of the program: it can only be ended.",
        name=name,
    )
