"""How a designed scheme comes in force, all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from crm_desktop.domain.people import Subject
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import StaleRecordError
from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.check import UnsoundSchemeError, checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.arriving import Arrival, arriving, own_part
from crm_desktop.rewards.wizard.checking import problems
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import OvertakenWizardError
from crm_desktop.rewards.wizard.merging import plan_scope
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.services import plans, wizard_rules
from crm_desktop.services.acting import Acting
from crm_desktop.services.rules import decoded, refuse_settled
from crm_desktop.services.scheme_subjects import subjects_of, unknown_subjects
from crm_desktop.services.scheme_versions import Stored, bare, says_otherwise
from crm_desktop.services.schemes import refuse_other_currency
from crm_desktop.storage.queries import plans as plan_queries
from crm_desktop.storage.queries import scripts as script_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.storage.queries.plans import PlanKey, PlanVersion
from crm_desktop.texts import Message

_SCRIPT = Message("Script")


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication of ``draft`` in a session, whose turn has come, by ``author`` at ``at``.

    ``proven`` are the fingerprints of the scripts whose tests were seen to pass.
    """

    session: Session
    stored: Stored
    draft: WizardDraft
    author: str
    at: datetime
    proven: Collection[str]

    def refuse_wrong(self, firm: WizardFirm) -> date:
        """Return the first day of a draft that may be published.

        Raises:
            UnsoundSchemeError: with all that has to be mended first, or those of the draft whom
                the firm does not have any more.
            InvalidInputError: its currency is not the firm's, or the day is in a settled period.

        """
        found = problems(self.draft, WizardStep.PUBLISH, firm)
        if not found:
            known = subjects_of(subjects.staff(self.session))
            found = tuple(unknown_subjects(self.draft.scheme, known))
        if found or self.draft.valid_from is None:
            raise UnsoundSchemeError(found)
        refuse_other_currency(self.draft.scheme, self.stored.firm)
        refuse_settled(self.session, self.draft.valid_from)
        return self.draft.valid_from

    def refuse_overtaken(
        self, since: datetime, firm: WizardFirm, people: Sequence[Subject]
    ) -> None:
        """Refuse to take the place of rules and plans changed after ``since``, when it was begun.

        Raises:
            OvertakenWizardError: it was made of them, and does not know what they say by now.

        """
        names = {*self._changed_rules(since), *self._changed_plans(since, firm, people)}
        if names:
            raise OvertakenWizardError(self.draft.name, tuple(sorted(names)))

    def _changed_rules(self, since: datetime) -> Iterator[str]:
        keys = {tuple(place.split("s.", 1)) for place in self.draft.takes_up}
        present = self.stored.on(self.draft.valid_from or AFTER_ALL)
        for part, codes in own_part(self.draft, present).items():
            known = {each.code for each in getattr(self.draft.scheme, part)}
            keys |= {(part.removesuffix("s"), code) for code in codes & known}
        for key, versions in self.stored.versions.items():
            was = [version for version in versions if version.created_at <= since]
            if key in keys and says_otherwise(was, versions):
                yield name_of(versions)

    def _changed_plans(
        self, since: datetime, firm: WizardFirm, people: Sequence[Subject]
    ) -> Iterator[str]:
        scheme = self.draft.scheme
        scope = plan_scope(scheme, people)
        known = {each.code: each.name for each in scheme.indicators}
        by_key: dict[PlanKey, list[PlanVersion]] = defaultdict(list)
        for each in plan_queries.list_versions(self.session, known):
            by_key[each.key].append(each)
        for key, versions in by_key.items():
            was = [each for each in versions if each.created_at and each.created_at <= since]
            in_scope = (key.indicator, key.subject, key.period_kind) in scope
            if in_scope and plans.says_otherwise(was, versions):
                yield plan_name(firm.name_of(key.subject), known[key.indicator])

    def write(
        self, starts: date, people: Sequence[Subject], acting: Acting
    ) -> tuple[WizardDraft, frozenset[str]]:
        """Let the draft hold from ``starts`` on.

        Return it with the codes that it has by now, and the codes of the teams that are no longer
        those of other schemes: it has them, or nobody is left in them.

        Raises:
            DeniedError: a script would change, which needs the right to scripts besides.
            UnsoundSchemeError: what would be in force on that day or a later one.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        sound = replace(self.draft, scheme=checked(self.draft.scheme))
        arrival = _arriving(self.stored, sound, people, starts)
        signed = replace(arrival, draft=self._signed(arrival))
        new = wizard_rules.publication(self.stored, signed).versions(self.at)
        changed = set(wizard_rules.scripts_of(new))
        if changed:
            acting.of(self.session).require(Right.SCRIPTS)
        book = wizard_rules.planned(self.session, arrival, starts)
        wizard_rules.write(self.session, new, book, self.at)
        self._approve(each for each in signed.draft.scheme.scripts if each.code in changed)
        return arrival.draft, _taken_over(arrival, self.stored.with_new(new))

    def _signed(self, arrival: Arrival) -> WizardDraft:
        """Return the draft with who made its new scripts, and why."""
        reason = str(Message("With the scheme “{name}”", name=self.draft.name))
        new, scheme = set(_new_scripts(arrival)), arrival.draft.scheme
        scripts = (
            replace(each, author=self.author, reason=each.reason or reason) if each in new else each
            for each in scheme.scripts
        )
        return replace(arrival.draft, scheme=replace(scheme, scripts=tuple(scripts)))

    def _approve(self, scripts: Iterable[Script]) -> None:
        for script in scripts:
            if script.fingerprint not in self.proven:
                raise StaleRecordError(_SCRIPT, script.name)
            approval = script_queries.Approval(
                script.code, script.fingerprint, self.author, self.at
            )
            script_queries.approve(self.session, approval)


def _taken_over(arrival: Arrival, after: Stored) -> frozenset[str]:
    """Return the codes of teams that are the draft's by now, or in which nobody is left."""
    left = _codes_on(after.on(day) for day in arrival.days)
    own = {team.code for team in arrival.draft.teams}
    return frozenset(own | (_codes_on(arrival.days.values()) - left))


