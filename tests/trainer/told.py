"""docs/failures.md as tests read it: what a person is told must be what the failure's row says."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (.+?) \| (.+?) \| `(tests/[\w/]+\.py)::(\w+)` \|$", re.M)


class Row(NamedTuple):
    """A row of the table; a sentence in brackets refers to another row's."""

    failure: str
    sentence: str
    path: Path
    test: str

    def test_source(self) -> str:
        """The text of its test; empty where there is none of that name."""
        text = self.path.read_text("utf-8")
        found = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == self.test)
        return next((ast.get_source_segment(text, node) or "" for node in found), "")


def rows() -> list[Row]:
    """The table."""
    text = (ROOT / "docs" / "failures.md").read_text("utf-8")
    return [Row(failure, sentence, ROOT / path, test) for failure, sentence, path, test in _ROW.findall(text)]


def as_documented(failure: str, told: object) -> None:
    """Assert that something was told in the words of a row; numbers may be others, and "…" stands for anything."""
    (sentence,) = (row.sentence for row in rows() if row.failure == failure)
    parts = (re.sub(r"\d+(\\\.\d+)?", r"\\d+(\\.\\d+)?", re.escape(part)) for part in sentence.split("…"))
    assert re.fullmatch(".+".join(parts), str(told)), f"{told} | is not | {sentence}"
