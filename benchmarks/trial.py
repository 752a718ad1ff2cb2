"""A trial of a scheme on a year against the bare calculation of the same twelve months.

Run as ``python -m benchmarks.trial [--server]``. 35 people, a year of 12 months, eight
indicators. By hand the facts of all months are gathered at once, and the engine makes figures and
statements of each. A trial compares besides: with what the rules of then give or with what was
settled, with the revenue; it tells who reaches plans and what may spoil the scheme. All times are
of the CPU; contenders take turns in rounds, and the median counts.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from benchmarks import kpi_data, kpi_scheme
from benchmarks.contenders import NOW, Ours, new_database
from benchmarks.kpi_data import MONTH, Size
from benchmarks.month_job import cpu_ms, report
from crm_desktop.composition import Services
from crm_desktop.domain.people import COMPANY, Subject
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import PercentPremium
from crm_desktop.services.measuring import Measuring
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from tests.postgres_server import running_server

SIZE = Size(35, 3_000, 60_000, 12_000, 12_000)
INDICATORS = 8
REPEATS = 3
GOAL = "<= 3"


def year() -> list[Period]:
    """Return the twelve months up to the reference month."""
    months = [MONTH]
    while len(months) < 12:
        months.insert(0, months[0].previous())
    return months


def rules(rate: str) -> Scheme:
    """Return the scheme of the first eight indicators that pays ``rate`` of sales."""
    scheme = kpi_scheme.scheme(dict([*kpi_scheme.SOURCES.items()][:INDICATORS]))
    [percent] = scheme.templates
    return replace(scheme, templates=(replace(percent, premium=PercentPremium(Decimal(rate))),))


def by_hand(ours: Ours, scheme: Scheme, months: list[Period]) -> list[Outcome]:
    """Return everyone's outcomes in ``months``, with statements and nothing else."""
    found: list[Outcome] = []
    with ours.sessions() as session:
        firm, staff = firm_queries.firm(session), subjects.staff(session)
        company = Subject(COMPANY, firm.name)
        measuring = Measuring(session, firm, scheme.indicators, NOW())
        everyone = [*staff.everyone(), company]
        for month, facts in zip(
            months, measuring.facts_in_row(months, staff, everyone), strict=True
        ):
            there = [*staff.measured_in(month), company]
            found += calculate(scheme, there, facts, month, calendar=firm.calendar())
    return found


def compare(location: str) -> None:
    ours = Ours(location)
    ours.fill(kpi_data.generated(SIZE), is_bulk=False)
    services, months = Services(ours.engine, NOW), year()
    services.schemes.import_scheme(rules("0.02"))
    tried = rules("0.03")
    _refuse_other_answers(services, ours, tried, months)
    gc.collect()
    gc.freeze()  # as the program does when it has started
    times(ours, services, tried, "a trial of 12 months")
    for month in months[:-1]:
        services.payroll.calculate_and_save(month)
        services.statement_life.advance(month, StatementState.APPROVED, "A")
    times(ours, services, tried, "the same, eleven settled")
    services.close()


def times(ours: Ours, services: Services, tried: Scheme, what: str) -> None:
    """Report what a trial costs, and what it does that tells of other sales too."""
    months = year()
    trial = partial(services.trials.run, months[0], months[-1], tried)
    contenders: dict[str, Callable[[], object]] = {
        "hand": partial(by_hand, ours, tried, months),
        "trial": trial,
        "with sensitivity": partial(trial, with_sensitivity=True),
    }
    found = cpu_ms({name: (work, ours.clock) for name, work in contenders.items()}, REPEATS)
    report(f"{what}, ms", found["trial"], found["hand"], GOAL)
    report("  with sensitivity, ms", found["with sensitivity"], found["hand"], GOAL)


def _refuse_other_answers(
    services: Services, ours: Ours, tried: Scheme, months: list[Period]
) -> None:
    """Stop where both do not come to the same cost."""
    trial = services.trials.run(months[0], months[-1], tried)
    statements = [one.statement for one in by_hand(ours, tried, months)]
    cost = sum(one.total.minor for one in statements if one is not None)
    if trial.whole.whole.would_be.minor != cost:
        raise SystemExit("The contenders answer differently.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", action="store_true")
    given = parser.parse_args()
    print("SQLite")
    with tempfile.TemporaryDirectory() as folder:
        compare(str(Path(folder) / "trial.sqlite"))
    if given.server:
        print("PostgreSQL")
        with ExitStack() as stack:
            compare(stack.enter_context(new_database(stack.enter_context(running_server()), "t")))


if __name__ == "__main__":
    main()
