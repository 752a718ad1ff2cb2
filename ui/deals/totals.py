"""What deals come to, in words: open, won and lost ones apart, since they add up to nothing."""

from __future__ import annotations

from collections.abc import Callable

from crm_desktop.domain.deals import DealStatus, DealTotals
from crm_desktop.texts import Message, plural
from ui import format as shows


def in_words(totals: DealTotals, *, is_short: bool = False) -> list[str]:
    """Return count and sum of each status that there are deals of; sums are short if wanted."""
    return [
        str(words(totals.counts[status], shows.money(totals.sums[status], is_short=is_short)))
        for status, words in _WORDS.items()
        if totals.counts[status]
    ]


def in_a_line(totals: DealTotals, *, is_short: bool = False) -> str:
    """Return the words one after another, to break between statuses alone."""
    words = in_words(totals, is_short=is_short)
    return " · ".join(word.replace(" ", "\N{NO-BREAK SPACE}") for word in words)


_WORDS: dict[DealStatus, Callable[[int, str], Message]] = {
    DealStatus.OPEN: lambda count, total: plural(
        "{count} open deal, {total}", "{count} open deals, {total}", count=count, total=total
    ),
    DealStatus.WON: lambda count, total: plural(
        "{count} won deal, {total}", "{count} won deals, {total}", count=count, total=total
    ),
    DealStatus.LOST: lambda count, total: plural(
        "{count} lost deal, {total}", "{count} lost deals, {total}", count=count, total=total
    ),
}
