"""The language and the look of the window: chosen, remembered, and switched while it runs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from crm_desktop import config, texts
from ui import theme

_REGIONS = {
    "ru": (QLocale.Language.Russian, QLocale.Country.Russia),
    "en": (QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


def chosen_theme() -> theme.Tokens:
    """Return the theme that the user chose, else the machine's."""
    is_dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return theme.THEMES.get(config.load().theme or "", theme.DARK if is_dark else theme.LIGHT)


def remember_language(code: str) -> None:
    """Keep the choice for the next run.

    Raises:
        CrmError: the settings file cannot be written.

    """
    config.save(replace(config.load(), language=code))


def remember_theme(code: str) -> None:
    """Keep the choice for the next run; see ``remember_language``."""
    config.save(replace(config.load(), theme=code))


class Speech:
    """Keeps Qt's own words (buttons of dialogs, menus of fields) in the language in force."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translator: QTranslator | None = None

    def activate(self, language: str) -> None:
        """Speak ``language`` in all windows that are built from now on."""
        texts.activate(language)
        QLocale.setDefault(QLocale(*_REGIONS[language]))
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        self._translator = QTranslator(self._app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language}", folder):
            self._app.installTranslator(self._translator)
