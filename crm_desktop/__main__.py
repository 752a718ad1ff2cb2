"""``python -m crm_desktop`` is ``crm-desktop``."""

from __future__ import annotations

import sys

_SCRIPT_WORKER = "--script-worker"
"""What a frozen program starts itself with to run a script; not for users."""

if __name__ == "__main__":
    if sys.argv[1:] == [_SCRIPT_WORKER]:
        # A script has no business beside what the program loads.
        from crm_desktop.scripting.worker.main import main as work

        work()
    from crm_desktop.cli import main

    sys.exit(main())
