"""The command that runs a scheme on past months."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.upkeep import database, opened, refuse_overwriting
from crm_desktop.cli.words import MisuseError, Words, one_of
from crm_desktop.domain.period import Period
from crm_desktop.exchange.trial_document import trial_json, trial_summary, trial_table
from crm_desktop.rewards.trial import Trial
from crm_desktop.services.trials import TrialService
from crm_desktop.texts import Message

_FORMATS = ("table", "json", "xlsx")


@dataclass(frozen=True, slots=True)
class Request:
    """What to try and how to write it, as the command line says it."""

    first: str
    last: str
    scheme: Path | None
    format: str
    output: Path | None


def trial(words: Words, request: Request) -> int:
    """Run the scheme and write what it gives as the request says."""
    one_of(request.format, _FORMATS, option="--format")
    if request.format == "xlsx" and request.output is None:
        raise MisuseError(Message("A workbook needs a file: add --output FILE."))
    first, last = Period.parse(request.first), Period.parse(request.last)
    if request.output is not None:
        refuse_overwriting(request.output, request.scheme, database(words))
    with opened(words) as services:
        trials = services.trials
        scheme = trials.in_force() if request.scheme is None else trials.from_file(request.scheme)
        count = len(trials.months(first, last))
        with console.progress(Message("Calculating"), total=count) as advance:
            found = trials.run(first, last, scheme, report=lambda done, _: advance(done))
        _write(trials, found, request)
    return 0


def _write(trials: TrialService, found: Trial, request: Request) -> None:
    match request.format:
        case "xlsx" if request.output is not None:
            trials.save_workbook(found, request.output)
        case "json":
            console.write_text(f"{trial_json(found)}\n", request.output)
        case _:
            table = trial_table(found)
            console.show_table(table.headers, table.rows, file=request.output)
            for line in trial_summary(found):
                console.note(line)
