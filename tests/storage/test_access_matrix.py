"""Which role may call which method of a service: no method is left out."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pytest

from crm_desktop.composition import Services
from crm_desktop.domain.pay import DisputeCategory, DisputeDraft
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import ADMINISTRATOR, BUILT_IN, Right, Role, Scope
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import CrmError, DeniedError, SignInNeededError
from crm_desktop.exchange.import_fields import FIELDS, ImportKind
from crm_desktop.exchange.mapping import own_mapping
from crm_desktop.exchange.one_c import AccrualMapping
from crm_desktop.exchange.scheme import write_scheme
from crm_desktop.kpi.script import Script
from crm_desktop.services.rules import DefinitionKind
from tests.storage.access_firm import PASSWORD, access_firm, sign_in_as
from tests.storage.pay_months import APRIL, CARD, FIVE_PERCENT, MARCH

ASKING = {
    Right.ADMINISTER: """
        users.users users.roles users.save_user users.deactivate users.set_password
        users.save_role users.delete_role
        first_steps.set_up first_steps.add_usual_stages
        firm.save_firm firm.save_rate firm.add_rate firm.change_rate firm.delete_rate firm.save_logo
        directories.create_activity_type directories.rename_activity_type
        directories.set_activity_kind directories.delete_activity_type
        maintenance.backup maintenance.restore scripts.save_settings
        updates.save_folders
    """,
    Right.PEOPLE: """
        people.create_employee people.save_employee people.delete_employee people.remove_stay
        people.create_department people.save_department people.delete_department
        people.create_group people.save_group people.delete_group
        calendars.save_hours calendars.set_days calendars.clear_days
        calendars.create_absence calendars.save_absence calendars.delete_absence
    """,
    Right.RECORDS: """
        customers.create customers.save customers.delete
        deals.create deals.save deals.move deals.mark_won deals.mark_lost deals.reopen
    """,
    Right.SCHEME: """
        schemes.import_scheme plans.set_plans
        wizards.list_wizards wizards.wizard wizards.empty wizards.create wizards.save
        wizards.delete wizards.from_scheme wizards.from_profiles wizards.from_file
        wizards.merged wizards.findings wizards.publish wizards.pause wizards.resume wizards.end
        wizards.copy wizards.revise wizards.postpone_review wizards.reviews
        wizards.units wizards.undo_planned wizards.withdraw
        regulations.of_draft regulations.of_published
    """,
    Right.SCRIPTS: """
        scripts.scripts scripts.script scripts.check scripts.save_draft scripts.discard_draft
        scripts.run_tests scripts.publish scripts.end scripts.waiting scripts.approve
        scripts.versions scripts.runs scripts.layers scripts.settings scripts.refuse_wrong
        script_trials.try_one script_trials.try_everybody
        scheme_files.preview scheme_files.arrival
    """,
    Right.CALCULATE: "payroll.calculate_and_save marks.set_mark",
    Right.CORRECT: """
        change_monitor.accept change_monitor.dismiss change_monitor.undo
        adjustments.create adjustments.save adjustments.delete
        disputes.correct disputes.refuse disputes.reopen
    """,
}
"""Methods that ask for a right before they look at anything, even at what they are given."""

TOLD_APART = """
    statement_life.advance statement_life.undo imports.run disputes.open readings.confirm
    scheme_files.take users.change_password
    schemes.save schemes.save_all schemes.save_in schemes.remove schemes.restore
"""
"""Methods that write with a right that depends on what is to be done; each has its own test."""

SEEING = """
    statement_life.state payroll.preview payroll.accruals payroll.accrual_rows
    payroll.statement
    payroll.list_statements calculation.calculate calculation.facts calculation.live
    calculation.progress calculation.projected calculation.trend calculation.records
    forecast.forecasts marks.list_marks marks.list_stale marks.history plans.plans
    change_monitor.changes change_monitor.decided adjustments.list_adjustments
    disputes.list_disputes disputes.overdue disputes.statistics
    readings.readings readings.of_employee readings.unread readings.words
    pay_documents.page pay_documents.sheet what_if.what_if what_if.open_deals
    schemes.scheme schemes.history outlook.rules calendars.list_absences
    premium_preview.card premium_preview.premium premium_preview.premiums
    trials.in_force trials.planned wizards.announcements wizards.withdrawals
