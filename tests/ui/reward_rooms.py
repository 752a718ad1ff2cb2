"""The page of rewards on real services, in a firm that pays 5 % of sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.period import Period
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage.kpi_rows import DealSketch
from tests.storage.pay_months import MAY, NOW, PayMonths, pay_months
from tests.ui.crm_pages import Said
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.rewards.page import RewardsPage
from ui.selection import Selection
from ui.settings import remember_author

DEALS = (DealSketch(0, 300_000_00), DealSketch(1, 100_000_00))

Kind = TypeVar("Kind", bound=QWidget)


@dataclass
class RewardRoom:
    """``months`` change what the page shows behind its back; ``reload`` lets it look again."""

    services: Services
    months: PayMonths
    page: RewardsPage
    context: Context
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    opened: list[tuple[str, object]] = field(default_factory=list)

    def section(self, code: str, kind: type[Kind]) -> Kind:
        """Return the section of ``code``, shown."""
        self.page.open_key(code)
        section = self.page.section(code)
        assert isinstance(section, kind)
        return section


def reward_room(
    qtbot: QtBot,
    database: str,
    deals: Sequence[DealSketch] = DEALS,
    period: Period = MAY,
) -> RewardRoom:
    """Return the page, shown, on 20 May 2026; Olga decides."""
    remember_author("Olga")
    months = pay_months(Sessions(open_engine(database)), deals)
    services = open_services(database, fixed(NOW))
    said: list[Said] = []
    errors: list[Exception] = []
    opened: list[tuple[str, object]] = []
    context = Context(
        services=services,
        tasks=InlineTasks(),
        changes=ChangesBus(),
        selection=Selection(period),
        navigate=lambda code, key: opened.append((code, key)),
        say=lambda sentence, undo=None: said.append(Said(sentence, undo)),
        report=errors.append,
    )
    page = RewardsPage(context)
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitExposed(page):
        page.show()
    return RewardRoom(services, months, page, context, said, errors, opened)
