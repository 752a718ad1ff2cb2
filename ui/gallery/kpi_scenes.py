"""Progress, team and statements: of those ahead and behind, and why."""

from __future__ import annotations

from functools import partial

from ui.gallery.scene import Room, Scene, Step, enter, page
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage
from ui.statements.page import StatementsPage
from ui.team.page import TeamPage
from ui.widgets.period_selector import PeriodSelector


def _progress_of(person: str) -> Step:
    return partial(_open_for, "progress", person)


def statement_of(person: str) -> Step:
    return partial(_open_for, "statements", person)


def _open_for(page_code: str, person: str, stage: Stage) -> None:
    people = stage.services.people.list_employees()
    stage.desk.open(page_code, next(row.id for row in people if row.code == person))


def _period_back(stage: Stage) -> None:
    stage.find(PeriodSelector).step_back()


def _why_of_progress(stage: Stage) -> None:
    stage.find(ProgressPage).cards[0].why_button.click()


def _why_of_team(stage: Stage) -> None:
    team = stage.find(TeamPage)
    if team.table is not None:
        team.table.people.setCurrentIndex(team.table.people.model().index(0, 2))
        team.why_button.click()


def _filter_team(stage: Stage) -> None:
    enter(stage.find(TeamPage).search, "zzz")


def _why_total(stage: Stage) -> None:
    stage.find(StatementsPage).one.card.lines[-1].click()


def _all_records(stage: Stage) -> None:
    stage.find(StatementsPage).one.beside.panel.all_button.click()


def _save_statements(stage: Stage) -> None:
    stage.find(StatementsPage).save_button.click()


_AHEAD, _BEHIND = "seller_strong", "seller_steady"
_TEAM, _STATEMENTS = page("team"), page("statements")

KPI_SCENES: tuple[Scene, ...] = (
    Scene("progress-ahead", (_progress_of(_AHEAD),), is_main=True),
    Scene("progress-behind", (_progress_of(_BEHIND),)),
    Scene("progress-newcomer", (_progress_of("seller_new"),)),
    Scene("progress-head", (_progress_of("sales_head"),)),
    Scene("progress-nobody", (_progress_of("accountant"),)),
    Scene("progress-past", (_progress_of(_AHEAD), _period_back)),
    Scene("progress-why", (_progress_of(_AHEAD), _why_of_progress), is_main=True),
    Scene("progress-empty", (page("progress"),), room=Room.EMPTY, is_main=True),
    Scene("team", (_TEAM,), is_main=True),
    Scene("team-why", (_TEAM, _why_of_team), is_main=True),
    Scene("team-nobody-fits", (_TEAM, _filter_team)),
    Scene("team-empty", (_TEAM,), room=Room.EMPTY),
    Scene("statements", (_STATEMENTS,), is_main=True),
    Scene("statements-loading", (_STATEMENTS,), is_hasty=True),
    Scene("statements-past", (_period_back, _STATEMENTS)),
    Scene("statements-empty", (_STATEMENTS,), room=Room.EMPTY),
    Scene("statement-why", (statement_of(_AHEAD),), is_main=True),
    Scene("statement-why-total", (statement_of(_AHEAD), _why_total)),
    Scene("statement-records", (statement_of(_AHEAD), _all_records), is_main=True),
    Scene("statement-plain", (statement_of("accountant"),)),
    Scene("statements-saved", (_STATEMENTS, _save_statements)),
)
