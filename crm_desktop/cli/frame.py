"""Help and complaints of the command line in the user's language."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from crm_desktop.cli.console import written_out
from crm_desktop.cli.words import MisuseError
from crm_desktop.texts import Message, _

NAME = "crm-desktop"
_INTERRUPTED = 130
"""What the library makes of Ctrl+C."""


class Command(TyperCommand):
    """Says in the user's language what the library says in English alone."""

    def get_help(self, ctx: Any) -> str:
        with written_out():
            return super().get_help(ctx)

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))


class Commands(TyperGroup):
    """As a single command does; a misspelt command is answered with the nearest."""

    def get_help(self, ctx: Any) -> str:
        with written_out():
            return super().get_help(ctx)

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            return command
        guess = get_close_matches(cmd_name, self.commands, n=1)
        if guess:
            raise MisuseError(
                Message(
                    "There is no command “{word}”. Is “{guess}” meant?",
                    word=cmd_name,
                    guess=guess[0],
                )
            )
        raise MisuseError(
            Message(
                "There is no command “{word}”: write one of {allowed}.",
                word=cmd_name,
                allowed=", ".join(self.commands),
            )
        )


def option(description: Message, *names: str, metavar: str | None = None) -> Any:
    """Return the declaration of an option; it is translated when it is shown."""
    return typer.Option(*names, help=description.template, metavar=metavar, show_default=False)


def argument(description: Message, metavar: str) -> Any:
    """Return the declaration of an argument; it is translated when it is shown."""
    return typer.Argument(help=description.template, metavar=metavar, show_default=False)


def invoke(app: typer.Typer, words: Sequence[str], *, surroundings: object) -> int:
    """Run the command that ``words`` name and return its exit code.

    Raises:
        MisuseError: they name none, or not as it must be.
        KeyboardInterrupt: the user did not want to wait for its end.

    """
    command = get_command(app)
    _translate_titles()
    _translate(command)
    try:
        code = command.main(
            args=list(words), prog_name=NAME, standalone_mode=False, obj=surroundings
        )
    except TyperException as error:
        raise MisuseError(_complaint(error)) from error
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _complaint(error: Any) -> Message:
    parameter = getattr(error, "param", None)
    match type(error).__name__:
        case "MissingParameter" if parameter is not None:
            return Message("{what} is missing.", what=_shown_name(parameter))
        case "NoSuchOption":
            return Message("There is no option {option}.", option=error.option_name)
        case "BadOptionUsage":
            return Message("The option {option} needs a value.", option=error.option_name)
        case _:
            return Message(
                "These words make no command: `{command} --help` shows those that do.",
                command=error.ctx.command_path if error.ctx else NAME,
            )


def _shown_name(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0] if is_option else parameter.metavar)


def _translate_titles() -> None:
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")


def _translate(command: Any) -> None:
    """Put the texts of a command that was just built into the language in force."""
    command.help = _translated(command.help)
    for parameter in command.params:
        parameter.help = _translated(parameter.help)
    for child in getattr(command, "commands", {}).values():
        _translate(child)


def _translated(text: str | None) -> str | None:
    return None if text is None else str(Message.of(text, None, {}))


def _help_option(found: Any) -> Any:
    if found is not None:
        found.help = _("Show this help.")
        found.metavar = ""
    return found


def _usage(text: str) -> str:
    words = {
        "Usage:": _("Usage:"),
        "[OPTIONS]": _("[OPTIONS]"),
        "COMMAND [ARGS]...": _("COMMAND [ARGUMENTS]"),
    }
    for word, translated in words.items():
        text = text.replace(word, translated)
    return text
