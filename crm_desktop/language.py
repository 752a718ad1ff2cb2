"""Which language is in force: ``texts`` says its words in it, ``formats`` writes its figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class _Current:
    """The one language in force in this process; the command line and the window set it once."""

    code = "en"


_spoken: ContextVar[str | None] = ContextVar("_spoken", default=None)
"""The language within ``using``; a new thread begins without one."""


def current() -> str:
    """Return the code of the language in force, such as ``ru``."""
    return _spoken.get() or _Current.code


def use(code: str) -> None:
    """Let the language ``code`` be in force from now on."""
    _Current.code = code


@contextmanager
def using(code: str) -> Iterator[None]:
    """Let the language ``code`` be in force within, in this thread alone."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)
