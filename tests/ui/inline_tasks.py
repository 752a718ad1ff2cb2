"""A stand-in for the thread pool: same calls in the same order, no thread, no waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from crm_desktop.texts import Message
from ui.tasks import Job

T = TypeVar("T")


class InlineTasks:
    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as a thread would
            on_error(error)
        else:
            on_done(result)

    def run_long(
        self,
        title: Message,
        owner: QObject,
        work: Callable[[Job], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
        is_apart: bool = False,
    ) -> Job:
        job = Job(title, lambda _: None)
        self.run(owner, lambda: work(job), on_done, on_error)
        return job

    def run_apart(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        self.run(owner, work, on_done, on_error)


class HeldTasks(InlineTasks):
    """Keeps the work until ``finish`` is called, to see what a screen shows meanwhile."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        run = super().run
        self.waiting.append(lambda: run(owner, work, on_done, on_error))

    def finish(self, index: int = 0) -> None:
        """Do the work that waits at ``index`` and hand back its outcome."""
        self.waiting.pop(index)()
