"""The whole calculation: from facts to everyone's figures and statements."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectLevel
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError
from crm_desktop.kpi.assignment import Holders, departments_of
from crm_desktop.kpi.engine import figures_of, result_of
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.kpi.rulebook import WEEKENDS_ALONE
from crm_desktop.kpi.scores import scores
from crm_desktop.rewards.assignment import AssignedCard, cards_in_force
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.statement_builder import StatementBuilder
from crm_desktop.texts import Message


def calculate(
    scheme: Scheme,
    subjects: Sequence[Subject],
    facts: Facts,
    period: Period,
    *,
    calendar: WorkingCalendar = WEEKENDS_ALONE,
) -> list[Outcome]:
    """Return the outcome of each subject, in their order.

    Statements are for employees whom a card names, closest first as with profiles. A card pays
    by the month: for another kind of period the outcome has the figures and says so. What is
    wrong with one statement does not touch the others. Plans are split and reduced by the working
    days of ``calendar``.

    Raises:
        CrmError: the scheme is unsound, as ``rewards.check`` would have found.

    """
    everyone = figures_of(scheme, subjects, facts, period, calendar=calendar)
    known = scores(everyone)
    builder = StatementBuilder(
        templates={template.code: template for template in scheme.templates},
        figures={figures.subject.ref: figures for figures in everyone},
        currency=scheme.currency,
        rounding=scheme.rounding,
    )
    cards = Holders(cards_in_force(scheme.cards, period), departments_of(subjects))
    return [_outcome(figures, known[figures.subject.ref], cards, builder) for figures in everyone]


def _outcome(
    figures: Figures,
    score: Decimal | None,
    cards: Holders[AssignedCard],
    builder: StatementBuilder,
) -> Outcome:
    result = SubjectResult.later(
        partial(result_of, figures),
        subject=figures.subject,
        period=figures.rules.period,
        profile="" if figures.profile is None else figures.profile.code,
        score=score,
    )
    if figures.subject.ref.level is not SubjectLevel.EMPLOYEE:
        return Outcome(result)
    assigned = cards.closest(figures.subject)
    if assigned is None:
        return Outcome(result)
    card, assignment = assigned
    if figures.rules.period.kind is not PeriodKind.MONTH:
        problem = Message("“{card}” pays by the month.", card=card.name)
        return Outcome(result, problem=problem)
    try:
        return Outcome(result, builder.statement(result, card, assignment))
    except CrmError as error:
        return Outcome(result, problem=error.message)
