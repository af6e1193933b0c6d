"""The door of the command line: ``python -m trainer`` is ``artclass-cli``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on the process' arguments; returns the exit status."""
    from trainer import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
