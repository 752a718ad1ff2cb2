"""The page of indicators: the few figures that a team is measured by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.health.rules import MOST_KEY_INDICATORS
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import with_indicator_back, without_indicator
from crm_desktop.rewards.wizard.offers import (
    Offer,
    Shelf,
    by_period,
    chosen_for,
    last_of,
    measured_for,
    offers,
    preselected,
    taken_in,
    usual,
)
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message, _, plural, shown
from ui.brief import Brief
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead
from ui.scheme.indicators.editor import IndicatorEditor
from ui.tasks import Latest
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role, set_tone
from ui.wizard.draft_dialog import DraftDialog
from ui.wizard.draft_services import draft_context
from ui.wizard.indicators_card import FigureRow, OfferCard
from ui.wizard.indicators_list import OfferLine, OffersModel, OffersView
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel


class IndicatorsPage(StepView):
    """A team without any has the two or three that suit it best once they are known, once.

    What is taken out stays in the list, and comes back with its place and its plans. Lines keep
    their places while they are looked at.
    """

    step = WizardStep.INDICATORS
    heading = Message("Indicators")
    sentence = Message(
        "Choose two or three figures that the team can change by its own work: who watches "
        "everything watches nothing."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel, scrolls=False)
        self.tabs = TeamTabs(viewmodel)
        self.search = SearchField(_("Find an indicator"))
        self.shown_box = ChoiceBox(_("Which indicators"))
        self.own_button = Button(_("Own indicator…"), icon="add")
        self.count = Label(role=Role.MUTED, wraps=True)
        self.list = OffersView(OffersModel())
        self.nothing = Label(_("Nothing found."), Role.MUTED, wraps=True)
        self.nothing.hide()
        self.card = OfferCard()
        self.dialog: DraftDialog | None = None
        self._text = ""
        self._filled: set[str] = set()
        self._was: dict[tuple[str, str], WizardDraft] = {}  # with what is taken out since
        self._places: dict[tuple[str, bool], int] = {}
        self._is_opened = False  # and shown from its top, once its figures are there
        self._reads = Latest(self.context.tasks, self)
        self.shown_box.set_choices([(_("For this team"), False), (_("All indicators"), True)])
        self._lay_out()
        self._connect()

    def initializePage(self) -> None:
        self._open()
        super().initializePage()

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        if not self.tabs.team:
            return
        current = self.list.current_offer
        subjects = self._subjects(draft)
        refs = [each.ref for each in subjects]
        found = [one for one in self._in_places(self._offers(draft, refs)) if self._is_found(one)]
        self.nothing.setVisible(not found)
        self.list.setVisible(bool(found))
        self.list.offers.show_lines([self._line(one, draft, refs) for one in found])
        self.list.go_to(None if current is None else current.key)
        self._show_count(draft)

    def enter(self) -> None:
        draft = self.draft
        if not self.tabs.team:
            return
        shelf = Shelf.of(draft, self.viewmodel.firm)
        kind = draft.profile(self.tabs.team).period_kind
        offered = [
            one
            for team in draft.teams
            if draft.profile(team.code).period_kind is kind
            for one in self._offered_to(team.code, draft)
        ]
        self.viewmodel.ask_past(measured_for(offered, shelf), kind)
        self._reads.run(self._read_choices, self.card.show_read, self.viewmodel.failed.emit)
        self.viewmodel.look_soon()

    def _read_choices(self) -> CatalogueRead:
        return CatalogueRead(self.context.services.filters.offers())

    def _subjects(self, draft: WizardDraft) -> tuple[Subject, ...]:
        return measured(draft, self.viewmodel.firm)[self.tabs.team]

    def _offers(self, draft: WizardDraft, refs: Sequence[SubjectRef]) -> list[Offer]:
        return offers(
            draft,
            self.tabs.team,
            self._firm(draft, self.tabs.team),
            self.viewmodel.past,
            members=refs,
            is_all=bool(self.shown_box.choice()),
        )

    def _offered_to(self, team: str, draft: WizardDraft) -> list[Offer]:
        is_all = bool(self.shown_box.choice()) and team == self.tabs.team
        firm, past = self._firm(draft, team), self.viewmodel.past
        return offers(draft, team, firm, past, members=(), is_all=is_all)

    def _firm(self, draft: WizardDraft, team: str) -> WizardFirm:
        """Return the firm with what was taken out of ``team`` lately: it can be taken again."""
        firm = self.viewmodel.firm
        known = {each.code for each in draft.scheme.indicators}
        lately = (was.indicator(code) for (whose, code), was in self._was.items() if whose == team)
        left = (each for each in lately if each.code not in known)
        present = replace(firm.present, indicators=(*firm.present.indicators, *left))
        return replace(firm, present=present)

    def _in_places(self, offered: Sequence[Offer]) -> list[Offer]:
        """Return them as they stood before: at first what is taken, by its weight."""
        if not self._places:
            entries = self.draft.profile(self.tabs.team).entries
            weights = {entry.indicator: entry.weight for entry in entries}
            first = sorted(offered, key=lambda one: -weights.get(one.code, -1))
            self._places = {one.key: place for place, one in enumerate(first)}
        last = len(self._places)
        return sorted(offered, key=lambda one: self._places.get(one.key, last))

    def _is_found(self, offer: Offer) -> bool:
        words = offer.name if offer.entry is None else f"{offer.name} {offer.entry.description}"
        return self._text in folded(words)

    def _line(self, offer: Offer, draft: WizardDraft, refs: Sequence[SubjectRef]) -> OfferLine:
        past = self.viewmodel.past
        if offer.indicator is None or not offer.has_data:
            return OfferLine(offer, "", ())
        figure = _figure(usual(past, refs, offer.code), offer.indicator, draft.scheme.currency)
        return OfferLine(offer, figure, tuple(by_period(past, refs, offer.code)))

    def _show_count(self, draft: WizardDraft) -> None:
        count = len(draft.profile(self.tabs.team).entries)
        words = plural("{count} chosen", "{count} chosen", count=count)
        is_much = count > MOST_KEY_INDICATORS
        said = Message("{chosen}: three are enough for most people.", chosen=words)
        self.count.setText(shown(said if is_much else words))
        set_tone(self.count, Tone.WARNING if is_much else None)

    @Slot(object)
    def _show_card(self, offer: Offer | None) -> None:
        if offer is None or offer.indicator is None:
            self.card.show_offer(offer)
            return
        draft, past = self.draft, self.viewmodel.past
        subjects = self._subjects(draft)
        trend = by_period(past, [each.ref for each in subjects], offer.code)
        rows = self._rows(offer.indicator, subjects, draft.scheme.currency)
        words = ""
        if past.periods:
            words = shown(
                Message(
                    "Usual for one person, {first} – {last}",
                    first=past.periods[0],
                    last=past.periods[-1],
                )
            )
        self.card.show_offer(
            offer, rows=rows if offer.has_data else (), trend=trend, trend_words=words
        )

    def _rows(
        self, indicator: Indicator, subjects: Sequence[Subject], currency: str
    ) -> list[FigureRow]:
        past = self.viewmodel.past
        rows = []
        for each in subjects:
            value = past.row(each.ref, indicator.code).median
            last = last_of(past, each.ref, indicator.code)
            last_words, usual_words = (_figure(one, indicator, currency) for one in (last, value))
            rows.append(FigureRow(each.name, last_words, usual_words, value, last))
        return rows

    def _lay_out(self) -> None:
        tools, both = QHBoxLayout(), QHBoxLayout()
        tools.setSpacing(GRID)
        both.setSpacing(2 * GRID)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.shown_box)
        tools.addWidget(self.own_button)
        both.addWidget(self.list, 6)
        both.addWidget(self.nothing, 6)
        both.addWidget(self.card, 5)
        self.body.setSpacing(GRID)
        self.body.addWidget(self.tabs)
        self.body.addLayout(tools)
        self.body.addLayout(both, 1)
        self.body.addWidget(self.count)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_team)
        self.search.searched.connect(self._on_searched)
        self.shown_box.activated.connect(self._on_shown)
        self.own_button.clicked.connect(self._on_own)
        self.list.toggled.connect(self._on_toggled)
        self.list.selected.connect(self._show_card)
        self.card.toggled.connect(self._on_toggled)
        self.card.answered.connect(self._on_answered)
        self.card.edit_wanted.connect(self._on_edit)
        self.viewmodel.past_read.connect(self._on_past)

    def _change(self, draft: WizardDraft) -> None:
        self.viewmodel.change(draft)
        if not self.isVisible():  # else it was shown as it changed
            self.show_draft(self.draft)
        self.viewmodel.look_soon()

    @Slot(object)
    def _on_past(self, past: WizardPast) -> None:
        if not self.is_current or not self.tabs.team:
            return
        draft = self.draft
        kind = draft.profile(self.tabs.team).period_kind
        for team in draft.teams:
            profile = draft.profile(team.code)
            if profile.period_kind is kind and team.code not in self._filled:
                self._filled.add(team.code)
                if not profile.entries:
                    draft = preselected(draft, team.code, past, self.viewmodel.firm)
        is_opened, self._is_opened = self._is_opened, False
        if is_opened:
            self._places = {}
        if draft == self.draft:
            self.show_draft(draft)
        else:
            self._change(draft)
        if is_opened:
            self.list.go_to(None)

    def _open(self) -> None:
        self._places, self._is_opened = {}, True

    @Slot(str)
    def _on_team(self, _team: str) -> None:
        self._open()
        self.show_draft(self.draft)
        self.enter()

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self._text = folded(text)
        self.show_draft(self.draft)

    @Slot()
    def _on_shown(self) -> None:
        self.show_draft(self.draft)
        self.enter()

    @Slot(object)
    def _on_toggled(self, offer: Offer) -> None:
        draft, team = self.draft, self.tabs.team
        was = self._was.get((team, offer.code))
        if offer.is_taken:
            self._was[team, offer.code] = draft
            self._change(without_indicator(draft, team, offer.code))
        elif offer.indicator is not None:
            shelf = Shelf.of(was or draft, self.viewmodel.firm)
            taken = taken_in(draft, team, offer.indicator, shelf)
            self._change(with_indicator_back(taken, team, offer.code, was) if was else taken)
        else:
            self.card.setFocus()
            self.card.focusNextChild()

    @Slot(object, object)
    def _on_answered(self, offer: Offer, values: Mapping[str, str]) -> None:
        draft, team = self.draft, self.tabs.team
        shelf = Shelf.of(draft, self.viewmodel.firm)
        try:
            chosen = chosen_for(draft, team, offer.code, values, shelf)
        except InvalidInputError as error:
            self.card.show_problem(error.field.rpartition(".")[2], str(error))
            return
        made = chosen.profile(team).entries[-1].indicator
        self._change(chosen)
        self.enter()
        self.list.go_to((made, False))

    @Slot()
    def _on_own(self) -> None:
        self._open_editor(None)

    @Slot(object)
    def _on_edit(self, offer: Offer) -> None:
        self._open_editor(offer.code)

    def _open_editor(self, code: str | None) -> None:
        editor = IndicatorEditor(draft_context(self.viewmodel))
        title = _("Own indicator") if code is None else _("Indicator")
        self.dialog = DraftDialog(editor, title, self)
        self.dialog.taken.connect(self._on_taken)
        self.dialog.begin(code)

    @Slot(object)
    def _on_taken(self, definition: Indicator) -> None:
        """Measure the team by what was made or changed in the editor."""
        shelf = Shelf.of(self.draft, self.viewmodel.firm)
        try:
            self._change(taken_in(self.draft, self.tabs.team, definition, shelf))
        except CrmError as error:
            self.viewmodel.failed.emit(error)
        self.enter()
        self.list.go_to((definition.code, False))


def _figure(value: Decimal | None, indicator: Indicator, currency: str) -> str:
    """Return ``value`` in few figures, nothing where there is none."""
    if value is None:
        return ""
    is_money = indicator.unit is Unit.MONEY
    quantity = Quantity(value, indicator.unit, currency if is_money else None)
    return shown(Brief(quantity, is_whole=True))
