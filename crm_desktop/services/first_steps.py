"""Use cases of a firm's first hour: who it is, and what every sale needs."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.codes import code_of
from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.entry import POSITION_LENGTH, entered, entered_name
from crm_desktop.domain.firm import Firm, usual_cut_limit
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import Founder
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError
from crm_desktop.services import firm as firms
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.writing import refusing
from crm_desktop.storage.models import (
    ActivityTypeRecord,
    EmployeeRecord,
    FirmRecord,
    LossReasonRecord,
    PipelineRecord,
    StageRecord,
)
from crm_desktop.texts import Message

_PIPELINE = Message("Sales")
_STAGES = (
    (Message("New deal"), DealStatus.OPEN, 10),
    (Message("Needs understood"), DealStatus.OPEN, 30),
    (Message("Proposal sent"), DealStatus.OPEN, 50),
    (Message("Agreed"), DealStatus.OPEN, 80),
    (Message("Won"), DealStatus.WON, 100),
    (Message("Lost"), DealStatus.LOST, 0),
)
"""The usual way of a sale, and how probable it is to be won at each step, in per cent."""

_LOSS_REASONS = (
    Message("Too expensive"),
    Message("Bought elsewhere"),
    Message("No need any more"),
    Message("No answer"),
    Message("Terms did not suit"),
)
_ACTIVITY_TYPES = (
    (Message("Outgoing call"), "call_out"),
    (Message("Incoming call"), "call_in"),
    (Message("Missed call"), "missed_call"),
    (Message("Meeting"), "meeting"),
    (Message("Visit"), "visit"),
    (Message("Outgoing letter"), "letter_out"),
    (Message("Incoming letter"), "letter_in"),
    (Message("Task"), "task"),
    (Message("Ticket"), "ticket"),
    (Message("Complaint"), "complaint"),
    (Message("Review"), "review"),
    (Message("Survey"), "survey"),
)
"""The usual types of activities, and what each is to ready indicators."""

_FOUNDER_CODE = "director"


class FirstStepsService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    @needs(Right.ADMINISTER)
    def set_up(self, firm: Firm, founder: Founder) -> Changes:
        """Enter the firm with its first employee.

        The usual types of activities come with it, named in the language in force, and the
        limit that the law of the country sets to disciplinary cuts.

        Raises:
            InvalidInputError: an entry is not acceptable; those of the founder are named
                ``founder_name`` and ``founder_position``.
            CrmError: there is a firm already.

        """
        lawful = replace(firm, cut_limit=usual_cut_limit(firm.country))
        sound = firms.checked(lawful)
        name = entered_name(founder.name, "founder_name")
        position = entered("founder_position", founder.position, POSITION_LENGTH)
        taken = CrmError(Message("Someone else has just set the firm up: start again."))
        with self._sessions.begin() as session, refusing(taken):
            if session.get(FirmRecord, 1) is not None:
                raise taken
            firms.write_firm(session, sound)
            code = code_of(name) or _FOUNDER_CODE
            employee = EmployeeRecord(
                code=code, name=name, name_folded=folded(name), position=position
            )
            session.add(employee)
            _add_usual_types(session)
            session.flush()
        return Changes.SETTINGS | Changes.PEOPLE | Changes.ACTIVITIES

    @needs(Right.ADMINISTER)
    def add_usual_stages(self) -> Changes:
        """Add a pipeline, and reasons of losses where there are none, in the language in force.

        Raises:
            CrmError: there are stages already.

        """
        taken = CrmError(Message("There are stages already."))
        with self._sessions.begin() as session, refusing(taken):
            session.scalar(select(FirmRecord.id).with_for_update())
            if session.scalar(select(exists(select(StageRecord.id)))):
                raise taken
            pipeline = PipelineRecord(name=str(_PIPELINE), position=1)
            session.add(pipeline)
            session.flush()
            session.add_all(_stages(pipeline.id))
            if not session.scalar(select(exists(select(LossReasonRecord.id)))):
                session.add_all(LossReasonRecord(name=str(reason)) for reason in _LOSS_REASONS)
            session.flush()
        return Changes.DEALS


def _add_usual_types(session: Session) -> None:
    if not session.scalar(select(exists(select(ActivityTypeRecord.id)))):
        types = (ActivityTypeRecord(name=str(name), kind=kind) for name, kind in _ACTIVITY_TYPES)
        session.add_all(types)


def _stages(pipeline_id: int) -> list[StageRecord]:
    return [
        StageRecord(
            pipeline_id=pipeline_id,
            name=str(name),
            position=position,
            status=status.value,
            probability_percent=percent,
        )
        for position, (name, status, percent) in enumerate(_STAGES, 1)
    ]
