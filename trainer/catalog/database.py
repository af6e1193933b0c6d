"""The catalog's database as its parts use it: rows out, writes in transactions, failures in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from trainer.catalog import connection

Values = Sequence[object] | Mapping[str, object]


class Database:
    """An open catalog file; use it in the thread that opened it.

    Every method raises `ProjectError` (damaged, busy) or `DiskError` (full, read-only).

    Args:
        path: The catalog's file.
        sql: The connection to it.
    """

    def __init__(self, path: Path, sql: sqlite3.Connection) -> None:
        self.path = path
        self._sql = sql

    def rows(self, sql: str, values: Values = ()) -> list[Any]:
        """All rows that a query gives, as tuples."""
        with connection.in_words(self.path):
            return self._sql.execute(sql, values).fetchall()

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of a query's first row; None where there is no row."""
        rows = self.rows(sql, values)
        return rows[0][0] if rows else None

    def pairs(self, sql: str, values: Values = ()) -> dict[Any, Any]:
        """A query's first column against its second."""
        return {row[0]: row[1] for row in self.rows(sql, values)}

    def execute(self, sql: str, values: Values = ()) -> int:
        """Write, inside `writing`; returns the number of the last row that was inserted."""
        return int(self._sql.execute(sql, values).lastrowid or 0)

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """Write once for each of ``rows``, inside `writing`."""
        self._sql.executemany(sql, rows)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Do what follows completely or not at all; inside another one, as a part of that."""
        if self._sql.in_transaction:
            yield
            return
        with connection.in_words(self.path), connection.transaction(self._sql):
            yield

    @contextlib.contextmanager
    def chosen(self, pictures: Iterable[int]) -> Iterator[None]:
        """Give a temporary table ``chosen (id)`` with these numbers: SQL takes no long lists."""
        self._sql.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (id INTEGER PRIMARY KEY)")
        self._sql.execute("DELETE FROM temp.chosen")
        self._sql.executemany("INSERT OR IGNORE INTO temp.chosen VALUES (?)", ((number,) for number in pictures))
        yield

    def close(self) -> None:
        """Let the file go."""
        self._sql.close()
