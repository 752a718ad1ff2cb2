"""Whether a whole scheme is sound: everything that is wrong with it, place by place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from babel.numbers import is_currency

from crm_desktop.domain.entry import NAME_LENGTH, entered
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError
from crm_desktop.kpi.check import definition_problems
from crm_desktop.kpi.check_scripts import script_problems, typed_script, used
from crm_desktop.kpi.check_sources import typed
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
from crm_desktop.rewards.check_templates import References, typed_template
from crm_desktop.rewards.premium import SALARY_NAMES
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement_builder import OWN_CODES
from crm_desktop.rewards.template import RewardCard
from crm_desktop.texts import Message, plural


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
    return replace(
        scheme,
        indicators=tuple(map(typed, scheme.indicators)),
        templates=tuple(map(typed_template, scheme.templates)),
        scripts=tuple(map(typed_script, scheme.scripts)),
    )


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
    references = References(
        indicators={indicator.code: indicator for indicator in scheme.indicators},
        scales={scale.code: scale for scale in scheme.scales},
    )
    for template in scheme.templates:
        yield from references.template_problems(template)
    templates = {template.code for template in scheme.templates}
    for card in scheme.cards:
        yield from _card_problems(card, templates)
    yield from script_problems(scheme)
    scripts = {script.code: script for script in scheme.scripts}
    for card in scheme.cards:
        if card.script is not None:
            yield from used(card.script, ScriptKind.REWARD, scripts, f"cards.{card.code}.script")
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
    if card.advance is not None and card.advance.amount < 0:
        yield SchemeProblem(f"{place}.advance.amount", Message("An advance is not below zero."))
    if card.guarantee is not None and card.guarantee < 0:
        yield SchemeProblem(f"{place}.guarantee", Message("A guarantee is not below zero."))
    if card.total_cap is not None and card.total_cap < 1:
        message = Message("A cap on total pay is at least one salary.")
        yield SchemeProblem(f"{place}.total_cap", message)
