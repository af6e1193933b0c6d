"""What is said of classes: before an import, names that are in none of its sources; after it, small and near ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trainer import events
from trainer.catalog import sources
from trainer.catalog.names import class_key
from trainer.catalog.naming import propose
from trainer.catalog.records import ImportResult
from trainer.channel import Emit
from trainer.errors import SourceError, UsageError
from trainer.names import readable

FEW = 5  # readable pictures; a class of fewer is hardly learnt
_ALIKE = 0.6  # share of letters that are the same in what may be meant
_LISTED = 12  # classes in a sentence


def check_names(
    names: Iterable[str],
    paths: Iterable[Path],
    *,
    scratch: Path,
    check: Callable[[], None],
    level: Callable[[Path], int],
) -> None:
    """See that sources have the classes that something is said about.

    Where a source cannot be used, nothing is refused: the class may be in it, and the import tells what is wrong with it.

    Args:
        names: Classes as the person calls them.
        paths: Folders, archives and tables.
        scratch: A folder for what must be unpacked to be looked through.
        check: Called often; may raise to break off.
        level: Which folder is the class in a source, counted from the file.

    Raises:
        UsageError: There is no such class in any.
        DiskError: A source cannot be read, or ``scratch`` cannot be written to.
    """
    wanted = {class_key(name): name for name in names}
    found: dict[str, str] = {}
    for path in paths if wanted else ():
        try:
            with sources.opened(path, scratch=scratch, check=check, class_level=level(path)) as members:
                labels = dict.fromkeys(member.label for member in members)
        except SourceError:
            return
        found |= {class_key(label): label for label in labels if label is not None}
    missing = [key for key in wanted if key not in found]
    if missing:
        raise UsageError(_sentence([wanted[key] for key in missing]), remedy=_remedy(missing, found))


def remark_on_classes(result: ImportResult, emit: Emit) -> None:
    """Tell of classes that are small, alone, or may be meant to be one, and of pictures without a class."""
    for name, count in result.classes.items():
        if count < FEW:
            pictures = "1 readable picture" if count == 1 else f"{count} readable pictures"
            text = f"The class “{name}” has only {pictures}; training needs at least {FEW} of each class."
            emit(events.Notice(message=text, level="warning"))
    if len(result.classes) == 1:
        text = f"There is only one class, “{next(iter(result.classes))}”. A model needs at least two to tell apart."
        emit(events.Notice(message=text, level="warning"))
    for name, proposal in propose(result.classes).items():
        if proposal.becomes != name:
            text = f"The class “{name}” {proposal.why}: --class={name}={proposal.becomes} would make them one."
            emit(events.Notice(message=text, level="warning"))
    if result.unlabelled:
        pictures = "1 picture has" if result.unlabelled == 1 else f"{result.unlabelled:,} pictures have"
        text = f"{pictures} no class yet: label them in the window's gallery, or with artclass-cli decide --label."
        emit(events.Notice(message=text))


def _sentence(missing: Sequence[str]) -> str:
    named = ", ".join(f"“{readable(name)}”" for name in missing)
    return f"These sources have no class{'es' if len(missing) > 1 else ''} {named}, so nothing was imported"


def _remedy(missing: Iterable[str], found: Mapping[str, str]) -> str:
    meant = (
        process.extractOne(key, list(found), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE) for key in missing
    )
    asked = " ".join(f"Is “{readable(found[hit[0]])}” meant?" for hit in meant if hit is not None)
    listed = ", ".join(f"“{readable(name)}”" for name in sorted(found.values())[:_LISTED])
    more = len(found) - _LISTED
    have = (
        f"They have {listed}{f' and {more:,} more' if more > 0 else ''}." if found else "They have no classes at all."
    )
    return f"{asked} {have}".strip()
