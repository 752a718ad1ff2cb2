"""Ready shapes of a scale: how the attainment of a plan becomes a coefficient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from crm_desktop.kpi.definition import (
    CurvePoint,
    CurveScale,
    Indicator,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    ProfileEntry,
    Scale,
    Step,
    StepScale,
    Version,
)
from crm_desktop.kpi.source import ManualSource, Source
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import with_definition, with_entry
from crm_desktop.texts import Message

_BEST = Decimal("1.2")
_MINUS_THREE_TO_THREE = ManualSource()


class Shape(StrEnum):
    """A ready scale; STRAIGHT is none at all, the coefficient is the attainment itself."""

    STRAIGHT = "straight"
    CAPPED = "capped"
    THRESHOLD = "threshold"
    STEPS = "steps"
    CURVE = "curve"
    MARKS = "marks"

    def shown(self) -> str:
        return str(_NAMES[self])

    @property
    def sentence(self) -> Message:
        """What it does to somebody's score."""
        return _SENTENCES[self]


_NAMES = {
    Shape.STRAIGHT: Message("Straight"),
    Shape.CAPPED: Message("Ceiling"),
    Shape.THRESHOLD: Message("Threshold"),
    Shape.STEPS: Message("Steps"),
    Shape.CURVE: Message("Curve"),
    Shape.MARKS: Message("Marks"),
}
_SENTENCES = {
    Shape.STRAIGHT: Message("90 % of the plan counts as 0.9, and 130 % as 1.3."),
    Shape.CAPPED: Message("90 % of the plan counts as 0.9, but 130 % as 1.2: there is a ceiling."),
    Shape.THRESHOLD: Message(
        "Nothing up to 70 % of the plan, 1 at the whole plan; above it twice as steep, up to 2."
    ),
    Shape.STEPS: Message(
        "Nothing below 70 %, 0.5 from there, 0.8 from 85 %, 1 from the whole plan, 1.2 from 120 %."
    ),
    Shape.CURVE: Message("Half of the plan counts as 0.3, the whole as 1, 130 % as 1.2."),
    Shape.MARKS: Message(
        "The lowest mark counts as 0 and the highest as 1.2, those between them evenly."
    ),
}


def shapes_for(indicator: Indicator) -> tuple[Shape, ...]:
    """Return what suits ``indicator``: marks have no plan whose attainment could count."""
    if isinstance(indicator.source, ManualSource):
        return (Shape.MARKS, Shape.STRAIGHT)
    return tuple(each for each in Shape if each is not Shape.MARKS)


def scale_of_shape(
    shape: Shape, code: str, name: str, source: Source = _MINUS_THREE_TO_THREE
) -> Scale | None:
    """Return the scale of ``shape``, None for STRAIGHT; ``source`` tells which marks there are."""
    if shape is Shape.MARKS:
        return _marks(
            code, name, source if isinstance(source, ManualSource) else _MINUS_THREE_TO_THREE
        )
    make = _MAKERS.get(shape)
    return None if make is None else make(code, name)


def shape_of(draft: WizardDraft, entry: ProfileEntry) -> Shape | None:
    """Return the ready shape that ``entry`` has, None where its scale is the firm's own."""
    if entry.scale is None:
        return Shape.STRAIGHT
    scale = scale_of_entry(draft, entry)
    if scale is None:
        return None
    bare, source = replace(scale, version=Version()), draft.indicator(entry.indicator).source
    return next(
        (one for one in Shape if scale_of_shape(one, scale.code, scale.name, source) == bare), None
    )


def scale_of_entry(draft: WizardDraft, entry: ProfileEntry) -> Scale | None:
    """Return the scale of ``entry``, None where the coefficient is the attainment."""
    return next((each for each in draft.scheme.scales if each.code == entry.scale), None)


def own_code(team: str, entry: ProfileEntry) -> str:
    """Return the code of the scale that the entry alone has."""
    return f"{team}-{entry.indicator}".replace("_", "-")


def with_shape(
    draft: WizardDraft, team: str, entry: ProfileEntry, shape: Shape, name: str
) -> WizardDraft:
    """Return ``draft`` with a scale of ``shape``, called ``name``, for ``entry`` alone."""
    source = draft.indicator(entry.indicator).source
    scale = scale_of_shape(shape, own_code(team, entry), name, source)
    return with_scale(draft, team, entry, scale)


def with_marks_worth(draft: WizardDraft, team: str, indicator: Indicator) -> WizardDraft:
    """Return ``draft`` with a scale for ``indicator`` of the team, where it is marked by hand."""
    if not isinstance(indicator.source, ManualSource):
        return draft
    profile = draft.profile(team)
    entry = next(each for each in profile.entries if each.indicator == indicator.code)
    name = Message("{team}: {indicator}", team=profile.name, indicator=indicator.name)
    return with_shape(draft, team, entry, Shape.MARKS, str(name))


def with_scale(
    draft: WizardDraft, team: str, entry: ProfileEntry, scale: Scale | None
) -> WizardDraft:
    """Return ``draft`` with ``entry`` of the team counted by ``scale``; a former one may go."""
    if scale is not None:
        draft = with_definition(draft, scale)
    code = None if scale is None else scale.code
    return with_entry(draft, team, replace(entry, scale=code))


def _marks(code: str, name: str, source: ManualSource) -> Scale:
    marks = [source.lowest]
    while marks[-1] + 1 <= source.highest:
        marks.append(marks[-1] + 1)
    span = max(source.highest - source.lowest, Decimal(1))
    return MatrixScale(
        code,
        name,
        tuple(MatrixCell(mark, _BEST * (mark - source.lowest) / span) for mark in marks),
    )


def _capped(code: str, name: str) -> Scale:
    return LineScale(code, name, lowest=Decimal(0), highest=_BEST)


def _threshold(code: str, name: str) -> Scale:
    return CurveScale(code, name, _points(("0.7", "0"), ("1", "1"), ("1.5", "2")))


def _steps(code: str, name: str) -> Scale:
    bounds = (None, *map(Decimal, ("0.7", "0.85", "1", "1.2")), None)
    values = map(Decimal, ("0", "0.5", "0.8", "1", "1.2"))
    steps = (Step(bounds[at], bounds[at + 1], value) for at, value in enumerate(values))
    return StepScale(code, name, tuple(steps), Measure.ATTAINMENT)


def _curve(code: str, name: str) -> Scale:
    return CurveScale(code, name, _points(("0", "0"), ("0.5", "0.3"), ("1", "1"), ("1.3", "1.2")))


def _points(*places: tuple[str, str]) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(Decimal(at), Decimal(value)) for at, value in places)


_MAKERS: Mapping[Shape, Callable[[str, str], Scale]] = {
    Shape.CAPPED: _capped,
    Shape.THRESHOLD: _threshold,
    Shape.STEPS: _steps,
    Shape.CURVE: _curve,
}
