"""The pay of a month from calculation to closing, and all that people decide about it."""

from __future__ import annotations

from functools import partial

from crm_desktop.changes import Changes
from crm_desktop.domain.deals import DealQuery, DealStatus
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import (
    AdjustmentDraft,
    AdjustmentKind,
    DisputeCategory,
    DisputeDraft,
)
from crm_desktop.texts import _
from ui.gallery.kpi_scenes import statement_of
from ui.gallery.scene import Room, Scene, Step, page
from ui.gallery.stage import Stage
from ui.rewards.page import RewardsPage
from ui.settings import remember_author
from ui.statements.page import StatementsPage
from ui.widgets.period_selector import PeriodSelector

_FAIR = {"RUB": 3_000}
_FAIR_ELSEWHERE = 150
"""What the days at the fair are worth, by the currency of the firm."""


def _tell(stage: Stage) -> None:
    """Let people have decided and disputed something, once."""
    services = stage.services
    people = {row.code: row for row in services.people.list_employees()}
    director = people["director"].name
    remember_author(director)
    if services.disputes.list_disputes():
        return
    now = stage.desk.context.selection.month
    settled = now.previous().previous()
    for code, category, text in (
        ("seller_strong", DisputeCategory.RECORD_MISSING, _("One of my deals is not counted.")),
        ("seller_steady", DisputeCategory.RATE, _("We agreed on another rate.")),
    ):
        statement = services.payroll.statement(code, settled).outcome.statement
        if statement is not None:
            line = statement.lines[-1].code
            person = people[code]
            draft = DisputeDraft(person.id, settled, line, category, text, person.name)
            services.disputes.open(draft)
    answered = services.disputes.list_disputes()[-1]
    services.disputes.refuse(answered, answer=_("The rate is that of the card."), author=director)
    _adjust(stage, "seller_strong", "seller_new")
    for code in ("seller_strong", "seller_steady"):
        won = DealQuery(owner_id=people[code].id, status=DealStatus.WON, closed_in=settled)
        deal = services.deals.list_deals(won).rows[0]
        services.deals.reopen(deal.id, deal.version)
    changes = services.change_monitor.changes()
    services.change_monitor.accept(changes[:1], now, director)
    mine = services.readings.of_employee(people["seller_strong"].id)
    services.readings.confirm(people["seller_strong"].id, [row.edition.id for row in mine])
    stage.desk.context.changes.happened.emit(Changes.ALL)


def _adjust(stage: Stage, paid: str, praised: str) -> None:
    services, now = stage.services, stage.desk.context.selection.month
    people = {row.code: row for row in services.people.list_employees()}
    currency = services.firm.firm().currency
    amount = Money.of(_FAIR.get(currency, _FAIR_ELSEWHERE), currency)
    for person, kind, worth, label, reason in (
        (paid, AdjustmentKind.PAYMENT, amount, _("Trade fair"), _("Two days at the stand.")),
        (praised, AdjustmentKind.PRAISE, None, _("Newcomer"), _("Learned fast.")),
    ):
        author = people["director"].name
        services.adjustments.create(
            AdjustmentDraft(people[person].id, now, kind, label, worth, reason, author)
        )


def _section(code: str) -> Step:
    return partial(_open, code)


def _open(code: str, stage: Stage) -> None:
    stage.find(RewardsPage).open_key(code)


def _period_back(stage: Stage) -> None:
    stage.find(PeriodSelector).step_back()


def _ask_next(stage: Stage) -> None:
    stage.find(StatementsPage).life.next_button.click()


def _save(stage: Stage) -> None:
    """Let the month have drafts that lack what was decided since."""
    page_ = stage.find(StatementsPage)
    stage.services.payroll.calculate_and_save(stage.desk.context.selection.month)
    _adjust(stage, "seller_steady", "operator")
    page_.reload()


def _recalculate(stage: Stage) -> None:
    stage.find(StatementsPage).save_button.click()


def _first(stage: Stage) -> None:
    section = stage.find(RewardsPage).shown
    section.open(section.table.model().row_at(0))  # type: ignore[attr-defined]


def _new(stage: Stage) -> None:
    stage.find(RewardsPage).section("adjustments").new()  # type: ignore[attr-defined]


def _records(stage: Stage) -> None:
    one = stage.find(StatementsPage).one
    for line in one.card.lines:
        line.click()
        if one.records_button.isVisible():
            one.records_button.click()
            return


def _dispute(stage: Stage) -> None:
    stage.find(StatementsPage).one.dispute_button.click()


_PAGE = page("statements")
_REWARDS = (_tell, _PAGE)
_PAST = (_tell, _period_back, _PAGE)
_SETTLED = (_tell, _period_back, _period_back)

REWARD_SCENES: tuple[Scene, ...] = (
    Scene("rewards-life", _PAST, is_main=True),
    Scene("rewards-life-paid", (*_SETTLED, _PAGE)),
    Scene("rewards-life-next", (*_PAST, _ask_next)),
    Scene("rewards-again", (*_REWARDS, _save, _recalculate), is_main=True),
    Scene("rewards-changes", (*_REWARDS, _section("changes")), is_main=True),
    Scene("rewards-change", (*_REWARDS, _section("changes"), _first), is_main=True),
    Scene("rewards-adjustments", (*_REWARDS, _section("adjustments"))),
    Scene("rewards-adjustment", (*_REWARDS, _section("adjustments"), _new), is_main=True),
    Scene("rewards-disputes", (*_REWARDS, _section("disputes")), is_main=True),
    Scene("rewards-dispute", (*_REWARDS, _section("disputes"), _first), is_main=True),
    Scene("rewards-acquaintance", (*_REWARDS, _section("acquaintance")), is_main=True),
    Scene("rewards-edition", (*_REWARDS, _section("acquaintance"), _first)),
    Scene("rewards-disputes-empty", (_PAGE, _section("disputes")), room=Room.EMPTY),
    Scene("rewards-records", (*_SETTLED, statement_of("seller_strong"), _records), is_main=True),
    Scene("rewards-dispute-this", (*_SETTLED, statement_of("seller_strong"), _dispute)),
)
