"""A script that changes pay, for the few firms whose rules need one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.domain.codes import identifier_of
from crm_desktop.domain.people import EmployeeRow, SubjectLevel
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import pruned, with_definition
from crm_desktop.texts import Message, _
from ui.scripts.library_panel import LibraryPanel
from ui.scripts.sketch import first_sketch
from ui.scripts.viewmodel import ScriptRead
from ui.tasks import Latest
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.scroll import Scroll
from ui.widgets.text import ElidedLabel, Label, Role
from ui.wizard.draft_services import draft_context, rules_of
from ui.wizard.script_workshop import ScriptWorkshop
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel

if TYPE_CHECKING:
    from crm_desktop.services.script_library import LibraryScript

_LEAST_HEIGHT = 40 * GRID
_PAUSE_MS = 400


class ScriptPage(StepView):
    """``skip_button`` goes on without a script."""

    step = WizardStep.SCRIPT
    heading = Message("Is there a rule that nothing else can say?")
    sentence = Message("A script can change what the premiums come to. It is a choice, not a must.")

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel, scrolls=False)
        self.tabs = TeamTabs(viewmodel)
        self.skip_button = Button(_("Go on without a script"), icon="next")
        self.write_button = Button(_("Write one"), icon="edit")
        self.known_box = ChoiceBox(_("A script that the firm has"))
        self.known_button = Button(_("Take it"), icon="add")
        self.library = LibraryPanel(self.context, inserts=False, kind=ScriptKind.REWARD)
        self.script_name = ElidedLabel(role=Role.TITLE)
        self.remove_button = Button(_("Take the script out"), Kind.DANGER, icon="minus")
        self.workshop = ScriptWorkshop(draft_context(viewmodel))
        self._employees: tuple[EmployeeRow, ...] = ()
        self._opened: tuple[str, str] = ("", "")
        self._reads = Latest(self.context.tasks, self)
        self._looks = Latest(self.context.tasks, self)
        self._looked: dict[str, tuple[Script, Message | None]] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def team(self) -> str:
        return self.tabs.team

    @property
    def script(self) -> Script | None:
        """The script that changes the pay of the team, None without one."""
        card = self.draft.card(self.team) if self.team else None
        code = None if card is None else card.script
        return next((each for each in self.draft.scheme.scripts if each.code == code), None)

    def enter(self) -> None:
        self.library.load()
        services, today = self.context.services, self.viewmodel.firm.today

        def done(found: list[EmployeeRow]) -> None:
            self._employees = tuple(found)
            self._opened = ("", "")
            self.show_draft(self.draft)

        self._reads.run(
            lambda: services.people.list_employees(on=today), done, self.viewmodel.failed.emit
        )

    def problems(self) -> tuple[SchemeProblem, ...]:
        """Return what the core refuses, and why a script of a team could not be published."""
        wrong = ((each.code, self._wrong(each)) for each in self._used())
        found = (SchemeProblem(f"scripts.{code}", why) for code, why in wrong if why is not None)
        return (*super().problems(), *found)

    def leave(self) -> None:
        self.look()

    @Slot()
    def look(self) -> None:
        """Look now what keeps the scripts of the teams from being published, where unknown."""
        self._pause.stop()
        scripts, refuse = self._unknown(), self.context.services.scripts.refuse_wrong
        if scripts:
            self._looks.run(
                lambda: {each.code: (each, _refused(refuse, each)) for each in scripts},
                self._on_looked,
                self.viewmodel.failed.emit,
            )

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        if self._unknown():
            self._pause.start()
        script = self.script
        is_paid = bool(self.team) and draft.card(self.team) is not None
        for widget in (self.write_button, self._known, self.library):
            widget.setVisible(is_paid)
        self.unpaid.setVisible(not is_paid)
        self._stack.setCurrentWidget(self._start if script is None else self._laboratory)
        if script is None:
            self._opened = ("", "")
            self._show_known()
            return
        self.script_name.setText(script.name)
        self._show_script(script)

    def _show_script(self, script: Script) -> None:
        """Show ``script``, unless it is what stands in the laboratory already."""
        around = self._around(script)
        is_other = self._opened != (self.team, script.code) or script != self.workshop.script
        self._opened = (self.team, script.code)
        if is_other:
            self.workshop.open(script, around)
        else:
            self.workshop.look_around(around)

    def _used(self) -> list[Script]:
        """Return the scripts that change the pay of a team."""
        used = {card.script for card in self.draft.scheme.cards}
        return [each for each in self.draft.scheme.scripts if each.code in used]

    def _unknown(self) -> list[Script]:
        """Return those that were not looked at as they stand."""
        return [each for each in self._used() if self._looked.get(each.code, (None,))[0] != each]

    def _wrong(self, script: Script) -> Message | None:
        """Return why ``script`` cannot be published, None where nothing keeps it."""
        looked, why = self._looked.get(script.code, (None, None))
        if looked != script:
            return Message("“{name}” is being looked at: wait a moment.", name=script.name)
        return None if why is None else Message("“{name}”: {why}", name=script.name, why=why)

    def _on_looked(self, found: dict[str, tuple[Script, Message | None]]) -> None:
        self._looked |= found
        if self._is_tried:
            self.say_problems()

    def _around(self, script: Script) -> ScriptRead:
        """Return what the script can name, and the people of the team to try it on."""
        firm = self.viewmodel.firm
        paid = {each.ref for each in firm.people_of(self.draft.members(self.team))}
        codes = {ref.code for ref in paid if ref.level is SubjectLevel.EMPLOYEE}
        employees = tuple(each for each in self._employees if each.code in codes)
        taken = frozenset(each.code for each in self._known_scripts() if each.code != script.code)
        return ScriptRead(None, rules_of(self.viewmodel), taken, employees, firm.today)

    def _known_scripts(self) -> tuple[Script, ...]:
        return rules_of(self.viewmodel).scripts

    def _show_known(self) -> None:
        """Offer the reward scripts that the firm, or another team of the draft, has."""
        known = [each for each in self._known_scripts() if each.kind is ScriptKind.REWARD]
        self.known_box.set_choices([(each.name, each.code) for each in known])
        if not known:
            self._known.hide()

    def _lay_out(self) -> None:
        self.unpaid = Label(
            _("This team is measured as a whole: nobody is paid by it."), Role.MUTED, wraps=True
        )
        start_box, laboratory_box = QWidget(), QWidget()
        start = QVBoxLayout(start_box)
        start.setContentsMargins(0, 0, GRID, 0)
        start.setSpacing(2 * GRID)
        start.addWidget(self._none_card())
        start.addWidget(self._ways_card(), 1)
        laboratory = QVBoxLayout(laboratory_box)
        laboratory.setContentsMargins(0, 0, 0, 0)
        laboratory.setSpacing(GRID)
        head = QHBoxLayout()
        head.addWidget(self.script_name, 1)
        head.addWidget(self.remove_button)
        laboratory.addLayout(head)
        words = _(
            "It runs after all premiums, and may change each of them. Every change stands on the"
            " pay slip, with what it was before and why."
        )
        laboratory.addWidget(Label(words, Role.MUTED, wraps=True))
        self.workshop.setMinimumHeight(_LEAST_HEIGHT)
        laboratory.addWidget(self.workshop, 1)
        self._start, self._laboratory = Scroll(start_box), Scroll(laboratory_box)
        self._stack.addWidget(self._start)
        self._stack.addWidget(self._laboratory)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)

    def _none_card(self) -> Card:
        card = Card(_("Most firms need none"))
        words = _(
            "Premiums, gates and ceilings say nearly all. A script is for the rest, such as a"
            " least sum that nobody falls below, or a deduction for discounts. Somebody has to"
            " understand it later."
        )
        card.body.addWidget(Label(words, wraps=True))
        row = QHBoxLayout()
        row.addWidget(self.skip_button)
        row.addStretch()
        card.body.addLayout(row)
        return card

    def _ways_card(self) -> Card:
        card = Card(_("Or begin with a ready one"))
        self._known = QWidget()
        known = QHBoxLayout(self._known)
        known.setContentsMargins(0, 0, 0, 0)
        known.setSpacing(GRID)
        known.addWidget(Field("known", _("A script that the firm has"), self.known_box), 1)
        known.addWidget(self.known_button)
        if card.head is not None:
            card.head.addWidget(self.write_button)
        card.body.addWidget(self.unpaid)
        card.body.addWidget(self._known)
        card.body.addWidget(self.library, 1)
        return card

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_team)
        self.skip_button.clicked.connect(self._on_skip)
        self.write_button.clicked.connect(self._on_write)
        self.known_button.clicked.connect(self._on_known)
        self.library.use_wanted.connect(self._on_library)
        self.remove_button.clicked.connect(self._on_remove)
        self.workshop.edited.connect(self._on_edited)
        self._pause.timeout.connect(self.look)

    @Slot()
    def _on_team(self) -> None:
        self.show_draft(self.draft)

    @Slot()
    def _on_skip(self) -> None:
        wizard = self.wizard()
        if wizard is not None:
            wizard.next()

    @Slot()
    def _on_write(self) -> None:
        name = str(Message("Script of “{team}”", team=self.draft.profile(self.team).name))
        source = first_sketch(ScriptKind.REWARD).source
        self._take(Script(self._free_code(name), name, ScriptKind.REWARD, source))

    @Slot()
    def _on_known(self) -> None:
        code = self.known_box.choice()
        known = next((each for each in self._known_scripts() if each.code == code), None)
        if known is not None:
            self._take(replace(known, version=Version()))

    @Slot(object)
    def _on_library(self, one: LibraryScript) -> None:
        self._take(replace(one.script, code=self._free_code(one.script.name)))

    @Slot()
    def _on_remove(self) -> None:
        card = self.draft.card(self.team)
        if card is not None:
            changed = with_definition(self.draft, replace(card, script=None))
            self.viewmodel.change(pruned(changed))

    @Slot()
    def _on_edited(self) -> None:
        script = self.script
        if script is not None:
            edited = replace(self.workshop.script, code=script.code)
            gesture = ("script", script.code)
            self.viewmodel.change(with_definition(self.draft, edited), gesture)

    def _take(self, script: Script) -> None:
        """Let ``script`` change the pay of the team."""
        card = self.draft.card(self.team)
        if card is not None:
            draft = with_definition(self.draft, script)
            self.viewmodel.change(with_definition(draft, replace(card, script=script.code)))
            self.workshop.edit.setFocus()

    def _free_code(self, name: str) -> str:
        taken = {each.code for each in self._known_scripts()}
        return identifier_of(name, taken) or identifier_of("script", taken)


def _refused(refuse: Callable[[Script], None], script: Script) -> Message | None:
    try:
        refuse(script)
    except InvalidInputError as error:
        return error.message
    except CrmError:
        return None  # who may not look at scripts is told so as the scheme is published
    return None
