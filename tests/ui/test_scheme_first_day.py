"""From when on what is saved in the scheme holds, unless the user says another day."""

from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.kpi.definition import ALWAYS, Version
from crm_desktop.rewards.scheme import Scheme
from ui.scheme.viewmodel import SchemeRead

MARCH, APRIL, MAY = (date(2026, month, 1) for month in (3, 4, 5))


@pytest.mark.parametrize(
    ("version", "settled_until", "first"),
    [
        (None, None, MARCH),
        (None, date(2026, 2, 1), MARCH),
        (None, APRIL, APRIL),
        (Version(ALWAYS), None, APRIL),
        (Version(MAY), None, MAY),
        (Version(ALWAYS), MAY, MAY),
    ],
)
def test_what_is_new_holds_for_this_month_and_a_change_for_the_next(
    version: Version | None, settled_until: date | None, first: date
) -> None:
    scheme = Scheme("S", "RUB")
    read = SchemeRead(scheme, scheme, date(2026, 3, 10), (), (), (), settled_until)

    assert read.first_day(version) == first


def test_december_is_followed_by_january() -> None:
    scheme = Scheme("S", "RUB")
    read = SchemeRead(scheme, scheme, date(2026, 12, 31), (), (), ())

    assert read.first_day(Version(ALWAYS)) == date(2027, 1, 1)
