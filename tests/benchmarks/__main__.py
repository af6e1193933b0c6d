"""All benchmarks, or those that are named: ``python -m tests.benchmarks [NAME...]``; each in a process of its own."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import tests.benchmarks


def main() -> int:
    """Run them one after another; the exit status is 1 where one failed."""
    names = sys.argv[1:] or [module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__)]
    root = Path(__file__).parents[2]
    failed = 0
    for name in names:
        if name.startswith("_"):
            continue
        sys.stdout.write(f"\n{name}\n")
        sys.stdout.flush()
        failed |= subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], cwd=root, check=False).returncode
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())
