"""The definitions of a scheme file, taken out of its TOML tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.exchange.scheme_commissions import clawback_of
from crm_desktop.exchange.scheme_parts import subject_at
from crm_desktop.exchange.scheme_premiums import premium_of
from crm_desktop.exchange.scheme_profiles import profile_of
from crm_desktop.exchange.scheme_scales import scale_of
from crm_desktop.exchange.scheme_scripts import script_of
from crm_desktop.exchange.scheme_sources import source_of
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.kpi.definition import (
    ALWAYS,
    Indicator,
    LessRule,
    Measure,
    Plan,
    Polarity,
    Profile,
    Proration,
    Scale,
    Split,
    Version,
)
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    PayModel,
    PremiumCondition,
    RewardCard,
)


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
            tolerance=section.number_or("tolerance", Decimal(0)),
            description=section.text("description", ""),
            version=self.version(section),
        )
        section.finish()
        return indicator

    def scale(self, code: str, section: Section) -> Scale:
        return scale_of(code, section, self.version(section))

    def profile(self, code: str, section: Section) -> Profile:
        return profile_of(code, section, self.version(section))

    def plan(self, section: Section) -> Plan:
        plan = Plan(
            indicator=section.text("indicator"),
            subject=subject_at(section, "subject"),
            value=section.number("value"),
            period_kind=section.choice("period_kind", PeriodKind, PeriodKind.MONTH),
            valid_from=section.day("valid_from", self.valid_from),
            split=section.choice("split", Split) if section.has("split") else None,
            until=section.day("until", None),
            note=section.text("note", ""),
        )
        section.finish()
        return plan

    def template(self, code: str, section: Section) -> BonusTemplate:
        clawback = section.section("clawback")
        template = BonusTemplate(
            code=code,
            name=section.text("name"),
            premium=premium_of(section.needed_section("premium")),
            indicator=section.optional_text("indicator"),
            conditions=tuple(_condition(part) for part in section.sections("conditions")),
            description=section.text("description", ""),
            level=section.choice("level", SubjectLevel, SubjectLevel.EMPLOYEE),
            version=self.version(section),
            floor=section.number_or("floor", None),
            cap=section.number_or("cap", None),
            minimum=section.number_or("minimum", None),
            instalments=section.whole("instalments", 1),
            clawback=None if clawback is None else clawback_of(clawback),
            period_kind=section.choice("period_kind", PeriodKind, PeriodKind.MONTH),
            until=section.day("until", None),
        )
        section.finish()
        return template

    def card(self, code: str, section: Section) -> RewardCard:
        advance = section.section("advance")
        card = RewardCard(
            code=code,
            name=section.text("name"),
            salary=section.number("salary"),
            templates=section.texts("templates"),
            assignments=tuple(_assignment(part) for part in section.sections("assignments")),
            pay_model=section.choice("pay_model", PayModel, PayModel.BONUSES_ONLY),
            total_cap=section.number_or("total_cap", None),
            version=self.version(section),
            proration=section.choice("proration", Proration, Proration.NONE),
            advance=None if advance is None else _advance(advance),
            guarantee=section.number_or("guarantee", None),
            script=section.optional_text("script"),
        )
        section.finish()
        return card

    def script(self, code: str, section: Section) -> Script:
        return script_of(code, section, self.version(section))


def scheme_of(root: Section) -> Scheme:
    """Return the scheme that ``root`` describes, as far as its problems let it."""
    head = root.needed_section("scheme")
    reader = SchemeReader(head.day("valid_from", ALWAYS))
    scheme = Scheme(
        name=head.text("name"),
        currency=head.text("currency"),
        rounding=head.choice("rounding", Rounding, Rounding.HALF_UP),
        rounding_place=head.choice("rounding_place", RoundingPlace, RoundingPlace.LINE),
        indicators=tuple(reader.indicator(*found) for found in root.named_sections("indicators")),
        scales=tuple(reader.scale(*found) for found in root.named_sections("scales")),
        profiles=tuple(reader.profile(*found) for found in root.named_sections("profiles")),
        plans=tuple(reader.plan(found) for found in root.sections("plans")),
        templates=tuple(reader.template(*found) for found in root.named_sections("templates")),
        cards=tuple(reader.card(*found) for found in root.named_sections("cards")),
        scripts=tuple(reader.script(*found) for found in root.named_sections("scripts")),
    )
    head.finish()
    root.finish()
    return scheme


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
    assignment = Assignment(subject_at(section, "subject"), section.number_or("salary", None))
    section.finish()
    return assignment


def _advance(section: Section) -> Advance:
    advance = Advance(section.number("amount"), section.flag("recoverable", default=True))
    section.finish()
    return advance
