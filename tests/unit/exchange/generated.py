"""Hypothesis strategies of whole schemes, with the names that people and attackers choose."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from hypothesis import strategies as st

from crm_desktop.domain.entry import is_storable
from crm_desktop.domain.fields import FIELDS, Entity, FieldType, operators
from crm_desktop.domain.filters import (
    LISTED,
    MOST_DAYS,
    UNARY,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Scalar,
    Who,
)
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Indicator,
    LessRule,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Split,
    Step,
    StepScale,
    Term,
    ThresholdScale,
    Version,
)
from crm_desktop.kpi.script import Expected, Script, ScriptInput, ScriptTest
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
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
    Window,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    Advance,
    Assignment,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    RewardCard,
    SalaryPercentPremium,
    Sharing,
    StageShare,
    Ties,
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


_sought = names.filter(is_storable)
_compared = st.decimals(-(10**12), 10**12, places=4) | st.decimals(0, 1, places=18)


def _scalars(entity: Entity, field: str) -> st.SearchStrategy[Scalar]:
    described = FIELDS[entity][field]
    match described.type:
        case FieldType.CHOICE:
            return st.sampled_from(described.choices)
        case FieldType.FLAG:
            return st.booleans()
        case FieldType.DAY:
            plus = st.integers(-MOST_DAYS, MOST_DAYS)
            return days | st.builds(RelativeDay, st.sampled_from(Anchor), plus)
        case FieldType.NUMBER | FieldType.MONEY | FieldType.SPAN:
            return _compared
        case FieldType.PERSON:
            return _sought | st.just(Who.ME)
        case FieldType.UNIT:
            return _sought | st.just(Who.MY_DEPARTMENT)
        case FieldType.TEXT | FieldType.BRANCH:
            return _sought


@st.composite
def _conditions(draw: st.DrawFn, entity: Entity) -> Condition:
    field = draw(st.sampled_from(sorted(FIELDS[entity])))
    operator = draw(st.sampled_from(operators(FIELDS[entity][field])))
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


def _whole(kind: type[Any], /, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that says something about every field, those to come included."""
    assert set(parts) == {field.name for field in fields(kind)}, kind
    return st.builds(kind, **parts)


def _records(entity: Entity) -> st.SearchStrategy[RecordSource]:
    return _whole(
        RecordSource,
        entity=st.just(entity),
        aggregate=st.sampled_from(Aggregate),
        dated_by=names,
        measure=st.none() | names,
        where=filters(entity),
        window=st.sampled_from(Window),
        is_working_time=st.booleans(),
        credit=st.sampled_from(Credit),
    )


def _weighted(entity: Entity) -> st.SearchStrategy[WeightedSource]:
    targets = _whole(Target, name=names, where=filters(entity), weight=numbers)
    return _whole(
        WeightedSource,
        entity=st.just(entity),
        dated_by=names,
        targets=st.lists(targets, max_size=2).map(tuple),
        window=st.sampled_from(Window),
    )


def _calm(entity: Entity) -> st.SearchStrategy[CalmSource]:
    return _whole(
        CalmSource,
        entity=st.just(entity),
        dated_by=names,
        where=filters(entity),
        is_working_time=st.booleans(),
    )


_entities = st.sampled_from(Entity)
_parts = _entities.flatmap(_records) | _entities.flatmap(_weighted)
_sources = st.one_of(
    _parts,
    _whole(RatioSource, numerator=_parts, denominator=_parts),
    _entities.flatmap(_calm),
    _whole(StaffSource, figure=st.sampled_from(StaffFigure)),
    _whole(
        ManualSource, lowest=numbers, highest=numbers, stale_after=st.none() | st.integers(-9, 99)
    ),
    _whole(FormulaSource, formula=names),
    _whole(ExternalSource, aggregate=st.sampled_from(Aggregate)),
    _whole(ScriptSource, script=codes),
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
    tolerance=numbers,
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
    _whole(
        LineScale,
        code=codes,
        name=names,
        slope=numbers,
        start=numbers,
        lowest=st.none() | numbers,
        highest=st.none() | numbers,
        measure=st.sampled_from(Measure),
        version=versions,
    ),
    _whole(
        ThresholdScale,
        code=codes,
        name=names,
        threshold=numbers,
        slope=numbers,
        highest=st.none() | numbers,
        measure=st.sampled_from(Measure),
        version=versions,
    ),
    _whole(
        MatrixScale,
        code=codes,
        name=names,
        cells=st.lists(_whole(MatrixCell, mark=numbers, value=numbers), max_size=3).map(tuple),
        measure=st.sampled_from(Measure),
        version=versions,
    ),
)
_ramps = st.lists(numbers, max_size=3).map(tuple)


@st.composite
def _profiles(draw: st.DrawFn) -> Profile:
    """Return a profile whose terms stand in the order of those who are assigned, as files do."""
    assigned = draw(st.lists(subjects, max_size=3, unique=True))
    terms = [
        draw(_whole(Term, subject=st.just(subject), since=days, until=st.none() | days))
        for subject in assigned
        for _ in range(draw(st.integers(0, 2)))
    ]
    profile: Profile = draw(_profiles_for(tuple(assigned), tuple(terms)))
    return profile


