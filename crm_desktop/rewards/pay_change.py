"""What changed in settled pay since, as far as nobody has decided about it, with its causes."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import CorrectionRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.correction import CorrectedLine, Correction
from crm_desktop.rewards.counted_change import GOOD, Behind, CountedChange
from crm_desktop.rewards.statement import StatementLine
from crm_desktop.texts import Message

_DATED_BY = {Entity.DEAL: "created", Entity.DOCUMENT: "issued"}
"""The day that each record of a kind has."""


class Decided(NamedTuple):
    """What was decided about one settled statement before, in minor units.

    ``accepted`` is what later months pay; ``dismissed_less`` at most zero and ``dismissed_more`` at
    least zero what is forgiven and withheld.
    """

    accepted: int = 0
    dismissed_less: int = 0
    dismissed_more: int = 0

    def with_accepted(self, amount: int) -> Decided:
        return self._replace(accepted=self.accepted + amount)

    def with_dismissed(self, amount: int) -> Decided:
        less, more = min(amount, 0), max(amount, 0)
        return self._replace(
            dismissed_less=self.dismissed_less + less, dismissed_more=self.dismissed_more + more
        )

    def left_of(self, difference: int) -> int:
        """Return the part of ``difference`` to the settled total that is not decided yet.

        A difference that goes back again within what was dismissed asks for nothing.
        """
        gap = difference - self.accepted
        return min(gap - self.dismissed_less, 0) + max(gap - self.dismissed_more, 0)


@dataclass(frozen=True, slots=True)
class FactChange:
    """An indicator whose fact ``was`` another than ``now``.

    ``sources`` lead to the records that make it now.
    """

    code: str
    name: str
    was: Quantity
    now: Quantity
    sources: tuple[Derivation, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record whose commission by the template ``code`` ``was`` another than ``now``.

    ``counted`` is what of it the commission was of, ``counts`` what it is of now, both without
    what was ``given_back`` since, which is above zero. ``state`` is that of a record that pays
    nothing any more, None where it is deleted; ``is_new`` one that paid nothing before.
    """

    code: str
    entity: Entity
    record: int
    label: Message | str
    was: Money
    now: Money
    counted: Money
    counts: Money
    given_back: Money
    is_new: bool = False
    is_gone: bool = False
    state: str | None = None

    @property
    def name(self) -> Message | str:
        """What the record is called, with what it is."""
        if self.entity is Entity.DEAL:
            return Message("Deal “{title}”", title=self.label)
        return self.label

    def cause(self) -> Message | None:
        """Return what became of the record; None where that is not known."""
        if self.is_gone:
            return self._end()
        if self.given_back:
            return Message("refund of {amount}", amount=self.given_back)
        if self.is_new:
            return Message("it did not count before")
        if self.counted != self.counts:
            return Message("amount {was} → {now}", was=self.counted, now=self.counts)
        return None

    def _end(self) -> Message:
        if self.state is None:
            return Message("deleted")
        if self.state in GOOD:
            return Message("it counts for somebody else or in another month now")
        return Message("it is {state} now", state=choice_words(self.state))


