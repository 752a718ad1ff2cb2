"""What a script is: its text, what it asks for, and the tests that it must pass."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Filter, to_plain
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.source import Window


@dataclass(frozen=True, slots=True)
class ScriptInput:
    """Records that a script reads as ``kpi.rows(name)``: each row has the ``columns``.

    They are those of the subject that the script runs for, dated by ``dated_by`` in the
    ``window``, that pass ``where``. ``columns`` are fields of ``domain.fields`` for ``entity``.
    """

    name: str
    entity: Entity
    dated_by: str
    columns: tuple[str, ...]
    where: Filter = EVERYTHING
    window: Window = Window.WITHIN

    def told(self) -> list[object]:
        """Return it as plain data, see ``Script.fingerprint``."""
        where, columns = to_plain(self.where), list(self.columns)
        return [self.name, self.entity.value, self.dated_by, columns, where, self.window.value]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a test waits for: the ``result`` where ``what`` is None, else a change.

    ``value`` None waits for no value. See ``ScriptChange`` for ``code``.
    """

    what: Changed | None
    code: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ScriptTest:
    """``given`` is a JSON object as ``crm-desktop script run --input`` takes it.

    Changes that ``expects`` does not name must not happen.
    """

    name: str
    given: str
    expects: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """``source`` is Python of the sandbox; ``reads`` are codes of indicators that it may ask for.

    ``description`` is for employees, whose pay it makes. ``author`` and ``reason`` tell who made
    this version, and why.
    """

    code: str
    name: str
    kind: ScriptKind
    source: str
    description: str = ""
    reads: tuple[str, ...] = ()
    inputs: tuple[ScriptInput, ...] = ()
    tests: tuple[ScriptTest, ...] = ()
    author: str = ""
    reason: str = ""
    version: Version = Version()

    @property
    def fingerprint(self) -> str:
        """The hash of all that a run depends on: what a person approves.

        Its name, its tests, author and version may change without a new approval. Databases keep
        it: what is hashed stays as it is written here, whatever the classes are called.
        """
        told = [
            self.code,
            self.kind.value,
            self.source.replace("\r\n", "\n"),
            list(self.reads),
            [one.told() for one in self.inputs],
        ]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
