"""Whether a whole scheme is sound: everything that is wrong with it, place by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from babel.numbers import is_currency

from crm_desktop.domain.entry import NAME_LENGTH, entered
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.errors import CrmError
from crm_desktop.kpi.check import definition_problems
from crm_desktop.kpi.check_sources import typed
from crm_desktop.kpi.definition import Indicator, Measure, Polarity, Scale, StepScale
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.order import refuse_unknown
from crm_desktop.kpi.problem import (
    Problems,
    SchemeProblem,
    code_problems,
    found,
    kept_problems,
    named_twice,
    number_problems,
    subject_problems,
    unknown,
)
from crm_desktop.rewards.condition import COMPARISONS
from crm_desktop.rewards.premium import SALARY_NAMES
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement_builder import OWN_CODES
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    RateScalePremium,
    RewardCard,
)
from crm_desktop.texts import Message, plural

_COUNTING = CoefficientPremium | PercentPremium | PerUnitPremium | RateScalePremium


class UnsoundSchemeError(CrmError):
    """``problems`` holds all mistakes of a scheme, at least one."""

    def __init__(self, problems: tuple[SchemeProblem, ...]) -> None:
        first = problems[0]
        super().__init__(
            plural(
                "The scheme has {count} mistake. {place}: {message}",
                "The scheme has {count} mistakes, the first in {place}: {message}",
                count=len(problems),
                place=first.place,
                message=first.message,
            )
        )
        self.problems = problems


def checked(scheme: Scheme) -> Scheme:
    """Return ``scheme`` with the values of its filters in the types of their fields.

    Raises:
        UnsoundSchemeError: with all that ``problems`` finds.

    """
    mistakes = problems(scheme)
    if mistakes:
        raise UnsoundSchemeError(tuple(mistakes))
    return replace(scheme, indicators=tuple(map(typed, scheme.indicators)))


def problems(scheme: Scheme) -> list[SchemeProblem]:
    """Return every mistake in ``scheme``; a sound one has none."""
    return list(_problems(scheme))


def _problems(scheme: Scheme) -> Problems:
    if not is_currency(scheme.currency):
        message = Message("“{code}” is no currency.", code=scheme.currency)
        yield SchemeProblem("scheme.currency", message)
    yield from found(lambda: entered("scheme.name", scheme.name, NAME_LENGTH))
    yield from definition_problems(scheme)
    yield from kept_problems("templates", scheme.templates)
    yield from kept_problems("cards", scheme.cards)
    yield from code_problems("templates", [template.code for template in scheme.templates])
    yield from code_problems("cards", [card.code for card in scheme.cards])
    yield from _reserved(scheme)
    references = _References(
        indicators={indicator.code: indicator for indicator in scheme.indicators},
        scales={scale.code: scale for scale in scheme.scales},
    )
    for template in scheme.templates:
        yield from references.template_problems(template)
    templates = {template.code for template in scheme.templates}
    for card in scheme.cards:
        yield from _card_problems(card, templates)
    assigned = (
        (None, assignment.subject, f"cards.{card.code}.assignments[{number}]")
        for card in scheme.cards
        for number, assignment in enumerate(card.assignments, 1)
    )
    yield from named_twice(assigned, Message("a reward card"))


def _reserved(scheme: Scheme) -> Problems:
    places = [
        *((i.code, f"indicators.{i.code}") for i in scheme.indicators if i.code in SALARY_NAMES),
        *((t.code, f"templates.{t.code}") for t in scheme.templates if t.code in OWN_CODES),
    ]
    for code, place in places:
        message = Message("“{code}” has a meaning of its own: choose another code.", code=code)
        yield SchemeProblem(place, message)


@dataclass(frozen=True, slots=True)
class _References:
    """What templates may refer to, by code."""

    indicators: Mapping[str, Indicator]
    scales: Mapping[str, Scale]

    def template_problems(self, template: BonusTemplate) -> Problems:
        place = f"templates.{template.code}"
        yield from number_problems(template, place)
        if template.level is SubjectLevel.GROUP:
            message = Message("Premiums read the figures of a person, a department or the company.")
            yield SchemeProblem(f"{place}.level", message)
        if template.indicator is not None:
            yield from self._unknown_indicator(template.indicator, f"{place}.indicator")
        elif isinstance(template.premium, _COUNTING):
            message = Message("This kind of premium needs an indicator.")
            yield SchemeProblem(f"{place}.indicator", message)
        for number, condition in enumerate(template.conditions, 1):
            at = f"{place}.conditions[{number}]"
            yield from self._unknown_indicator(condition.indicator, f"{at}.indicator")
            if condition.operator not in COMPARISONS:
                message = Message(
                    "“{operator}” cannot stand here: use one of {allowed}.",
                    operator=condition.operator.value,
                    allowed=", ".join(COMPARISONS),
                )
                yield SchemeProblem(f"{at}.operator", message)
        yield from self._premium_problems(template, f"{place}.premium")

    def _unknown_indicator(self, code: str, place: str) -> Problems:
        yield from unknown(Message("Indicator"), code, self.indicators, place)

    def _premium_problems(self, template: BonusTemplate, place: str) -> Problems:
        match template.premium:
            case FormulaPremium(formula=text):
                yield from found(lambda: self._refuse_formula(text, template.code, place))
            case CoefficientPremium(scale=code):
                yield from unknown(Message("Scale"), code, self.scales, f"{place}.scale")
            case RateScalePremium(scale=code):
                yield from unknown(Message("Scale"), code, self.scales, f"{place}.scale")
                yield from self._rate_problems(code, template.indicator, f"{place}.scale")

    def _refuse_formula(self, text: str, user: str, place: str) -> None:
        formula = parse(text, f"{place}.formula")
        at = f"{place}.formula"
        refuse_unknown(formula, self.indicators, user=user, place=at, plain=SALARY_NAMES)

    def _rate_problems(self, code: str, indicator: str | None, place: str) -> Problems:
        scale, counted = self.scales.get(code), self.indicators.get(indicator or "")
        if scale is not None and not isinstance(scale, StepScale):
            yield SchemeProblem(place, Message("Rates need a scale of steps."))
        elif scale is not None and scale.measure is Measure.COEFFICIENT:
            message = Message("Rates need a scale over facts or attainment.")
            yield SchemeProblem(place, message)
        elif (
            scale is not None
            and scale.measure is Measure.ATTAINMENT
            and counted is not None
            and counted.polarity is not Polarity.MORE
        ):
            message = Message("Rates by attainment need an indicator where more is better.")
            yield SchemeProblem(place, message)


def _card_problems(card: RewardCard, templates: set[str]) -> Problems:
    place = f"cards.{card.code}"
    wrong_numbers = list(number_problems(card, place))
    yield from wrong_numbers
    for number, code in enumerate(card.templates, 1):
        at = f"{place}.templates[{number}]"
        yield from unknown(Message("Bonus template"), code, templates, at)
    for code, count in Counter(card.templates).items():
        if count > 1:
            message = Message("“{code}” stands on the card twice.", code=code)
            yield SchemeProblem(f"{place}.templates", message)
    for number, assignment in enumerate(card.assignments, 1):
        at = f"{place}.assignments[{number}].subject"
        yield from subject_problems(assignment.subject, SubjectLevel.EMPLOYEE, at)
    if not wrong_numbers:
        yield from _amount_problems(card, place)


def _amount_problems(card: RewardCard, place: str) -> Problems:
    salaries = [
        (card.salary, f"{place}.salary"),
        *(
            (assignment.salary, f"{place}.assignments[{number}].salary")
            for number, assignment in enumerate(card.assignments, 1)
        ),
    ]
    for salary, at in salaries:
        if salary is not None and salary < 0:
            yield SchemeProblem(at, Message("A salary is not below zero."))
    if card.total_cap is not None and card.total_cap < 1:
        message = Message("A cap on total pay is at least one salary.")
        yield SchemeProblem(f"{place}.total_cap", message)
