"""The periods that a month's statements pay for, with everyone's figures in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.scores import scores
from crm_desktop.rewards.scheme import Scheme

PAID_KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
"""The kinds of period that templates pay for."""


class Scores(Mapping[SubjectRef, Decimal | None]):
    """The scores of ``everyone``, computed when the first is asked for: many cards pay without."""

    def __init__(self, everyone: Collection[Figures]) -> None:
        self._everyone = everyone

    def __getitem__(self, ref: SubjectRef) -> Decimal | None:
        return self._known[ref]

    def __iter__(self) -> Iterator[SubjectRef]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    @cached_property
    def _known(self) -> Mapping[SubjectRef, Decimal | None]:
        return scores(tuple(self._everyone))


class Term(NamedTuple):
    """A period that templates pay for, with everyone's figures and scores in it."""

    period: Period
    figures: Mapping[SubjectRef, Figures]
    scores: Mapping[SubjectRef, Decimal | None]

    def by(self, facts: Facts) -> Term:
        """Return the term as it would be with these ``facts``."""
        return term_of([one.by(facts) for one in self.figures.values()], self.period)


Terms = Mapping[PeriodKind, Term]
"""The periods that end with the month that is paid, by kind; templates of others wait."""


def term_of(figures: Sequence[Figures], period: Period) -> Term:
    return Term(period, {one.subject.ref: one for one in figures}, Scores(figures))


def longer_terms(
    scheme: Scheme,
    subjects: Sequence[Subject],
    longer: Mapping[PeriodKind, Facts],
    month: Period,
    *,
    calendar: WorkingCalendar,
) -> dict[PeriodKind, Term]:
    """Return the terms of the longer periods that templates pay for at the end of ``month``.

    A kind that ``longer`` has no facts of has a term without figures. The month that pays says
    which rules hold: those of its first day, templates, indicators, scales and profiles alike, for
    the whole of the longer period, also where they began within it.
    """
    return {
        whole.kind: term_of(
            figures_of(
                scheme, subjects, longer[whole.kind], whole, calendar=calendar, on=month.start
            )
            if whole.kind in longer
            else (),
            whole,
        )
        for whole in longer_periods(scheme, month)
    }


def longer_periods(scheme: Scheme, month: Period) -> list[Period]:
    """Return the quarter, half-year and year that end with ``month`` and that templates pay for."""
    if month.kind is not PeriodKind.MONTH:
        return []
    kinds = {template.period_kind for template in scheme.templates}
    wanted = [Period.containing(month.start, kind) for kind in PAID_KINDS[1:] if kind in kinds]
    return [whole for whole in wanted if whole.end == month.end]
