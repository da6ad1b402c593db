"""How a step stands, in sentences."""

from __future__ import annotations

from playground.core.lessons import Claim, Step
from playground.engine.lessons import MEASURES, Standing
from playground.i18n import Text, tr


def progress(step: Step, standing: Standing) -> str:
    """How much of what is awaited has been done; empty where nothing is awaited."""
    awaits = step.awaits
    if awaits is None:
        return ""
    if standing.awaited:
        return tr("✓ Done.")
    if step.predict is not None and standing.answer is None:
        return tr("Choose an answer first.")
    if awaits.iterations:
        return tr("{done:,} of {needed:,} iterations", done=standing.done, needed=standing.needed)
    if awaits.action and awaits.times > 1:
        return tr("{done} of {needed} times", done=standing.done, needed=standing.needed)
    return tr("Your turn.")


def limit(claim: Claim) -> str:
    """What the claim expects, with its sign."""
    shown = MEASURES[claim.measure].shown
    if claim.at_least is not None and claim.at_most is not None:
        return tr("{low} to {high}", low=shown(claim.at_least), high=shown(claim.at_most))
    if claim.at_least is not None:
        return tr("at least {low}", low=shown(claim.at_least))
    assert claim.at_most is not None
    return tr("at most {high}", high=shown(claim.at_most))


MEASURED: dict[str, Text] = {
    "now": "Measured: {what} is {value}.",
    "change": "Measured: {what} has changed by {value} since this step began.",
    "ratio": "Measured: {what} is {value} times what it was when this step began.",
}
"""By what the claim asks for."""
ENDINGS: dict[str, Text] = {
    "holds": "✓ As the lesson foresaw ({limit}).",
    "not yet": "Not yet as the lesson foresaw ({limit}). Let it train on.",
    "not here": "It did not happen here; the lesson foresaw {limit}. Chance plays a part: another seed may show it.",
}


def outcome(step: Step, standing: Standing) -> str:
    """What was measured of the claim, and how it ended; empty before there is anything to say."""
    claim = step.claim
    if claim is None or standing.ending in ("none", "waiting") or standing.value is None:
        return ""
    measure = MEASURES[claim.measure]
    said = tr(MEASURED[claim.of], what=tr(measure.label), value=measure.shown(standing.value))
    if standing.at:
        said = tr("{measured} (Iteration {n:,}.)", measured=said, n=standing.at)
    return f"{said} {tr(ENDINGS[standing.ending], limit=limit(claim))}"


def prediction(step: Step, standing: Standing) -> str:
    """The person's answer beside the one that was measured; empty before both are known."""
    predict = step.predict
    if predict is None or standing.answer is None or standing.ending not in ("holds", "not here"):
        return ""
    mine = tr(predict.answers[standing.answer].words)
    if standing.came is None:
        return tr("You predicted: “{mine}”.", mine=mine)
    came = tr(predict.answers[standing.came].words)
    if standing.came == standing.answer:
        return tr("You predicted: “{mine}”, and this is what was measured.", mine=mine)
    return tr("You predicted: “{mine}”. Measured: “{came}”.", mine=mine, came=came)
