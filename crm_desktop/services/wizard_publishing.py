"""How a designed scheme comes in force, all of it or nothing."""

from __future__ import annotations

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
from crm_desktop.rewards.wizard.checking import problems
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import OvertakenWizardError, WizardState
from crm_desktop.rewards.wizard.merging import arriving, own_part
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.services import wizard_rules
from crm_desktop.services.acting import Acting
from crm_desktop.services.rules import decoded, refuse_settled
from crm_desktop.services.scheme_subjects import subjects_of, unknown_subjects
from crm_desktop.services.scheme_versions import Stored, bare
from crm_desktop.services.schemes import refuse_other_currency
from crm_desktop.storage.models import WizardRecord
from crm_desktop.storage.queries import scripts as script_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries import wizards as queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
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

    def write(self, starts: date, people: Sequence[Subject], acting: Acting) -> WizardDraft:
        """Let the draft hold from ``starts`` on; return it with the codes that it has by now.

        Raises:
            DeniedError: a script would change, which needs the right to scripts besides.
            UnsoundSchemeError: what would be in force on that day or a later one.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        sound = replace(self.draft, scheme=checked(self.draft.scheme))
        present, codes = self.stored.on(starts), wizard_rules.codes_ever(self.stored)
        arrival = arriving(sound, present, people, codes)
        written = self._signed(arrival.written, present)
        new = wizard_rules.publication(self.stored, written, people, starts).versions(self.at)
        changed = set(wizard_rules.scripts_of(new))
        if changed:
            acting.of(self.session).require(Right.SCRIPTS)
        book = wizard_rules.planned(self.session, written, people, starts)
        wizard_rules.write(self.session, new, book, self.at)
        self._approve(each for each in written.scripts if each.code in changed)
        self._end_others(arrival.draft, self.stored.with_new(new).on(starts), starts)
        return arrival.draft

    def _signed(self, written: Scheme, present: Scheme) -> Scheme:
        """Return ``written`` with who made its new scripts, and why."""
        reason = str(Message("With the scheme “{name}”", name=self.draft.name))
        new = set(_new_scripts(written, present))
        scripts = (
            replace(each, author=self.author, reason=each.reason or reason) if each in new else each
            for each in written.scripts
        )
        return replace(written, scripts=tuple(scripts))

    def _approve(self, scripts: Iterable[Script]) -> None:
        for script in scripts:
            if script.fingerprint not in self.proven:
                raise StaleRecordError(_SCRIPT, script.name)
            approval = script_queries.Approval(
                script.code, script.fingerprint, self.author, self.at
            )
            script_queries.approve(self.session, approval)

    def _end_others(self, draft: WizardDraft, present: Scheme, starts: date) -> None:
        """Let those schemes end that this one takes the place of, or that nobody is left in."""
        left = {each.code for part in (present.profiles, present.cards) for each in part}
        left -= {team.code for team in draft.teams}
        for other, _ in queries.list_stored(
            self.session, (WizardState.PUBLISHED, WizardState.PAUSED)
        ):
            if left.isdisjoint(team.code for team in other.draft.teams):
                record = self.session.get_one(WizardRecord, other.row.id, with_for_update=True)
                record.state, record.valid_from = WizardState.ENDED.value, starts


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
    present = stored.on(draft.valid_from)
    arrival = arriving(sound, present, people, wizard_rules.codes_ever(stored))
    return tuple(_new_scripts(arrival.written, present))


def _new_scripts(written: Scheme, present: Scheme) -> Iterator[Script]:
    """Yield the scripts that say something else than the ones of ``present``, or are new."""
    held = {each.code: bare(each) for each in present.scripts}
    yield from (each for each in written.scripts if held.get(each.code) != bare(each))


def refuse_overtaken(stored: Stored, draft: WizardDraft, since: datetime) -> None:
    """Refuse to take the place of rules that were changed after ``since``, when the draft began.

    Raises:
        OvertakenWizardError: it was made of them, and does not know what they say by now.

    """
    keys = {tuple(place.split("s.", 1)) for place in draft.takes_up}
    present = stored.on(AFTER_ALL)
    for part, codes in own_part(draft, present).items():
        known = {each.code for each in getattr(draft.scheme, part)}
        keys |= {(part.removesuffix("s"), code) for code in codes & known}
    names = {
        version.code: _name_of(version)
        for (kind, code), versions in stored.versions.items()
        for version in versions
        if (kind, code) in keys and version.created_at > since
    }
    if names:
        raise OvertakenWizardError(draft.name, tuple(sorted(set(names.values()))))


def _name_of(version: DefinitionVersion) -> str:
    return version.code if version.body is None else decoded(version.body).name
