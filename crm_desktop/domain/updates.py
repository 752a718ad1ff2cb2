"""Where a firm keeps newer versions of the program, and which of two versions is newer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from crm_desktop.domain.entry import entered
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

FOLDER_LENGTH = 400

_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}", re.ASCII)
_MOST_NUMBERS = 4


class System(StrEnum):
    """The systems that the program is released for, by their code in a release's notice."""

    WINDOWS = "windows"
    LINUX = "linux"


_WHOLE_PATHS = {
    System.WINDOWS: re.compile(r"[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/][^\\/]+"),
    System.LINUX: re.compile("/"),
}
_EXAMPLES = {System.WINDOWS: r"\\server\programs\crm", System.LINUX: "/mnt/programs/crm"}


@dataclass(frozen=True, slots=True)
class UpdateFolders:
    """The folder of releases as each system spells it; where it is None, nobody looks."""

    windows: str | None = None
    linux: str | None = None

    def of(self, system: System) -> str | None:
        return self.windows if system is System.WINDOWS else self.linux


def entered_folder(text: str, system: System) -> str | None:
    """Return the path that was entered for ``system``, None for an empty text.

    Quotation marks around it go: Windows copies paths with them.

    Raises:
        InvalidInputError: it is no whole path there, or too long; the field is the system.

    """
    path = entered(system, text.strip().strip('"'), FOLDER_LENGTH)
    if path and not _WHOLE_PATHS[system].match(path):
        raise InvalidInputError(
            system, Message("Write the whole path, as {example}.", example=_EXAMPLES[system])
        )
    return path or None


def entered_folders(folders: UpdateFolders) -> UpdateFolders:
    """Return the paths as they are kept.

    Raises:
        InvalidInputError: see ``entered_folder``.

    """
    return UpdateFolders(
        entered_folder(folders.windows or "", System.WINDOWS),
        entered_folder(folders.linux or "", System.LINUX),
    )


def is_version(text: str) -> bool:
    """Return whether ``text`` is a version of a release: up to four numbers, as 1.2.3."""
    return _VERSION.fullmatch(text) is not None


def is_newer(version: str, than: str) -> bool:
    """Return whether ``version`` comes after ``than``; numbers that are missing are zeros.

    Raises:
        InvalidInputError: one of them is none of a release, such as 1.2rc1.

    """
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    if not is_version(version):
        raise InvalidInputError(
            "version",
            Message(
                "“{version}” is no version of a release: write up to four numbers, as 1.2.3.",
                version=version,
            ),
        )
    numbers = [int(number) for number in version.split(".")]
    return *numbers, *[0] * (_MOST_NUMBERS - len(numbers))
