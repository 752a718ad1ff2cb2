"""The command line as a user meets it: words in; an exit code and two streams out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_desktop import cli


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """``home`` is the folder of settings and logs, empty at first."""

    capsys: pytest.CaptureFixture[str]
    home: Path
    database: str | None = None

    def __call__(self, *words: object) -> Answer:
        place = () if self.database is None else ("--database", self.database)
        self.capsys.readouterr()
        code = cli.main([*place, *map(str, words)])
        return Answer(code, *self.capsys.readouterr())

    def done(self, *words: object) -> str:
        """Return the standard output of a command that must succeed."""
        answer = self(*words)
        assert answer.code == 0, answer.err
        assert not answer.err
        return answer.out


@contextmanager
def command_line(
    capsys: pytest.CaptureFixture[str], home: Path, database: str | None = None
) -> Iterator[CommandLine]:
    """Yield a command line in English that leaves no log behind in this process."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_CONFIG_DIR", str(home))
        for name in ("LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield CommandLine(capsys, home, database)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
