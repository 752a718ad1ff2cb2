"""What an absence does to plans, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import AbsenceKind, Presence, Subject
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Profile, Proration
from crm_desktop.kpi.proration import Attendance, attendance
from crm_desktop.kpi.rulebook import Rulebook
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message, plural

_MOST_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Away:
    """From ``first`` up to, and not on, ``end``."""

    kind: AbsenceKind
    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Rules:
    """By what plans are lowered; ``units`` are the departments of the firm."""

    scheme: Scheme
    units: tuple[Subject, ...]
    calendar: WorkingCalendar


def effect(away: Away, subject: Subject, rules: Rules) -> Iterator[Message]:
    """Yield what to know about ``away``: its working days, and the plans that it lowers."""
    days = rules.calendar.working_days(Period(away.first, away.end))
    yield plural("{count} working day.", "{count} working days.", count=days)
    if away.kind is AbsenceKind.TRIP:
        yield Message("A business trip is work: plans stay as they are.")
        return
    found = list(_lowered(away, subject, rules))
    if found:
        yield from found[:_MOST_PERIODS]
    else:
        yield Message("The plans of {name} stay as they are.", name=subject.name)


def _lowered(away: Away, subject: Subject, rules: Rules) -> Iterator[Message]:
    presence = Presence(absences=((away.first, away.end),))
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        period = Period.containing(away.first, kind)
        last = away.end - timedelta(days=1)
        while period.start <= last:
            profile = _profile(rules.scheme, subject, rules.units, period)
            if profile is not None and profile.proration is not Proration.NONE:
                there = attendance(profile.proration, period, presence, rules.calendar)
                yield _share(profile.proration, period, there, profile.name)
            period = period.next()


def _profile(
    scheme: Scheme, subject: Subject, units: Sequence[Subject], period: Period
) -> Profile | None:
    return Rulebook.of(scheme, units, period).profile_of(subject)


def _share(proration: Proration, period: Period, there: Attendance, profile: str) -> Message:
    """Return the part of the plan of ``period`` that is left."""
    values = {"period": period, "there": there.there, "whole": there.whole, "profile": profile}
    match proration:
        case Proration.WORKING_DAYS:
            return Message(
                "{period}: {there} of {whole} working days make the plan ({profile}).", **values
            )
        case Proration.CALENDAR_DAYS:
            return Message(
                "{period}: {there} of {whole} calendar days make the plan ({profile}).", **values
            )
        case _:
            return Message(
                "{period}: {there} of {whole} whole months make the plan ({profile}).", **values
            )
