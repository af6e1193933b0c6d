"""The records of estimating: what was measured of a machine and its pictures, and what is predicted from it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the records: values, compared by what is in them."""


class Tuning(_Record, frozen=True):
    """Fine-tuning the last ``blocks`` of a backbone, as measured on it.

    Attributes:
        blocks: How many of its last blocks learn.
        share: Part of the backbone's forward time that lies in them, 0 to 1.
        numbers: Numbers a picture that the frozen part hands over.
        engine_seconds: Bringing the frozen part to its engine.
        stem_seconds: One picture through the frozen part.
        start_seconds: Getting the steps ready, once a run.
        step_seconds: What a step costs, however many pictures are in it.
        picture_seconds: What each picture in a step adds.
        measure_seconds: A validation picture.
        picture_mb: Memory that each picture in a step adds.
        parameters: Millions of weights that learn.
    """

    blocks: int
    share: float
    numbers: int
    engine_seconds: float
    stem_seconds: float
    start_seconds: float
    step_seconds: float
    picture_seconds: float
    measure_seconds: float
    picture_mb: float
    parameters: float


class Speed(_Record, frozen=True):
    """What one architecture costs on this machine, as it was measured with certain settings.

    Attributes:
        name: A name of `trainer.architectures`.
        image_size: Side of the pictures it was measured with.
        gmacs: Billions of multiply-adds that the frozen backbone did for one of them; 0 for networks without one.
        build_seconds: Making the network and giving it its weights.
        choose_seconds: Finding out which engine runs the frozen backbone best, once for each size.
        engine_seconds: Bringing the backbone to that engine.
        forward_seconds: One picture through the frozen backbone on it; 0 for networks without one.
        start_seconds: Getting the steps of learning ready, once a run.
        step_seconds: What a step of learning costs, however many pictures are in it.
        picture_seconds: What each picture in a step adds.
        measure_seconds: A validation picture, at the end of an epoch.
        pack_seconds: Converting and writing the finished model.
        predict_seconds: One picture through the finished model.
        features: Numbers that the backbone gives for a picture at each size; 0 for networks without one.
        parameters: Millions of weights that learn.
        base_mb: Memory of the process with the network built.
        look_mb: What the look at the pictures adds to it; for networks without a backbone, what the validation does.
        picture_mb: What each picture in a step adds.
        pack_mb: What converting adds to the base.
        model_mb: Size of the finished model's files.
        tuning: Fine-tuning, as far as it was measured.
        rough: Scaled from what other networks took instead of measured.
    """

    name: str
    image_size: int
    gmacs: float
    build_seconds: float
    forward_seconds: float
    start_seconds: float
    step_seconds: float
    picture_seconds: float
    measure_seconds: float
    pack_seconds: float
    predict_seconds: float
    features: int
    parameters: float
    base_mb: float
    look_mb: float
    picture_mb: float
    pack_mb: float
    model_mb: float
    choose_seconds: float = 0.0
    engine_seconds: float = 0.0
    tuning: tuple[Tuning, ...] = ()
    rough: bool = False


class Factor(_Record, frozen=True):
    """What earlier runs of an architecture teach: actual seconds by estimated ones, and how far they scatter.

    Attributes:
        begin, look, learn, finish: Factors of the parts of a run, 0.5 to 2.
        memory: Factor of the most memory, 0.5 to 2: of the run that took most of them, since it is warned by it.
        spread: Half the width of the band in parts of the whole, up to 0.25.
        endings: Of each run that ended by itself, the epochs that were asked for and those that were run.
        runs: How many runs that rests on.
    """

    begin: float = 1.0
    look: float = 1.0
    learn: float = 1.0
    finish: float = 1.0
    memory: float = 1.0
    spread: float = 0.25
    endings: tuple[tuple[int, int], ...] = ()
    runs: int = 0


class Measured(_Record, frozen=True):
    """What is known of this machine.

    Attributes:
        machine: Processor, cores and versions, in words.
        begin_seconds: Bringing up TensorFlow.
        speeds: By the architecture's name.
        factors: By the architecture's name: what earlier runs teach.
        chosen: What engines were chosen for already, by `sizes.look_name`.
        decode_seconds: One of this project's pictures decoded by all cores, by the side in pixels.
    """

    machine: str
    begin_seconds: float
    speeds: Mapping[str, Speed] = {}
    factors: Mapping[str, Factor] = {}
    chosen: frozenset[str] = frozenset()
    decode_seconds: Mapping[int, float] = {}


