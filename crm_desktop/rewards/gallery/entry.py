"""What a ready premium is, and what a firm fills in to make it its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry, Choice, Role
from crm_desktop.kpi.definition import Indicator, Measure, Scale
from crm_desktop.rewards.gallery.amounts import factor_of, friendly
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, ContestPremium, Premium, PremiumCondition
from crm_desktop.rewards.wizard.draft import Aim
from crm_desktop.texts import Message

Values = Mapping[str, Decimal | str]
"""What the firm filled in, by the codes of the parameters: names of a directory are texts."""


class GalleryGroup(StrEnum):
    """Under which heading a premium is shown."""

    RULES = "rules"
    """The seven rules that every firm asks for (domain.md §6)."""
    SCHEMES = "schemes"
    ROLES = "roles"

    def shown(self) -> str:
        return str(_GROUP_NAMES[self])


_GROUP_NAMES = {
    GalleryGroup.RULES: Message("The seven rules most firms ask for"),
    GalleryGroup.SCHEMES: Message("More ways to pay"),
    GalleryGroup.ROLES: Message("For one role"),
}


@dataclass(frozen=True, slots=True)
class PremiumParameter:
    """A figure that the firm fills in, or with ``choice`` a name of one of its directories.

    ``default`` is in ``unit``; a sum of money is that of a firm whose sellers sell for a million
    roubles a month, and follows what is sold where that is known.
    """

    code: str
    label: Message
    default: Decimal = Decimal(0)
    unit: Unit = Unit.MONEY
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a rule is made of: the values, and the ``code`` that the premium will have."""

    code: str
    values: Values

    def number(self, code: str) -> Decimal:
        return Decimal(self.values[code])

    def words(self) -> dict[str, str]:
        """Return the names that were chosen from directories."""
        return {code: value for code, value in self.values.items() if isinstance(value, str)}


@dataclass(frozen=True, slots=True)
class Rule:
    """How a ready premium pays; the fields are those of a bonus template."""

    premium: Premium
    indicator: str | None = None
    conditions: tuple[PremiumCondition, ...] = ()
    level: SubjectLevel = SubjectLevel.EMPLOYEE
    period_kind: PeriodKind = PeriodKind.MONTH
    scales: tuple[Scale, ...] = ()


@dataclass(frozen=True, slots=True)
class GalleryPremium:
    """``template`` with the scales and the indicators that it needs, those of formulas first."""

    template: BonusTemplate
    scales: tuple[Scale, ...]
    indicators: tuple[Indicator, ...]

    def found(self, known: Collection[str] = ()) -> tuple[Indicator | Scale, ...]:
        """Return what comes with the template, but for indicators of the codes ``known``."""
        lacking = (each for each in self.indicators if each.code not in known)
        return (*lacking, *self.scales)

    def added_to(self, scheme: Scheme) -> Scheme:
        """Return ``scheme`` with what the premium needs; what it has of these codes stays."""
        indicators = {each.code: each for each in (*self.indicators, *scheme.indicators)}
        scales = {each.code: each for each in (*self.scales, *scheme.scales)}
        return replace(scheme, indicators=tuple(indicators.values()), scales=tuple(scales.values()))


@dataclass(frozen=True, slots=True)
class PremiumEntry:
    """A ready premium; ``sentence`` says to whom it is paid for what.

    ``aims`` are what it leads to. ``needs`` are the codes of the ready indicators that it reads;
    ``own`` are some that no catalogue has.
    """

    code: str
    name: Message
    sentence: Message
    roles: frozenset[Role]
    group: GalleryGroup
    rule: Callable[[Chosen], Rule]
    parameters: tuple[PremiumParameter, ...]
    needs: tuple[str, ...] = ()
    aims: tuple[Aim, ...] = ()
    own: tuple[CatalogueEntry, ...] = field(default=(), repr=False)

    @property
    def is_gradual(self) -> bool:
        """Whether a little more work never pays much more at once."""
        rule = self.rule(Chosen(self.code, {each.code: each.default for each in self.parameters}))
        steps = (step for scale in rule.scales for step in getattr(scale, "steps", ()))
        is_contest = isinstance(rule.premium, ContestPremium)
        return not rule.conditions and not is_contest and all(step.is_marginal for step in steps)

    def defaults(self, currency: str, typical: Decimal | None = None) -> dict[str, Decimal | str]:
        """Return what to propose; names of directories are left for the firm to choose.

        ``typical`` is what a person of the firm sells for in a month, in major units of
        ``currency``; None where nothing is known.
        """
        factor = factor_of(currency, typical)
        return {
            parameter.code: (
                friendly(parameter.default, factor, currency)
                if parameter.unit is Unit.MONEY
                else parameter.default
            )
            for parameter in self.parameters
            if parameter.choice is None
        }

    def make(self, values: Values, currency: str, *, code: str | None = None) -> GalleryPremium:
        """Return the premium in the language of the moment, by its own ``code`` if given.

        Sums are rounded to what ``currency`` can pay.

        Raises:
            InvalidInputError: a parameter has no value; its field is the parameter's code.

        """
        filled = {each.code: _filled(each, values, currency) for each in self.parameters}
        chosen = Chosen(code or self.code, filled)
        rule = self.rule(chosen)
        template = BonusTemplate(
            chosen.code,
            self._named(chosen),
            rule.premium,
            rule.indicator,
            rule.conditions,
            str(self.sentence),
            level=rule.level,
            period_kind=rule.period_kind,
        )
        return GalleryPremium(template, rule.scales, tuple(self._indicators(chosen)))

    def _named(self, chosen: Chosen) -> str:
        return ": ".join((str(self.name), *chosen.words().values()))

    def _indicators(self, chosen: Chosen) -> list[Indicator]:
        known = {**CATALOGUE, **{each.code: each for each in self.own}}
        return [each.indicator(chosen.words()) for each in _in_order(self.needs, known)]


def over(code: str, sign: str, value: Decimal) -> PremiumCondition:
    """Return that the fact of an indicator compares with ``value``."""
    return PremiumCondition(code, Operator(sign), value)


def plan_reached(code: str) -> PremiumCondition:
    return PremiumCondition(code, Operator.AT_LEAST, Decimal(1), Measure.ATTAINMENT)


def rate(default: str, label: Message) -> PremiumParameter:
    """Return the parameter of a share that is paid."""
    return PremiumParameter("rate", label, Decimal(default), Unit.PERCENT)


def amount(default: int, label: Message, code: str = "amount") -> PremiumParameter:
    """Return the parameter of a sum."""
    return PremiumParameter(code, label, Decimal(default))


def threshold(default: str, label: Message, unit: Unit) -> PremiumParameter:
    """Return the parameter of what a figure is compared with."""
    return PremiumParameter("threshold", label, Decimal(default), unit)


def _filled(parameter: PremiumParameter, values: Values, currency: str) -> Decimal | str:
    value = values.get(parameter.code)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InvalidInputError(parameter.code, Message("Choose: {what}.", what=parameter.label))
    if parameter.unit is Unit.MONEY and isinstance(value, Decimal):
        return Money.of(value, currency).as_decimal()
    return value


def _in_order(
    codes: tuple[str, ...], known: Mapping[str, CatalogueEntry]
) -> tuple[CatalogueEntry, ...]:
    """Return the entries of ``codes`` after those that their formulas are made of, each once."""
    found: dict[str, CatalogueEntry] = {}
    for code in codes:
        found |= {needed.code: needed for needed in _in_order(known[code].needs, known)}
        found[code] = known[code]
    return tuple(found.values())
