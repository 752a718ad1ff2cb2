"""What single statements were made of, told compactly."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.definition import Profile
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.formula import Formula
from crm_desktop.kpi.order import children_in_order
from crm_desktop.kpi.rollup import Measured
from crm_desktop.kpi.scripted import script_of
from crm_desktop.rewards.engine import NO_EARNINGS
from crm_desktop.rewards.ground import WITH_ACCRUALS, Ground, Paid, indicators_of
from crm_desktop.rewards.kept_shares import told_share
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.shared import is_shared
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import BonusTemplate, RewardCard

T = TypeVar("T", Profile, RewardCard)


class Keeping:
    """Tells what single statements of ``ground``, as ``paid``, were made of: texts of JSON objects.

    ``edition`` says which rules were read: the last definition and the last plan that there was.
    """

    def __init__(self, ground: Ground, edition: Sequence[int], paid: Paid) -> None:
        self._ground, self._shared = ground, paid.shared
        alike: dict[tuple[str, SubjectLevel], list[SubjectRef]] = defaultdict(list)
        for outcome in paid.outcomes:
            ref = outcome.result.subject.ref
            alike[outcome.result.profile, ref.level].append(ref)
        self._alike = {key: tuple(refs) for key, refs in alike.items()}
        self._profiles = {ref: key[0] for key, refs in alike.items() for ref in refs}
        self._head = _text(
            {
                "edition": list(edition),
                "today": ground.today.isoformat(),
                "rounding": ground.scheme.rounding.value,
                "place": ground.scheme.rounding_place.value,
                "calendar": _plain_calendar(ground.calendar, _span(ground)),
            }
        )[:-1]
        self._by_ref = {subject.ref: subject for subject in ground.subjects}
        self._departments = departments_of(ground.subjects)
        self._surroundings: dict[tuple[object, ...], _Surroundings] = {}
        self._needs: dict[tuple[str, str], tuple[str, ...]] = {}
        self._told: dict[tuple[object, ...], Mapping[SubjectRef, str]] = {}

    def text(self, outcome: Outcome) -> str:
        """Return what the statement of ``outcome`` was made of."""
        subject, card = outcome.result.subject, outcome.statement.card if outcome.statement else ""
        codes, others, place, units, facts = self._around(subject, outcome.result.profile, card)
        presence = "null" if subject.presence is None else _text(REWARDS.to_plain(subject.presence))
        own = f"[{_text(str(subject.ref))},{_text(subject.name)},{place},{presence}]"
        facts = self._facts(subject.ref, codes) + facts
        more = "".join(self._more(subject, card, others)) if self._has_more else ""
        return f'{self._head},"subjects":[{own}{units}],"facts":{{{facts}}}{more}}}'

    def _around(self, subject: Subject, profile: str, card: str) -> _Surroundings:
        """Return what people of one place have alike who are measured and paid alike."""
        key = subject.department, subject.groups, profile, card
        known = self._surroundings.get(key)
        if known is None:
            codes = self._codes(profile, card)
            others = [ref for ref in self._others(subject, card) if ref in self._by_ref]
            facts = "".join(f",{self._facts(ref, codes)}" for ref in others)
            known = _Surroundings(codes, others, *self._place(subject), facts)
            self._surroundings[key] = known
        return known

    def _more(self, subject: Subject, card: str, others: Sequence[SubjectRef]) -> Iterator[str]:
        """Yield what few statements are made of besides, each after a comma."""
        opening = self._ground.openings.get(subject.ref)
        if opening is not None:
            yield f',"opening":{_text(REWARDS.to_plain(opening))}'
        answer = self._ground.answers.get(subject.ref)
        if answer is not None:
            yield f',"script":{_text(REWARDS.to_plain(answer))}'
        if self._ground.earnings.accruals(subject.ref):
            yield f',"{WITH_ACCRUALS}":true'
        if shares := self._shares(subject, card):
            yield f',"shares":{_text(shares)}'
        longer, asked = [], {one.period_kind for one in self._templates.get(card, ())}
        for kind, facts in self._ground.longer.items():
            if kind in asked:
                codes = self._longer_codes(kind, card)
                of_kind = ",".join(
                    self._facts(ref, codes, kind, facts) for ref in (subject.ref, *others)
                )
                longer.append(f'"{kind.value}":{{{of_kind}}}')
        if longer:
            yield f',"longer":{{{",".join(longer)}}}'

    @cached_property
    def _has_more(self) -> bool:
        """Whether any statement is made of more than facts."""
        ground = self._ground
        is_more = bool(ground.openings or ground.longer or ground.answers)
        is_more = is_more or ground.earnings is not NO_EARNINGS
        return is_more or any(map(is_shared, ground.scheme.templates))

    def _shares(self, subject: Subject, card: str) -> dict[str, list[object]]:
        """Return what ``subject`` has of pools and contests, by the codes of their templates."""
        found = {
            template.code: told_share(self._shared, template, subject)
            for template in self._templates.get(card, ())
            if is_shared(template)
        }
        return {code: share for code, share in found.items() if share is not None}

    def _place(self, subject: Subject) -> tuple[str, str]:
        """Return the texts of where ``subject`` is, and of each that takes it in after a comma."""
        refs = list(lineage(subject, self._departments))[1:]
        found = (self._by_ref[ref] for ref in refs if ref in self._by_ref)
        units = "".join(f",{_text(_plain_unit(unit))}" for unit in found)
        return f"{_text(subject.department)},{_text(list(subject.groups))}", units

    def _others(self, subject: Subject, card: str) -> Iterator[SubjectRef]:
        """Yield whose figures besides its own pay ``subject``."""
        levels = self._levels.get(card, ())
        if SubjectLevel.DEPARTMENT in levels and subject.department is not None:
            yield SubjectRef(SubjectLevel.DEPARTMENT, subject.department)
        if SubjectLevel.COMPANY in levels:
            yield COMPANY

    @cached_property
    def _templates(self) -> Mapping[str, Sequence[BonusTemplate]]:
        """The templates by the cards that they are on."""
        templates = {template.code: template for template in self._ground.scheme.templates}
        return {
            card.code: [templates[code] for code in card.templates if code in templates]
            for card in self._ground.scheme.cards
        }

    @cached_property
    def _levels(self) -> Mapping[str, Collection[SubjectLevel]]:
        return {card: {one.level for one in found} for card, found in self._templates.items()}

    def _longer_codes(self, kind: PeriodKind, card: str) -> tuple[str, ...]:
        """Return the indicators that templates of ``card`` by a longer ``kind`` may read."""
        key = kind.value, card
        known = self._needs.get(key)
        if known is None:
            of_kind = [one for one in self._templates.get(card, ()) if one.period_kind is kind]
            read = [code for one in of_kind for code in indicators_of(one)]
            profiles = (one for one in self._ground.scheme.profiles if one.period_kind is kind)
            read += [entry.indicator for one in profiles for entry in one.entries if of_kind]
            known = self._needs[key] = tuple(sorted(measured(read, self._formulas, self._asked)))
        return known

    @cached_property
    def _formulas(self) -> Mapping[str, Formula]:
        return children_in_order(self._ground.scheme.indicators)

    @cached_property
    def _asked(self) -> Mapping[str, Sequence[str]]:
        """What the script of each indicator that one works out reads."""
        scheme = self._ground.scheme
        reads = {script.code: script.reads for script in scheme.scripts}
        return {one.code: reads.get(script_of(one), ()) for one in scheme.indicators}

    def _codes(self, profile: str, card: str) -> tuple[str, ...]:
        """Return the indicators that are measured for ``profile`` and ``card``."""
        known = self._needs.get((profile, card))
        if known is None:
            scheme = self._ground.scheme
            held, paid = _named(scheme.profiles, profile), _named(scheme.cards, card)
            read = indicators_read(held, paid, scheme)
            known = tuple(sorted(measured(read, self._formulas, self._asked)))
            self._needs[profile, card] = known
        return known

    def _facts(
        self,
        ref: SubjectRef,
        codes: tuple[str, ...],
        kind: PeriodKind | None = None,
        facts: Facts | None = None,
    ) -> str:
        """Return the text of what was measured of ``ref``: values of terms, or whole facts.

        In a longer period of ``kind``, whose ``facts`` are given, or in the one itself.
        """
        profile = self._profiles[ref]
        key = profile, ref.level, codes, kind
        known = self._told.get(key)
        if known is None:
            refs = self._alike[profile, ref.level]
            told = _tell(codes, refs, self._ground.facts if facts is None else facts)
            known = self._told[key] = dict(zip(refs, told, strict=True))
        return known[ref]


class _Surroundings(NamedTuple):
    """What is told of a person besides the own name and facts.

    ``codes`` are what is measured, of the ``others`` too; the rest are texts, those of ``units``
    and of the ``facts`` of others after commas.
    """

    codes: tuple[str, ...]
    others: Sequence[SubjectRef]
    place: str
    units: str
    facts: str


def _tell(codes: Sequence[str], refs: tuple[SubjectRef, ...], facts: Facts) -> list[str]:
    """Return for each of ``refs`` the text of its key and of what was measured of it.

    All have the same form, which their values fill.
    """
    form, columns = "", [[_text(str(ref)) for ref in refs]]
    for code in codes:
        key = _text(code).replace("%", "%%")
        source = facts.of_records.get(code) if isinstance(facts, Measured) else None
        if source is None:
            form += "%s"
            columns.append([_tell_fact(code, facts.get((ref, code))) for ref in refs])
        else:
            terms = source.column(refs).terms
            form += f",{key}:[{','.join(['%s'] * len(terms))}]"
            columns += map(_texts, terms)
    rows = zip(*columns, strict=True)
    return [f"{row[0]}:{{{(form % row[1:])[1:]}}}" for row in rows]


def _tell_fact(code: str, fact: Fact | None) -> str:
    """Return the text of a ``fact`` with its key after a comma, empty for nothing."""
    return "" if fact is None else f",{_text(code)}:{_text(REWARDS.to_plain(fact))}"


def measured(
    read: Iterable[str], formulas: Mapping[str, Formula], asked: Mapping[str, Iterable[str]]
) -> set[str]:
    """Return what is measured for the indicators that are ``read``, formulas resolved.

    What their scripts ``asked`` for is told with them.
    """
    found: set[str] = set()
    waiting = list(read)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(formulas[code].names if code in formulas else asked.get(code, ()))
    return found - formulas.keys()


def indicators_read(
    profile: Profile | None, card: RewardCard | None, scheme: Scheme
) -> Iterator[str]:
    """Yield what ``profile`` and the templates of ``card`` read, some of it more than once."""
    if profile is not None:
        yield from (entry.indicator for entry in profile.entries)
    for template in scheme.templates:
        if card is not None and template.code in card.templates:
            yield from indicators_of(template)


def _named(definitions: Iterable[T], code: str) -> T | None:
    return next((one for one in definitions if one.code == code), None)


def _plain_unit(unit: Subject) -> list[object]:
    return [str(unit.ref), unit.name, unit.department, [], None]


def _span(ground: Ground) -> Period:
    """Return the period with all longer ones that end with it."""
    own = ground.period
    starts = [own.start, *(Period.containing(own.start, kind).start for kind in ground.longer)]
    return Period(min(starts), own.end)


def _plain_calendar(calendar: WorkingCalendar, period: Period) -> list[object]:
    """Return the country, and what the firm says about days of ``period``."""
    own = [[one.day.isoformat(), one.kind.value] for one in calendar.own if one.day in period]
    return [calendar.country, own]


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _texts(values: Iterable[Decimal | None]) -> list[str]:
    return ["null" if value is None else f'"{value!s}"' for value in values]
