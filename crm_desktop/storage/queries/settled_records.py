"""The records behind the indicators of settled statements, as they counted then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from crm_desktop.domain.fields import Entity
from crm_desktop.kpi.records import MOST_COUNTED, Counted, CountedRow
from crm_desktop.storage import bulk
from crm_desktop.storage.models import SettledRecord

_AT_ONCE = 500
_TABLE = bulk.table_of(SettledRecord)
_COLUMNS = ("statement_id", "base", "entity", "record_id", "label", "on", "number", "digits")
_TOO_MANY = MOST_COUNTED + 1


def add(session: Session, base: str, entity: Entity, found: Mapping[int, Counted]) -> None:
    """Keep what the sum with the key ``base`` was made of, by the ids of statements."""
    [bind] = bulk.binds(session, _TABLE, ("on",))
    day = cache(bind or (lambda on: on))
    kind = entity.value
    rows: list[bulk.Row] = []
    for statement, counted in found.items():
        if not counted:
            count = _TOO_MANY if counted is None else 0
            rows.append((statement, base, kind, None, "", None, count, 0))
            continue
        rows += [
            (statement, base, kind, record, label, day(on), number, digits)
            for record, label, on, number, digits in counted
        ]
    bulk.insert(session, _TABLE, _COLUMNS, rows, is_exact=True)


def read(
    session: Session, statement_ids: Sequence[int], bases: Collection[str]
) -> dict[tuple[int, str], Counted]:
    """Return what was kept of sums with the keys ``bases``, by statement and key."""
    rows: dict[tuple[int, str], list[CountedRow]] = defaultdict(list)
    found: dict[tuple[int, str], Counted] = {}
    for start in range(0, len(statement_ids), _AT_ONCE):
        some = statement_ids[start : start + _AT_ONCE]
        for statement, base, _, record, *told in session.connection().execute(
            _READ, {"statements": some, "bases": sorted(bases)}
        ):
            key = statement, base
            if record is None:
                found[key] = None if told[-2] else ()
            else:
                rows[key].append(CountedRow(record, *told))
    return found | {key: tuple(of_key) for key, of_key in rows.items()}


_READ = (
    select(*(_TABLE.c[name] for name in _COLUMNS))
    .where(
        _TABLE.c.statement_id.in_(bindparam("statements", expanding=True)),
        _TABLE.c.base.in_(bindparam("bases", expanding=True)),
    )
    .order_by(_TABLE.c.id)
)


def remove(session: Session, statement_ids: Iterable[int]) -> None:
    """Forget what statements were made of that are drafts again."""
    rows = [{"of_statement": id_} for id_ in statement_ids]
    session.connection().execute(_REMOVE, rows)


_REMOVE = delete(_TABLE).where(_TABLE.c.statement_id == bindparam("of_statement"))
