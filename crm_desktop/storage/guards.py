"""What keeps closed statements as they are: triggers of the database itself, on every table.

Migrations work without them and need not know them: ``migrate`` takes them down before, and puts
them up again after, in one transaction. So no table that is made anew can lose its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

REFUSAL = "a closed statement never changes"
"""What the database says; ``engine`` raises it as a ``ClosedStatementError``."""

PARTS = ("statement_line", "statement_carry", "accrual", "settled_record")
_TABLES = ("statement", *PARTS)
_ROW, _PART, _EMPTYING = (
    f"refuse_{what}_of_closed" for what in ("change", "change_of_part", "emptying")
)


def put_up(connection: Connection) -> None:
    """Guard the tables, where the database has them all."""
    if not set(_TABLES) <= set(inspect(connection).get_table_names()):
        return
    is_server = connection.dialect.name == "postgresql"
    if is_server:
        for function in _server_functions():
            connection.exec_driver_sql(function)
    for name, _, trigger in _server_triggers() if is_server else _file_triggers():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {trigger}")


def take_down(connection: Connection) -> None:
    """Let a migration work on the tables."""
    for name, table in present(connection):
        place = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER {name}{place}")


def missing(connection: Connection) -> list[str]:
    """Return the names of the guards that the database should have and has not."""
    is_server = connection.dialect.name == "postgresql"
    there = {name for name, _ in present(connection)}
    triggers = _server_triggers() if is_server else _file_triggers()
    return [name for name, _, _ in triggers if name not in there]


def present(connection: Connection) -> list[tuple[str, str]]:
    """Return the name and the table of each guard that works."""
    query = _ON_SERVER if connection.dialect.name == "postgresql" else _IN_FILE
    return [(name, table) for name, table in connection.exec_driver_sql(query)]


_IN_FILE = r"""
SELECT name, tbl_name FROM sqlite_master
WHERE type = 'trigger' AND name LIKE '%\_closed\_%' ESCAPE '\' ORDER BY name
"""
_ON_SERVER = r"""
SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE pg_table_is_visible(tgrelid) AND tgenabled IN ('O', 'A')
AND position('_closed_' in tgname) > 0 ORDER BY tgname
"""


def _file_triggers() -> Iterator[tuple[str, str, str]]:
    """Yield name, table and rule of each.

    Whoever opens the file may leave its foreign keys unchecked, so that employees are kept too.
    Where a row replaces another the latter is not deleted by the rules of SQLite, so that new
    rows are asked what they would replace.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    replaced = (
        "EXISTS (SELECT 1 FROM statement WHERE state = 'closed' AND (id = NEW.id OR "
        "(employee_id, period_kind, period_start, period_end) = "
        "(NEW.employee_id, NEW.period_kind, NEW.period_start, NEW.period_end)))"
    )
    closed = "OLD.state = 'closed'"
    for what, rule in (
        ("INSERT", replaced),
        ("UPDATE", f"{closed} OR {replaced}"),
        ("DELETE", closed),
    ):
        name = f"statement_closed_{what.lower()}"
        yield name, "statement", f"BEFORE {what} ON statement WHEN {rule} {refuse}"
    theirs = "EXISTS (SELECT 1 FROM statement WHERE employee_id = OLD.id AND state = 'closed')"
    yield "employee_closed_delete", "employee", f"BEFORE DELETE ON employee WHEN {theirs} {refuse}"
    for table in PARTS:
        old, new = (_is_closed(f"{row}.statement_id") for row in ("OLD", "NEW"))
        taken = f"(SELECT statement_id FROM {table} WHERE id = NEW.id)"  # noqa: S608 - our own names
        new = f"{new} OR (NEW.id > 0 AND {_is_closed(taken)})"  # below zero where none is given
        for what, rule in (("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)):
            name = f"{table}_closed_{what.lower()}"
            yield name, table, f"BEFORE {what} ON {table} WHEN {rule} {refuse}"


def _is_closed(statement_id: str) -> str:
    """Return the condition in its cheapest form: a month has many lines."""
    return f"(SELECT state FROM statement WHERE id = {statement_id}) = 'closed'"  # noqa: S608 - our own names


def _server_triggers() -> Iterator[tuple[str, str, str]]:
    """Yield name, table and rule of each.

    Parts are looked at once a statement of SQL. Where a statement is deleted with its parts it
    was asked itself: what a cascade deletes is not looked at again.
    """
    yield (
        "statement_closed_change",
        "statement",
        (
            "BEFORE UPDATE OR DELETE ON statement FOR EACH ROW "
            f"WHEN (OLD.state = 'closed') EXECUTE FUNCTION {_ROW}()"
        ),
    )
    for table in _TABLES:
        name = f"{table}_closed_truncate"
        yield name, table, f"BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {_EMPTYING}()"
    for table in PARTS:
        for what, rows in (
            ("INSERT", "NEW"),
            ("UPDATE", "OLD"),
            ("UPDATE", "NEW"),
            ("DELETE", "OLD"),
        ):
            yield (
                f"{table}_closed_{what.lower()}_{rows.lower()}",
                table,
                (
                    f"AFTER {what} ON {table} REFERENCING {rows} TABLE AS touched "
                    f"FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION {_PART}()"
                ),
            )


def _server_functions() -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
    touched = (
        "SELECT 1 FROM touched JOIN statement ON statement.id = touched.statement_id "
        "WHERE statement.state = 'closed'"
    )
    any_closed = "SELECT 1 FROM statement WHERE state = 'closed'"
    for name, body in (
        (_ROW, refuse),
        (_PART, f"IF EXISTS ({touched}) THEN {refuse}; END IF; RETURN NULL"),
        (_EMPTYING, f"IF EXISTS ({any_closed}) THEN {refuse}; END IF; RETURN NULL"),
    ):
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {body}; END $$"
        )
