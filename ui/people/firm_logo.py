"""The picture that stands on what is printed: chosen from a file, seen, and removed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from crm_desktop.domain.logo import LARGEST_LOGO, Logo
from crm_desktop.texts import Message, _
from ui.theme import GRID, LIGHT, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.text import Label, Role

_WIDTH, _HEIGHT = 240, 96


class FirmLogo(Card):
    """Signals tell what is wanted; the picture that is kept comes by ``show_logo``."""

    chosen = Signal(object)  # Path
    removal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Logo"), parent)
        self.logo: Logo | None = None
        self.chooser: QFileDialog | None = None
        self.picture = Label(role=Role.MUTED)
        self.picture.setAccessibleName(_("Logo"))
        self.choose_button = Button(_("Choose a picture…"))
        self.remove_button = Button(_("Remove"), icon="delete")
        words = Message(
            "PNG or JPEG of at most {limit} MB; it stands on printed statements.",
            limit=LARGEST_LOGO >> 20,
        )
        self._error = Label(role=Role.TINY, tone=Tone.NEGATIVE, wraps=True)
        self._error.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.choose_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addWidget(Label(str(words), Role.MUTED, wraps=True))
        self.body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(buttons)
        self.body.addWidget(self._error)
        self.choose_button.clicked.connect(self.ask)
        self.remove_button.clicked.connect(self.removal_wanted)

    @property
    def error(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        return "" if self._error.isHidden() else self._error.text()

    def show_logo(self, logo: Logo | None) -> None:
        self.logo = logo
        self.remove_button.setVisible(logo is not None)
        if logo is None:
            self.picture.setText(_("There is no logo yet."))
        else:
            self.picture.setPixmap(self._fitted(logo))

    def show_error(self, words: str) -> None:
        """Say below what is wrong; an empty text takes it back."""
        self._error.setText(words)
        self._error.setVisible(bool(words))

    @Slot()
    def ask(self) -> None:
        """Let the user choose the file."""
        kinds = str(Message("Pictures ({pattern})", pattern="*.png *.jpg *.jpeg"))
        self.chooser = QFileDialog(self, _("Choose a picture"), "", kinds)
        self.chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        # Qt translates its other words, not these two.
        self.chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        self.chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        self.chooser.fileSelected.connect(self._on_chosen)
        self.chooser.finished.connect(self.chooser.deleteLater)
        self.chooser.open()

    @Slot(str)
    def _on_chosen(self, file: str) -> None:
        self.chosen.emit(Path(file))

    def _fitted(self, logo: Logo) -> QPixmap:
        """Return the picture on paper, as big as its room and sharp at any scale."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap()
        picture.loadFromData(logo.png)
        width, height = round(_WIDTH * ratio), round(_HEIGHT * ratio)
        if picture.width() > width or picture.height() > height:
            picture = picture.scaled(
                *(width, height),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        paper = QPixmap(picture.size())
        paper.fill(QColor(LIGHT.surface))
        with QPainter(paper) as painter:
            painter.drawPixmap(0, 0, picture)
        paper.setDevicePixelRatio(ratio)
        return paper