"""
"""Methods that only read, and leave out or refuse what is not seen: see test_access_sight."""

WHOLE = """
    health.findings health.smart preview.preview preview.company preview.counts
    pay_documents.for_one_c trials.run schemes.for_file schemes.change_log
    wizard_insights.firm wizard_insights.past wizard_insights.typical_sales regulations.in_force
"""
"""Methods that only read, for those who see everybody's pay."""

FREE = """
    greeting.greeting users.has_users users.needs_sign_in users.sign_in users.sign_out
    firm.firm firm.has_amounts firm.list_rates firm.logo firm.today
    calendars.days calendars.hours
    people.list_employees people.find_employees people.count_employees people.employee
    people.department people.list_departments people.list_stays people.list_moves
    people.list_groups people.group
    customers.list_customers customers.count customers.list_tags customers.card
    deals.list_deals deals.totals deals.card deals.list_stages deals.list_products
    deals.list_loss_reasons directories.list_activity_types filters.offers search.search
    views.list_views views.create views.save views.delete
    schemes.unknown_subjects schemes.settled_until
    scheme_files.read scheme_files.write scheme_files.write_draft
    calculation.pace statement_life.steps
    trials.months trials.from_file trials.save_workbook maintenance.doctor
    scripts.waiting_words ready_schemes.list_ready ready_schemes.scheme
    regulations.save_docx updates.folders updates.look updates.confirm
"""
"""Methods for all who may use the program: they tell nobody's pay, and write none of it."""


def _methods(services: Services) -> set[str]:
    return {
        f"{name}.{method}"
        for name, member in vars(Services).items()
        if isinstance(member, cached_property) and not name.startswith("_")
        if name != "acting"
        for method, _ in inspect.getmembers(type(getattr(services, name)), inspect.isfunction)
        if not method.startswith("_")
    }


def test_every_method_of_a_service_is_in_one_of_the_lists(sqlite_database: str) -> None:
    listed = [*" ".join((*ASKING.values(), TOLD_APART, SEEING, WHOLE, FREE)).split()]

    assert set(listed) == _methods(access_firm(sqlite_database, has_pay=False))
    assert len(listed) == len(set(listed))


def _refused(services: Services, methods: str) -> set[str]:
    """Return those of ``methods`` that refuse whoever acts, called with nothing."""
    refused = set()
    for name in methods.split():
        service, method = name.split(".")
        try:
            getattr(getattr(services, service), method)()
        except DeniedError:
            refused.add(name)
        except (TypeError, CrmError):
            continue  # it went on to look at what it was given, which is nothing
    return refused


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_a_role_may_what_its_rights_say_and_nothing_else(sqlite_database: str, role: Role) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    sign_in_as(services, sqlite_database, ADMINISTRATOR)
    if role is not ADMINISTRATOR:
        sign_in_as(services, sqlite_database, role)

    for right, methods in ASKING.items():
        expected = set() if right in role.rights else set(methods.split())
        assert _refused(services, methods) == expected


