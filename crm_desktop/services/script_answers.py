"""What scripts answered to the same data, kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from crm_desktop.domain.scripts import ScriptAnswer

_ROOM = 32 << 20
_FRAME = 500
"""About what an answer or a change takes besides its texts, in characters."""


class KeptAnswers:
    """The answers that were asked for last, as many as fit into ``room`` characters.

    A script may write 100,000 characters for each of thousands. Any thread may call.
    """

    def __init__(self, room: int = _ROOM) -> None:
        self._lock = threading.Lock()
        self._room = room
        self._taken = 0
        self._answers: OrderedDict[bytes, ScriptAnswer] = OrderedDict()

    def known(self, keys: Iterable[bytes]) -> dict[bytes, ScriptAnswer]:
        """Return those of ``keys`` that are kept."""
        with self._lock:
            found = {key: self._answers[key] for key in keys if key in self._answers}
            for key in found:
                self._answers.move_to_end(key)
        return found

    def keep(self, answers: Mapping[bytes, ScriptAnswer]) -> None:
        """Keep ``answers``; those that nobody asked for longest make room for them."""
        with self._lock:
            for key, answer in answers.items():
                self._taken += _size(answer) - _size(self._answers.pop(key, None))
                self._answers[key] = answer
            while self._taken > self._room:
                self._taken -= _size(self._answers.popitem(last=False)[1])


def _size(answer: ScriptAnswer | None) -> int:
    """Return about how many characters it takes to keep ``answer``."""
    if answer is None:
        return 0
    changes = sum(_FRAME + len(change.code) + len(change.reason) for change in answer.changes)
    problem = 0 if answer.problem is None else _FRAME
    return _FRAME + changes + problem + sum(map(len, answer.log))
