"""What went wrong in a run, as a code with values that the program words in its language."""

from __future__ import annotations

from decimal import InvalidOperation, Overflow
from types import TracebackType
from typing import NamedTuple

FILENAME = "<script>"
MAX_TEXT = 500
_MAX_FRAMES = 5_000
_NOT_CONVERTED = "not converted from Pascal: "
"""What the function says that a script has in place of what nothing stands for."""
_FUNCTION_OF_IT = "missing"


class Fault(NamedTuple):
    """A code with its values."""

    code: str
    values: dict[str, str]


class LimitError(BaseException):
    """A bound was reached; being no ``Exception``, no script can catch it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.fault = Fault(code, {})


def fault(kind: type[Exception], code: str, /, **values: str) -> Exception:
    """Return an exception of an ordinary kind, which scripts can catch, that carries a code."""
    said = f"{code.replace('-', ' ')}: {', '.join(values.values())}" if values else code
    error = kind(said)
    error.fault = Fault(code, values)  # type: ignore[attr-defined]
    return error


def fault_of(error: BaseException) -> Fault:
    """Return what ``error`` says, in a code and values."""
    known = getattr(error, "fault", None)
    if isinstance(known, Fault):
        return known
    match error:
        case ZeroDivisionError():
            return Fault("zero-division", {})
        case InvalidOperation():
            return Fault("invalid-operation", {})
        case Overflow():
            return Fault("number-range", {})
        case NameError(name=str(name)):
            return Fault("name", {"name": clean(name)})
        case KeyError() if error.args:
            return Fault("key", {"key": clean(_text_of(error.args[0]))})
        case AssertionError() if _is_not_converted(error):
            what = str(error.args[0]).removeprefix(_NOT_CONVERTED)
            return Fault("not-converted", {"what": clean(what)})
        case MemoryError():
            return Fault("memory", {})
        case RecursionError():
            return Fault("recursion", {})
        case _:
            return Fault(
                "exception", {"kind": type(error).__name__, "text": clean(_text_of(error))}
            )


def line_of(error: BaseException) -> int | None:
    """Return the line of the script that was at work, the innermost one.

    What nothing of Pascal stands for is told where it was called.
    """
    passed_over = _FUNCTION_OF_IT if _is_not_converted(error) else None
    trace: TracebackType | None = error.__traceback__
    line, frames = None, 0
    while trace is not None and frames < _MAX_FRAMES:
        code = trace.tb_frame.f_code
        if code.co_filename == FILENAME and code.co_name != passed_over:
            line = trace.tb_lineno
        trace, frames = trace.tb_next, frames + 1
    return line


def _is_not_converted(error: BaseException) -> bool:
    if type(error) is not AssertionError or not error.args:
        return False
    said = error.args[0]
    return type(said) is str and said.startswith(_NOT_CONVERTED)


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """Return the beginning of ``text`` as what a person may be shown."""
    cut = text[:limit]
    if not (cut.isascii() and cut.isprintable()):
        shown = (part if part.isprintable() or part in "\n\t" else "\ufffd" for part in cut)
        cut = "".join(shown).encode("utf-8", "replace").decode()
    return _without_addresses(cut) if " at 0x" in cut else cut


def _without_addresses(text: str) -> str:
    """Take out where objects are in memory: ``<function f at 0x7f…>`` becomes ``<function f>``."""
    first, *others = text.split(" at 0x")
    return first + "".join(part.lstrip("0123456789abcdefABCDEF") for part in others)


def _text_of(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - a number too long to be written must not hide the fault
        return type(value).__name__