def _profiles_for(
    assigned: tuple[SubjectRef, ...], terms: tuple[Term, ...]
) -> st.SearchStrategy[Any]:
    entries = _whole(
        ProfileEntry,
        indicator=codes,
        weight=numbers,
        scale=st.none() | codes,
        plan=st.none() | numbers,
        base=st.none() | numbers,
        cap=st.none() | numbers,
        gate=st.none() | numbers,
        ramp=_ramps,
    )
    return _whole(
        Profile,
        code=codes,
        name=names,
        entries=st.lists(entries, max_size=3).map(tuple),
        assigned_to=st.just(assigned),
        level=st.sampled_from(SubjectLevel),
        period_kind=st.sampled_from(PeriodKind),
        model=st.sampled_from(ScoringModel),
        version=versions,
        terms=st.just(terms),
        cap=st.none() | numbers,
        ramp=_ramps,
        proration=st.sampled_from(Proration),
    )


_plans = _whole(
    Plan,
    indicator=codes,
    subject=subjects,
    value=numbers,
    period_kind=st.sampled_from(PeriodKind),
    valid_from=days,
    split=st.none() | st.sampled_from(Split),
    until=st.none() | days,
    note=names,
)
_pools = _whole(
    PoolPremium,
    shared=st.sampled_from(Sharing),
    amount=st.none() | numbers,
    rate=st.none() | numbers,
    of=st.none() | codes,
)
_contests = _whole(
    ContestPremium,
    prizes=st.lists(_whole(Prize, amount=numbers, gift=names), max_size=3).map(tuple),
    ties=st.sampled_from(Ties),
)


def _commissions(entity: Entity) -> st.SearchStrategy[CommissionPremium]:
    parts = _whole(EarningPart, event=st.sampled_from(Event), share=numbers)
    rates = _whole(ProductRate, rate=numbers, product=st.none() | names, group=st.none() | names)
    stages = _whole(StageShare, stage=names, share=numbers)
    return _whole(
        CommissionPremium,
        entity=st.just(entity),
        earned=st.lists(parts, max_size=2).map(tuple),
        rate=st.none() | numbers,
        amount=st.none() | numbers,
        scale=st.none() | codes,
        rates=st.lists(rates, max_size=2).map(tuple),
        measure=names,
        where=st.none() | filters(entity),
        safety_days=st.integers(-9, 99),
        stages=st.lists(stages, max_size=2).map(tuple),
    )


premiums: st.SearchStrategy[Premium] = st.one_of(
    _whole(FixedPremium, amount=numbers),
    _whole(PerUnitPremium, amount=numbers),
    _whole(PercentPremium, rate=numbers),
    _whole(SalaryPercentPremium, rate=numbers),
    _whole(RateScalePremium, scale=codes),
    _whole(CoefficientPremium, amount=numbers, scale=codes),
    _whole(FormulaPremium, formula=names),
    _whole(AbovePlanPremium, rate=numbers),
    _pools,
    _contests,
    _entities.flatmap(_commissions),
)
_templates = _whole(
    BonusTemplate,
    code=codes,
    name=names,
    premium=premiums,
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
    floor=st.none() | numbers,
    cap=st.none() | numbers,
    minimum=st.none() | numbers,
    instalments=st.integers(-9, 99),
    clawback=st.none() | _whole(Clawback, months=st.integers(-9, 99), is_pro_rata=st.booleans()),
    period_kind=st.sampled_from(PeriodKind),
    until=st.none() | days,
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
    proration=st.sampled_from(Proration),
    advance=st.none() | _whole(Advance, amount=numbers, is_recoverable=st.booleans()),
    guarantee=st.none() | numbers,
    script=st.none() | codes,
)


def _inputs(entity: Entity) -> st.SearchStrategy[ScriptInput]:
    return _whole(
        ScriptInput,
        name=names,
        entity=st.just(entity),
        dated_by=names,
        columns=st.lists(names, max_size=3).map(tuple),
        where=filters(entity),
        window=st.sampled_from(Window),
    )


_expected = _whole(
    Expected,
    what=st.none() | st.sampled_from(Changed),
    code=names,
    value=st.none() | numbers,
)
_tests = _whole(
    ScriptTest,
    name=names,
    given=names | st.just('{"values": {"sales": 1.50},\n "rows": []}'),
    expects=st.lists(_expected, max_size=3).map(tuple),
)
_texts_of_scripts = st.sampled_from(
    (
        '"""What it does."""\nresult = kpi.value("a\\tb")\n',
        "\n\n'''x'''\n",
        "text = 'it''s'",
        "a = '\\'\n",
        "\r\nresult = 1\r\n",
        "x\x7f\n",
    )
)
_scripts = _whole(
    Script,
    code=codes,
    name=names,
    kind=st.sampled_from(ScriptKind),
    source=names | _texts_of_scripts,
    description=names,
    reads=st.lists(codes, max_size=3).map(tuple),
    inputs=st.lists(_entities.flatmap(_inputs), max_size=2).map(tuple),
    tests=st.lists(_tests, max_size=2).map(tuple),
    author=names,
    reason=names,
    version=versions,
)


def _distinct(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(parts, max_size=3, unique_by=lambda part: part.code).map(tuple)


schemes = _whole(
    Scheme,
    name=names,
    currency=names,
    rounding=st.sampled_from(Rounding),
    rounding_place=st.sampled_from(RoundingPlace),
    indicators=_distinct(_indicators),
    scales=_distinct(_scales),
    profiles=_distinct(_profiles()),
    plans=st.lists(_plans, max_size=3).map(tuple),
    templates=_distinct(_templates),
    cards=_distinct(_cards),
    scripts=_distinct(_scripts),
)
"""Schemes that may make no sense, but have everything that a file can say."""
