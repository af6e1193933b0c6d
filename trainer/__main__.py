"""The door of the command line: ``python -m trainer`` is ``artclass-cli``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on the process' arguments; returns the exit status."""
    try:
        from trainer import cli

        return cli.main()
    except KeyboardInterrupt:  # Ctrl+C before or after the job, which hears it itself
        return 1


if __name__ == "__main__":
    sys.exit(main())
