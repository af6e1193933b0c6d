"""The article's recipe in plain Keras against this program: same machine, same pictures, same split, one run.

``python -m tests.benchmarks.versus [--keep FOLDER] [--recipe FILE] [--part deep_cnn --part vgg16 --part mobilenet_v2]``

``--recipe`` takes what ``tests.benchmarks.recipe … --epochs 50`` has written for the same pictures, finished or not;
without it the recipe's epochs are run, some 40 minutes for 50 (``--epochs`` takes fewer, for a look at the accuracies;
times are always told for 50). With ``--keep`` all that was measured is kept and not measured again (``--again NAME``
does).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks._kept import Kept
from tests.benchmarks.training import cli, shared
from trainer import dataset, runs
from trainer.catalog.records import SPLITS
from trainer.events import Epoch
from trainer.measuring import paired
from trainer.project import Project

EPOCHS = 50
PARTS = ("mobilenet_v2", "deep_cnn", "vgg16")
_TIMED = 3  # epochs; the first one warms up and does not count
_PLAIN = ["--no-class-weights", "--label-smoothing", "0", "--augment", "--mirror", "--patience", "1000"]
_THE_RECIPES = [  # our deep CNN with the settings of the recipe
    *("--model", "deep_cnn", "--batch-size", "16", "--learning-rate", "0.001", "--schedule", "constant"),
    *("--image-size", "150", "--turn", "0", "--zoom", "0.2", "--shear", "0.2", *_PLAIN),
]
_VGG16 = [
    *("--model", "vgg16", "--head", "article", "--weights", "random", "--image-size", "150", "--batch-size", "16"),
    *("--epochs", str(EPOCHS), *_PLAIN),
]


class Versus:
    """The parts of the benchmark.

    Args:
        kept: Results so far.
        data: The folder with the real pictures.
        recipe: What the recipe has written, or None.
        epochs: How many the accuracies of the deep CNN are measured after.
    """

    def __init__(self, kept: Kept, data: Path, recipe: Path | None, epochs: int) -> None:
        self._kept = kept
        self._epochs = epochs
        self._data = data
        self._recipe_file = recipe
        self._project = kept.folder / "art.artclass"
        self._folders = kept.folder / "folders"

    def imported(self) -> dict[str, Any]:
        """Import the pictures into a new project; seconds."""

        def measure() -> dict[str, Any]:
            for folder in (self._project, self._folders):
                shutil.rmtree(folder, ignore_errors=True)
            _, seconds, memory = cli("import", self._data / "data" / "art-images.zip", "--project", self._project)
            _link(self._project, self._folders)
            return {"seconds": seconds, "peak_gb": memory}

        return self._kept.get("import", measure)

    def recipe(self) -> dict[str, Any]:
        """The recipe's epochs with their seconds and accuracies, and its answers on the test pictures."""

        def measure() -> dict[str, Any]:
            return self._run_recipe("deep_cnn", self._epochs, tested=True)

        if self._recipe_file is not None:
            return _read(self._recipe_file)
        return self._kept.get(f"recipe of {self._epochs} epochs", measure)

    def epoch_of_recipe(self) -> dict[str, Any]:
        """Seconds of an epoch of the recipe, timed now beside ours."""

        def measure() -> dict[str, Any]:
            seconds = [epoch["seconds"] for epoch in self._run_recipe("deep_cnn", _TIMED)["epochs"]]
            return {"seconds": seconds, "epoch": statistics.median(seconds[1:])}

        return self._kept.get("recipe epoch", measure)

    def epoch_of_ours(self, precision: str) -> dict[str, Any]:
        """Seconds of an epoch of the same network with the same settings, by us."""

        def measure() -> dict[str, Any]:
            words = [*_THE_RECIPES, "--precision", precision, "--epochs", str(_TIMED)]
            epochs = self._train(*words)["epochs"]
            seconds = [epoch["seconds"] for epoch in epochs]
            return {"seconds": seconds, "epoch": statistics.median(seconds[1:]), "epochs": epochs}

        return self._kept.get(f"our epoch, {precision}", measure)

    def all_epochs_of_ours(self) -> dict[str, Any]:
        """The same network, all epochs of it, and its answers on the test pictures."""

        def measure() -> dict[str, Any]:
            return self._train(*_THE_RECIPES, "--precision", "float32", "--epochs", str(self._epochs), "--pin")

        return self._kept.get(f"our {self._epochs} epochs", measure)

    def vgg16_of_recipe(self) -> dict[str, Any]:
        """Seconds of an epoch of the recipe's VGG16: a few steps are timed, and the validation as a whole."""

        def measure() -> dict[str, Any]:
            few, more = 1, 4
            fewer, longer = (self._run_recipe("vgg16", 2, steps=steps) for steps in (few, more))
            first, second = (told["epochs"][-1]["seconds"] for told in (fewer, longer))
            of, step = longer["of"], (second - first) / (more - few)
            return {"step": step, "steps": of, "epoch": second + (of - more) * step}

        return self._kept.get("recipe epoch, vgg16", measure)

    def vgg16_of_ours(self) -> dict[str, Any]:
        """All 50 epochs of the head, with the look at the pictures and the report."""
        return self._kept.get("our vgg16", lambda: self._train(*_VGG16))

    def balanced(self) -> dict[str, Any]:
        """MobileNetV2 on Balanced, measured on the test pictures."""
        words = ("--model", "mobilenet_v2", "--preset", "balanced", "--pin")
        return self._kept.get("our mobilenet_v2", lambda: self._train(*words))

    def _run_recipe(
        self, network: str, epochs: int, steps: int | None = None, *, tested: bool = False
    ) -> dict[str, Any]:
        out = self._kept.folder / f"{network}-{epochs}-{steps or 'all'}.json"
        command = [sys.executable, "-m", "tests.benchmarks.recipe", str(self._folders), str(out)]
        command += ["--network", network, "--epochs", str(epochs)]
        command += ["--keep", str(out.with_suffix(".keras"))] if tested else ["--test-every", "0"]
        command += ["--steps", str(steps)] if steps is not None else []
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return _read(out)

    def _train(self, *words: str) -> dict[str, Any]:
        result, seconds, memory = cli("train", "--project", self._project, *words)
        run = runs.find(Project.open(self._project), result["run"])
        epochs = [
            {"seconds": event.seconds, "val_accuracy": event.validation_accuracy}
            for event in run.events()
            if isinstance(event, Epoch)
        ]
        told = {answer.sha256: answer.right for answer in run.predictions("test")}
        return {"seconds": seconds, "peak_gb": memory, "epochs": epochs, "result": result, "test": told}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _link(project: Path, folders: Path) -> None:
    """Folders a split and class with links to the pictures, for the recipe's directory iterator."""
    pictures = dataset.load(Project.open(project))
    for split in SPLITS:
        for picture in pictures.split(split):
            link = folders / split / picture.label / f"{picture.sha256}{picture.path.suffix.lower()}"
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(picture.path)


