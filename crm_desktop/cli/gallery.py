"""Pictures of every screen in every look, from the demonstration firm at a fixed moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop import clock, texts
from crm_desktop.cli import console, window
from crm_desktop.cli.demonstration import open_demonstration
from crm_desktop.cli.words import Words, one_of
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.permissions import UserDraft
from crm_desktop.errors import CrmError, NotChosenError, UnwritableFileError
from crm_desktop.texts import Message, plural

THEMES, SCALES = ("light", "dark"), ("1", "2")
_NOW = clock.fixed(datetime(2026, 12, 18, 11, 5, tzinfo=UTC))
"""A working day late in a month: there is a forecast, and still something to win."""

_USERS = (
    ("admin", "administrator", "director"),
    ("head", "head", "sales_head"),
    ("seller", "employee", "seller_steady"),
    ("guest", "employee", ""),
)
"""Login, role, and employee of the users of the pictures."""
_PASSWORD = "a long password"  # noqa: S105 - of no use elsewhere


@dataclass(frozen=True, slots=True)
class Look:
    """What may differ between two pictures of one screen."""

    language: str
    theme: str
    scale: str

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.scale}"


def gallery(
    words: Words, folder: Path, *, theme: str | None, scale: str | None, only: str = ""
) -> int:
    """Draw one look into ``folder`` where all three are given, else each into a folder of it.

    ``only`` is how the names of the screens begin.
    """
    languages = texts.LANGUAGES if words.language is None else (words.language,)
    themes = THEMES if theme is None else (one_of(theme, THEMES, option="--theme"),)
    scales = SCALES if scale is None else (one_of(scale, SCALES, option="--scale"),)
    looks = [Look(*one) for one in product(languages, themes, scales)]
    folder = folder.absolute()
    if len(looks) == 1:
        count = _draw(folder, looks[0], only)
        console.say(
            plural("{count} picture was drawn.", "{count} pictures were drawn.", count=count)
        )
        return 0
    with console.progress(Message("Drawing"), total=len(looks)) as advance:
        for done, look in enumerate(looks, 1):
            _draw_apart(folder / str(look), look, only)
            advance(done)
    return 0


def _draw(folder: Path, look: Look, only: str) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(folder, error) from error
    with TemporaryDirectory(prefix="crm-desktop-") as place, chdir(place):
        os.environ["CRM_CONFIG_DIR"] = place
        draw = window.ui("gallery.draw").draw
        return int(
            draw(
                folder,
                _rooms(look.language),
                language=look.language,
                theme=look.theme,
                scale=int(look.scale),
                only=only,
                open_at=partial(open_services, now=_NOW),
            )
        )


def _draw_apart(folder: Path, look: Look, only: str) -> None:
    """Draw in a process of its own: one process has one scale."""
    program = [sys.executable, "-m", "crm_desktop"]
    words = ["gallery", str(folder), "--theme", look.theme, "--scale", look.scale, "--only", only]
    child = subprocess.run(  # noqa: S603 - this very program
        [*program, "--language", look.language, *words], check=False, stdout=subprocess.PIPE
    )
    if child.returncode:
        raise CrmError(Message("The pictures {look} were not drawn.", look=str(look)))


def _rooms(language: str) -> dict[str, Callable[[], Services]]:
    """Return how to open each database of the pictures, in the current folder."""
    return {
        "firm": lambda: open_demonstration(Path(), language, _NOW),
        "empty": _open_empty,
        "first": _open_nothing,
        "new": lambda: open_services("new.sqlite", _NOW),
        "broken": _open_broken,
        "users": lambda: _open_users(language),
    }


def _open_empty() -> Services:
    services = open_services("empty.sqlite", _NOW)
    services.firm.save_firm(Firm("CRM", "RUB", "Europe/Moscow", "RU"))
    return services


def _open_users(language: str) -> Services:
    """Return the demonstration with users, nobody of whom has signed in yet."""
    folder = Path("users")
    folder.mkdir(exist_ok=True)
    services = open_demonstration(folder, language, _NOW)
    users, people = services.users, services.people.list_employees()
    roles = {one.role.code: one.id for one in users.roles()}
    for login, role, code in _USERS:
        row = next((one for one in people if one.code == code), None)
        name, employee_id = (login, None) if row is None else (row.name, row.id)
        users.save_user(UserDraft(login, name, roles[role], employee_id, _PASSWORD))
    users.sign_out()
    return services


def _open_nothing() -> Services:
    raise NotChosenError


def _open_broken() -> Services:
    Path("firm.sqlite").write_text("no database", encoding="utf-8")
    return open_services("firm.sqlite", _NOW)
