"""The command line's words: wrong ones are told with the usage of the very command, and where more is told. Light."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """A parser whose commands refuse what they do not know themselves; else the program would, with its own usage."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Overrides argparse; nothing unknown is passed on."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Overrides argparse, which does not say how to learn more.

        Raises:
            SystemExit: With status 2.
        """
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: error: {message}\n{self.prog} --help tells more.\n")