class Pictures(_Record, frozen=True):
    """How many pictures a run has to do with, and which of them are in the cache already.

    Attributes:
        training, validation, classes: Numbers of pictures and classes.
        present: How many of these pictures each table of the cache has, by its name without the fingerprint
            (`trainer.learning.names`).
    """

    training: int
    validation: int
    classes: int
    present: Mapping[str, int] = {}


class Missing(_Record, frozen=True):
    """How many pictures a run with certain settings has to look at.

    Attributes:
        plain: Pictures whose pixels (networks without a backbone) or plain features are not in the cache.
        mirrored: Training pictures whose mirrored features are not.
        frozen: Rows, plain and mirrored, of what comes before the fine-tuned blocks that are not.
        pixels: Pictures that are not in the cache decoded; those that are need no decoding to be looked at.
    """

    plain: int
    mirrored: int = 0
    frozen: int = 0
    pixels: int = 0


class Parts(_Record, frozen=True):
    """Seconds of the parts of a run: until the network stands, the look at the pictures, the epochs, the end."""

    begin: float
    look: float
    learn: float
    finish: float

    @property
    def total(self) -> float:
        """Seconds in all."""
        return self.begin + self.look + self.learn + self.finish


class Foreseen(_Record, frozen=True):
    """Seconds as measurements alone predict them, before anything that earlier runs teach is applied.

    Attributes:
        begin, look, finish: Of these parts.
        epochs: Passes asked for in each phase of learning: the head (or the whole small network), then fine-tuning.
        starts: Seconds before the first step in each of them.
        seconds: Seconds of one pass in each of them.
        memory_mb: The most memory.
    """

    begin: float
    look: float
    finish: float
    epochs: tuple[int, ...]
    starts: tuple[float, ...]
    seconds: tuple[float, ...]
    memory_mb: float = 0.0

    def parts(self, epochs: tuple[int, ...] | None = None) -> Parts:
        """The parts with so many passes in each phase; by default with all of them."""
        passes = zip(epochs or self.epochs, self.starts, self.seconds, strict=True)
        learn = sum(start + count * seconds for count, start, seconds in passes if count)
        return Parts(begin=self.begin, look=self.look, learn=learn, finish=self.finish)


class Estimate(_Record, frozen=True):
    """What a run will cost.

    Attributes:
        name: The architecture.
        seconds_per_epoch: One pass over the training pictures with its validation.
        total_seconds: From the click to the report, with as many epochs as are to be expected.
        low, high: The band around it in which the run should end, at most 25 % to either side.
        peak_memory_mb: The most memory that it will take.
        disk_mb: The most room that it will take on the disk, its cached rows included.
        epochs: Passes that were asked for, all phases together.
        expected_epochs: Passes until it will get no better, as earlier runs of this architecture did.
        longest_seconds: If all epochs are run.
        parts: Where the time goes.
        missing: Pictures that are not in the cache and must be looked at.
        rough: Scaled from other networks; a refined answer will follow.
        runs: Earlier runs on this machine that it has learnt from.
        warning: Why it will not fit in the memory and what would, as a sentence; None where it fits.
    """

    name: str
    seconds_per_epoch: float
    total_seconds: float
    low: float
    high: float
    peak_memory_mb: float
    disk_mb: float
    epochs: int
    expected_epochs: int
    longest_seconds: float
    parts: Parts
    missing: int
    rough: bool
    runs: int = 0
    warning: str | None = None


class Estimates(_Record, frozen=True):
    """The whole table, and what it was worked out from.

    Attributes:
        estimates: One an architecture, in the order of `trainer.architectures`, with its default settings.
        measured: What `records.predict` needs for other settings.
        pictures: How many there are, and what of them is in the cache.
        refined: Every row was measured; False while some are scaled from others.
    """

    estimates: tuple[Estimate, ...]
    measured: Measured
    pictures: Pictures
    refined: bool

    def of(self, name: str) -> Estimate | None:
        """The row of an architecture; None where it has none."""
        return next((estimate for estimate in self.estimates if estimate.name == name), None)
