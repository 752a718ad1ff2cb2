"""What a program file or library of Linux asks of the system, read out of its dynamic section."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"\x7fELF\x02\x01"
"""Of 64 bits, the lowest byte first."""

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRINGS, _VERSIONS = 1, 5, 0x6FFFFFFE

_SEGMENT = struct.Struct("<IIQQQQQQ")
_ENTRY = struct.Struct("<qQ")
_LIBRARY = struct.Struct("<HHIII")
_VERSION = struct.Struct("<IHHII")


@dataclass(frozen=True, slots=True)
class Asked:
    """``libraries`` by their file names, ``versions`` of their symbols such as ``GLIBC_2.34``."""

    libraries: frozenset[str]
    versions: frozenset[str]


def asked(path: Path) -> Asked | None:
    """Return what the file at ``path`` asks for, or None where it is no ELF file of 64 bits."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return None
    return _Image(path.read_bytes()).asked()


def all_asked(folder: Path) -> dict[Path, Asked]:
    """Return what each ELF file below ``folder`` asks for."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path: found for path in files if (found := asked(path)) is not None}


class _Image:
    def __init__(self, content: bytes) -> None:
        self._content = content
        (start,) = struct.unpack_from("<Q", content, 32)
        size, count = struct.unpack_from("<HH", content, 54)
        self._segments: list[tuple[int, ...]] = [
            _SEGMENT.unpack_from(content, start + size * number) for number in range(count)
        ]
        self._dynamic: list[tuple[int, int]] = list(self._entries())
        self._strings = self._offset(dict(self._dynamic).get(_STRINGS, 0))

    def asked(self) -> Asked:
        names = (value for tag, value in self._dynamic if tag == _NEEDED)
        return Asked(frozenset(map(self._text, names)), frozenset(self._versions()))

    def _entries(self) -> Iterator[tuple[int, int]]:
        for kind, _, offset, _, _, size, _, _ in self._segments:
            if kind == _DYNAMIC:
                yield from _ENTRY.iter_unpack(self._content[offset : offset + size])

    def _versions(self) -> Iterator[str]:
        place = dict(self._dynamic).get(_VERSIONS)
        library = None if place is None else self._offset(place)
        while library is not None:
            _, count, _, first, beyond = _LIBRARY.unpack_from(self._content, library)
            version = library + first
            for _ in range(count):
                _, _, _, name, step = _VERSION.unpack_from(self._content, version)
                yield self._text(name)
                version += step
            library = library + beyond if beyond else None

    def _offset(self, address: int) -> int:
        """Return where in the file stands what is at ``address`` when it runs."""
        for kind, _, offset, start, _, size, _, _ in self._segments:
            if kind == _LOAD and start <= address < start + size:
                return offset + address - start
        return 0

    def _text(self, offset: int) -> str:
        start = self._strings + offset
        return self._content[start : self._content.index(b"\0", start)].decode()
