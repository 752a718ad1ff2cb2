"""Who asks and when: what relative days and “me” in a filter stand for."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_desktop.domain.filters import Anchor, Condition, Filter, Group, RelativeDay, Scalar, Who
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Occasion:
    """``period`` is what is computed, None in lists; ``me`` and ``my_department`` are codes."""

    today: date
    period: Period | None = None
    me: str | None = None
    my_department: str | None = None


def resolved(tree: Filter, occasion: Occasion) -> Filter:
    """Return ``tree`` with days and codes in the place of what depends on ``occasion``.

    Raises:
        InvalidInputError: the tree asks for a period, a person or a department that it lacks.

    """
    if isinstance(tree, Group):
        parts = tuple([resolved(part, occasion) for part in tree.parts])
        is_same = all(map(operator.is_, parts, tree.parts))
        return tree if is_same else Group(tree.match, parts)
    return _condition(tree, occasion)


def _condition(condition: Condition, occasion: Occasion) -> Condition:
    if not any(isinstance(value, RelativeDay | Who) for value in condition.values):
        return condition
    return replace(condition, values=tuple(_value(v, occasion) for v in condition.values))


def _value(value: Scalar, occasion: Occasion) -> Scalar:
    if isinstance(value, RelativeDay):
        return _anchor(value.anchor, occasion) + timedelta(days=value.days)
    if not isinstance(value, Who):
        return value
    code = occasion.me if value is Who.ME else occasion.my_department
    if code is None:
        raise InvalidInputError("filter", Message("It is not known who “me” is here."))
    return code


_KINDS = {
    Anchor.WEEK_START: PeriodKind.WEEK,
    Anchor.MONTH_START: PeriodKind.MONTH,
    Anchor.QUARTER_START: PeriodKind.QUARTER,
    Anchor.YEAR_START: PeriodKind.YEAR,
}


def _anchor(anchor: Anchor, occasion: Occasion) -> date:
    if anchor is Anchor.TODAY:
        return occasion.today
    if anchor in _KINDS:
        return Period.containing(occasion.today, _KINDS[anchor]).start
    if occasion.period is None:
        raise InvalidInputError("filter", Message("There is no period here to count days from."))
    period = occasion.period
    return period.start if anchor is Anchor.PERIOD_START else period.end
