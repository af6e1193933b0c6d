"""A resident predictor that knows its answers beforehand: what `scripted_child.py` does at ``{"do": "reside"}``.

The directive may have ``classes``, ``answers`` (predictions; a path that is not among them is never answered), ``near``
(path to the neighbours' paths), ``without_features`` and ``slow`` (paths that are answered only when they are asked for
first). Each question is written to ``FOLDER/predictor.questions.jsonl``. ``FOLDER/predictor.tell.jsonl`` is said, line by
line, as soon as a test writes it.
"""

import json
import os
import select
import sys
from pathlib import Path
from typing import Any

_WAIT = 0.02  # seconds between two looks at what the test wants to be told


class Predictor:
    """Answers one question after another, until it is told to leave."""

    def __init__(self, folder: Path, script: dict[str, Any]) -> None:
        self._folder, self._script = folder, script
        self._answers = {answer["path"]: answer for answer in script.get("answers", [])}
        self._held, self._waiting, self._told = False, [], 0
        self._asked: set[str] = set()

    def run(self) -> None:
        """Hear questions from the standard input."""
        self._say({"event": "started", "job": "predictor", "version": "0"})
        similar = not self._script.get("without_features")
        self._say({"event": "ready", "model": "m", "classes": self._script["classes"], "similar": similar})
        rest = b""
        while True:
            self._tell_what_the_test_wants()
            if not select.select([0], [], [], _WAIT)[0]:
                continue
            piece = os.read(0, 1 << 16)
            *lines, rest = (rest + piece).split(b"\n")
            if not piece or any(self._hear(line) for line in lines):
                break
        self._say({"event": "stopped", "resumable": True})

    def _hear(self, line: bytes) -> bool:
        """Do what a line asks; whether it was the last one."""
        if not line.startswith(b"{"):
            return True
        question = json.loads(line)
        with (self._folder / "predictor.questions.jsonl").open("a") as asked:
            asked.write(json.dumps(question) + "\n")
        match question["do"]:
            case "classify":
                slow = self._script.get("slow", [])
                asked = [path for path in question["paths"] if path not in slow]
                self._waiting += asked
                self._asked.update(asked)
            case "first":  # what was asked for before is answered once, as by the real one
                first = [p for p in question["paths"] if p in self._waiting or p not in self._asked]
                self._waiting = [*first, *(p for p in self._waiting if p not in first)]
                self._asked.update(first)
            case "forget":
                self._waiting = []
                self._asked.clear()
            case "hold" | "go":
                self._held = question["do"] == "hold"
            case "similar":
                near = self._script.get("near", {}).get(question["path"], [])
                rows = [{"path": path, "similarity": 1 - 0.1 * place} for place, path in enumerate(near)]
                self._say({"event": "neighbours", "path": question["path"], "neighbours": rows})
            case "useful":
                self._say({"event": "useful", "paths": question["paths"][::-1]})
        self._answer()
        return False

    def _answer(self) -> None:
        if self._held:
            return
        known = [path for path in self._waiting if path in self._answers]
        if not known:
            return
        self._waiting = [path for path in self._waiting if path not in self._answers]
        told = [self._answers[path] for path in known]
        self._say({"event": "classified", "classes": self._script["classes"], "predictions": told})
        self._say({"event": "settled", "answered": len(told), "kept": 0, "failed": 0, "images_per_second": 118.4})

    def _tell_what_the_test_wants(self) -> None:
        wanted = self._folder / "predictor.tell.jsonl"
        if wanted.exists():
            lines = wanted.read_text("utf-8").splitlines()
            for line in lines[self._told :]:
                print(line, flush=True)
            self._told = len(lines)

    def _say(self, event: dict[str, Any]) -> None:
        print(json.dumps(event), flush=True)


def reside(folder: Path, script: dict[str, Any]) -> None:
    """Be a resident predictor, then leave."""
    Predictor(folder, script).run()
    sys.exit(0)
