"""Passwords: what may be one, the form they are kept in, and how long wrong ones make wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from crm_desktop.domain.names import folded
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 8, 1000
_FREE_TRIES = 5
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many wrong passwords came in a row, and until when no other is looked at."""

    failed_count: int = 0
    locked_until: datetime | None = None

    def minutes(self, now: datetime) -> int:
        """Return how many minutes are left to wait, begun ones too; 0 for none.

        A wait that nobody has to wait comes of a clock that was ahead, and is none.
        """
        if self.locked_until is None or not now < self.locked_until <= now + _LONGEST_WAIT:
            return 0
        return -((now - self.locked_until) // timedelta(minutes=1))

    def tried(self, now: datetime) -> Patience:
        """Return it after one more wrong password: the fifth makes wait a minute, others longer."""
        count = self.failed_count + 1
        if count < _FREE_TRIES:
            return Patience(count)
        wait = min(timedelta(minutes=2 ** min(count - _FREE_TRIES, 10)), _LONGEST_WAIT)
        return Patience(count, now + wait)


def checked(password: str, login: str) -> str:
    """Return ``password`` as it was typed.

    Raises:
        InvalidInputError: it is too short, too long, or the login.

    """
    if len(password) < SHORTEST:
        raise InvalidInputError(
            "password", Message("A password has at least {count} characters.", count=SHORTEST)
        )
    if len(password) > LONGEST:
        raise InvalidInputError(
            "password", Message("A password has at most {count} characters.", count=LONGEST)
        )
    if folded(password) == folded(login):
        raise InvalidInputError("password", Message("The login is no password."))
    return password


def hashed(password: str) -> str:
    """Return what is kept of ``password``, from which nobody learns it."""
    return _hasher().hash(_bytes(password))


def is_right(kept: str | None, password: str) -> bool:
    """Return whether ``password`` is the one of which ``kept`` was made.

    It takes as long where nothing is kept, since then there is no such user.
    """
    # The window must not wait for what only a sign-in needs.
    from argon2.exceptions import VerificationError  # noqa: PLC0415

    nobody = _of_nobody()  # made whoever it is for: the first try of all is no exception
    try:
        return _hasher().verify(kept or nobody, _bytes(password)) and kept is not None
    except VerificationError:
        return False


def _bytes(password: str) -> bytes:
    return password[: LONGEST + 1].encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415 - as above

    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return hashed("")
