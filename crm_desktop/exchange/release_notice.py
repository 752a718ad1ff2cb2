"""The notice of a release, a small file that lies beside its setup program and its package."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from crm_desktop import product
from crm_desktop.domain.updates import System, is_version
from crm_desktop.errors import CrmError, UnreadableFileError
from crm_desktop.texts import Message

NOTICE = f"{product.CODE}-release.json"

_LARGEST = 64 << 10
_MOST_FILES = 100
_LARGEST_FILE = 4 << 30
_CHUNK = 1 << 20
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,199}")
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """What is installed on ``system``, a code; ``size`` in bytes, ``sha256`` in hexadecimal."""

    system: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReleaseNotice:
    version: str
    files: tuple[ReleaseFile, ...]

    def file_for(self, system: System) -> ReleaseFile | None:
        return next((file for file in self.files if file.system == system), None)


class ReleaseNoticeError(CrmError):
    """The notice at ``path`` is none that this program understands."""

    def __init__(self, path: Path, reason: Message) -> None:
        super().__init__(
            Message(
                "“{path}” is no notice of a release: {reason}. Copy it again from the release.",
                path=str(path),
                reason=reason,
            )
        )


class ChangedReleaseError(CrmError):
    """A file is not the one that its notice names."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Message(
                "“{path}” is not the file that the release was made with. Do not start it; your "
                "administrator has to copy the release again.",
                path=str(path),
            )
        )


def read_notice(folder: Path) -> ReleaseNotice:
    """Return what the notice in ``folder`` says; what a later version may add is passed over.

    Raises:
        UnreadableFileError: there is none, or the folder cannot be reached.
        ReleaseNoticeError: it is too big, no notice, or one of another program.

    """
    path = folder / NOTICE
    try:
        with path.open("rb") as file:
            written = file.read(_LARGEST + 1)
    except OSError as error:
        raise UnreadableFileError(path, error) from error
    if len(written) > _LARGEST:
        raise ReleaseNoticeError(path, Message("it is too big"))
    try:
        document = json.loads(written.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ReleaseNoticeError(path, Message("it is no JSON text")) from error
    return _notice(path, document)


def has_size(path: Path, size: int) -> bool | None:
    """Return whether the file at ``path`` has ``size`` bytes, None where there is no file.

    Raises:
        UnreadableFileError: the system does not say.

    """
    try:
        return path.stat().st_size == size if path.is_file() else None
    except OSError as error:
        raise UnreadableFileError(path, error) from error


def refuse_changed(path: Path, file: ReleaseFile, report: Callable[[int, int], object]) -> None:
    """Read all of ``path``; ``report`` hears how many bytes of how many are read.

    Raises:
        UnreadableFileError: it cannot be read.
        ChangedReleaseError: it is not ``file``.

    """
    digest, done = sha256(), 0
    try:
        with path.open("rb") as stream:
            while done <= file.size and (chunk := stream.read(_CHUNK)):
                digest.update(chunk)
                done += len(chunk)
                report(done, file.size)
    except OSError as error:
        raise UnreadableFileError(path, error) from error
    if done != file.size or digest.hexdigest() != file.sha256:
        raise ChangedReleaseError(path)


def _notice(path: Path, document: Any) -> ReleaseNotice:
    if not isinstance(document, dict) or document.get("product") != product.CODE:
        raise ReleaseNoticeError(path, Message("it is of another program"))
    version, files = document.get("version"), document.get("files")
    if not isinstance(version, str) or not is_version(version):
        raise ReleaseNoticeError(path, Message("its version is not up to four numbers"))
    if not isinstance(files, list) or not 0 < len(files) <= _MOST_FILES:
        raise ReleaseNoticeError(path, Message("it names no files"))
    return ReleaseNotice(version, tuple(_file(path, entry) for entry in files))


def _file(path: Path, entry: Any) -> ReleaseFile:
    """Return the file that ``entry`` describes, which lies beside the notice and nowhere else."""
    match entry:
        case {"system": str(system), "name": str(name), "size": int(size), "sha256": str(digest)}:
            is_named = bool(_PLAIN_NAME.fullmatch(name) and _DIGEST.fullmatch(digest))
            if is_named and not isinstance(size, bool) and 0 < size <= _LARGEST_FILE:
                return ReleaseFile(system, name, size, digest)
    raise ReleaseNoticeError(path, Message("a file in it has no sound name, size or check sum"))
