"""The columns of the table of a trial: sums first, then by what each month differs."""

from __future__ import annotations

from crm_desktop.rewards.trial import Comparison, Trial, TrialRow
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.models.rows import Column
from ui.theme import Tone


def person_columns(trial: Trial) -> tuple[Column[TrialRow], ...]:
    name: Column[TrialRow] = Column(
        "name", Message("Employee"), _name, width=200, stretch=2, tip=_name
    )
    department: Column[TrialRow] = Column(
        "department",
        Message("Department"),
        lambda row: row.department,
        is_hidden=True,
        width=104,
        stretch=1,
        tip=lambda row: row.department,
    )
    return (name, department, *_amounts(trial))


def department_columns(trial: Trial) -> tuple[Column[TrialRow], ...]:
    name: Column[TrialRow] = Column(
        "name", Message("Department"), _name, width=240, stretch=2, tip=_name
    )
    return (name, *_amounts(trial))


def _amounts(trial: Trial) -> tuple[Column[TrialRow], ...]:
    return (
        Column(
            "was",
            Message("Was"),
            lambda row: shows.money(row.whole.was),
            lambda row: row.whole.was.minor,
            is_number=True,
            tip=_settled,
        ),
        Column(
            "would-be",
            Message("Would be"),
            lambda row: shows.money(row.whole.would_be),
            lambda row: row.whole.would_be.minor,
            is_number=True,
        ),
        Column(
            "difference",
            Message("Difference"),
            lambda row: shows.signed(row.whole.difference, is_short=False),
            lambda row: row.whole.difference.minor,
            is_number=True,
            is_strong=True,
            tone=lambda row: _tone(row.whole),
        ),
        *(_month(trial, place) for place in range(len(trial.months))),
    )


def _month(trial: Trial, place: int) -> Column[TrialRow]:
    """Return the column of what differs in one month."""

    def text(row: TrialRow) -> str:
        one = row.months[place]
        return shows.DASH if one is None else shows.signed(one.difference, is_short=False)

    def minor(row: TrialRow) -> int | None:
        one = row.months[place]
        return None if one is None else one.difference.minor

    def tip(row: TrialRow) -> str | None:
        one = row.months[place]
        if one is None:
            return None
        return str(Message("{was} → {would_be}", was=one.was, would_be=one.would_be))

    month = trial.months[place]
    return Column(f"m{place}", shown(month), text, minor, is_number=True, tip=tip)


def _name(row: TrialRow) -> str:
    return row.name or _("Without a department")


def _settled(row: TrialRow) -> str:
    if row.whole.is_settled:
        return _("Paid so, by settled statements")
    return _("As the rules of each month give it where no statement is settled")


def _tone(one: Comparison) -> Tone | None:
    if not one.difference:
        return None
    return Tone.POSITIVE if one.difference.minor > 0 else Tone.NEGATIVE
