"""The words of the command line, before anyone knows which command they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.errors import CrmError
from crm_desktop.texts import LANGUAGES, Message

_EVERYWHERE = ("--database", "--language", "--user")


class MisuseError(CrmError):
    """The command line is wrong: the message says how it should be."""


@dataclass(frozen=True, slots=True)
class Words:
    """``rest`` is what stands there besides the options that may stand anywhere."""

    rest: tuple[str, ...] = ()
    database: str | None = None
    language: str | None = None
    user: str | None = None


def split(arguments: Sequence[str]) -> Words:
    """Return ``arguments`` with those options apart that may stand before and after a command.

    Raises:
        MisuseError: one of them has no value, or the language is none of ours.

    """
    rest: list[str] = []
    found: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name not in _EVERYWHERE:
            rest.append(word)
        else:
            found[name] = value if sign else next(words, "")
            if not found[name]:
                raise MisuseError(Message("The option {option} needs a value.", option=name))
    language = found.get("--language")
    if language is not None:
        one_of(language, LANGUAGES, option="--language")
    return Words(tuple(rest), found.get("--database"), language, found.get("--user"))


def one_of(word: str, allowed: Sequence[str], *, option: str) -> str:
    """Return ``word``.

    Raises:
        MisuseError: it is none of ``allowed``.

    """
    if word not in allowed:
        raise MisuseError(
            Message(
                "{option} “{word}” is not possible: write one of {allowed}.",
                option=option,
                word=word,
                allowed=", ".join(allowed),
            )
        )
    return word
