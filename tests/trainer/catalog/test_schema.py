"""The tables: made once, however many make them at the same time."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from trainer.catalog import schema
from trainer.catalog.connection import connect


def test_several_may_make_the_catalog_at_the_same_time(tmp_path: Path) -> None:
    """The window reads a project while its first import makes the catalog."""
    for attempt in range(20):
        path, together = tmp_path / f"{attempt}.sqlite", threading.Barrier(4)

        def make(number: int, path: Path = path, together: threading.Barrier = together) -> int:
            together.wait()
            connection = connect(path, readonly=number % 2 == 1)
            try:
                return schema.version(connection)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            versions = list(pool.map(make, range(4)))
        assert set(versions) <= {0, schema.VERSION}  # a reader may come before there is anything
        with sqlite3.connect(path) as connection:
            assert schema.version(connection) == schema.VERSION
