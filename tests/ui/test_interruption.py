"""A program that the system asks to end, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.storage.crm_builders import firm_services

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells windows, not processes")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_window_at_rest_ends_in_order(sqlite_database: str, tmp_path: Path, name: str) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    firm_services(sqlite_database).close()
    program = """
        import sys
        from PySide6.QtWidgets import QFileDialog
        from crm_desktop.composition import open_services
        from ui import app

        class Program(app.Program):
            def show_desk(self, *place):
                super().show_desk(*place)
                self.dialog = QFileDialog(self.window)
                self.dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
                self.dialog.show()
                self.dialog.done(0)
                print("open", flush=True)

        app.Program = Program
        sys.exit(app.run(lambda: open_services(sys.argv[1])))
    """
    places = {"CRM_CONFIG_DIR": home, "XDG_CONFIG_HOME": tmp_path / "qt", "TMPDIR": temporary}
    process = subprocess.Popen(
        [sys.executable, "-c", dedent(program), sqlite_database],
        cwd=ROOT,
        env={**os.environ, **{key: str(place) for key, place in places.items()}},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number := signal.Signals[name])
        code = process.wait(60)

    assert code == 128 + number
    assert not Path(f"{sqlite_database}-wal").exists()
    assert (home / "window.ini").is_file()
    assert (home / "QtProject.conf").is_file()
    assert not (tmp_path / "qt").exists()
    assert list(temporary.iterdir()) == []
