"""The article's recipe, written plainly with Keras: a directory iterator, and the whole network every epoch.

A process of its own, so that nothing of ours is in it:
``python -m tests.benchmarks.recipe FOLDER OUT.json --network deep_cnn --epochs 50`` trains on ``FOLDER/training``,
validates on ``FOLDER/validation`` after each epoch and at last says what it thinks of ``FOLDER/test``.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

SIDE, BATCH = 150, 16


def network(name: str, classes: int) -> Any:
    """A network as the article has it: its deep CNN, or VGG16 with six layers on it that all learn."""
    import keras
    from keras import layers

    if name == "vgg16":
        backbone = keras.applications.VGG16(weights=None, include_top=False, input_shape=(SIDE, SIDE, 3))
        top = [
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(classes, activation="softmax"),
        ]
        return keras.Sequential([backbone, *top])
    filters = [
        layer
        for count in (32, 32, 64)
        for layer in (layers.Conv2D(count, 3, activation="relu"), layers.MaxPooling2D(), layers.Dropout(0.2))
    ]
    dense = [layer for width in (128, 64) for layer in (layers.Dense(width, activation="relu"), layers.Dropout(0.2))]
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            *filters,
            layers.Flatten(),
            *dense,
            layers.Dense(classes, activation="softmax"),
        ]
    )


def train(folder: Path, out: Path, *, name: str, epochs: int, steps: int | None = None) -> None:
    """Train, and write seconds and accuracies of every epoch and the answers on the test pictures to ``out``.

    Args:
        folder: With ``training``, ``validation`` and ``test``, each with a folder a class.
        out: The JSON file; written after every epoch.
        name: Which network.
        epochs: How many.
        steps: Batches an epoch, to time a slow network by a part of one; by default all.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    tf.keras.utils.set_random_seed(1)
    iterators = tf.keras.preprocessing.image.ImageDataGenerator
    varied = iterators(rescale=1 / 255, shear_range=0.2, zoom_range=0.2, horizontal_flip=True)
    plain = iterators(rescale=1 / 255)
    given = {"target_size": (SIDE, SIDE), "batch_size": BATCH, "class_mode": "categorical"}
    training = varied.flow_from_directory(folder / "training", **given)
    validation = plain.flow_from_directory(folder / "validation", shuffle=False, **given)
    test = plain.flow_from_directory(folder / "test", shuffle=False, **given)
    model = network(name, training.num_classes)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    told: list[dict[str, float]] = []
    for epoch in range(epochs):
        began, cpu = time.monotonic(), time.process_time()
        history = model.fit(training, validation_data=validation, epochs=1, steps_per_epoch=steps, verbose=0).history
        figures = {key: float(values[-1]) for key, values in history.items()}
        told.append(
            {
                "epoch": epoch + 1,
                "seconds": time.monotonic() - began,
                "cpu_seconds": time.process_time() - cpu,
                **figures,
            }
        )
        _write(out, network=name, batches=steps or len(training), of=len(training), epochs=told)
        print(told[-1], flush=True)
    answers = model.predict(test, verbose=0)
    names = sorted(training.class_indices, key=training.class_indices.__getitem__)
    answered = {
        Path(file).name: [names[truth], names[int(row.argmax())]]
        for file, truth, row in zip(test.filenames, test.classes, answers, strict=True)
    }
    _write(out, network=name, batches=steps or len(training), of=len(training), epochs=told, test=answered)


def _write(out: Path, **what: Any) -> None:
    out.write_text(json.dumps(what, indent=1))


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description="The article's recipe in plain Keras.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--network", choices=("deep_cnn", "vgg16"), default="deep_cnn")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int)
    args = parser.parse_args()
    train(args.folder, args.out, name=args.network, epochs=args.epochs, steps=args.steps)


if __name__ == "__main__":
    main()
