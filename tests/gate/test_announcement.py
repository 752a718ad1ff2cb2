"""The notice that a release is announced by is one that installed programs understand."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.domain.updates import System
from crm_desktop.exchange.release_notice import NOTICE, has_size, read_notice, refuse_changed
from releasing.announcement import write
from tests.unit.exchange.release_folder import SETUP, file_name


def test_a_program_finds_in_a_release_what_was_announced(tmp_path: Path) -> None:
    for system in System:
        (tmp_path / file_name(system, "1.2.3")).write_bytes(SETUP)

    write(tmp_path, "1.2.3")

    notice = read_notice(tmp_path)
    assert notice.version == "1.2.3"
    for system in System:
        file = notice.file_for(system)
        assert file is not None
        assert has_size(tmp_path / file.name, file.size)
        refuse_changed(tmp_path / file.name, file, divmod)


def test_an_older_notice_goes_where_nothing_is_announced(tmp_path: Path) -> None:
    (tmp_path / file_name(System.LINUX, "1.2.2")).write_bytes(SETUP)
    write(tmp_path, "1.2.2")

    write(tmp_path, "1.2.3")

    assert not (tmp_path / NOTICE).exists()
