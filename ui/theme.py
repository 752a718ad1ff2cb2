"""The colours, sizes and style sheet of the window; no other module names a colour."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from crm_desktop import paths

FAMILIES = ("Inter", "Segoe UI", "Noto Sans", "DejaVu Sans")
TINY, BODY, TITLE, PAGE, FIGURE = 11, 13, 15, 20, 24
GRID = 8
CONTROL_HEIGHT, PRIMARY_HEIGHT = 32, 36
SIDE_WIDTH, NARROW_SIDE_WIDTH, NARROW_BELOW = 208, 56, 1_000
DOCK_FITS = 1_180
ROW_HEIGHT, COMFORTABLE_ROW_HEIGHT = 32, 40


class Tone(StrEnum):
    """What a colour means; a word, a sign or a shape beside it always says the same."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    POSITIVE = "positive"
    WARNING = "warning"
    NEGATIVE = "negative"
    ON_ACCENT = "on_accent"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as ``#RRGGBB``."""

    code: str
    background: str
    surface: str
    sidebar: str
    line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    positive: str
    warning: str
    negative: str
    track: str


LIGHT = Tokens(
    code="light",
    background="#F5F6F8",
    surface="#FFFFFF",
    sidebar="#FBFBFC",
    line="#E2E5EA",
    text="#1A1E24",
    muted="#5A6472",
    accent="#2B66D9",
    accent_hover="#2257BF",
    accent_soft="#E8EFFC",
    on_accent="#FFFFFF",
    positive="#187A4B",
    warning="#9A5B00",
    negative="#C2362B",
    track="#E9ECF0",
)
DARK = Tokens(
    code="dark",
    background="#14171B",
    surface="#1C2026",
    sidebar="#191D22",
    line="#2D333C",
    text="#E7EAEE",
    muted="#9AA4B2",
    accent="#76A5FF",
    accent_hover="#93B8FF",
    accent_soft="#22304A",
    on_accent="#14171B",
    positive="#4EC58C",
    warning="#EFA94A",
    negative="#F27B71",
    track="#2A3038",
)
THEMES = {tokens.code: tokens for tokens in (LIGHT, DARK)}

_GLYPHS = ("down", "up", "check", "minus", "close")


class _Current:
    tokens: Tokens = LIGHT


def current() -> Tokens:
    """Return the theme in force; widgets that paint themselves ask for it at each paint."""
    return _Current.tokens


def colour(tone: Tone) -> QColor:
    """Return the colour that ``tone`` has in the theme in force."""
    return QColor(getattr(_Current.tokens, tone))


def mixed(over: str, under: str, share: float) -> QColor:
    """Return ``share`` (0 to 1) of the colour ``over`` laid on ``under``, opaque."""
    top, bottom = QColor(over), QColor(under)
    return QColor.fromRgbF(
        share * top.redF() + (1 - share) * bottom.redF(),
        share * top.greenF() + (1 - share) * bottom.greenF(),
        share * top.blueF() + (1 - share) * bottom.blueF(),
    )


@cache
def font(size: int = BODY, *, is_bold: bool = False, is_tabular: bool = False) -> QFont:
    """Return the window's font at ``size`` pixels, to be used as it is.

    ``is_tabular`` gives figures of equal width.
    """
    result = QFont()
    result.setFamilies(list(FAMILIES))
    result.setPixelSize(size)
    result.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    if is_tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def apply(app: QApplication, tokens: Tokens) -> None:
    """Give every window of ``app``, open or not yet open, the look of ``tokens``."""
    _Current.tokens = tokens
    if not app.styleSheet():  # a wizard's buttons and pages hold on to the style that they met
        app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(palette(tokens))
    app.setStyleSheet(_style_sheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    """Return the colours for what Qt's own style paints."""
    role, result = QPalette.ColorRole, QPalette()
    for target, value in (
        (role.Window, tokens.background),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.background),
        (role.ToolTipBase, tokens.surface),
        (role.ToolTipText, tokens.text),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.negative),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.line),
        (role.Mid, tokens.line),
        (role.Dark, tokens.muted),
        (role.Shadow, tokens.text),
    ):
        result.setColor(target, QColor(value))
    for faint in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, faint, faded(tokens))
    return result


def faded(tokens: Tokens) -> QColor:
    """Return the colour of words and icons that cannot be used at present."""
    return mixed(tokens.muted, tokens.surface, 0.6)


@cache
def _style_sheet(tokens: Tokens) -> str:
    template = paths.resource("themes", "window.qss").read_text(encoding="utf-8")
    _write_glyphs(tokens)
    return Template(template).substitute(asdict(tokens), faded=faded(tokens).name())


@cache
def _glyph_folder() -> TemporaryDirectory[str]:
    """Return where the few icons stand that a style sheet can only load from files."""
    folder = TemporaryDirectory(prefix="crm-desktop-", ignore_cleanup_errors=True)
    QDir.addSearchPath("glyph", folder.name)
    return folder


def _write_glyphs(tokens: Tokens) -> None:
    folder = Path(_glyph_folder().name)
    for name in _GLYPHS:
        drawing = paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")
        for tone in (Tone.MUTED, Tone.ON_ACCENT):
            tinted = drawing.replace("currentColor", getattr(tokens, tone))
            path = folder / f"{tokens.code}-{name}-{tone}.svg"
            path.write_text(tinted, encoding="utf-8")
