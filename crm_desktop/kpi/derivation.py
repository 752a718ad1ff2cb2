"""Why this number: a tree of frozen steps that screen, PDF and dispute read alike."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.later import Later
from crm_desktop.kpi.working import Working
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Derivation(Later):
    """One figure: what it is, the sentence that makes it, and the figures that it came from.

    ``sentence`` has the values put in; ``rule`` is the edition of the definition that was in
    force; ``records`` leads to the records of the database behind the figure. ``working`` is what
    computes the figure again, None where nothing does or an older program kept the step.
    """

    label: Message | str
    value: Quantity
    sentence: Message | None = None
    inputs: tuple[Derivation, ...] = ()
    records: RecordsQuery | None = None
    rule: Version | None = None
    working: Working | None = None
