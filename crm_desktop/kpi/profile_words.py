"""What a profile measures somebody by, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    Indicator,
    Profile,
    ProfileEntry,
    Proration,
    Scale,
    ScoringModel,
)
from crm_desktop.kpi.sentence import listed, spoken
from crm_desktop.texts import Message, plural


def profile_in_words(
    profile: Profile, indicators: Mapping[str, Indicator], scales: Mapping[str, Scale]
) -> Message:
    """Return by what ``profile`` measures, and how it makes the score.

    ``indicators`` and ``scales`` are known by code; what is not there is named by its code.
    """
    names = {code: each.name for code, each in indicators.items()}
    curves = {code: each.name for code, each in scales.items()}
    return spoken(list(_sentences(profile, names, curves)))


def _sentences(
    profile: Profile, names: Mapping[str, str], scales: Mapping[str, str]
) -> Iterator[Message]:
    often = HOW_OFTEN[profile.period_kind]
    counted = [one for one in profile.entries if one.weight > 0]
    whole = _whole(profile)
    if counted:
        parts = [_entry(one, whole, names, scales) for one in counted]
        yield Message(
            "What counts {how_often}: {indicators}.", how_often=often, indicators=listed(parts)
        )
        yield MODELS[profile.model]
    if seen := [one for one in profile.entries if one.weight <= 0]:
        parts = [_quoted(names.get(one.indicator, one.indicator)) for one in seen]
        yield Message("Measured without a weight: {indicators}.", indicators=listed(parts))
    for one in counted:
        if one.gate is not None:
            yield gate_in_words(one.gate, names.get(one.indicator, one.indicator))
    if profile.cap is not None:
        yield cap_in_words(profile.cap)
    if profile.ramp:
        yield ramp_in_words(profile.ramp)
    if profile.proration is not Proration.NONE:
        yield PLANS_REDUCED[profile.proration]


def gate_in_words(gate: Decimal, indicator: str) -> Message:
    """Return what becomes of the score under ``gate`` of the plan of ``indicator``."""
    return Message(
        "Below {least} of the plan of “{indicator}” the whole score is 0.",
        least=Quantity(gate, Unit.PERCENT),
        indicator=indicator,
    )


def cap_in_words(cap: Decimal) -> Message:
    """Return what bounds the score."""
    return Message("The score is {most} at most.", most=Quantity(cap, Unit.PERCENT))


def ramp_in_words(ramp: Sequence[Decimal]) -> Message:
    """Return which shares of a plan newcomers have."""
    return plural(
        "The plan of the first month of service is a part of the whole one: {shares}.",
        "The plans of the first {count} months of service are parts of the whole one: {shares}.",
        count=len(ramp),
        shares=listed([Quantity(share, Unit.PERCENT) for share in ramp]),
    )


def _whole(profile: Profile) -> Decimal | None:
    """Return what weights are parts of; None where the model does not ask for them."""
    match profile.model:
        case ScoringModel.ADDITIVE:
            return Decimal(1)
        case ScoringModel.WEIGHTED_MEAN:
            return sum((one.weight for one in profile.entries), Decimal(0))
        case _:
            return None


def _entry(
    entry: ProfileEntry,
    whole: Decimal | None,
    names: Mapping[str, str],
    scales: Mapping[str, str],
) -> Message:
    words = _quoted(names.get(entry.indicator, entry.indicator))
    if whole is not None:
        weight = Quantity(entry.weight / whole, Unit.PERCENT)
        words = Message("{indicator} with the weight {weight}", indicator=words, weight=weight)
    if entry.scale is not None:
        scale = scales.get(entry.scale, entry.scale)
        words = Message("{indicator} by the scale “{scale}”", indicator=words, scale=scale)
    return words


def _quoted(indicator: str) -> Message:
    return Message("“{indicator}”", indicator=indicator)


HOW_OFTEN = {
    PeriodKind.DAY: Message("every day"),
    PeriodKind.WEEK: Message("every week"),
    PeriodKind.MONTH: Message("every month"),
    PeriodKind.QUARTER: Message("every quarter"),
    PeriodKind.HALF_YEAR: Message("every half-year"),
    PeriodKind.YEAR: Message("every year"),
    PeriodKind.CUSTOM: Message("in periods of their own"),
}
MODELS = {
    ScoringModel.ADDITIVE: Message("The score is the sum of their coefficients by weight."),
    ScoringModel.WEIGHTED_MEAN: Message("The score is the mean of their coefficients by weight."),
    ScoringModel.MULTIPLICATIVE: Message("The score is the product of their coefficients."),
    ScoringModel.MINIMUM: Message("The score is the smallest of their coefficients."),
}
PLANS_REDUCED = {
    Proration.WORKING_DAYS: Message("Plans are reduced by the working days of absence."),
    Proration.CALENDAR_DAYS: Message("Plans are reduced by the calendar days of absence."),
    Proration.WHOLE_MONTHS: Message("Plans are reduced by whole months of absence."),
}
