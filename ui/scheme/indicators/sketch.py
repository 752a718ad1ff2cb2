"""An indicator as it is being drawn up, its numbers as they are typed, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain import fields
from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, LessRule, Polarity
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    ScriptSource,
    Source,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
    Window,
)
from crm_desktop.texts import Message
from ui.scheme.cells import CellError, number_of, number_text, required_number

_HUNDRED = Decimal(100)


class SourceKind(StrEnum):
    """How an indicator comes about, as the editor tells ways apart."""

    RECORDS = "records"
    TIME = "time"
    WEIGHTED = "weighted"
    RATIO = "ratio"
    CALM = "calm"
    STAFF = "staff"
    FORMULA = "formula"
    MARKS = "marks"
    SERIES = "series"
    SCRIPT = "script"


UNIT_OF: Mapping[SourceKind, Unit] = {
    SourceKind.TIME: Unit.DURATION,
    SourceKind.WEIGHTED: Unit.NUMBER,
    SourceKind.RATIO: Unit.PERCENT,
    SourceKind.CALM: Unit.DURATION,
    SourceKind.STAFF: Unit.NUMBER,
    SourceKind.MARKS: Unit.SCORE,
}
"""What indicators of each kind are usually measured in; the others follow what they count."""

USUAL_DAY: Mapping[Entity, str] = {
    Entity.DEAL: "closed",
    Entity.ACTIVITY: "done",
    Entity.DOCUMENT: "issued",
    Entity.PAYMENT: "received",
    Entity.LINE: "issued",
    Entity.CUSTOMER: "created",
}
UNMEASURED = frozenset({Aggregate.COUNT, Aggregate.CUSTOMERS})


@dataclass(frozen=True, slots=True)
class TargetSketch:
    name: str = ""
    weight: str = "1"
    where: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class PartSketch:
    """Records of one kind, and what is taken of them."""

    entity: Entity = Entity.DEAL
    aggregate: Aggregate = Aggregate.COUNT
    measure: str = "amount"
    dated_by: str = "closed"
    window: Window = Window.WITHIN
    is_working_time: bool = False
    has_overlays: bool = False
    where: Filter = EVERYTHING
    targets: tuple[TargetSketch, ...] = (TargetSketch(),)
    is_weighted: bool = False

    @property
    def is_span(self) -> bool:
        return self.measure in spans(self.entity)

    def of_entity(self, entity: Entity) -> PartSketch:
        """Return the same of other records: conditions on the old ones are dropped."""
        is_time = self.is_span
        known = spans(entity) if is_time else figures(entity)
        has_overlays = self.has_overlays and entity is Entity.DEAL
        return replace(
            self,
            entity=entity,
            aggregate=self.aggregate if known or self.aggregate in UNMEASURED else Aggregate.COUNT,
            measure=known[0] if known else "",
            dated_by=USUAL_DAY[entity],
            has_overlays=has_overlays,
            where=EVERYTHING,
            targets=tuple(replace(target, where=EVERYTHING) for target in self.targets),
        )

    def of_time(self, *, is_time: bool) -> PartSketch:
        """Return the same with a measure that is a time, or with one that is none."""
        if self.is_span == is_time:
            return self
        if not is_time:
            known = figures(self.entity)
            return replace(self, measure=known[0] if known else "", is_working_time=False)
        part = self if spans(self.entity) else self.of_entity(Entity.DEAL)
        return replace(part, aggregate=Aggregate.AVERAGE, measure=spans(part.entity)[0])

    @property
    def unit(self) -> Unit:
        """The unit of what is taken."""
        if self.aggregate in UNMEASURED or self.is_weighted:
            return Unit.NUMBER
        kind = FIELDS[self.entity][self.measure].type
        return {FieldType.MONEY: Unit.MONEY, FieldType.SPAN: Unit.DURATION}.get(kind, Unit.NUMBER)


@dataclass(frozen=True, slots=True)
class IndicatorSketch:
    """``part`` are the records, of a ratio those above; ``below`` those which it is divided by."""

    description: str = ""
    unit: Unit = Unit.NUMBER
    polarity: Polarity = Polarity.MORE
    less_rule: LessRule = LessRule.TWO_MINUS_RATIO
    tolerance: str = ""
    kind: SourceKind = SourceKind.RECORDS
    part: PartSketch = PartSketch()
    below: PartSketch = PartSketch()
    figure: StaffFigure = StaffFigure.HEADCOUNT
    formula: str = ""
    lowest: str = "\N{MINUS SIGN}3"
    highest: str = "3"
    stale_after: str = "3"
    combined: Aggregate = Aggregate.SUM
    script: str = ""

    @property
    def usual_unit(self) -> Unit | None:
        """The unit that such an indicator usually has; None where any is as good."""
        if self.kind is SourceKind.RECORDS:
            return self.part.unit
        return UNIT_OF.get(self.kind)

    @property
    def lacks_targets(self) -> bool:
        """Whether targets are to be counted, and none has a name yet."""
        parts = (self.part, self.below) if self.kind is SourceKind.RATIO else (self.part,)
        return any(
            part.is_weighted and not any(target.name.strip() for target in part.targets)
            for part in parts
        )

    def with_kind(self, kind: SourceKind) -> IndicatorSketch:
        """Return the same made in another way."""
        part = self.part
        if kind in {SourceKind.RECORDS, SourceKind.TIME, SourceKind.RATIO}:
            part = part.of_time(is_time=kind is SourceKind.TIME)
        if kind is SourceKind.RATIO and part.aggregate not in {*UNMEASURED, Aggregate.SUM}:
            part = replace(part, aggregate=Aggregate.COUNT)
        is_weighted = kind is SourceKind.WEIGHTED
        return self.with_unit(replace(self, kind=kind, part=replace(part, is_weighted=is_weighted)))

    def with_unit(self, changed: IndicatorSketch) -> IndicatorSketch:
        """Return ``changed`` in its usual unit, if the old one was the usual one before."""
        usual = changed.usual_unit
        if usual is None or usual is self.usual_unit:
            return changed
        return replace(changed, unit=usual)


def spans(entity: Entity) -> tuple[str, ...]:
    """Return the measures of ``entity`` that are times."""
    known = FIELDS[entity]
    return tuple(c for c in fields.measures(entity) if known[c].type is FieldType.SPAN)


def figures(entity: Entity) -> tuple[str, ...]:
    """Return the measures of ``entity`` that are no times."""
    return tuple(code for code in fields.measures(entity) if code not in spans(entity))


def sketch_of(indicator: Indicator) -> IndicatorSketch:
    """Return ``indicator`` as it would be entered."""
    sketch = IndicatorSketch(
        description=indicator.description,
        unit=indicator.unit,
        polarity=indicator.polarity,
        less_rule=indicator.less_rule,
        tolerance=number_text(indicator.tolerance or None, _HUNDRED),
    )
    match indicator.source:
        case RecordSource() as source:
            part = _part_of(source)
            kind = SourceKind.TIME if _takes_time(part) else SourceKind.RECORDS
            return replace(sketch, kind=kind, part=part)
        case WeightedSource() as source:
            return replace(sketch, kind=SourceKind.WEIGHTED, part=_part_of(source))
        case RatioSource(above, below):
            parts = _part_of(above), _part_of(below)
            return replace(sketch, kind=SourceKind.RATIO, part=parts[0], below=parts[1])
        case CalmSource() as source:
            part = PartSketch(
                source.entity,
                dated_by=source.dated_by,
                is_working_time=source.is_working_time,
                where=source.where,
            )
            return replace(sketch, kind=SourceKind.CALM, part=part)
        case StaffSource(figure):
            return replace(sketch, kind=SourceKind.STAFF, figure=figure)
        case FormulaSource(formula):
            return replace(sketch, kind=SourceKind.FORMULA, formula=formula)
        case ManualSource(lowest, highest, stale_after):
            return replace(
                sketch,
                kind=SourceKind.MARKS,
                lowest=number_text(lowest),
                highest=number_text(highest),
                stale_after="" if stale_after is None else str(stale_after),
            )
        case ExternalSource(combined):
            return replace(sketch, kind=SourceKind.SERIES, combined=combined)
        case ScriptSource(script):
            return replace(sketch, kind=SourceKind.SCRIPT, script=script)


def indicator_of(sketch: IndicatorSketch, code: str, name: str) -> Indicator:
    """Return the indicator that is entered.

    Raises:
        InvalidInputError: a number cannot be read; its field is the place in the indicator.

    """
    is_corridor = sketch.polarity is Polarity.CORRIDOR
    tolerance = _number("tolerance", sketch.tolerance, _HUNDRED) if is_corridor else None
    return Indicator(
        code=code,
        name=name,
        source=_source(sketch),
        unit=sketch.unit,
        polarity=sketch.polarity,
        less_rule=sketch.less_rule,
        description=sketch.description.strip(),
        tolerance=tolerance or Decimal(0),
    )


def _source(sketch: IndicatorSketch) -> Source:
    match sketch.kind:
        case SourceKind.RECORDS | SourceKind.TIME | SourceKind.WEIGHTED:
            return part_source(sketch.part, "source")
        case SourceKind.RATIO:
            above = part_source(sketch.part, "source.numerator")
            return RatioSource(above, part_source(sketch.below, "source.denominator"))
        case SourceKind.CALM:
            part = sketch.part
            return CalmSource(part.entity, part.dated_by, part.where, part.is_working_time)
        case SourceKind.STAFF:
            return StaffSource(sketch.figure)
        case SourceKind.FORMULA:
            return FormulaSource(sketch.formula.strip())
        case SourceKind.MARKS:
            return ManualSource(
                _needed("source.manual.lowest", sketch.lowest),
                _needed("source.manual.highest", sketch.highest),
                _days("source.manual.stale_after", sketch.stale_after),
            )
        case SourceKind.SERIES:
            return ExternalSource(sketch.combined)
        case SourceKind.SCRIPT:
            return ScriptSource(sketch.script)


def part_source(part: PartSketch, place: str) -> RecordSource | WeightedSource:
    """Return the source that is entered.

    Raises:
        InvalidInputError: a weight cannot be read; its field begins with ``place``.

    """
    if part.is_weighted:
        targets = tuple(
            Target(
                target.name.strip(),
                target.where,
                _needed(f"{place}.targets[{number}].weight", target.weight),
            )
            for number, target in enumerate(part.targets, 1)
        )
        return WeightedSource(part.entity, part.dated_by, targets, part.window)
    is_measured = part.aggregate not in UNMEASURED
    return RecordSource(
        part.entity,
        part.aggregate,
        part.dated_by,
        part.measure if is_measured else None,
        part.where,
        part.window,
        part.is_working_time and is_measured and part.is_span,
        Credit.WITH_OVERLAYS if part.has_overlays else Credit.SHARES,
    )


def _takes_time(part: PartSketch) -> bool:
    return part.is_span and part.aggregate not in UNMEASURED


def _part_of(source: RecordSource | WeightedSource) -> PartSketch:
    part = PartSketch().of_entity(source.entity)
    if isinstance(source, RecordSource):
        return replace(
            part,
            aggregate=source.aggregate,
            measure=source.measure or part.measure,
            dated_by=source.dated_by,
            window=source.window,
            is_working_time=source.is_working_time,
            has_overlays=source.credit is Credit.WITH_OVERLAYS,
            where=source.where,
        )
    targets = tuple(
        TargetSketch(target.name, number_text(target.weight), target.where)
        for target in source.targets
    )
    return replace(
        part, dated_by=source.dated_by, window=source.window, targets=targets, is_weighted=True
    )


def _number(place: str, text: str, factor: Decimal = Decimal(1)) -> Decimal | None:
    try:
        return number_of(text, factor)
    except CellError as error:
        raise InvalidInputError(place, error.message) from error


def _needed(place: str, text: str) -> Decimal:
    try:
        return required_number(text)
    except CellError as error:
        raise InvalidInputError(place, error.message) from error


def _days(place: str, text: str) -> int | None:
    days = _number(place, text)
    if days is not None and days != days.to_integral_value():
        raise InvalidInputError(place, Message("Days are whole: write 3."))
    return None if days is None else int(days)
