"""What indicators were in the last periods, of everybody who may be in a scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period


@dataclass(frozen=True, slots=True)
class PastRow:
    """One indicator of one subject in each period, oldest first, None where it had no value.

    ``fed`` says of each period whether there were records, marks or a series behind it, or none
    between two that have some, where nothing is a figure too.
    """

    values: tuple[Decimal | None, ...]
    fed: tuple[bool, ...]

    @property
    def is_fed(self) -> bool:
        """Whether there is anything to count in any of the periods."""
        return any(self.fed)

    @property
    def median(self) -> Decimal | None:
        """The median of the periods that have a value with something behind it, None without."""
        counted = [
            value
            for value, is_fed in zip(self.values, self.fed, strict=True)
            if is_fed and value is not None
        ]
        return median(counted) if counted else None

    def without_gaps(self) -> PastRow:
        """Return the row of what adds up: no record between two that there are is a zero."""
        known = [place for place, is_fed in enumerate(self.fed) if is_fed]
        if not known:
            return self
        between = range(known[0], known[-1])
        is_zero = [place in between and not is_fed for place, is_fed in enumerate(self.fed)]
        values = (
            Decimal(0) if zero else value for value, zero in zip(self.values, is_zero, strict=True)
        )
        fed = (one or zero for one, zero in zip(self.fed, is_zero, strict=True))
        return replace(self, values=tuple(values), fed=tuple(fed))


_NOTHING = PastRow((), ())


@dataclass(frozen=True, slots=True)
class WizardPast:
    """``rows`` are by subject and code: of everybody employed, of all units and the company."""

    periods: tuple[Period, ...]
    rows: Mapping[tuple[SubjectRef, str], PastRow]

    def row(self, subject: SubjectRef, code: str) -> PastRow:
        """Return what is known, a row without periods where nothing is."""
        return self.rows.get((subject, code), _NOTHING)

    def has_data(self, subjects: Iterable[SubjectRef], code: str) -> bool:
        """Return whether any of ``subjects`` has something behind the indicator."""
        return any(self.row(subject, code).is_fed for subject in subjects)


NO_PAST: WizardPast = WizardPast((), {})
