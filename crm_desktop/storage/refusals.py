"""Why a server let nobody in, told without its words: those are in whatever language it speaks."""

from __future__ import annotations

import socket
from typing import Any

from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from crm_desktop.address import PORT, without_password
from crm_desktop.errors import AddressError, DatabaseError, PasswordError
from crm_desktop.texts import Message

TIMEOUT_S = 8
_OFFERED = ("postgres", "template1")
"""Databases that every server has, to ask after another one."""

_UNREADABLE = "\ufffd"

_MAY_CONNECT = text(
    "SELECT has_database_privilege(oid, 'CONNECT') FROM pg_database WHERE datname = :name"
)


def refusal(error: Any, url: URL) -> DatabaseError:
    """Return what kept the driver, which raised ``error``, from opening the database at ``url``."""
    reason, attempt = _reason(error), getattr(error, "pgconn", None)
    if attempt is None and reason.startswith("failed to resolve host"):  # the driver's own words
        return unknown(url)
    if reason == "connection timeout expired":
        return _silent(url.host or "localhost", url.port or PORT)
    if getattr(attempt, "needs_password", False):
        return _wants_password(
            url, Message("The server asks for the password of “{user}”.", user=_user(url))
        )
    if getattr(attempt, "used_password", False):
        return _not_let_in(url, reason)
    if url.host and not url.host.startswith("/"):
        if (unreachable := _unreachable(url.host, url.port or PORT)) is not None:
            return unreachable
        if "SSL was required" in reason:
            return AddressError(
                "sslmode", Message("The server offers no encrypted connection: allow a plain one.")
            )
    return _refused_database(url) or _quoted(url, reason)


def _not_let_in(url: URL, reason: str) -> DatabaseError:
    """Tell a wrong password from a database that is closed to who has the right one."""
    return _refused_database(url) or _wants_password(url, _not_accepted(_user(url), reason))


def _not_accepted(user: str, reason: str) -> Message:
    if _UNREADABLE in reason:  # a server of Windows may say it in letters of its own
        return Message("The server does not let “{user}” in with this password.", user=user)
    return Message(
        "The server does not let “{user}” in with this password: {reason}",
        user=user,
        reason=reason,
    )


def _wants_password(url: URL, message: Message) -> PasswordError:
    return PasswordError(without_password(url.render_as_string(hide_password=False)), message)


def unknown(url: URL) -> DatabaseError:
    """Return that the name of the server leads nowhere."""
    return AddressError(
        "host", Message("No computer is known by the name “{host}”.", host=url.host or "")
    )


def _unreachable(host: str, port: int) -> DatabaseError | None:
    """Knock at the server's door; None where somebody opens."""
    try:
        socket.create_connection((host, port), timeout=TIMEOUT_S).close()
    except ConnectionRefusedError:
        return AddressError(
            "port",
            Message(
                "Nothing answers at port {port} of “{host}”: is the server running, and does it "
                "listen to other computers?",
                host=host,
                port=str(port),
            ),
        )
    except OSError:
        return _silent(host, port)
    return None


def _silent(host: str, port: int) -> DatabaseError:
    return AddressError(
        "host",
        Message(
            "“{host}” does not answer: is it on, and does its firewall let port {port} through?",
            host=host,
            port=str(port),
        ),
    )


def _refused_database(url: URL) -> DatabaseError | None:
    """Return what is wrong with the database alone, None where nobody is let in to ask."""
    for offered in _OFFERED:
        engine = create_engine(
            url.set(database=offered),
            poolclass=NullPool,
            connect_args={"connect_timeout": TIMEOUT_S},
        )
        try:
            return _judged(engine, url)
        except DBAPIError:
            continue
        finally:
            engine.dispose()
    return None


def _judged(engine: Engine, url: URL) -> DatabaseError | None:
    with engine.connect() as connection:
        may_connect = connection.scalar(_MAY_CONNECT, {"name": url.database})
    if may_connect is None:
        return AddressError(
            "database",
            Message("There is no database “{name}” on the server.", name=url.database or ""),
        )
    if may_connect:
        return None
    return AddressError(
        "user",
        Message(
            "“{user}” has no right to open the database “{name}”.",
            user=_user(url),
            name=url.database or "",
        ),
    )


def _quoted(url: URL, reason: str) -> DatabaseError:
    return DatabaseError(
        Message(
            "{database} cannot be opened: {reason}. Check the address, the name and the password.",
            database=f"{url.host or 'localhost'}/{url.database or ''}",
            reason=reason,
        )
    )


def _user(url: URL) -> str:
    return url.username or ""


def _reason(error: Any) -> str:
    # The driver says what it tried, "failed:", and then the reason with hints below it; a reason
    # of the server begins with how grave it is.
    lines = str(error).rpartition("failed: ")[2].strip().splitlines()
    return lines[0].rpartition(":  ")[2] if lines else type(error).__name__
