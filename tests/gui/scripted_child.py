"""A child process that replays a script instead of doing a job.

Called as ``scripted_child.py FOLDER COMMAND ...``: it writes its arguments to
``FOLDER/COMMAND.args.json`` and replays ``FOLDER/COMMAND.jsonl``; for ``import --plan``, which
only looks, COMMAND is ``survey`` if there is such a script. A line is an event, which is printed,
or a directive: ``{"do": "await", "request": "stop"}`` waits for that word on stdin,
``{"do": "line"}`` waits for any line, ``{"do": "eof"}`` waits for the end of stdin, ``{"do": "leave"}`` closes stdout and stderr as a detached job does,
``{"do": "note", "name": …}`` makes an empty file of that name beside the script, ``{"do": "log", "line": …}`` writes to stderr,
``{"do": "print", "text": …}`` prints something that is no event, ``{"do": "exit", "code": n}``
leaves, ``{"do": "kill"}`` dies as by kill -9, ``{"do": "reside", …}`` answers as a resident predictor
(`scripted_predictor.py`).
"""

import json
import os
import signal
import sys
from pathlib import Path


def _await(word: str | None) -> None:
    for line in sys.stdin:
        if line.strip() == word:
            return
    if word is not None:
        sys.exit(3)


def _do(step: dict) -> None:
    match step["do"]:
        case "await":
            _await(step["request"])
        case "line":
            sys.stdin.readline()
        case "eof":
            _await(None)
        case "leave":
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        case "note":
            (Path(sys.argv[1]) / step["name"]).touch()
        case "log":
            print(step["line"], file=sys.stderr, flush=True)
        case "print":
            print(step["text"], flush=True)
        case "exit":
            sys.exit(step["code"])
        case "reside":
            import scripted_predictor

            scripted_predictor.reside(Path(sys.argv[1]), step)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    folder, command = Path(sys.argv[1]), sys.argv[2]
    if "--plan" in sys.argv and (folder / "survey.jsonl").exists():
        command = "survey"
    partial = folder / f"{command}.args.part"
    partial.write_text(json.dumps(sys.argv[2:]))
    partial.replace(folder / f"{command}.args.json")  # whole as soon as a test sees it
    for line in (folder / f"{command}.jsonl").read_text("utf-8").splitlines():
        step = json.loads(line)
        if "do" in step:
            _do(step)
        else:
            print(line, flush=True)


main()
