"""Which indicators suit a team: few, straight to the aim, honest, and with records to count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import NamedTuple

from crm_desktop.domain.fields import FIELDS
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry, Role, with_needs
from crm_desktop.kpi.catalogue_needs import needs_of
from crm_desktop.kpi.health.rules import MOST_KEY_INDICATORS, is_quality
from crm_desktop.kpi.sentence import listed
from crm_desktop.kpi.source import (
    ExternalSource,
    ManualSource,
    RecordSource,
    Source,
    StaffSource,
)
from crm_desktop.rewards.wizard.draft import Aim
from crm_desktop.rewards.wizard.goals import PURPOSES
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.texts import Message, plural

_USUAL: Mapping[Role, tuple[str, ...]] = {
    Role.SALES: ("sales_volume", "lead_conversion", "receipts"),
    Role.CALL_CENTRE: ("processed_applications", "missed_share", "answer_speed"),
    Role.SERVICE: ("solved_problems", "satisfaction", "answer_time"),
    Role.OFFICE: ("tasks_done", "deadlines_kept", "heads_mark"),
    Role.MARKETING: ("leads", "lead_cost", "campaign_return"),
    Role.HEAD_OF_SALES: ("department_sales", "sales_per_manager", "turnover"),
}
"""What shows the work of a role best, whatever is wanted."""

_ENTERED = frozenset({"score", "points", "duration", "margin", "discount"})
"""Fields of records that are easily left empty."""

_OUTSIDE = ManualSource | ExternalSource


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry of the catalogue by its ``code``, and as a sentence why it is there."""

    code: str
    reason: Message
    is_preselected: bool
    has_data: bool


def suggested(
    role: Role | None, aims: Sequence[Aim], past: WizardPast, members: Sequence[SubjectRef]
) -> tuple[Suggestion, ...]:
    """Return all entries of ``role``, the best first; without a role all there are.

    Two or three are preselected: what shows the first aim, how well next to how much, and what
    the role is usually measured by or another aim asks for. Only what has records of
    ``members`` is, unless nothing has any, and nothing that is still to be chosen for. What a
    department as a whole comes to says nothing of a person, who has only deals of their own.
    """
    entries = [each for each in CATALOGUE.values() if role is None or role in each.roles]
    fed = {each.code: past.has_data(members, each.code) for each in entries}
    ranked = sorted(entries, key=_rank(role, aims, fed))
    is_of_people = all(each.level is SubjectLevel.EMPLOYEE for each in members)
    fitting = [each for each in ranked if not (is_of_people and _is_of_unit(each))]
    picked = _picked(_eligible(fitting, fed), role, aims)
    others = [entry.code for entry in ranked if entry.code not in picked]
    known = _Known(past, members, is_of_people=is_of_people)
    return tuple(
        Suggestion(
            code,
            picked.get(code) or _reason(CATALOGUE[code], role, aims, known),
            is_preselected=code in picked,
            has_data=fed[code],
        )
        for code in (*picked, *others)
    )


def _rank(
    role: Role | None, aims: Sequence[Aim], fed: Mapping[str, bool]
) -> Callable[[CatalogueEntry], tuple[int, bool]]:
    """Return by what to sort: what shows the aims, what is usual, the rest; with records first."""
    asked = [_asked(aim, role) for aim in aims]
    mains, others = [codes[0] for codes in asked], [code for codes in asked for code in codes[1:]]
    order = list(dict.fromkeys([*mains, *others, *(_USUAL[role] if role else ())]))
    places = {code: place for place, code in enumerate(order)}

    return lambda entry: (places.get(entry.code, len(order)), not fed[entry.code])


def _asked(aim: Aim, role: Role | None) -> Sequence[str]:
    """Return what shows ``aim``, the best first; of a head that of the department."""
    codes = PURPOSES[aim].indicators
    if role is not Role.HEAD_OF_SALES:
        return codes
    return sorted(codes, key=lambda code: code not in _USUAL[Role.HEAD_OF_SALES])


def _eligible(
    ranked: Sequence[CatalogueEntry], fed: Mapping[str, bool]
) -> Sequence[CatalogueEntry]:
    """Return what may be preselected: with records, or with records to come where none is there."""
    ready = [entry for entry in ranked if not entry.parameters]
    known = [entry for entry in ready if fed[entry.code]]
    return known or [entry for entry in ready if not _uses(entry, _OUTSIDE)]


def _uses(entry: CatalogueEntry, kind: type[Source] | UnionType) -> bool:
    """Return whether ``entry`` comes from sources of ``kind``; nothing chosen for tells of none."""
    if entry.parameters:
        return False
    return any(isinstance(each.make({}), kind) for each in with_needs((entry.code,)))


