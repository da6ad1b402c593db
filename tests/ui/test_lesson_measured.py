"""A lesson's claim in the real window: measured whichever panel is open, and only when the work that it awaits is done."""

from collections.abc import Callable

from playground.core.lessons import parsed
from playground.ui.lessons.names import names
from tests.support.hand import SMALL, Hand

TEXT = """\
title = "Short"
about = "One step."
minutes = 3

[[step]]
words = "Train."
set = { g_layers = 1, d_layers = 1, g_width = 8, d_width = 8, batch = 32 }
dock = "story"
await = { action = "ACTION" }

[step.claim]
measure = "MEASURE"
at_least = 0.0
"""


def begin(hand: Hand, action: str, measure: str) -> None:
    text = TEXT.replace("ACTION", action).replace("MEASURE", measure)
    hand.rest()
    teacher = hand.window.lessons.teacher
    teacher.open(parsed(text, "short", "short.toml", names()), 0)
    hand.until(lambda: teacher._begun)
    hand.rest()


def test_a_claim_is_measured_though_no_open_panel_shows_it(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    begin(hand, "step_g", "distance")  # which the panel "story" does not show
    teacher = hand.window.lessons.teacher
    hand.window.actions_by_id["step_g"].trigger()
    hand.until(lambda: teacher.attempt is not None and teacher.attempt.standing(teacher._shown).ending == "holds")


def test_training_d_to_its_optimum_is_judged_at_its_end(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    begin(hand, "train_d_to_optimum", "d_steps")  # at least 0: it would hold on the way
    teacher = hand.window.lessons.teacher
    assert teacher.attempt is not None
    hand.window.actions_by_id["train_d_to_optimum"].trigger()
    hand.until(lambda: teacher.attempt is not None and teacher.attempt.standing(teacher._shown).ending == "holds")
    ended = teacher._shown
    hand.rest()
    assert ended is not None
    assert not ended.playing
    assert teacher.attempt.standing(ended).value == hand.window.stage.shown.counters.d_steps
