"""The walls that a worker puts up around itself once it has imported what it needs.

Each wall is tried for itself, and what came of it is reported: a machine that lacks one has the
others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .resources import Step

if sys.platform == "win32":
    from . import windows
elif sys.platform == "linux":
    from . import linux
else:
    from .resources import limit_resources

FORBIDDEN_EXIT = 97
"""How a process ends that tried what the audit hook forbids."""

_ALLOWED_EVENTS = frozenset(
    {
        "builtins.id",
        "compile",
        "exec",
        "faulthandler.dump",
        "gc.collect",
        "marshal.loads",
        "object.__getattr__",
        "sys._getframe",
        "sys.excepthook",
        "sys.settrace",
        "sys.unraisablehook",
    }
)
_SCRIPT = "<script>"


class Report(NamedTuple):
    """Whether the wall ``code`` stands; ``text`` says how, or why not."""

    code: str
    is_active: bool
    text: str


def confine(asked: Iterable[str], memory_mb: int, cpu_seconds: int) -> list[Report]:
    """Put up the walls that are asked for and known here, the tightest last."""
    wanted = frozenset(asked)
    steps = [*_of_the_system(memory_mb, cpu_seconds), ("audit", end_at_forbidden_events)]
    return [_tried(code, step) for code, step in steps if code in wanted]


def _of_the_system(memory_mb: int, cpu_seconds: int) -> Sequence[tuple[str, Step]]:
    if sys.platform == "linux":
        return linux.steps(memory_mb, cpu_seconds)
    elif sys.platform == "win32":  # noqa: RET505 - type checkers follow this form
        return windows.steps()
    else:
        return [("rlimits", lambda: limit_resources(memory_mb, cpu_seconds))]


def _tried(code: str, step: Step) -> Report:
    try:
        return Report(code, True, step())
    except (OSError, ValueError, AttributeError) as error:
        return Report(code, False, str(error)[:200])


def end_at_forbidden_events() -> str:
    """End the process at the first event that computing does not cause; no sandbox by itself."""
    end, allowed, script = os._exit, _ALLOWED_EVENTS, _SCRIPT

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        # The compiler looks for the file of a wrong line, to quote it.
        if event not in allowed and not (event == "open" and arguments[0] == script):
            end(FORBIDDEN_EXIT)

    sys.addaudithook(hook)
    return ""