def _is_of_unit(entry: CatalogueEntry) -> bool:
    """Return whether ``entry`` tells of a department as a whole, and so of no person."""
    return entry.roles == {Role.HEAD_OF_SALES}


def _picked(
    eligible: Sequence[CatalogueEntry], role: Role | None, aims: Sequence[Aim]
) -> dict[str, Message]:
    """Return the codes to preselect with their reasons, the main one first."""
    if not eligible:
        return {}
    first, *rest = eligible
    picked = {
        first.code: _aim_reason(first, role, aims) or Message("Shows best what this work is for.")
    }
    is_well = _is_quality(first)
    other = next((entry for entry in rest if _is_quality(entry) is not is_well), None)
    if other is not None:
        picked[other.code] = (
            Message("Shows how much is done, next to how well.")
            if is_well
            else Message("Keeps quantity honest: it shows how well the work is done.")
        )
    mains = {_asked(aim, role)[0] for aim in aims}
    usual = {*mains, *(_USUAL[role] if role else ())}
    for entry in rest:
        if len(picked) < MOST_KEY_INDICATORS and entry.code in usual - picked.keys():
            picked[entry.code] = _aim_reason(entry, role, aims) or _usual_reason(role)
    return picked


def _is_quality(entry: CatalogueEntry) -> bool:
    return is_quality(entry.indicator({each.code: each.code for each in entry.parameters}))


def _aim_reason(entry: CatalogueEntry, role: Role | None, aims: Sequence[Aim]) -> Message | None:
    for aim in aims:
        codes = _asked(aim, role)
        if entry.code == codes[0]:
            return Message("Leads straight to what you want: {aim}.", aim=aim)
        if entry.code in codes:
            return Message("Helps what you want: {aim}.", aim=aim)
    return None


def _usual_reason(role: Role | None) -> Message:
    return Message("Usual for this work: {role}.", role=role)


class _Known(NamedTuple):
    past: WizardPast
    members: Sequence[SubjectRef]
    is_of_people: bool

    def periods(self, code: str) -> int:
        """Return in how many periods any of the members has something behind the indicator."""
        rows = [self.past.row(ref, code) for ref in self.members]
        return sum(map(any, zip(*(row.fed for row in rows if row.fed), strict=True)))


def _reason(
    entry: CatalogueEntry, role: Role | None, aims: Sequence[Aim], known: _Known
) -> Message:
    """Return what is to be said of an entry that is only offered."""
    counted = known.periods(entry.code)
    if known.is_of_people and _is_of_unit(entry):
        return Message(
            "Measure the department as a whole, and pay the head by its figures (premium for the "
            "department’s plan)."
        )
    if entry.parameters:
        what = listed([parameter.label for parameter in entry.parameters])
        return Message("Choose first what it is about: {what}.", what=what)
    if not counted:
        return Message("No data here yet.")
    asked = _aim_reason(entry, role, aims)
    if asked is None and role is not None and entry.code in _USUAL[role]:
        asked = _usual_reason(role)
    return asked or plural(
        "There are records of it in {counted} of {count} period.",
        "There are records of it in {counted} of {count} periods.",
        count=len(known.past.periods),
        counted=counted,
    )


def needed_records(entry: CatalogueEntry) -> Message:
    """Return what would have to be recorded so that ``entry`` has figures, as a sentence."""
    sources = [_made(each) for each in with_needs((entry.code,))]
    needs: dict[Message, None] = {}
    for source in sources:
        needs |= dict.fromkeys(_outside_needs(source))
    for need in needs_of(entry):
        needs[_records(need)] = None
    for field in dict.fromkeys(field for source in sources for field in _entered(source)):
        needs[Message("“{field}” filled in", field=field)] = None
    return Message("To count this, the program needs: {records}.", records=listed(list(needs)))


def _made(entry: CatalogueEntry) -> Source:
    return entry.make({each.code: "" for each in entry.parameters})


def _outside_needs(source: Source) -> Iterator[Message]:
    match source:
        case ManualSource():
            yield Message("a mark for each person in each period, with the reason")
        case ExternalSource():
            yield Message("figures from outside, imported from a table")
        case StaffSource():
            yield Message("the days on which people were hired and left")


def _records(need: RecordSource) -> Message:
    """Return which records are meant: “activities (kind: survey)”."""
    if need.where == EVERYTHING:
        return Message("{records}", records=need.entity)
    where = in_words(need.where, need.entity)
    return Message("{records} ({where})", records=need.entity, where=where)


def _entered(source: Source) -> Iterator[Message]:
    """Yield the field that is easily left empty, where ``source`` adds it up."""
    if isinstance(source, RecordSource) and source.measure in _ENTERED:
        yield FIELDS[source.entity][source.measure].label
