"""Which sums of records pay or score people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from hashlib import sha256

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.kpi.facts import BaseSum
from crm_desktop.kpi.order import children_in_order
from crm_desktop.kpi.recipe import recipe_of
from crm_desktop.kpi.scripted import script_of
from crm_desktop.rewards.ground import indicators_of
from crm_desktop.rewards.keeping import indicators_read, measured
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.scheme import Scheme

_NAMED = frozenset({Entity.DEAL, Entity.DOCUMENT, Entity.PAYMENT, Entity.LINE, Entity.ACTIVITY})
"""The kinds of records that a settled statement names."""


@lru_cache(maxsize=1024)
def key_of(base: BaseSum) -> str:
    """Return the short key under which the records of ``base`` are kept."""
    text = json.dumps(REWARDS.to_plain(base), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


class PaidSums:
    """The sums of records that indicators of ``scheme`` are made of, formulas resolved.

    What has amounts comes before what is counted.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._sources = {one.code: one.source for one in scheme.indicators}
        self._formulas = children_in_order(scheme.indicators)
        reads = {script.code: script.reads for script in scheme.scripts}
        self._asked = {one.code: reads.get(script_of(one), ()) for one in scheme.indicators}
        self._of_people: dict[tuple[str, str], tuple[BaseSum, ...]] = {}

    def of_person(self, profile: str, card: str) -> tuple[BaseSum, ...]:
        """Return what the indicators are made of that a profile and a card read, by their codes."""
        found = self._of_people.get((profile, card))
        if found is None:
            scheme = self._scheme
            held = next((one for one in scheme.profiles if one.code == profile), None)
            paid = next((one for one in scheme.cards if one.code == card), None)
            found = self._of(indicators_read(held, paid, scheme))
            self._of_people[profile, card] = found
        return found

    def of_indicator(self, code: str) -> tuple[BaseSum, ...]:
        """Return what an indicator is made of."""
        return self._of([code])

    @cached_property
    def read_by(self) -> Mapping[str, frozenset[str]]:
        """The indicators of the employee that each template reads, gates included."""
        return {
            one.code: frozenset(indicators_of(one))
            for one in self._scheme.templates
            if one.level is SubjectLevel.EMPLOYEE
        }

    def _of(self, read: Iterable[str]) -> tuple[BaseSum, ...]:
        found = [
            term.base
            for code in sorted(measured(read, self._formulas, self._asked))
            if code in self._sources
            for term in recipe_of(self._sources[code]).terms
            if term.base.entity in _NAMED
        ]
        return tuple(dict.fromkeys(sorted(found, key=lambda base: base.measure is None)))
