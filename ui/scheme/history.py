"""The states that a document went through, one of them present, so that steps can be undone."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class History(Generic[T]):
    def __init__(self, first: T) -> None:
        self.restart(first)

    @property
    def present(self) -> T:
        return self._present

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def restart(self, first: T) -> None:
        """Forget all steps: ``first`` is the state to begin with."""
        self._present = first
        self._past: list[T] = []
        self._future: list[T] = []
        self._gesture: object = None

    def push(self, state: T, gesture: object = None) -> bool:
        """Make ``state`` the present one; return whether it differs from the one before.

        States that follow each other in one ``gesture``, such as a drag, are one step.
        """
        if state == self._present:
            return False
        if gesture is None or gesture != self._gesture:
            self._past.append(self._present)
        self._present, self._gesture = state, gesture
        self._future.clear()
        return True

    def replace(self, state: T) -> None:
        """Make ``state`` the present one in the place of what is, which is no step to undo."""
        self._present = state

    def end_gesture(self) -> None:
        self._gesture = None

    def undo(self) -> None:
        if self._past:
            self._future.append(self._present)
            self._present = self._past.pop()
            self._gesture = None

    def redo(self) -> None:
        if self._future:
            self._past.append(self._present)
            self._present = self._future.pop()
            self._gesture = None
