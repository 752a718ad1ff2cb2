"""What is done to a draft, each time a new one; what nothing needs any more leaves it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crm_desktop.domain.codes import code_of
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry
from crm_desktop.kpi.planning import divided
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, RewardCard
from crm_desktop.rewards.wizard.draft import Definition, Team, WizardDraft, part_of
from crm_desktop.rewards.wizard.growing import growing, longer, stretched
from crm_desktop.rewards.wizard.needs import needed

_WHOLE, _NOTHING = Decimal(1), Decimal(0)
_PERCENT = Decimal("0.01")


def empty_draft(name: str, currency: str) -> WizardDraft:
    """Return a draft in which nothing is decided yet."""
    return WizardDraft(Scheme(name, currency))


def with_team(
    draft: WizardDraft,
    name: str,
    members: Sequence[SubjectRef],
    *,
    role: Role | None = None,
    level: SubjectLevel = SubjectLevel.EMPLOYEE,
    taken: Collection[str] = (),
) -> WizardDraft:
    """Return ``draft`` with one more team, whose code is none of ``taken``.

    People are paid by a card of it; a department or the company as a whole, by ``level``, is
    measured only.
    """
    known = {*taken, *(team.code for team in draft.teams)}
    code = code_of(name, known) or code_of("team", known)
    scheme = draft.scheme
    profile = Profile(code, name, (), tuple(members), level=level)
    cards = scheme.cards
    if level is SubjectLevel.EMPLOYEE:
        assignments = tuple(map(Assignment, members))
        cards = (*cards, RewardCard(code, name, _NOTHING, (), assignments))
    grown = replace(scheme, profiles=(*scheme.profiles, profile), cards=cards)
    return replace(draft, scheme=grown, teams=(*draft.teams, Team(code, role)))


def without_team(draft: WizardDraft, team: str) -> WizardDraft:
    scheme = draft.scheme
    left = replace(
        scheme,
        profiles=tuple(each for each in scheme.profiles if each.code != team),
        cards=tuple(each for each in scheme.cards if each.code != team),
    )
    teams = tuple(each for each in draft.teams if each.code != team)
    return pruned(replace(draft, scheme=left, teams=teams))


def with_role(draft: WizardDraft, team: str, role: Role | None) -> WizardDraft:
    teams = (replace(each, role=role) if each.code == team else each for each in draft.teams)
    return replace(draft, teams=tuple(teams))


def with_team_called(draft: WizardDraft, team: str, name: str) -> WizardDraft:
    """Return ``draft`` with another name of the team; its code stays."""
    draft = with_definition(draft, replace(draft.profile(team), name=name))
    card = draft.card(team)
    return draft if card is None else with_definition(draft, replace(card, name=name))


def with_members(draft: WizardDraft, team: str, members: Sequence[SubjectRef]) -> WizardDraft:
    """Return ``draft`` with these in the team; who stays keeps salary and plans."""
    draft = with_definition(draft, replace(draft.profile(team), assigned_to=tuple(members)))
    card = draft.card(team)
    if card is not None:
        known = {each.subject: each for each in card.assignments}
        assignments = tuple(known.get(ref) or Assignment(ref) for ref in members)
        draft = with_definition(draft, replace(card, assignments=assignments))
    return draft


def with_salary(
    draft: WizardDraft, team: str, salary: Decimal, subject: SubjectRef | None = None
) -> WizardDraft:
    """Return ``draft`` with the salary of a team, or of one whom its card names."""
    card = draft.card(team)
    if card is None:
        return draft
    if subject is None:
        return with_definition(draft, replace(card, salary=salary))
    others = (each for each in card.assignments if each.subject != subject)
    return with_definition(draft, replace(card, assignments=(*others, Assignment(subject, salary))))


def with_definition(draft: WizardDraft, definition: Definition) -> WizardDraft:
    """Return ``draft`` with ``definition`` in the place of the one with its code, or at the end."""
    part = part_of(definition)
    kept: tuple[Any, ...] = getattr(draft.scheme, part)
    if any(each.code == definition.code for each in kept):
        kept = tuple(definition if each.code == definition.code else each for each in kept)
    else:
        kept = (*kept, definition)
    changed: dict[str, Any] = {part: kept}
    return replace(draft, scheme=replace(draft.scheme, **changed))


def with_indicators(
    draft: WizardDraft, team: str, scored: Sequence[str], found: Iterable[Indicator]
) -> WizardDraft:
    """Return ``draft`` with the team measured by those of the codes ``scored`` besides.

    ``found`` are their definitions, with what their formulas are made of; each new one weighs as
    much as all others do on average.
    """
    for indicator in found:
        draft = with_definition(draft, indicator)
    profile = draft.profile(team)
    for code in scored:
        if all(entry.indicator != code for entry in profile.entries):
            weights = [entry.weight for entry in profile.entries]
            new = sum(weights, _NOTHING) / len(weights) if weights else _WHOLE
            entries = (*profile.entries, ProfileEntry(code, new))
            profile = replace(profile, entries=_balanced(entries))
    return with_definition(draft, profile)


def without_indicator(draft: WizardDraft, team: str, code: str) -> WizardDraft:
    """Return ``draft`` with the team no longer measured by the indicator; weights stay whole."""
    profile = draft.profile(team)
    entries = tuple(entry for entry in profile.entries if entry.indicator != code)
    return pruned(with_definition(draft, replace(profile, entries=_balanced(entries))))


def with_indicator_back(draft: WizardDraft, team: str, code: str, was: WizardDraft) -> WizardDraft:
    """Return ``draft``, measured by the indicator anew, with what it had for the team in ``was``.

    That is its place, its weight, its scale and its plans, but those it has again by now.
    """
    old = was.profile(team).entries
    entry = next(each for each in old if each.indicator == code)
    scales = {each.code for each in draft.scheme.scales}
    for scale in was.scheme.scales:
        if scale.code == entry.scale and scale.code not in scales:
            draft = with_definition(draft, scale)
    profile = draft.profile(team)
    others = [each for each in profile.entries if each.indicator != code]
    above = {each.indicator for each in old[: old.index(entry)]}
    others.insert(sum(each.indicator in above for each in others), entry)
    draft = with_definition(draft, replace(profile, entries=tuple(others)))
    draft = with_weight(draft, team, code, entry.weight)
    kind = profile.period_kind
    plans = (
        plan for plan in was.scheme.plans if plan.indicator == code and plan.period_kind is kind
    )
    return with_plans(draft, [*plans, *draft.scheme.plans])


def with_entry(draft: WizardDraft, team: str, entry: ProfileEntry) -> WizardDraft:
    """Return ``draft`` with ``entry`` in the place of that of its indicator; weights as given."""
    profile = draft.profile(team)
    entries = (entry if each.indicator == entry.indicator else each for each in profile.entries)
    return pruned(with_definition(draft, replace(profile, entries=tuple(entries))))


def with_weight(draft: WizardDraft, team: str, code: str, weight: Decimal) -> WizardDraft:
    """Return ``draft`` with the weight of one indicator; the others share what is left.

    ``weight`` is from 0 to 1, in whole per cent. All weights of the team make 1 in the end;
    where there is but one indicator it has all of it.
    """
    profile = draft.profile(team)
    others = [entry for entry in profile.entries if entry.indicator != code]
    if not others:
        shares = {code: _WHOLE}
    else:
        given = [entry.weight for entry in others]
        parts = divided(_WHOLE - weight, given if any(given) else [1] * len(given), _PERCENT)
        shares = {code: weight}
        shares |= {entry.indicator: part for entry, part in zip(others, parts, strict=True)}
    entries = (replace(entry, weight=shares[entry.indicator]) for entry in profile.entries)
    return with_definition(draft, replace(profile, entries=tuple(entries)))


def with_plans(draft: WizardDraft, plans: Iterable[Plan]) -> WizardDraft:
    """Return ``draft`` with ``plans``, each in the place of the one of its subject."""
    wanted = {(plan.indicator, plan.subject, plan.period_kind): plan for plan in plans}
    kept = (
        plan
        for plan in draft.scheme.plans
        if (plan.indicator, plan.subject, plan.period_kind) not in wanted
    )
    return replace(draft, scheme=replace(draft.scheme, plans=(*kept, *wanted.values())))


def without_plan(draft: WizardDraft, indicator: str, subject: SubjectRef) -> WizardDraft:
    kept = (
        plan
        for plan in draft.scheme.plans
        if (plan.indicator, plan.subject) != (indicator, subject)
    )
    return replace(draft, scheme=replace(draft.scheme, plans=tuple(kept)))


def with_period_kind(draft: WizardDraft, team: str, kind: PeriodKind) -> WizardDraft:
    """Return ``draft`` with the team measured in periods of ``kind``; plans of it follow.

    Plans of what grows with time become as much more, or less, as the new periods are longer.
    """
    profile = draft.profile(team)
    times = longer(profile.period_kind, kind)
    added = growing(draft.scheme)
    known = {each.code: each for each in draft.scheme.indicators}

    def fitted(code: str, value: Decimal) -> Decimal:
        if code not in added:
            return value
        return stretched(value, times, known[code].unit, draft.scheme.currency)

    others = [plan for plan in draft.scheme.plans if not _is_of_team(draft, profile, plan)]
    moved = [
        replace(plan, period_kind=kind, value=fitted(plan.indicator, plan.value))
        for plan in draft.scheme.plans
        if plan not in others
    ]
    entries = (
        replace(
            entry,
            plan=None if entry.plan is None else fitted(entry.indicator, entry.plan),
            base=None if entry.base is None else fitted(entry.indicator, entry.base),
            ramp=tuple(fitted(entry.indicator, value) for value in entry.ramp),
        )
        for entry in profile.entries
    )
    profile = replace(profile, period_kind=kind, entries=tuple(entries))
    draft = replace(draft, scheme=replace(draft.scheme, plans=tuple(others)))
    return with_plans(with_definition(draft, profile), moved)


def _is_of_team(draft: WizardDraft, profile: Profile, plan: Plan) -> bool:
    """Return whether ``plan`` is of ``profile``: of its member, or nobody else measures this."""
    is_measured = any(entry.indicator == plan.indicator for entry in profile.entries)
    if not is_measured or plan.period_kind is not profile.period_kind:
        return False
    return plan.subject in profile.assigned_to or not any(
        entry.indicator == plan.indicator
        for each in draft.scheme.profiles
        if each.code != profile.code
        for entry in each.entries
    )


def with_template(
    draft: WizardDraft, team: str, template: BonusTemplate, found: Iterable[Definition] = ()
) -> WizardDraft:
    """Return ``draft`` with ``template`` on the team's card, and ``found``, which it needs."""
    for definition in found:
        draft = with_definition(draft, definition)
    draft = with_definition(draft, template)
    card = draft.card(team)
    if card is None or template.code in card.templates:
        return draft
    return with_definition(draft, replace(card, templates=(*card.templates, template.code)))


