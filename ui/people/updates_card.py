"""Where the firm's computers look for a newer version, and what lies there now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDir, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from crm_desktop import product
from crm_desktop.domain.updates import System, UpdateFolders
from crm_desktop.texts import Message, _
from ui.people.firm_viewmodel import FirmRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.form import Field, Form
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label, Role, set_tone

_SHARES = ("//", "\\\\")


class UpdatesCard(Card):
    """A folder is chosen and looked at as ``system`` spells it, which is that of this computer."""

    entered = Signal(object, object)  # UpdateFolders, and those that they were made from
    look_wanted = Signal(str)  # a folder

    def __init__(self, system: System, parent: QWidget | None = None) -> None:
        super().__init__(_("Updates"), parent)
        self.base = UpdateFolders()
        self._asked: str | None = None
        self.chooser: QFileDialog | None = None
        self.windows, self.linux = QLineEdit(), QLineEdit()
        self.own = self.windows if system is System.WINDOWS else self.linux
        self.choose_button = Button(_("Choose a folder…"))
        self.look_button = Button(_("Check now"), icon="refresh")
        self.answer = Label(role=Role.MUTED, wraps=True)
        self.sign = Icon("warning", tone=Tone.WARNING)
        self.sign.hide()
        self.form = Form()
        self._lay_out()
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self._on_left)
        self.choose_button.clicked.connect(self.ask)
        self.look_button.clicked.connect(self._on_look)
        self.own.textChanged.connect(self._forget_answer)

    def show_read(self, read: FirmRead) -> None:
        """Show the folders as they are kept, unless the user is entering others."""
        if not self.form.is_changed():
            self.show_folders(read.folders)

    def show_folders(self, folders: UpdateFolders) -> None:
        """Show ``folders``, whatever has been entered."""
        self.base = folders
        self.windows.setText(folders.windows or "")
        self.linux.setText(folders.linux or "")
        self.form.keep()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask, and call ``then`` on a yes."""
        return self.form.may_leave(then)

    @Slot(str, str, bool)
    def show_answer(self, folder: str, words: str, is_good: bool) -> None:
        """Say what lies in ``folder``, if that is still what is asked."""
        if folder == self._asked:
            self._asked = None
            self._say(words, is_good=is_good)

    @Slot()
    def ask(self) -> None:
        """Let the user choose the folder of this computer's system."""
        self.chooser = QFileDialog(self, _("Choose a folder"), _beginning(self.own.text()))
        self.chooser.setFileMode(QFileDialog.FileMode.Directory)
        self.chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        # Qt translates its other words, not these two.
        self.chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        self.chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        self.chooser.fileSelected.connect(self._on_chosen)
        self.chooser.finished.connect(self.chooser.deleteLater)
        self.chooser.open()

    def _lay_out(self) -> None:
        version = Message("This is version {version}.", version=product.version())
        words = _(
            "Name a folder that the computers reach, and put into it what a release is made of, "
            "as it comes: the setup program or the package, and crm-desktop-release.json. Each "
            "computer looks there once a day and tells its user of a newer version; nothing is "
            "installed by itself. Where no folder is named, nobody looks."
        )
        fields = [
            Field("windows", _("Folder on Windows computers"), self.windows),
            Field("linux", _("Folder on Linux computers"), self.linux),
        ]
        self.form.add(*sorted(fields, key=lambda field: field.editor is not self.own))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button in (self.choose_button, self.look_button):
            row.addWidget(button)
        row.addWidget(self.sign)
        row.addWidget(self.answer, 1)
        self.form.body.addLayout(row)
        self.save_button = self.form.add_buttons(_("Save"))
        self.save_button.setAccessibleName(_("Save the folders"))
        for label in (Label(str(version)), Label(words, Role.MUTED, wraps=True)):
            self.body.addWidget(label)
        self.body.addSpacing(GRID)
        self.body.addWidget(self.form)

    @Slot(str)
    def _on_chosen(self, folder: str) -> None:
        self.own.setText(QDir.toNativeSeparators(folder))

    @Slot()
    def _forget_answer(self) -> None:
        self._asked = None
        self._say("")

    def _say(self, words: str, *, is_good: bool = True) -> None:
        self.answer.setText(words)
        set_tone(self.answer, None if is_good else Tone.WARNING)
        self.sign.setVisible(bool(words) and not is_good)

    @Slot()
    def _on_look(self) -> None:
        if self._asked is None:
            self._asked = self.own.text()
            self._say(_("Looking…"))
            self.look_wanted.emit(self._asked)

    @Slot()
    def _on_submitted(self) -> None:
        folders = UpdateFolders(self.windows.text(), self.linux.text())
        self.entered.emit(folders, self.base)

    @Slot()
    def _on_left(self) -> None:
        """Take back what was entered."""
        self.form.clear_errors()
        self.show_folders(self.base)


def _beginning(entered: str) -> str:
    """Return where to begin to choose: not on a share, which may be away and hold up the window."""
    path = entered.strip().strip('"')
    return "" if path.startswith(_SHARES) else path
