"""What looking through sources gives, as the child says it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from trainer.catalog.records import SourceKind
from trainer.catalog.survey import FoundClass, LevelSample, Survey, SurveyedSource
from trainer.events import Finished


def surveyed(
    classes: Mapping[str, int],
    *,
    becomes: Mapping[str, str | None] | None = None,
    why: Mapping[str, str] | None = None,
    unlabelled: int = 0,
    splits: Mapping[str, int] | None = None,
    kind: SourceKind = "folder",
    location: str = "/pictures/art",
    folders: Mapping[int, tuple[str, ...]] | None = None,
    class_level: int = 1,
) -> Finished:
    """The end of ``import --plan``: classes with their numbers of files, and what is proposed for some of them."""
    found = [
        FoundClass(name=name, files=files, becomes=(becomes or {}).get(name, name), why=(why or {}).get(name, ""))
        for name, files in classes.items()
    ]
    source = SurveyedSource(
        location=location,
        kind=kind,
        files=sum(classes.values()) + unlabelled,
        pictures_likely=sum(classes.values()) + unlabelled,
        classes=len(classes),
        unlabelled=unlabelled,
        splits=dict(splits or {}),
        has_table_groups=False,
    )
    survey = Survey(
        sources=(source,),
        classes=tuple(found),
        unlabelled=unlabelled,
        splits=dict(splits or {}),
        nested_levels=(),
        names=(),
        class_level=class_level,
        class_folders=tuple(
            LevelSample(level=level, example=names[:5], distinct=len(names)) for level, names in (folders or {}).items()
        ),
    )
    return Finished(result={"survey": msgspec.to_builtins(survey)})
