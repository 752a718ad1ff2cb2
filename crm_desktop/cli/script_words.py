"""The commands about scripts and what they take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_desktop.cli import scripts
from crm_desktop.cli.frame import Command, Commands, argument, option
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.texts import Message

script_app = typer.Typer(cls=Commands, add_completion=False)


@script_app.callback()
def together() -> None:
    """Keep ``run`` a command of its own even while it is the only one."""


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
