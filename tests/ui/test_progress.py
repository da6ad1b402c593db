"""How far a run is: whole iterations, and the updates of both players where these do not follow from them."""

from collections.abc import Callable

from PyQt6.QtWidgets import QToolButton

from playground.core.experiment import Experiment
from playground.core.training.state import Counters
from playground.ui.progress import updates
from playground.ui.views.timeline.strip import CURVES, EDGE
from tests.support.hand import SMALL, Hand


def test_whole_iterations_say_nothing_about_updates() -> None:
    e = Experiment(d_updates=3, g_updates=2)
    assert not updates(Counters(), e)
    assert not updates(Counters(iteration=7, d_steps=21, g_steps=14), e)
    assert updates(Counters(iteration=7, d_steps=22, g_steps=14), e) == "updates: D 22, G 14"


def test_after_single_steps_toolbar_and_status_say_every_update(hand: Hand) -> None:
    w = hand.window
    assert "updates" not in w.toolbar.iteration.text()
    height, wide = w.toolbar.height(), w.toolbar.iteration.width()
    for action in ("step", "step_d", "step_d", "step_g"):
        hand.do(action)
    counters = hand.rest().counters
    assert (counters.iteration, counters.d_steps, counters.g_steps) == (1, 3, 2)
    hand.until(lambda: "updates: D 3, G 2" in w.status.rates.text())
    assert "updates: D 3, G 2" in w.toolbar.iteration.text()
    assert "iteration" in w.toolbar.iteration.text()
    assert w.toolbar.iteration.toolTip()
    assert w.toolbar.height() == height, "nothing below moves"
    hand.bot.wait(30)
    assert w.toolbar.iteration.width() >= wide
    hidden = w.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert hidden is None or not hidden.isVisible()


def test_after_a_change_of_the_updates_only_the_sums_are_said_as_the_cause_is_not_known(
    open_hand: Callable[..., Hand],
) -> None:
    hand = open_hand(SMALL)
    hand.do("step")
    hand.rest()
    hand.window.controller.change("d_updates", 2)
    hand.do("step")
    assert hand.rest().counters.d_steps == 3
    hand.until(lambda: "updates: D 3, G 2" in hand.window.toolbar.iteration.text())


def test_after_steps_of_d_alone_nobody_says_that_nothing_is_trained(hand: Hand) -> None:
    hand.window.levels.choose("workshop")
    hand.raise_dock("fit")
    assert hand.window.verdict.words.text() == "Not trained yet"
    hand.do("step_d")
    hand.rest()
    hand.until(lambda: hand.window.verdict.words.text() == "G is not trained yet")
    strip = hand.window.stage.timeline.strip
    assert strip.empty_words() == "1 single step, no whole iteration yet"
    hand.do("step_d")
    hand.rest()
    hand.until(lambda: strip.empty_words() == "2 single steps, no whole iteration yet")


def test_the_strip_names_its_curves_in_their_colours_left_of_where_time_begins(hand: Hand) -> None:
    for _ in range(4):
        hand.do("step")
    hand.rest()
    strip = hand.window.stage.timeline.strip
    hand.until(lambda: strip._time is not None and strip._time.last_iteration == 4)
    strip.resize(400, strip.height())
    start = strip.start
    assert start > EDGE
    image = strip.grab(strip.rect().adjusted(0, 0, start - EDGE - strip.width(), 0)).toImage()
    seen = {image.pixelColor(x, y).name() for x in range(1, image.width()) for y in range(1, image.height() - 1)}
    for _, _, role in CURVES:
        wanted = strip._neutrals.of(role)
        assert any(close(name, wanted) for name in seen), (role, wanted)
    assert strip.iteration_at(strip._x(3)) == 3
    assert strip._x(0) == start
    assert strip._x(4) == strip.width() - EDGE
    assert "losses" in strip.words_at(3)
    strip.setMinimumWidth(0)
    strip.resize(130, strip.height())
    assert strip.start == EDGE, "too narrow for a key"


def close(one: str, other: str) -> bool:
    """True if two colours differ by less than antialiasing changes them."""
    return all(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) < 40 for i in (1, 3, 5))
