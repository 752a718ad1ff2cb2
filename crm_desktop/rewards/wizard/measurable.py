"""The part of an unfinished scheme that can be measured, whatever is wrong with the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from crm_desktop.kpi.check_scripts import script_problems, typed_script
from crm_desktop.kpi.check_sources import formula_problems, source_problems, typed
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.order import children_in_order, cycles, formula_place
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import uses
from crm_desktop.rewards.scheme import Scheme


def measurable(scheme: Scheme, wanted: Collection[str]) -> Scheme:
    """Return what measures the indicators ``wanted``, as far as they are sound, as if ever.

    It has these and what their formulas and scripts read, with the plans and the entries of
    profiles for them; nobody is paid by it.
    """
    scripts = tuple(_sound_scripts(scheme))
    known = _sound(replace(scheme, scripts=scripts))
    used = uses(replace(scheme, scripts=scripts), children_in_order(known.values()))
    needed, waiting = dict.fromkeys(code for code in wanted if code in known), [*wanted]
    while waiting:
        new = [code for code in used.get(waiting.pop(), ()) if code in known.keys() - needed.keys()]
        needed |= dict.fromkeys(new)
        waiting += new
    profiles = (
        replace(each, entries=tuple(one for one in each.entries if one.indicator in needed))
        for each in scheme.profiles
    )
    rules = replace(
        scheme,
        indicators=tuple(known[code] for code in needed),
        profiles=tuple(profiles),
        plans=tuple(plan for plan in scheme.plans if plan.indicator in needed),
        templates=(),
        cards=(),
        scripts=scripts,
    )
    return rules.since_ever()


def _sound(scheme: Scheme) -> dict[str, Indicator]:
    """Return the indicators that have no mistake and need none that has, by their codes."""
    known = {each.code: each for each in _of_sound_sources(scheme.indicators)}
    while unsound := [*_unsound(scheme, known.values())]:
        for code in unsound:
            known.pop(code, None)
    return known


def _of_sound_sources(indicators: Iterable[Indicator]) -> Iterator[Indicator]:
    for each in indicators:
        if not any(source_problems(each)):
            yield typed(each)


def _unsound(scheme: Scheme, indicators: Collection[Indicator]) -> Iterator[str]:
    """Yield the code of each formula with a mistake, else of one in each circle of scripts."""
    places = {formula_place(each.code): each.code for each in indicators}
    wrong = [places[problem.place] for problem in formula_problems(indicators)]
    yield from wrong
    if not wrong:
        for circle in cycles(uses(_of(scheme, indicators), children_in_order(indicators))):
            yield circle[0]


def _of(scheme: Scheme, indicators: Iterable[Indicator]) -> Scheme:
    known = tuple(indicators)
    codes = {each.code for each in known}
    scripts = tuple(
        replace(each, reads=tuple(code for code in each.reads if code in codes))
        for each in scheme.scripts
    )
    return replace(scheme, indicators=known, scripts=scripts)


def _sound_scripts(scheme: Scheme) -> Iterator[Script]:
    wrong = {problem.place for problem in script_problems(scheme)}
    for each in scheme.scripts:
        if not any(place.startswith(f"scripts.{each.code}.") for place in wrong):
            yield typed_script(each)
