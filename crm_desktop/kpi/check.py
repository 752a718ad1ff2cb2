"""What is wrong with indicators, scales, profiles and plans, place by place."""

from __future__ import annotations

import dataclasses
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from graphlib import TopologicalSorter
from operator import itemgetter
from typing import Protocol

from crm_desktop.domain import fields
from crm_desktop.domain.entry import CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH, entered
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.definition import Indicator, Measure, Profile, ProfileEntry
from crm_desktop.kpi.formula import FUNCTIONS, Formula, parse
from crm_desktop.kpi.order import cycles, formula_place, refuse_unknown, refused_cycle
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.source import Aggregate, FormulaSource, RatioSource, RecordSource, Source
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """A mistake; ``place`` is a path such as ``scales.sales.steps[2]``, counted from 1."""

    place: str
    message: Message


Problems = Iterator[SchemeProblem]


class Coded(Protocol):
    """A definition of any kind."""

    @property
    def code(self) -> str: ...


_NAMED_AT = {
    SubjectLevel.EMPLOYEE: frozenset(SubjectLevel),
    SubjectLevel.GROUP: frozenset(SubjectLevel) - {SubjectLevel.EMPLOYEE},
    SubjectLevel.DEPARTMENT: frozenset({SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY}),
    SubjectLevel.COMPANY: frozenset({SubjectLevel.COMPANY}),
}
_LARGEST_EXPONENT = 15
_LONGEST_CHAIN = 100
_LIMITS = {"code": CODE_LENGTH, "name": NAME_LENGTH}
"""How many characters the fields of definitions hold; all others as many as a note."""

_NAMES_IN_FILES = {"entries": "indicators"}


def definition_problems(scheme: Definitions) -> Problems:
    """Yield every mistake in the definitions that figures and scores come from."""
    for kind, definitions in (
        ("indicators", scheme.indicators),
        ("scales", scheme.scales),
        ("profiles", scheme.profiles),
    ):
        yield from kept_problems(kind, definitions)
    yield from text_problems(scheme.plans, "plans")
    yield from duplicates("indicators", [indicator.code for indicator in scheme.indicators])
    yield from code_problems("scales", [scale.code for scale in scheme.scales])
    yield from code_problems("profiles", [profile.code for profile in scheme.profiles])
    for indicator in scheme.indicators:
        yield from _name_problems(indicator.code)
        yield from _source_problems(indicator.source, f"indicators.{indicator.code}.source")
    yield from _formula_problems(scheme.indicators)
    yield from _scale_problems(scheme)
    yield from _profile_problems(scheme)
    yield from _plan_problems(scheme)


def code_problems(kind: str, codes: Iterable[str]) -> Problems:
    """Yield what is wrong with ``codes``: signs that are not allowed, or the same one twice."""
    given = tuple(codes)
    for code in dict.fromkeys(given):
        if not re.fullmatch(r"[\w.-]+", code):
            message = Message("A code consists of letters, digits, “_”, “-” and “.”.")
            yield SchemeProblem(f"{kind}.{code}", message)
    yield from duplicates(kind, given)


def duplicates(kind: str, codes: Iterable[str]) -> Problems:
    """Yield a problem for each code that is there more than once."""
    for code, count in Counter(codes).items():
        if count > 1:
            yield SchemeProblem(f"{kind}.{code}", Message("“{code}” is there twice.", code=code))


