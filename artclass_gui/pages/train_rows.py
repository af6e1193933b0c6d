"""The table of a training's settings: which there are, in which group, what they mean, and the field for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from artclass_gui.pages import train_fields as fields
from artclass_gui.pages.train_fields import Field
from artclass_gui.pages.train_weights import weights
from artclass_gui.theme import Theme
from trainer.parallel import usable_cores

Group = Literal["learning", "pictures", "pretrained", "computer", "layers"]


@dataclass(frozen=True)
class Row:
    """One setting.

    Attributes:
        group: Which part of the form it belongs to.
        path: Where `trainer.config.TrainConfig` has it, or "cores".
        name: What it is called.
        help: What it does, in a sentence or two.
        field: Makes its field.
    """

    group: Group
    path: str
    name: str
    help: str
    field: Callable[[str], Field]


def rows(theme: Theme) -> tuple[Row, ...]:
    """All settings, in the order in which they are shown."""
    return (*_learning(), *_pictures(), *_pretrained(theme), *_computer(), *_layers())


def _learning() -> tuple[Row, ...]:
    schedules = (
        ("cosine", _tr("Falls gently to nothing")),
        ("plateau", _tr("Halves when progress stops")),
        ("constant", _tr("Stays as it is")),
    )
    return (
        Row("learning", "epochs", _tr("Epochs"), _tr("How often all training pictures are gone through, at the most. Training ends earlier by itself when it gets no better."), lambda name: fields.number(name, 1, 1_000)),
        Row("learning", "batch_size", _tr("Batch size"), _tr("Pictures looked at before each small correction. Larger needs more memory."), lambda name: fields.number(name, 1, 512, step=8)),
        Row("learning", "learning_rate", _tr("Learning rate"), _tr("How large each correction is. Too large never settles, too small takes for ever."), fields.rate),
        Row("learning", "schedule", _tr("Rate over time"), _tr("Large corrections at first and small ones at the end find the better result."), lambda name: fields.choice(name, schedules)),
        Row("learning", "patience", _tr("Patience"), _tr("Epochs without a better result on the validation pictures before training ends early."), lambda name: fields.number(name, 1, 1_000)),
        Row("learning", "class_weights", _tr("Rare classes"), _tr("Mistakes on classes with few pictures weigh more, so that these are not neglected."), lambda name: fields.switch(name, _tr("Count as much as frequent ones"))),
        Row("learning", "label_smoothing", _tr("Label smoothing"), _tr("Part of the certainty that is spread over the other classes. A little keeps the network from being too sure."), lambda name: fields.share(name, 0.5)),
    )  # fmt: skip


def _pictures() -> tuple[Row, ...]:
    degrees = _tr("°")
    return (
        Row("pictures", "image_size", _tr("Image size"), _tr("Side to which pictures are scaled. Larger shows more detail and takes longer."), lambda name: fields.number(name, 32, 1_024, step=16, unit=_tr(" px"))),
        Row("pictures", "sizes", _tr("Mixed sizes"), _tr("Further sides in pixels at which the network looks at each picture too, with commas: large forms are seen in small pictures, brushwork in large ones."), lambda name: fields.numbers(name, 32, 1_024, most=8, example="160, 128", nothing=_tr("none"))),
        Row("pictures", "augment", _tr("Variation"), _tr("Learn from changed copies too: the network sees more than there is. Helps most with few pictures."), lambda name: fields.switch(name, _tr("Vary the pictures"))),
        Row("pictures", "variation.mirror", _tr("Mirror"), _tr("Switch it off where left and right matter, as in writing."), lambda name: fields.switch(name, _tr("Mirror every second one"))),
        Row("pictures", "variation.turn", _tr("Turn"), _tr("By how much to either side at the most."), lambda name: fields.measure(name, 180, decimals=1, unit=degrees)),
        Row("pictures", "variation.zoom", _tr("Zoom"), _tr("By how much larger or smaller at the most."), lambda name: fields.share(name, 0.9)),
        Row("pictures", "variation.shear", _tr("Slant"), _tr("By how much to either side at the most."), lambda name: fields.measure(name, 45, decimals=1, unit=degrees)),
        Row("pictures", "variation.brightness", _tr("Brightness"), _tr("By how much lighter or darker at the most."), lambda name: fields.share(name, 0.9)),
        Row("pictures", "variation.contrast", _tr("Contrast"), _tr("By how much stronger or weaker at the most."), lambda name: fields.share(name, 0.9)),
    )  # fmt: skip


def _pretrained(theme: Theme) -> tuple[Row, ...]:
    heads = (
        ("pooled", _tr("Averages and deviations, one hidden layer")),
        ("article", _tr("Six layers (the article's)")),
    )
    return (
        Row("pretrained", "weights", _tr("Starting weights"), _tr("What the network knows before it sees your pictures."), lambda name: weights(name, theme)),
        Row("pretrained", "head", _tr("Head"), _tr("The layers that learn your classes, on top of what the network knows. The first takes averages and deviations of several of its layers into one hidden layer of 512, with dropout; the other is the article's, of six layers."), lambda name: fields.choice(name, heads)),
        Row("pretrained", "fine_tuning", _tr("Fine-tuning"), _tr("Once its head has learnt your classes, the network's last blocks adapt to your pictures. More accurate, and takes much longer."), lambda name: fields.switch(name, _tr("Teach the last blocks too"))),
        Row("pretrained", "fine_tuning.blocks", _tr("Blocks"), _tr("How many of its last blocks adapt. More of them learn more, take longer, and need more pictures."), lambda name: fields.number(name, 1, 1_000)),
        Row("pretrained", "fine_tuning.epochs", _tr("Epochs of fine-tuning"), _tr("How often the training pictures are gone through in this part, at the most."), lambda name: fields.number(name, 1, 1_000)),
        Row("pretrained", "fine_tuning.learning_rate", _tr("Rate of fine-tuning"), _tr("The largest correction. Small, so that what the network knows is not lost."), fields.rate),
        Row("pretrained", "fine_tuning.warmup", _tr("Warm-up"), _tr("Epochs in which the rate rises to that."), lambda name: fields.measure(name, 1_000, step=0.5, decimals=2)),
    )  # fmt: skip


def _computer() -> tuple[Row, ...]:
    precisions = (
        ("auto", _tr("Full for what learns, the fastest for what is frozen")),
        ("float32", _tr("Full everywhere (float32)")),
        ("bfloat16", _tr("Half for what learns (bfloat16)")),
    )
    return (
        Row("computer", "precision", _tr("Precision"), _tr("Half precision is faster on some processors. The frozen part of a pretrained network takes it only where it was measured to be faster and to give the same answers."), lambda name: fields.choice(name, precisions)),
        Row("computer", "cores", _tr("Processor cores"), _tr("How many of this computer's cores the training may use. Fewer leave it quiet and quick for other work, and take longer."), lambda name: fields.number_or(name, usable_cores(), _tr("all"))),
        Row("computer", "seed", _tr("Seed"), _tr("The same number gives the same training again; another one shows how much is luck."), lambda name: fields.number(name, 0, 2**31 - 1)),
    )  # fmt: skip


def _layers() -> tuple[Row, ...]:
    return (
        Row("layers", "layers.blocks", _tr("Blocks"), _tr("Each finds larger forms than the one before, and halves the picture."), lambda name: fields.number(name, 1, 8)),
        Row("layers", "layers.filters", _tr("Filters"), _tr("How many patterns the first block looks for; each further one looks for twice as many, up to 512."), lambda name: fields.number(name, 4, 512, step=4)),
        Row("layers", "layers.dense", _tr("Dense layers"), _tr("How many numbers each of the layers has that decide, with commas between them; none is possible."), lambda name: fields.numbers(name, 4, 4_096, most=4, example="128, 64", nothing=_tr("none"))),
        Row("layers", "layers.dropout", _tr("Dropout"), _tr("Part of the numbers that is left out by chance in each step, against learning by heart."), lambda name: fields.share(name, 0.9)),
    )  # fmt: skip


def _tr(words: str) -> str:
    return QCoreApplication.translate("TrainSettings", words)