@dataclass(frozen=True, slots=True)
class PayChange:
    """What the pay of an employee for a settled period lacks, and nobody has decided.

    ``was`` is the settled total with what was decided since, ``now`` what it would be; ``amount``
    is their difference, below zero where too much was paid. ``correction`` has the lines of all
    that differs from the settled statement, ``facts`` and ``records`` what caused it. ``granted``
    is what answers to disputes pay besides: whoever decides sees whether it is for the same.
    """

    statement_id: int
    employee_id: int
    employee: str
    period: Period
    was: Money
    now: Money
    amount: Money
    correction: Correction
    facts: tuple[FactChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    granted: tuple[CorrectionRow, ...] = ()
    behind: Mapping[str, Behind] = field(default_factory=dict)
    read_by: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def counted(self) -> tuple[CountedChange, ...]:
        """Return the records behind indicators, each once."""
        changes = (one for found in self.behind.values() for one in found.changes)
        found: dict[tuple[Entity, int], CountedChange] = {}
        for one in changes:
            found.setdefault(one.key, one)
        return tuple(sorted(found.values(), key=CountedChange.order))

    def indicators_of(self, line: StatementLine) -> frozenset[str] | None:
        """Return what pays ``line`` or is a condition of it; None is all indicators."""
        if line.indicator is None:
            return None
        return self.read_by.get(line.code, frozenset()) | {line.indicator}


def told(change: PayChange) -> tuple[Derivation, ...]:
    """Return what ``change`` consists of, what each part was and is now.

    Salary, lines and what was decided before add up to its amount.
    """
    found = change.correction
    parts = [_told(Message("Salary"), found.salary)] if found.salary else []
    parts += [_told_line(line, change) for line in found.lines]
    before = change.amount - found.amount
    if before:
        parts.append(_told(Message("Decided before"), before))
    return tuple(parts)


def _told_line(line: CorrectedLine, change: PayChange) -> Derivation:
    """Tell a line by its records, else by its indicator, else by all indicators that changed."""
    known = line.now or line.was
    if known is None:
        raise ValueError(line)
    nothing = Money.zero(line.amount.currency)
    was = nothing if line.was is None else line.was.amount
    now = nothing if line.now is None else line.now.amount
    causes = [_told_record(one, change) for one in change.records if one.code == known.code] or [
        *_told_facts(change, change.indicators_of(known))
    ]
    return _told(known.label, line.amount, _was_now(was, now), tuple(causes))


def _told_facts(change: PayChange, codes: Collection[str] | None) -> Iterator[Derivation]:
    """Tell the indicators with ``codes`` that changed, None is all, with the records behind."""
    told = [fact for fact in change.facts if codes is None or fact.code in codes]
    for fact in told:
        found = change.behind.get(fact.code, Behind())
        sentence = _was_now(fact.was, fact.now)
        if found.is_too_many:
            sentence = Message(
                "{sentence}; its records are too many to be named", sentence=sentence
            )
        yield Derivation(
            fact.name, fact.now, sentence, (*_told_behind(found, change), *fact.sources)
        )
    for code in sorted(set(codes or ()) - {fact.code for fact in change.facts}):
        yield from _told_behind(change.behind.get(code, Behind()), change)


def _told_behind(found: Behind, change: PayChange) -> Iterator[Derivation]:
    subject = change.correction.subject.ref
    return (one.step(subject, change.period) for one in found.changes)


def _told_record(record: RecordChange, change: PayChange) -> Derivation:
    """Tell what became of a record, and lead to it while it is there."""
    found = _told(record.name, record.now - record.was, _was_now(record.was, record.now))
    cause = record.cause()
    if cause is not None:
        paid = Message("it paid {was} and pays {now} now", was=record.was, now=record.now)
        sentence = Message.of("{cause}; {paid}", None, {"cause": cause, "paid": paid})
        found = replace(found, sentence=sentence)
    if record.is_gone and record.state is None:
        return found
    subject = change.correction.subject.ref
    return replace(
        found,
        records=RecordsQuery(
            record.entity,
            _DATED_BY[record.entity],
            EVERYTHING,
            subject,
            change.period,
            measure="amount",
            record=record.record,
        ),
    )


def _told(
    label: Message | str,
    amount: Money,
    sentence: Message | None = None,
    inputs: tuple[Derivation, ...] = (),
) -> Derivation:
    return Derivation(label, Quantity.of_money(amount), sentence, inputs)


def _was_now(was: object, now: object) -> Message:
    return Message("it was {was} and is {now} now", was=was, now=now)


def changed_facts(was: SubjectResult, now: SubjectResult) -> tuple[FactChange, ...]:
    """Return the indicators of both whose facts differ."""
    before = {one.code: one for one in was.indicators}
    return tuple(
        FactChange(
            one.code, one.name, before[one.code].fact, one.fact, _sources(one.derivation, one.name)
        )
        for one in now.indicators
        if one.code in before and before[one.code].fact != one.fact
    )


def _sources(derivation: Derivation, name: str) -> tuple[Derivation, ...]:
    """Return the steps with records below that of the fact, each once."""
    fact = next((step for step in _steps(derivation) if step.label == name), derivation)
    found = {step.records: step for step in _steps(fact) if step.records is not None}
    return tuple(found.values())


def _steps(derivation: Derivation) -> Iterator[Derivation]:
    """Yield ``derivation`` and every step below it once, the nearer before the deeper."""
    waiting, seen = deque([derivation]), {id(derivation)}
    while waiting:
        step = waiting.popleft()
        yield step
        new = {id(part): part for part in step.inputs if id(part) not in seen}
        seen.update(new)
        waiting.extend(new.values())


def changed_records(
    was: Iterable[Accrual], now: Iterable[Accrual], currency: str
) -> tuple[RecordChange, ...]:
    """Return the records whose commissions differ, those with the largest difference first."""
    paid, due = _sums(was), _sums(now)

    def change(key: _RecordKey) -> RecordChange:
        before, after = paid.get(key, _NOTHING), due.get(key, _NOTHING)
        return RecordChange(
            *key,
            after.label or before.label,
            Money(before.amount_minor, currency),
            Money(after.amount_minor, currency),
            Money(before.counted_minor, currency),
            Money(after.counted_minor, currency),
            Money(max(after.back_minor - before.back_minor, 0), currency),
            is_new=key not in paid,
            is_gone=key not in due,
        )

    found = [change(key) for key in dict.fromkeys((*paid, *due))]
    differing = (one for one in found if one.was != one.now)
    return tuple(sorted(differing, key=lambda one: -abs((one.now - one.was).minor)))


class _Paid(NamedTuple):
    """What a record paid, what of it counted, and what of it was given back, above zero."""

    label: Message | str
    amount_minor: int
    counted_minor: int = 0
    back_minor: int = 0


_NOTHING = _Paid("", 0)
_RecordKey = tuple[str, Entity, int]


def _sums(accruals: Iterable[Accrual]) -> dict[_RecordKey, _Paid]:
    found: dict[_RecordKey, _Paid] = {}
    for one in _of_rules(accruals):
        key = one.code, one.entity, one.record
        before = found.get(key, _NOTHING)
        found[key] = _Paid(
            one.name,
            before.amount_minor + one.amount_minor,
            before.counted_minor + max(one.base_minor, 0),
            before.back_minor + max(-one.base_minor, 0),
        )
    return found


def _of_rules(accruals: Iterable[Accrual]) -> Iterator[Accrual]:
    """Yield what records earned, without what took it back, which has its own line."""
    return (one for one in accruals if one.event is not None)
