"""The first hour of a firm through its services, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop import texts
from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import Founder
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError, InvalidInputError, NotSetUpError
from tests.storage.crm_builders import FIRM, add_stages, firm_services

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SCHEME = """
[scheme]
name = "Windows"
currency = "RUB"

[indicators.deals]
name = "Won deals"

[indicators.deals.source]
records = "deal"
aggregate = "count"
dated_by = "closed"
where = [{ field = "status", operator = "=", value = "won" }]
"""


@pytest.fixture
def empty(database: str) -> Services:
    return open_services(database, fixed(NOW))


def test_setting_up_makes_the_firm_and_its_first_employee(empty: Services) -> None:
    changes = empty.first_steps.set_up(FIRM, Founder(" Анна Ёлкина ", "Директор"))

    (anna,) = empty.people.list_employees()
    assert empty.firm.firm() == replace(FIRM, cut_limit=Decimal("0.2"))
    assert (anna.name, anna.code, anna.position) == ("Анна Ёлкина", "anna-elkina", "Директор")
    assert changes == Changes.SETTINGS | Changes.PEOPLE | Changes.ACTIVITIES


def test_cuts_are_not_limited_where_the_law_knows_no_limit(empty: Services) -> None:
    firm = replace(FIRM, country="DE")
    empty.first_steps.set_up(firm, Founder("Anna"))

    assert empty.firm.firm() == firm


@pytest.mark.parametrize(
    ("firm", "founder", "field"),
    [
        (Firm("", "RUB", "Europe/Moscow"), Founder("Anna"), "name"),
        (Firm("Окна", "", "Europe/Moscow"), Founder("Anna"), "currency"),
        (FIRM, Founder(" "), "founder_name"),
        (FIRM, Founder("Anna", "p" * 121), "founder_position"),
    ],
)
def test_setting_up_with_a_mistake_leaves_the_database_empty(
    empty: Services, firm: Firm, founder: Founder, field: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        empty.first_steps.set_up(firm, founder)

    assert refusal.value.field == field
    assert empty.people.list_employees() == []
    with pytest.raises(NotSetUpError):
        empty.firm.firm()


def test_a_firm_is_set_up_once(empty: Services) -> None:
    empty.first_steps.set_up(FIRM, Founder("Anna"))

    with pytest.raises(CrmError, match="just set the firm up"):
        empty.first_steps.set_up(FIRM, Founder("Boris"))

    assert [row.name for row in empty.people.list_employees()] == ["Anna"]


def test_the_usual_stages_lead_to_won_and_lost_in_the_users_language(database: str) -> None:
    services = firm_services(database)
    texts.activate("ru")

    changes = services.first_steps.add_usual_stages()

    stages = [(row.name, row.status.value) for row in services.deals.list_stages()]
    assert stages[0] == ("Новая сделка", "open")
    assert stages[-2:] == [("Выиграна", "won"), ("Проиграна", "lost")]
    assert "Слишком дорого" in services.deals.list_loss_reasons()
    assert changes == Changes.DEALS


def test_the_usual_stages_grow_more_probable_to_be_won(database: str) -> None:
    services = firm_services(database)

    services.first_steps.add_usual_stages()

    chances = [row.probability for row in services.deals.list_stages() if row.name != "Lost"]
    assert chances == sorted(set(chances))


def test_the_usual_stages_do_not_join_those_of_an_import(database: str) -> None:
    services = firm_services(database)
    before = add_stages(database)

    with pytest.raises(CrmError, match="stages already"):
        services.first_steps.add_usual_stages()

    assert {row.name for row in services.deals.list_stages()} == set(before)
    assert services.deals.list_loss_reasons() == []


def test_a_scheme_file_comes_in_force(database: str, tmp_path: Path) -> None:
    services = firm_services(database)
    file = tmp_path / "scheme.toml"
    file.write_text(SCHEME, encoding="utf-8")

    changes = services.scheme_files.take(services.scheme_files.read(file))

    day = Period.month(2026, 3).start
    assert [one.code for one in services.schemes.scheme(day).indicators] == ["deals"]
    assert changes & Changes.SCHEME


def test_a_scheme_file_with_mistakes_names_them_all_and_changes_nothing(
    database: str, tmp_path: Path
) -> None:
    services = firm_services(database)
    file = tmp_path / "scheme.toml"
    broken = SCHEME.replace('"deal"', '"deel"').replace('"count"', '"cuont"')
    file.write_text(broken, encoding="utf-8")

    with pytest.raises(CrmError) as refusal:
        services.scheme_files.take(services.scheme_files.read(file))

    lines = str(refusal.value).splitlines()
    assert lines[0] == "There are 2 problems:"
    assert len(lines) == 3
    assert services.schemes.scheme(Period.month(2026, 3).start).indicators == ()
