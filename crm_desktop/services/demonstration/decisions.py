"""What was decided about pay in the demonstration story besides the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import AdjustmentKind
from crm_desktop.services.demonstration.market import months
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.storage.models import AdjustmentRecord


@dataclass(frozen=True, slots=True)
class _Decision:
    """``judge`` decides for ``employee`` on the ``day`` of a month so many months ago.

    ``word`` names what it is called and why; without ``roubles`` it is praise.
    """

    months_ago: int
    day: int
    employee: str
    judge: str
    word: str
    roubles: int | None = None


_DECISIONS = (
    _Decision(2, 24, "seller_steady", "sales_head", "adjustment_fair", 5_000),
    _Decision(1, 19, "fitter_one", "fitting_head", "adjustment_weekend", 6_000),
    _Decision(1, 26, "operator", "director", "adjustment_praise"),
    _Decision(0, 3, "measurer", "director", "adjustment_car", 2_500),
)


def adjustments(telling: Telling) -> Iterator[AdjustmentRecord]:
    """Yield the payments and the praise of the last months that were decided by now."""
    story, people = months(telling.today()), telling.firm.employees
    for made in _DECISIONS:
        month = story[-1 - made.months_ago]
        day = month.start + timedelta(days=made.day - 1)
        at = telling.instant(datetime.combine(day, time(16, 20)))
        if at > telling.now:
            continue
        label, reason = telling.wording.words[made.word]
        yield AdjustmentRecord(
            employee_id=people[made.employee].id,
            period_start=month.start,
            kind=_kind(made).value,
            label=label,
            amount_minor=_minor(telling, made.roubles),
            reason=reason,
            author=people[made.judge].name,
            at=at,
        )


def _kind(made: _Decision) -> AdjustmentKind:
    return AdjustmentKind.PRAISE if made.roubles is None else AdjustmentKind.PAYMENT


def _minor(telling: Telling, roubles: int | None) -> int | None:
    if roubles is None:
        return None
    return Money.of(telling.wording.price(roubles), telling.wording.currency).minor
