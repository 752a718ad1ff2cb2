"""What is paid besides the salary: ready premiums to choose from, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.rewards.gallery import GalleryGroup, GalleryPremium, PremiumOffer, premiums_for
from crm_desktop.rewards.template import BonusTemplate, PayModel, RewardCard
from crm_desktop.rewards.wizard.check_plans import is_score_unpaid
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import (
    with_definition,
    with_salary,
    with_template,
    without_template,
)
from crm_desktop.rewards.wizard.past import NO_PAST, WizardPast
from crm_desktop.rewards.wizard.premium_figures import typical_sales
from crm_desktop.texts import Message, _, shown
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead
from ui.scheme.templates.editor import TemplateEditor
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role
from ui.wizard.draft_dialog import DraftDialog
from ui.wizard.draft_services import draft_context
from ui.wizard.premium_card import PremiumOfferCard
from ui.wizard.premium_row import PremiumRow
from ui.wizard.premiums_salary import SalaryEntry
from ui.wizard.premiums_summary import PremiumsSummary
from ui.wizard.premiums_viewmodel import Examples, PremiumsViewModel
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel

_BY_SCORE, _MOST_PROPOSED = "score_bonus", 2
_SALES = (CATALOGUE["sales_volume"],)


class PremiumsPage(StepView):
    step = WizardStep.PREMIUMS
    heading = Message("What will people be paid for?")
    sentence = Message(
        "Choose ready premiums and change their figures: you see at once what last month"
        " would have cost."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel, scrolls=False)
        self.premiums = PremiumsViewModel(viewmodel, self)
        self.dialog: DraftDialog | None = None
        self.tabs = TeamTabs(viewmodel)
        self.salary = SalaryEntry()
        self.own_button = Button(_("Write your own…"), icon="add")
        self.nothing = Label(role=Role.MUTED, wraps=True)
        self.unscored = Label(tone=Tone.WARNING, wraps=True)
        self.best_button = Button(_("Take what suits best"), icon="star")
        self.unpaid = Label(
            _("This team is measured as a whole: nobody is paid by it."), Role.MUTED, wraps=True
        )
        self.summary = PremiumsSummary()
        self.rows: dict[str, PremiumRow] = {}
        self.offers: dict[str, PremiumOfferCard] = {}
        self._offered: tuple[object, ...] = ()
        self._past: WizardPast = NO_PAST
        self._choices = CatalogueRead()
        self._typed: set[str] = set()
        self._paid: dict[str, bool] = {}  # whether somebody would have got it last month
        self._waits = False
        self._lay_out()
        self._connect()

    @property
    def team(self) -> str:
        return self.tabs.team

    @property
    def card(self) -> RewardCard | None:
        return self.draft.card(self.team) if self.team else None

    def enter(self) -> None:
        self.premiums.read_choices()
        self._waits = True
        self.viewmodel.ask_past(tuple(entry.indicator() for entry in _SALES), PeriodKind.MONTH)
        self.premiums.compute()

    def leave(self) -> None:
        self.take()

    def take(self) -> bool:
        """Take over what is being typed; return whether all of it can be read."""
        are_read = [row.take_all() for row in list(self.rows.values())]
        return self.salary.take() and all(are_read)

    def validatePage(self) -> bool:
        return self.take() and super().validatePage()

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        card = self.card
        for widget in (self._content, self.summary):
            widget.setVisible(card is not None)
        self.unpaid.setVisible(card is None and bool(self.team))
        if card is None:
            return
        people = self.viewmodel.firm.people_of(draft.members(self.team))
        self.salary.show_card(card, people, draft.scheme.currency)
        self._show_rows(draft, card)
        self._show_offers(draft)
        self._ask()

    def _show_rows(self, draft: WizardDraft, card: RewardCard) -> None:
        templates = {each.code: each for each in draft.scheme.templates}
        wanted = [templates[code] for code in card.templates if code in templates]
        if [(each.code, each.name) for each in wanted] != [
            (code, row.accessibleName()) for code, row in self.rows.items()
        ]:
            clear(self._chosen)
            self.rows = {each.code: self._row(each) for each in wanted}
        indicators = {each.code: each for each in draft.scheme.indicators}
        scales = {each.code: each for each in draft.scheme.scales}
        for number, each in enumerate(wanted):
            row = self.rows[each.code]
            row.show_template(each, indicators, scales)
            row.show_place(is_first=number == 0, is_last=number == len(wanted) - 1)
        pays_score = card.pay_model is not PayModel.BONUSES_ONLY
        words = _("Nothing is chosen yet: people get their salaries alone.")
        if pays_score:
            words = _("Nothing is chosen, and nothing has to be: the score itself is paid.")
        self.nothing.setText(words)
        self.nothing.setVisible(not wanted)
        unpaid = Message(
            "The score of “{team}” pays nobody: choose the salary and the score on the page "
            "“Scoring”, or a premium by the overall result here.",
            team=draft.profile(self.team).name,
        )
        self.unscored.setText(str(unpaid))
        self.unscored.setVisible(is_score_unpaid(draft, self.team))

    def _row(self, template: BonusTemplate) -> PremiumRow:
        row = PremiumRow(template, self.draft.scheme.currency)
        row.changed.connect(self._on_figure)
        row.edit_wanted.connect(self._on_edit)
        row.removed.connect(self._on_removed)
        row.moved.connect(self._on_moved)
        self._chosen.addWidget(row)
        return row

    def _show_offers(self, draft: WizardDraft) -> None:
        """Show what may be chosen besides, in its groups; figures that were typed stay."""
        measured = [entry.indicator for entry in draft.profile(self.team).entries]
        offers = premiums_for(draft.team(self.team).role, draft.goal.aims, measured)
        shown_now = (self.team, tuple((each.entry.code, str(each.reason)) for each in offers))
        if shown_now != self._offered:
            self._offered = shown_now
            self._typed.clear()
            clear(self._gallery)
            self.offers = {}
            for group in GalleryGroup:
                self._add_group(group, [each for each in offers if each.entry.group is group])
            self._show_defaults()
        for code, offered in self.offers.items():
            offered.setVisible(code not in self.rows)
            self._show_offer(offered)
        self._show_best()

    def _show_best(self) -> None:
        best = [each.accessibleName() for each in self._best()]
        self.best_button.setVisible(bool(best) and not self.rows)
        self.best_button.setToolTip("; ".join(best))
        self.best_button.setAccessibleDescription("; ".join(best))

    def _best(self) -> list[PremiumOfferCard]:
        """Return what is proposed before all else: what is weighed first, if nothing pays it.

        What nobody would have got last month is not, where others were.
        """
        best = [each for each in self.offers.values() if each.offer.is_preselected]
        if is_score_unpaid(self.draft, self.team):
            scored = [each for each in self.offers.values() if each.entry.code == _BY_SCORE]
            best = [*scored, *best][:_MOST_PROPOSED]
        return [each for each in best if self._paid.get(each.code, True)] or best

    def _add_group(self, group: GalleryGroup, offers: Iterable[PremiumOffer]) -> None:
        found = list(offers)
        if found:
            self._gallery.addWidget(Label(shown(group), Role.TITLE, wraps=True))
        for offer in found:
            code = f"{self.team}-{offer.entry.code}"
            offered = PremiumOfferCard(offer, self.draft.scheme.currency, code)
            offered.show_choices(self._choices)
            offered.added.connect(self._on_added)
            offered.edited.connect(self._on_edited)
            self.offers[code] = offered
            self._gallery.addWidget(offered)

    def _show_defaults(self) -> None:
        """Propose sums that suit what the team sells, where nothing was typed."""
        people = self.viewmodel.firm.people_of(self.draft.members(self.team))
        typical = typical_sales(self._past, [each.ref for each in people])
        for code, offered in self.offers.items():
            if code not in self._typed:
                currency = self.draft.scheme.currency
                offered.show_values(offered.entry.defaults(currency, typical))

    def _show_offer(self, offered: PremiumOfferCard) -> GalleryPremium | None:
        premium = offered.ready()
        if premium is not None:
            known = {each.code: each for each in self.draft.scheme.indicators}
            offered.show_words(premium, known)
        return premium

    def _ask(self) -> None:
        ready = [premium for each in self.offers.values() if (premium := each.ready()) is not None]
        self.premiums.ask(self.draft, self.team, ready)

    def _lay_out(self) -> None:
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        chosen, head = Card(), QHBoxLayout()
        chosen.setAccessibleName(_("What the team is paid"))
        head.addWidget(Label(chosen.accessibleName(), Role.TITLE, wraps=True), 1)
        head.addWidget(self.own_button)
        chosen.body.addLayout(head)
        chosen.body.addWidget(self.salary)
        chosen.body.addWidget(self.nothing)
        chosen.body.addWidget(self.unscored)
        chosen.body.addWidget(self.best_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._chosen, self._gallery = QVBoxLayout(), QVBoxLayout()
        for layout in (self._chosen, self._gallery):
            layout.setSpacing(GRID)
        chosen.body.addLayout(self._chosen)
        column.addWidget(chosen)
        column.addLayout(self._gallery)
        column.addStretch()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(Scroll(self._content), 1)
        row.addWidget(self.summary)
        self.body.setSpacing(GRID)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.unpaid)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_team)
        self.salary.entered.connect(self._on_salary)
        self.salary.today_wanted.connect(self._on_today)
        self.own_button.clicked.connect(self._on_own)
        self.best_button.clicked.connect(self._on_best)
        self.viewmodel.past_read.connect(self._on_past)
        self.premiums.choices_read.connect(self._on_choices)
        self.premiums.computed.connect(self._on_computed)
        self.premiums.failed.connect(self.viewmodel.failed)

    @Slot()
    def _on_team(self) -> None:
        self.show_draft(self.draft)
        self.premiums.compute()

    @Slot(object)
    def _on_past(self, past: WizardPast) -> None:
        if self.is_current:
            self._past = past
            if self.card is not None:
                self._show_defaults()
                self._show_offers(self.draft)
                self._ask()

    @Slot(object)
    def _on_choices(self, read: CatalogueRead) -> None:
        self._choices = read
        for offered in self.offers.values():
            offered.show_choices(read)

    @Slot(object)
    def _on_computed(self, found: Examples) -> None:
        for code, row in self.rows.items():
            row.show_example(found.each.get(code))
        for code, offered in self.offers.items():
            offered.show_example(found.each.get(code))
        self._paid = {code: bool(example.total) for code, example in found.each.items()}
        if self.card is not None:
            self._show_best()
        if found.paid is not None:
            self.summary.show_example(found.paid)
        elif found.why_not is not None:
            self.summary.show_sentence(str(found.why_not))

    @Slot()
    def _on_edited(self) -> None:
        offered = self.sender()
        if isinstance(offered, PremiumOfferCard):
            self._typed.add(offered.code)
            self._show_offer(offered)
            self._ask()

    @Slot()
    def _on_added(self) -> None:
        offered = self.sender()
        if isinstance(offered, PremiumOfferCard):
            self._add([offered])

    @Slot()
    def _on_best(self) -> None:
        self._add(self._best())

    def _add(self, offers: Iterable[PremiumOfferCard]) -> None:
        """Let the team have the premiums of ``offers`` as they are filled in."""
        draft, added = self.draft, ""
        for premium in (each.ready() for each in offers):
            if premium is not None:
                added = premium.template.code
                known = [each.code for each in draft.scheme.indicators]
                found = premium.found(known)
                draft = with_template(draft, self.team, premium.template, found)
        self.viewmodel.change(draft)
        if added in self.rows:
            self.rows[added].edit_link.setFocus()

    @Slot(object)
    def _on_figure(self, template: BonusTemplate) -> None:
        self.viewmodel.change(with_definition(self.draft, template))

    @Slot(str)
    def _on_removed(self, code: str) -> None:
        self.viewmodel.change(without_template(self.draft, self.team, code))
        is_offered = code in self.offers
        (self.offers[code].add_button if is_offered else self.own_button).setFocus()

    @Slot(str, int)
    def _on_moved(self, code: str, places: int) -> None:
        card = self.card
        if card is None:
            return
        order = list(card.templates)
        place = order.index(code)
        order.insert(place + places, order.pop(place))
        self.viewmodel.change(with_definition(self.draft, replace(card, templates=tuple(order))))

    @Slot(object)
    def _on_salary(self, salary: Decimal) -> None:
        self.viewmodel.change(with_salary(self.draft, self.team, salary))

    @Slot(object)
    def _on_today(self, salaries: Mapping[SubjectRef, Decimal]) -> None:
        """Let everybody keep the salary that they have."""
        draft = self.draft
        for subject, salary in salaries.items():
            draft = with_salary(draft, self.team, salary, subject)
        self.viewmodel.change(draft)

    @Slot()
    def _on_own(self) -> None:
        self._open(None)

    @Slot(str)
    def _on_edit(self, code: str) -> None:
        self._open(code)

    def _open(self, code: str | None) -> None:
        editor = TemplateEditor(draft_context(self.viewmodel))
        self.dialog = DraftDialog(editor, _("Premium"), self)
        self.dialog.taken.connect(self._on_taken)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.begin(code)

    @Slot(object)
    def _on_taken(self, template: BonusTemplate) -> None:
        self.viewmodel.change(with_template(self.draft, self.team, template))

    @Slot()
    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
