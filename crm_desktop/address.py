"""Where a database is: a file, or a server and who comes to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

PORT = 5432
"""Where a PostgreSQL server listens unless its administrator chose otherwise."""

PREFER, REQUIRE = "prefer", "require"
"""Whether the connection is encrypted: if the server offers it, or else not made at all."""

_LAST_PORT = 65_535
_LONGEST_PORT = 5
_NO_HOST = frozenset("/?#@")
"""What parts an address, and stands in the name of no computer."""
_PASSWORD = re.compile(r"(?P<user>[^:/]+://[^:/]*):(?P<password>[^@]*(?:@[^/?@]*)*)@")
"""A password and what stands before it: written by hand, it may hold what parts an address."""
_SECRETS = frozenset({"password", "sslpassword"})
"""The settings of an address that nobody is to see."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A database on a server; an empty ``password`` is none.

    ``settings`` are those of an address that someone wrote by hand, kept as they are.
    """

    host: str
    database: str
    user: str
    password: str = field(default="", repr=False)
    port: int = PORT
    sslmode: str = PREFER
    settings: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, location: str) -> ServerAddress | None:
        """Return the parts of an address, None for a file or what is no address."""
        if "://" not in location or location.startswith("sqlite"):
            return None
        named = _PASSWORD.match(location)
        try:
            parts = urlsplit(_PASSWORD.sub(r"\g<user>@", location), allow_fragments=False)
            port = parts.port or PORT
        except ValueError:
            return None
        given = dict(parse_qsl(parts.query))
        password, sslmode = given.pop("password", ""), given.pop("sslmode", PREFER)
        return cls(
            host=parts.hostname or "",
            database=unquote(parts.path.removeprefix("/")),
            user=unquote(parts.username or ""),
            password=unquote(named["password"] if named else "") or password,
            port=port,
            sslmode=sslmode,
            settings=tuple(given.items()),
        )

    def location(self) -> str:
        """Return the address as one line, with the password if there is one."""
        user = quote(self.user, safe="")
        if self.password:
            user = f"{user}:{quote(self.password, safe='')}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        settings = self.settings
        if self.sslmode != PREFER:
            settings = (("sslmode", self.sslmode), *settings)
        place = f"{user}@{host}" if user else host
        query = f"?{urlencode(settings)}" if settings else ""
        return f"postgresql://{place}:{self.port}/{quote(self.database, safe='')}{query}"

    @property
    def account(self) -> str:
        """Whose password it takes: the same for every database of one server."""
        return f"{self.user}@{self.host.casefold()}:{self.port}"


def checked(address: ServerAddress, port: str) -> ServerAddress:
    """Return ``address`` at the ``port`` that was typed, without blanks around its parts.

    Raises:
        InvalidInputError: a part is missing, or the port is none.

    """
    host, database, user = (text.strip() for text in (address.host, address.database, address.user))
    if not host:
        raise InvalidInputError("host", Message("Name the server."))
    if not _NO_HOST.isdisjoint(host):
        raise InvalidInputError("host", Message("Write the name of the server alone."))
    if not _is_port(port.strip()):
        raise InvalidInputError("port", Message("A port is a number from 1 to 65535."))
    if not database:
        raise InvalidInputError("database", Message("Name the database on the server."))
    if not user:
        raise InvalidInputError("user", Message("Name the user of the server."))
    return replace(address, host=host, port=int(port), database=database, user=user)


def _is_port(text: str) -> bool:
    is_number = text.isdecimal() and len(text) <= _LONGEST_PORT
    return is_number and 0 < int(text) <= _LAST_PORT


def without_password(location: str) -> str:
    """Return a file path as it is, and an address of a server without its password."""
    if "://" not in location:
        return location
    address, sign, settings = _PASSWORD.sub(r"\g<user>@", location).partition("?")
    shown = [(key, value) for key, value in parse_qsl(settings) if key not in _SECRETS]
    return f"{address}{sign}{urlencode(shown)}" if shown else address
