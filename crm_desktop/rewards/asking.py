"""Asks the scripts of a calculation, in the two places where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crm_desktop.domain.period import Period
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.scripted import RowsOf, Runner, with_scripts
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.scripted import answers


def asked(ground: Ground, runner: Runner, rows_in: Callable[[Period], RowsOf]) -> Ground:
    """Return ``ground`` with what the scripts of its scheme make of it.

    Indicator scripts come first, those of longer periods too; then, after all templates, the
    reward scripts of the cards. ``rows_in`` returns what reads the rows of a period. Without
    scripts it is the same.

    Raises:
        InvalidInputError: an indicator depends on itself.

    """
    if not ground.scheme.scripts:
        return ground
    counted = _with_values(ground, runner, rows_in)
    if all(card.script is None for card in ground.scheme.cards):
        return counted
    everyone = figures_of(
        counted.scheme, counted.subjects, counted.facts, counted.period, calendar=counted.calendar
    )
    return replace(
        counted,
        answers=answers(
            counted.scheme,
            counted.outcomes(),
            {figures.subject.ref: figures for figures in everyone},
            runner=runner,
            rows=rows_in(counted.period),
        ),
    )


def _with_values(ground: Ground, runner: Runner, rows_in: Callable[[Period], RowsOf]) -> Ground:
    scheme, subjects, calendar = ground.scheme, ground.subjects, ground.calendar
    longer = {}
    for kind, facts in ground.longer.items():
        whole = Period.containing(ground.period.start, kind)
        longer[kind] = with_scripts(
            scheme, subjects, facts, whole,
            calendar=calendar, runner=runner, rows=rows_in(whole), on=ground.period.start,
        )  # fmt: skip
    facts = with_scripts(
        scheme, subjects, ground.facts, ground.period,
        calendar=calendar, runner=runner, rows=rows_in(ground.period),
    )  # fmt: skip
    return replace(ground, facts=facts, longer=longer)
