"""The commands about scripts and what they take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_desktop.cli import script_tests, scripts
from crm_desktop.cli.frame import Command, Commands, argument, option
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.texts import Message

script_app = typer.Typer(cls=Commands, add_completion=False)


@script_app.command(
    cls=Command, help=Message("Run a script on given values and show what came of it.").template
)
def run(
    file: Annotated[str, argument(Message("The script, a text file."), "FILE")],
    data: Annotated[
        str | None,
        option(
            Message("What the script is given: a JSON file of values, rows, employee, period."),
            "--input",
            metavar="FILE",
        ),
    ] = None,
    kind: Annotated[
        str, option(Message("What the script is for."), "--kind", metavar="indicator|reward")
    ] = ScriptKind.INDICATOR.value,
    format_: Annotated[
        str, option(Message("How to write it."), "--format", metavar="text|json")
    ] = "text",
) -> int:
    given = None if data is None else Path(data)
    return scripts.run(scripts.Request(Path(file), given, kind, format_))


@script_app.command(
    cls=Command, help=Message("Turn a script of Pascal into one of this program.").template
)
def convert(
    file: Annotated[str, argument(Message("The script of Pascal, a text file."), "FILE")],
    output: Annotated[
        str | None,
        option(
            Message("The file to write it to; without it the script is shown."),
            "--output",
            metavar="FILE",
        ),
    ] = None,
) -> int:
    from crm_desktop.cli import pascal  # noqa: PLC0415 - 0.2 s for a library that it alone needs

    return pascal.convert(Path(file), None if output is None else Path(output))


@script_app.command(
    "test",
    cls=Command,
    help=Message("Run the tests of scripts and show what they expect and what came.").template,
)
def run_tests(
    file: Annotated[
        str, argument(Message("A scheme file, or a file of the library of scripts."), "FILE")
    ],
    format_: Annotated[
        str, option(Message("How to write it."), "--format", metavar="table|json")
    ] = "table",
) -> int:
    return script_tests.run(Path(file), format_)
