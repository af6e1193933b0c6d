"""What a job says while it runs: one frozen record an event, one JSON object a line.

Nothing else goes from a job to the window, and the same lines are kept in a run's
``events.jsonl``. Every stream ends with exactly one of `Finished`, `Stopped`, `Failed`.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from trainer import experiments
from trainer.estimating.values import Estimate
from trainer.names import readable

Job = Literal[
    "import",
    "survey",
    "check",
    "imports",
    "decide",
    "split",
    "train",
    "resume",
    "pause",
    "stop",
    "queue",
    "estimate",
    "ladder",
    "preview",
    "evaluate",
    "pin",
    "compare",
    "explain",
    "export",
    "classify",
    "predictor",
    "similar",
    "label",
    "sort",
    "tag",
    "report",
]
PredictionStatus = Literal["ok", "unreadable"]


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=str.lower):
    """Base of all events; the field ``event`` of the JSON object is the class' name in lower case."""


class Started(_Event, frozen=True, kw_only=True):
    """The first event: the job has begun.

    ``run`` is the run folder's name, for jobs that have one; ``at`` the time at which this sitting of it began (ISO
    8601), and ``before`` the seconds that the earlier ones took.
    """

    job: Job
    version: str
    run: str | None = None
    device: str | None = None
    at: str = ""
    before: float = 0.0


class Stage(_Event, frozen=True, kw_only=True):
    """A new part of the job begins: number ``index`` (from 1) of ``count``, described by ``label``."""

    name: str
    label: str
    index: int
    count: int


class Progress(_Event, frozen=True, kw_only=True):
    """How far the current stage is.

    ``done`` of ``total`` (None while unknown) in ``unit`` (plural: "pictures", "steps").
    ``seconds_left`` is for the stage; ``loss`` and ``accuracy`` (0 to 1) are the running
    means of the epoch, in stages that have them.
    """

    done: int
    total: int | None
    unit: str
    seconds_left: float | None = None
    loss: float | None = None
    accuracy: float | None = None


class Epoch(_Event, frozen=True, kw_only=True):
    """An epoch is over. Accuracies lie in 0 to 1; ``best`` says that this is the best so far.

    ``epoch`` counts through all phases ("head", then "tune" where blocks are fine-tuned), ``epochs`` is their sum.
    The validation accuracy was measured on ``validation_images`` pictures; ``validation_interval`` is its 95 % interval
    (both None in older records).
    """

    epoch: int
    epochs: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float
    learning_rate: float
    best: bool
    phase: Literal["head", "tune"] = "head"
    validation_images: int | None = None
    validation_interval: tuple[float, float] | None = None


class Notice(_Event, frozen=True, kw_only=True):
    """Something worth knowing that does not end the job."""

    message: str
    level: Literal["info", "warning"] = "info"


class Awake(_Event, frozen=True, kw_only=True):
    """Whether the computer is kept from falling asleep while the job runs; if not, ``reason`` says why in words."""

    kept: bool
    reason: str = ""


class LowBattery(_Event, frozen=True, kw_only=True):
    """The job pauses by itself: the battery is at ``percent``, which is below the ``level`` that was set."""

    percent: int
    level: int


class Detached(_Event, frozen=True, kw_only=True):
    """The last line that whoever started the job reads: it goes on without them."""


class Problem(_Event, frozen=True, kw_only=True):
    """A file that was not taken, and why."""

    path: str
    reason: str


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """What the model says of one picture.

    ``probabilities`` has one number a class (0 to 1, sum 1), in the order of the package's
    classes, and is empty where ``status`` is not "ok"; ``reason`` then says why.

    ``seen_in_training``: the model has learnt from this picture or chosen its settings by it; ``seen_alike`` says that
    it was not this very file but one that looks the same. ``distance`` is how far the picture lies from those that the
    model was trained on (0 to 2, in its own features; None where the package cannot tell), ``novel`` that this is
    further than held-out pictures lie: it is probably none of the classes. ``digest`` is the sha256 of the file, ""
    where it was not read; ``stamp`` the time of its last change (nanoseconds since 1970) and its size (bytes) by then, by
    which a file that is another one now is known; None where nothing is known of it.
    """

    path: str
    label: str | None
    confidence: float | None
    status: PredictionStatus = "ok"
    reason: str | None = None
    probabilities: tuple[float, ...] = ()
    seen_in_training: bool = False
    seen_alike: bool = False
    distance: float | None = None
    novel: bool = False
    digest: str = ""
    stamp: tuple[int, int] | None = None


class Classified(_Event, frozen=True, kw_only=True):
    """A few more pictures are classified; ``classes`` names the probabilities' order."""

    classes: tuple[str, ...]
    predictions: tuple[Prediction, ...]


class Ready(_Event, frozen=True, kw_only=True):
    """A predictor can be asked. ``model`` is the sha256 of its model, ``similar`` whether it can tell what is alike."""

    model: str
    classes: tuple[str, ...]
    similar: bool


