"""The uses of the window: it is painted, opened, walked through, printed from and pictured."""

from __future__ import annotations

import time
from traceback import format_exception

from PySide6.QtCore import QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler, qVersion
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from ui.app import running
from ui.gallery.stage import Stage
from ui.selftest.bench import Bench
from ui.selftest.report import Found, UnprovedError

# Each step loads what it is about: one that does not load fails alone.
# ruff: noqa: PLC0415

_SIZE = QSize(1280, 800)
_PATIENCE_MS = 120_000
"""A machine may be far slower than those that pictures are drawn on."""

_FEWEST_COLOURS = 16
"""A window without a page, or without a letter, has fewer."""


def window(bench: Bench) -> Found:
    """Show the window as a start does, and wait for its first paint."""
    complaints: list[str] = []
    bench.report.add("qt", {"complaints": complaints})
    before = qInstallMessageHandler(_Complaints(complaints))
    bench.ending.callback(qInstallMessageHandler, before)
    wanted = bench.wanted
    program = bench.ending.enter_context(
        running(wanted.compose, wanted.log, language=wanted.language)
    )
    program.window.painted.disconnect(program.open)  # there is no database yet
    painted: list[float] = []
    program.window.painted.connect(lambda: painted.append(time.process_time()))
    bench.stage = Stage(program, _PATIENCE_MS)
    bench.report.add("versions", {"qt": qVersion()})
    bench.stage.show(_SIZE)
    bench.report.add("qt", _surface())
    return {"cpu_seconds_until_painted": round(painted[0] - bench.cpu_aside, 3)}


def opened(bench: Bench) -> Found:
    """Open the demonstration in the window."""
    stage = bench.needed(bench.stage, "window")
    bench.needed(bench.services, "database")
    usable: list[float] = []
    reasons: list[str] = []
    stage.program.opened.connect(lambda: usable.append(time.process_time()))
    stage.program.failed.connect(reasons.append)
    stage.program.open()
    stage.settle()
    if not usable:
        raise UnprovedError(f"the window did not open: {reasons}")
    _refuse_errors(bench, stage)
    return {"cpu_seconds_until_usable": round(usable[0] - bench.cpu_aside, 3)}


def pages(bench: Bench) -> Found:
    """Open page after page, each once the one before has what it asked for."""
    stage = bench.needed(bench.stage, "window")
    seconds: dict[str, float] = {}
    errors: list[str] = []
    for code in _codes(stage):
        began = time.perf_counter()
        stage.desk.open(code)
        stage.settle()
        errors += [f"{code}: {words}" for words in _new_errors(bench, stage)]
        seconds[code] = round(time.perf_counter() - began, 3)
    if errors:
        raise UnprovedError("\n".join(errors))
    return {"seconds": seconds}


def plot(bench: Bench) -> Found:
    """Draw everybody's pay as a line."""
    from ui.charts.sparkline import Sparkline

    paid = bench.needed(bench.month, "month")
    bench.needed(bench.stage, "window")
    line = Sparkline("selftest")
    line.show_values([each.total.as_decimal() for each in paid.statements])
    colours = _colours(line.grab().toImage())
    line.deleteLater()
    if colours < 2:
        raise UnprovedError("the plot is blank")
    return {"points": len(paid.statements), "colours": colours}


def pdf(bench: Bench) -> Found:
    """Print a statement with all of its steps, which no single page holds."""
    from ui.printing.writers import write_statement

    services = bench.needed(bench.services, "database")
    paid = bench.needed(bench.month, "month")
    bench.needed(bench.stage, "window")
    statement = max(paid.statements, key=lambda each: len(each.lines))
    page = services.pay_documents.page(statement.subject.ref.code, paid.period, has_steps=True)
    file = bench.folder / "Ёлка и К°.pdf"
    write_statement(page, file)
    content = file.read_bytes()
    count = content.count(b"/Type /Page\n")
    if not content.startswith(b"%PDF-") or count < 2:
        raise UnprovedError(f"{count} pages, beginning with {content[:8]!r}")
    return {"bytes": len(content), "pages": count}


def picture(bench: Bench) -> Found:
    """Picture the window at its first page, or whatever stands there instead."""
    stage = bench.needed(bench.stage, "window")
    if stage.window.desk is not None:
        stage.desk.open_first()
        stage.settle()
    image = stage.picture()
    if not image.save(str(bench.picture)):
        raise UnprovedError(f"{bench.picture} cannot be written")
    colours = _colours(image)
    if colours < _FEWEST_COLOURS:
        raise UnprovedError(f"the window is blank: {colours} colours")
    return {"file": str(bench.picture), "size": [image.width(), image.height()]}


def closed(bench: Bench) -> Found:
    """Close the window, which waits for what it asked for."""
    stage = bench.needed(bench.stage, "window")
    stage.close()
    _refuse_errors(bench, stage)
    return {}


class _Complaints:
    """Keeps what Qt warns of."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def __call__(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}:
            self._lines.append(text)


def _surface() -> Found:
    """Return what the window is drawn on, and with."""
    screen = QApplication.primaryScreen()
    return {
        "platform": QApplication.platformName(),
        "scale": screen.devicePixelRatio(),
        "dots_per_inch": screen.logicalDotsPerInch(),
        "screen": list(screen.size().toTuple()),
        "font": QApplication.font().family(),
        "fonts": len(QFontDatabase.families()),
    }


def _codes(stage: Stage) -> tuple[str, ...]:
    if stage.window.desk is None:
        raise UnprovedError("not tried: it needs the step opened")
    return stage.desk.codes


def _refuse_errors(bench: Bench, stage: Stage) -> None:
    for words in _new_errors(bench, stage):
        raise UnprovedError(words)


def _new_errors(bench: Bench, stage: Stage) -> list[str]:
    """Return the last error that the window met since it was asked before, if it met any."""
    errors, seen = stage.program.errors, bench.errors_seen
    bench.errors_seen = errors.count
    if errors.last is None or errors.count == seen:
        return []
    return ["".join(format_exception(errors.last))]


def _colours(image: QImage) -> int:
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    return len(set(memoryview(pixels.constBits()).cast("I")))
