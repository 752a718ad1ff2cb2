"""Every ready indicator gives what a hand calculation gives, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, text

from crm_desktop.clock import fixed
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.scheme import read_scheme, write_scheme
from crm_desktop.kpi.catalogue import CATALOGUE, Role, with_needs
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.calculation import CalculationService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.sessions import Sessions
from tests.storage import catalogue_sales, catalogue_work
from tests.storage.catalogue_world import CHOSEN, NOW, Case, add_cases, scheme

CASES = (
    *catalogue_sales.DEALS,
    *catalogue_sales.CUSTOMERS,
    *catalogue_sales.MONEY,
    *catalogue_work.CALL_CENTRE,
    *catalogue_work.SERVICE,
    *catalogue_work.OFFICE,
    *catalogue_work.MARKETING,
    *catalogue_work.TEAM,
)

Figures = Mapping[tuple[SubjectRef, str], IndicatorResult]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def figures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Return what everybody has of all entries in March, computed at once."""
    location = str(tmp_path_factory.mktemp("catalogue") / "firm.sqlite")
    if request.param == "postgresql":
        server: URL = request.getfixturevalue("postgresql_server")
        location = new_database(server)
    engine = open_engine(location)
    upgrade(engine)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        add_cases(session, CASES)
    calculation = CalculationService(sessions, fixed(NOW))
    found = calculation.calculate(Period.month(2026, 3), scheme=scheme(CASES))
    engine.dispose()
    return {
        (outcome.result.subject.ref, indicator.code): indicator
        for outcome in found.outcomes
        for indicator in outcome.result.indicators
    }


def new_database(server: URL) -> str:
    name = f"crm_catalogue_{uuid4().hex[:8]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_an_entry_gives_what_was_worked_by_hand(figures: Figures, case: Case) -> None:
    figure = figures[case.subject, case.entry]
    if case.value is None:
        assert figure.fact.value is None
        assert case.reason in str(figure.reason)
    else:
        assert figure.fact.value == Decimal(case.value)


def test_every_entry_has_a_hand_worked_case() -> None:
    assert {case.entry for case in CASES if case.value is not None} == set(CATALOGUE)


def test_no_entry_is_shown_without_its_needs() -> None:
    assert [entry.code for entry in with_needs(("turnover", "leavers"))] == [
        "leavers",
        "headcount",
        "turnover",
    ]


@pytest.fixture(params=CATALOGUE)
def alone(request: pytest.FixtureRequest) -> Scheme:
    """Return a scheme of one entry, with what it needs."""
    needed = with_needs((request.param,))
    indicators = (entry.indicator(CHOSEN.get(entry.code)) for entry in needed)
    return Scheme("One", "RUB", indicators=tuple(indicators))


def test_each_entry_makes_a_sound_scheme_with_its_needs(alone: Scheme) -> None:
    assert checked(alone) == alone


def test_each_entry_comes_back_from_a_scheme_file(alone: Scheme, tmp_path: Path) -> None:
    write_scheme(tmp_path / "one.toml", alone)
    assert read_scheme(tmp_path / "one.toml") == alone


ASKED = [
    (code, parameter.code) for code, entry in CATALOGUE.items() for parameter in entry.parameters
]


@pytest.mark.parametrize(("code", "parameter"), ASKED)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_a_parameter_without_a_value_is_refused_by_name(
    code: str, parameter: str, nothing: str | None
) -> None:
    given = {name: value for name, value in CHOSEN[code].items() if name != parameter}
    given |= {} if nothing is None else {parameter: nothing}
    with pytest.raises(InvalidInputError) as refused:
        CATALOGUE[code].indicator(given)
    assert refused.value.field == parameter


def test_an_entry_with_parameters_is_named_by_what_was_chosen() -> None:
    indicator = CATALOGUE["stage_conversion"].indicator(CHOSEN["stage_conversion"], code="own")
    assert (indicator.code, indicator.name) == (
        "own",
        "Conversion between stages: Offer → Contract",
    )


@pytest.mark.parametrize("role", Role)
def test_each_role_is_measured_by_several_entries(role: Role) -> None:
    assert sum(role in entry.roles for entry in CATALOGUE.values()) >= 5


def test_every_entry_is_for_somebody_and_says_what_it_measures() -> None:
    mute = [e.code for e in CATALOGUE.values() if not e.roles or str(e.description)[-1:] != "."]
    assert mute == []
