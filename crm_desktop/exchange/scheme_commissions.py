"""Pay for single records, as a scheme file says it: both ways."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.exchange.scheme_filters import filter_of, filter_plain
from crm_desktop.exchange.scheme_parts import Keys
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.rewards.template import (
    Clawback,
    CommissionPremium,
    EarningPart,
    Event,
    ProductRate,
    StageShare,
)

_MEASURE = "amount"


def commission_of(section: Section) -> CommissionPremium:
    """Return the commission that the keys beside ``kind`` describe."""
    entity = section.choice("entity", Entity)
    return CommissionPremium(
        entity=entity,
        earned=tuple(map(_part, section.sections("earned"))),
        rate=section.number_or("rate", None),
        amount=section.number_or("amount", None),
        scale=section.optional_text("scale"),
        rates=tuple(map(_rate, section.sections("rates"))),
        measure=section.text("measure", _MEASURE),
        where=filter_of(section, entity) if section.has("where") else None,
        safety_days=section.whole("safety_days", 0),
        stages=tuple(map(_stage, section.sections("stages"))),
    )


def commission_keys(commission: CommissionPremium) -> Keys:
    """Return the keys that ``commission_of`` reads as ``commission``."""
    return {
        "entity": commission.entity.value,
        "measure": None if commission.measure == _MEASURE else commission.measure,
        "rate": commission.rate,
        "amount": commission.amount,
        "scale": commission.scale,
        "rates": [
            {"product": rate.product, "group": rate.group, "rate": rate.rate}
            for rate in commission.rates
        ]
        or None,
        "earned": [
            {"event": part.event.value, "share": None if part.share == 1 else part.share}
            for part in commission.earned
        ],
        "safety_days": commission.safety_days or None,
        "stages": [{"stage": part.stage, "share": part.share} for part in commission.stages]
        or None,
        "where": None if commission.where is None else filter_plain(commission.where) or [],
    }


def clawback_of(section: Section) -> Clawback:
    """Return how commissions are taken back."""
    clawback = Clawback(section.count("months"), section.flag("pro_rata"))
    section.finish()
    return clawback


def clawback_keys(clawback: Clawback) -> Keys:
    """Return the table that ``clawback_of`` reads as ``clawback``."""
    return {"months": clawback.months, "pro_rata": clawback.is_pro_rata or None}


def _part(section: Section) -> EarningPart:
    part = EarningPart(section.choice("event", Event), section.number_or("share", Decimal(1)))
    section.finish()
    return part


def _rate(section: Section) -> ProductRate:
    rate = ProductRate(
        rate=section.number("rate"),
        product=section.optional_text("product"),
        group=section.optional_text("group"),
    )
    section.finish()
    return rate


def _stage(section: Section) -> StageShare:
    part = StageShare(section.text("stage"), section.number("share"))
    section.finish()
    return part
