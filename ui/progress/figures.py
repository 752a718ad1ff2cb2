"""All that the progress screens show of one employee in one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Polarity, Profile
from crm_desktop.kpi.pace import forecast
from crm_desktop.kpi.pipeline import PipelineForecast
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.coefficients import pays_for
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.texts import Message
from ui.progress.next_step import (
    adds_up,
    is_counted,
    next_step,
    pace_words,
    pipeline_words,
)
from ui.statements.questions import bonus_of, why_sum
from ui.theme import Tone
from ui.why.question import Question
from ui.why.steps import fact_step, step_with
from ui.widgets.progress_bar import BarState

BEHIND = Decimal("0.6")
"""Below this part of what is due a bar is negative, not only a warning."""

Trend = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One bar with its words; ``earned`` is what the lines that are paid for it come to.

    ``trend`` has a fact for each of the last periods of ``period_kind``.
    ``pipeline`` says what open deals promise, ``by_hand`` who gave the mark that the fact is.
    """

    result: IndicatorResult
    bar: BarState
    hint: Message
    pace: Message | None
    trend: Trend
    statement: Statement | None
    about: Message
    pipeline: Message | None = None
    by_hand: Message | None = None
    period_kind: PeriodKind = PeriodKind.MONTH

    @property
    def earned(self) -> Money | None:
        lines = self._lines()
        return reduce(Money.__add__, (line.amount for line in lines)) if lines else None

    def why_fact(self) -> Question:
        return Question(self.result.fact, fact_step(self.result), self.about)

    def why_bar(self) -> Question:
        return why_bar(self.result, self.about)

    def why(self) -> Question:
        """Ask for the coefficient, under which all other figures stand."""
        return Question(self.result.derivation.value, self.result.derivation, self.about)

    def why_earned(self) -> Question:
        if self.statement is None:
            return self.why()
        label = Message("Paid by “{indicator}”", indicator=self.result.name)
        return why_sum(self.statement, label, self._lines())

    def _lines(self) -> tuple[StatementLine, ...]:
        lines = () if self.statement is None else self.statement.lines
        return tuple(line for line in lines if line.indicator == self.result.code)


@dataclass(frozen=True, slots=True)
class ProgressFigures:
    """``forecast`` is the statement if the period goes on at its pace; past ones have none."""

    employee: EmployeeRow
    outcome: Outcome
    profile: Profile | None
    indicators: tuple[IndicatorFigures, ...]
    forecast: Statement | None
    is_over: bool = False

    @property
    def statement(self) -> Statement | None:
        return self.outcome.statement

    def unattributed(self) -> Money | None:
        """Return what the bonus has beside the money of the indicators, None without pay."""
        if self.statement is None:
            return None
        earned = (one.earned for one in self.indicators)
        return reduce(Money.__sub__, filter(None, earned), bonus_of(self.statement))


def figures_of(
    employee: EmployeeRow,
    outcome: Outcome,
    scheme: Scheme,
    *,
    share_due: Decimal,
    trend: Mapping[str, Trend],
    projected: Outcome | None,
    is_over: bool = False,
    pipeline: Mapping[str, PipelineForecast] | None = None,
) -> ProgressFigures:
    """Return what the screens show; ``projected`` is the outcome at the end at today's pace.

    ``pipeline`` has what open deals add, by the code of the indicator.
    """
    profile = next((p for p in scheme.profiles if p.code == outcome.result.profile), None)
    scales = {scale.code: scale for scale in scheme.scales}
    sources = {indicator.code: indicator for indicator in scheme.indicators}
    entries = {entry.indicator: entry for entry in profile.entries} if profile else {}
    about = Message("{name} · {period}", name=employee.name, period=outcome.result.period)

    def figures(result: IndicatorResult) -> IndicatorFigures:
        entry, source = entries.get(result.code), sources.get(result.code)
        scale = entry.scale if entry else None
        statement, is_summed = outcome.statement, adds_up(source)
        is_more, promised = result.polarity is Polarity.MORE, (pipeline or {}).get(result.code)
        if statement is None:
            is_paid = outcome.problem is None  # without a card the score is all there is
        else:
            is_paid = pays_for(scheme, statement.card, result.code, scale)
        return IndicatorFigures(
            result=result,
            bar=bar_of(result, share_due, is_summed=is_summed),
            hint=next_step(
                result,
                scales.get(scale or "") if is_paid else None,
                is_counted=is_counted(source),
                is_over=is_over,
            ),
            pace=pace_words(result, share_due) if is_summed and is_more else None,
            trend=trend.get(result.code, ()),
            statement=statement,
            about=about,
            pipeline=None
            if promised is None or not promised.expected
            else pipeline_words(result, promised.expected, promised.value),
            by_hand=by_hand(result, source),
            period_kind=outcome.result.period.kind,
        )

    return ProgressFigures(
        employee=employee,
        outcome=outcome,
        profile=profile,
        indicators=tuple(map(figures, outcome.result.indicators)),
        forecast=None if projected is None else projected.statement,
        is_over=is_over,
    )


def by_hand(result: IndicatorResult, indicator: Indicator | None) -> Message | None:
    """Return who gave the mark that the fact is, None where it is no mark or there is none."""
    is_mark = indicator is not None and isinstance(indicator.source, ManualSource)
    sentence = fact_step(result).sentence if is_mark and result.fact.value is not None else None
    return None if sentence is None else Message("By hand: {words}", words=sentence)


def why_bar(result: IndicatorResult, about: Message) -> Question:
    """Ask for the attainment of ``result``; without one for the coefficient."""
    step = step_with(result.derivation, Quantity(result.attainment, Unit.PERCENT))
    return Question(step.value, step, about)


def bar_of(result: IndicatorResult, share_due: Decimal, *, is_summed: bool) -> BarState:
    """Return the bar of ``result``.

    Only what adds up day by day is measured against the part that is due; while the
    period is under way it has a mark and a forecast.
    """
    is_paced = is_summed and not result.is_less_better
    is_running = is_paced and 0 < share_due < 1
    reached = result.attainment
    return BarState(
        ratio=reached,
        forecast=forecast(reached, share_due) if is_running and reached is not None else None,
        mark=share_due if is_running else None,
        tone=_tone(result, share_due if is_paced else Decimal(1)),
    )


def _tone(result: IndicatorResult, due: Decimal) -> Tone:
    if result.is_reached:
        return Tone.POSITIVE
    if result.attainment is None or due <= 0:
        return Tone.ACCENT
    if result.attainment >= due:
        return Tone.POSITIVE
    return Tone.WARNING if result.attainment >= BEHIND * due else Tone.NEGATIVE
