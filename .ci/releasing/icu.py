"""The data of ICU, of which Qt reads a fourth: what it compares texts by, no names and no words."""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

_KIND = b"CmnD"
"""Of a package of data; it stands in its head, twelve bytes from the beginning."""

_NEVER_READ = re.compile(
    r"""[^/]+/(
        .*\.cnv
      | (brkitr|curr|lang|rbnf|region|translit|unit|zone)/.*
      | (?!(en|ru)\.)[a-z]{2,3}(_\w+)?\.res
    )""",
    re.VERBOSE,
)
"""Character sets, ends of words, the names of money, languages, places, measures and zones, and how
a language writes dates and numbers: Qt knows that itself. The order of letters is kept of all."""

_BOUNDARY = 16

_SOURCE = """\
    .section .rodata
    .balign {boundary}
    .globl {symbol}
    .type {symbol}, @object
{symbol}:
    .incbin "{file}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", @progbits
"""


def shrink(library: Path) -> None:
    """Write ``library``, such as libicudata.so.73, anew with what is read of it."""
    content = library.read_bytes()
    start = content.index(_KIND) - 12
    found = re.search(rb"\0(icudt[0-9]+_dat)\0", content)
    if found is None:
        raise ValueError(f"{library.name} names no data of ICU")
    with TemporaryDirectory(prefix="crm-release-") as place:
        data, source, compiled = (Path(place, name) for name in ("data", "data.s", "data.o"))
        data.write_bytes(without_unread(content[start:]))
        text = _SOURCE.format(boundary=_BOUNDARY, symbol=found[1].decode(), file=data)
        source.write_text(text, encoding="utf-8")
        subprocess.run(["as", source, "-o", compiled], check=True)
        link = ["ld", "-shared", "--strip-all", "--build-id=none", f"-soname={library.name}"]
        subprocess.run([*link, compiled, "-o", library], check=True)


def without_unread(package: bytes) -> bytes:
    """Return ``package`` with the same head and those of its items that are read."""
    (head,) = struct.unpack_from("<H", package)
    kept = {name: item for name, item in items(package) if not _NEVER_READ.fullmatch(name)}
    names = [name.encode() + b"\0" for name in kept]
    place = 4 + 8 * len(kept)
    first = _aligned(place + sum(map(len, names)))
    table, offset = [struct.pack("<I", len(kept))], first
    for name, item in zip(names, kept.values(), strict=True):
        table.append(struct.pack("<II", place, offset))
        place, offset = place + len(name), offset + _aligned(len(item))
    contents = (item.ljust(_aligned(len(item)), b"\0") for item in kept.values())
    return b"".join([package[:head], b"".join([*table, *names]).ljust(first, b"\0"), *contents])


def items(package: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the items of ``package``, in the order in which ICU looks them up, by their names."""
    (head,) = struct.unpack_from("<H", package)
    body = package[head:]
    (count,) = struct.unpack_from("<I", body)
    entries = list(struct.iter_unpack("<II", body[4 : 4 + 8 * count]))
    for (name, start), (_, end) in pairwise([*entries, (0, len(body))]):
        yield body[name : body.index(b"\0", name)].decode(), body[start:end]


def _aligned(size: int) -> int:
    return -(-size // _BOUNDARY) * _BOUNDARY
