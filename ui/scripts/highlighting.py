"""Colours for the words of a script, line by line, in the theme in force."""

from __future__ import annotations

from functools import cache
from typing import Any

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ui import theme
from ui.scripts.places import to_qt
from ui.theme import Tone

_QUOTES = {1: '"""', 2: "'''"}
_NO_QUOTE = -1
_LOOKS: tuple[tuple[_TokenType, Tone, bool], ...] = (
    (Comment, Tone.MUTED, False),
    (Keyword, Tone.ACCENT, True),
    (Operator.Word, Tone.ACCENT, True),
    (String, Tone.POSITIVE, False),
    (Number, Tone.WARNING, False),
    (Name.Builtin, Tone.ACCENT, False),
    (Name.Function, Tone.TEXT, True),
    (Name.Class, Tone.TEXT, True),
)


@cache
def _lexer() -> Any:
    lexer: Any = PythonLexer
    return lexer(ensurenl=False, stripnl=False)


class Highlighter(QSyntaxHighlighter):
    """Colours what Python means; a string in three quotes goes on over lines."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = ""
        self._looks: dict[_TokenType, QTextCharFormat] = {}
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme in force."""
        tokens = theme.current()
        if tokens.code == self._theme:
            return
        self._theme = tokens.code
        self._looks = {kind: _look(tone, is_bold=bold) for kind, tone, bold in _LOOKS}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        quote = _QUOTES.get(self.previousBlockState(), "")
        start = 0
        if quote:
            found = text.find(quote)
            start = len(text) if found < 0 else found + len(quote)
            self._colour(text, 0, text[:start], String)
            quote = quote if found < 0 else ""
        for place, kind, value in _lexer().get_tokens_unprocessed(text[start:]):
            if kind in String and value in _QUOTES.values():
                quote = "" if value == quote else quote or value
            self._colour(text, start + place, value, kind)
        states = {sign: state for state, sign in _QUOTES.items()}
        self.setCurrentBlockState(states.get(quote, _NO_QUOTE))

    def _colour(self, text: str, place: int, value: str, kind: _TokenType) -> None:
        look = next((self._looks[known] for known, _, _ in _LOOKS if kind in known), None)
        if look is not None:
            first = to_qt(text, place)
            self.setFormat(first, to_qt(text, place + len(value)) - first, look)


def _look(tone: Tone, *, is_bold: bool) -> QTextCharFormat:
    found = QTextCharFormat()
    found.setForeground(QColor(theme.colour(tone)))
    if is_bold:
        found.setFontWeight(QFont.Weight.DemiBold)
    return found
