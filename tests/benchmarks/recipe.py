"""The article's recipe, written plainly with Keras: a directory iterator, and the whole network every epoch.

A process of its own, so that nothing of ours is in it:
``python -m tests.benchmarks.recipe FOLDER OUT.json --network deep_cnn --epochs 50`` trains on ``FOLDER/training``,
validates on ``FOLDER/validation`` after each epoch and after every ten says what it thinks of ``FOLDER/test``.
With ``--keep MODEL.keras`` one that was cut off goes on after its last epoch.
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


class Recipe:
    """One training by the recipe.

    Args:
        folder: With ``training``, ``validation`` and ``test``, each with a folder a class.
        out: The JSON file; written after every epoch.
        name: Which network.
        steps: Batches an epoch, to time a slow network by a part of one; by default all.
        keep: Where the model is saved after every epoch; where it is already, it is gone on with.
    """

    def __init__(
        self, folder: Path, out: Path, *, name: str, steps: int | None = None, keep: Path | None = None
    ) -> None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        import tensorflow as tf

        tf.keras.utils.set_random_seed(1)
        iterators = tf.keras.preprocessing.image.ImageDataGenerator
        varied = iterators(rescale=1 / 255, shear_range=0.2, zoom_range=0.2, horizontal_flip=True)
        plain = iterators(rescale=1 / 255)
        given = {"target_size": (SIDE, SIDE), "batch_size": BATCH, "class_mode": "categorical"}
        self._training = varied.flow_from_directory(folder / "training", **given)
        self._validation = plain.flow_from_directory(folder / "validation", shuffle=False, **given)
        self._test = plain.flow_from_directory(folder / "test", shuffle=False, **given)
        self._out, self._name, self._steps, self._keep = out, name, steps, keep
        self._epochs: list[dict[str, float]] = []
        if keep is not None and keep.exists():
            self._model = tf.keras.models.load_model(keep)
            self._epochs = json.loads(out.read_text())["epochs"]
        else:
            self._model = network(name, self._training.num_classes)
            self._model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

    def train(self, epochs: int, *, test_every: int = 0) -> None:
        """Train until so many epochs are done, and say what it thinks of the test pictures after every so many."""
        while len(self._epochs) < epochs:
            self._epochs.append(self._epoch())
            print(self._epochs[-1], flush=True)
            done = len(self._epochs)
            told = test_every > 0 and (done % test_every == 0 or done == epochs)
            self._write(self._answers() if told else self._told_before())
            if self._keep is not None:
                self._model.save(self._keep)

    def _epoch(self) -> dict[str, float]:
        began, cpu = time.monotonic(), time.process_time()
        given = {"validation_data": self._validation, "epochs": 1, "steps_per_epoch": self._steps, "verbose": 0}
        history = self._model.fit(self._training, **given).history
        return {
            "epoch": len(self._epochs) + 1,
            "seconds": time.monotonic() - began,
            "cpu_seconds": time.process_time() - cpu,
            **{key: float(values[-1]) for key, values in history.items()},
        }

    def _answers(self) -> dict[str, Any]:
        """By file name the class of each test picture, and what it is told to be."""
        said = self._model.predict(self._test, verbose=0)
        names = sorted(self._training.class_indices, key=self._training.class_indices.__getitem__)
        answered = {
            Path(file).name: [names[truth], names[int(row.argmax())]]
            for file, truth, row in zip(self._test.filenames, self._test.classes, said, strict=True)
        }
        return {"test": answered, "test_after": len(self._epochs)}

    def _told_before(self) -> dict[str, Any]:
        before = json.loads(self._out.read_text()) if len(self._epochs) > 1 else {}
        return {key: before[key] for key in ("test", "test_after") if key in before}

    def _write(self, answers: dict[str, Any]) -> None:
        of = len(self._training)
        what = {"network": self._name, "batches": self._steps or of, "of": of, "epochs": self._epochs, **answers}
        self._out.write_text(json.dumps(what, indent=1))


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description="The article's recipe in plain Keras.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--network", choices=("deep_cnn", "vgg16"), default="deep_cnn")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--test-every", type=int, default=10, help="epochs; 0: never")
    parser.add_argument("--keep", type=Path, help="a .keras file to save the model in, and to go on from")
    args = parser.parse_args()
    recipe = Recipe(args.folder, args.out, name=args.network, steps=args.steps, keep=args.keep)
    recipe.train(args.epochs, test_every=args.test_every)


if __name__ == "__main__":
    main()
