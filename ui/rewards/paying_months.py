"""Which months may pay what an earlier period lacked."""

from __future__ import annotations

from datetime import date

from crm_desktop.domain.period import Period, PeriodKind


def paying_months(after: Period, today: date) -> list[Period]:
    """Return the months that begin when ``after`` has ended, up to the one after today's.

    Today's comes first if it is one of them.
    """
    first = Period.containing(after.end, PeriodKind.MONTH)
    this = Period.containing(max(today, first.start), PeriodKind.MONTH)
    months = [first]
    while months[-1].start <= this.start:
        months.append(months[-1].next())
    return sorted(months, key=lambda month: (month != this, month.start))