def test_nobody_may_anything_before_signing_in(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    sign_in_as(services, sqlite_database, ADMINISTRATOR)
    services.users.sign_out()

    for name in " ".join(ASKING.values()).split():
        service, method = name.split(".")
        with pytest.raises(SignInNeededError):
            getattr(getattr(services, service), method)()


def _only(*rights: Right, scope: Scope = Scope.ALL) -> Role:
    return Role("special", "Special", frozenset(rights), scope)


@pytest.mark.parametrize(
    ("state", "right"),
    [
        (StatementState.APPROVED, Right.APPROVE),
        (StatementState.PUBLISHED, Right.PUBLISH),
        (StatementState.PAID, Right.PAY),
        (StatementState.CLOSED, Right.CLOSE),
    ],
)
def test_a_step_and_its_undoing_need_the_right_of_the_step(
    sqlite_database: str, state: StatementState, right: Right
) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    life = services.statement_life
    services.payroll.calculate_and_save(MARCH)
    for earlier in list(StatementState)[1 : list(StatementState).index(state)]:
        life.advance(MARCH, earlier, "Anna")
    others = _only(*(set(Right) - {right}))

    sign_in_as(services, sqlite_database, others)
    with pytest.raises(DeniedError, match=str(right.deed())):
        life.advance(MARCH, state, "")
    assert state not in life.state(MARCH).counts

    sign_in_as(services, sqlite_database, _named(_only(right), "doer"))
    life.advance(MARCH, state, "Somebody else")
    step = life.steps(MARCH)[0]
    assert (step.state, step.author) == (state, "The doer")

    if state is not StatementState.CLOSED:
        services.users.sign_in("special", PASSWORD)
        with pytest.raises(DeniedError, match=str(right.deed())):
            life.undo(MARCH, "")
        services.users.sign_in("doer", PASSWORD)
        life.undo(MARCH, "Somebody else")
        assert life.steps(MARCH)[0].undone_by == "The doer"


def _named(role: Role, code: str) -> Role:
    return Role(code, code, role.rights, role.scope)


def test_whoever_sees_some_lets_those_alone_take_a_step(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    services.payroll.calculate_and_save(MARCH)
    role = _only(Right.APPROVE, scope=Scope.BELOW)
    sign_in_as(services, sqlite_database, role, employee_id=1)
    life = services.statement_life

    with pytest.raises(DeniedError, match="somebody else"):
        life.advance(MARCH, StatementState.APPROVED, "", [1, 4])
    life.advance(MARCH, StatementState.APPROVED, "")
    assert life.state(MARCH).counts == {StatementState.APPROVED: 3}

    sign_in_as(services, sqlite_database, _named(_only(Right.APPROVE), "boss"))
    assert life.state(MARCH).counts == {StatementState.DRAFT: 2, StatementState.APPROVED: 3}
    life.advance(MARCH, StatementState.APPROVED, "")
    services.users.sign_in("special", PASSWORD)
    with pytest.raises(DeniedError, match="somebody else"):
        life.undo(MARCH, "")


def test_pay_is_calculated_by_who_sees_all_of_it(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    sign_in_as(services, sqlite_database, _only(Right.CALCULATE, scope=Scope.BELOW), 1)

    with pytest.raises(DeniedError):
        services.payroll.calculate_and_save(APRIL)


def test_series_are_imported_by_who_sees_all_whom_they_may_name(
    sqlite_database: str, tmp_path: Path
) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    source = tmp_path / "rows.csv"
    source.write_text(",".join(FIELDS[ImportKind.SERIES]) + "\n", encoding="utf-8")
    sign_in_as(services, sqlite_database, _only(Right.CALCULATE, scope=Scope.BELOW), 1)

    with pytest.raises(DeniedError, match="everybody"):
        services.imports.run(source, own_mapping(ImportKind.SERIES, source))


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        (ImportKind.EMPLOYEES, Right.PEOPLE),
        (ImportKind.DEPARTMENTS, Right.PEOPLE),
        (ImportKind.RATES, Right.ADMINISTER),
        (ImportKind.SERIES, Right.CALCULATE),
        (ImportKind.CUSTOMERS, Right.RECORDS),
        (ImportKind.DEALS, Right.RECORDS),
        (ImportKind.PAYMENTS, Right.RECORDS),
    ],
)
def test_a_table_needs_the_right_to_its_rows(
    sqlite_database: str, tmp_path: Path, kind: ImportKind, right: Right
) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    source = tmp_path / "rows.csv"
    source.write_text(",".join(FIELDS[kind]) + "\n", encoding="utf-8")
    mapping = own_mapping(kind, source)

    sign_in_as(services, sqlite_database, _only(*(set(Right) - {right})))
    with pytest.raises(DeniedError, match=str(right.deed())):
        services.imports.run(source, mapping)

    sign_in_as(services, sqlite_database, _named(_only(right), "doer"))
    assert services.imports.run(source, mapping).created == 0


def test_a_scheme_file_is_brought_in_by_who_may_change_the_rules(
    sqlite_database: str, tmp_path: Path
) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    path = tmp_path / "scheme.toml"
    write_scheme(path, FIVE_PERCENT)
    sign_in_as(services, sqlite_database, _only(*(set(Right) - {Right.SCHEME})))

    with pytest.raises(DeniedError, match="indicators"):
        services.scheme_files.take(services.scheme_files.read(path))


def test_scripts_have_a_right_of_their_own(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    schemes, day = services.schemes, MARCH.start
    script = Script("bonus", "Bonus", ScriptKind.REWARD, "result = 0")
    ruled = [
        lambda: schemes.save(CARD, day),
        lambda: schemes.save_all([script, CARD], day),
        lambda: schemes.remove(DefinitionKind.CARD, CARD.code, day),
        lambda: schemes.restore(DefinitionKind.CARD, CARD.code),
    ]
    scripted = [
        lambda: schemes.save(script, day),
        lambda: schemes.save_all([CARD, script], day),
        lambda: schemes.remove(DefinitionKind.SCRIPT, "bonus", day),
        lambda: schemes.restore(DefinitionKind.SCRIPT, "bonus"),
    ]
    for right, refused in ((Right.SCHEME, scripted), (Right.SCRIPTS, ruled)):
        sign_in_as(services, sqlite_database, _named(_only(right), right.value))
        other = Right.SCRIPTS if right is Right.SCHEME else Right.SCHEME
        for change in refused:
            with pytest.raises(DeniedError, match=str(other.deed())):
                change()

    sign_in_as(services, sqlite_database, ADMINISTRATOR)
    services.schemes.save(script, day)
    with_script = services.schemes.for_file(day)
    services.users.sign_in("scheme", PASSWORD)
    with pytest.raises(DeniedError, match="change scripts"):
        services.schemes.import_scheme(replace(with_script, scripts=()), day)
    services.schemes.import_scheme(replace(with_script, templates=(), cards=()), day)
    assert services.schemes.history(DefinitionKind.SCRIPT, "bonus")


def test_people_dispute_their_own_pay_and_who_corrects_anybodys(sqlite_database: str) -> None:
    services = access_firm(sqlite_database)

    def draft(employee_id: int) -> DisputeDraft:
        category = DisputeCategory.UNCLEAR
        return DisputeDraft(employee_id, MARCH, "", category, "Why?", "Somebody")

    sign_in_as(services, sqlite_database, _only(scope=Scope.ALL), employee_id=2)
    services.disputes.open(draft(2))
    with pytest.raises(DeniedError):
        services.disputes.open(draft(3))
    sign_in_as(services, sqlite_database, _named(_only(Right.CORRECT), "doer"))
    services.disputes.open(draft(3))

    found = {(row.employee_id, row.author) for row in services.disputes.list_disputes()}
    assert {(2, "The special"), (3, "The doer")} <= found
    assert (3, "The special") not in found


def test_everybody_confirms_for_themselves_alone(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    sign_in_as(services, sqlite_database, _only(*Right), employee_id=2)
    editions = [row.edition.id for row in services.readings.of_employee(2)]

    services.readings.confirm(2, editions)
    assert all(row.read_at for row in services.readings.of_employee(2))
    with pytest.raises(DeniedError):
        services.readings.confirm(3, editions)


def test_what_shows_everybody_is_for_who_sees_everybody(sqlite_database: str) -> None:
    services = access_firm(sqlite_database)
    today = services.firm.today()
    shows = [
        lambda: services.health.findings(today),
        lambda: services.health.smart("seller", today),
        lambda: services.preview.preview(FIVE_PERCENT.indicators[0], FIVE_PERCENT, MARCH),
        lambda: services.preview.company(FIVE_PERCENT, MARCH),
        lambda: services.preview.counts([], MARCH),
        lambda: services.pay_documents.for_one_c(MARCH, AccrualMapping((), {})),
        lambda: services.trials.run(MARCH, Period.month(2026, 3), FIVE_PERCENT),
        lambda: services.schemes.for_file(today),
        services.schemes.change_log,
        services.wizard_insights.firm,
        lambda: services.wizard_insights.past(FIVE_PERCENT.indicators, FIVE_PERCENT),
        services.wizard_insights.typical_sales,
        services.regulations.in_force,
    ]
    assert len(shows) == len(WHOLE.split())
    rights = set(Right) - {Right.SCHEME}
    sign_in_as(services, sqlite_database, _only(*rights, scope=Scope.BELOW), employee_id=1)

    for show in shows:
        with pytest.raises(DeniedError, match="everybody"):
            show()
