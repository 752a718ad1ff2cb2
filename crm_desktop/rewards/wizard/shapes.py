"""Ready shapes of a scale: how the attainment of a plan becomes a coefficient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from crm_desktop.kpi.definition import (
    CurvePoint,
    CurveScale,
    LineScale,
    Measure,
    ProfileEntry,
    Scale,
    Step,
    StepScale,
    Version,
)
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import with_definition, with_entry
from crm_desktop.texts import Message


class Shape(StrEnum):
    """A ready scale; STRAIGHT is none at all, the coefficient is the attainment itself."""

    STRAIGHT = "straight"
    CAPPED = "capped"
    THRESHOLD = "threshold"
    STEPS = "steps"
    CURVE = "curve"

    def shown(self) -> str:
        return str(_NAMES[self])

    @property
    def sentence(self) -> Message:
        """What it does to somebody's result."""
        return _SENTENCES[self]


_NAMES = {
    Shape.STRAIGHT: Message("In proportion"),
    Shape.CAPPED: Message("In proportion, with a ceiling"),
    Shape.THRESHOLD: Message("From 70 % on"),
    Shape.STEPS: Message("In steps"),
    Shape.CURVE: Message("Gentle curve"),
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
}


def scale_of_shape(shape: Shape, code: str, name: str) -> Scale | None:
    """Return the scale of ``shape`` over the attainment, None for STRAIGHT."""
    make = _MAKERS.get(shape)
    return None if make is None else make(code, name)


def shape_of(draft: WizardDraft, entry: ProfileEntry) -> Shape | None:
    """Return the ready shape that ``entry`` has, None where its scale is the firm's own."""
    if entry.scale is None:
        return Shape.STRAIGHT
    scale = scale_of_entry(draft, entry)
    if scale is None:
        return None
    bare = replace(scale, version=Version())
    return next((one for one in Shape if scale_of_shape(one, scale.code, scale.name) == bare), None)


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
    return with_scale(draft, team, entry, scale_of_shape(shape, own_code(team, entry), name))


def with_scale(
    draft: WizardDraft, team: str, entry: ProfileEntry, scale: Scale | None
) -> WizardDraft:
    """Return ``draft`` with ``entry`` of the team counted by ``scale``; a former one may go."""
    if scale is not None:
        draft = with_definition(draft, scale)
    code = None if scale is None else scale.code
    return with_entry(draft, team, replace(entry, scale=code))


def _capped(code: str, name: str) -> Scale:
    return LineScale(code, name, lowest=Decimal(0), highest=Decimal("1.2"))


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
