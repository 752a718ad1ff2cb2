"""From when a scheme file holds, and what of the firm's goes by its import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import ALWAYS, Plan
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import WizardRow
from crm_desktop.services.scheme_arrivals import AwaitedScheme
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import StatementRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import FIVE_PERCENT, NOW
from tests.storage.rules_told import told, told_on_all_days
from tests.storage.wizard_firm import JULY, JUNE, sellers, wizard_firm

MAY = date(2026, 5, 1)


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


@pytest.fixture
def draft(services: Services) -> WizardDraft:
    plan = Plan("sales", employee(0), Decimal(5000))
    return editing.with_plans(sellers(services), [plan])


def published(services: Services, draft: WizardDraft) -> WizardRow:
    kept = services.wizards.create(draft)
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    return services.wizards.wizard(kept.row.id).row


def travelled(services: Services, draft: WizardDraft, folder: Path) -> Scheme:
    """Return the scheme of ``draft`` once it was a file."""
    services.scheme_files.write_draft(folder / "pay.crmscheme", draft)
    return services.scheme_files.read(folder / "pay.crmscheme")


def test_the_file_of_a_draft_has_its_first_day(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    found = travelled(services, draft, tmp_path)

    assert (found.first_day, found.last_first_day) == (JUNE, JUNE)
    assert {plan.valid_from for plan in found.plans} == {JUNE}
    assert "valid_from = 2026-06-01" in (tmp_path / "pay.crmscheme").read_text(encoding="utf-8")


def test_a_plan_of_a_draft_that_begins_later_keeps_its_day(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    later = replace(draft.scheme.plans[0], valid_from=JULY)
    draft = replace(draft, scheme=replace(draft.scheme, plans=(*draft.scheme.plans, later)))

    found = travelled(services, draft, tmp_path)

    assert [plan.valid_from for plan in found.plans] == [JUNE, JULY]


def test_a_draft_without_a_first_day_holds_since_ever(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    found = travelled(services, replace(draft, valid_from=None), tmp_path)

    assert found.first_day == ALWAYS
    assert services.scheme_files.arrival(found).runs


def test_nothing_that_a_file_brings_or_ends_changes_before_its_first_day(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    before = told(services, MAY)
    found = travelled(services, draft, tmp_path)

    arrival = services.scheme_files.arrival(found)
    assert services.scheme_files.take(found) & Changes.SCHEME

    assert (arrival.starts, arrival.complete, arrival.runs) == (JUNE, JUNE, False)
    assert arrival.ended
    assert told(services, MAY) == before
    held = {each.name for each in services.schemes.scheme(JUNE).definitions()}
    assert held == {each.name for each in found.definitions()}


def test_the_file_of_a_published_scheme_replaces_nothing_of_it(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    row = published(services, draft)
    found = travelled(services, services.wizards.wizard(row.id).draft, tmp_path)

    assert services.scheme_files.arrival(found).awaited == ()
    services.scheme_files.take(found)
    assert services.wizards.withdraw(row.id, row.version) & Changes.SCHEME


def test_a_scheme_to_come_is_named_whose_rules_are_replaced(
    services: Services, draft: WizardDraft
) -> None:
    row = published(services, draft)
    before = told_on_all_days(services)
    found = services.wizards.wizard(row.id).draft.scheme.since_ever()

    arrival = services.scheme_files.arrival(found)

    assert (arrival.starts, arrival.runs) == (ALWAYS, True)
    assert arrival.awaited == (AwaitedScheme("New pay", JUNE),)
    assert arrival.costs() == {*arrival.ended, AwaitedScheme("New pay", JUNE)}
    assert told_on_all_days(services) == before


def test_a_scheme_to_come_is_named_whose_plan_alone_is_replaced(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    row = published(services, draft)
    own = services.wizards.wizard(row.id).draft
    plan = replace(own.scheme.plans[0], value=Decimal(5001))
    other = replace(own, scheme=replace(own.scheme, plans=(plan,)))

    found = travelled(services, other, tmp_path)

    assert services.scheme_files.arrival(found).awaited == (AwaitedScheme("New pay", JUNE),)


def test_a_scheme_that_has_not_been_published_is_not_named(
    services: Services, draft: WizardDraft, tmp_path: Path
) -> None:
    services.wizards.create(draft)

    assert services.scheme_files.arrival(travelled(services, draft, tmp_path)).awaited == ()


def test_the_plan_of_a_custom_period_that_has_begun_outlasts_its_indicator(
    services: Services, database: str
) -> None:
    past, running, to_come = (
        Plan("won", employee(0), Decimal(7), PeriodKind.CUSTOM, first, until=last)
        for first, last in (
            (date(2026, 3, 1), MAY),
            (date(2026, 5, 10), date(2026, 7, 20)),
            (JULY, date(2026, 8, 1)),
        )
    )
    services.plans.set_plans([past, running, to_come])
    services.payroll.calculate_and_save(Period.month(2026, 4))
    with sessions_on(database).begin() as session:
        session.execute(update(StatementRecord).values(state="approved"))

    services.scheme_files.take(sales_alone(services).since(JULY))

    assert past in services.schemes.scheme(date(2026, 4, 1)).plans
    assert running in services.schemes.scheme(JUNE).plans
    rows = services.plans.plans(PeriodKind.CUSTOM, JULY, date(2026, 8, 1))
    assert [row.value for row in rows if row.valid_from == JULY] == [None]
    assert checked(services.schemes.scheme(JULY)).plans == services.schemes.scheme(JULY).plans


def sales_alone(services: Services) -> Scheme:
    """Return the scheme of today with one indicator, and what needs no other."""
    scheme = services.schemes.scheme(MAY)
    indicators = tuple(each for each in scheme.indicators if each.code == "sales")
    return replace(scheme, name="Sales", indicators=indicators, profiles=(), plans=())


def test_no_plan_of_a_file_holds_before_its_first_rules(services: Services) -> None:
    own = Plan("sales", employee(0), Decimal(777), valid_from=date(2026, 1, 1))
    services.plans.set_plans([own])
    earlier = replace(own, value=Decimal(9999), valid_from=date(2026, 4, 1))
    alone = replace(sales_alone(services), plans=(earlier,))

    services.scheme_files.take(alone.since(JUNE))

    assert services.schemes.scheme(MAY).plans == (own,)
    assert services.schemes.scheme(JUNE).plans == (replace(earlier, valid_from=JUNE),)


def test_rules_since_ever_keep_the_days_of_all_their_plans(
    services: Services, tmp_path: Path
) -> None:
    year = tuple(
        Plan("sales", employee(0), Decimal(month), valid_from=date(2026, month, 1))
        for month in range(1, 13)
    )
    path = tmp_path / "year.crmscheme"
    services.scheme_files.write(path, replace(sales_alone(services).since_ever(), plans=year))

    services.scheme_files.take(services.scheme_files.read(path))

    assert [services.schemes.scheme(plan.valid_from).plans for plan in year] == [
        (plan,) for plan in year
    ]


def test_the_name_and_the_rounding_wait_for_the_month_of_the_first_rules(
    services: Services,
) -> None:
    brought = replace(
        services.schemes.scheme(MAY),
        name="Next year",
        rounding=Rounding.HALF_EVEN,
        rounding_place=RoundingPlace.TOTAL,
        plans=(),
    )

    def head() -> tuple[str, Rounding, RoundingPlace]:
        scheme = services.schemes.scheme(MAY)
        return scheme.name, scheme.rounding, scheme.rounding_place

    before = head()
    assert services.scheme_files.take(brought.since(JUNE)) is Changes.NONE
    assert services.scheme_files.take(brought.since(date(2026, 5, 2))) is Changes.NONE
    assert head() == before
    assert services.scheme_files.take(brought.since(MAY)) & Changes.SETTINGS
    assert head() == ("Next year", Rounding.HALF_EVEN, RoundingPlace.TOTAL)


def test_a_firm_without_rules_takes_the_name_and_the_rounding_at_once(database: str) -> None:
    engine = open_engine(database)
    with Sessions(engine).begin() as session:
        kpi_rows.add_firm(session)
    services = Services(engine, fixed(NOW))
    brought = replace(FIVE_PERCENT, rounding=Rounding.HALF_EVEN).since(JUNE)

    assert services.scheme_files.take(brought) & Changes.SETTINGS

    assert services.firm.firm().rounding is Rounding.HALF_EVEN
    services.close()


def test_the_day_is_told_as_the_import_takes_it(services: Services, draft: WizardDraft) -> None:
    rules = draft.scheme

    def words(scheme: Scheme, day: date = ALWAYS) -> tuple[str, str]:
        arrival = services.scheme_files.arrival(scheme, day)
        return str(arrival.day_words()), str(arrival.done_words(Changes.SCHEME))

    in_force = "The scheme is in force."
    file = "The rules of the file will hold"
    assert words(rules.since_ever()) == (
        f"{file} for past months too, and for the running one.",
        in_force,
    )
    assert words(rules.since(MAY)) == (
        f"{file} from 01/05/2026 on, for the running month too.",
        in_force,
    )
    assert words(rules.since(JUNE)) == (
        f"{file} from 01/06/2026 on.",
        "The scheme holds from 01/06/2026 on.",
    )
    assert words(rules.since_ever(), JULY)[0] == f"{file} from 01/07/2026 on."
    assert words(rules.since(date(2026, 5, 2)))[0] == f"{file} from 02/05/2026 on."


def test_a_file_that_says_what_holds_anyway_is_told_by_its_day(
    services: Services, draft: WizardDraft
) -> None:
    running, later = (services.scheme_files.arrival(draft.scheme.since(day)) for day in (MAY, JUNE))

    assert str(running.done_words(Changes.NONE)) == "The scheme was in force already."
    words = "It was so already: the scheme holds from 01/06/2026 on."
    assert str(later.done_words(Changes.NONE)) == words


def test_a_file_of_a_settled_month_is_refused_before_anything_is_asked(
    services: Services, draft: WizardDraft, database: str
) -> None:
    services.payroll.calculate_and_save(Period.month(2026, 5))
    with sessions_on(database).begin() as session:
        session.execute(update(StatementRecord).values(state="approved"))
    arrival = services.scheme_files.arrival

    with pytest.raises(InvalidInputError, match=r"May 2026.*01/06/2026"):
        arrival(draft.scheme.since(MAY))

    assert arrival(draft.scheme.since(JUNE)).starts == JUNE
