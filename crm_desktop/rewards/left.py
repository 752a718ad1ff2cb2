"""What the months of a trial leave to its later ones: instalments and advances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.rewards.opening import Carry, CarryKind, Opening
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome


@dataclass(slots=True)
class Left:
    """Grows month by month; debts are those of the last statement, instalments of all."""

    debts: dict[SubjectRef, tuple[Carry, ...]] = field(default_factory=dict)
    instalments: dict[SubjectRef, list[Carry]] = field(default_factory=lambda: defaultdict(list))

    def openings(self, period: Period) -> dict[SubjectRef, Opening]:
        """Return what the statements of ``period`` begin with."""
        found = {
            ref: [*self.debts.get(ref, ()), *_due(self.instalments.get(ref, ()), period)]
            for ref in {*self.debts, *self.instalments}
        }
        return {ref: Opening(tuple(carries)) for ref, carries in found.items() if carries}

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Take in what the statements of a month leave."""
        for outcome in outcomes:
            if outcome.statement is None:
                continue
            ref, carries = outcome.result.subject.ref, outcome.statement.carries
            if not carries and ref not in self.debts:
                continue
            self.debts[ref] = tuple(one for one in carries if not _is_instalment(one))
            self.instalments[ref] += filter(_is_instalment, carries)


def months_before(scheme: Scheme) -> int:
    """Return how many months earlier a trial begins, so that all instalments are in it."""
    return max((template.instalments for template in scheme.templates), default=1) - 1


def _due(instalments: Iterable[Carry], period: Period) -> list[Carry]:
    return [one for one in instalments if one.due_on is not None and one.due_on in period]


def _is_instalment(carry: Carry) -> bool:
    return carry.kind is CarryKind.INSTALMENT
