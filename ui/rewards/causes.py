"""What changed behind a settled statement, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from crm_desktop.rewards.pay_change import PayChange
from crm_desktop.texts import Message, plural, shown
from ui import format as shows
from ui.brief import Brief

_NAMED = 3
"""So many records behind indicators are named; the steps of the correction name them all."""


def causes(change: PayChange) -> Iterator[str]:
    """Yield what changed: records, else the indicators, else the lines; then what was granted."""
    for record in change.records:
        name, cause = record.name, record.cause()
        if cause is not None:
            name = Message.of("{name} ({cause})", None, {"name": name, "cause": cause})
        yield str(
            Message(
                "{name}: {was} → {now}",
                name=name,
                was=shows.money(record.was, is_short=True),
                now=shows.money(record.now, is_short=True),
            )
        )
    for fact in change.facts:
        yield str(
            Message(
                "{name}: {was} → {now}", name=fact.name, was=Brief(fact.was), now=Brief(fact.now)
            )
        )
    yield from _behind(change)
    if not change.records and not change.facts and not change.counted():
        known = (line.now or line.was for line in change.correction.lines)
        yield from (shown(line.label) for line in known if line is not None)
    for row in change.granted:
        yield str(
            Message(
                "a dispute’s answer grants {amount} besides, paid by {period}",
                amount=shows.signed(row.amount),
                period=row.into,
            )
        )


def _behind(change: PayChange) -> Iterator[str]:
    """Yield the first records behind indicators with what became of them, and how many more."""
    told = {(one.entity, one.record) for one in change.records}
    counted = [one for one in change.counted() if one.key not in told]
    for one in counted[:_NAMED]:
        parts = {"name": one.name, "what": one.sentence()}
        yield str(Message.of("{name}: {what}", None, parts))
    rest = len(counted) - _NAMED
    if rest > 0:
        yield str(plural("and {count} more record", "and {count} more records", count=rest))
