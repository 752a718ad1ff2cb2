"""A scale as a clause of a bonus regulation: its steps, points or marks, or its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    CurveScale,
    Indicator,
    LineScale,
    MatrixScale,
    Measure,
    Scale,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale_words import bounds_in_words
from crm_desktop.rewards.regulation import Clause, Table
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import CoefficientPremium, CommissionPremium, RateScalePremium
from crm_desktop.texts import Message

_SHARES = (65, 35)
_WHOLE = Message("the whole amount")
_MARGINAL = Message("the part within this step alone")


@dataclass(frozen=True, slots=True)
class ScaleUse:
    """What a scale is asked about, in the unit of ``indicator``; whether it answers with a rate."""

    indicator: Indicator | None
    is_rate: bool = False


def scale_uses(scheme: Scheme) -> Mapping[str, ScaleUse]:
    """Return how the scales that ``scheme`` needs are used, by code; the first use counts."""
    known = {each.code: each for each in scheme.indicators}

    def found() -> Iterator[tuple[str, ScaleUse]]:
        for profile in scheme.profiles:
            for entry in profile.entries:
                if entry.scale is not None:
                    yield entry.scale, ScaleUse(known.get(entry.indicator))
        for template in scheme.templates:
            counted = known.get(template.indicator or "")
            match template.premium:
                case RateScalePremium(scale):
                    yield scale, ScaleUse(counted, is_rate=True)
                case CoefficientPremium(scale=scale):
                    yield scale, ScaleUse(counted)
                case CommissionPremium(scale=str(scale)):
                    yield scale, ScaleUse(None, is_rate=True)

    uses: dict[str, ScaleUse] = {}
    for code, use in found():
        uses.setdefault(code, use)
    return uses


def scale_clause(scale: Scale, use: ScaleUse, currency: str) -> Clause:
    """Return all that ``scale`` says."""
    return _Told(scale, use, currency).clause()


@dataclass(frozen=True, slots=True)
class _Told:
    scale: Scale
    use: ScaleUse
    currency: str

    def clause(self) -> Clause:
        match self.scale:
            case StepScale():
                return Clause(self._title(), tables=(self._steps(self.scale),))
            case CurveScale():
                note = Message(
                    "Between two points the coefficient rises or falls evenly; before the first "
                    "and after the last one it stays as it is there."
                )
                rows = [
                    (self._asked(point.at), self._given(point.value)) for point in self.scale.points
                ]
                return Clause(self._title(), (note,), (self._table(rows),))
            case MatrixScale():
                rows = [
                    (self._asked(cell.mark), self._given(cell.value)) for cell in self.scale.cells
                ]
                note = Message("A value between two marks counts as the lower one.")
                return Clause(self._title(), (note,), (self._table(rows),))
            case LineScale():
                return Clause(self._title(), tuple(self._line(self.scale)))
            case ThresholdScale():
                return Clause(self._title(), tuple(self._threshold(self.scale)))

    def _title(self) -> Message:
        return Message("Scale “{scale}”:", scale=self.scale.name)

    def _table(self, rows: Sequence[tuple[object, object]]) -> Table:
        return Table((self._measured(), Message("Coefficient")), _SHARES, tuple(rows))

    def _steps(self, scale: StepScale) -> Table:
        within = [
            bounds_in_words(self._bound(step.lower), self._bound(step.upper), scale.bound)
            for step in scale.steps
        ]
        if not self.use.is_rate:
            values = [self._given(step.value) for step in scale.steps]
            return self._table(list(zip(within, values, strict=True)))
        heads = (self._measured(), Message("Premium rate"), Message("Applies to"))
        rows = tuple(
            (bounds, self._given(step.value), _MARGINAL if step.is_marginal else _WHOLE)
            for bounds, step in zip(within, scale.steps, strict=True)
        )
        return Table(heads, (45, 20, 35), rows)

    def _line(self, scale: LineScale) -> Iterator[Message]:
        yield Message(
            "The coefficient is {start} + {slope} × {measure}.",
            start=self._given(scale.start),
            slope=Quantity(scale.slope, Unit.SCORE),
            measure=scale.measure,
        )
        if scale.lowest is not None:
            yield Message("It is {limit} at least.", limit=self._given(scale.lowest))
        if scale.highest is not None:
            yield Message("It is {limit} at most.", limit=self._given(scale.highest))

    def _threshold(self, scale: ThresholdScale) -> Iterator[Message]:
        threshold = self._asked(scale.threshold)
        yield Message("Below {threshold} the coefficient is 0.", threshold=threshold)
        yield Message(
            "From {threshold} on it is {slope} × {measure}.",
            threshold=threshold,
            slope=Quantity(scale.slope, Unit.SCORE),
            measure=scale.measure,
        )
        if scale.highest is not None:
            yield Message("It is {limit} at most.", limit=self._given(scale.highest))

    def _measured(self) -> Message:
        match self.scale.measure:
            case Measure.ATTAINMENT:
                return Message("Attainment of the plan")
            case Measure.COEFFICIENT:
                return Message("Coefficient")
            case Measure.FACT if self.use.indicator is None:
                return Message("Amount of the record")
            case Measure.FACT:
                return Message("Value of the indicator")

    def _bound(self, bound: Decimal | None) -> Quantity | None:
        return None if bound is None else self._asked(bound)

    def _asked(self, value: Decimal) -> Quantity:
        if self.scale.measure is Measure.ATTAINMENT:
            return Quantity(value, Unit.PERCENT)
        if self.scale.measure is Measure.COEFFICIENT:
            return Quantity(value, Unit.SCORE)
        if self.use.indicator is None:
            return Quantity(value, Unit.MONEY, self.currency)
        return of_indicator(value, self.use.indicator, self.currency)

    def _given(self, value: Decimal) -> Quantity:
        return Quantity(value, Unit.PERCENT if self.use.is_rate else Unit.SCORE)


def of_indicator(value: Decimal, indicator: Indicator, currency: str) -> Quantity:
    """Return ``value`` in the unit of ``indicator``."""
    is_money = indicator.unit is Unit.MONEY
    return Quantity(value, indicator.unit, currency if is_money else None)
