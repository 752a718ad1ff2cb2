"""Commands that count: the scheme, and a period by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.upkeep import database, opened, refuse_overwriting
from crm_desktop.cli.words import MisuseError, Words, one_of
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.exchange.fact_table import read_facts
from crm_desktop.exchange.outcome_document import as_json, as_table
from crm_desktop.exchange.outcome_workbook import write_workbook
from crm_desktop.exchange.scheme import read_scheme, write_scheme
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards import engine
from crm_desktop.rewards.check import UnsoundSchemeError, checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import Calculation
from crm_desktop.texts import Message, plural

_FORMATS = ("table", "json", "xlsx")


@dataclass(frozen=True, slots=True)
class Request:
    """What to count and how to write it, as the command line says it."""

    period: str
    scheme: Path | None
    facts: Path | None
    format: str
    output: Path | None
    is_saved: bool


class _SchemeError(CrmError):
    """All mistakes of a scheme file, a line each."""

    def __init__(self, file: Path, error: UnsoundSchemeError) -> None:
        self._problems = error.problems
        super().__init__(
            plural(
                "{file} has {count} mistake:",
                "{file} has {count} mistakes:",
                count=len(error.problems),
                file=str(file),
            )
        )

    def __str__(self) -> str:
        places = (f"  {problem.place}: {problem.message}" for problem in self._problems)
        return "\n".join((str(self.message), *places))


def check_scheme(words: Words, file: Path) -> int:
    scheme = _sound(file)
    if words.database is not None:
        with opened(words) as services:
            _refuse_unknown(file, services.schemes.unknown_subjects(scheme))
    console.say(
        Message(
            "“{name}” is sound: {indicators}, {templates}, {cards}.",
            name=scheme.name,
            indicators=plural(
                "{count} indicator", "{count} indicators", count=len(scheme.indicators)
            ),
            templates=plural(
                "{count} bonus template", "{count} bonus templates", count=len(scheme.templates)
            ),
            cards=plural("{count} reward card", "{count} reward cards", count=len(scheme.cards)),
        )
    )
    return 0


def export_scheme(words: Words, file: Path, *, on: str | None) -> int:
    refuse_overwriting(file, database(words))
    with opened(words) as services:
        day = services.firm.today() if on is None else _day(on, "--on")
        scheme = services.schemes.for_file(day)
    if not scheme.indicators:
        raise _no_scheme(day)
    write_scheme(file, scheme)
    console.say(Message("The scheme of {day} was written to {file}.", day=day, file=str(file)))
    return 0


def import_scheme(words: Words, file: Path, *, valid_from: str | None) -> int:
    starts = ALWAYS if valid_from is None else _day(valid_from, "--from")
    scheme = _sound(file)
    with opened(words) as services:
        _refuse_unknown(file, services.schemes.unknown_subjects(scheme))
        arrival = services.scheme_files.arrival(scheme, starts)
        changes = services.schemes.import_scheme(scheme, starts)
        waiting = services.scripts.waiting_words()
    console.say(arrival.done_words(changes))
    if waiting is not None:
        console.say(waiting)
    return 0


def calculate(words: Words, request: Request) -> int:
    """Count the period and write it as the request says."""
    _refuse_contradictions(request)
    if request.output is not None:
        refuse_overwriting(request.output, request.scheme, request.facts, database(words))
    period = Period.parse(request.period)
    scheme = None if request.scheme is None else _sound(request.scheme)
    if request.facts is not None and scheme is not None:
        counted = _of_facts(scheme, request.facts, period)
    else:
        counted = _of_database(words, scheme, period, is_saved=request.is_saved)
    _write(counted, request)
    return 0


def _refuse_contradictions(request: Request) -> None:
    one_of(request.format, _FORMATS, option="--format")
    if request.facts and not request.scheme:
        raise MisuseError(Message("Facts are counted by a scheme file: add --scheme FILE."))
    if request.is_saved and (request.scheme or request.facts):
        raise MisuseError(
            Message("Only what the scheme of the database gives can be kept with --save.")
        )
    if request.format == "xlsx" and request.output is None:
        raise MisuseError(Message("A workbook needs a file: add --output FILE."))


def _of_facts(scheme: Scheme, facts: Path, period: Period) -> Calculation:
    table = read_facts(facts, period, {indicator.code for indicator in scheme.indicators})
    outcomes = engine.calculate(scheme, table.subjects, table.facts, period)
    return Calculation(period, scheme.currency, tuple(outcomes))


def _of_database(
    words: Words, scheme: Scheme | None, period: Period, *, is_saved: bool
) -> Calculation:
    with opened(words) as services, console.progress(Message("Calculating")):
        if scheme is None and not services.schemes.scheme(period.start).indicators:
            raise _no_scheme(period.start)
        if not is_saved:
            return services.calculation.calculate(period, scheme=scheme)
        saved = services.payroll.calculate_and_save(period)
    console.note(
        plural(
            "{count} statement was saved as a draft.",
            "{count} statements were saved as drafts.",
            count=saved.saved,
        )
    )
    if saved.kept:
        console.note(
            plural(
                "{count} statement is settled and stayed as it was.",
                "{count} statements are settled and stayed as they were.",
                count=saved.kept,
            )
        )
    return saved.calculation


def _write(counted: Calculation, request: Request) -> None:
    outcomes: tuple[Outcome, ...] = counted.outcomes
    match request.format:
        case "xlsx" if request.output is not None:
            write_workbook(request.output, outcomes)
        case "json":
            text = as_json(outcomes, counted.period, counted.currency)
            console.write_text(f"{text}\n", request.output)
        case _:
            table = as_table(outcomes)
            console.show_table(table.headers, table.rows, file=request.output)


def _sound(file: Path) -> Scheme:
    """Return the scheme in the file.

    Raises:
        CrmError: the file is no scheme, or has mistakes; all of them are named.

    """
    try:
        return checked(read_scheme(file))
    except UnsoundSchemeError as error:
        raise _SchemeError(file, error) from error


def _refuse_unknown(file: Path, problems: tuple[SchemeProblem, ...]) -> None:
    if problems:
        raise _SchemeError(file, UnsoundSchemeError(problems))


def _no_scheme(day: date) -> CrmError:
    return CrmError(
        Message("No scheme is in force on {day}: `crm-desktop scheme import` brings one.", day=day)
    )


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MisuseError(
            Message(
                "{option} “{text}”: there is no such day; days are written like 2017-03-31.",
                option=option,
                text=text,
            )
        ) from None