def number_problems(value: object, place: str) -> Problems:
    """Yield every number in ``value`` that is none, or that no firm can mean."""
    if isinstance(value, Decimal):
        if not value.is_finite() or (value and abs(value.adjusted()) >= _LARGEST_EXPONENT):
            yield SchemeProblem(place, Message("“{value}” is out of range.", value=str(value)))
    elif isinstance(value, tuple):
        for number, part in enumerate(value, 1):
            yield from number_problems(part, f"{place}[{number}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from number_problems(getattr(value, field.name), f"{place}.{field.name}")


def kept_problems(kind: str, definitions: Iterable[Coded]) -> Problems:
    """Yield every text in ``definitions`` that no database keeps; too long a code by its number."""
    for number, definition in enumerate(definitions, 1):
        is_short = len(definition.code) <= CODE_LENGTH
        place = f"{kind}.{definition.code}" if is_short else f"{kind}[{number}]"
        yield from text_problems(definition, place)


def text_problems(value: object, place: str, longest: int = NOTE_LENGTH) -> Problems:
    """Yield every text in ``value`` that is too long, or has a character that no database keeps."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield from found(lambda: entered(place, value, longest))
    elif isinstance(value, tuple):
        for number, part in enumerate(value, 1):
            yield from text_problems(part, f"{place}[{number}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            at = f"{place}.{_NAMES_IN_FILES.get(field.name, field.name)}"
            limit = _LIMITS.get(field.name, NOTE_LENGTH)
            yield from text_problems(getattr(value, field.name), at, limit)


def unknown(kind: Message, code: str, known: Iterable[str], place: str) -> Problems:
    """Yield a problem when ``code`` is not among ``known``."""
    if code not in known:
        message = Message("{kind} “{code}” is not there.", kind=kind, code=code)
        yield SchemeProblem(place, message)


def found(check: Callable[[], object]) -> Problems:
    """Yield what ``check`` refuses."""
    try:
        check()
    except InvalidInputError as error:
        yield SchemeProblem(error.field, error.message)


def named_twice(named: Iterable[tuple[object, SubjectRef, str]], what: Message) -> Problems:
    """Yield a problem for each ``(key, subject, place)`` whose key and subject came before."""
    seen: set[tuple[object, SubjectRef]] = set()
    for key, subject, place in named:
        if (key, subject) in seen:
            message = Message(
                "“{subject}” already has {what} for this.", subject=str(subject), what=what
            )
            yield SchemeProblem(place, message)
        seen.add((key, subject))


def typed(indicator: Indicator) -> Indicator:
    """Return ``indicator`` with the values of its filters in the types of their fields.

    Raises:
        InvalidInputError: a filter does not suit its records.

    """
    place = f"indicators.{indicator.code}.source"
    return dataclasses.replace(indicator, source=_typed(indicator.source, place))


def _typed(source: Source, place: str) -> Source:
    if isinstance(source, RatioSource):
        return RatioSource(
            _typed_records(source.numerator, f"{place}.numerator"),
            _typed_records(source.denominator, f"{place}.denominator"),
        )
    return _typed_records(source, place) if isinstance(source, RecordSource) else source


def _typed_records(source: RecordSource, place: str) -> RecordSource:
    where = fields.checked(source.where, source.entity, f"{place}.where")
    return dataclasses.replace(source, where=where)


def _name_problems(code: str) -> Problems:
    is_name = code.isidentifier() and unicodedata.normalize("NFKC", code) == code
    if not is_name or keyword.iskeyword(code) or code in FUNCTIONS:
        message = Message(
            "“{code}” cannot stand in a formula: use letters, digits and “_”, no digit first, "
            "and no word that formulas use.",
            code=code,
        )
        yield SchemeProblem(f"indicators.{code}", message)


def _source_problems(source: Source, place: str) -> Problems:
    if isinstance(source, RatioSource):
        for part, name in ((source.numerator, "numerator"), (source.denominator, "denominator")):
            yield from _source_problems(part, f"{place}.{name}")
            if part.aggregate is Aggregate.AVERAGE:
                message = Message("A ratio is of counts or sums, not of averages.")
                yield SchemeProblem(f"{place}.{name}.aggregate", message)
    if isinstance(source, RecordSource):
        yield from _record_problems(source, place)


def _record_problems(source: RecordSource, place: str) -> Problems:
    days, measures = fields.days(source.entity), fields.measures(source.entity)
    if source.dated_by not in days:
        yield _not_one_of(source.dated_by, days, f"{place}.dated_by")
    if source.aggregate is Aggregate.COUNT:
        if source.measure is not None:
            message = Message("A count has no measure.")
            yield SchemeProblem(f"{place}.measure", message)
    elif source.measure not in measures:
        yield _not_one_of(source.measure, measures, f"{place}.measure")
    yield from found(lambda: _typed_records(source, place))


def _not_one_of(value: str | None, allowed: tuple[str, ...], place: str) -> SchemeProblem:
    message = Message(
        "“{value}” cannot stand here: use one of {allowed}.",
        value=value,
        allowed=", ".join(allowed) or None,
    )
    return SchemeProblem(place, message)


def _formula_problems(indicators: Iterable[Indicator]) -> Problems:
    known = {indicator.code: indicator.source for indicator in indicators}
    sound: dict[str, Formula] = {}
    for code, source in known.items():
        if isinstance(source, FormulaSource):
            place = formula_place(code)
            try:
                sound[code] = parse(source.formula, place)
                refuse_unknown(sound[code], known, user=code, place=place)
            except InvalidInputError as error:
                yield SchemeProblem(error.field, error.message)
    uses = {code: formula.names for code, formula in sound.items()}
    circles = [refused_cycle(cycle) for cycle in cycles(uses)]
    for refused in circles:
        yield SchemeProblem(refused.field, refused.message)
    if not circles:
        yield from _depth_problems(uses)


def _depth_problems(uses: Mapping[str, Collection[str]]) -> Problems:
    """Yield a problem where formulas stand on formulas without end; ``uses`` has no circle."""
    depths: dict[str, tuple[int, str]] = {}
    for code in TopologicalSorter(uses).static_order():
        below = [depths[name] for name in uses.get(code, ())]
        depth, first = max(below, default=(0, code), key=itemgetter(0))
        depths[code] = (depth + 1, first)
        if depth == _LONGEST_CHAIN:
            message = Message(
                "At most {longest} indicators may stand on each other; the chain below "
                "“{code}” starts with “{first}”.",
                longest=_LONGEST_CHAIN,
                code=code,
                first=first,
            )
            yield SchemeProblem(formula_place(code), message)


def _scale_problems(scheme: Definitions) -> Problems:
    for scale in scheme.scales:
        place = f"scales.{scale.code}"
        wrong_numbers = list(number_problems(scale, place))
        yield from wrong_numbers
        if not wrong_numbers:
            yield from found(lambda: scaling.checked(scale, place))  # noqa: B023 - called at once


def _profile_problems(scheme: Definitions) -> Problems:
    for profile in scheme.profiles:
        place = f"profiles.{profile.code}"
        yield from number_problems(profile.entries, f"{place}.indicators")
        if not profile.entries:
            yield SchemeProblem(place, Message("The profile has no indicators."))
        for number, entry in enumerate(profile.entries, 1):
            yield from _entry_problems(scheme, entry, f"{place}.indicators[{number}]")
        yield from _twice_in(profile, place)
        for number, subject in enumerate(profile.assigned_to, 1):
            at = f"{place}.assigned_to[{number}]"
            yield from subject_problems(subject, profile.level, at)
    assigned = (
        ((profile.level, profile.period_kind), ref, f"profiles.{profile.code}.assigned_to[{i}]")
        for profile in scheme.profiles
        for i, ref in enumerate(profile.assigned_to, 1)
    )
    yield from named_twice(assigned, Message("a profile"))


def _entry_problems(scheme: Definitions, entry: ProfileEntry, place: str) -> Problems:
    indicators = {indicator.code for indicator in scheme.indicators}
    scales = {scale.code: scale for scale in scheme.scales}
    yield from unknown(Message("Indicator"), entry.indicator, indicators, f"{place}.code")
    if entry.weight.is_finite() and entry.weight < 0:
        yield SchemeProblem(f"{place}.weight", Message("A weight is not below zero."))
    if entry.scale is None:
        return
    yield from unknown(Message("Scale"), entry.scale, scales, f"{place}.scale")
    if entry.scale in scales and scales[entry.scale].measure is Measure.COEFFICIENT:
        message = Message("A scale over coefficients cannot make a coefficient.")
        yield SchemeProblem(f"{place}.scale", message)


def _twice_in(profile: Profile, place: str) -> Problems:
    for code, count in Counter(entry.indicator for entry in profile.entries).items():
        if count > 1:
            message = Message("“{code}” is there twice.", code=code)
            yield SchemeProblem(f"{place}.indicators", message)


def subject_problems(subject: SubjectRef, level: SubjectLevel, place: str) -> Problems:
    """Yield a problem when ``subject`` cannot stand for subjects of ``level``."""
    if (subject.level is SubjectLevel.COMPANY) == bool(subject.code):
        message = Message("Every subject but the company has a code.")
        yield SchemeProblem(place, message)
    if subject.level not in _NAMED_AT[level]:
        message = Message(
            "“{subject}” cannot be assigned what is for the level “{level}”.",
            subject=str(subject),
            level=level,
        )
        yield SchemeProblem(place, message)


def _plan_problems(scheme: Definitions) -> Problems:
    indicators = {indicator.code for indicator in scheme.indicators}
    for number, plan in enumerate(scheme.plans, 1):
        place = f"plans[{number}]"
        yield from number_problems(plan, place)
        yield from unknown(Message("Indicator"), plan.indicator, indicators, f"{place}.indicator")
        yield from subject_problems(plan.subject, plan.subject.level, f"{place}.subject")
    keys = (
        ((plan.indicator, plan.period_kind, plan.valid_from), plan.subject, f"plans[{number}]")
        for number, plan in enumerate(scheme.plans, 1)
    )
    yield from named_twice(keys, Message("a plan"))
