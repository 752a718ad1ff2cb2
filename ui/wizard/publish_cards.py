"""The cards of the last page: what is left to do, the rules in words, and what they change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Access
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.kept import OvertakenWizardError
from crm_desktop.rewards.wizard.mending import place_step
from crm_desktop.rewards.wizard.review import Section
from crm_desktop.texts import LANGUAGES, Message, _, language, shown
from ui.author_field import AuthorField
from ui.brief import capital
from ui.look_buttons import LANGUAGE_NAMES
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card, clear, line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role
from ui.wizard.trial_mending import way_to

_MOST_LEFT = 8


class LeftCard(Card):
    """What keeps the draft from being published, and what speaks against it.

    ``wanted`` carries the page that mends it.
    """

    wanted = Signal(object)  # WizardStep

    def __init__(self) -> None:
        super().__init__(_("What is left to do"))
        self._problems: tuple[tuple[str, WizardStep], ...] = ()
        self._doubts: tuple[str, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID)
        self.body.addLayout(self._rows)

    def show_problems(self, found: Sequence[SchemeProblem], scheme: Scheme) -> None:
        self._problems = tuple((shown(one.message), place_step(one.place, scheme)) for one in found)
        self._fill()

    def show_doubts(self, doubts: Sequence[Message]) -> None:
        """Say what the trial page tells against it; the same doubts stay as they are."""
        words = tuple(str(doubt) for doubt in doubts)
        if words != self._doubts:
            self._doubts = words
            self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        if not self._problems:
            sign = ("information", Tone.MUTED) if self._doubts else ("check", Tone.POSITIVE)
            words = _("Everything is filled in: it can be published.")
            self._rows.addLayout(_signed(*sign, Label(words, wraps=True)))
        for words, step in self._problems[:_MOST_LEFT]:
            self._add("error", Tone.NEGATIVE, words, step)
        for words in self._doubts:
            self._add("warning", Tone.WARNING, words, WizardStep.TRIAL)

    def _add(self, icon: str, tone: Tone, words: str, step: WizardStep) -> None:
        row = _signed(icon, tone, Label(words, tone=tone, wraps=True))
        if step is not WizardStep.PUBLISH:
            row.addWidget(way_to(step, self.wanted, words), 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(row)


class RulesCard(Card):
    """The whole scheme in plain words, under a heading each team."""

    def __init__(self) -> None:
        super().__init__(_("What will hold"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID)
        self.body.addLayout(self._rows)

    def show_sections(self, told: Sequence[Section]) -> None:
        clear(self._rows)
        for number, section in enumerate(told):
            if number:
                self._rows.addWidget(line())
            self._rows.addWidget(Label(shown(section.heading), Role.STRONG, wraps=True))
            for sentence in section.sentences:
                self._rows.addWidget(Label(capital(sentence), wraps=True))


class ChangesCard(Card):
    """Who is paid by other rules so far, what is redefined, and what it costs."""

    def __init__(self) -> None:
        super().__init__(_("What changes"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID // 2)
        self.body.addLayout(self._rows)

    def show_changes(
        self, cost: Message, moves: Sequence[Message], redefined: Sequence[Message]
    ) -> None:
        clear(self._rows)
        self._rows.addWidget(Label(str(cost), wraps=True))
        for move in moves:
            self._rows.addWidget(Label(str(move), wraps=True))
        for change in redefined:
            said = Label(str(change), wraps=True)
            self._rows.addLayout(_signed("warning", Tone.WARNING, said))
        if not moves and not redefined:
            words = _("Nobody moves from other rules, and nothing that others use is changed.")
            self._rows.addWidget(Label(words, Role.MUTED, wraps=True))


class FilesCard(Card):
    """Buttons that save the regulation, in a language to choose, or the scheme."""

    def __init__(self) -> None:
        super().__init__(_("Documents"))
        self.language = ChoiceBox(_("Language of the regulation"))
        self.language.set_choices([(LANGUAGE_NAMES[code], code) for code in LANGUAGES])
        self.language.choose(language())
        self.word_button = Button(_("Save as Word…"), icon="documents")
        self.pdf_button = Button(_("Save as PDF…"), icon="print")
        self.scheme_button = Button(_("Export as scheme file…"), icon="export")
        words = _(
            "The bonus regulation says these rules as a document that employees sign. The scheme "
            "file holds them for another firm, or to be kept."
        )
        self.body.addWidget(Label(words, Role.MUTED, wraps=True))
        row = FlowLayout()
        for widget in (self.language, self.word_button, self.pdf_button, self.scheme_button):
            row.addWidget(widget)
        self.body.addLayout(row)


class ConfirmBar(Card):
    """The last question, in its place: from when on, for how many people, at what cost.

    Where the rules that the draft was made of changed meanwhile, it is asked once more.
    """

    confirmed = Signal(str, bool)  # who publishes it, and whether in the place of later rules
    refused = Signal()

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.author_field = AuthorField(access, _("Who publishes it"))
        self.author = self.author_field.edit
        self.setAccessibleName(_("Publish the scheme?"))
        self._is_anyway, self._asked = False, ""
        self.words = Label(role=Role.STRONG, wraps=True)
        self.yes_button = Button(_("Yes, publish"), Kind.PRIMARY, icon="check")
        self.no_button = Button(_("Not yet"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.author_field)
        row.addStretch()
        for button in (self.no_button, self.yes_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self.body.addWidget(self.words)
        self.body.addLayout(row)
        self.yes_button.clicked.connect(self._on_yes)
        self.no_button.clicked.connect(self.refused)
        self.hide()

    def ask(self, words: Message) -> None:
        self._ask(words, _("Yes, publish"), is_anyway=False)

    def ask_anyway(self, error: OvertakenWizardError) -> None:
        """Ask whether what changed meanwhile is to be replaced."""
        words = Message(
            "{reason} If you publish, this scheme replaces those changes.", reason=str(error)
        )
        self._ask(words, _("Publish all the same"), is_anyway=True)

    def _ask(self, words: Message, answer: str, *, is_anyway: bool) -> None:
        self._is_anyway, self._asked = is_anyway, str(words)
        self.words.setText(str(words))
        self.yes_button.setText(answer)
        self.yes_button.setAccessibleDescription(str(words))
        self._set_busy(is_busy=False)
        self.author_field.show_error("")
        self.author_field.show_name(self.author.text())
        self.show()
        (self.yes_button if self.author_field.name() else self.author).setFocus()

    def show_running(self) -> None:
        self.setFocus()  # else it goes on to what is beside the page as the buttons are disabled
        self.words.setText(_("It is being published…"))
        self._set_busy(is_busy=True)

    def show_failure(self, error: Exception) -> None:
        """Say why nothing was changed; it can be tried again."""
        reason = str(error) if isinstance(error, CrmError) else _("The program is at fault.")
        is_author = isinstance(error, InvalidInputError) and error.field == self.author_field.code
        self.author_field.show_error(reason if is_author else "")
        unchanged = str(Message("Nothing was changed. {reason}", reason=reason))
        self.words.setText(self._asked if is_author else unchanged)
        self._set_busy(is_busy=False)
        (self.author if is_author else self.yes_button).setFocus()

    @Slot()
    def _on_yes(self) -> None:
        self.author_field.remember()
        self.confirmed.emit(self.author_field.name(), self._is_anyway)

    def _set_busy(self, *, is_busy: bool) -> None:
        for button in (self.yes_button, self.no_button):
            button.setEnabled(not is_busy)


class DoneCard(Card):
    """It is published: what it means, and what to do next."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label(role=Role.PAGE, wraps=True)
        self.list_button = LinkButton(_("Open the list of schemes"), icon="scheme")
        self.body.addLayout(_signed("check", Tone.POSITIVE, self.words))
        self.body.addWidget(Label(_("What to do next"), Role.STRONG))
        steps = QGridLayout()
        steps.setHorizontalSpacing(GRID)
        steps.setColumnStretch(1, 1)
        for number, step in enumerate(
            (
                _("Save the bonus regulation below and let everybody sign it."),
                _(
                    "Tell people where to read: the announcement stands on the page “Progress”, "
                    "under “Read and confirm”. “Rewards” shows who has confirmed."
                ),
                _("Look at it again when the list of schemes reminds you."),
            ),
            1,
        ):
            steps.addWidget(Label(shown(number), Role.MUTED), number, 0, Qt.AlignmentFlag.AlignTop)
            steps.addWidget(Label(step, wraps=True), number, 1)
        self.body.addLayout(steps)
        self.body.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()


def _signed(icon: str, tone: Tone, said: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addWidget(Icon(icon, 18, tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(said, 1)
    return row
