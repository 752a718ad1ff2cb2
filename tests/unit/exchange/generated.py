"""Hypothesis strategies of whole schemes, with the names that people and attackers choose."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from hypothesis import strategies as st

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import (
    LISTED,
    UNARY,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    Scalar,
)
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    LessRule,
    Measure,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    ScoringModel,
    Step,
    StepScale,
    Version,
)
from crm_desktop.kpi.source import (
    Aggregate,
    ExternalSource,
    FormulaSource,
    RatioSource,
    RecordSource,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CoefficientPremium,
    FixedPremium,
    FormulaPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
)

_NASTY = ("«О'Нил; DROP TABLE deal»", 'say "ё"\n\\n', "tab\there\r\n", "'''\"\"\"", "# no", "")

names = st.one_of(
    st.sampled_from(_NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text("абвгдё ABC«»\"'\\\n", max_size=20),
)
codes = st.one_of(names, st.from_regex(r"[a-zа-яё_]{1,8}", fullmatch=True))
numbers = st.decimals(-(10**12), 10**12, places=4) | st.decimals(0, 1, places=25)
days = st.dates(date(1970, 1, 1), date(2100, 1, 1))
versions = st.builds(Version, days | st.just(date(2026, 1, 1)))
subjects = st.just(COMPANY) | st.builds(
    SubjectRef,
    st.sampled_from([SubjectLevel.EMPLOYEE, SubjectLevel.DEPARTMENT, SubjectLevel.GROUP]),
    names.map(str.strip).filter(bool),
)


def _scalars(entity: Entity, field: str) -> st.SearchStrategy[Scalar]:
    described = FIELDS[entity][field]
    match described.type:
        case FieldType.CHOICE:
            return st.sampled_from(described.choices)
        case FieldType.FLAG:
            return st.booleans()
        case FieldType.DAY:
            return days
        case FieldType.NUMBER | FieldType.MONEY:
            return numbers
        case FieldType.TEXT:
            return names


_ORDERED = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)


@st.composite
def _conditions(draw: st.DrawFn, entity: Entity) -> Condition:
    field = draw(st.sampled_from(sorted(FIELDS[entity])))
    kind = FIELDS[entity][field].type
    operators = set(Operator)
    if kind in {FieldType.TEXT, FieldType.CHOICE, FieldType.FLAG}:
        operators -= set(_ORDERED)
    if kind is not FieldType.TEXT:
        operators -= {Operator.CONTAINS}
    operator = draw(st.sampled_from(sorted(operators)))
    least, most = (0, 0) if operator in UNARY else (1, 3) if operator in LISTED else (1, 1)
    values = draw(st.lists(_scalars(entity, field), min_size=least, max_size=most))
    return Condition(field, operator, tuple(values))


def filters(entity: Entity) -> st.SearchStrategy[Filter]:
    return st.recursive(
        _conditions(entity),
        lambda part: st.builds(
            Group, st.sampled_from(Match), st.lists(part, max_size=3).map(tuple)
        ),
        max_leaves=4,
    )


def _whole(kind: type[Any], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that says something about every field, those to come included."""
    assert set(parts) == {field.name for field in fields(kind)}, kind
    return st.builds(kind, **parts)


@st.composite
def _records(draw: st.DrawFn) -> RecordSource:
    entity = draw(st.sampled_from(Entity))
    source: RecordSource = draw(
        _whole(
            RecordSource,
            entity=st.just(entity),
            aggregate=st.sampled_from(Aggregate),
            dated_by=names,
            measure=st.none() | names,
            where=filters(entity),
        )
    )
    return source


_sources = st.one_of(
    _records(),
    st.builds(RatioSource, _records(), _records()),
    st.builds(FormulaSource, names),
    st.just(ExternalSource()),
)
_indicators = _whole(
    Indicator,
    code=codes,
    name=names,
    source=_sources,
    unit=st.sampled_from(Unit),
    polarity=st.sampled_from(Polarity),
    less_rule=st.sampled_from(LessRule),
    description=names,
    version=versions,
)
_steps = _whole(
    Step,
    lower=st.none() | numbers,
    upper=st.none() | numbers,
    value=numbers,
    is_marginal=st.booleans(),
)
_scales = st.one_of(
    _whole(
        StepScale,
        code=codes,
        name=names,
        steps=st.lists(_steps, max_size=3).map(tuple),
        measure=st.sampled_from(Measure),
        bound=st.sampled_from(Bound),
        version=versions,
    ),
    _whole(
        CurveScale,
        code=codes,
        name=names,
        points=st.lists(_whole(CurvePoint, at=numbers, value=numbers), max_size=3).map(tuple),
        measure=st.sampled_from(Measure),
        version=versions,
    ),
)
_profiles = _whole(
    Profile,
    code=codes,
    name=names,
    entries=st.lists(
        _whole(
            ProfileEntry,
            indicator=codes,
            weight=numbers,
            scale=st.none() | codes,
            plan=st.none() | numbers,
        ),
        max_size=3,
    ).map(tuple),
    assigned_to=st.lists(subjects, max_size=3).map(tuple),
    level=st.sampled_from(SubjectLevel),
    period_kind=st.sampled_from(PeriodKind),
    model=st.sampled_from(ScoringModel),
    version=versions,
)
_plans = _whole(
    Plan,
    indicator=codes,
    subject=subjects,
    value=numbers,
    period_kind=st.sampled_from(PeriodKind),
    valid_from=days,
)
_premiums = st.one_of(
    st.builds(FixedPremium, numbers),
    st.builds(PerUnitPremium, numbers),
    st.builds(PercentPremium, numbers),
    st.builds(SalaryPercentPremium, numbers),
    st.builds(RateScalePremium, codes),
    st.builds(CoefficientPremium, numbers, codes),
    st.builds(FormulaPremium, names),
)
_templates = _whole(
    BonusTemplate,
    code=codes,
    name=names,
    premium=_premiums,
    indicator=st.none() | codes,
    conditions=st.lists(
        _whole(
            PremiumCondition,
            indicator=codes,
            operator=st.sampled_from(Operator),
            value=numbers,
            measure=st.sampled_from(Measure),
        ),
        max_size=2,
    ).map(tuple),
    description=names,
    level=st.sampled_from(SubjectLevel),
    version=versions,
)
_cards = _whole(
    RewardCard,
    code=codes,
    name=names,
    salary=numbers,
    templates=st.lists(codes, max_size=3).map(tuple),
    assignments=st.lists(
        _whole(Assignment, subject=subjects, salary=st.none() | numbers), max_size=3
    ).map(tuple),
    pay_model=st.sampled_from(PayModel),
    total_cap=st.none() | numbers,
    version=versions,
)


def _distinct(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(parts, max_size=3, unique_by=lambda part: part.code).map(tuple)


schemes = _whole(
    Scheme,
    name=names,
    currency=names,
    rounding=st.sampled_from(Rounding),
    indicators=_distinct(_indicators),
    scales=_distinct(_scales),
    profiles=_distinct(_profiles),
    plans=st.lists(_plans, max_size=3).map(tuple),
    templates=_distinct(_templates),
    cards=_distinct(_cards),
)
"""Schemes that may make no sense, but have everything that a file can say."""
