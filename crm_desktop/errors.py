"""Errors that the core raises on purpose; every other exception is a bug."""

from __future__ import annotations

import errno

from crm_desktop.texts import Message

_REFUSED = Message("no permission, or another program has it open")
_FULL = Message("the disk is full")

_REASONS = {
    errno.ENOENT: Message("there is no such file or folder"),
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: Message("it is on a disk that is read only"),
    errno.EISDIR: Message("it is a folder"),
    errno.ENOTDIR: Message("a part of the path is no folder"),
    errno.EEXIST: Message("something of this name exists already"),
    errno.ENAMETOOLONG: Message("the name is too long"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
}


def system_reason(error: OSError) -> Message:
    """Return why the operating system refused, as a clause; the path is left to the sentence."""
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return Message("the system says: {words}", words=error.strerror or str(error))


class CrmError(Exception):
    """Base of all expected failures; ``str()`` is safe to show and speaks the user's language."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class InvalidInputError(CrmError):
    """The user can mend it: ``field`` names the place in code, ``message`` says what is allowed."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


class NotFoundError(CrmError):
    """The record is not there, or no longer."""

    def __init__(self, kind: Message, key: object) -> None:
        super().__init__(Message("{kind} {key} does not exist.", kind=kind, key=str(key)))
        self.kind = kind
        self.key = key


class NotInForceError(CrmError):
    """A definition is asked for before its first day; the message is a clause, as reasons are."""

    def __init__(self, name: str, day: object) -> None:
        super().__init__(Message("“{name}” is in force from {day} on", name=name, day=day))


class StaleRecordError(CrmError):
    """Someone saved the record first."""

    def __init__(self, kind: Message, name: str) -> None:
        super().__init__(
            Message(
                "{kind} “{name}” was changed by someone else: look at it again, then decide.",
                kind=kind,
                name=name,
            )
        )
        self.kind = kind
        self.name = name


class CurrencyMismatchError(CrmError):
    """Amounts in different currencies were added or compared."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(
            Message("Amounts in {left} and {right} cannot be combined.", left=left, right=right)
        )


class MissingRateError(CrmError):
    """A currency has no rate on or before the day it is needed."""

    def __init__(self, currency: str, day: object) -> None:
        super().__init__(
            Message(
                "No rate of {currency} on {day}: `crm-desktop import FILE --kind rates` brings "
                "one, or choose another currency.",
                currency=currency,
                day=day,
            )
        )
        self.currency = currency
        self.day = day


class UnreadableFileError(CrmError):
    """The operating system does not let ``path`` be read, such as on a share that is away."""

    def __init__(self, path: object, error: OSError) -> None:
        super().__init__(
            Message(
                "“{path}” cannot be read: {reason}", path=str(path), reason=system_reason(error)
            )
        )


class UnwritableFileError(CrmError):
    """The operating system refuses to write the file at ``path``."""

    def __init__(self, path: object, error: OSError) -> None:
        super().__init__(
            Message(
                "“{path}” cannot be written: {reason}", path=str(path), reason=system_reason(error)
            )
        )


class ClosedStatementError(CrmError):
    """The database itself refused to change a closed statement, or a part of one."""

    def __init__(self) -> None:
        super().__init__(
            Message("A closed statement never changes: pay the difference in an open month.")
        )


class InUseError(CrmError):
    """The record cannot be deleted, because others need it; the message says which."""


class DatabaseError(CrmError):
    """The database cannot be used as it is; the message says why and what helps."""


class DamagedDatabaseError(DatabaseError):
    """The file at ``path`` is no whole database: a backup has to take its place."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Message("{path} is damaged or is not a database. Restore a backup.", path=path)
        )
        self.path = path


class MissingDatabaseError(DatabaseError):
    """There is no file at ``path`` any more."""

    def __init__(self, path: str) -> None:
        super().__init__(
            Message(
                "The database {path} does not exist: was it moved, or is its drive not connected?",
                path=path,
            )
        )
        self.path = path


class AddressError(DatabaseError, InvalidInputError):
    """The server cannot be reached as it is named.

    ``field`` is the part to mend: host, port, database, user, password or sslmode.
    """


class PasswordError(AddressError):
    """The server at ``location``, which holds no password, wants one, or another one."""

    def __init__(self, location: str, message: Message) -> None:
        super().__init__("password", message)
        self.location = location


class NotChosenError(CrmError):
    """Nobody has said yet where the firm's records are."""

    def __init__(self) -> None:
        super().__init__(Message("Say first where the firm's records are."))


class NotSetUpError(CrmError):
    """The database has no firm yet, which every calculation needs."""

    def __init__(self) -> None:
        super().__init__(Message("The firm is not set up yet: enter its name and currency."))


class DeniedError(CrmError):
    """Who acts has no right to do it, or to see it; the message says what is needed."""


class SignInNeededError(CrmError):
    """The database has users, and none of them has signed in."""

    def __init__(self) -> None:
        super().__init__(Message("Sign in first: this database is for its users."))
