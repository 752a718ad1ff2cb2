"""What premiums of a draft would have paid last month; knows no widget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.domain.period import PeriodKind, last_full_month
from crm_desktop.errors import CrmError
from crm_desktop.rewards.gallery import GalleryPremium
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, RewardCard
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.surroundings import surrounded
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead
from ui.tasks import Latest
from ui.wizard.draft_services import DraftServices
from ui.wizard.viewmodel import WizardViewModel

if TYPE_CHECKING:
    from crm_desktop.services.premium_preview import CardExample, PremiumExample

_PAUSE_MS = 400


@dataclass(frozen=True, slots=True)
class Examples:
    """What each premium alone would have paid, by its code, and the team all together.

    ``why_not`` says why there is no ``paid``.
    """

    each: Mapping[str, PremiumExample]
    paid: CardExample | None = None
    why_not: CrmError | None = None


class PremiumsViewModel(QObject):
    choices_read = Signal(object)  # CatalogueRead, without counts
    computed = Signal(object)  # Examples
    failed = Signal(object)  # Exception

    def __init__(self, viewmodel: WizardViewModel, parent: QObject) -> None:
        super().__init__(parent)
        self._wizard = viewmodel
        self._services = DraftServices(viewmodel)
        tasks = viewmodel.context.tasks
        self._examples, self._choices = Latest(tasks, self), Latest(tasks, self)
        self._asked: tuple[WizardDraft, str, tuple[GalleryPremium, ...]] | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.compute)

    def read_choices(self) -> None:
        """Read the names of the firm's directories."""
        services = self._wizard.context.services
        self._choices.run(
            lambda: CatalogueRead(services.filters.offers()),
            self.choices_read.emit,
            self.failed.emit,
        )

    def ask(self, draft: WizardDraft, team: str, ready: Sequence[GalleryPremium]) -> None:
        """Compute in a moment the examples of ``ready`` and of all that the team has."""
        self._asked = (draft, team, tuple(ready))
        self._pause.start()

    @Slot()
    def compute(self) -> None:
        """Compute at once what was asked for."""
        self._pause.stop()
        if self._asked is None:
            return
        draft, team, ready = self._asked
        card = draft.card(team)
        if card is None:
            return
        own, firm = card, self._wizard.firm
        rules = replace(surrounded(draft, firm.present), cards=(own,))

        def work() -> Examples:
            preview = self._services.premium_preview
            try:
                paid = preview.card(own, rules, last_full_month(firm.today))
                each = self._each(rules, own, ready)
            except CrmError as error:
                return Examples({}, None, error)
            return Examples(each, paid)

        self._examples.run(work, self.computed.emit, self.failed.emit)

    def _each(
        self, rules: Scheme, card: RewardCard, ready: Sequence[GalleryPremium]
    ) -> dict[str, PremiumExample]:
        """Return the examples of ``ready`` and of what is on ``card``: one run a kind of period."""
        chosen = [each for each in rules.templates if each.code in card.templates]
        offered = [each.template for each in ready if each.template.code not in card.templates]
        by_kind: dict[PeriodKind, list[BonusTemplate]] = defaultdict(list)
        for template in (*chosen, *offered):
            by_kind[template.period_kind].append(template)
        scheme = rules
        for premium in ready:
            scheme = premium.added_to(scheme)
        found: dict[str, PremiumExample] = {}
        preview, today = self._services.premium_preview, self._wizard.firm.today
        for kind, templates in by_kind.items():
            month = last_full_month(today, kind)
            found |= preview.premiums(templates, card, scheme, month)
        return found
