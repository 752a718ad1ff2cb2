"""How a new scheme begins: from nothing, a ready one, rules in force, or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.scheme_files import kinds_to_read
from ui.settings import remember_folder, remembered_folder
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.form import Field
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role
from ui.wizard.choice_card import ChoiceCard

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.ready_schemes import ReadyScheme

_SIZE = (820, 580)
_COLUMNS = 2
Make = Callable[[], WizardDraft]


class Way(Enum):
    """Where a new scheme comes from."""

    BLANK = auto()
    READY = auto()
    PRESENT = auto()
    FILE = auto()


class StartingDialog(QDialog):
    """``chosen`` carries what makes the draft; it is to be called off the window's thread."""

    chosen = Signal(object)  # Callable[[], WizardDraft]

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = context.services
        self.setWindowTitle(_("New scheme"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = QLineEdit()
        self._suggested = _("Pay scheme")
        self.name.setText(self._suggested)
        self._name = Field("name", _("Name of the scheme"), self.name)
        self.chooser: QFileDialog | None = None
        self.file: Path | None = None
        self.ways = _way_cards()
        self.ready = _ready_cards(context.services.ready_schemes.list_ready())
        self.profiles: dict[str, QCheckBox] = {}
        self.file_words = Label(role=Role.MUTED, wraps=True)
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.start_button = Button(_("Begin"), Kind.PRIMARY)
        self.start_button.setDefault(True)
        self.cancel_button = Button(_("Cancel"))
        self._lay_out()
        self._group(self.ways.values())
        self._group(self.ready.values())
        for code, card in self.ready.items():
            card.clicked.connect(partial(self._on_ready, code))
        for way, card in self.ways.items():
            card.clicked.connect(partial(self.choose, way))
        self.start_button.clicked.connect(self._on_start)
        self.cancel_button.clicked.connect(self.reject)
        self.resize(*_SIZE)
        self.choose(Way.BLANK)
        self.name.selectAll()
        schemes = context.services.schemes
        context.tasks.run(
            self, lambda: schemes.scheme(AFTER_ALL), self._show_profiles, context.report
        )

    @property
    def way(self) -> Way:
        return next(way for way, card in self.ways.items() if card.isChecked())

    def choose(self, way: Way, _is_checked: object = None) -> None:
        """Show what is to be chosen for ``way``."""
        self.ways[way].setChecked(True)
        self._show_wrong("")
        for one, box in self._parts.items():
            box.setVisible(one is way)
        if way is Way.FILE and self.file is None and self.isVisible():
            self.ask_file()

    def take_file(self, file: Path) -> None:
        self.file = file
        remember_folder(file)
        self.file_words.setText(str(Message("From {file}", file=str(file))))
        self._suggest(file.stem)
        self._show_wrong("")

    @Slot()
    def ask_file(self) -> None:
        """Let the user choose the file."""
        chooser = self.chooser = QFileDialog(
            self, _("A scheme file"), str(remembered_folder()), kinds_to_read()
        )
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        # Qt translates its other words, not these two.
        chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        chooser.fileSelected.connect(self._on_file)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _lay_out(self) -> None:
        self._present = QVBoxLayout()
        self._present.setContentsMargins(0, 0, 0, 0)
        file = QHBoxLayout()
        file.setContentsMargins(0, 0, 0, 0)
        self.file_button = Button(_("Choose the file…"), icon="import")
        self.file_button.clicked.connect(self.ask_file)
        file.addWidget(self.file_button)
        file.addWidget(self.file_words, 1)
        self._parts: dict[Way, QWidget] = {}
        parts = ((Way.READY, _grid(self.ready)), (Way.PRESENT, self._present), (Way.FILE, file))
        for way, part in parts:
            box = self._parts[way] = QWidget()
            box.setLayout(part)
        content = QWidget()
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, GRID, 0)
        lines.setSpacing(2 * GRID)
        lines.addLayout(_grid(self.ways))
        for box in self._parts.values():
            lines.addWidget(box)
        lines.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(Label(_("How do you want to begin?"), Role.TITLE))
        layout.addWidget(self._name)
        layout.addWidget(Scroll(content), 1)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.wrong, 1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.start_button)
        return buttons

    def _group(self, cards: Iterable[ChoiceCard]) -> None:
        """Let one of ``cards`` be chosen at a time."""
        group = QButtonGroup(self)
        for card in cards:
            group.addButton(card)

    def _show_profiles(self, scheme: Scheme) -> None:
        for profile in scheme.profiles:
            box = self.profiles[profile.code] = QCheckBox(profile.name.replace("&", "&&"))
            self._present.addWidget(box)
        if not scheme.profiles:
            self._present.addWidget(Label(_("There are no profiles yet."), Role.MUTED))
        self.ways[Way.PRESENT].setEnabled(bool(scheme.profiles))

    def _show_wrong(self, words: str) -> None:
        self.wrong.setText(words)

    def _on_ready(self, code: str, _is_checked: object = None) -> None:
        self._suggest(self.ready[code].accessibleName())

    def _suggest(self, name: str) -> None:
        """Call the scheme as what it begins with is called, unless its name was typed."""
        if self.name.text() == self._suggested:
            self._suggested = name
            self.name.setText(name)

    @Slot(str)
    def _on_file(self, file: str) -> None:
        self.take_file(Path(file))

    @Slot()
    def _on_start(self) -> None:
        if not self.name.text().strip():
            self._name.show_error(_("Give the scheme a name, such as “Pay of sellers”."))
            self.name.setFocus()
            return
        make = self._make(self.name.text().strip())
        if make is not None:
            self.accept()
            self.chosen.emit(make)

    def _make(self, name: str) -> Make | None:
        """Return what makes the draft; None where something is still to be chosen, said so."""
        wizards = self._services.wizards
        match self.way:
            case Way.READY:
                listed = self._services.ready_schemes.list_ready()
                it = next((each for each in listed if self.ready[each.code].isChecked()), None)
                if it is not None:
                    return partial(_begun, self._services, it, name)
                self._show_wrong(_("Choose one of the ready schemes."))
            case Way.PRESENT:
                codes = [code for code, box in self.profiles.items() if box.isChecked()]
                if codes:
                    return lambda: wizards.from_profiles(codes).called(name)
                self._show_wrong(_("Tick the profiles that you want to improve."))
            case Way.FILE:
                file = self.file
                if file is not None:
                    return lambda: wizards.from_file(file).called(name)
                self._show_wrong(_("Choose the file first."))
            case _:
                return lambda: wizards.empty(name)
        return None


