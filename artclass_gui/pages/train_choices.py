"""What is chosen for a training: an architecture, a preset, and what the person has changed of it. Values, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from trainer import presets
from trainer.architectures import CUSTOM, DEFAULT, Architecture, find
from trainer.config import FineTuning, Layers, Preset, TrainConfig, Variation
from trainer.errors import UsageError

CORES = "cores"
_GROUPS: Mapping[str, Callable[..., Any]] = {"fine_tuning": FineTuning, "variation": Variation, "layers": Layers}
_NOT_OF_A_PRESET = ("seed", "weights")  # a preset with another seed is that preset still
_SWITCHED = ("fine_tuning",)  # groups that may be switched off
_PRETRAINED = ("weights", "sizes", "fine_tuning")


@dataclass(frozen=True)
class Choices:
    """The settings of a training as the person sees them.

    Attributes:
        architecture: A name of `trainer.architectures`.
        preset: Whose settings are in force where nothing was changed.
        changes: What the person has changed, by the path of the setting: "epochs", "variation.turn". The path of
            a group that can be switched off ("fine_tuning") holds whether it is on. What the architecture at hand
            does not have is kept for one that has it.
        cores: How many cores of the computer may be used; 0: all. It belongs to no preset.
        wrong: What is typed and cannot be taken, by the path of the setting, and why. The setting keeps its value, but
            nothing can be trained as long as it counts.
    """

    architecture: str = DEFAULT
    preset: Preset = presets.DEFAULT
    changes: Mapping[str, object] = field(default_factory=dict)
    cores: int = 0
    wrong: Mapping[str, UsageError] = field(default_factory=dict)

    @property
    def row(self) -> Architecture:
        """The architecture's row."""
        return find(self.architecture)

    @property
    def base(self) -> TrainConfig:
        """The preset's own settings."""
        return presets.config(self.architecture, self.preset)

    @property
    def is_own(self) -> bool:
        """Whether something that belongs to the preset is not as the preset has it."""
        return bool(self.own)

    @property
    def own(self) -> tuple[str, ...]:
        """The paths of what belongs to the preset and is not as it has it."""
        touched = {**self.changes, **self.wrong}
        return tuple(path for path in touched if path not in (*_NOT_OF_A_PRESET, CORES) and self.is_changed(path))

    def config(self) -> TrainConfig:
        """The settings.

        Raises:
            UsageError: They do not fit together, or something is typed that cannot be taken.
        """
        error = next(iter(self._wrong_now().values()), None)
        if error is not None:
            raise UsageError(error.what, remedy=error.remedy)
        return self._built(self.base)

    def problems(self) -> Mapping[str, str]:
        """Why these settings cannot be trained, by the path of each setting that would do to change; empty where they can."""
        wrong = self._wrong_now()
        if wrong:
            return {path: str(error) for path, error in wrong.items()}
        words = self._misfit()
        return {path: words for path in self.changes if words and not self.undone(path)._misfit()}

    def value(self, path: str) -> Any:
        """The value of a setting, whether or not all of them fit together."""
        if path == CORES:
            return self.cores
        return self.changes[path] if path in self.changes and has(self.row, path) else value(self.base, path)

    def is_changed(self, path: str) -> bool:
        """Whether the person has changed this setting from what the preset has, and it counts."""
        if path in self.wrong and self.counts(path):
            return True
        if path == CORES:
            return self.cores != 0
        if path not in self.changes or not self.counts(path):
            return False
        return bool(self.changes[path] != value(self.base, path))

    def counts(self, path: str) -> bool:
        """Whether a setting means anything with this architecture and with what is switched on."""
        group, _, inner = path.partition(".")
        if not has(self.row, path):
            return False
        if group == "variation":
            return bool(self.value("augment")) and self._learns_from_pixels()
        return not inner or group not in _SWITCHED or bool(self.value(group))

    def changed(self, path: str, new: object) -> Choices:
        """The same with another value of one setting."""
        right = self._right(path)
        if path == CORES:
            return replace(right, cores=int(str(new)))
        rest = {name: old for name, old in self.changes.items() if name != path}
        return replace(right, changes=rest if new == value(self.base, path) else {**rest, path: new})

    def mistaken(self, path: str, error: UsageError) -> Choices:
        """The same, where what is typed for a setting cannot be taken."""
        return replace(self, wrong={**self.wrong, path: error})

    def undone(self, path: str) -> Choices:
        """The same with one setting as the preset has it."""
        right = self._right(path)
        if path == CORES:
            return replace(right, cores=0)
        return replace(right, changes={name: old for name, old in self.changes.items() if name != path})

    def with_architecture(self, name: str) -> Choices:
        """Another architecture; the preset and what was changed stay."""
        return replace(self, architecture=name)

    def with_preset(self, preset: Preset) -> Choices:
        """A preset as it is: what was changed of it is forgotten."""
        kept = {path: new for path, new in self.changes.items() if path in _NOT_OF_A_PRESET}
        return replace(self, preset=preset, changes=kept, wrong={})

    def _right(self, path: str) -> Choices:
        return replace(self, wrong={name: error for name, error in self.wrong.items() if name != path})

    def _wrong_now(self) -> dict[str, UsageError]:
        return {path: error for path, error in self.wrong.items() if self.counts(path)}

    def _misfit(self) -> str:
        try:
            self._built(self.base)
        except UsageError as error:
            return str(error)
        return ""

    def _learns_from_pixels(self) -> bool:
        """As `trainer.varying.learns_from_pixels`, which takes settings that fit together."""
        blocks = len(self.row.blocks)
        every = bool(self.value("fine_tuning")) and 0 < blocks <= self.value("fine_tuning.blocks")
        return every or not self.row.pretrained

    def _built(self, base: TrainConfig) -> TrainConfig:
        top: dict[str, Any] = {name: getattr(base, name) for name in base.__struct_fields__}
        top["preset"] = None if self.is_own else self.preset
        for name in (path for path in self.changes if "." not in path and self.counts(path)):
            new = self.changes[name]
            top[name] = _switched(base, name, on=bool(new)) if name in _SWITCHED else new
        for path in (path for path in self.changes if "." in path and self.counts(path)):
            group, name = path.split(".")
            top[group] = _parts(top[group]) | {name: self.changes[path]}
        if "sizes" not in self.changes:
            top["sizes"] = tuple(size for size in base.sizes if size < top["image_size"])
        return TrainConfig(**{name: _whole(name, given) for name, given in top.items()})


def value(config: TrainConfig, path: str) -> Any:
    """What a configuration has at a path; of a group that is switched off, its defaults."""
    group, _, name = path.partition(".")
    found = getattr(config, group)
    if not name:
        return found is not None if group in _SWITCHED else found
    return getattr(found if found is not None else _GROUPS[group](), name)


def has(row: Architecture, path: str) -> bool:
    """Whether an architecture has such a setting."""
    group = path.partition(".")[0]
    if group == "layers":
        return row.name == CUSTOM
    if group == "head":
        return len(row.heads) > 1
    return row.pretrained or group not in _PRETRAINED


def _switched(base: TrainConfig, name: str, *, on: bool) -> Any:
    return (getattr(base, name) or _GROUPS[name]()) if on else None


def _parts(group: Any) -> dict[str, Any]:
    return dict(group) if isinstance(group, dict) else msgspec.structs.asdict(group)


def _whole(name: str, given: Any) -> Any:
    """A group of settings made anew, so that its values are checked."""
    return _GROUPS[name](**given) if isinstance(given, dict) else given
