"""Who a command is for: the user of ``--user`` and their password."""

from __future__ import annotations

import os
import sys
from getpass import getpass

from crm_desktop.cli.words import MisuseError, Words
from crm_desktop.composition import Services
from crm_desktop.texts import Message, _

PASSWORD, NEW_PASSWORD = "CRM_PASSWORD", "CRM_NEW_PASSWORD"


def sign_in(services: Services, words: Words) -> None:
    """Sign in whom the command line names, where the database has users.

    Raises:
        MisuseError: it names nobody, or there is no password to be had.
        WrongPasswordError: the password is not theirs.

    """
    if not services.users.needs_sign_in():
        return
    if words.user is None:
        raise MisuseError(
            Message("This database is for its users: say who you are with --user LOGIN.")
        )
    services.users.sign_in(words.user, _given(PASSWORD, _("Password: ")))


def new_password() -> str:
    """Return a password that somebody shall have, typed twice where it is typed.

    Raises:
        MisuseError: there is none to be had, or it was typed in two ways.

    """
    password = _given(NEW_PASSWORD, _("New password: "))
    if NEW_PASSWORD not in os.environ and getpass(_("Once more: ")) != password:
        raise MisuseError(Message("The two passwords are not the same."))
    return password


def _given(variable: str, prompt: str) -> str:
    if (password := os.environ.get(variable)) is not None:
        return password
    if sys.stdin is None or not sys.stdin.isatty():  # a program without a console has none
        raise MisuseError(
            Message("The password is missing: put it into the variable {name}.", name=variable)
        )
    return getpass(prompt)
