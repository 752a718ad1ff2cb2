"""The whole calculation: from facts to everyone's figures and statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.scripts import ScriptAnswer
from crm_desktop.errors import CrmError
from crm_desktop.kpi.assignment import Holders, departments_of
from crm_desktop.kpi.engine import figures_of, result_of
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.kpi.rollup import Measured
from crm_desktop.kpi.rulebook import WEEKENDS_ALONE
from crm_desktop.rewards.accrual import Earnings, NoEarnings
from crm_desktop.rewards.assignment import AssignedCard, cards_in_force
from crm_desktop.rewards.opening import Opening
from crm_desktop.rewards.rounding import rounded
from crm_desktop.rewards.salaries import Salaries
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.scripted import overrides
from crm_desktop.rewards.shared import Candidate, SharedPremiums, ShareOut
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.statement_builder import StatementBuilder
from crm_desktop.rewards.terms import Terms, longer_terms, term_of
from crm_desktop.texts import Message

NO_EARNINGS: Earnings = NoEarnings()
NO_OPENINGS: Mapping[SubjectRef, Opening] = MappingProxyType({})
NO_LONGER: Mapping[PeriodKind, Facts] = MappingProxyType({})
NO_ANSWERS: Mapping[SubjectRef, ScriptAnswer] = MappingProxyType({})


def calculate(
    scheme: Scheme,
    subjects: Sequence[Subject],
    facts: Facts,
    period: Period,
    *,
    calendar: WorkingCalendar = WEEKENDS_ALONE,
    earnings: Earnings = NO_EARNINGS,
    openings: Mapping[SubjectRef, Opening] = NO_OPENINGS,
    longer: Mapping[PeriodKind, Facts] = NO_LONGER,
    sharing: ShareOut = SharedPremiums,
    answers: Mapping[SubjectRef, ScriptAnswer] = NO_ANSWERS,
    terms: Terms | None = None,
    has_scores: bool = True,
) -> list[Outcome]:
    """Return the outcome of each subject, in their order.

    Statements are for employees whom a card names, closest first as with profiles. A card pays
    by the month: for another kind of period the outcome has the figures and says so. What is
    wrong with one statement does not touch the others. Plans are split and reduced by the working
    days of ``calendar``.

    ``earnings`` are the commissions of the period, ``openings`` what statements take over from
    earlier ones. ``longer`` are the facts of the quarter, half-year and year that end with the
    month, for the templates that pay by them. ``sharing`` makes what people share or compete
    for. ``answers`` are those of the reward scripts, which ``scripted.answers`` asks. ``terms``
    are those that all this makes, where they are known; where only pay is looked at and no result
    ``has_scores``, they are computed as far as pay asks for them.

    Raises:
        CrmError: the scheme is unsound, as ``rewards.check`` would have found.

    """
    if terms is None:
        changed = overrides(answers)
        everyone = figures_of(scheme, subjects, facts, period, calendar=calendar, changed=changed)
        terms = {
            PeriodKind.MONTH: term_of(everyone, period),
            **longer_terms(scheme, subjects, longer, period, calendar=calendar),
        }
    month = terms[PeriodKind.MONTH]
    _read_ahead(scheme, subjects, facts)
    holders = Holders(cards_in_force(scheme.cards, period), departments_of(subjects))
    cards = {
        subject.ref: holders.closest(subject)
        for subject in subjects
        if subject.ref.level is SubjectLevel.EMPLOYEE
    }
    salaries = Salaries(month.figures, scheme.currency, scheme.rounding)
    builder = StatementBuilder(
        templates={template.code: template for template in scheme.templates},
        terms=terms,
        salaries=salaries,
        earnings=earnings,
        shared=sharing(
            _candidates(subjects, cards, salaries),
            terms,
            partial(rounded, currency=scheme.currency, rounding=scheme.rounding),
        ),
        openings=openings,
        rounding=scheme.rounding,
        place=scheme.rounding_place,
        answers=answers,
        scripts={script.code: script for script in scheme.scripts},
        names=_names(scheme) if answers else {},
    )
    return [
        _outcome(figures, {"score": month.scores[ref]} if has_scores else {}, cards, builder)
        for ref, figures in month.figures.items()
    ]


def _names(scheme: Scheme) -> dict[str, str]:
    """Return what indicators and templates are called, by their codes."""
    indicators = {one.code: one.name for one in scheme.indicators}
    return indicators | {one.code: one.name for one in scheme.templates}


def _read_ahead(scheme: Scheme, subjects: Sequence[Subject], facts: Facts) -> None:
    """Let the figures that premiums of employees count be found at once."""
    if not isinstance(facts, Measured):
        return
    people = tuple(one.ref for one in subjects if one.ref.level is SubjectLevel.EMPLOYEE)
    for code in {template.indicator for template in scheme.templates}:
        source = facts.of_records.get(code or "")
        if source is not None:
            source.read_ahead(people)


def _candidates(
    subjects: Sequence[Subject],
    cards: Mapping[SubjectRef, AssignedCard | None],
    salaries: Salaries,
) -> Iterator[Candidate]:
    """Yield all who have a card, with what pools and contests ask about them."""
    for subject in subjects:
        assigned = cards.get(subject.ref)
        if assigned is not None:
            card, assignment = assigned
            salary = partial(salaries.of, card, assignment, subject)
            yield Candidate(subject, card.templates, salary)


def _outcome(
    figures: Figures,
    known: Mapping[str, Decimal | None],
    cards: Mapping[SubjectRef, AssignedCard | None],
    builder: StatementBuilder,
) -> Outcome:
    result = SubjectResult.later(
        partial(result_of, figures),
        subject=figures.subject,
        period=figures.rules.period,
        profile="" if figures.profile is None else figures.profile.code,
        **known,
    )
    assigned = cards.get(figures.subject.ref)
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
