"""The text of a licence or a list of them: Windows has no program that opens such files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui.folders import not_shown, show_page
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role

_SIZE = (860, 620)


class LicenceDialog(QDialog):
    """Shows ``file``; what it links to in its folder is ``opened`` in a dialog of its own."""

    def __init__(self, title: str, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self.opened: LicenceDialog | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QTextBrowser()
        self.text.setAccessibleName(title)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        if file.suffix == ".md":
            self.text.setMarkdown(_content(file))
        else:
            self.text.setPlainText(_content(file))
        self.address = Label(role=Role.TINY)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.address.hide()
        close = Button(_("Close"), Kind.PRIMARY)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.address)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(*_SIZE)
        self.text.setFocus()

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        if not link.isRelative():
            address = link.toDisplayString()
            self.address.setText(address if show_page(link) else str(not_shown(address)))
            self.address.show()
            return
        name = link.path(QUrl.ComponentFormattingOption.FullyDecoded)
        self.opened = LicenceDialog(name, self._file.parent / name, self)
        self.opened.open()


def _content(file: Path) -> str:
    """Return the text of ``file``, or that there is no way to it."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return str(not_shown(file))
