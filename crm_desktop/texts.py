"""Sentences that a user sees, kept translatable until the moment they are shown."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Protocol, runtime_checkable

from crm_desktop import language as in_force
from crm_desktop import paths

LANGUAGES = ("ru", "en")
"""The languages that the product speaks; English is the language of the sources."""

_DOMAIN = "crm_desktop"


def activate(language: str) -> None:
    """Show every text from now on in ``language``, one of ``LANGUAGES``.

    Raises:
        ValueError: the product does not speak ``language``.

    """
    in_force.use(_checked(language))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Show every text within in ``language``, whatever is in force outside.

    That holds for this thread alone: others, such as the window's, go on in their language.

    Raises:
        ValueError: the product does not speak ``language``.

    """
    with in_force.using(_checked(language)):
        yield


def language() -> str:
    """Return the language in force, one of ``LANGUAGES``."""
    return in_force.current()


def _(text: str) -> str:
    """Return ``text`` in the language in force."""
    return _translations(language()).gettext(text)


def _checked(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(language)
    return language


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        _DOMAIN, paths.resource("locale"), languages=[language], fallback=language == "en"
    )


@runtime_checkable
class Shown(Protocol):
    """A value that knows how it reads in the language in force."""

    def shown(self) -> str: ...


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence with named values in braces; ``str()`` gives it in the language in force.

    The values stay values (money, days, other messages), so that a message stored
    today can be read next year in another language.
    """

    template: str
    template_of_many: str | None
    args: tuple[tuple[str, object], ...]

    def __init__(self, template: str, /, **args: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "template_of_many", None)
        object.__setattr__(self, "args", tuple(sorted(args.items())))

    @classmethod
    def of(cls, template: str, template_of_many: str | None, args: Mapping[str, object]) -> Message:
        """Return a message whose parts were read from storage."""
        message, put = object.__new__(cls), object.__setattr__
        put(message, "template", template)
        put(message, "template_of_many", template_of_many)
        put(message, "args", tuple(sorted(args.items())))
        return message

    def __str__(self) -> str:
        return self.template_in_language().format(**{k: shown(v) for k, v in self.args})

    def template_in_language(self) -> str:
        """Return the translated template, its braces not yet filled in."""
        if self.template_of_many is None:
            return _translations(language()).gettext(self.template)
        count = dict(self.args)["count"]
        whole = _of_wording(count) if isinstance(count, (int, Decimal)) else 0
        return _translations(language()).ngettext(self.template, self.template_of_many, whole)


def _of_wording(count: int | Decimal) -> int:
    """Return the whole number that is worded as ``count`` is; a fraction as 2: 1,5 сделки."""
    return abs(int(count)) if count == int(count) else 2


def plural(one: str, many: str, /, *, count: int | Decimal, **args: object) -> Message:
    """Return a message whose wording depends on ``count``, which it shows as ``{count}``."""
    return Message.of(one, many, {"count": count, **args})


def unfilled(template: str, /) -> Message:
    """Return a message that is only a template: its braces are filled in a copy of it."""
    return Message.of(template, None, {})


def shown(value: object) -> str:
    """Return ``value`` as a user reads it; None, which is "no value", as a dash."""
    match value:
        case None:
            return "—"
        case str():
            return value.shown() if isinstance(value, Shown) else value
        case Message():
            return str(value)
        case bool():
            return _("yes") if value else _("no")
        case int() | Decimal() | date():
            return _figures(value)
        case Shown():
            return value.shown()
        case _:
            return str(value)


def _figures(value: int | Decimal | date) -> str:
    from crm_desktop import formats  # noqa: PLC0415 - the first window is painted without figures

    match value:
        case datetime():
            return formats.moment(value)
        case date():
            return formats.day(value)
        case _:
            return formats.number(value)
