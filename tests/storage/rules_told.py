"""What the rules of a firm say on a day, whichever versions say it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crm_desktop.composition import Services
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.services.scheme_versions import bare, key_of

_FIRST, _LAST = date(2026, 5, 1), date(2026, 10, 1)

Told = dict[tuple[Any, ...], Any]


def told(services: Services, day: date) -> Told:
    """Return each rule of the day by kind and code, and the value of each plan by whose it is."""
    scheme = services.schemes.scheme(day)
    rules = {key_of(each): bare(each) for each in scheme.definitions()}
    plans = {
        (plan.indicator, plan.subject, plan.period_kind, plan.until): (plan.value, plan.note)
        for plan in scheme.plans
        if plan.valid_from <= day
    }
    return {**rules, **plans}


def told_on_all_days(services: Services) -> dict[date, Told]:
    """Return what is ``told`` since ever, and on days from May to September."""
    count = (_LAST - _FIRST).days
    days = (_FIRST + timedelta(days=after) for after in range(count))
    chosen = (day for day in days if day.day in {1, 15, 30})
    return {day: told(services, day) for day in (ALWAYS, *chosen)}
