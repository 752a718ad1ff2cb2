"""The firm's settings in words, and how two versions of them differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crm_desktop import formats
from crm_desktop.domain.firm import Firm, usual_cut_limit
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.updates import UpdateFolders
from crm_desktop.texts import Message, _, shown
from ui.people.firm_viewmodel import FirmConflict, Kept
from ui.records.conflict_dialog import Difference

_EXACT = Decimal("558.125")
_DIGITS = 3
_ROUNDINGS = {
    Rounding.HALF_UP: (Message("Half up"), Decimal("558.13")),
    Rounding.HALF_EVEN: (Message("Half to even, as banks do"), Decimal("558.12")),
}


def rounding_words(way: Rounding) -> str:
    """Return the name of a way to round, with an example."""
    name, rounded = _ROUNDINGS[way]
    exact = formats.number(_EXACT, _DIGITS)
    return str(Message("{way}: {exact} → {rounded}", way=name, exact=exact, rounded=rounded))


def law_words(country: str) -> str:
    """Return what the law of ``country`` says of disciplinary cuts, empty where nothing is."""
    limit = usual_cut_limit(country)
    if limit is None:
        return ""
    return str(
        Message(
            "In Russia, since 1 September 2025, disciplinary cuts take at most {share} of the pay "
            "of the month of the order.",
            share=formats.percent(limit),
        )
    )


def above_law_words(country: str, percent: Decimal | None) -> str:
    """Return a warning where a limit of ``percent`` is above that of the law, else nothing."""
    most = usual_cut_limit(country)
    if most is None or percent is None or percent / 100 <= most:
        return ""
    return str(
        Message(
            "The law allows {most} at most: {limit} is above it.",
            most=formats.percent(most),
            limit=formats.percent(percent / 100),
        )
    )


def differences(conflict: FirmConflict[Kept]) -> list[Difference]:
    """Return that in which the user's version is not theirs."""
    mine, theirs = conflict.mine, conflict.theirs
    return [
        Difference(
            code,
            str(label),
            words(getattr(mine, code)),
            words(getattr(theirs, code)),
            is_mine=getattr(mine, code) != getattr(conflict.base, code),
        )
        for code, label, words in _SETTINGS[type(mine)]
        if getattr(mine, code) != getattr(theirs, code)
    ]


def merged(conflict: FirmConflict[Kept], mine: frozenset[str]) -> Kept:
    """Return theirs with those of the codes ``mine`` as the user entered them."""
    entered: dict[str, Any] = {code: getattr(conflict.mine, code) for code in mine}
    return replace(conflict.theirs, **entered)


def _limit_words(limit: Decimal | None) -> str:
    return _("No limit") if limit is None else formats.percent(limit)


def _folder_words(folder: str | None) -> str:
    return folder or ""


_SETTINGS: dict[type, tuple[tuple[str, Message, Callable[[Any], str]], ...]] = {
    Firm: (
        ("name", Message("Name of the firm"), shown),
        ("currency", Message("Currency"), shown),
        ("country", Message("Country"), shown),
        ("zone", Message("Time zone"), shown),
        ("rounding", Message("Rounding"), rounding_words),
        ("rounding_place", Message("What is rounded"), shown),
        ("cut_limit", Message("Limit of disciplinary cuts"), _limit_words),
    ),
    UpdateFolders: (
        ("windows", Message("Folder on Windows computers"), _folder_words),
        ("linux", Message("Folder on Linux computers"), _folder_words),
    ),
}
