"""Designed schemes in the database: rows for lists, and whole drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import (
    StoredWizard,
    Turn,
    Withdrawal,
    WizardRow,
    WizardState,
)
from crm_desktop.rewards.wizard.plain import UnreadableDraftError, from_plain
from crm_desktop.storage.models import ProductGroupRecord, WizardRecord

_COLUMNS: tuple[Any, ...] = (
    WizardRecord.id,
    WizardRecord.version,
    WizardRecord.name,
    WizardRecord.state,
    WizardRecord.step,
    WizardRecord.author,
    WizardRecord.changed_at,
    WizardRecord.people,
    WizardRecord.valid_from,
    WizardRecord.review_on,
    WizardRecord.course,
    WizardRecord.publication.is_not(None).label("is_undoable"),
)


def list_rows(session: Session, today: date) -> list[WizardRow]:
    """Return all of them as they are ``today``, without their bodies, the last changed first."""
    query = select(*_COLUMNS).order_by(WizardRecord.changed_at.desc(), WizardRecord.id.desc())
    return [row(found, today) for found in session.execute(query)]


def list_stored(
    session: Session, state: WizardState, today: date
) -> list[tuple[StoredWizard, Any]]:
    """Return those in ``state`` today whose drafts can be read, with their kept structure."""
    query = (
        select(*_COLUMNS, WizardRecord.body, WizardRecord.structure)
        .where(WizardRecord.state != WizardState.DRAFT.value)
        .order_by(WizardRecord.id)
    )
    rows = ((row(found, today), found) for found in session.execute(query))
    return [
        (StoredWizard(kept, draft), found.structure)
        for kept, found in rows
        if kept.state is state and (draft := readable(found.body)) is not None
    ]


def names_by_first_day(session: Session) -> dict[date, list[str]]:
    """Return the names of those that hold, by each day on which they begin or go on."""
    query = (
        select(WizardRecord.name, WizardRecord.state, WizardRecord.valid_from, WizardRecord.course)
        .where(WizardRecord.state != WizardState.DRAFT.value)
        .order_by(WizardRecord.id)
    )
    names: dict[date, list[str]] = defaultdict(list)
    for found in session.execute(query):
        for turn in course(found):
            if turn.state is WizardState.PUBLISHED:
                names[turn.day].append(found.name)
    return names


def list_begun(session: Session) -> list[WizardRecord]:
    """Return those that were published, locked against others."""
    query = select(WizardRecord).where(WizardRecord.state != WizardState.DRAFT.value)
    return list(session.scalars(query.order_by(WizardRecord.id).with_for_update()))


def readable(body: object) -> WizardDraft | None:
    """Return the draft that ``body`` keeps, None where it cannot be read."""
    try:
        return from_plain(body)
    except UnreadableDraftError:
        return None


def stored(record: WizardRecord, today: date) -> StoredWizard:
    """Return what ``record`` keeps."""
    return StoredWizard(row(record, today), from_plain(record.body, record.name))


def row(kept: WizardRecord | Row[*tuple[Any, ...]], today: date) -> WizardRow:
    """Return what ``kept`` is ``today``, and what it becomes later."""
    turns = course(kept)
    begun = [turn for turn in turns if turn.day <= today] or turns[:1]
    is_awaited = len(turns) == 1 and today < turns[0].day
    return WizardRow(
        id=kept.id,
        version=kept.version,
        name=kept.name,
        state=begun[-1].state if begun else WizardState(kept.state),
        step=WizardStep(kept.step),
        author=kept.author,
        changed_at=kept.changed_at,
        people=kept.people,
        valid_from=begun[-1].day if begun else kept.valid_from,
        review_on=kept.review_on,
        coming=tuple(turns[len(begun) :]),
        is_withdrawable=is_awaited and _is_undoable(kept),
    )


def course(kept: WizardRecord | Row[*tuple[Any, ...]]) -> list[Turn]:
    """Return what ``kept`` became since it was published, and will, in the order of the days."""
    if kept.course is not None:
        return _turns(kept.course)
    return [] if kept.valid_from is None else [Turn(WizardState(kept.state), kept.valid_from)]


def _turns(plain: Iterable[Sequence[Any]]) -> list[Turn]:
    return [Turn(WizardState(state), date.fromisoformat(day), by) for state, day, by in plain]


def _plain(turns: Iterable[Turn]) -> list[list[Any]]:
    return [[one.state.value, one.day.isoformat(), one.is_taken_over] for one in turns]


def _is_undoable(kept: WizardRecord | Row[*tuple[Any, ...]]) -> bool:
    if isinstance(kept, WizardRecord):
        return kept.publication is not None
    return bool(kept.is_undoable)


def become(record: WizardRecord, turns: Sequence[Turn]) -> None:
    """Let ``record`` keep ``turns``, at least one, as its course."""
    record.course = _plain(turns)
    record.state, record.valid_from = turns[-1].state.value, turns[-1].day


def snapshot(record: WizardRecord) -> dict[str, Any]:
    """Return as plain data what ``put_back`` puts back, and the structure that belongs to it."""
    return {
        "body": record.body,
        "course": _plain(course(record)),
        "people": record.people,
        "structure": record.structure,
    }


def is_as(record: WizardRecord, kept: Mapping[str, Any]) -> bool:
    """Whether ``record`` has the draft and the course that were ``kept``."""
    now = snapshot(record)
    return bool(now["body"] == kept["body"] and now["course"] == kept["course"])


def put_back(record: WizardRecord, kept: Mapping[str, Any]) -> None:
    """Let ``record`` have the draft and the course that were ``kept``; not the structure."""
    record.body, record.people = kept["body"], kept["people"]
    become(record, _turns(kept["course"]))


def redraft(record: WizardRecord, body: object) -> None:
    """Let ``record``, which was published, be the draft again that ``body`` keeps."""
    draft = from_plain(body, record.name)
    record.state, record.name = WizardState.DRAFT.value, draft.name
    record.step, record.body = draft.step.value, body
    record.valid_from = record.review_on = None
    record.course = record.structure = record.publication = None


def tell_withdrawn(record: WizardRecord, starts: date, employees: Collection[int]) -> None:
    """Keep that ``record`` no longer begins on ``starts``, for the employees who read of it."""
    told = {"name": record.name, "starts": starts.isoformat(), "employees": sorted(employees)}
    record.withdrawal = told if employees else None


def list_withdrawals(session: Session, employee_id: int) -> list[Withdrawal]:
    """Return what the employee had read of and does not begin, the first that would have first."""
    query = select(WizardRecord.withdrawal).where(WizardRecord.withdrawal.is_not(None))
    found = (kept for kept in session.scalars(query) if employee_id in kept["employees"])
    rows = [Withdrawal(kept["name"], date.fromisoformat(kept["starts"])) for kept in found]
    return sorted(rows, key=attrgetter("valid_from", "name"))


def product_groups(session: Session) -> list[str]:
    """Return the names of the product groups, in an order of no meaning."""
    return list(session.scalars(select(ProductGroupRecord.name)))
