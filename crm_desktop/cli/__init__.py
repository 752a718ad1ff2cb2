"""The program's front door: the window, or one command."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from crm_desktop import config, logs, product, running, texts
from crm_desktop.cli import window
from crm_desktop.cli.words import MisuseError, Words, split
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message

FAILED, MISUSED, BROKEN, INTERRUPTED = 1, 2, 70, 130
"""Exit codes other than 0: what could be expected, a wrong command line, a bug, Ctrl+C."""

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code of the process."""
    _write_utf8()
    running.announce()
    config.shut_out_others()
    texts.activate(config.chosen_language())
    try:
        words = split(sys.argv[1:] if arguments is None else arguments)
        if words.language is not None:
            texts.activate(words.language)
        return _obey(words)
    except MisuseError as error:  # it repeats what was typed, which may be a password
        _say(error)
        return MISUSED
    except CrmError as error:
        _log.info("refused: %s", error)
        _say(error)
        return FAILED
    except KeyboardInterrupt:
        _say(Message("Interrupted; unfinished work was undone."))
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - the outermost frame of the process
        if not logging.getLogger().handlers:
            logs.start()
        _log.exception("the command failed")
        _say(
            Message(
                "The program met an error that it did not expect. The log {path} has the details.",
                path=str(config.log_file()),
            )
        )
        return BROKEN


def _obey(words: Words) -> int:
    if words.rest[:1] == ("--version",):
        print(product.NAME, product.version())  # noqa: T201 - what was asked for
        return 0
    options = window.options(words)
    if options is not None:
        return window.start(options)
    logs.start()
    logs.introduce("a command")
    # The window must not wait for what only commands need.
    from crm_desktop.cli import application  # noqa: PLC0415

    return application.run(words)


def _write_utf8() -> None:
    """Write UTF-8 whatever the system thinks of pipes; a name it cannot hold is escaped.

    Where a stream was closed, what is written to it goes nowhere.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _say(message: Message | CrmError) -> None:
    print(message, file=sys.stderr)  # noqa: T201 - this is where the user hears of it
