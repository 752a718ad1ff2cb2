"""What a team may be measured by: the catalogue by its role, and what the firm has of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from crm_desktop.domain.people import SubjectRef
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.basket import Basket
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import script_of
from crm_desktop.kpi.source import FormulaSource
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.choosing import suggested
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import with_definition, with_indicators
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.shapes import with_marks_worth
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.rewards.wizard.suggesting import counted
from crm_desktop.texts import Message

_OWN = Message("The firm's own indicator.")
_OTHER = Message("Made for other work.")


@dataclass(frozen=True, slots=True)
class Offer:
    """``entry`` is None for what is no entry of the catalogue.

    Without an ``indicator`` something has to be chosen first: each choice makes one more.
    """

    code: str
    name: str
    reason: Message
    indicator: Indicator | None
    entry: CatalogueEntry | None = None
    is_taken: bool = False
    has_data: bool = False

    @property
    def key(self) -> tuple[str, bool]:
        """What tells offers apart: an entry to choose for may be there beside what it made."""
        return self.code, self.indicator is None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to choose from, whoever chooses: the draft's own before the firm's."""

    indicators: Mapping[str, Indicator]
    scripts: Mapping[str, Script]

    @classmethod
    def of(cls, draft: WizardDraft, firm: WizardFirm) -> Shelf:
        ready = (entry.indicator() for entry in CATALOGUE.values() if not entry.parameters)
        indicators = (*ready, *firm.present.indicators, *draft.scheme.indicators)
        scripts = (*firm.present.scripts, *draft.scheme.scripts)
        return cls({one.code: one for one in indicators}, {one.code: one for one in scripts})

    def with_parts(self, first: Indicator) -> tuple[list[Indicator], list[Script]]:
        """Return ``first`` with all indicators and scripts that it is made of."""
        found: dict[str, Indicator] = {}
        scripts: dict[str, Script] = {}
        waiting = [first]
        while waiting:
            each = waiting.pop()
            if each.code in found:
                continue
            found[each.code] = each
            script = self.scripts.get(script_of(each) or "")
            reads: Iterable[str] = ()
            if script is not None:
                scripts[script.code] = script
                reads = script.reads
            waiting += [self.indicators[c] for c in (*_names(each), *reads) if c in self.indicators]
        return list(found.values()), list(scripts.values())


def offers(
    draft: WizardDraft,
    team: str,
    firm: WizardFirm,
    past: WizardPast,
    *,
    members: Sequence[SubjectRef],
    is_all: bool = False,
) -> list[Offer]:
    """Return what ``team`` may be measured by, the best for its role first.

    What it has already and is not for its role stands above; what the firm has of its own below,
    and with ``is_all`` the rest of the catalogue after that.
    """
    shelf = Shelf.of(draft, firm)
    taken = {entry.indicator for entry in draft.profile(team).entries}
    held = {each.code for each in (*firm.present.indicators, *draft.scheme.indicators)}
    lines = [
        _of_entry(CATALOGUE[one.code], shelf, taken, past=past, members=members, why=one.reason)
        for one in suggested(draft.team(team).role, draft.goal.aims, past, members)
    ]
    seen = {line.code for line in lines if line.indicator is not None}
    own = [
        Offer(
            code,
            shelf.indicators[code].name,
            _OTHER if code in CATALOGUE else _OWN,
            shelf.indicators[code],
            CATALOGUE.get(code),
            code in taken,
            past.has_data(members, code),
        )
        for code in shelf.indicators
        if code in held - seen and (code in taken or code not in CATALOGUE or _is_made(code))
    ]
    seen |= {line.code for line in (*lines, *own)}
    rest = [
        _of_entry(entry, shelf, taken, past=past, members=members, why=_OTHER)
        for entry in CATALOGUE.values()
        if is_all and entry.code not in seen
    ]
    above = [line for line in own if line.is_taken]
    return _each_once([*above, *lines, *(line for line in own if not line.is_taken), *rest])


def measured_for(offered: Iterable[Offer], shelf: Shelf) -> tuple[Indicator, ...]:
    """Return what has to be measured to show ``offered``, in an order that does not change."""
    found: dict[str, Indicator] = {}
    for line in offered:
        if line.indicator is not None:
            parts, _scripts = shelf.with_parts(line.indicator)
            found |= {each.code: each for each in parts}
    return tuple(found[code] for code in sorted(found))


