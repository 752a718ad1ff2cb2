"""Whether a template pays for a period at all: its time, and its conditions."""

from __future__ import annotations

from datetime import date

from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.figures import Figures
from crm_desktop.rewards.condition import holds
from crm_desktop.rewards.template import BonusTemplate
from crm_desktop.texts import Message


def counted(template: BonusTemplate) -> str:
    """Return the indicator that the premium counts or takes a share of."""
    if template.indicator is None:
        raise NotFoundError(Message("Indicator"), template.code)
    return template.indicator


def off_term(template: BonusTemplate, on: date) -> Message | None:
    """Return the clause why ``template`` is not in force on the day ``on``, None where it is.

    Asked is the first day of the month that pays, whatever period it pays for.
    """
    if template.version.valid_from > on:
        return Message("it is in force from {day} on", day=template.version.valid_from)
    if template.until is not None and template.until <= on:
        return Message("it is not in force any more from {day} on", day=template.until)
    return None


def is_due(template: BonusTemplate, figures: Figures) -> bool:
    """Return whether ``template`` is in force, and all its conditions hold for ``figures``.

    Raises:
        CrmError: a condition names what is not there, or not in force yet.

    """
    if off_term(template, figures.rules.on) is not None:
        return False
    conditions = template.conditions
    return not conditions or all(holds(condition, figures) for condition in conditions)
