"""Figures of the demonstration story that no record has: marks and a series from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from crm_desktop.domain.people import SubjectLevel
from crm_desktop.services.demonstration.market import months, sellers_in
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.storage.models import MarkRecord, SeriesValueRecord

_MARKS = {
    "seller_strong": (2, 3, 1),
    "seller_steady": (1, 2, 0),
    "seller_weak": (-1, 1, -2),
    "seller_new": (0, 1, 1),
    "sales_head": (2, 1, 2),
}
"""What sellers are given for discipline, in turns."""

_FORGOTTEN = "seller_weak"
"""Whose mark for the last ended month nobody has given yet."""

_WEEK = timedelta(days=7)


def marks(telling: Telling) -> Iterator[MarkRecord]:
    """Yield the marks for discipline in the months that are over, each given by who leads."""
    ended = months(telling.today())[:-1]
    reasons = telling.wording.words["mark_reasons"]
    for index, month in enumerate(ended):
        given = datetime.combine(month.end, time(10, 30))
        for seller in sellers_in(index) if telling.has_happened(given) else ():
            value = _MARKS[seller.code][index % 3]
            judge = "director" if seller.code == "sales_head" else "sales_head"
            if month != ended[-1] or seller.code != _FORGOTTEN:
                yield MarkRecord(
                    indicator="discipline",
                    subject_level=SubjectLevel.EMPLOYEE.value,
                    subject_code=seller.code,
                    period_kind=month.kind.value,
                    period_start=month.start,
                    period_end=month.end,
                    value=str(value),
                    reason=reasons[value + 3],
                    author=telling.firm.employees[judge].name,
                    at=telling.instant(given),
                )


def series(telling: Telling) -> Iterator[SeriesValueRecord]:
    """Yield how many people the firm's advertising reached, week by week."""
    story = months(telling.today())
    monday = story[0].start + timedelta(days=-story[0].start.weekday() % 7)
    for week in range((telling.today() - monday).days // 7 + 1):
        yield SeriesValueRecord(
            indicator="ad_reach",
            subject_level=SubjectLevel.COMPANY.value,
            subject_code="",
            on=monday + week * _WEEK,
            value=str(5_200 + 65 * week + week * 37 % 11 * 140),
        )
