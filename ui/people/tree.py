"""Departments in the order of their tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from crm_desktop.domain.people import DepartmentRow


def below(rows: Iterable[DepartmentRow]) -> Mapping[int | None, list[DepartmentRow]]:
    """Return the departments directly below each, and those at the top under None."""
    found: dict[int | None, list[DepartmentRow]] = defaultdict(list)
    for row in rows:
        found[row.parent_id].append(row)
    return found


def paths(rows: Iterable[DepartmentRow], without: int | None = None) -> Iterator[tuple[str, int]]:
    """Yield each department's path from the top, such as ``Sales / Retail``, with its id.

    The department ``without`` is left out with all below it.
    """
    children = below(rows)
    waiting = [(row, row.name) for row in reversed(children.get(None, []))]
    while waiting:
        row, path = waiting.pop()
        if row.id != without:
            yield path, row.id
            inner = reversed(children.get(row.id, []))
            waiting += [(child, f"{path} / {child.name}") for child in inner]
