"""What a process of any system but Windows may take, and what it has taken."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeAlias

Step: TypeAlias = Callable[[], str]
"""Puts up a wall and says how; raises OSError where it cannot."""

Meter: TypeAlias = "Callable[[], int | None]"
"""Tells the greatest memory so far in KiB, None where it is not known."""

if sys.platform != "win32":
    import resource

    def limit_resources(memory_mb: int, cpu_seconds: int) -> str:
        """Bound memory and processor time; allow no file to grow, no dump, no new descriptor.

        Raises:
            OSError: nothing of it can be bounded.

        """
        memory = memory_mb << 20
        descriptors = max(number for number in range(64) if _is_open(number)) + 1
        bounds = {
            "RLIMIT_AS": (memory, memory),
            "RLIMIT_CPU": (cpu_seconds, cpu_seconds + 1),
            "RLIMIT_FSIZE": (0, 0),
            "RLIMIT_CORE": (0, 0),
            "RLIMIT_NOFILE": (descriptors, descriptors),
        }
        held = [name for name, bound in bounds.items() if _is_held(name, bound)]
        if not held:
            raise OSError("setrlimit")
        return ", ".join(name.removeprefix("RLIMIT_") for name in held)

    def _is_held(name: str, bound: tuple[int, int]) -> bool:
        try:
            resource.setrlimit(getattr(resource, name), bound)
        except (OSError, ValueError):
            return False
        return True

    def _is_open(number: int) -> bool:
        try:
            os.fstat(number)
        except OSError:
            return False
        return True

    def memory_meter() -> Meter:
        """Return what tells the greatest memory of this process, though all doors be closed.

        ``getrusage`` of Linux counts in what the program had when it started this process.
        """
        try:
            status = os.open("/proc/self/status", os.O_RDONLY)
        except OSError:
            return _peak_by_usage
        return lambda: _peak_in(status)

    def _peak_in(status: int) -> int | None:
        os.lseek(status, 0, os.SEEK_SET)
        _, found, rest = os.read(status, 4096).partition(b"VmHWM:")
        return int(rest.split(maxsplit=1)[0]) if found else None

    def _peak_by_usage() -> int | None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if sys.platform == "darwin" else peak

else:

    def memory_meter() -> Meter:
        """Return what knows nothing: the job that the program keeps knows it."""
        return lambda: None
