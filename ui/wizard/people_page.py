"""The page on which teams are made of the firm's people: who is measured and paid alike."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.permissions import Right
from crm_desktop.kpi.catalogue import Role as Work
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.wizard import editing, joining
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.roles import SuggestedTeam, guess, suggest_teams
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message, _, plural
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.flow import FlowLayout
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role
from ui.wizard.people_hiring import HiringDialog
from ui.wizard.people_team import TeamCard
from ui.wizard.people_tree import PeopleTree
from ui.wizard.step_view import StepView
from ui.wizard.viewmodel import WizardViewModel


class PeoplePage(StepView):
    step = WizardStep.PEOPLE
    heading = Message("Whom is it for?")
    sentence = Message(
        "Put people who do the same work into one team: a team is measured by the same indicators "
        "and paid by the same rules."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel, scrolls=False)
        self.search = SearchField(_("Name or position"))
        self.tree = PeopleTree()
        self.team_button = Button(_("New team of these"), icon="add")
        self.add_button = Button(_("Add to…"))
        self.hire_button = LinkButton(_("Somebody is missing: add an employee"))
        self.add_menu = QMenu(self.add_button)
        self.hiring: HiringDialog | None = None
        self.cards: dict[str, TeamCard] = {}
        self.suggested: tuple[SuggestedTeam, ...] = ()
        self.outside = Label(role=Role.TINY, wraps=True)
        self.nobody = Card(_("Nobody works here yet"))
        self.first_button = Button(_("Add an employee"), Kind.PRIMARY, icon="add")
        self._suggestions = Card(_("Suggested teams"))
        self._lines = QVBoxLayout()
        self._suggestions.body.addLayout(self._lines)
        self._teams = QVBoxLayout()
        self._teams.setSpacing(2 * GRID)
        self._firm: WizardFirm | None = None
        self._hired: SubjectRef | None = None
        words = _("Add everybody whom the scheme is for: teams are suggested by their positions.")
        self.nobody.body.addWidget(Label(words, wraps=True))
        self.nobody.body.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._lay_out()
        for button in (self.hire_button, self.first_button):
            needs(self.context.access, Right.PEOPLE, button)
        self.add_button.setMenu(self.add_menu)
        self.search.searched.connect(self.tree.search)
        self.tree.itemChanged.connect(self._on_ticked)
        self.team_button.clicked.connect(self._on_new_team)
        self.add_menu.aboutToShow.connect(self._fill_menu)
        self.hire_button.clicked.connect(self._on_hire)
        self.first_button.clicked.connect(self._on_hire)
        self._on_ticked()

    def show_draft(self, draft: WizardDraft) -> None:
        firm = self.viewmodel.firm
        if firm is not self._firm:
            self._firm = firm
            self.tree.show_firm(firm)
            self.suggested = suggest_teams(firm)
            self.nobody.setVisible(not firm.people)
            self._tick_hired(firm)
        inside = measured(draft, firm)
        names: dict[SubjectRef, list[str]] = {}
        for code, subjects in inside.items():
            for subject in subjects:
                names.setdefault(subject.ref, []).append(draft.profile(code).name)
        self.tree.show_teams({ref: ", ".join(teams) for ref, teams in names.items()})
        self._show_cards(draft, {code: len(found) for code, found in inside.items()})
        outside = [one for one in firm.people if one.ref not in names]
        self._show_suggestions(frozenset(one.ref for one in outside), firm)
        self.outside.setText(
            str(
                plural(
                    "{count} person is in no team: what holds for them now stays.",
                    "{count} people are in no team: what holds for them now stays.",
                    count=len(outside),
                )
            )
            if draft.teams and outside
            else ""
        )

    def enter(self) -> None:
        self.search.setFocus()

    def problems(self) -> tuple[SchemeProblem, ...]:
        """Return what the core refuses, and amounts that are none."""
        unread = [one for card in self.cards.values() for one in card.unread()]
        return (*unread, *super().problems())

    def show_problem(self, problem: SchemeProblem) -> bool:
        return any(card.show_problem(problem) for card in self.cards.values())

    def clear_problems(self) -> None:
        for card in self.cards.values():
            card.clear_problems()

    def take(self, suggestion: SuggestedTeam) -> None:
        """Make the team that is suggested, or fill the one of this work that waits for people."""
        draft, firm = self.draft, self.viewmodel.firm
        refs = self._free(suggestion.refs)
        waiting = (
            team.code
            for team in draft.teams
            if team.role is suggestion.role and not draft.members(team.code)
        )
        code = next(waiting, None)
        if code is None:
            draft, code = self._with_team(draft, str(suggestion.name), suggestion.role)
        self.viewmodel.change(joining.with_joined(draft, code, refs, firm))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.search)
        left.addWidget(self.tree, 1)
        buttons = FlowLayout()
        buttons.addWidget(self.team_button)
        buttons.addWidget(self.add_button)
        left.addLayout(buttons)
        left.addWidget(self.hire_button, 0, Qt.AlignmentFlag.AlignLeft)
        content = QWidget()
        right = QVBoxLayout(content)
        right.setContentsMargins(0, 0, GRID, 0)
        right.setSpacing(2 * GRID)
        right.addWidget(self.nobody)
        right.addWidget(self._suggestions)
        right.addLayout(self._teams)
        right.addWidget(self.outside)
        right.addStretch()
        self.teams_scroll = Scroll(content)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addLayout(left, 4)
        row.addWidget(self.teams_scroll, 5)
        self.body.addLayout(row, 1)

    def _show_cards(self, draft: WizardDraft, counts: dict[str, int]) -> None:
        codes = [team.code for team in draft.teams]
        for code in [code for code in self.cards if code not in codes]:
            card = self.cards.pop(code)
            self._teams.removeWidget(card)
            card.hide()
            card.deleteLater()
        for code in codes:
            if code not in self.cards:
                self.cards[code] = self._card(code)
                self._teams.addWidget(self.cards[code])
            self.cards[code].show_team(draft, self.viewmodel.firm, counts[code])

    def _card(self, code: str) -> TeamCard:
        card = TeamCard(code, self.viewmodel.firm.currency)
        card.renamed.connect(partial(self._on_renamed, code))
        card.role_chosen.connect(partial(self._on_role, code))
        card.level_chosen.connect(partial(self._on_level, code))
        card.dropped.connect(partial(self._join, code))
        card.moved.connect(self._on_moved)
        card.salary_entered.connect(partial(self._on_salary, code))
        card.removed.connect(partial(self._on_removed, code))
        card.opened.connect(self._on_opened)
        return card

    def _show_suggestions(self, outside: frozenset[SubjectRef], firm: WizardFirm) -> None:
        clear(self._lines)
        waiting = [
            one
            for one in self.suggested
            if any(person.ref in outside for person in firm.people_of(one.refs))
        ]
        for one in waiting:
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(str(one.name), Role.STRONG, wraps=True))
            words.addWidget(Label(str(one.reason), Role.MUTED, wraps=True))
            take = Button(_("Take"))
            take.setAccessibleName(str(Message("Take the team “{name}”", name=one.name)))
            take.clicked.connect(partial(self.take, one))
            line = QHBoxLayout()
            line.setSpacing(GRID)
            line.addLayout(words, 1)
            line.addWidget(take, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addLayout(line)
        self._suggestions.setVisible(bool(waiting))

    def _free(self, refs: Iterable[SubjectRef]) -> tuple[SubjectRef, ...]:
        """Return ``refs`` without who is in a team; a department some are gone of by its rest."""
        firm = self.viewmodel.firm
        taken = {one.ref for found in measured(self.draft, firm).values() for one in found}
        free: list[SubjectRef] = []
        for ref in refs:
            people = [person.ref for person in firm.people_of([ref])]
            if taken.isdisjoint(people):
                free.append(ref)
            else:
                free += [one for one in people if one not in taken]
        return tuple(free)

    def _with_team(
        self, draft: WizardDraft, name: str, role: Work | None
    ) -> tuple[WizardDraft, str]:
        """Return ``draft`` with an empty team more, and its code, which the firm does not use."""
        present = self.viewmodel.firm.present
        taken = {profile.code for profile in present.profiles}
        taken |= {card.code for card in present.cards}
        draft = editing.with_team(draft, name, (), role=role, taken=taken)
        return draft, draft.teams[-1].code

    @Slot()
    def _on_ticked(self) -> None:
        is_any = bool(self.tree.chosen())
        self.team_button.setEnabled(is_any)
        self.add_button.setEnabled(is_any and bool(self.cards))

    @Slot()
    def _on_new_team(self) -> None:
        refs, firm = self.tree.chosen(), self.viewmodel.firm
        people = firm.people_of(refs)
        roles = {guess(one.position, one.work, one.heads).role for one in people}
        role = roles.pop() if len(roles) == 1 else None
        units = [ref for ref in refs if ref.level is not SubjectLevel.EMPLOYEE]
        if len(refs) == 1 and units:
            name = firm.own_name(refs[0])
        elif role is not None:
            name = role.shown()
        else:
            name = str(Message("Team {number}", number=len(self.draft.teams) + 1))
        draft, code = self._with_team(self.draft, name, role)
        self.tree.choose(())
        self.viewmodel.change(joining.with_joined(draft, code, refs, firm))
        self.cards[code].name.setFocus()
        self.cards[code].name.selectAll()
        self.teams_scroll.bring_up(self.cards[code])

    @Slot()
    def _fill_menu(self) -> None:
        self.add_menu.clear()
        for team in self.draft.teams:
            words = self.draft.profile(team.code).name.replace("&", "&&")
            self.add_menu.addAction(words).triggered.connect(partial(self._add, team.code))

    def _add(self, code: str, _is_checked: object = None) -> None:
        refs = self.tree.chosen()
        self.tree.choose(())
        self._join(code, refs)

    def _join(self, code: str, refs: tuple[SubjectRef, ...]) -> None:
        self.viewmodel.change(joining.with_joined(self.draft, code, refs, self.viewmodel.firm))

    @Slot(object, str)
    def _on_moved(self, ref: SubjectRef, code: str) -> None:
        firm = self.viewmodel.firm
        if code:
            self._join(code, (ref,))
        else:
            self.viewmodel.change(joining.without_people(self.draft, (ref,), firm))

    def _on_renamed(self, code: str, name: str) -> None:
        self.viewmodel.change(editing.with_team_called(self.draft, code, name), f"name {code}")

    def _on_role(self, code: str, role: Work | None) -> None:
        self.viewmodel.change(editing.with_role(self.draft, code, role))

    def _on_level(self, code: str, level: SubjectLevel) -> None:
        firm = self.viewmodel.firm
        self.viewmodel.change(joining.with_level(self.draft, code, level, firm))

    def _on_salary(self, code: str, ref: SubjectRef | None, salary: Decimal | None) -> None:
        if salary is not None:
            draft = editing.with_salary(self.draft, code, salary, ref)
        elif ref is not None:
            draft = joining.without_own_salary(self.draft, code, ref)
        else:
            return
        self.viewmodel.change(draft, f"salary {code} {ref}")

    def _on_removed(self, code: str) -> None:
        name = self.draft.profile(code).name
        self.viewmodel.change(joining.without_team(self.draft, code, self.viewmodel.firm))
        words = Message("“{name}” is taken out.", name=name)
        self.context.say(str(words), self.viewmodel.undo)
        self.search.setFocus()

    @Slot()
    def _on_opened(self) -> None:
        self.show_draft(self.draft)

    @Slot()
    def _on_hire(self) -> None:
        self.hiring = HiringDialog(self.context, self.viewmodel.firm, self)
        self.hiring.hired.connect(self._on_hired)
        self.hiring.open()

    @Slot(object)
    def _on_hired(self, ref: SubjectRef) -> None:
        self._hired = ref
        self._tick_hired(self.viewmodel.firm)

    def _tick_hired(self, firm: WizardFirm) -> None:
        """Tick whoever came, once the firm is read again, so that a team is one press away."""
        if self._hired is not None and firm.candidate(self._hired) is not None:
            self.tree.choose((*self.tree.chosen(), self._hired))
            self._hired = None
