"""The file that a worker process begins with: it makes two packages known and goes to work."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_PACKAGE = "script_worker"


def _make_known(name: str, folder: str) -> None:
    """Let ``name`` be a package whose modules are in ``folder``, without running what it runs."""
    package = ModuleType(name)
    package.__path__ = [folder]
    sys.modules[name] = package


if __name__ == "__main__":
    _make_known(_PACKAGE, sys.argv[1])
    _make_known("RestrictedPython", sys.argv[2])
    import_module(f"{_PACKAGE}.main").main()