def without_template(draft: WizardDraft, team: str, code: str) -> WizardDraft:
    card = draft.card(team)
    if card is None:
        return draft
    left = tuple(each for each in card.templates if each != code)
    return pruned(with_definition(draft, replace(card, templates=left)))


def pruned(draft: WizardDraft) -> WizardDraft:
    """Return ``draft`` without what no profile, card, template, formula or script needs."""
    scheme, kept = draft.scheme, needed(draft.scheme)
    measured = kept["indicators"]
    parts: dict[str, Any] = {
        part: tuple(each for each in getattr(scheme, part) if each.code in codes)
        for part, codes in kept.items()
    }
    parts["plans"] = tuple(plan for plan in scheme.plans if plan.indicator in measured)
    return replace(draft, scheme=replace(scheme, **parts))


def _balanced(entries: Iterable[ProfileEntry]) -> tuple[ProfileEntry, ...]:
    """Return ``entries`` with weights in the same proportions that make 1, in whole per cent."""
    found = list(entries)
    weights = [entry.weight for entry in found]
    if not found:
        return ()
    parts = divided(_WHOLE, weights if any(weights) else [1] * len(found), _PERCENT)
    return tuple(_weighted(found, parts))


def _weighted(
    entries: Iterable[ProfileEntry], weights: Iterable[Decimal]
) -> Iterator[ProfileEntry]:
    for entry, weight in zip(entries, weights, strict=True):
        yield replace(entry, weight=weight)
