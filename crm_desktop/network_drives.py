"""Whether a file would stand on another computer, where only one user at a time can work on it."""

from __future__ import annotations

import sys
from pathlib import Path

_REMOTE = 4
"""What Windows calls a drive that is another computer's (DRIVE_REMOTE)."""

_LOCAL_STARTS = {"\\\\?\\", "\\\\.\\"}
_NETWORKED = frozenset(
    {
        "9p",
        "afs",
        "cifs",
        "fuse.gvfsd-fuse",
        "fuse.sshfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
_MOUNTS = Path("/proc/self/mounts")


def is_on_network(path: str) -> bool:
    """Return whether ``path`` is that of a share or of a drive mapped to one."""
    start = path[:4].replace("/", "\\")
    if start.startswith("\\\\"):
        return start not in _LOCAL_STARTS
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of use on Windows alone

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{Path(path).drive}\\") == _REMOTE)
    return _file_system(Path(path).absolute()) in _NETWORKED


def _file_system(path: Path) -> str:
    """Return the kind of the innermost mount that ``path`` is in, empty where none is told."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = [line.split() for line in lines]
    # A blank in a name stands there as \040.
    around = [
        (len(place), kind)
        for _, name, kind, *_rest in mounts
        if path.is_relative_to(place := name.replace("\\040", " "))
    ]
    return max(around, default=(0, ""))[1]
