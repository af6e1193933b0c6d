"""Does a model know what is none of its classes, and are error budgets kept? Asked of a trained and pinned run.

``python -m tests.benchmarks.promises RUN [FOLDER…]``: the run's folder or package; every folder holds pictures that are of none
of its classes, beside those that are made here: pages of text, noise, blurred patches and bar charts.

*strangers*: for each kind the area under the ROC curve of the distance against the test pictures, the share that is told to
be none of the classes, and the share that a budget of 5 % would file with and without that. *budgets*: the answers for
validation and test pictures are dealt out anew into three parts many times: a threshold is chosen by the first, the promise
checked on the second, and the third shows what came true.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from tests.benchmarks._kept import loaded, machine
from trainer import package
from trainer.events import Prediction
from trainer.formats import SUFFIXES
from trainer.measuring import budget, strangers
from trainer.package import HeldOut, Light, Sample
from trainer.predicting.predictor import Predictor

_EACH = 60
_DEALS = 200
_BUDGETS = (0.02, 0.03, 0.05, 0.08, 0.1)
_SHOWN = 0.05


def main() -> int:
    """Print the figures; the exit status is 1 where kept promises are broken more often than they say."""
    if len(sys.argv) < 2:
        sys.stdout.write("skipped: name a run that was trained and pinned\n")
        return 0
    model = Path(sys.argv[1])
    light = package.read_light(model)
    if light.held_out is None or light.held_out.test is None or light.info.novelty is None:
        sys.stdout.write(f"{model} cannot be asked: it has no features, or was not measured on its test pictures\n")
        return 1
    sys.stdout.write(f"{light.info.architecture}, {light.info.image_size} px, {machine()}, load {loaded()}\n")
    sys.stdout.write(f"{light.info.novelty}\n")
    _strangers(model, light, [Path(name) for name in sys.argv[2:]])
    return 0 if _budgets(light.held_out, light) else 1


def _strangers(model: Path, light: Light, folders: Sequence[Path]) -> None:
    assert light.held_out is not None
    assert light.held_out.test is not None
    assert light.info.novelty is not None
    known = light.held_out.test.distance
    told = float(np.mean(np.array(known) > light.info.novelty.threshold))
    sys.stdout.write(f"strangers: of {len(known):,} test pictures {told:.1%} are told to be of none of the classes\n")
    threshold = budget.plan(light.held_out, light.info.novelty, _SHOWN).threshold or 2.0
    predictor = Predictor(package.read(model))
    with tempfile.TemporaryDirectory() as place:
        for folder in [*_made(Path(place)), *folders]:
            paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
            said = [one for one in predictor.predict(paths) if one.status == "ok"]
            if said:
                sys.stdout.write(f"  {folder.name}: {_line(said, known, threshold)}\n")


def _line(said: Sequence[Prediction], known: Sequence[float], threshold: float) -> str:
    far = [one.distance or 0.0 for one in said]
    area = roc_auc_score([0] * len(known) + [1] * len(far), [*known, *far])
    novel = np.array([one.novel for one in said])
    sure = np.array([(one.confidence or 0.0) >= threshold for one in said])
    return (
        f"{len(said)} pictures, area {area:.3f}, told {novel.mean():.1%}, a budget of {_SHOWN:.0%} files "
        f"{(sure & ~novel).mean():.1%} (without telling them: {sure.mean():.1%})"
    )


def _budgets(held_out: HeldOut, light: Light) -> bool:
    assert held_out.test is not None
    rows = np.array([*_rows(held_out.validation), *_rows(held_out.test)])
    chance, good = np.random.default_rng(1), True
    for at_most in _BUDGETS:
        verdicts: Counter[str] = Counter()
        filed, wrong, over = [], [], 0
        for _ in range(_DEALS):
            first, second, third = (_sample(part) for part in np.array_split(chance.permutation(rows), 3))
            plan = budget.plan(HeldOut(validation=first, test=second), light.info.novelty, at_most)
            verdicts[plan.verdict] += 1
            if plan.threshold is not None:
                truth = budget.filing(third, light.info.novelty, plan.threshold)
                filed.append(truth.filed / truth.pictures)
                wrong.append(truth.share_wrong)
                over += plan.verdict == "kept" and truth.share_wrong > at_most
        sys.stdout.write(
            f"at most {at_most:.0%}: {dict(verdicts)}, files {_mean(filed):.1%}, wrong {_mean(wrong):.1%}; "
            f"of {verdicts['kept']} kept ones {over} over it on the third part\n"
        )
        good &= over <= 0.1 * verdicts["kept"] + 1  # 5 % by the bound, and the third part is small itself
    return good


def _rows(sample: Sample) -> list[tuple[float, float, float]]:
    return list(zip(sample.confidence, map(float, sample.right), sample.distance, strict=True))


def _sample(rows: np.ndarray) -> Sample:
    confidence, right, distance = rows.T
    return Sample(
        confidence=tuple(confidence.tolist()), right=tuple((right > 0).tolist()), distance=tuple(distance.tolist())
    )


def _mean(shares: Sequence[float]) -> float:
    return float(np.mean(shares)) if shares else float("nan")


def _made(place: Path) -> list[Path]:
    """Made strangers, a folder a kind."""
    for kind in strangers.KINDS:
        (place / kind.name).mkdir()
        for number, picture in enumerate(strangers.drawn(kind, _EACH)):
            picture.save(place / kind.name / f"{number}.png")
    return [place / kind.name for kind in strangers.KINDS]


if __name__ == "__main__":
    sys.exit(main())
