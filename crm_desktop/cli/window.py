"""The way from the command line into the window, the one place where the core meets the UI."""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop import config, credentials, product, texts
from crm_desktop.cli.words import Words

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """``selftest`` is the file to write what works to, on a demonstration of its own.

    ``is_monitor`` shows the KPI monitor alone, ``scheme`` is a file whose scheme is offered.
    """

    database: str | None = None
    language: str | None = None
    is_demo: bool = False
    selftest: Path | None = None
    is_monitor: bool = False
    scheme: Path | None = None


def options(words: Words) -> WindowOptions | None:
    """Return how to open the window, or None where ``words`` ask for anything else."""
    chosen = WindowOptions(words.database, words.language)
    rest = iter(words.rest)
    for word in rest:
        name, sign, value = word.partition("=")
        if word == "--demo":
            chosen = replace(chosen, is_demo=True)
        elif word == "--monitor":
            chosen = replace(chosen, is_monitor=True)
        elif name == "--selftest" and (file := value if sign else next(rest, "")):
            chosen = replace(chosen, selftest=Path(file))
        elif _is_scheme(word) and chosen.scheme is None:
            chosen = replace(chosen, scheme=Path(word))
        else:
            return None
    return chosen


def start(chosen: WindowOptions) -> int:
    """Run the window and return the exit code of the process."""
    demonstration = partial(_open, replace(chosen, is_demo=True))
    if chosen.selftest is not None:
        language = chosen.language or texts.language()
        run = ui("selftest.run").run
        return int(run(chosen.selftest, demonstration, _libraries, language=language))
    with suppress(OSError):  # the window works without, and remembers nothing
        config.make_private(config.machine_folder())
    choice = ui("database_choice.chooser").Choice(_open_at, chosen.database)
    return int(
        ui("app").run(
            demonstration if chosen.is_demo else partial(_open, chosen),
            language=chosen.language,
            demonstration=demonstration,
            choice=choice,
            is_monitor=chosen.is_monitor,
            scheme=chosen.scheme,
        )
    )


def _is_scheme(word: str) -> bool:
    return word.casefold().endswith(product.SCHEME_SUFFIX) and not word.startswith("-")


def ui(module: str) -> Any:
    """Return a module of the UI, which the core does not know otherwise."""
    return importlib.import_module(f"ui.{module}")


def _libraries() -> dict[str, str]:
    # What does not load is to be told of, when it is its turn.
    from crm_desktop.cli import libraries  # noqa: PLC0415

    return libraries.versions()


def _open(chosen: WindowOptions) -> Services:
    # The first window is painted before the database's libraries are loaded.
    if chosen.is_demo:
        from crm_desktop.cli.demonstration import open_demonstration  # noqa: PLC0415

        return open_demonstration(config.data_folder(), texts.language())
    from crm_desktop.composition import open_services  # noqa: PLC0415

    # A shortcut to a file that was moved must not lead to an empty firm: `init` makes databases.
    location = config.chosen_database() if chosen.database is None else chosen.database
    return open_services(credentials.completed(location), must_exist=True)


def _open_at(location: str, *, must_exist: bool = False) -> Services:
    from crm_desktop.composition import open_services  # noqa: PLC0415 - as above

    return open_services(location, must_exist=must_exist)
