"""The systems that a release is made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PYTHON = (3, 11)
"""The Python in each release; the one that makes it must be of the same, for its compiled files."""


@dataclass(frozen=True, slots=True)
class Target:
    """``platforms`` are the tags of wheels that run there, the best first.

    ``markers`` are what the lines of a lock ask of the system that they are for.
    """

    name: str
    platforms: tuple[str, ...]
    markers: Mapping[str, str]


_MARKERS = {
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "extra": "",
}
WINDOWS = Target(
    "windows",
    ("win_amd64",),
    {
        **_MARKERS,
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
)
LINUX = Target(
    "linux",
    (
        *(f"manylinux_2_{glibc}_x86_64" for glibc in range(36, 16, -1)),
        *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
    ),
    {
        **_MARKERS,
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    },
)
