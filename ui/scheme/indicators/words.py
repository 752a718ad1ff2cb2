"""How indicators are told: where their figures come from, and how a plan is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_desktop.domain.fields import FIELDS
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, LessRule, Polarity
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.recipe import Term, recipe_of
from crm_desktop.kpi.sentence import joined, product, quotient
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    ScriptSource,
    Source,
    StaffFigure,
    StaffSource,
    WeightedSource,
    Window,
)
from crm_desktop.texts import Message
from ui.scheme.indicators.sketch import SourceKind

KINDS: Mapping[SourceKind, tuple[Message, Message]] = {
    SourceKind.RECORDS: (
        Message("Count or sum of records"),
        Message("How many records there are, or what one of their fields makes together."),
    ),
    SourceKind.TIME: (
        Message("Time between two moments"),
        Message("How long something took: the length of a sales cycle, the time to an answer."),
    ),
    SourceKind.WEIGHTED: (
        Message("Weighted count"),
        Message("Several kinds of records, each worth its own points: Σ count × weight."),
    ),
    SourceKind.RATIO: (
        Message("Ratio"),
        Message("One count or sum divided by another, such as won deals by all deals."),
    ),
    SourceKind.CALM: (
        Message("Longest calm"),
        Message("The longest time without a record of the kind, such as without a complaint."),
    ),
    SourceKind.STAFF: (
        Message("Number of people"),
        Message("How many people work in a department, came or left."),
    ),
    SourceKind.FORMULA: (
        Message("Formula"),
        Message("Computed from other indicators by their codes, such as sales / deals."),
    ),
    SourceKind.MARKS: (
        Message("Marks given by hand"),
        Message("Somebody gives a mark with a reason once in each period."),
    ),
    SourceKind.SERIES: (
        Message("Figures from outside"),
        Message("A series of values that is imported from a file."),
    ),
    SourceKind.SCRIPT: (
        Message("Script"),
        Message("The result of an indicator script, which the page Scripts holds."),
    ),
}
"""The name of each kind, and what it is for."""

POLARITIES: Mapping[Polarity, Message] = {
    Polarity.MORE: Message("More is better"),
    Polarity.LESS: Message("Less is better"),
    Polarity.CORRIDOR: Message("Close to the plan is better"),
}
BETTER: Mapping[Polarity, Message] = {
    Polarity.MORE: Message("more"),
    Polarity.LESS: Message("less"),
    Polarity.CORRIDOR: Message("close to the plan"),
}
LESS_RULES: Mapping[LessRule, Message] = {
    LessRule.TWO_MINUS_RATIO: Message("2 − fact ÷ plan"),
    LessRule.PLAN_OVER_FACT: Message("plan ÷ fact"),
}
WINDOWS: Mapping[Window, Message] = {
    Window.WITHIN: Message("In the period"),
    Window.PREVIOUS: Message("In the period before"),
    Window.UNTIL_END: Message("All up to the end of the period"),
}
STAFF: Mapping[StaffFigure, Message] = {
    StaffFigure.HEADCOUNT: Message("People on average"),
    StaffFigure.HIRED: Message("People who came"),
    StaffFigure.LEFT: Message("People who left"),
}
TAKEN: Mapping[Aggregate, Message] = {
    Aggregate.COUNT: Message("How many"),
    Aggregate.SUM: Message("Sum"),
    Aggregate.AVERAGE: Message("Average"),
    Aggregate.MINIMUM: Message("Smallest"),
    Aggregate.MAXIMUM: Message("Largest"),
    Aggregate.CUSTOMERS: Message("Different customers"),
}


_FIGURES: Mapping[str, Callable[[Message], Message]] = {
    "plan": lambda name: Message("plan of {name}", name=name),
    "attainment": lambda name: Message("attainment of {name}", name=name),
}


def attainment_words(polarity: Polarity, rule: LessRule) -> Message:
    """Return the formula of attainment."""
    match polarity:
        case Polarity.MORE:
            return Message("Attainment = fact ÷ plan")
        case Polarity.LESS if rule is LessRule.PLAN_OVER_FACT:
            return Message("Attainment = plan ÷ fact; a fact of zero has none")
        case Polarity.LESS:
            return Message("Attainment = 2 − fact ÷ plan")
        case Polarity.CORRIDOR:
            return Message(
                "Attainment = 1 within plan ± tolerance, outside less by the distance ÷ plan"
            )


_AVERAGE = Aggregate.AVERAGE


def source_words(source: Source, names: Mapping[str, str]) -> Message:
    """Return what the figures are made of; ``names`` are those of indicators by code."""
    match source:
        case RatioSource(above, below):
            return quotient(_part(above, names), _part(below, names))
        case RecordSource():
            base, is_average = recipe_of(source).terms[0].base, source.aggregate is _AVERAGE
            return Message("{what}: the average", what=base.label) if is_average else base.label
        case WeightedSource():
            return _sum(recipe_of(source).terms)
        case CalmSource():
            return Message("The longest time without: {what}", what=_calm_label(source))
        case StaffSource(figure):
            return STAFF[figure]
        case FormulaSource(formula):
            return _formula_words(formula, names)
        case ManualSource(lowest, highest):
            return Message("Marks from {lowest} to {highest}", lowest=lowest, highest=highest)
        case ExternalSource(combined):
            return Message("Imported series: {how}", how=combined)
        case ScriptSource(script):
            return Message("The result of the script {script}", script=script)


def sentence(indicator: Indicator, names: Mapping[str, str]) -> list[Message]:
    """Return in words what an indicator counts and by which day, a line each."""
    source = indicator.source
    words = [source_words(source, names)]
    sources = (
        (source.numerator, source.denominator) if isinstance(source, RatioSource) else (source,)
    )
    dated = [one for one in sources if isinstance(one, RecordSource | WeightedSource | CalmSource)]
    for one in dict.fromkeys((one.entity, one.dated_by, _window(one)) for one in dated):
        entity, day, window = one
        label = FIELDS[entity][day].label
        words.append(Message("{window}, by “{day}”", window=WINDOWS[window], day=label))
    return words


def _part(source: RecordSource | WeightedSource, names: Mapping[str, str]) -> Message:
    """Return a part of a ratio, in brackets where it is a sum or a product itself."""
    words = source_words(source, names)
    if isinstance(source, RecordSource):
        return words
    return Message.of("({words})", None, {"words": words})


def _window(source: RecordSource | WeightedSource | CalmSource) -> Window:
    return Window.WITHIN if isinstance(source, CalmSource) else source.window


def _sum(targets: tuple[Term, ...]) -> Message:
    """Return what ``targets`` make; one without a name and a condition is not begun."""
    parts = [
        _label(term) if term.weight == 1 else product(term.weight, _label(term))
        for term in targets
        if term.name or term.base.where != EVERYTHING
    ]
    return joined("+", parts) if parts else Message("nothing yet")


def _label(target: Term) -> Message:
    if not target.name:
        return target.base.label
    if target.base.where == EVERYTHING:
        return Message("“{name}” (all {entity})", name=target.name, entity=target.base.entity)
    return Message("“{name}”", name=target.name)


def _calm_label(source: CalmSource) -> Message:
    which = in_words(source.where, source.entity)
    if which is None:
        return Message.of("{what}", None, {"what": source.entity})
    return Message.of("{what} ({which})", None, {"what": source.entity, "which": which})


def _formula_words(formula: str, names: Mapping[str, str]) -> Message:
    try:
        parsed = parse(formula)
    except InvalidInputError:
        return Message.of("{formula}", None, {"formula": formula})
    values: dict[str, object] = {}
    for reference in parsed.references:
        code, _point, figure = reference.partition(".")
        name = Message("“{name}”", name=names.get(code, code))
        values[reference] = _FIGURES[figure](name) if figure else name
    return parsed.with_values(values)
