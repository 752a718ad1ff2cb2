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
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_LICENCE = "Apache-2.0"
_SIGN = 48


class AboutDialog(QDialog):
    """``show`` opens a folder or a file and returns whether the system had a way."""

    def __init__(
        self, show: Callable[[Path], bool] = show_folder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._show = show
        self.setWindowTitle(str(Message("About {product}", product=product.NAME)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.links: list[LinkButton] = []
        self.error = Label(role=Role.TINY, tone=Tone.NEGATIVE, wraps=True)
        self.error.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        self._layout.setSpacing(GRID)
        self._add_head()
        third_party = paths.installed_file("THIRD_PARTY.md")
        if third_party is not None:
            self._add_link(_("Third-party licences"), third_party)
        self._add_link(_("Folder of the logs"), config.log_file().parent)
        close = Button(_("Close"), Kind.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self._layout.addWidget(self.error)
        self._layout.addSpacing(GRID)
        self._layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()

    def _add_head(self) -> None:
        sign = Label()
        sign.setPixmap(icons.app_icon().pixmap(_SIGN, _SIGN))
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(Label(product.NAME, Role.PAGE))
        version = Message("Version {version}", version=product.version())
        licence = Message("Licence: {name}", name=_LICENCE)
        for sentence in (version, licence):
            words.addWidget(Label(str(sentence)))
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._layout.addLayout(row)
        self._layout.addSpacing(GRID)

    def _add_link(self, words: str, path: Path) -> None:
        link = LinkButton(words)
        link.setToolTip(str(path))
        link.clicked.connect(partial(self._open, path))
        self.links.append(link)
        self._layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _open(self, path: Path) -> None:
        if not (path.exists() and self._show(path)):
            self.error.setText(str(not_shown(path)))
            self.error.show()
