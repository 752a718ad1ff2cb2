"""Drafts made of rules that exist: of a scheme file, of the firm, of another draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_desktop.domain.codes import code_of
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.assignment import closest, departments_of, lineage
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.definition import Profile
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, RewardCard
from crm_desktop.rewards.wizard.draft import Team, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import pruned
from crm_desktop.rewards.wizard.merging import plan_key, plan_scope
from crm_desktop.rewards.wizard.renaming import Renaming
from crm_desktop.rewards.wizard.taking_in import holders_of


def draft_of(
    scheme: Scheme,
    name: str,
    everyone: Sequence[Subject],
    *,
    present: Scheme,
    codes: Collection[str] | None = None,
) -> WizardDraft:
    """Return a draft of the profiles of ``scheme``, or of those of ``codes``, a team each.

    People whom one profile measures and several cards pay become a team for each card; who has
    profiles of several kinds of period is paid in one team, that of the shortest. Where the
    firm does not have those whom ``scheme`` names, nobody is in it: the wizard asks. What the
    firm has exactly so is taken up, so that the draft changes it; other teams get codes that are
    free in ``present``.
    """
    known = frozenset(each.ref for each in everyone)
    profiles = [each for each in scheme.profiles if codes is None or each.code in codes]
    crews = _crews(scheme, profiles, everyone)
    taken_up = _taken_up(scheme, present, profiles, crews, everyone)
    made = [each.without_unknown(known) for each in _with_free_codes(crews, present, taken_up)]
    teams = tuple(Team(crew.profile.code, _role(crew.profile)) for crew in made)
    brought = replace(
        scheme,
        name=name,
        profiles=tuple(crew.profile for crew in made),
        cards=tuple(crew.card for crew in made if crew.card is not None),
        plans=tuple(plan for plan in scheme.plans if plan.subject in known),
    )
    if codes is not None or taken_up:
        scope = plan_scope(replace(brought, plans=()), everyone)
        kept = tuple(plan for plan in brought.plans if plan_key(plan) in scope)
        brought = replace(brought, plans=kept)
    return pruned(WizardDraft(brought.since_ever(), teams=teams, takes_up=taken_up))


def _with_free_codes(
    crews: Sequence[_Crew], present: Scheme, taken_up: Collection[str]
) -> Iterator[_Crew]:
    """Yield ``crews`` by codes that ``present`` has for nothing but what is ``taken_up``."""
    used = {
        each.code
        for part in ("profiles", "cards")
        for each in getattr(present, part)
        if f"{part}.{each.code}" not in taken_up
    }
    for crew in crews:
        wanted = crew.profile.code
        code = code_of(wanted, used) if wanted in used else wanted
        used.add(code)
        yield crew.called(code)


def copy_of(
    draft: WizardDraft, name: str, members: Sequence[SubjectRef], taken: Collection[str]
) -> WizardDraft:
    """Return the draft for other people: ``members`` are in the first team of employees.

    Departments among them are measured as wholes too where a team was. Indicators, weights, plans
    of teams and salaries of cards stay; those of single people, and what the others are told, do
    not. Teams get codes that are
    none of ``taken``; what else it is made of is shared as long as it stays the same.
    """
    used, renamed = set(taken), {}
    for team in draft.teams:
        renamed[team.code] = code_of(team.code, used)
        used.add(renamed[team.code])
    moved = Renaming(teams=renamed).of(draft)
    first = next(
        (each.code for each in moved.scheme.profiles if each.level is SubjectLevel.EMPLOYEE), None
    )
    profiles = [_for_others(each, first, members) for each in moved.scheme.profiles]
    assigned = {each.code: each.assigned_to for each in profiles}
    cards = (
        replace(card, assignments=tuple(map(Assignment, assigned[card.code])))
        for card in moved.scheme.cards
    )
    scheme = replace(
        moved.scheme, name=name, profiles=tuple(profiles), cards=tuple(cards), plans=()
    )
    return WizardDraft(
        scheme.since_ever(), draft.goal, moved.teams, WizardStep.PEOPLE, draft.reached
    )


def made_by(draft: WizardDraft) -> tuple[str, ...]:
    """Return the places of what ``draft`` made when it was published: see ``takes_up``."""
    return (
        *(f"profiles.{each.code}" for each in draft.scheme.profiles),
        *(f"cards.{each.code}" for each in draft.scheme.cards),
    )


def revision_of(draft: WizardDraft, *, is_over: bool) -> WizardDraft:
    """Return a new draft that changes what ``draft``, which was published, made.

    Where that ``is_over`` others may have its codes by now: it comes as something new.
    """
    return replace(
        draft,
        step=WizardStep.GOAL,
        valid_from=None,
        review_on=None,
        announcement="",
        takes_up=() if is_over else made_by(draft),
    )


def _for_others(profile: Profile, first: str | None, members: Sequence[SubjectRef]) -> Profile:
    if profile.level is SubjectLevel.EMPLOYEE:
        assigned = tuple(members) if profile.code == first else ()
    else:
        assigned = tuple(ref for ref in members if ref.level is profile.level)
    return replace(profile, assigned_to=assigned, terms=())


@dataclass(frozen=True, slots=True)
class _Crew:
    """A profile with the card of the same people, which is called ``card_was`` in its scheme.

    ``people`` are those whom that one pays.
    """

    profile: Profile
    card: RewardCard | None = None
    card_was: str | None = None
    people: frozenset[SubjectRef] = frozenset()

    def called(self, code: str) -> _Crew:
        card = self.card
        card = None if card is None else replace(card, code=code, name=self.profile.name)
        return replace(self, profile=replace(self.profile, code=code), card=card)

    def without_unknown(self, known: Collection[SubjectRef]) -> _Crew:
        assigned = tuple(ref for ref in self.profile.assigned_to if ref in known)
        terms = tuple(term for term in self.profile.terms if term.subject in assigned)
        card = self.card
        if card is not None:
            paid = tuple(one for one in card.assignments if one.subject in known)
            card = replace(card, assignments=paid)
        return replace(
            self, profile=replace(self.profile, assigned_to=assigned, terms=terms), card=card
        )


def _crews(scheme: Scheme, profiles: Sequence[Profile], everyone: Sequence[Subject]) -> list[_Crew]:
    """Return the crews of ``profiles``, in their order."""
    kinds = tuple(PeriodKind)
    found: dict[str, list[_Crew]] = {}
    paid: set[SubjectRef] = set()
    for profile in sorted(profiles, key=lambda each: kinds.index(each.period_kind)):
        chosen = frozenset(
            each.code for each in profiles if each.period_kind is profile.period_kind
        )
        crews = _Crews(scheme, profile, everyone, frozenset(paid), chosen)
        found[profile.code] = list(crews.found())
        paid |= crews.payers().keys()
    return [crew for profile in profiles for crew in found[profile.code]]


@dataclass(frozen=True, slots=True)
class _Crews:
    """Finds by whom those are paid whom ``profile`` of ``scheme`` measures.

    Who is ``paid`` is so in another team. ``chosen`` are the profiles of its kind of period whose
    people are in the draft.
    """

    scheme: Scheme
    profile: Profile
    everyone: Sequence[Subject]
    paid: Collection[SubjectRef]
    chosen: Collection[str]

    def found(self) -> Iterator[_Crew]:
        """Yield the profile with each card that pays some of its people, the most first."""
        if self.profile.level is not SubjectLevel.EMPLOYEE:
            yield _Crew(self.profile)
            return
        payers = self.payers()
        if not payers:
            has_others = bool(_within(self.profile.assigned_to, self.everyone))
            named = self._whole(self.profile.assigned_to, (), is_paid=False)
            profile = replace(self.profile, assigned_to=named)
            yield self._crew(profile, None if has_others else self._likely())
            return
        for number, (code, _) in enumerate(Counter(payers.values()).most_common()):
            card = self._card(code)
            people = tuple(ref for ref, payer in payers.items() if payer == code)
            if number == 0:
                apart = payers.keys() - set(people)
                kept = tuple(ref for ref in self.profile.assigned_to if ref not in apart)
                named = self._whole(kept, people, is_paid=card is not None)
                profile = replace(self.profile, assigned_to=named)
            else:
                profile = replace(self.profile, assigned_to=people)
                if card is not None:
                    profile = replace(profile, code=card.code, name=card.name)
            yield self._crew(profile, card)

    def payers(self) -> dict[SubjectRef, str | None]:
        """Return the codes of the cards of whom the profile measures, None without one here."""
        held = self._held()
        return {
            ref: None if ref in self.paid else held.get(ref)
            for ref, code in self._measured().items()
            if code == self.profile.code
        }

    def _whole(
        self, named: Sequence[SubjectRef], people: Sequence[SubjectRef], *, is_paid: bool
    ) -> tuple[SubjectRef, ...]:
        """Return ``named`` with people in the place of units where others are too.

        Those are others whom no profile of the draft measures, or whom nobody pays yet.
        """
        measured, held = self._measured(), self._held()
        departments = departments_of(self.everyone)
        shared = {
            ref
            for each in self.everyone
            if each.ref.level is SubjectLevel.EMPLOYEE
            and (measured.get(each.ref) not in self.chosen or (is_paid and each.ref not in held))
            for ref in lineage(each, departments)
        }
        kept = tuple(ref for ref in named if ref in people or ref not in shared)
        if len(kept) == len(named):
            return kept
        return (*kept, *(ref for ref in people if ref not in kept))

    def _measured(self) -> dict[SubjectRef, str]:
        kind = self.profile.period_kind
        named = [
            (each.code, each.assigned_to)
            for each in self.scheme.profiles
            if each.level is SubjectLevel.EMPLOYEE and each.period_kind is kind
        ]
        return holders_of(named, SubjectLevel.EMPLOYEE, self.everyone)

    def _held(self) -> dict[SubjectRef, str]:
        named = [
            (card.code, [one.subject for one in card.assignments]) for card in self.scheme.cards
        ]
        return holders_of(named, SubjectLevel.EMPLOYEE, self.everyone)

    def _card(self, code: str | None) -> RewardCard | None:
        return next((card for card in self.scheme.cards if card.code == code), None)

    def _likely(self) -> RewardCard | None:
        """Return the card of nobody we know: of the same code, the same names, or the only one."""
        held = set(self._held().values())
        cards = [card for card in self.scheme.cards if card.code not in held]
        same = [card for card in cards if card.code == self.profile.code]
        named = frozenset(self.profile.assigned_to)
        alike = [card for card in cards if named & {one.subject for one in card.assignments}]
        people = [each for each in self.scheme.profiles if each.level is SubjectLevel.EMPLOYEE]
        only = cards if len(self.scheme.cards) == len(people) == 1 else []
        return next(iter((*same, *alike, *only)), None)

    def _crew(self, profile: Profile, card: RewardCard | None) -> _Crew:
        """Return the people of ``profile`` whom ``card`` pays, or nobody."""
        if card is None:
            return _Crew(profile)
        people = [ref for ref, code in self.payers().items() if code == card.code]
        paid = tuple(self._assignments(profile, card, people))
        return _Crew(profile, replace(card, assignments=paid), card.code, frozenset(people))

    def _assignments(
        self, profile: Profile, card: RewardCard, people: Sequence[SubjectRef]
    ) -> Iterator[Assignment]:
        """Yield what ``card`` pays whom ``profile`` names, and ``people`` who have another sum."""
        by_ref = {one.subject: one for one in card.assignments}
        subjects = {each.ref: each for each in self.everyone}
        departments = departments_of(self.everyone)
        named: dict[SubjectRef, Assignment] = {}
        for ref in profile.assigned_to:
            held = by_ref.get(ref)
            if held is None and ref in subjects:
                held = closest(by_ref, subjects[ref], departments)
            named[ref] = Assignment(ref, None if held is None else held.salary)
        yield from named.values()
        for ref in people:
            was, now = (closest(each, subjects[ref], departments) for each in (by_ref, named))
            if was is not None and now is not None and was.salary != now.salary:
                yield Assignment(ref, was.salary)


def _within(refs: Collection[SubjectRef], everyone: Sequence[Subject]) -> list[Subject]:
    """Return the people whom ``refs`` name, or who are in what they name."""
    departments = departments_of(everyone)
    people = (each for each in everyone if each.ref.level is SubjectLevel.EMPLOYEE)
    return [each for each in people if not set(refs).isdisjoint(lineage(each, departments))]


def _taken_up(
    scheme: Scheme,
    present: Scheme,
    profiles: Sequence[Profile],
    crews: Sequence[_Crew],
    everyone: Sequence[Subject],
) -> tuple[str, ...]:
    """Return the places of the profiles and cards that ``present`` has exactly as ``scheme``.

    A card that pays others too stays theirs.
    """
    named = [(card.code, [one.subject for one in card.assignments]) for card in present.cards]
    ours: dict[str, set[SubjectRef]] = defaultdict(set)
    for crew in crews:
        ours[crew.card_was or ""] |= crew.people
    held = holders_of(named, SubjectLevel.EMPLOYEE, everyone).items()
    shared = {code for ref, code in held if ref not in ours[code]}
    found = [f"profiles.{each.code}" for each in profiles if each in present.profiles]
    found += [
        f"cards.{each.code}"
        for each in scheme.cards
        if each.code in ours and each.code not in shared and each in present.cards
    ]
    return tuple(found)


def _role(profile: Profile) -> Role | None:
    """Return whose work most of the indicators are made for, as far as the catalogue has them."""
    counts: Mapping[Role, int] = Counter(
        role
        for entry in profile.entries
        if entry.indicator in CATALOGUE
        for role in CATALOGUE[entry.indicator].roles
    )
    return max(Role, key=lambda role: counts.get(role, 0)) if counts else None
