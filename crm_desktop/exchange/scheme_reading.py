"""The definitions of a scheme file, taken out of its TOML tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.exchange.scheme_premiums import premium_of
from crm_desktop.exchange.scheme_sources import source_of
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.kpi.definition import (
    ALWAYS,
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
    Scale,
    ScoringModel,
    Step,
    StepScale,
    Version,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    PayModel,
    PremiumCondition,
    RewardCard,
)
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class SchemeReader:
    """Reads definitions; those that name no day are in force from ``valid_from`` on."""

    valid_from: date = ALWAYS

    def version(self, section: Section) -> Version:
        return Version(section.day("valid_from", self.valid_from))

    def indicator(self, code: str, section: Section) -> Indicator:
        indicator = Indicator(
            code=code,
            name=section.text("name"),
            source=source_of(section.needed_section("source")),
            unit=section.choice("unit", Unit, Unit.NUMBER),
            polarity=section.choice("polarity", Polarity, Polarity.MORE),
            less_rule=section.choice("less_rule", LessRule, LessRule.TWO_MINUS_RATIO),
            description=section.text("description", ""),
            version=self.version(section),
        )
        section.finish()
        return indicator

    def scale(self, code: str, section: Section) -> Scale:
        scale = self._curve(code, section) if section.has("points") else self._steps(code, section)
        section.finish()
        return scale

    def profile(self, code: str, section: Section) -> Profile:
        profile = Profile(
            code=code,
            name=section.text("name"),
            entries=tuple(_entry(entry) for entry in section.sections("indicators")),
            assigned_to=_subjects(section, "assigned_to"),
            level=section.choice("level", SubjectLevel, SubjectLevel.EMPLOYEE),
            period_kind=section.choice("period_kind", PeriodKind, PeriodKind.MONTH),
            model=section.choice("model", ScoringModel, ScoringModel.ADDITIVE),
            version=self.version(section),
        )
        section.finish()
        return profile

    def plan(self, section: Section) -> Plan:
        plan = Plan(
            indicator=section.text("indicator"),
            subject=_subject(section, "subject"),
            value=section.number("value"),
            period_kind=section.choice("period_kind", PeriodKind, PeriodKind.MONTH),
            valid_from=section.day("valid_from", self.valid_from),
        )
        section.finish()
        return plan

    def template(self, code: str, section: Section) -> BonusTemplate:
        template = BonusTemplate(
            code=code,
            name=section.text("name"),
            premium=premium_of(section.needed_section("premium")),
            indicator=section.text("indicator") if section.has("indicator") else None,
            conditions=tuple(_condition(part) for part in section.sections("conditions")),
            description=section.text("description", ""),
            level=section.choice("level", SubjectLevel, SubjectLevel.EMPLOYEE),
            version=self.version(section),
        )
        section.finish()
        return template

    def card(self, code: str, section: Section) -> RewardCard:
        card = RewardCard(
            code=code,
            name=section.text("name"),
            salary=section.number("salary"),
            templates=section.texts("templates"),
            assignments=tuple(_assignment(part) for part in section.sections("assignments")),
            pay_model=section.choice("pay_model", PayModel, PayModel.BONUSES_ONLY),
            total_cap=section.number_or("total_cap", None),
            version=self.version(section),
        )
        section.finish()
        return card

    def _steps(self, code: str, section: Section) -> StepScale:
        return StepScale(
            code=code,
            name=section.text("name"),
            steps=tuple(_step(step) for step in section.sections("steps")),
            measure=section.choice("measure", Measure, Measure.FACT),
            bound=section.choice("bound", Bound, Bound.LOWER_INCLUSIVE),
            version=self.version(section),
        )

    def _curve(self, code: str, section: Section) -> CurveScale:
        return CurveScale(
            code=code,
            name=section.text("name"),
            points=tuple(_point(point) for point in section.sections("points")),
            measure=section.choice("measure", Measure, Measure.ATTAINMENT),
            version=self.version(section),
        )


def scheme_of(root: Section) -> Scheme:
    """Return the scheme that ``root`` describes, as far as its problems let it."""
    head = root.needed_section("scheme")
    reader = SchemeReader(head.day("valid_from", ALWAYS))
    scheme = Scheme(
        name=head.text("name"),
        currency=head.text("currency"),
        rounding=head.choice("rounding", Rounding, Rounding.HALF_UP),
        indicators=tuple(reader.indicator(*found) for found in root.named_sections("indicators")),
        scales=tuple(reader.scale(*found) for found in root.named_sections("scales")),
        profiles=tuple(reader.profile(*found) for found in root.named_sections("profiles")),
        plans=tuple(reader.plan(found) for found in root.sections("plans")),
        templates=tuple(reader.template(*found) for found in root.named_sections("templates")),
        cards=tuple(reader.card(*found) for found in root.named_sections("cards")),
    )
    head.finish()
    root.finish()
    return scheme


def _subject(section: Section, key: str) -> SubjectRef:
    text = section.text(key)
    if not isinstance(section.value(key), str):
        return COMPANY
    return _parsed_subject(section, key, text)


def _subjects(section: Section, key: str) -> tuple[SubjectRef, ...]:
    return tuple(
        _parsed_subject(section, f"{key}[{i}]", text)
        for i, text in enumerate(section.texts(key), 1)
    )


def _parsed_subject(section: Section, key: str, text: str) -> SubjectRef:
    """Return the subject written as ``employee:code`` or ``company``."""
    try:
        return SubjectRef.parse(text)
    except ValueError:
        section.refuse(
            key,
            Message(
                "“{text}” names no subject: write employee:code, department:code, group:code or "
                "company.",
                text=text,
            ),
        )
        return COMPANY


def _step(section: Section) -> Step:
    step = Step(
        lower=section.number_or("from", None),
        upper=section.number_or("to", None),
        value=section.number("value"),
        is_marginal=section.flag("marginal"),
    )
    section.finish()
    return step


def _point(section: Section) -> CurvePoint:
    point = CurvePoint(section.number("at"), section.number("value"))
    section.finish()
    return point


def _entry(section: Section) -> ProfileEntry:
    entry = ProfileEntry(
        indicator=section.text("code"),
        weight=section.number_or("weight", Decimal(1)),
        scale=section.text("scale") if section.has("scale") else None,
        plan=section.number_or("plan", None),
    )
    section.finish()
    return entry


def _condition(section: Section) -> PremiumCondition:
    condition = PremiumCondition(
        indicator=section.text("indicator"),
        operator=section.choice("operator", Operator),
        value=section.number("value"),
        measure=section.choice("measure", Measure, Measure.FACT),
    )
    section.finish()
    return condition


def _assignment(section: Section) -> Assignment:
    assignment = Assignment(_subject(section, "subject"), section.number_or("salary", None))
    section.finish()
    return assignment
