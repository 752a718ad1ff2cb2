"""What indicators were in the last periods, of everybody who may be in a scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period


@dataclass(frozen=True, slots=True)
class PastRow:
    """One indicator of one subject in each period, oldest first, None where it had no value.

    ``fed`` says of each period whether there were records, marks or a series behind it.
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
