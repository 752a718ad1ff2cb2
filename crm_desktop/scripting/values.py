"""What the sandbox is asked and what it answers; what rules share of it stands in the domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from crm_desktop.domain.scripts import Changed, Plain, RunStatus, ScriptChange, ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

__all__ = [
    "OS_LAYERS",
    "Changed",
    "Layer",
    "LayerCode",
    "Limits",
    "Plain",
    "Problem",
    "Result",
    "RunOutcome",
    "RunStatus",
    "ScriptChange",
    "ScriptKind",
    "TraceStep",
]

Result: TypeAlias = "Decimal | Mapping[str, Decimal]"
"""What a script set as ``result``: a number, or numbers by name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is no script; line and columns count characters from 1, the end is exclusive.

    Line and column are 1 where the whole text is meant.
    """

    line: int
    column: int
    message: Message
    hint: Message | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take: ``seconds`` of the clock and ``memory_mb``, a batch ``batch_seconds``.

    Raises:
        InvalidInputError: a limit is below its least or above its greatest value.

    """

    seconds: Decimal = Decimal(2)
    memory_mb: int = 256
    batch_seconds: Decimal = Decimal(60)

    def __post_init__(self) -> None:
        for name, (least, greatest) in BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= greatest:
                raise InvalidInputError(
                    name,
                    Message(
                        "The limit must be from {least} to {greatest}.",
                        least=least,
                        greatest=greatest,
                    ),
                )


BOUNDS: Mapping[str, tuple[Decimal, Decimal]] = MappingProxyType(
    {
        "seconds": (Decimal("0.1"), Decimal(10)),
        "memory_mb": (Decimal(64), Decimal(1024)),
        "batch_seconds": (Decimal(1), Decimal(600)),
    }
)
"""The least and the greatest value of each limit."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """The variables after ``line`` was done, as a person reads them, long ones cut."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run ended and what it left.

    ``result`` and ``changes`` are there when ``status`` is OK alone. ``message`` and ``line`` tell
    what went wrong and where. ``log`` is what the script wrote down, ``printed`` what it printed.
    ``memory_mb`` is the greatest memory of the worker so far, None where it is not known.
    """

    status: RunStatus
    result: Result | None = None
    message: Message | None = None
    line: int | None = None
    log: tuple[str, ...] = ()
    printed: str = ""
    seconds: Decimal = Decimal(0)
    memory_mb: Decimal | None = None
    changes: tuple[ScriptChange, ...] = ()
    trace: tuple[TraceStep, ...] = ()


class LayerCode(StrEnum):
    """One of the walls around a script."""

    PROCESS = "process"
    AUDIT = "audit"
    PRIVILEGES = "privileges"
    RLIMITS = "rlimits"
    LANDLOCK = "landlock"
    NETWORK = "network"
    SECCOMP = "seccomp"
    JOB = "job"
    INTEGRITY = "integrity"
    MITIGATIONS = "mitigations"


OS_LAYERS = frozenset(LayerCode) - {LayerCode.PROCESS, LayerCode.AUDIT, LayerCode.PRIVILEGES}
"""The walls that the operating system holds; scripts run behind one of them at least."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Whether a wall stands here; ``detail`` says how, or why not."""

    code: LayerCode
    name: Message
    is_active: bool
    detail: Message