def _begun(services: Services, ready: ReadyScheme, name: str) -> WizardDraft:
    """Return the draft of ``ready`` with sums that suit what people of the firm sell for."""
    scheme = services.ready_schemes.scheme(ready.code, services.wizard_insights.typical_sales())
    return ready.begun(services.wizards.from_scheme(scheme, name))


def _way_cards() -> dict[Way, ChoiceCard]:
    return {
        Way.BLANK: ChoiceCard(
            "edit", _("From the start"), _("Step by step, with suggestions from your records.")
        ),
        Way.READY: ChoiceCard(
            "star", _("A ready scheme"), _("A proven pay system; you put your people into it.")
        ),
        Way.PRESENT: ChoiceCard(
            "scheme", _("Rules in force"), _("Take profiles that you have and improve them.")
        ),
        Way.FILE: ChoiceCard("import", _("A scheme file"), _("From a colleague or a backup.")),
    }


def _ready_cards(ready: Iterable[ReadyScheme]) -> dict[str, ChoiceCard]:
    """Return a card for each of ``ready``, by their codes."""
    return {
        each.code: ChoiceCard(
            "star",
            str(each.name),
            str(Message("{sentence} {suits}", sentence=each.sentence, suits=each.suits)),
        )
        for each in ready
    }


def _grid(cards: Mapping[Any, ChoiceCard]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(GRID)
    for number, card in enumerate(cards.values()):
        grid.addWidget(card, *divmod(number, _COLUMNS))
    for column in range(_COLUMNS):
        grid.setColumnStretch(column, 1)
    return grid
