"""What the steps of a selftest work on and leave to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ui.selftest.report import Report, UnprovedError

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.domain.period import Period
    from crm_desktop.rewards.statement import Statement
    from ui.gallery.stage import Stage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is put to the test: how to open the demonstration, and what else must load.

    ``libraries`` loads what stands under the database and returns the versions.
    """

    compose: Callable[[], Services]
    libraries: Callable[[], Mapping[str, str]]
    language: str
    log: Path | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month that was calculated, and everybody's pay of it."""

    period: Period
    statements: Sequence[Statement]


@dataclass(slots=True)
class Bench:
    """``cpu_aside`` are the seconds of the processor that a user's start does not need.

    ``folder`` takes files that are gone afterwards; ``ending`` what is to be closed.
    """

    wanted: Wanted
    report: Report
    picture: Path
    folder: Path
    ending: ExitStack
    cpu_aside: float = 0.0
    errors_seen: int = 0
    services: Services | None = None
    stage: Stage | None = None
    month: Month | None = None

    def needed(self, part: T | None, step: str) -> T:
        """Return what ``step`` left.

        Raises:
            UnprovedError: it left nothing.

        """
        if part is None:
            raise UnprovedError(f"not tried: it needs the step {step}")
        return part
