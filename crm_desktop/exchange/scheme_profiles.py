"""Who is measured by what, as a scheme file says it: both ways."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.exchange.scheme_parts import Keys, parsed_subject, subject_at, unless
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.kpi.definition import (
    ALWAYS,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Term,
    Version,
)


def profile_of(code: str, section: Section, version: Version) -> Profile:
    """Return the profile that ``section`` describes."""
    assigned_to, terms = _assigned(section)
    profile = Profile(
        code=code,
        name=section.text("name"),
        entries=tuple(map(_entry, section.sections("indicators"))),
        assigned_to=assigned_to,
        level=section.choice("level", SubjectLevel, SubjectLevel.EMPLOYEE),
        period_kind=section.choice("period_kind", PeriodKind, PeriodKind.MONTH),
        model=section.choice("model", ScoringModel, ScoringModel.ADDITIVE),
        version=version,
        terms=terms,
        cap=section.number_or("cap", None),
        ramp=section.numbers("ramp"),
        proration=section.choice("proration", Proration, Proration.NONE),
    )
    section.finish()
    return profile


def profile_keys(profile: Profile) -> Keys:
    """Return the keys that ``profile_of`` reads as ``profile``, but for its first day."""
    return {
        "name": profile.name,
        "level": unless(profile.level, SubjectLevel.EMPLOYEE),
        "period_kind": profile.period_kind.value,
        "model": profile.model.value,
        "cap": profile.cap,
        "ramp": list(profile.ramp) or None,
        "proration": unless(profile.proration, Proration.NONE),
        "assigned_to": [part for ref in profile.assigned_to for part in _written(profile, ref)],
        "indicators": [
            {
                "code": entry.indicator,
                "weight": entry.weight,
                "scale": entry.scale,
                "plan": entry.plan,
                "base": entry.base,
                "cap": entry.cap,
                "gate": entry.gate,
                "ramp": list(entry.ramp) or None,
            }
            for entry in profile.entries
        ],
    }


def _assigned(section: Section) -> tuple[tuple[SubjectRef, ...], tuple[Term, ...]]:
    """Return who is named, those with days of their own once, and these days."""
    named: list[SubjectRef] = []
    terms: list[Term] = []
    for place, part in section.texts_and_sections("assigned_to"):
        if isinstance(part, str):
            named.append(parsed_subject(section, place, part))
            continue
        term = _term(part)
        if all(term.subject != other.subject for other in terms):
            named.append(term.subject)
        terms.append(term)
    return tuple(named), tuple(terms)


def _term(section: Section) -> Term:
    term = Term(
        subject=subject_at(section, "subject"),
        since=section.day("from", ALWAYS),
        until=section.day("until", None),
    )
    section.finish()
    return term


def _written(profile: Profile, subject: SubjectRef) -> Iterator[object]:
    """Yield the subject as a text, or as a table for each of its terms."""
    terms = [term for term in profile.terms if term.subject == subject]
    for term in terms:
        since = None if term.since == ALWAYS else term.since
        yield {"subject": str(subject), "from": since, "until": term.until}
    if not terms:
        yield str(subject)


def _entry(section: Section) -> ProfileEntry:
    entry = ProfileEntry(
        indicator=section.text("code"),
        weight=section.number_or("weight", Decimal(1)),
        scale=section.optional_text("scale"),
        plan=section.number_or("plan", None),
        base=section.number_or("base", None),
        cap=section.number_or("cap", None),
        gate=section.number_or("gate", None),
        ramp=section.numbers("ramp"),
    )
    section.finish()
    return entry
