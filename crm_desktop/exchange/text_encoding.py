"""In which encoding a text file is written: found out only where no doubt is left."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp1252", "cp866", "koi8-r")
"""The encodings that a layout may name; a byte order mark is never part of the text."""

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WORD = re.compile(r"[^\W\d_]+")
_RUSSIAN = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЎў]+")
_SIGNS = frozenset("«»„“”‘’–—…№•°±§©®™€\N{NO-BREAK SPACE}")


def codec(encoding: str) -> str:
    """Return the codec that reads ``encoding``, one of ``ENCODINGS``, without its mark."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def detected(path: Path) -> str | None:
    """Return the codec of the file, or None where it must be named.

    A mark at the beginning decides; then UTF-8 when all bytes are, which is no accident in
    a text with other letters than Latin; then cp1251 when what it gives is written as
    Russian is: no word of mixed letters, capitals only where capitals belong.
    """
    with path.open("rb") as file:
        beginning = file.read(4)
    for mark, name in _MARKS.items():
        if beginning.startswith(mark):
            return name
    if first_bad_line(path, "utf-8") is None:
        return "utf-8"
    return "cp1251" if _is_russian(_sample(path)) else None


def first_bad_line(path: Path, name: str) -> int | None:
    """Return the line, from 1, of the first byte that the codec ``name`` cannot read, or None."""
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not chunk:
                return None


def first_binary_line(path: Path) -> int | None:
    """Return the line, from 1, where the file stops being text of single bytes, or None.

    A zero byte is no text, and neither is a line of a million characters.
    """
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            zero = chunk.find(b"\0")
            if zero >= 0:
                return line + chunk[:zero].count(b"\n")
            breaks = chunk.count(b"\n")
            if len(chunk) == _CHUNK and not breaks and b"\r" not in chunk:
                return line
            line += breaks
    return None


def _sample(path: Path) -> str:
    """Return what cp1251 makes of the first lines that need it; empty where it cannot."""
    kept: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _SAMPLE and (line := file.readline(_CHUNK)):
            if not line.isascii():
                kept.append(line)
                size += len(line)
    try:
        return b"".join(kept).decode("cp1251")
    except UnicodeDecodeError:
        return ""


def _is_russian(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    signs = {sign for sign in text if not sign.isascii() and not sign.isalpha()}
    return (
        signs <= _SIGNS
        and any(len(word) > 2 and not word.isupper() for word in words)
        and all(map(_is_natural, words))
    )


def _is_natural(word: str) -> bool:
    return bool(_RUSSIAN.fullmatch(word)) and (
        word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())
    )
