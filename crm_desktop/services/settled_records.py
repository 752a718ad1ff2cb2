"""The records behind settled indicators: kept at approval, compared with those of now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from crm_desktop import clock
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import BaseSum
from crm_desktop.kpi.records import Counted, Fate
from crm_desktop.rewards.counted_change import Behind, behind
from crm_desktop.rewards.paid_sums import PaidSums, key_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.measuring import around
from crm_desktop.storage.counted import Counting
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import settled_records
from crm_desktop.storage.working_clock import ensure_working_days, last_needed


class SettledRecords:
    """Those of statements of ``period``, within one transaction."""

    def __init__(self, session: Session, period: Period, now: datetime) -> None:
        self._session, self._period = session, period
        self._firm = firm_queries.firm(session)
        self._today = clock.today(lambda: now, self._firm.time_zone())
        self._counting = Counting(session, around(session, self._firm), period, self._today)
        self._sums: dict[int, PaidSums] = {}
        self._asked: dict[BaseSum, dict[int, int]] = defaultdict(dict)

    def note(self, statement_id: int, employee_id: int, outcome: Outcome, rules: Scheme) -> None:
        """Note that a statement is settled that pays ``outcome`` by ``rules``."""
        sums = self._sums.get(id(rules))
        if sums is None:
            sums = self._sums[id(rules)] = PaidSums(rules)
        card = "" if outcome.statement is None else outcome.statement.card
        for base in sums.of_person(outcome.result.profile, card):
            self._asked[base][employee_id] = statement_id

    def keep(self) -> None:
        """Keep what the indicators of the noted statements are made of now."""
        if any(base.is_working_time for base in self._asked):
            until = last_needed(self._today, self._period.last_day())
            ensure_working_days(self._session, self._firm, self._today, until)
        for base, statements in self._asked.items():
            found = self._counting.counted(base, statements)
            kept = {statement: found.get(owner, ()) for owner, statement in statements.items()}
            settled_records.add(self._session, key_of(base), base.entity, kept)

    def behind(
        self, asked: Mapping[int, tuple[int, Collection[str]]], sums: PaidSums
    ) -> dict[int, dict[str, Behind]]:
        """Return what changed behind indicators, by statement and code.

        ``asked`` has by statement the employee and the codes.
        """
        bases = {code: sums.of_indicator(code) for _, codes in asked.values() for code in codes}
        was = self._kept(list(asked), {base for found in bases.values() for base in found})
        owners: dict[BaseSum, set[int]] = defaultdict(set)
        for statement, of_statement in was.items():
            for base in of_statement:
                owners[base].add(asked[statement][0])
        now = {base: self._counting.counted(base, whose) for base, whose in owners.items()}
        found = {
            statement: {
                code: behind(
                    bases[code],
                    was[statement],
                    {base: now[base].get(owner, ()) for base in was[statement]},
                    self._firm.currency,
                )
                for code in codes
            }
            for statement, (owner, codes) in asked.items()
            if statement in was
        }
        return self._with_fates(found)

    def _kept(
        self, statements: list[int], bases: Collection[BaseSum]
    ) -> dict[int, dict[BaseSum, Counted]]:
        """Return what was kept, by statement."""
        by_key = {key_of(base): base for base in bases}
        found: dict[int, dict[BaseSum, Counted]] = defaultdict(dict)
        for (statement, key), rows in settled_records.read(
            self._session, statements, by_key
        ).items():
            found[statement][by_key[key]] = rows
        return found

    def _with_fates(self, found: dict[int, dict[str, Behind]]) -> dict[int, dict[str, Behind]]:
        """Return ``found`` with what became of the records that count no more."""
        gone: dict[BaseSum, set[int]] = defaultdict(set)
        for of_statement in found.values():
            for one in of_statement.values():
                for base, record in one.gone():
                    gone[base].add(record)
        fates: dict[BaseSum, Mapping[int, Fate]] = {
            base: self._counting.fates(base, records) for base, records in gone.items()
        }
        return {
            statement: {code: one.with_fates(fates) for code, one in of_statement.items()}
            for statement, of_statement in found.items()
        }
