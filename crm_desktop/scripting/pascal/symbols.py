"""What the names of a program mean, and what its routines do to variables that are not theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_desktop.scripting.pascal.kinds import Base, Kind


@dataclass(eq=False, slots=True)
class Variable:
    """``owner`` is the key of its routine, empty for the program's own.

    ``is_alias`` is what a record or settled array is as a ``var`` parameter: the caller's own.
    ``is_returned`` is every other ``var`` parameter. ``is_open`` takes arrays of any length, as
    a copy. ``text`` is what a constant text holds.
    """

    key: str
    name: str
    kind: Kind
    owner: str = ""
    is_alias: bool = False
    is_returned: bool = False
    is_open: bool = False
    is_constant: bool = False
    is_error: bool = False
    text: str | None = None
    default: str | None = None

    @property
    def path(self) -> str:
        """Return what tells it from every other variable of the program."""
        return f"{self.owner}/{self.key}"


@dataclass(eq=False, slots=True)
class RoutineSymbol:
    """A procedure or function of the program; ``key`` has the keys of those around it."""

    key: str
    name: str
    parameters: list[Variable]
    answer: Kind | None
    result: Variable | None = None


@dataclass(frozen=True, slots=True)
class TypeSymbol:
    kind: Kind


Symbol = Variable | RoutineSymbol | TypeSymbol


class Scope:
    """Names by their folded spelling, then those of the scope around."""

    def __init__(self, around: Scope | None = None) -> None:
        self.around = around
        self._symbols: dict[str, Symbol] = {}

    def declare(self, key: str, symbol: Symbol) -> None:
        self._symbols[key] = symbol

    def own(self, key: str) -> Symbol | None:
        return self._symbols.get(key)

    def find(self, key: str) -> Symbol | None:
        scope: Scope | None = self
        while scope is not None:
            if (found := scope.own(key)) is not None:
                return found
            scope = scope.around
        return None


RESULT = Variable("result", "result", Base.REAL)
"""What the script itself answers."""


@dataclass(slots=True)
class Deeds:
    """What one routine does, by the paths of variables and the keys of routines."""

    rebinds: set[str] = field(default_factory=set)
    """The variables of others that it gives a new value."""
    own_rebinds: set[str] = field(default_factory=set)
    """The same without what the routines do that it calls."""
    changes: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    result_uses: int = 0
    counted: int = 0
    """How often the answer was used, once all is known."""
    exits: bool = False


@dataclass(slots=True)
class Effects:
    """What all routines do; the program's own statements stand under the empty key."""

    deeds: dict[str, Deeds] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """What variables are called in the script, by path."""
    changed_loops: set[int] = field(default_factory=set)
    misses: bool = False
    """Whether anything has no counterpart, which no handler of errors may hide."""

    def of(self, key: str) -> Deeds:
        return self.deeds.setdefault(key, Deeds())

    def close(self) -> None:
        """Let each routine also do what the routines that it calls do."""
        for deeds in self.deeds.values():
            deeds.own_rebinds = set(deeds.rebinds)
        is_growing = True
        while is_growing:
            is_growing = False
            for deeds in list(self.deeds.values()):
                for called in deeds.calls:
                    theirs = self.of(called) if called in self.deeds else Deeds()
                    new = {path for path in theirs.rebinds if _is_outside(path, called)}
                    grown = {path for path in theirs.changes if _is_outside(path, called)}
                    if new - deeds.rebinds or grown - deeds.changes:
                        deeds.rebinds |= new
                        deeds.changes |= grown
                        is_growing = True

    def passed(self, routine: str) -> dict[str, str]:
        """Return the variables of routines around ``routine`` that it gives new values.

        They are parameters of it and come back with its answer: path and name in the script.
        """
        return {
            path: self.names[path]
            for path in sorted(self.of(routine).rebinds)
            if not path.startswith("/") and _is_outside(path, routine)
        }

    def globals_of(self, routine: str) -> list[str]:
        """Return the names of the program's own variables that the routine itself sets."""
        own = self.of(routine).own_rebinds
        return sorted(self.names[path] for path in own if path.startswith("/"))

    def is_mistakable(self, result: Variable) -> bool:
        """Return whether a function's answer is set where another answer is set as well."""
        return RESULT.path in self.of(result.owner).rebinds or any(
            result.path in deeds.own_rebinds
            for routine, deeds in self.deeds.items()
            if routine != result.owner
        )

    def forget_uses(self) -> None:
        """Keep only what the first writing counted, for the second to count again elsewhere."""
        for deeds in self.deeds.values():
            deeds.counted, deeds.result_uses = deeds.result_uses, 0


def _is_outside(path: str, routine: str) -> bool:
    return path.rpartition("/")[0] != routine