def _told_rightly(recipe: Mapping[str, Any]) -> dict[str, bool]:
    """By sha256 whether the recipe told a test picture rightly; nothing where it was cut off before it said so."""
    return {name.partition(".")[0]: truth == said for name, (truth, said) in recipe.get("test", {}).items()}


def _mobilenet_v2(versus: Versus) -> None:
    import_, balanced, epoch = versus.imported(), versus.balanced(), versus.epoch_of_recipe()["epoch"]
    ours, theirs = import_["seconds"] + balanced["seconds"], EPOCHS * epoch
    print(
        f"mobilenet_v2 Balanced, import to report: {ours:.0f} s (import {import_['seconds']:.0f} s), "
        f"peak {balanced['peak_gb']:.2f} GB, balanced accuracy {balanced['result']['test_balanced_accuracy']:.4f}\n"
        f"recipe: {EPOCHS} epochs of {epoch:.1f} s each, timed beside ours, are {theirs:.0f} s: ours takes "
        f"1/{theirs / ours:.1f} of that (to reach: 1/8)",
        flush=True,
    )
    recipe = versus.recipe()
    compared = paired.paired(_told_rightly(recipe), balanced["test"])
    if compared is None:
        print("the recipe has said nothing of these test pictures: no comparison")
        return
    low, high = compared.interval
    print(
        f"on the same {compared.images} test pictures: recipe after {recipe['test_after']} epochs {compared.accuracy_a:.4f}, ours {compared.accuracy_b:.4f}, "
        f"difference {100 * compared.difference:.1f} points (95 % {100 * low:.1f} to {100 * high:.1f}; to reach: 8, "
        f"interval above 0), McNemar p = {compared.p:.2g}, left out {compared.left_out}"
    )