def taken_in(draft: WizardDraft, team: str, indicator: Indicator, shelf: Shelf) -> WizardDraft:
    """Return the draft with ``team`` measured by ``indicator`` too, and with all it is made of.

    Marks have no plan, so they come with a scale that says what each is worth.
    """
    parts, scripts = shelf.with_parts(indicator)
    for script in scripts:
        draft = with_definition(draft, script)
    is_there = any(entry.indicator == indicator.code for entry in draft.profile(team).entries)
    draft = with_indicators(draft, team, (indicator.code,), parts)
    return draft if is_there else with_marks_worth(draft, team, indicator)


def chosen_for(
    draft: WizardDraft, team: str, code: str, values: Mapping[str, str], shelf: Shelf
) -> WizardDraft:
    """Return the draft with ``team`` measured by an entry for what was chosen.

    Raises:
        InvalidInputError: a choice is missing; its field is ``code.parameter``.

    """
    basket = Basket(frozenset(shelf.indicators), (code,), {code: values})
    made = basket.indicators()[-1]
    return taken_in(draft, team, made, shelf)


def preselected(draft: WizardDraft, team: str, past: WizardPast, firm: WizardFirm) -> WizardDraft:
    """Return the draft with ``team`` measured by the two or three that suit it best."""
    refs = [each.ref for each in measured(draft, firm)[team]]
    role = draft.team(team).role
    for one in suggested(role, draft.goal.aims, past, refs):
        if one.is_preselected:
            shelf = Shelf.of(draft, firm)
            draft = taken_in(draft, team, shelf.indicators[one.code], shelf)
    return draft


def usual(past: WizardPast, refs: Iterable[SubjectRef], code: str) -> Decimal | None:
    """Return what is usual for one of ``refs``: the median of what is usual for each."""
    known = [row.median for row in (past.row(ref, code) for ref in refs)]
    values = [value for value in known if value is not None]
    return median(values) if values else None


def by_period(past: WizardPast, refs: Sequence[SubjectRef], code: str) -> list[Decimal | None]:
    """Return what was usual for one of ``refs`` in each period, None where nothing was there."""
    rows = [past.row(ref, code) for ref in refs]
    found: list[Decimal | None] = []
    for place in range(len(past.periods)):
        values = [row.values[place] for row in rows if row.values and row.fed[place]]
        known = [value for value in values if value is not None]
        found.append(median(known) if known else None)
    return found


def last_of(past: WizardPast, ref: SubjectRef, code: str) -> Decimal | None:
    values = counted(past.row(ref, code))
    return values[-1] if values else None


def _of_entry(
    entry: CatalogueEntry,
    shelf: Shelf,
    taken: set[str],
    *,
    past: WizardPast,
    members: Sequence[SubjectRef],
    why: Message,
) -> Offer:
    if entry.parameters:
        return Offer(entry.code, str(entry.name), why, None, entry)
    indicator = shelf.indicators[entry.code]
    has_data = past.has_data(members, entry.code)
    name = indicator.name
    return Offer(entry.code, name, why, indicator, entry, entry.code in taken, has_data)


def _each_once(offered: Sequence[Offer]) -> list[Offer]:
    """Return ``offered`` without the firm's own that count what a ready one counts.

    What is taken stays, and the ready one goes in its place where that is not.
    """
    own = [one for one in offered if one.entry is None]
    ready = [one for one in offered if one.entry is not None]
    taken = [_counted_by(one) for one in own if one.is_taken]
    left = [one for one in ready if one.is_taken or _counted_by(one) not in taken]
    known = [_counted_by(one) for one in left]
    twice = {one.key for one in own if not one.is_taken and _counted_by(one) in known}
    gone = {one.key for one in ready} - {one.key for one in left}
    return [one for one in offered if one.key not in twice | gone]


def _counted_by(offer: Offer) -> object:
    """Return what ``offer`` counts and how, itself where something is to be chosen first."""
    found = offer.indicator
    return offer if found is None else (found.source, found.unit, found.polarity)


def _is_made(code: str) -> bool:
    """Return whether an indicator of this code is an entry with what was chosen for it."""
    return bool(CATALOGUE[code].parameters)


def _names(indicator: Indicator) -> Iterator[str]:
    if isinstance(indicator.source, FormulaSource):
        try:
            yield from parse(indicator.source.formula).names
        except InvalidInputError:
            return
