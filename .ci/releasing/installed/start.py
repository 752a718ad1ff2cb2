"""Starts CRM Desktop out of its own folder, with nothing of the system's Python."""

from __future__ import annotations

import sys

NAME = "crm-desktop"


def main() -> int:
    """Return the exit code of the program."""
    folder = __file__.rpartition("/python/")[0]
    sys.path += [f"{folder}/Lib", f"{folder}/app"]
    sys.argv[0] = NAME  # windows and help call themselves so
    with open("/proc/self/comm", "w", encoding="utf-8") as name:  # noqa: PTH123 - its import costs
        name.write(NAME)

    from crm_desktop.cli import main as run  # noqa: PLC0415 - where it is was told just now

    return run()


if __name__ == "__main__":
    sys.exit(main())