def _deep_cnn(versus: Versus) -> None:
    versus.imported()
    theirs = versus.epoch_of_recipe()["epoch"]
    print(f"deep_cnn, batch 16: an epoch of the recipe {theirs:.1f} s")
    for precision in ("float32", "bfloat16"):
        ours = versus.epoch_of_ours(precision)["epoch"]
        print(
            f"  ours in {precision}: {ours:.1f} s, {ours / theirs:.2f} of it"
            + (" (to reach: 0.4)" if precision == "float32" else "")
        )
    recipe, ours = versus.recipe(), versus.all_epochs_of_ours()
    _accuracies("recipe", recipe["epochs"])
    _accuracies("ours, float32", ours["epochs"])
    compared = paired.paired(_told_rightly(recipe), ours["test"])
    if compared is not None:
        low, high = compared.interval
        print(
            f"  on the same {compared.images} test pictures: recipe (last epoch) {compared.accuracy_a:.4f}, ours (best by "
            f"validation) {compared.accuracy_b:.4f}, difference {100 * compared.difference:.1f} points "
            f"(95 % {100 * low:.1f} to {100 * high:.1f})"
        )


def _accuracies(who: str, epochs: list[dict[str, Any]]) -> None:
    said = [epoch["val_accuracy"] for epoch in epochs]
    last = statistics.mean(said[-10:])
    print(f"  {who}: {len(said)} epochs, validation accuracy best {max(said):.4f}, mean of the last ten {last:.4f}")


def _vgg16(versus: Versus) -> None:
    versus.imported()
    theirs, ours = versus.vgg16_of_recipe(), versus.vgg16_of_ours()
    whole = EPOCHS * theirs["epoch"]
    print(
        f"vgg16 with the article's head, random weights: recipe {theirs['step']:.2f} s a step of 16, so {theirs['epoch']:.0f} s "
        f"an epoch and {whole:.0f} s in {EPOCHS}; ours, look and report included, {ours['seconds']:.0f} s for "
        f"{len(ours['epochs'])} epochs: 1/{whole / ours['seconds']:.0f} (to reach: 1/40), peak {ours['peak_gb']:.2f} GB"
    )


_RUN = {"mobilenet_v2": _mobilenet_v2, "deep_cnn": _deep_cnn, "vgg16": _vgg16}


def main() -> None:
    """Measure, and print the figures."""
    data = shared()
    if data is None:
        print("skipped: the real pictures are not on this machine (ARTCLASS_SHARED)")
        return
    parser = argparse.ArgumentParser(description="The article's recipe against this program.")
    parser.add_argument(
        "--keep", type=Path, help="folder in which results are kept; by default one that is thrown away"
    )
    parser.add_argument("--recipe", type=Path, help="result of a recipe of 50 epochs for these pictures")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of the deep CNN, for the accuracies")
    parser.add_argument("--part", action="append", choices=PARTS, help="by default all of them")
    parser.add_argument(
        "--again", action="append", default=[], help="a result of this name in --keep is measured again"
    )
    args = parser.parse_args()
    os.environ.setdefault("KERAS_HOME", str(data / "keras"))
    with tempfile.TemporaryDirectory() as place:
        kept = Kept(args.keep.absolute() if args.keep else Path(place), tuple(args.again))
        versus = Versus(kept, data, args.recipe, args.epochs)
        for part in args.part or PARTS:
            _RUN[part](versus)
            sys.stdout.flush()
        print(f"measured on {versus.imported()['machine']}, load {versus.imported()['load_before']} before")


if __name__ == "__main__":
    main()
