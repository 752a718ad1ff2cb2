"""The passwords of database servers, kept in the system's own safe and nowhere else."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_desktop import product
from crm_desktop.address import ServerAddress

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger(__name__)

# Each safe has errors of its own besides those that keyring knows, and the program works without
# any. An error may quote what was to be kept: only its kind is logged.
# ruff: noqa: BLE001


def can_keep() -> bool:
    """Return whether the system has a safe; asking may take it a moment."""
    return _safe() is not None


def password_of(location: str) -> str | None:
    """Return the password kept for a server's address, None where there is none."""
    address = ServerAddress.of(location)
    if address is None or (safe := _safe()) is None:
        return None
    try:
        return safe.get_password(product.CODE, address.account)
    except Exception as error:
        _log.warning("the safe for passwords does not answer: %s", type(error).__name__)
        return None


def keep(location: str, password: str) -> bool:
    """Keep the ``password`` for a server's address; return whether the safe took it."""
    address = ServerAddress.of(location)
    if address is None or (safe := _safe()) is None:
        return False
    try:
        safe.set_password(product.CODE, address.account, password)
    except Exception as error:
        _log.warning("the safe for passwords refused one: %s", type(error).__name__)
        return False
    return True


def forget(location: str) -> None:
    """Keep no password for a server's address any more."""
    address = ServerAddress.of(location)
    if address is None or password_of(location) is None:
        return
    safe = _safe()
    try:
        if safe is not None:
            safe.delete_password(product.CODE, address.account)
    except Exception as error:
        _log.warning("the safe for passwords gave none back: %s", type(error).__name__)


def completed(location: str) -> str:
    """Return ``location`` with the password kept for it, where it names none.

    What the surroundings say (PGPASSWORD) comes before what was kept.
    """
    address = ServerAddress.of(location)
    if address is None or address.password or "PGPASSWORD" in os.environ:
        return location
    password = password_of(location)
    return replace(address, password=password).location() if password else location


def _safe() -> KeyringBackend | None:
    """Return the system's safe; what would keep nothing, or in plain sight, is none."""
    try:
        import keyring  # noqa: PLC0415 - of use to databases on servers alone
        from keyring.backends import fail, null  # noqa: PLC0415

        safe = keyring.get_keyring()
    except Exception as error:
        _log.warning("there is no safe for passwords: %s", type(error).__name__)
        return None
    return None if isinstance(safe, (fail.Keyring, null.Keyring)) else safe
