"""What of the installed libraries the program never reads, and is therefore not handed out."""

from __future__ import annotations

import re
from pathlib import Path

from releasing.target import LINUX, WINDOWS, Target

_MODULES = "Core|Gui|OpenGL|OpenGLWidgets|Svg|Widgets"
"""The parts of Qt that the program and pyqtgraph import; the latter does without some others."""

_QT = r"""
    (__init__ | _config | _git_pyside_version | support/.*)\.py
  | PySide6_Essentials\.json
"""
_QT_OF = {
    WINDOWS.name: rf"""{_QT}
      | Qt({_MODULES})\.pyd
      | Qt6({_MODULES})\.dll
      | pyside6\.abi3\.dll
      | (msvcp|vcruntime)140(_[12])?\.dll
      | translations/qtbase_(en|ru)\.qm
      | plugins/(
            iconengines/qsvgicon
          | imageformats/q(ico|jpeg|svg)
          | platforms/q(offscreen|windows)
          | styles/.*
        )\.dll
    """,
    LINUX.name: rf"""{_QT}
      | Qt({_MODULES})\.abi3\.so
      | libpyside6\.abi3\.so\..*
      | Qt/lib/libQt6({_MODULES}|DBus|WaylandClient|XcbQpa)\.so\.6
      | Qt/lib/libicu.*
      | Qt/translations/qtbase_(en|ru)\.qm
      | Qt/plugins/(
            iconengines/libqsvgicon
          | imageformats/libq(ico|jpeg|svg)
          | platforminputcontexts/lib(compose|ibus)platforminputcontextplugin
          | platforms/libq(offscreen|wayland|xcb)
          | platformthemes/libqxdgdesktopportal
          | wayland-decoration-client/.*
          | wayland-graphics-integration-client/libqt-plugin-wayland-egl
          | wayland-shell-integration/libxdg-shell
          | xcbglintegrations/.*
        )\.so
    """,
}
"""All that is kept of PySide6; the rest of it is for other programs."""

_NEVER_READ = re.compile(
    r"""
    (.*/)?tests/.*
  | (.*/)?\..*
  | .*\.(pyi|pyx|pxd|pxi|h|hpp|c|cpp|lib|a)
  | alembic/templates/.*
  | babel/messages/.*
  | babel/locale-data/(?!(root|en|ru)(_\w+)?\.).*
  | (cffi|pycparser)/.*
  | docx/templates/default-docx-template/.*
  | holidays/financial/.*
  | holidays/locale/(?!(en|ru)(_\w+)?/).*
  | (alembic|keyring|mako|sqlalchemy)/testing/.*
  | lxml/((html|includes|isoschematron)/.*|(objectify|sax)\..*)
  | numpy/(distutils|doc|f2py|ma|polynomial|_pyinstaller|random|testing|_core/(include|lib))/.*
  | numpy/_core/(_simd|_\w+_tests)\..*
  | pydantic/(v1/.*|mypy\.py)
  | pygments/lexers/(?!(__init__|_mapping|python|special)\.py$).*
  | pyqtgraph/(console|dockarea|examples|flowchart|icons/peegee|opengl)/.*
  | shiboken6/(concrt|vcamp|vccorlib|vcomp)140\.dll
  | sqlalchemy/dialects/(mssql|mysql|oracle)/.*
  | sqlalchemy/ext/(?!(__init__|compiler)\.py$).*
    """,
    re.VERBOSE,
)


def prune(folder: Path, target: Target) -> None:
    """Delete from ``folder``, which holds the libraries for ``target``, what is never read."""
    of_qt = re.compile(_QT_OF[target.name], re.VERBOSE)
    for path in sorted(folder.rglob("*"), reverse=True):  # a folder after what is in it
        if path.is_file() and not _is_read(path.relative_to(folder).as_posix(), of_qt):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _is_read(name: str, of_qt: re.Pattern[str]) -> bool:
    package, _, rest = name.partition("/")
    if package == "PySide6":
        return of_qt.fullmatch(rest) is not None
    return package.endswith(".dist-info") or _NEVER_READ.fullmatch(name) is None
