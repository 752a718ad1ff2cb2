"""What call centres and service departments are measured by."""

from __future__ import annotations

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue.entry import (
    CatalogueEntry,
    Choice,
    Parameter,
    Role,
    all_of,
    always,
    any_of,
    averaged,
    counted,
    is_,
    score,
    share,
    summed,
)
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.source import CalmSource
from crm_desktop.texts import Message

_CALLS = frozenset({Role.CALL_CENTRE})
_SERVICE = frozenset({Role.SERVICE})
_TICKETS = is_("kind", "ticket")
_TICKET_TYPE = Parameter("type", Message("Type of activities"), Choice.ACTIVITY_TYPE)

_CALL_CENTRE = (
    CatalogueEntry(
        "calls_in",
        Message("Calls received"),
        Message("How many incoming calls you took."),
        frozenset({Role.CALL_CENTRE, Role.OFFICE}),
        always(counted(Entity.ACTIVITY, "done", is_("kind", "call_in"))),
    ),
    CatalogueEntry(
        "calls_out",
        Message("Calls made"),
        Message("How many outgoing calls you made."),
        frozenset({Role.CALL_CENTRE, Role.SALES}),
        always(counted(Entity.ACTIVITY, "done", is_("kind", "call_out"))),
    ),
    CatalogueEntry(
        "missed_share",
        Message("Share of missed calls"),
        Message("Which share of the calls that came in nobody answered."),
        _CALLS,
        always(
            share(
                counted(Entity.ACTIVITY, "planned", is_("kind", "missed_call")),
                counted(Entity.ACTIVITY, "planned", is_("kind", "call_in", "missed_call")),
            )
        ),
        Unit.PERCENT,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "processed_applications",
        Message("Processed applications"),
        Message("How many of the applications of the period got an answer."),
        _CALLS,
        always(counted(Entity.DEAL, "created", Condition("response", Operator.NOT_EMPTY))),
    ),
    CatalogueEntry(
        "talk_time",
        Message("Talk time"),
        Message("How long you talked with customers on the phone."),
        _CALLS,
        always(summed(Entity.ACTIVITY, "duration", "done", is_("kind", "call_in", "call_out"))),
        Unit.DURATION,
    ),
    CatalogueEntry(
        "own_pipeline",
        Message("Applications in the own pipeline"),
        Message("How many applications came into the pipeline."),
        _CALLS,
        lambda chosen: counted(Entity.DEAL, "created", is_("pipeline", chosen["pipeline"])),
        parameters=(Parameter("pipeline", Message("Pipeline"), Choice.PIPELINE),),
    ),
)

_SUPPORT = (
    CatalogueEntry(
        "complaints",
        Message("Complaints and negative reviews"),
        Message("How many complaints came in, and reviews with 3 points or fewer."),
        _SERVICE,
        always(
            counted(
                Entity.ACTIVITY,
                "planned",
                any_of(
                    is_("kind", "complaint"),
                    all_of(is_("kind", "review"), score(Operator.AT_MOST, 3)),
                ),
            )
        ),
        polarity=Polarity.LESS,
    ),
    CatalogueEntry(
        "satisfaction",
        Message("Satisfaction"),
        Message("The points that customers gave in their reviews, on average."),
        _SERVICE,
        always(averaged(Entity.ACTIVITY, "score", "planned", is_("kind", "review"))),
        Unit.SCORE,
    ),
    CatalogueEntry(
        "answer_time",
        Message("Answer time"),
        Message("How long a letter or review waits for the answer, in working time."),
        _SERVICE,
        always(
            averaged(
                Entity.ACTIVITY,
                "handling",
                "done",
                is_("kind", "letter_in", "review"),
                is_working_time=True,
            )
        ),
        Unit.DURATION,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "solved_problems",
        Message("Solved problems"),
        Message("How many tickets you closed."),
        _SERVICE,
        always(counted(Entity.ACTIVITY, "done", _TICKETS)),
    ),
    CatalogueEntry(
        "calm_time",
        Message("Time without incidents"),
        Message("The longest time without a ticket of this type."),
        _SERVICE,
        lambda chosen: CalmSource(
            Entity.ACTIVITY, "planned", all_of(_TICKETS, is_("type", chosen["type"]))
        ),
        Unit.DURATION,
        parameters=(_TICKET_TYPE,),
    ),
    CatalogueEntry(
        "repair_time",
        Message("Repair time"),
        Message("How long a ticket of this type takes until it is closed, in working time."),
        _SERVICE,
        lambda chosen: averaged(
            Entity.ACTIVITY,
            "handling",
            "done",
            all_of(_TICKETS, is_("type", chosen["type"])),
            is_working_time=True,
        ),
        Unit.DURATION,
        Polarity.LESS,
        parameters=(_TICKET_TYPE,),
    ),
)

ENTRIES = (*_CALL_CENTRE, *_SUPPORT)
