"""Which program this is, under which licences, and where its logs are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop import config, paths, product
from crm_desktop.texts import Message, _
from ui import icons
from ui.folders import not_shown, show_folder
from ui.licence_dialog import LicenceDialog
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_LICENCE = "Apache-2.0"
_SIGN = 48


class AboutDialog(QDialog):
    """``show`` opens a folder and returns whether the system had a way."""

    def __init__(
        self, show: Callable[[Path], bool] = show_folder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._show = show
        self.setWindowTitle(str(Message("About {product}", product=product.NAME)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.links: list[LinkButton] = []
        self.licence: LicenceDialog | None = None
        self.error = Label(role=Role.TINY, tone=Tone.NEGATIVE, wraps=True)
        self.error.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self._layout.setSpacing(GRID)
        licence = str(Message("Licence: {name}", name=_LICENCE))
        own = paths.installed_file("LICENSE.txt")
        version = str(Message("Version {version}", version=product.version()))
        self._add_head(version, *(() if own else (licence,)))
        self._add_licence(licence, own)
        self._add_licence(_("Third-party licences"), paths.installed_file("THIRD_PARTY.md"))
        logs = config.log_file().parent
        self._add_link(_("Folder of the logs"), logs, self._open)
        self.place = Label(str(logs), Role.TINY, wraps=True)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout.addWidget(self.place)
        close = Button(_("Close"), Kind.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self._layout.addWidget(self.error)
        self._layout.addSpacing(GRID)
        self._layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()

    def _add_head(self, *sentences: str) -> None:
        sign = Label()
        sign.setPixmap(icons.app_icon().pixmap(_SIGN, _SIGN))
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(Label(product.NAME, Role.PAGE))
        for sentence in sentences:
            words.addWidget(Label(sentence))
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._layout.addLayout(row)
        self._layout.addSpacing(GRID)

    def _add_licence(self, words: str, file: Path | None) -> None:
        if file is not None:
            self._add_link(words, file, partial(self._read, words))

    def _add_link(self, words: str, path: Path, show: Callable[[Path], None]) -> None:
        link = LinkButton(words)
        link.setToolTip(str(path))
        link.clicked.connect(partial(show, path))
        self.links.append(link)
        self._layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _read(self, words: str, file: Path) -> None:
        self.licence = LicenceDialog(words, file, self)
        self.licence.open()

    def _open(self, path: Path) -> None:
        if not (path.exists() and self._show(path)):
            self.error.setText(str(not_shown(path)))
            self.error.show()
