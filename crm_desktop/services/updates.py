"""Use cases on newer versions of the program, which an administrator lays in a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import product
from crm_desktop.changes import Changes
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.updates import (
    System,
    UpdateFolders,
    entered_folder,
    entered_folders,
    is_newer,
)
from crm_desktop.errors import CrmError, InvalidInputError, StaleRecordError
from crm_desktop.exchange.release_notice import (
    ReleaseFile,
    has_size,
    read_notice,
    refuse_changed,
)
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.writing import firm_to_change
from crm_desktop.storage.queries import firm as queries
from crm_desktop.texts import Message

Report = Callable[[int, int], object]
"""Hears how much of how much is done."""

_FIRM = Message("Firm")
_THIS_SYSTEM = System.WINDOWS if sys.platform == "win32" else System.LINUX


class UpdateState(Enum):
    NEWEST = auto()
    READY = auto()
    FOR_OTHERS = auto()  # newer, but with nothing for this system
    MISSING = auto()
    CUT_SHORT = auto()  # of another size, as while it is being copied


def ready(version: str) -> Message:
    """Return the good news."""
    return Message("Version {version} is ready in the firm's folder.", version=version)


def ready_in(version: str, folder: Path) -> Message:
    """Return the same to who may have to find ``folder`` alone."""
    return Message("Version {version} is ready in {folder}", version=version, folder=str(folder))


@dataclass(frozen=True, slots=True)
class UpdateFinding:
    """What lies in ``folder``; ``file`` is what of ``version`` is installed here, if anything."""

    folder: Path
    version: str
    state: UpdateState
    file: ReleaseFile | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that is announced for this computer is there."""
        return self.state not in {UpdateState.MISSING, UpdateState.CUT_SHORT}

    def words(self) -> Message:
        version, name = self.version, "" if self.file is None else self.file.name
        match self.state:
            case UpdateState.NEWEST:
                return Message(
                    "The folder holds version {version}: nothing newer than this one.",
                    version=version,
                )
            case UpdateState.READY:
                return ready(version)
            case UpdateState.FOR_OTHERS:
                return Message(
                    "Version {version} is there, but not for this system.", version=version
                )
            case UpdateState.MISSING:
                return Message(
                    "Version {version} is announced, but its file {name} is missing.",
                    version=version,
                    name=name,
                )
            case UpdateState.CUT_SHORT:
                return Message(
                    "Version {version} is announced, but its file {name} is not whole: wait until "
                    "it is copied, or copy it again.",
                    version=version,
                    name=name,
                )


class UpdateService:
    """Nothing is fetched from anywhere or started: a person does that.

    Reading a folder may last as long as a share that is away keeps one waiting.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        acting: Acting = ANYBODY,
        *,
        system: System = _THIS_SYSTEM,
        version: Callable[[], str] = product.version,
    ) -> None:
        self._sessions = sessions
        self._acting = acting
        self._version = version
        self.system = system

    def folders(self) -> UpdateFolders:
        """Return where the firm keeps releases; nowhere unless an administrator named a place."""
        with self._sessions() as session:
            return queries.update_folders(session)

    @needs(Right.ADMINISTER)
    def save_folders(self, folders: UpdateFolders, *, over: UpdateFolders) -> Changes:
        """Let every computer of the firm look there from its next start on.

        Raises:
            InvalidInputError: a path is not whole; its field is the code of the system.
            NotSetUpError: there is no firm yet.
            StaleRecordError: someone saved others in the place of ``over``.

        """
        named = entered_folders(folders)
        with self._sessions.begin() as session:
            record = firm_to_change(session)
            if UpdateFolders(record.windows_updates, record.linux_updates) != over:
                raise StaleRecordError(_FIRM, record.name)
            record.windows_updates, record.linux_updates = named.windows, named.linux
        return Changes.SETTINGS

    def look(self, folder: str) -> UpdateFinding:
        """Return what the notice in ``folder`` means for this computer.

        Raises:
            InvalidInputError: it is no whole path, or none at all.
            CrmError: there is no notice, or none that makes sense.

        """
        named = entered_folder(folder, self.system)
        if named is None:
            raise InvalidInputError(
                self.system, Message("No folder is named: nobody looks for a newer version.")
            )
        place = Path(named)
        notice = read_notice(place)
        if not is_newer(notice.version, self._version()):
            return UpdateFinding(place, notice.version, UpdateState.NEWEST)
        file = notice.file_for(self.system)
        if file is None:
            return UpdateFinding(place, notice.version, UpdateState.FOR_OTHERS)
        fits = has_size(place / file.name, file.size)
        state = UpdateState.CUT_SHORT
        if fits is not False:
            state = UpdateState.READY if fits else UpdateState.MISSING
        return UpdateFinding(place, notice.version, state, file)

    def confirm(self, folder: str, report: Report) -> UpdateFinding:
        """Look again and read the whole file: it is what its release was made with.

        That tells a file that was not copied whole or was changed since, not who wrote both it
        and its notice: the folder is as safe as the right to write into it.

        Raises:
            CrmError: there is nothing newer any more, or the file is another one.

        """
        finding = self.look(folder)
        if finding.state is not UpdateState.READY or finding.file is None:
            raise CrmError(finding.words())
        refuse_changed(finding.folder / finding.file.name, finding.file, report)
        return finding
