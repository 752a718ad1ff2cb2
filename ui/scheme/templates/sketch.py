"""A bonus template as it is being drawn up: its fields and tables as they are typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from crm_desktop import formats
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Measure
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    PremiumCondition,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
    Ties,
)
from ui.scheme.cells import Line, Sheet, number_text
from ui.scheme.profiles.amounts import amount_text
from ui.scheme.templates.kinds import (
    KIND_OF,
    KINDS,
    OWN,
    SHARED_WITHIN,
    WEIGHED,
    Pays,
    PoolOf,
    PremiumKind,
)

HUNDRED = Decimal(100)
INDICATOR, MEASURE, OPERATOR, VALUE = range(4)
SUM, GIFT = range(2)
EVENT, SHARE = range(2)
PRODUCT, GROUP, RATE = range(3)
STAGE, STAGE_SHARE = range(2)
SHEETS = ("conditions", "prizes", "earned", "rates", "stages")


@dataclass(frozen=True, slots=True)
class TemplateSketch:
    """Fields of other kinds than ``kind`` keep what was typed in them."""

    kind: PremiumKind = PremiumKind.PERCENT
    description: str = ""
    indicator: str = ""
    level: SubjectLevel = SubjectLevel.EMPLOYEE
    amount: str = ""
    rate: str = ""
    scale: str = ""
    formula: str = ""
    pool: PoolOf = PoolOf.AMOUNT
    of: str = ""
    shared: Sharing = Sharing.EQUAL
    prizes: Sheet = ()
    ties: Ties = Ties.SHARED
    entity: Entity = Entity.DEAL
    pays: Pays = Pays.RATE
    measure: str = "amount"
    where: Filter = EVERYTHING
    earned: Sheet = ((Event.WON.value, "100"),)
    safety_days: str = ""
    rates: Sheet = ()
    stages: Sheet = ()
    conditions: Sheet = ()
    floor: str = ""
    cap: str = ""
    minimum: str = ""
    instalments: str = ""
    clawback_months: str = ""
    is_pro_rata: bool = False
    period_kind: PeriodKind = PeriodKind.MONTH
    until: str = ""

    def shown_fields(self) -> frozenset[str]:
        """Return the fields that matter to what is chosen so far."""
        shown = {*KINDS[self.kind].fields}
        match self.kind:
            case PremiumKind.POOL:
                shown |= {"amount"} if self.pool is PoolOf.AMOUNT else {"rate", "of"}
                shown |= {"indicator"} if self.shared in WEIGHED else set()
            case PremiumKind.COMMISSION:
                shown.add(self.pays.value)
                shown |= {"clawback_months"}
                shown |= set() if self.pays is Pays.AMOUNT else {"measure"}
                shown -= set() if self.pays is Pays.RATE else {"rates"}
                shown -= set() if self.entity is Entity.DEAL else {"stages"}
                shown |= {"is_pro_rata"} if self.clawback_months.strip() else set()
        return frozenset(shown)


def measures_of(entity: Entity) -> tuple[str, ...]:
    """Return what a commission on records of ``entity`` can be a part of."""
    return ("amount", "margin") if entity is Entity.DEAL else ("amount", "margin", "net")


def events_of(entity: Entity) -> tuple[Event, ...]:
    """Return what can earn the commission of a record of ``entity``."""
    if entity is Entity.DEAL:
        return tuple(Event)
    return tuple(event for event in Event if event is not Event.WON)


def of_entity(sketch: TemplateSketch, entity: Entity) -> TemplateSketch:
    """Return ``sketch`` for records of ``entity``, without what those do not have."""
    if entity is sketch.entity:
        return sketch
    measure = sketch.measure if sketch.measure in measures_of(entity) else "amount"
    known = {event.value for event in events_of(entity)}
    earned = tuple(line for line in sketch.earned if line[EVENT] in known)
    first = ((events_of(entity)[0].value, "100"),)
    return replace(sketch, entity=entity, measure=measure, where=EVERYTHING, earned=earned or first)


def of_kind(sketch: TemplateSketch, kind: PremiumKind) -> TemplateSketch:
    """Return ``sketch`` as a premium of ``kind``, by the figures that such a premium reads."""
    level = sketch.level
    was_within, is_within = (each in SHARED_WITHIN for each in (sketch.kind, kind))
    if is_within and level is SubjectLevel.EMPLOYEE:
        level = SubjectLevel.COMPANY
    elif (was_within and not is_within) or (kind in OWN and not sketch.conditions):
        level = SubjectLevel.EMPLOYEE
    return replace(sketch, kind=kind, level=level)


def unit_of(indicator: str, measure: str, indicators: Mapping[str, Indicator]) -> Unit:
    """Return in what the value of a condition is typed."""
    match measure:
        case Measure.ATTAINMENT:
            return Unit.PERCENT
        case Measure.COEFFICIENT:
            return Unit.SCORE
        case _:
            known = indicators.get(indicator)
            return Unit.NUMBER if known is None else known.unit


def sketch_of(template: BonusTemplate, indicators: Mapping[str, Indicator]) -> TemplateSketch:
    """Return ``template`` as it would be typed; ``indicators`` are known by code."""
    clawback = template.clawback
    return TemplateSketch(
        kind=KIND_OF[type(template.premium)],
        description=template.description,
        indicator=template.indicator or "",
        level=template.level,
        conditions=tuple(_condition_line(each, indicators) for each in template.conditions),
        floor=number_text(template.floor),
        cap=number_text(template.cap),
        minimum=number_text(template.minimum),
        instalments="" if template.instalments == 1 else str(template.instalments),
        clawback_months="" if clawback is None else str(clawback.months),
        is_pro_rata=clawback is not None and clawback.is_pro_rata,
        period_kind=template.period_kind,
        until="" if template.until is None else formats.day(template.until),
        **_premium_fields(template),
    )


def _premium_fields(template: BonusTemplate) -> dict[str, Any]:
    premium = template.premium
    match premium:
        case FixedPremium(amount) | PerUnitPremium(amount):
            return {"amount": number_text(amount)}
        case PercentPremium(rate) | SalaryPercentPremium(rate) | AbovePlanPremium(rate):
            return {"rate": number_text(rate, HUNDRED)}
        case RateScalePremium(scale):
            return {"scale": scale}
        case CoefficientPremium(amount, scale):
            return {"amount": number_text(amount), "scale": scale}
        case FormulaPremium(formula):
            return {"formula": formula}
        case PoolPremium():
            return {
                "pool": PoolOf.SHARE if premium.amount is None else PoolOf.AMOUNT,
                "amount": number_text(premium.amount),
                "rate": number_text(premium.rate, HUNDRED),
                "of": premium.of or "",
                "shared": premium.shared,
            }
        case ContestPremium(prizes, ties):
            lines = ((number_text(prize.amount), prize.gift) for prize in prizes)
            return {"prizes": tuple(lines), "ties": ties}
        case CommissionPremium():
            return _commission_fields(premium)


def _commission_fields(premium: CommissionPremium) -> dict[str, Any]:
    pays = Pays.RATE
    if premium.amount is not None:
        pays = Pays.AMOUNT
    elif premium.scale is not None:
        pays = Pays.SCALE
    return {
        "entity": premium.entity,
        "pays": pays,
        "rate": number_text(premium.rate, HUNDRED),
        "amount": number_text(premium.amount),
        "scale": premium.scale or "",
        "measure": premium.measure,
        "where": EVERYTHING if premium.where is None else premium.where,
        "earned": tuple(
            (part.event.value, number_text(part.share, HUNDRED)) for part in premium.earned
        ),
        "safety_days": str(premium.safety_days) if premium.safety_days else "",
        "rates": tuple(
            (one.product or "", one.group or "", number_text(one.rate, HUNDRED))
            for one in premium.rates
        ),
        "stages": tuple((one.stage, number_text(one.share, HUNDRED)) for one in premium.stages),
    }


def _condition_line(condition: PremiumCondition, indicators: Mapping[str, Indicator]) -> Line:
    unit = unit_of(condition.indicator, condition.measure, indicators)
    return (
        condition.indicator,
        condition.measure.value,
        condition.operator.value,
        amount_text(condition.value, unit),
    )
