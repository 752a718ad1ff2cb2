"""A button that reads like a link, such as “Why this number?”."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.buttons import Button, Kind


class LinkButton(Button):
    def __init__(
        self, text: str, *, icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, Kind.LINK, icon=icon, parent=parent)
