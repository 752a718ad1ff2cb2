"""The commands of the command line and what they take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_desktop.cli import calculation, gallery, pay, trial, upkeep
from crm_desktop.cli.frame import Command, Commands, argument, invoke, option
from crm_desktop.cli.script_words import script_app
from crm_desktop.cli.user_words import user_app
from crm_desktop.cli.words import Words
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.texts import Message

_SETTINGS = {"help_option_names": ["--help", "-h"]}

app = typer.Typer(cls=Commands, add_completion=False, context_settings=_SETTINGS)
scheme_app = typer.Typer(cls=Commands, add_completion=False)
app.add_typer(
    scheme_app, name="scheme", help=Message("The KPI and pay scheme as a readable file.").template
)
app.add_typer(user_app, name="user", help=Message("Who may sign in, and as what.").template)
app.add_typer(script_app, name="script", help=Message("Scripts of indicators and pay.").template)

PeriodText = Annotated[
    str,
    option(
        Message("The period: 2017-03, 2017-Q1, 2017, or 2017-03-01..2017-03-16."),
        "--period",
        metavar="PERIOD",
    ),
]


def run(words: Words) -> int:
    """Run the command that ``words`` name and return the exit code of the process."""
    return invoke(app, words.rest, surroundings=words)


@app.callback(
    help=Message(
        "Customers, deals, KPI and pay of a firm. Without a command the window opens; it offers "
        "the scheme of a file NAME.crmscheme that is named instead of one."
    ).template
)
def everywhere(
    database: Annotated[
        str | None,
        option(
            Message("The database: a file, or postgresql://user@server/name."),
            "--database",
            metavar="DATABASE",
        ),
    ] = None,
    language: Annotated[
        str | None, option(Message("The language."), "--language", metavar="ru|en")
    ] = None,
    user: Annotated[
        str | None,
        option(
            Message(
                "Who you are, where the database has users; the password is asked for, or in "
                "CRM_PASSWORD."
            ),
            "--user",
            metavar="LOGIN",
        ),
    ] = None,
    *,
    demo: Annotated[
        bool, option(Message("Open the window on the demonstration firm."), "--demo", metavar="")
    ] = False,
    monitor: Annotated[
        bool, option(Message("Show the KPI monitor alone."), "--monitor", metavar="")
    ] = False,
    selftest: Annotated[
        Path | None,
        option(
            Message("Open the window, write what works to the file, and close it."),
            "--selftest",
            metavar="FILE",
        ),
    ] = None,
    version: Annotated[
        bool, option(Message("Show the version of the program."), "--version", metavar="")
    ] = False,
) -> None:
    # These were taken before the command was known; they stand here for the help alone.
    del database, language, user, demo, monitor, selftest, version


@app.command(cls=Command, help=Message("Make a database and enter the firm's settings.").template)
def init(
    ctx: typer.Context,
    name: Annotated[
        str | None, option(Message("The firm's name."), "--name", metavar="NAME")
    ] = None,
    currency: Annotated[
        str | None,
        option(Message("The currency it counts in: RUB."), "--currency", metavar="CODE"),
    ] = None,
    country: Annotated[
        str | None,
        option(Message("The country whose holidays it has: RU."), "--country", metavar="CODE"),
    ] = None,
    zone: Annotated[
        str | None,
        option(
            Message("The time zone that its days are in: Europe/Moscow."), "--zone", metavar="ZONE"
        ),
    ] = None,
) -> int:
    return upkeep.init(ctx.obj, name=name, currency=currency, country=country, zone=zone)


@app.command(
    cls=Command, help=Message("Bring the database to the tables of this program.").template
)
def upgrade(ctx: typer.Context) -> int:
    return upkeep.upgrade(ctx.obj)


@app.command(cls=Command, help=Message("Examine the database.").template)
def doctor(ctx: typer.Context) -> int:
    return upkeep.doctor(ctx.obj)


@app.command(cls=Command, help=Message("Copy the database to a file.").template)
def backup(
    ctx: typer.Context, file: Annotated[Path, argument(Message("Where to."), "FILE")]
) -> int:
    return upkeep.backup(ctx.obj, file)


@app.command(
    cls=Command,
    help=Message("Put a backup in the place of the database, which is kept aside.").template,
)
def restore(
    ctx: typer.Context, file: Annotated[Path, argument(Message("The backup."), "FILE")]
) -> int:
    return upkeep.restore(ctx.obj, file)


@app.command(
    "import", cls=Command, help=Message("Take in a table: CSV or an Excel workbook.").template
)
def import_(
    ctx: typer.Context,
    source: Annotated[Path, argument(Message("The table."), "SOURCE")],
    kind: Annotated[
        str | None,
        option(
            Message("What the rows are; a mapping file says it as well."),
            "--kind",
            metavar=" | ".join(ImportKind),
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        option(
            Message("Which column is which field (TOML); without it columns are called as fields."),
            "--mapping",
            metavar="FILE",
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        option(
            Message("Where to write the rows that were not taken in, with the reasons (CSV)."),
            "--rejects",
            metavar="FILE",
        ),
    ] = None,
    *,
    dry_run: Annotated[
        bool,
        option(Message("Only say what would happen; change nothing."), "--dry-run", metavar=""),
    ] = False,
) -> int:
    return upkeep.import_table(
        ctx.obj, source, kind=kind, mapping=mapping, rejects=rejects, is_dry_run=dry_run
    )


@scheme_app.command(
    "check", cls=Command, help=Message("Say what is wrong with a scheme file.").template
)
def check_scheme(
    ctx: typer.Context, file: Annotated[Path, argument(Message("The scheme file."), "FILE")]
) -> int:
    return calculation.check_scheme(ctx.obj, file)


@scheme_app.command(
    "export", cls=Command, help=Message("Write the scheme that is in force to a file.").template
)
def export_scheme(
    ctx: typer.Context,
    file: Annotated[Path, argument(Message("Where to."), "FILE")],
    on: Annotated[
        str | None,
        option(Message("The day on which it is in force; today."), "--on", metavar="DAY"),
    ] = None,
) -> int:
    return calculation.export_scheme(ctx.obj, file, on=on)


@scheme_app.command(
    "import", cls=Command, help=Message("Bring the scheme of a file in force.").template
)
def import_scheme(
    ctx: typer.Context,
    file: Annotated[Path, argument(Message("The scheme file."), "FILE")],
    valid_from: Annotated[
        str | None,
        option(
            Message("The first day on which it is in force; always, if left out."),
            "--from",
            metavar="DAY",
        ),
    ] = None,
) -> int:
    return calculation.import_scheme(ctx.obj, file, valid_from=valid_from)


@app.command(cls=Command, help=Message("Count a period: figures, scores and pay.").template)
def calculate(
    ctx: typer.Context,
    period: PeriodText,
    scheme: Annotated[
        Path | None,
        option(
            Message("Count by this scheme file, not by the scheme of the database."),
            "--scheme",
            metavar="FILE",
        ),
    ] = None,
    facts: Annotated[
        Path | None,
        option(
            Message("Count these facts (CSV), without a database; needs --scheme."),
            "--facts",
            metavar="FILE",
        ),
    ] = None,
    format_: Annotated[
        str, option(Message("How to write it."), "--format", metavar="table|json|xlsx")
    ] = "table",
    output: Annotated[
        Path | None, option(Message("The file to write it to."), "--output", metavar="FILE")
    ] = None,
    *,
    save: Annotated[
        bool, option(Message("Keep the statements of the period as drafts."), "--save", metavar="")
    ] = False,
) -> int:
    request = calculation.Request(period, scheme, facts, format_, output, is_saved=save)
    return calculation.calculate(ctx.obj, request)


@app.command(
    "trial",
    cls=Command,
    help=Message("Run a scheme on past months and compare it with what was paid.").template,
)
def try_scheme(
    ctx: typer.Context,
    first: Annotated[str, option(Message("The first month: 2017-01."), "--from", metavar="MONTH")],
    last: Annotated[
        str, option(Message("The last month, included: 2017-06."), "--to", metavar="MONTH")
    ],
    scheme: Annotated[
        Path | None,
        option(
            Message("The scheme file; without it the scheme in force today is tried."),
            "--scheme",
            metavar="FILE",
        ),
    ] = None,
    format_: Annotated[
        str, option(Message("How to write it."), "--format", metavar="table|json|xlsx")
    ] = "table",
    output: Annotated[
        Path | None, option(Message("The file to write it to."), "--output", metavar="FILE")
    ] = None,
) -> int:
    return trial.trial(ctx.obj, trial.Request(first, last, scheme, format_, output))


OutputFile = Annotated[
    Path, option(Message("The file to write it to."), "--output", metavar="FILE")
]


@app.command(
    cls=Command, help=Message("Write an employee's pay statement: PDF, XLSX or HTML.").template
)
def statement(
    ctx: typer.Context,
    employee: Annotated[str, argument(Message("The employee's code."), "EMPLOYEE")],
    period: PeriodText,
    output: OutputFile,
    *,
    steps: Annotated[
        bool,
        option(Message("Add how each line came about."), "--steps", metavar=""),
    ] = False,
) -> int:
    return pay.statement(ctx.obj, employee, period=period, output=output, has_steps=steps)


@app.command(
    "pay-sheet",
    cls=Command,
    help=Message("Write the pay sheet of a period: XLSX, CSV, HTML or PDF.").template,
)
def pay_sheet(ctx: typer.Context, period: PeriodText, output: OutputFile) -> int:
    return pay.pay_sheet(ctx.obj, period=period, output=output)


@app.command(
    "pay-export", cls=Command, help=Message("Write everybody's pay for another program.").template
)
def pay_export(
    ctx: typer.Context,
    period: PeriodText,
    mapping: Annotated[
        Path,
        option(Message("Columns and accrual codes (TOML)."), "--mapping", metavar="FILE"),
    ],
    output: OutputFile,
    format_: Annotated[
        str, option(Message("Which program it is for."), "--format", metavar="1c")
    ] = "1c",
) -> int:
    return pay.pay_export(ctx.obj, period=period, format_=format_, mapping=mapping, output=output)


@app.command(
    cls=Command,
    help=Message("Put the firm's picture on what is printed; without a file take it off.").template,
)
def logo(
    ctx: typer.Context,
    file: Annotated[Path | None, argument(Message("A PNG or JPEG."), "FILE")] = None,
) -> int:
    return pay.logo(ctx.obj, file)


@app.command(
    name="gallery",
    cls=Command,
    help=Message(
        "Draw every screen to PNG files; each language, theme and scale that is not named is drawn."
    ).template,
)
def draw_gallery(
    ctx: typer.Context,
    folder: Annotated[Path, argument(Message("The folder for them."), "DIR")],
    theme: Annotated[
        str | None, option(Message("The look of the screens."), "--theme", metavar="light|dark")
    ] = None,
    scale: Annotated[
        str | None, option(Message("How many pixels a point has."), "--scale", metavar="1|2")
    ] = None,
    only: Annotated[
        str, option(Message("Only screens whose name begins so."), "--only", metavar="NAME")
    ] = "",
) -> int:
    return gallery.gallery(ctx.obj, folder, theme=theme, scale=scale, only=only)
