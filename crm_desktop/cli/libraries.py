"""The libraries under databases of both kinds, loaded to see that they can be."""

from __future__ import annotations

import sqlite3

import psycopg
import sqlalchemy


def versions() -> dict[str, str]:
    major, minor = divmod(psycopg.pq.version(), 10_000)
    return {
        "sqlite": sqlite3.sqlite_version,
        "sqlalchemy": sqlalchemy.__version__,
        "psycopg": psycopg.__version__,
        "libpq": f"{major}.{minor}",
    }
