"""The demonstration firm must add up, on both databases and in both languages."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import paths
from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError
from crm_desktop.exchange.scheme import parse_scheme, written
from crm_desktop.rewards.check import problems
from crm_desktop.services import demonstration
from crm_desktop.services.demonstration import market
from crm_desktop.services.demonstration.scheme import scheme
from crm_desktop.services.demonstration.wording import load
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.models import (
    AccrualRecord,
    ActivityRecord,
    ActivityTypeRecord,
    AdjustmentRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    DepartmentRecord,
    DocumentLineRecord,
    DocumentRecord,
    EmployeeRecord,
    MarkRecord,
    PaymentRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.models.deals import DIVIDED
from crm_desktop.storage.sessions import Sessions

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def story(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """Yield a session on the firm told in Russian up to ``NOW``; no test changes it."""
    location = str(tmp_path_factory.mktemp("demonstration") / "firm.sqlite")
    if request.param == "postgresql":
        server: URL = request.getfixturevalue("postgresql_server")
        location = new_database(server)
    engine = open_engine(location)
    upgrade(engine)
    sessions = Sessions(engine)
    demonstration.create(sessions, "ru", NOW)
    with sessions() as session:
        yield session
        # The pool that its connection came from was let go at the end of the first test.
        session.invalidate()
    engine.dispose()


def new_database(server: URL) -> str:
    """Return the address of a new database; it goes with the server at the end of the tests."""
    name = f"demonstration_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def test_the_firm_has_fourteen_people_and_a_head_in_each_of_four_departments(
    story: Session,
) -> None:
    heads = story.scalars(select(DepartmentRecord.head_id)).all()
    assert story.scalar(select(func.count(EmployeeRecord.id))) == 14
    assert len(heads) == 4
    assert None not in heads


def test_eighteen_months_have_won_deals_up_to_the_running_one(story: Session) -> None:
    closed = story.scalars(select(DealRecord.closed_at).where(DealRecord.status == "won")).all()
    months = {(at.year, at.month) for at in closed if at is not None}
    assert len(months) == market.MONTHS
    assert max(months) == (2026, 11)


def test_nothing_has_happened_after_now(story: Session) -> None:
    for moment in (
        DealRecord.created_at,
        DealRecord.closed_at,
        DealStageChangeRecord.at,
        DealRecord.first_response_at,
        ActivityRecord.done_at,
        ActivityRecord.created_at,
        MarkRecord.at,
    ):
        latest = story.scalar(select(func.max(moment)))
        assert latest is not None
        assert latest <= NOW
    paid = story.scalar(select(func.max(PaymentRecord.received_on)))
    assert paid is not None
    assert paid <= NOW.date()


def test_every_deal_stands_where_its_history_ends(story: Session) -> None:
    query = text(
        "SELECT count(*) FROM deal d WHERE d.stage_id <> (SELECT c.stage_id FROM"
        " deal_stage_change c WHERE c.deal_id = d.id ORDER BY c.at DESC, c.id DESC LIMIT 1)"
    )
    assert story.scalar(query) == 0


def test_payments_add_up_to_what_invoices_say(story: Session) -> None:
    paid = (
        select(PaymentRecord.document_id, func.sum(PaymentRecord.amount_minor).label("sum"))
        .group_by(PaymentRecord.document_id)
        .subquery()
    )
    query = (
        select(func.count())
        .select_from(DocumentRecord)
        .outerjoin(paid, paid.c.document_id == DocumentRecord.id)
        .where(
            DocumentRecord.kind == "invoice",
            DocumentRecord.paid_minor != func.coalesce(paid.c.sum, 0),
        )
    )
    assert story.scalar(query) == 0


def test_the_story_has_refunds_part_payments_and_forgotten_customers(story: Session) -> None:
    last_act = (
        select(func.max(ActivityRecord.planned_at))
        .where(ActivityRecord.deal_id == DealRecord.id)
        .scalar_subquery()
    )
    refunds = select(func.count()).where(PaymentRecord.amount_minor < 0)
    part_paid = select(func.count()).where(
        DocumentRecord.paid_minor > 0, DocumentRecord.paid_minor < DocumentRecord.amount_minor
    )
    forgotten = select(func.count()).where(
        DealRecord.status == "open", last_act < datetime(2026, 10, 1, tzinfo=UTC)
    )
    found = [story.scalar(query) for query in (refunds, part_paid, forgotten)]
    assert all(found)


def test_a_few_orders_are_called_off_and_their_advance_is_given_back(story: Session) -> None:
    called_off = DocumentRecord.state == "cancelled"
    invoices = story.scalars(select(DocumentRecord).where(called_off)).all()
    paid = select(PaymentRecord.document_id, func.count(), func.sum(PaymentRecord.amount_minor))
    paid = paid.join(DocumentRecord, DocumentRecord.id == PaymentRecord.document_id)
    payments = story.execute(paid.where(called_off).group_by(PaymentRecord.document_id)).all()

    assert 5 <= len(invoices) <= 20
    assert [(count, total) for _, count, total in payments] == [(2, 0)] * len(invoices)
    for invoice in invoices:
        assert (invoice.shipped_on, invoice.paid_on, invoice.paid_minor) == (None, None, 0)
        assert invoice.cancelled_on is not None
    others = select(func.count()).where(
        DocumentRecord.kind.in_(("act", "credit_note")),
        DocumentRecord.deal_id.in_([invoice.deal_id for invoice in invoices]),
    )
    assert story.scalar(others) == 0


def test_payments_and_praise_besides_the_rules_have_an_author_and_a_reason(
    story: Session,
) -> None:
    made = story.scalars(select(AdjustmentRecord).order_by(AdjustmentRecord.at)).all()

    assert [(one.kind, one.period_start.month, one.amount_minor) for one in made] == [
        ("payment", 9, 5_000_00),
        ("payment", 10, 6_000_00),
        ("praise", 10, None),
        ("payment", 11, 2_500_00),
    ]
    assert all(one.author and one.reason and one.at <= NOW for one in made)


@pytest.mark.parametrize("column", DIVIDED)
def test_shares_of_a_deal_add_up_to_the_deal(story: Session, column: str) -> None:
    parts = func.sum(getattr(DealCreditRecord, column))
    query = (
        select(parts - func.max(getattr(DealRecord, column)))
        .join(DealRecord, DealRecord.id == DealCreditRecord.deal_id)
        .where(DealCreditRecord.is_overlay.is_(False))
        .group_by(DealRecord.id)
    )
    assert set(story.scalars(query)) == {0}


def test_there_are_activities_of_every_kind_that_a_small_firm_has(story: Session) -> None:
    query = select(ActivityTypeRecord.kind).join(
        ActivityRecord, ActivityRecord.type_id == ActivityTypeRecord.id
    )
    assert set(story.scalars(query)) == set(ACTIVITY_KINDS) - {"letter_in", "review", "ticket"}


def test_lines_add_up_to_their_invoices(story: Session) -> None:
    query = (
        select(func.sum(DocumentLineRecord.base_minor) - func.max(DocumentRecord.base_minor))
        .join(DocumentRecord, DocumentRecord.id == DocumentLineRecord.document_id)
        .group_by(DocumentRecord.id)
    )
    assert set(story.scalars(query)) == {0}


def test_one_mark_of_the_last_month_is_still_asked_for(story: Session) -> None:
    with closing(open_services(address(story), fixed(NOW))) as services:
        rows = services.marks.list_stale()

    asked = [(row.period.code(), row.subject.ref.code) for row in rows]
    assert asked == [("2026-10", "seller_weak")]


def test_every_indicator_of_a_profile_has_a_figure_in_an_ended_month(story: Session) -> None:
    october = Period.month(2026, 10)
    with closing(open_services(address(story), fixed(NOW))) as services:
        outcomes = services.calculation.calculate(october).outcomes

    missing = [
        (outcome.result.subject.ref.code, figure.code)
        for outcome in outcomes
        for figure in outcome.result.indicators
        if figure.fact.value is None
    ]
    assert missing == [("seller_weak", "discipline")]


def test_all_months_but_the_last_two_are_closed(story: Session) -> None:
    query = select(StatementRecord.period_start, StatementRecord.state).distinct()
    by_month = dict(story.execute(query).all())

    assert len(by_month) == market.MONTHS - 1
    assert [by_month.pop(date(2026, month, 1)) for month in (10, 9)] == ["draft", "paid"]
    assert set(by_month.values()) == {"closed"}


def test_closed_months_have_nothing_to_correct(story: Session) -> None:
    with closing(open_services(address(story), fixed(NOW))) as services:
        assert services.change_monitor.changes() == []


def test_premiums_are_a_believable_part_of_the_salaries_once_orders_are_paid(
    story: Session,
) -> None:
    statement = StatementRecord
    query = (
        select(func.sum(statement.salary_minor), func.sum(statement.total_minor))
        .join(EmployeeRecord, EmployeeRecord.id == statement.employee_id)
        .where(EmployeeRecord.code.not_in(("director", "accountant", "secretary")))
        .group_by(statement.period_start)
        .order_by(statement.period_start)
    )
    shares = [total / salary - 1 for salary, total in story.execute(query)]

    assert len(shares) == market.MONTHS - 1
    assert [share for share in shares[1:] if not 0.15 < share < 0.6] == []


def test_every_kind_of_pay_occurs_in_the_story(story: Session) -> None:
    paid = StatementLineRecord.amount_minor != 0
    codes = set(story.scalars(select(StatementLineRecord.code).where(paid).distinct()))
    made = story.scalars(select(AdjustmentRecord.id).where(AdjustmentRecord.kind == "payment"))
    told = scheme(load("ru"), NOW.date())

    assert codes == (
        {template.code for template in told.templates}
        | {"advance", "guarantee", "clawback"}
        | {f"adjustment:{id_}" for id_ in list(made)[:2]}
    )


def test_commissions_are_told_payment_by_payment(story: Session) -> None:
    sums = (
        select(AccrualRecord.statement_id, func.sum(AccrualRecord.amount_minor).label("whole"))
        .where(AccrualRecord.code == "commission_paid", AccrualRecord.event.is_not(None))
        .group_by(AccrualRecord.statement_id)
        .subquery()
    )
    of_line = StatementLineRecord
    query = (
        select(func.count(), func.sum(of_line.amount_minor - sums.c.whole))
        .join(sums, sums.c.statement_id == of_line.statement_id)
        .where(of_line.code == "commission_paid")
    )
    [(count, difference)] = story.execute(query)

    assert count > 3 * market.MONTHS / 2
    assert difference == 0


def address(story: Session) -> str:
    return story.get_bind().engine.url.render_as_string(hide_password=False)


def test_a_firm_that_exists_is_not_told_over(story: Session) -> None:
    with pytest.raises(CrmError, match="empty database"):
        demonstration.create(sessionmaker(story.get_bind()), "ru", NOW)


def test_the_same_day_tells_the_same_story() -> None:
    day = date(2026, 11, 21)
    assert list(market.requests(day, "RU")) == list(market.requests(day, "RU"))


def test_later_days_of_a_month_only_add_to_the_story() -> None:
    early = list(market.requests(date(2026, 11, 2), "RU"))
    assert early == list(market.requests(date(2026, 11, 30), "RU"))


def test_both_languages_have_the_same_words() -> None:
    ru, en = (shape(table(language)) for language in ("ru", "en"))
    assert ru == en


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_scheme_is_sound_and_a_file_keeps_it(language: str) -> None:
    told = scheme(load(language), NOW.date())

    assert problems(told) == []
    assert parse_scheme(written(told)) == told


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_template_stands_on_a_card(language: str) -> None:
    told = scheme(load(language), NOW.date())
    on_cards = {code for card in told.cards for code in card.templates}
    assert on_cards == {template.code for template in told.templates}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_scheme_has_a_card_for_everybody(language: str) -> None:
    wording = load(language)
    cards = scheme(wording, NOW.date()).cards
    paid = [assignment.subject.code for card in cards for assignment in card.assignments]
    assert sorted(paid) == sorted(wording.employees)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_plans_of_people_add_up_to_the_firm_and_those_of_months_to_quarters(
    language: str,
) -> None:
    plans = {
        (plan.indicator, plan.subject.code, plan.period_kind, plan.valid_from): plan.value
        for plan in scheme(load(language), NOW.date()).plans
    }
    sellers = [seller.code for seller in market.SELLERS]
    months = [date(2026, month, 1) for month in (7, 8, 9)]
    for indicator in ("sales", "won_deals", "paid_invoices"):
        of_months = [
            [plans[indicator, code, PeriodKind.MONTH, month] for month in months]
            for code in ("", "sales", *sellers[:3], sellers[4])
        ]
        newcomer = [plans.get((indicator, sellers[3], PeriodKind.MONTH, m), 0) for m in months]
        firm, department, *people = [*of_months, newcomer]
        assert firm == department == [sum(parts) for parts in zip(*people, strict=True)]
        assert plans[indicator, "", PeriodKind.QUARTER, months[0]] == sum(firm)


def test_sellers_reach_about_every_other_plan() -> None:
    won = Counter[tuple[str, int, int]]()
    for request in market.requests(NOW.date(), "RU"):
        stage, at = request.stages[-1]
        won[request.seller, at.year, at.month] += stage == "won"
    plans = {
        (plan.subject.code, plan.valid_from.year, plan.valid_from.month): plan.value
        for plan in scheme(load("ru"), NOW.date()).plans
        if plan.indicator == "won_deals" and plan.period_kind is PeriodKind.MONTH
    }
    ended = {key: plan for key, plan in plans.items() if key[1:] != (2026, 11)}
    reached = Counter(key[0] for key, plan in ended.items() if won[key] >= plan)
    for seller in ("seller_strong", "seller_steady", "seller_weak"):
        assert 6 <= reached[seller] <= 12


def table(language: str) -> object:
    path = paths.resource("demonstration", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def shape(value: object) -> object:
    """Return ``value`` with its words left out: keys and numbers of entries alone."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return len(value) if isinstance(value, list) else type(value).__name__
