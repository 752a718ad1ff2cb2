"""What is wrong with indicators, scales, profiles and plans, place by place."""

from __future__ import annotations

import keyword
import unicodedata

from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.check_plans import plan_problems
from crm_desktop.kpi.check_profiles import profile_problems
from crm_desktop.kpi.check_sources import formula_problems, source_problems
from crm_desktop.kpi.formula import FUNCTIONS
from crm_desktop.kpi.problem import (
    Problems,
    SchemeProblem,
    code_problems,
    duplicates,
    found,
    kept_problems,
    number_problems,
    unknown,
)
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.texts import Message


def definition_problems(scheme: Definitions) -> Problems:
    """Yield every mistake in the definitions that figures and scores come from."""
    for kind, definitions in (
        ("indicators", scheme.indicators),
        ("scales", scheme.scales),
        ("profiles", scheme.profiles),
    ):
        yield from kept_problems(kind, definitions)
    yield from duplicates("indicators", [indicator.code for indicator in scheme.indicators])
    yield from code_problems("scales", [scale.code for scale in scheme.scales])
    yield from code_problems("profiles", [profile.code for profile in scheme.profiles])
    for indicator in scheme.indicators:
        yield from _name_problems(indicator.code)
        yield from source_problems(indicator)
    yield from formula_problems(scheme.indicators)
    yield from _scale_problems(scheme)
    yield from profile_problems(scheme)
    yield from _plan_problems(scheme)


def _name_problems(code: str) -> Problems:
    is_name = code.isidentifier() and unicodedata.normalize("NFKC", code) == code
    if not is_name or keyword.iskeyword(code) or code in FUNCTIONS:
        message = Message(
            "“{code}” cannot stand in a formula: use letters, digits and “_”, no digit first, "
            "and no word that formulas use.",
            code=code,
        )
        yield SchemeProblem(f"indicators.{code}", message)


def _scale_problems(scheme: Definitions) -> Problems:
    for scale in scheme.scales:
        place = f"scales.{scale.code}"
        wrong_numbers = list(number_problems(scale, place))
        yield from wrong_numbers
        if not wrong_numbers:
            yield from found(lambda: scaling.checked(scale, place))  # noqa: B023 - called at once


def _plan_problems(scheme: Definitions) -> Problems:
    yield from plan_problems(scheme.plans)
    indicators = {indicator.code for indicator in scheme.indicators}
    for number, plan in enumerate(scheme.plans, 1):
        place = f"plans[{number}].indicator"
        yield from unknown(Message("Indicator"), plan.indicator, indicators, place)
