"""The chapter of a model card on filing pictures without looking at each: budgets, and what is none of the classes. Light."""

from __future__ import annotations

from trainer.measuring import budget
from trainer.measuring.budget import Filing, Plan, Verdict
from trainer.package import HeldOut, Novelty

_BUDGETS = (0.01, 0.02, 0.05, 0.1)
_VERDICTS: dict[Verdict, str] = {
    "kept": "kept",
    "broken": "**not kept**",
    "too few": "too few test pictures to tell",
    "unchecked": "not checked on test pictures",
    "impossible": "cannot be promised",
}


def in_card(held_out: HeldOut | None, novelty: Novelty | None) -> str:
    """The chapter in Markdown, with a line's end; "" for a package that keeps no held-out answers.

    Args:
        held_out: What the model said of held-out pictures.
        novelty: From where on a picture is none of the classes; None where the model cannot tell.
    """
    if held_out is None:
        return ""
    on = "validation" if held_out.test is None else "test"
    plans = [budget.plan(held_out, novelty, at_most) for at_most in _BUDGETS]
    lines = [
        "## Filing without looking",
        "",
        _strangers(novelty),
        "",
        (
            "Where at most so many of the filed pictures are to be wrong, those of at least this confidence are filed, and "
            f"the others are left to look at. So it went on the {on} pictures:"
        ),
        "",
        "| at most wrong | confidence | filed | wrong among them | at most, with 95% certainty | |",
        "| ---: | ---: | ---: | ---: | ---: | --- |",
        *map(_row, plans),
    ]
    return "\n".join(lines) + "\n"


def _strangers(novelty: Novelty | None) -> str:
    if novelty is None:
        return "It does not tell pictures that are none of its classes: it takes them for one of these."
    return (
        f"A picture that lies further from what it learnt from than {novelty.share:.0%} of the validation pictures do is told to be "
        f"probably none of the classes (1 − cosine to training picture number {novelty.neighbours}, counted from the "
        f"nearest, above {novelty.threshold:.3f}). Nothing is filed of these."
    )


def _row(plan: Plan) -> str:
    filing = plan.test or plan.validation
    if plan.threshold is None or filing is None:
        return f"| {plan.at_most:.0%} | | | | | {_VERDICTS[plan.verdict]} |"
    return f"| {plan.at_most:.0%} | {plan.threshold:.1%} | {_figures(filing)} | {_VERDICTS[plan.verdict]} |"


def _figures(filing: Filing) -> str:
    return f"{filing.filed:,} of {filing.pictures:,} | {filing.wrong:,} | {budget.percent_up(filing.bound).replace(' ', '')}"