class Appeared(_Event, frozen=True, kw_only=True):
    """Pictures came into a watched folder, or changed there, and are whole by now: they will be classified."""

    paths: tuple[str, ...]


class Vanished(_Event, frozen=True, kw_only=True):
    """Pictures are gone from a watched folder."""

    paths: tuple[str, ...]


class Unwatched(_Event, frozen=True, kw_only=True):
    """A folder is watched no longer, though nobody has asked for that: ``reason`` says why, ``remedy`` what to do."""

    folder: str
    reason: str
    remedy: str = ""

    def sentence(self) -> str:
        """All of it as one line."""
        return f"{self.reason}: {self.folder}. {self.remedy}".rstrip()


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that is like another one: ``similarity`` is the cosine of their features, -1 to 1."""

    path: str
    similarity: float


class Neighbours(_Event, frozen=True, kw_only=True):
    """The pictures that are most like ``path``, the nearest first; without itself."""

    path: str
    neighbours: tuple[Neighbour, ...]


class Useful(_Event, frozen=True, kw_only=True):
    """Pictures in the order in which labelling them teaches the most: in doubt, and unlike those before."""

    paths: tuple[str, ...]


class Settled(_Event, frozen=True, kw_only=True):
    """A predictor has answered all that it was asked for.

    Of ``answered`` pictures since the queue was last empty, ``kept`` had been classified before, ``failed`` could not
    be read. ``images_per_second`` is of those that were classified now; None where there were none.
    """

    answered: int
    kept: int
    failed: int
    images_per_second: float | None = None


class Explained(_Event, frozen=True, kw_only=True):
    """Why the model says what it says of a picture.

    ``heat`` has rows of numbers from 0 to 1, top to bottom: which places speak for ``label``, the class that was asked
    about, of ``confidence``; ``predicted`` is the class that the model says. ``file`` is the heat map's, if one was
    written.
    """

    path: str
    label: str
    predicted: str
    confidence: float
    heat: tuple[tuple[float, ...], ...]
    file: str | None = None


class Estimated(_Event, frozen=True, kw_only=True):
    """What trainings will cost, as far as it is known now; ``refined``: nothing is scaled from others any more."""

    estimates: tuple[Estimate, ...]
    refined: bool


class Rung(_Event, frozen=True, kw_only=True):
    """A step of a ladder of runs begins, or has ended, as ``rung`` says; ``index`` counts from 1."""

    experiment: str
    index: int
    count: int
    rung: experiments.Rung


class Previewed(_Event, frozen=True, kw_only=True):
    """A sheet of varied pictures was drawn to ``path``: rows of ``pictures``, each as it is and in ``versions`` more."""

    path: str
    pictures: int
    versions: int


class Finished(_Event, frozen=True, kw_only=True, omit_defaults=True):
    """Done; ``result`` is what ``--json`` prints.

    ``in_vain``: it went through to its end, and what was asked could be done for not a single picture; the exit status is
    that of a failure.
    """

    result: dict[str, Any]
    in_vain: bool = False


class Stopped(_Event, frozen=True, kw_only=True):
    """Ended early because somebody asked.

    ``resumable``: the same job can go on from here. ``result`` is there when what was done
    so far was kept as a whole result (stop keeps the best model).
    """

    resumable: bool
    result: dict[str, Any] | None = None


class Failed(_Event, frozen=True, kw_only=True):
    """Ended by a failure, in words: ``message``, the ``path`` it is about, the ``remedy``."""

    message: str
    path: str | None = None
    remedy: str = ""

    def sentence(self) -> str:
        """The whole failure as one line."""
        named = f"{self.message}: {self.path}" if self.path else self.message
        return f"{named}. {self.remedy}".rstrip()


Event = (
    Started
    | Stage
    | Progress
    | Epoch
    | Notice
    | Awake
    | Detached
    | LowBattery
    | Problem
    | Classified
    | Ready
    | Appeared
    | Vanished
    | Unwatched
    | Neighbours
    | Useful
    | Settled
    | Explained
    | Estimated
    | Rung
    | Previewed
    | Finished
    | Stopped
    | Failed
)
TerminalEvent = Finished | Stopped | Failed
TERMINAL = (Finished, Stopped, Failed)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """One event as one line of JSON, with its newline."""
    return _encode(event) + b"\n"


def encode_result(result: dict[str, Any]) -> bytes:
    """The result of a job as JSON, without a newline."""
    return _encode(result)


def _encode(value: Any) -> bytes:
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:  # a file name that is no valid Unicode
        return _encoder.encode(_spelled_out(msgspec.to_builtins(value)))


def _spelled_out(value: Any) -> Any:
    """``value`` with all names as valid Unicode, which is all that JSON can hold."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict):
        return {_spelled_out(key): _spelled_out(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled_out(item) for item in value]
    return value


def decode(line: bytes) -> Event:
    """The event that a line holds.

    Raises:
        msgspec.DecodeError: The line is no event (also `msgspec.ValidationError`, a subclass).
    """
    return _decoder.decode(line)
