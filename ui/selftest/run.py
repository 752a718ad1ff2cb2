"""The selftest from its first step to the exit code; of the user's, the log alone grows."""

from __future__ import annotations

import faulthandler
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from crm_desktop import logs, product
from crm_desktop.errors import CrmError, UnwritableFileError
from crm_desktop.texts import Message
from ui.selftest import machine
from ui.selftest.bench import Bench, Wanted
from ui.selftest.report import Found, Report

if TYPE_CHECKING:
    from crm_desktop.composition import Services

STEPS = (
    ("window", "window_steps"),
    ("database", "core_steps"),
    ("opened", "window_steps"),
    ("pages", "window_steps"),
    ("month", "core_steps"),
    ("script", "core_steps"),
    ("workbook", "core_steps"),
    ("libraries", "core_steps"),
    ("plot", "window_steps"),
    ("pdf", "window_steps"),
    ("picture", "window_steps"),
    ("closed", "window_steps"),
)
"""The steps in their order, and the modules that they are functions of."""

PATIENCE_S = 300
"""A process that takes longer is ended: it waits for something that does not come."""

_HOME = "CRM_CONFIG_DIR"
_FOLDER = f"{product.CODE}-selftest-"


def run(
    file: Path,
    compose: Callable[[], Services],
    libraries: Callable[[], Mapping[str, str]],
    *,
    language: str,
) -> int:
    """Write to ``file`` what works, a picture of the window beside it, say so, and return 0.

    ``compose`` makes the demonstration where the program keeps its databases, and opens it;
    ``libraries`` loads what stands under databases and returns the versions.

    Raises:
        CrmError: a step failed, or the report cannot be written.

    """
    since, file = time.time(), file.absolute()
    picture = file.with_suffix(".png")
    if file.suffix.casefold() == picture.suffix:
        raise CrmError(
            Message("“{file}” will be the picture: give the report another name.", file=file.name)
        )
    report = Report(file)
    with _watched(file.with_name(f"{file.name}.trace")), ExitStack() as ending:
        cpu = time.process_time()
        report.add("versions", machine.versions())
        report.add("system", machine.system())
        report.add("places", machine.places())
        wanted = Wanted(compose, libraries, language, logs.start())
        folder = ending.enter_context(_moved())
        bench = Bench(wanted, report, picture, folder, ending.enter_context(ExitStack()))
        bench.cpu_aside = time.process_time() - cpu
        for name, module in STEPS:
            report.prove(name, partial(_step, module, name, bench))
        report.add("modules", machine.compiled(since))
    report.end()
    if report.failed:
        raise CrmError(
            Message(
                "These parts of the program do not work: {steps}. The report is {file}.",
                steps=", ".join(report.failed),
                file=str(file),
            )
        )
    print(Message("Everything works. The report is {file}.", file=str(file)))  # noqa: T201
    return 0


def _step(module: str, name: str, bench: Bench) -> Found:
    """Do the step; what it needs is loaded within, for that may be what fails."""
    found: Found = getattr(import_module(f"ui.selftest.{module}"), name)(bench)
    return found


@contextmanager
def _watched(trace: Path) -> Iterator[None]:
    """Keep where each thread was in ``trace``, should the process die or not come to an end.

    Raises:
        UnwritableFileError: that file cannot be written.

    """
    try:
        stream = trace.open("wb")
    except OSError as error:
        raise UnwritableFileError(trace, error) from error
    try:
        with stream:
            faulthandler.enable(stream)
            faulthandler.dump_traceback_later(PATIENCE_S, exit=True, file=stream)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()
                faulthandler.disable()
    finally:  # a process that died does not come here
        with suppress(OSError):  # a scanner of Windows may have it open
            trace.unlink()


@contextmanager
def _moved() -> Iterator[Path]:
    """Let the program keep everything in a folder of its own meanwhile."""
    before = os.environ.get(_HOME)
    _forget_earlier()
    # What Windows still holds open may stay.
    with TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as place:
        os.environ[_HOME] = place
        try:
            yield Path(place)
        finally:
            if before is None:
                del os.environ[_HOME]
            else:
                os.environ[_HOME] = before


def _forget_earlier() -> None:
    """Clear away what a process that died left; none lives as long as twice its patience."""
    for folder in Path(gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):  # another one was quicker
            if folder.stat().st_mtime < time.time() - 2 * PATIENCE_S:
                shutil.rmtree(folder, ignore_errors=True)
