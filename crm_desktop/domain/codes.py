"""Codes made of names: short, in small letters, the same on every keyboard where they can be."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from itertools import count

LONGEST = 60

_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўқғңөұүһә",
        (
            *("a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r"),
            *("s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"),
            *("i", "yi", "ye", "g", "u", "q", "g", "n", "o", "u", "u", "h", "a"),
        ),
        strict=True,
    )
)


def code_of(name: str, taken: Collection[str] = ()) -> str:
    """Return a code for ``name`` that is none of ``taken``: “Анна Ёлкина” is ``anna-elkina``.

    Letters of alphabets that are not written in Latin ones here stay as they are. A name
    without letters and digits has no code: the text is empty.
    """
    words = "".join(_sign(letter) for letter in name.casefold()).split()
    plain = "-".join(words)[:LONGEST].strip("-")
    if not plain or plain not in taken:
        return plain
    return next(code for code in (f"{plain}-{i}" for i in count(2)) if code not in taken)


def identifier_of(name: str, taken: Collection[str] = ()) -> str:
    """Return a code for ``name`` that formulas can use, none of ``taken``: ``anna_elkina``."""
    whole = unicodedata.normalize("NFKC", code_of(name).replace("-", "_"))
    plain = "".join(sign for sign in whole if f"n{sign}".isidentifier())
    plain = plain if not plain or plain.isidentifier() else f"n{plain}"
    if not plain or plain not in taken:
        return plain
    return next(code for code in (f"{plain}_{i}" for i in count(2)) if code not in taken)


def _sign(letter: str) -> str:
    """Return what stands for ``letter`` in a code; a space parts words."""
    if letter in _LATIN:
        return _LATIN[letter]
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if part.isalnum())
    return "".join(_LATIN.get(part, part) for part in bare) or ("" if letter in "'’" else " ")
