"""The code of a person or department: suggested from the name, settled by the first save."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from crm_desktop.domain.codes import code_of


class CodeEntry(QObject):
    """Lets ``code`` follow ``name`` until the user writes a code of their own."""

    def __init__(
        self,
        name: QLineEdit,
        code: QLineEdit,
        make: Callable[[str, Collection[str]], str] = code_of,
    ) -> None:
        super().__init__(code)
        self._code = code
        self._make = make
        self._taken: Collection[str] = ()
        self._is_following = False
        name.textChanged.connect(self._on_name)
        code.textEdited.connect(self._on_code)

    def show_code(self, code: str, taken: Collection[str], *, is_new: bool) -> None:
        """Show ``code``, which none of ``taken`` may be; one that was saved stays as it is."""
        self._taken = taken
        self._is_following = is_new
        self._code.setReadOnly(not is_new)
        self._code.setText(code)
        self._code.setCursorPosition(0)

    def _on_name(self, name: str) -> None:
        if self._is_following:
            self._code.setText(self._make(name, self._taken))

    def _on_code(self, code: str) -> None:
        self._is_following = not code
