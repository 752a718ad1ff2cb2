"""The way to a database on this computer: which file it is, or will be."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from crm_desktop import config
from crm_desktop.network_drives import is_on_network
from crm_desktop.texts import Message, _
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.form import Field, Form
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label

_DOCUMENTS = QStandardPaths.StandardLocation.DocumentsLocation


class FileForm(Form):
    """Where users of the computer share a folder, it asks first who works with the file."""

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLineEdit(path)
        self.alone = QRadioButton(_("For me alone"))
        self.everybody = QRadioButton(_("For everybody who uses this computer"))
        self.folder_button = Button(_("Choose folder…"), icon="folder")
        self.existing_button = Button(_("Open existing…"), icon="database")
        self.chooser: QFileDialog | None = None
        self._own = config.own_database()
        shared = config.shared_data_folder()
        self._shared = None if shared is None else str(shared / Path(self._own).name)
        self._field = Field("path", _("Database file"), self.path)
        self._warning = self._network_warning()
        self._lay_out()
        self._show_path()
        self._connect()

    def _lay_out(self) -> None:
        if self._shared is not None:
            self.body.addLayout(_row(self.alone, self.everybody))
        self.add(self._field)
        self.body.addLayout(_row(self.folder_button, self.existing_button))
        self.body.addWidget(self._warning)

    def _network_warning(self) -> QWidget:
        self.warning = Label(
            _(
                "This file is on another computer. One person at a time can work with it there; "
                "for several at once choose a server."
            ),
            tone=Tone.WARNING,
            wraps=True,
        )
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(Icon("warning", 18, Tone.WARNING))
        row.addWidget(self.warning, 1)
        return box

    def _connect(self) -> None:
        self.path.textChanged.connect(self._show_path)
        self.alone.clicked.connect(self._on_alone)
        self.everybody.clicked.connect(self._on_everybody)
        self.folder_button.clicked.connect(self.ask_folder)
        self.existing_button.clicked.connect(self.ask_existing)

    @Slot()
    def ask_folder(self) -> None:
        """Let the user choose where a new database is made."""
        self._ask(_("The folder of the database"), QFileDialog.FileMode.Directory)

    @Slot()
    def ask_existing(self) -> None:
        """Let the user choose a database that is there."""
        kinds = str(Message("Databases ({pattern})", pattern="*.sqlite *.db"))
        every = str(Message("All files ({pattern})", pattern="*"))
        self._ask(_("A database"), QFileDialog.FileMode.ExistingFile, f"{kinds};;{every}")

    def _ask(self, title: str, mode: QFileDialog.FileMode, kinds: str = "") -> None:
        chooser = self.chooser = QFileDialog(self, title, self._folder(), kinds)
        chooser.setFileMode(mode)
        # Qt translates its other words, not these two.
        chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        chooser.fileSelected.connect(self.take)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _folder(self) -> str:
        """Return where a choice begins: nobody looks for files in the program's own folder."""
        path = self.path.text()
        if path in ("", self._own, self._shared):
            documents = Path(QStandardPaths.writableLocation(_DOCUMENTS))
            return str(documents if documents.is_dir() else Path.home())
        return str(Path(path).parent)

    @Slot(str)
    def take(self, chosen: str) -> None:
        """Name the file ``chosen``, or the usual one in that folder."""
        path = Path(chosen)
        self.path.setText(str(path / Path(self._own).name if path.is_dir() else path))

    def _on_alone(self) -> None:
        self.path.setText(self._own)

    def _on_everybody(self) -> None:
        self.path.setText(self._shared or self._own)

    @Slot()
    def _show_path(self) -> None:
        """Say what will become of the path that is entered."""
        text = self.path.text().strip()
        is_away = bool(text) and is_on_network(text)
        self._field.show_hint("" if is_away else _prospect(text))
        self._warning.setVisible(is_away)
        for button, path in ((self.alone, self._own), (self.everybody, self._shared)):
            button.setAutoExclusive(False)  # a third place is neither's
            button.setChecked(text == path)
            button.setAutoExclusive(True)


def _prospect(path: str) -> str:
    """Say what will be done at ``path``, on this computer: another would keep one waiting."""
    with suppress(OSError):  # a folder that the user may not enter, a name that is too long
        if path and Path(path).is_file():
            return _("The database that is there will be opened.")
    return _("A new database will be made there.")


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2 * GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
