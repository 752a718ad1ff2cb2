"""What commissions come to: their sums by employee, and what of them is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.accrual import Accrual, Earned
from crm_desktop.rewards.opening import Failed


def taken_back(failed: Iterable[Failed]) -> Iterator[Accrual]:
    """Yield what a statement takes back for records that failed; it does so once for each."""
    for one in failed:
        about = one.code, one.entity, one.record, one.label
        yield Accrual(*about, None, one.failed_on, 0, None, -one.taken.minor)


class Commissions:
    """What commissions came to in a period, as ``rewards.accrual.Earnings``."""

    def __init__(self, found: Mapping[SubjectRef, Sequence[Accrual]]) -> None:
        self._found = {ref: sorted(of_one, key=_order) for ref, of_one in found.items()}

    def of(self, subject: SubjectRef, code: str) -> Earned:
        return self._sums.get((subject, code), _NOTHING)

    def accruals(self, subject: SubjectRef) -> Sequence[Accrual]:
        return self._found.get(subject, ())

    @cached_property
    def _sums(self) -> Mapping[tuple[SubjectRef, str], Earned]:
        sums: dict[tuple[SubjectRef, str], Earned] = {}
        deal = Entity.DEAL
        for ref, of_one in self._found.items():
            minors: dict[str, int] = defaultdict(int)
            records: dict[str, set[int]] = defaultdict(set)
            for code, entity, record, _, _, _, _, _, minor in of_one:
                minors[code] += minor
                records[code].add(record if entity is deal else -record)  # both have own ids
            for code, minor in minors.items():
                sums[ref, code] = Earned(minor, len(records[code]))
        return sums


_NOTHING = Earned(0, 0)
_order = attrgetter("on", "code", "record")
