"""Use cases on the life of statements: from a draft, step by step, to closed for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import entered_name
from crm_desktop.domain.pay import StepRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, StaleRecordError
from crm_desktop.rewards.claims import Clawbacks
from crm_desktop.rewards.opening import NOTHING_BEFORE
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.acting import ANYBODY, Acting, Sight
from crm_desktop.services.rules import take_turn
from crm_desktop.services.saved_pay import SavedPay, opening_of
from crm_desktop.services.settled_records import SettledRecords
from crm_desktop.storage import seal
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import settled_records, statement_life, statements, subjects
from crm_desktop.storage.queries.openings import openings
from crm_desktop.storage.queries.statement_life import Standing, Step
from crm_desktop.storage.queries.statements import SavedStatement
from crm_desktop.texts import Message, plural

_STATEMENT = Message("Statement")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class PeriodLife:
    """Where the statements of a period stand.

    ``counts`` has the states that occur, in their order, and ``next_step`` what those that came
    least far may become. ``undoable`` is the step that undoing takes back; both are None where
    there is none. ``steps`` are all that were taken, the last one first. ``warnings`` say what to
    look at before the next step.
    """

    period: Period
    counts: Mapping[StatementState, int]
    next_step: StatementState | None
    undoable: StepRow | None
    steps: tuple[StepRow, ...]
    warnings: tuple[Message, ...]


class StatementLifeService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def state(self, period: Period) -> PeriodLife:
        """Return where the statements of ``period`` stand, and what to look at before going on.

        Those of people whose pay is not seen are left out, and what is not published yet where
        that is not seen; what to look at is told to whoever
        sees all.
        """
        with self._sessions() as session:
            sight = self._acting.sight(session)
            found = _seen(statement_life.standing(session, period), sight)
            counts = Counter(one.state for one in found.values())
            taken = _steps_seen(session, period, sight)
            undoable = _undoable(taken, found)
            first = next((state for state in StatementState if state in counts), None)
            return PeriodLife(
                period,
                {state: counts[state] for state in StatementState if state in counts},
                None if first is None else first.after(),
                None if undoable is None else undoable.row,
                tuple(step.row for step in taken),
                tuple(_warnings(session, period, found, self._now())) if sight.is_whole() else (),
            )

    def steps(self, period: Period) -> list[StepRow]:
        """Return the steps of the statements of ``period``, the last one first."""
        with self._sessions() as session:
            return [step.row for step in _steps_seen(session, period, self._acting.sight(session))]

    def advance(
        self,
        period: Period,
        to: StatementState,
        author: str,
        employee_ids: Collection[int] | None = None,
    ) -> Changes:
        """Let the statements that are one step before ``to`` take it: all, or those named.

        What is approved keeps its whole derivation; what is closed is sealed, and stays for good.

        Of all, those whose pay is not seen stay where they are.

        Raises:
            DeniedError: the step needs another right, or a named one is not seen.
            InvalidInputError: there is no author, nobody whose statement could take the step, or
                a draft that lacks what was decided since.
            StaleRecordError: a named one stands elsewhere by now.

        """
        self._acting.require_step(to)
        name = entered_name(self._acting.author(author), "author")
        with self._sessions.begin() as session:
            take_turn(session)
            sight = self._acting.sight(session)
            sight.require(*(employee_ids or ()))
            due = _due(
                _seen(statement_life.standing(session, period), sight), period, to, employee_ids
            )
            match to:
                case StatementState.APPROVED:
                    _approve(session, period, due, self._now())
                case StatementState.CLOSED:
                    ids = [one.statement_id for one in due.values()]
                    statement_life.close(session, seal.seals(session.connection(), ids))
                case _:
                    statement_life.move(session, [one.statement_id for one in due.values()], to)
            statement_life.add_step(session, period, to, due, (name, self._now()))
        return Changes.STATEMENTS

    def undo(self, period: Period, author: str) -> Changes:
        """Take back the last step of ``period`` whose statements have gone no further.

        What was approved is a draft again, which stays as it is until it is calculated anew.

        Raises:
            DeniedError: taking the step needs another right, or not all concerned are seen.
            InvalidInputError: there is no author, no such step, or something rests on it.

        """
        name = entered_name(self._acting.author(author), "author")
        with self._sessions.begin() as session:
            take_turn(session)
            found = statement_life.standing(session, period)
            step = _undoable(statement_life.steps(session, period), found)
            if step is None:
                raise InvalidInputError("period", _nothing_to_undo(period, found))
            self._acting.of(session).require(Right.of_step(step.row.state))
            self._acting.sight(session).require(*step.employees)
            if step.row.state is StatementState.APPROVED:
                _refuse_relied_on(session, period, {id_: found[id_] for id_ in step.employees})
            ids = [found[id_].statement_id for id_ in step.employees]
            statement_life.move(session, ids, step.row.state.before() or step.row.state)
            if step.row.state is StatementState.APPROVED:
                settled_records.remove(session, ids)
            statement_life.undo_step(session, step, (name, self._now()))
        return Changes.STATEMENTS


def _seen(found: Mapping[int, Standing], sight: Sight) -> Mapping[int, Standing]:
    return {id_: one for id_, one in found.items() if sight.sees_statement(id_, one.state)}


def _steps_seen(session: Session, period: Period, sight: Sight) -> list[Step]:
    return [one for one in statement_life.steps(session, period) if sight.sees_state(one.row.state)]


def _due(
    found: Mapping[int, Standing],
    period: Period,
    to: StatementState,
    named: Collection[int] | None,
) -> Mapping[int, Standing]:
    """Return whose statements take the step, by the ids of the employees."""
    before = to.before()
    if not found:
        raise InvalidInputError(
            "period", Message("{period} is not calculated yet: do it first.", period=period)
        )
    if named is not None:
        found = {id_: one for id_, one in found.items() if id_ in named}
        elsewhere = next((one for one in found.values() if one.state is not before), None)
        if elsewhere is not None:
            raise StaleRecordError(_STATEMENT, elsewhere.employee)
    due = {id_: one for id_, one in found.items() if one.state is before}
    if before is None or not due:
        raise InvalidInputError("period", _nobody_left(period, to))
    return due


def _nobody_left(period: Period, to: StatementState) -> Message:
    before = to.before()
    if before is None:
        return Message("Statements of {period} become drafts by calculation.", period=period)
    return Message(
        "No statement of {period} has the state “{before}”, which comes before “{state}”.",
        period=period,
        before=before,
        state=to,
    )


def _approve(session: Session, period: Period, due: Mapping[int, Standing], now: datetime) -> None:
    drafts = statements.drafts(session, period)
    outdated = _outdated(session, period, due)
    if not outdated:
        otherwise = _begin_otherwise(session, period, drafts)
        outdated = [one.employee for id_, one in due.items() if id_ in otherwise]
    if outdated:
        raise InvalidInputError("period", _to_calculate_again(period, outdated))
    pay, records = SavedPay(session), SettledRecords(session, period, now)

    def outcomes() -> Iterator[tuple[int, Outcome]]:
        for id_, draft in drafts.items():
            if id_ not in due:
                continue
            outcome = pay.outcome(draft)
            records.note(draft.id, id_, outcome, pay.rules(draft))
            yield draft.id, outcome

    statements.settle(session, outcomes())
    records.keep()


def _begin_otherwise(
    session: Session, period: Period, drafts: Mapping[int, SavedStatement]
) -> set[int]:
    """Return the employees to whom earlier months leave another thing than their draft took over.

    By their ids. What was owed may have been settled otherwise since the draft was calculated.
    """
    nothing_failed = Clawbacks({})
    firm = firm_queries.firm(session)
    now = openings(session, period, firm, lambda: nothing_failed).by_employee
    return {
        id_
        for id_, draft in drafts.items()
        if opening_of(draft).carries != now.get(id_, NOTHING_BEFORE).carries
    }


def _outdated(session: Session, period: Period, found: Mapping[int, Standing]) -> list[str]:
    """Return the names of those whose draft does not have what was decided about its month."""
    decided = statement_life.decided_for(session, period) if _pays(period) else []
    codes: dict[int, set[str]] = {}
    later: set[int] = set()
    for one in decided:
        codes.setdefault(one.employee_id, set()).add(one.code)
        standing = found.get(one.employee_id)
        if standing is not None and one.at > standing.calculated_at:
            later.add(one.employee_id)
    lines = statement_life.lines_of_decisions(session, period)
    return [
        one.employee
        for id_, one in found.items()
        if one.state is StatementState.DRAFT
        and (id_ in later or codes.get(id_, set()) != lines.get(id_, set()))
    ]


def _pays(period: Period) -> bool:
    """Return whether decisions are paid in periods as ``period``."""
    return period.kind is PeriodKind.MONTH


def _to_calculate_again(period: Period, names: Collection[str]) -> Message:
    return plural(
        "The draft of {count} person lacks what was decided since: calculate {period} again "
        "({names}).",
        "The drafts of {count} people lack what was decided since: calculate {period} again "
        "({names}).",
        count=len(names),
        period=period,
        names=_listed(names),
    )


def _undoable(taken: Collection[Step], found: Mapping[int, Standing]) -> Step | None:
    """Return the last step, not undone, whose statements all stand where it led, and may change."""

    def stands(step: Step) -> bool:
        state = step.row.state
        return state is not StatementState.CLOSED and all(
            id_ in found and found[id_].state is state for id_ in step.employees
        )

    return next((step for step in taken if not step.row.is_undone and stands(step)), None)


def _nothing_to_undo(period: Period, found: Mapping[int, Standing]) -> Message:
    if any(one.state is StatementState.CLOSED for one in found.values()):
        return Message("{period} is closed, which is final.", period=period)
    return Message("There is no step of {period} to take back.", period=period)


def _refuse_relied_on(session: Session, period: Period, whose: Mapping[int, Standing]) -> None:
    """Refuse to make drafts of statements that others rest on."""

    def names(ids: Collection[int]) -> Message | None:
        found = [one.employee for id_, one in whose.items() if id_ in ids]
        return _listed(found) if found else None

    if (later := names(statement_life.settled_later(session, period))) is not None:
        message = Message(
            "A later month of {names} rests on {period}: take that one back first.",
            names=later,
            period=period,
        )
        raise InvalidInputError("period", message)
    if (spoken_of := names(statement_life.referred_to(session, period))) is not None:
        message = Message(
            "Statements of {period} were disputed, or changes of them decided ({names}): they "
            "stay. Pay the difference in a later month.",
            names=spoken_of,
            period=period,
        )
        raise InvalidInputError("period", message)


def _warnings(
    session: Session, period: Period, found: Mapping[int, Standing], now: datetime
) -> Iterator[Message]:
    zone = firm_queries.firm(session).time_zone()
    is_over = clock.today(lambda: now, zone) >= period.end
    if not is_over:
        yield Message("{period} is not over yet.", period=period)
    drafts = [one for one in found.values() if one.state is StatementState.DRAFT]
    early = [one for one in drafts if one.calculated_at.astimezone(zone).date() < period.end]
    if is_over and early:
        yield Message(
            "Drafts were calculated before {period} was over: calculate it again.", period=period
        )
    earlier = statement_life.drafts_before(session, period)
    if drafts and earlier is not None:
        yield plural(
            "{count} statement of {period} is still a draft: what it leaves to later months is "
            "not settled.",
            "{count} statements of {period} are still drafts: what they leave to later months is "
            "not settled.",
            count=earlier[1],
            period=earlier[0],
        )
    if found:
        yield from _warnings_of_people(session, period, found)
    disputes = statement_life.count_open_disputes(session, period)
    if disputes:
        yield plural("{count} dispute is open.", "{count} disputes are open.", count=disputes)


def _warnings_of_people(
    session: Session, period: Period, found: Mapping[int, Standing]
) -> Iterator[Message]:
    outdated = _outdated(session, period, found)
    if outdated:
        yield _to_calculate_again(period, outdated)
    people = subjects.staff(session).people
    without = [one.subject.name for one in people if one.works_in(period) and one.id not in found]
    if without:
        yield plural(
            "{count} person has no statement: {names}.",
            "{count} people have no statement: {names}.",
            count=len(without),
            names=_listed(without),
        )
    decided = {one.employee_id for one in statement_life.decided_for(session, period)}
    unpaid = [one.subject.name for one in people if one.id in decided and one.id not in found]
    if _pays(period) and unpaid:
        yield plural(
            "What was decided for {count} person is paid by no statement: {names}.",
            "What was decided for {count} people is paid by no statement: {names}.",
            count=len(unpaid),
            names=_listed(unpaid),
        )


def _listed(names: Collection[str]) -> Message:
    """Return the first names, at least one, and how many more there are."""
    first, *others = (Message("{name}", name=name) for name in list(names)[:_NAMED])
    listed = reduce(
        lambda left, right: Message("{left}, {right}", left=left, right=right), others, first
    )
    rest = len(names) - _NAMED
    if rest <= 0:
        return listed
    return plural("{names} and {count} more", "{names} and {count} more", count=rest, names=listed)
