"""What a version of a rule says to somebody whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_desktop.domain.people import Subject
from crm_desktop.kpi.assignment import closest
from crm_desktop.kpi.definition import Profile
from crm_desktop.kpi.profile_words import profile_in_words
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.card_words import SalarySince, card_in_words
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, RewardCard
from crm_desktop.rewards.template_words import in_words
from crm_desktop.services.rules import decoded, read
from crm_desktop.storage.queries.readings import StoredEdition
from crm_desktop.texts import Message


def words_of(
    alike: Sequence[StoredEdition],
    scheme: Scheme,
    subject: Subject,
    departments: Mapping[str, Subject],
) -> Message | None:
    """Return what the first of versions that are ``alike`` says to ``subject``; None of scales."""
    indicators = {one.code: one for one in scheme.indicators}
    scales = {one.code: one for one in scheme.scales}
    match read(alike[0].version):
        case BonusTemplate() as template:
            return in_words(template, indicators, scales, scheme.currency)
        case RewardCard() as card:
            salary = _salary(card, alike, subject, departments)
            templates = {one.code: one for one in scheme.templates}
            scripts = {one.code: one for one in scheme.scripts}
            return card_in_words(card, salary, templates, scheme.currency, scripts)
        case Profile() as profile:
            return profile_in_words(profile, indicators, scales)
        case Script() as script:
            return _told(script)
        case _:
            return None


def _told(script: Script) -> Message:
    """Return what a script says of itself, and why this version was made."""
    parts = [text for text in (script.description.strip(), script.reason.strip()) if text]
    if not parts:
        return Message("A script works your pay out at last: “{script}”.", script=script.name)
    return Message.of("{text}", None, {"text": "\n".join(parts)})


def _salary(
    card: RewardCard,
    alike: Sequence[StoredEdition],
    subject: Subject,
    departments: Mapping[str, Subject],
) -> SalarySince:
    """Return the salary of ``subject`` by the last of ``alike``, and since when it is that.

    That of the card where the versions do not name them.
    """
    found = SalarySince(card.salary, card.version.valid_from)
    for one in sorted(alike, key=lambda one: (one.version.valid_from, one.version.number)):
        match decoded(one.version.body or ""):
            case RewardCard(assignments=assignments):
                named = {each.subject: each for each in assignments}
                own = closest(named, subject, departments)
                amount = card.salary if own is None or own.salary is None else own.salary
                if amount != found.amount:
                    found = SalarySince(amount, one.version.valid_from)
    return found
