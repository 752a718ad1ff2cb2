"""What people did for each request of the demonstration story, as records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm_desktop.services.demonstration.market import Request
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.storage.models import ActivityRecord, DealRecord

_FITTERS = ("fitting_head", "fitter_one", "fitter_two")
_SCORES = (10, 9, 9, 8, 10, 7, 9, 10, 6, 3)
"""What customers give after a fitting, in turns."""

_DAYS_TO_SETTLE = 2


def called_at(request: Request) -> datetime:
    """Return when the first call about the request was made."""
    return request.created_at + timedelta(minutes=5 + request.number % 50)


@dataclass(frozen=True, slots=True)
class _Act:
    """An act as the story has it; ``done`` where that is not when it was planned for."""

    kind: str
    employee: str
    planned: datetime
    minutes: int = 0
    done: datetime | None = None
    created: datetime | None = None
    result: str | None = None
    score: int | None = None
    points: int | None = None


def activities(telling: Telling, request: Request, deal: DealRecord) -> Iterator[ActivityRecord]:
    """Yield what was done, and what is planned, for the request that became ``deal``."""
    for act in (
        *_of_sale(request),
        *_of_phone(request),
        *_of_fitting(request),
        *_of_office(request),
    ):
        if act.created is None or telling.has_happened(act.created):
            yield _record(telling, act, deal)
    if request.is_remembered and deal.closed_at is None:
        yield _callback(telling, request, deal)


def _of_sale(request: Request) -> Iterator[_Act]:
    by_stage, seller = dict(request.stages), request.seller
    measured, estimated = by_stage.get("measured"), by_stage.get("estimated")
    if measured is not None:
        yield _Act("measuring", "measurer", measured, 60)
        if request.is_business:
            yield _Act("meeting", seller, measured + timedelta(minutes=90), 45)
    if estimated is not None:
        yield _Act("letter", seller, estimated, 10)
        if request.product.code == "facade" and request.number % 2 == 0:
            yield _Act("tender", seller, estimated + timedelta(hours=1), 120)
        if request.is_remembered:
            asked = estimated + timedelta(hours=3)
            yield _Act("follow_up", seller, asked, 3 + request.number % 6)


def _of_phone(request: Request) -> Iterator[_Act]:
    operator = "operator" if request.number % 5 else "service_head"
    created = request.created_at
    if request.number % 11 == 0:
        yield _Act("missed_call", operator, created - timedelta(minutes=20))
    if request.number % 3:
        yield _Act("call_in", operator, created, 2 + request.number % 5)
    answer = "answered" if request.is_answered else "missed"
    yield _Act("call", operator, called_at(request), 4, created=created, result=answer)


def _of_fitting(request: Request) -> Iterator[_Act]:
    if request.fitted_at is None:
        return
    fitter, fitted = _FITTERS[request.number % len(_FITTERS)], request.fitted_at
    yield _Act("fitting", fitter, fitted, 240, result="done")
    if request.number % 3 == 0:
        score = _SCORES[request.number // 3 % len(_SCORES)]
        yield _Act("survey", fitter, fitted + timedelta(days=2), 3, score=score)
    if request.number % 29 == 0:
        told = fitted + timedelta(days=3)
        settled = told + timedelta(days=1 + request.number % 4)
        due = told + timedelta(days=_DAYS_TO_SETTLE)
        yield _Act("complaint", fitter, due, 30, done=settled, created=told)


def _of_office(request: Request) -> Iterator[_Act]:
    if request.number % 3 == 1:
        due = request.created_at + timedelta(days=2)
        done = request.created_at + timedelta(days=request.number % 4, minutes=50)
        points = 1 + request.number % 5
        yield _Act(
            "task", "secretary", due, 25, done=done, created=request.created_at, points=points
        )


def _callback(telling: Telling, request: Request, deal: DealRecord) -> ActivityRecord:
    """Return the next call to a customer who is still deciding."""
    day = telling.today() + timedelta(days=1 + request.number % 4)
    moment = datetime.combine(day, request.created_at.time())
    record = _record(telling, _Act("call", request.seller, moment, 5), deal)
    record.subject = telling.wording.words["callback_subject"]
    return record


def _record(telling: Telling, act: _Act, deal: DealRecord) -> ActivityRecord:
    """Return a done act with its result, or a planned one where it is still to come."""
    done, firm = act.done or act.planned, telling.firm
    is_done = telling.has_happened(done)
    return ActivityRecord(
        type_id=firm.types[act.kind].id,
        result_id=firm.results[act.result].id if act.result and is_done else None,
        employee_id=firm.employees[act.employee].id,
        customer_id=deal.customer_id,
        deal_id=deal.id,
        subject=telling.wording.words[f"{act.kind}_subject"],
        planned_at=telling.instant(act.planned),
        done_at=telling.instant(done) if is_done else None,
        duration_s=act.minutes * 60 if is_done else 0,
        created_at=None if act.created is None else telling.instant(act.created),
        score=act.score if is_done else None,
        points=act.points,
    )
