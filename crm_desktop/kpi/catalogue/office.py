"""What offices are measured by: letters, tasks and the mark of the head."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue.entry import (
    CatalogueEntry,
    Role,
    all_of,
    always,
    counted,
    flag,
    is_,
    share,
    summed,
)
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.source import ManualSource, Target, WeightedSource
from crm_desktop.texts import Message

_OFFICE = frozenset({Role.OFFICE})
_TASKS = is_("kind", "task")
_DUE = Condition("planned", Operator.LESS, (RelativeDay(Anchor.TODAY),))


def _weighed(weights: Mapping[str, int]) -> WeightedSource:
    """Return the activities of each kind times its weight, called as kinds are called now."""
    targets = (
        Target(str(choice_words(kind)), is_("kind", kind), Decimal(weight))
        for kind, weight in weights.items()
    )
    return WeightedSource(Entity.ACTIVITY, "done", tuple(targets))


ENTRIES = (
    CatalogueEntry(
        "letters_sent",
        Message("Letters sent"),
        Message("How many letters you sent."),
        _OFFICE,
        always(counted(Entity.ACTIVITY, "done", is_("kind", "letter_out"))),
    ),
    CatalogueEntry(
        "tasks_done",
        Message("Tasks done"),
        Message("How many tasks you finished."),
        _OFFICE,
        always(counted(Entity.ACTIVITY, "done", _TASKS)),
    ),
    CatalogueEntry(
        "tasks_overdue",
        Message("Tasks overdue"),
        Message("How many tasks of the period were not done by their time."),
        _OFFICE,
        always(counted(Entity.ACTIVITY, "planned", all_of(_TASKS, _DUE, flag("is_late")))),
        polarity=Polarity.LESS,
    ),
    CatalogueEntry(
        "deadlines_kept",
        Message("Deadlines kept"),
        Message("Which share of the tasks of the period was done in time."),
        frozenset({Role.OFFICE, Role.SERVICE}),
        always(
            share(
                counted(
                    Entity.ACTIVITY,
                    "planned",
                    all_of(_TASKS, _DUE, Condition("is_late", Operator.EQUAL, (False,))),
                ),
                counted(Entity.ACTIVITY, "planned", all_of(_TASKS, _DUE)),
            )
        ),
        Unit.PERCENT,
    ),
    CatalogueEntry(
        "task_points",
        Message("Points for tasks"),
        Message("The points of difficulty of the tasks that you finished."),
        _OFFICE,
        always(summed(Entity.ACTIVITY, "points", "done", _TASKS)),
    ),
    CatalogueEntry(
        "activity_points",
        Message("Points for activity"),
        Message("A call counts 1 point, a meeting 3 and a visit 5."),
        frozenset({Role.SALES, Role.OFFICE}),
        lambda _: _weighed({"call_out": 1, "meeting": 3, "visit": 5}),
    ),
    CatalogueEntry(
        "heads_mark",
        Message("Mark of the head"),
        Message("The mark from −3 to +3 that your head gave, with the reason."),
        _OFFICE,
        always(ManualSource()),
        Unit.SCORE,
    ),
)
