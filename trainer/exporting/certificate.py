"""The certificate of an exported model: how far it does the same as the run's own model, from files on. Light."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec

from trainer.exporting import formats

NAME = "certificate.json"


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What came of asking an exported model about pictures, beside the run's Keras model (``certificate.json``).

    Attributes:
        format: A name of `formats.FORMATS`.
        run, created, version: The run's name, the time (ISO 8601), the program's version.
        runtime: What ran the exported file, with its version.
        machine: Where, in words.
        sha256: Of the model's file; of a folder, of the names and contents of all its files.
        pictures: How many files were asked about: ``validation`` of them validation, ``training`` training pictures.
        unreadable: Files that could not be read and do not count.
        decoded_differently: Pictures that the reference beside the export gives other pixels for than ArtClass does,
            or none; the exported model is asked with the reference's all the same, for so it is used.
        agreement: Share of pictures that get the same class from both, 0 to 1; with its 95 % Wilson interval.
        greatest_difference, mean_difference: Of the probabilities, 0 to 1, over all pictures and classes.
        accuracy_before, accuracy_after: Shares of the validation pictures told rightly by either; None if unlabelled.
        loss_interval: 95 % interval of accuracy before less after, on the same pictures (`paired.Paired`).
        passed: Whether it is as close as its format has to be.
    """

    format: formats.Name
    run: str
    created: str
    version: str
    runtime: str
    machine: str
    sha256: str
    pictures: int
    validation: int
    training: int
    unreadable: int
    decoded_differently: int
    agreement: float
    agreement_interval: tuple[float, float]
    greatest_difference: float
    mean_difference: float
    accuracy_before: float | None = None
    accuracy_after: float | None = None
    loss_interval: tuple[float, float] | None = None
    passed: bool


def passes(format_name: str, agreement: float, greatest_difference: float) -> bool:
    """Whether an export of this format is as close to the run's model as it has to be."""
    row = formats.find(format_name)
    return agreement >= row.least_agreement and (
        row.most_difference is None or greatest_difference <= row.most_difference
    )


def words(certificate: Certificate) -> str:
    """The certificate in a few sentences, the verdict first."""
    return " ".join(filter(None, (verdict(certificate), _figures(certificate), _loss(certificate))))


def verdict(certificate: Certificate) -> str:
    """How far the export may be relied on.

    All formats are told in the same words, whose sureness is that of the figure in them: who reads two certificates side by
    side must not take the one that agrees less for the surer one, only because less is asked of it.
    """
    row = formats.find(certificate.format)
    if not certificate.passed:
        wanted = f"the same class on at least {row.least_agreement:.1%} of the pictures"
        if row.most_difference is not None:
            wanted += f" and no probability off by more than {row.most_difference:g}"
        return f"{row.title}: not certified, for it does not do the same as the run's model ({wanted} would be needed)."
    lower = ""
    if row.least_agreement < formats.USUAL_AGREEMENT:
        lower = f" by a lower mark than other formats ({row.least_agreement:.1%} the same class, not {formats.USUAL_AGREEMENT:.1%})"
    few = ""
    if certificate.pictures < _enough(formats.USUAL_AGREEMENT):
        few = f"; {certificate.pictures:,} pictures are too few to promise more"
    return (
        f"{row.title}: certified{lower}, for the same class as the run's model on at least "
        f"{certificate.agreement_interval[0]:.1%} of other pictures like these{few}."
    )


def _enough(agreement: float) -> int:
    """How many pictures without a difference it takes to be 95 % sure of an agreement."""
    return math.ceil(math.log(0.05) / math.log(agreement))


def _figures(certificate: Certificate) -> str:
    kinds = f"{certificate.validation:,} validation"
    learnt = ""
    if certificate.training:
        kinds += f" and {certificate.training:,} training"
        learnt = ", though those that were learnt from are easier to agree on"
    odd = certificate.decoded_differently
    return (
        f"Asked about {kinds} pictures from their files, it gives the same class on {certificate.agreement:.1%} "
        f"(95 % interval {certificate.agreement_interval[0]:.1%} to {certificate.agreement_interval[1]:.1%}){learnt}; "
        f"its probabilities are off by {certificate.greatest_difference:.4f} at most "
        f"and by {certificate.mean_difference:.5f} on average."
        + (f" {odd:,} of the files are decoded differently by decode.py than by ArtClass." if odd else "")
    )


def _loss(certificate: Certificate) -> str:
    before, after, interval = certificate.accuracy_before, certificate.accuracy_after, certificate.loss_interval
    if certificate.format != "litert-int8" or before is None or after is None or interval is None:
        return ""
    low, high = (100 * bound for bound in interval)
    chance = ", so it may be chance" if low <= 0 <= high and after != before else ""
    return (
        f"Accuracy on the validation pictures: {after:.1%} instead of {before:.1%}, {_difference(100 * (before - after))} "
        f"(95 % interval of the loss {low:.1f} to {high:.1f} points{chance})."
    )


def _difference(points: float) -> str:
    if round(points, 1) == 0:
        return "no loss to speak of"
    return f"a loss of {points:.1f} points" if points > 0 else f"{-points:.1f} points more"


def read(folder: Path) -> Certificate | None:
    """The certificate in an exported folder; None where there is none that can be read."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Certificate)
    except (OSError, msgspec.DecodeError):
        return None