def _codes_on(days: Iterable[Scheme]) -> frozenset[str]:
    """Return the codes of the profiles and cards that hold on one of the days."""
    return frozenset(
        each.code for day in days for part in (day.profiles, day.cards) for each in part
    )


def scripts_to_prove(
    stored: Stored, draft: WizardDraft, people: Sequence[Subject]
) -> tuple[Script, ...]:
    """Return the scripts that the publication of ``draft`` would bring, as they would be.

    Raises:
        UnsoundSchemeError: the draft has mistakes.

    """
    if draft.valid_from is None or not draft.scheme.scripts:
        return ()
    sound = replace(draft, scheme=checked(draft.scheme))
    return tuple(_new_scripts(_arriving(stored, sound, people, draft.valid_from)))


def _arriving(
    stored: Stored, draft: WizardDraft, people: Sequence[Subject], starts: date
) -> Arrival:
    days = {day: stored.on(day) for day in stored.days_from(starts)}
    return arriving(draft, days, people, wizard_rules.codes_ever(stored))


def _new_scripts(arrival: Arrival) -> Iterable[Script]:
    """Return the scripts that say something else than those of one of the days, or are new."""
    found: dict[str, Script] = {}
    for present in arrival.days.values():
        held = {each.code: bare(each) for each in present.scripts}
        for each in arrival.written(present).scripts:
            if held.get(each.code) != bare(each):
                found[each.code] = each
    return found.values()


def name_of(versions: Sequence[DefinitionVersion]) -> str:
    """Return how one definition was called last, its code where it never was."""
    bodies = [version.body for version in versions if version.body is not None]
    return decoded(bodies[-1]).name if bodies else versions[-1].code


def plan_name(subject: str, indicator: str) -> str:
    """Return how to speak of the plan of a ``subject`` for an ``indicator``, by their names."""
    message = Message("the plan of {name} for “{indicator}”", name=subject, indicator=indicator)
    return str(message)
