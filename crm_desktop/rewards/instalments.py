"""Premiums that are paid in equal monthly parts: what is carried, and what becomes due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.period import Period, months_on
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.working import Division, Operand, Working, computed, parts_of
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.opening import Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.premium_words import Told
from crm_desktop.rewards.tally import Tally, Words, all_of
from crm_desktop.rewards.template import BonusTemplate
from crm_desktop.texts import Message

_Record = tuple[Entity, int] | tuple[None, None]
_Key = tuple[str, Entity | None, int | None]

_MOST_ADDED = 50
"""So many parts are added in one formula."""


class InParts(NamedTuple):
    """A ``whole`` of which ``later`` is paid in the months to come."""

    whole: Money
    later: Money


INSTALMENT_LINE = "instalment:"
"""With what the codes of lines begin that pay a later part; template and month follow."""


def later_parts(
    template: BonusTemplate, due: Money, period: Period, accruals: Iterable[Accrual]
) -> list[Carry]:
    """Return what is paid of ``due`` in the months after ``period``; the rest is paid at once.

    A commission is carried record by record, so that what fails can be left out later; what was
    taken back of a record is taken at once.

    Source: case C40.

    """
    count = template.instalments
    if count == 1 or due.minor <= 0:
        return []
    return [
        Carry(
            CarryKind.INSTALMENT,
            part,
            template.code,
            period,
            months_on(period.start, number - 1),
            number,
            count,
            entity,
            record,
            None if entity else whole,
        )
        for (entity, record), whole in _by_record(template.code, due, accruals)
        for number, part in enumerate(allocate(whole, [Decimal(1)] * count)[1:], 2)
        if part
    ]


def part_in_table(label: Message | str, whole: Money, count: int, number: int) -> Operand:
    """Return the part ``number`` of ``count`` equal ones of ``whole``, with the table of all."""
    parts = allocate(whole, [Decimal(1)] * count)
    all_parts = parts_of((Decimal(1), part.minor) for part in parts)
    table = Division(
        Operand(Quantity.of_money(whole), label), all_parts, number - 1, of_people=False
    )
    return Operand(Quantity.of_money(parts[number - 1]), label, table)


def put_due(
    tally: Tally, opening: Opening, period: Period, templates: Mapping[str, BonusTemplate]
) -> None:
    """Put down the instalments of earlier months that are due by ``period``, a line for each month.

    ``opening`` has none that was paid. Nothing is paid for records that failed meanwhile.
    """
    parts: dict[tuple[Period, str], list[Carry]] = defaultdict(list)
    for carry in opening.carries:
        is_due = carry.due_on is not None and carry.due_on < period.end
        if carry.kind is CarryKind.INSTALMENT and is_due and carry.for_period is not None:
            parts[carry.for_period, carry.code].append(carry)
    if not parts:
        return
    failed: dict[_Key, Failed] = {(one.code, one.entity, one.record): one for one in opening.failed}
    for (earned_in, code), carries in sorted(parts.items(), key=lambda item: item[0]):
        good = [carry.amount for carry in carries if _key(carry) not in failed]
        amount = sum(good, Money.zero(tally.salary.currency))
        words = partial(_words, templates.get(code), carries, failed)
        tally.put(f"{INSTALMENT_LINE}{code}:{earned_in.code()}", amount, words)


def _by_record(
    code: str, due: Money, accruals: Iterable[Accrual]
) -> Iterator[tuple[_Record, Money]]:
    """Yield what of ``due`` is paid for each record; None where no records are known."""
    nets: dict[_Record, int] = defaultdict(int)
    for accrual in accruals:
        if accrual.code == code:
            nets[accrual.entity, accrual.record] += accrual.amount_minor
    gains = {record: net for record, net in nets.items() if net > 0}
    if not gains:
        yield (None, None), due
        return
    taken = sum(net for net in nets.values() if net < 0)
    whole = Money(due.minor - taken, due.currency)
    yield from zip(gains, allocate(whole, list(map(Decimal, gains.values()))), strict=True)


def _key(carry: Carry) -> _Key:
    return carry.code, carry.entity, carry.record


def _words(
    template: BonusTemplate | None, carries: Sequence[Carry], failed: Mapping[_Key, Failed]
) -> Words:
    first = carries[0]
    label = Message(
        "{template}: instalment for {period}",
        template=first.code if template is None else template.name,
        period=first.for_period,
    )
    reasons = [
        *(
            Message("it is part {number} of {count}", number=number, count=first.count)
            for number in sorted({carry.number for carry in carries})
        ),
        *(
            Message(
                "“{record}” failed on {day}",
                record=failed[_key(carry)].name,
                day=failed[_key(carry)].failed_on,
            )
            for carry in carries
            if _key(carry) in failed
        ),
    ]
    rule = None if template is None else template.version
    good = [carry for carry in carries if _key(carry) not in failed]
    return Words(label, Told(reason=all_of(reasons), working=_added(label, good)), rule)


def _added(label: Message, carries: Sequence[Carry]) -> Working | None:
    """Return the sum of the parts that are paid."""
    if not 0 < len(carries) <= _MOST_ADDED:
        return None
    form = " + ".join(f"{{{place}}}" for place in range(len(carries)))
    return computed(form, *(_part_of(label, carry) for carry in carries))


def _part_of(label: Message, carry: Carry) -> Operand:
    if carry.whole is not None:
        return part_in_table(label, carry.whole, carry.count, carry.number)
    name = Message("part {number} of {count}", number=carry.number, count=carry.count)
    return Operand(Quantity.of_money(carry.amount), name)
