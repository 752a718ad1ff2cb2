"""What commissions come to: their sums by employee, and what of them is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.accrual import Accrual, Earned
from crm_desktop.rewards.balances import clawed
from crm_desktop.rewards.opening import Failed
from crm_desktop.rewards.template import BonusTemplate


def taken_back(
    failed: Iterable[Failed], templates: Mapping[str, BonusTemplate]
) -> Iterator[Accrual]:
    """Yield what a statement takes back for records that failed; it does so once for each."""
    for one in failed:
        template = templates.get(one.code)
        if template is not None and template.clawback is not None:
            back = clawed(one.paid, one.earned_on, one.failed_on, template.clawback)
            about = one.code, one.entity, one.record, one.label
            yield Accrual(*about, None, one.failed_on, 0, None, -back.minor)


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
        for ref, of_one in self._found.items():
            minors: dict[str, int] = defaultdict(int)
            records: dict[str, set[tuple[bool, int]]] = defaultdict(set)
            for code, entity, record, *_, minor in of_one:
                minors[code] += minor
                records[code].add((entity is Entity.DEAL, record))
            for code, minor in minors.items():
                sums[ref, code] = Earned(minor, len(records[code]))
        return sums


_NOTHING = Earned(0, 0)
_order = attrgetter("on", "code", "record")
