"""Which earlier sort is meant where none is named: never one that the person may not have in mind."""

from __future__ import annotations

from trainer.commands import sorting_words
from trainer.errors import UsageError
from trainer.sorting import journal
from trainer.sorting.journal import Summary

_NAMED = 3  # sorts that a sentence names
_ALL = "“artclass-cli sort --list” shows all."


def to_undo() -> str:
    """The newest sort, unless that has been undone: an older one may be of quite other pictures.

    Raises:
        UsageError: It has been undone, or there is none.
    """
    sorts = journal.listed()
    if not sorts:
        raise UsageError("Nothing has been sorted into folders yet", remedy="So there is nothing to undo.")
    if sorts[0].state != "undone":
        return sorts[0].name
    others = [row for row in sorts if row.state != "undone"]
    if not others:
        raise UsageError("All sorts have been undone already", remedy=_ALL)
    raise UsageError(
        f"The newest sort has been undone already. There {_are(others)}",
        remedy=f"Name the one that is to be undone, such as “artclass-cli sort --undo {others[0].name}”. {_ALL}",
    )


def to_resume() -> str:
    """The newest sort that was broken off.

    Raises:
        UsageError: That was in its undoing, or there is none.
    """
    for row in journal.listed():
        if row.state == "unfinished":
            return row.name
        if row.state == "undoing":
            raise partly_undone(row.name)
    raise UsageError("No sort was broken off", remedy=_ALL)


def partly_undone(name: str) -> UsageError:
    """What to say of a sort that somebody has begun to undo, and that is to be gone on with."""
    return UsageError(
        f"The sort {name} is partly undone: its undoing was broken off, or some files could not be taken back",
        remedy=f"Go on with the undoing by “artclass-cli sort --undo {name}”, and sort anew after that.",
    )


def _are(sorts: list[Summary]) -> str:
    named = "; ".join(sorting_words.earlier(row) for row in sorts[:_NAMED])
    more = f"; and {len(sorts) - _NAMED:,} more" if len(sorts) > _NAMED else ""
    return f"{'is an earlier one' if len(sorts) == 1 else 'are earlier ones'}: {named}{more}"
