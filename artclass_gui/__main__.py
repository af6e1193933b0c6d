"""The program ``artclass``: opens the window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from artclass_gui import MAKE_THUMBNAILS
from trainer import __version__

_NO_DISPLAY = """ArtClass cannot open its window: there is no display here.
Everything works in the terminal too: artclass-cli --help tells how,
and artclass-cli import, train and classify do the window's main job."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window.

    Args:
        argv: A project folder, or pictures to make a project of; by default the process' own arguments.

    Returns:
        The exit status: 0, or 1 where there is no display.
    """
    parser = argparse.ArgumentParser(
        prog="artclass", description="Teach your own computer to sort pictures of art, in a window."
    )
    parser.add_argument("--version", action="version", version=f"artclass {__version__}")
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a project, or folders and zips of pictures"
    )
    parser.add_argument(MAKE_THUMBNAILS, action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.make_thumbnails:
        return _make_thumbnails()
    if not _has_display():
        print(_NO_DISPLAY, file=sys.stderr)  # noqa: T201
        return 1
    from artclass_gui import app  # noqa: PLC0415 - --help and --version need no Qt

    app.begin_log()
    return app.App([sys.argv[0]], furnished=False).run(args.paths)


def _make_thumbnails() -> int:
    """Be the process beside the window that makes its thumbnails."""
    from artclass_gui.gallery.thumbnail_serving import serve  # noqa: PLC0415

    with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as answers:
        return serve(requests, answers)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
