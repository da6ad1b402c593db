"""The demonstration: it runs to its end by itself, stops at any other action, and gives the run from before back."""

from collections.abc import Callable

import pytest

from playground.core.experiment import Experiment
from playground.core.experiment.presets import presets
from playground.engine.letters import Picture
from playground.ui import show_me
from playground.ui.show_me import STEPS, Card, ShowMe
from tests.support.hand import SMALL, Hand

TINY = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 32}
LONG = 1000.0
"""A patience with which no step is over by itself."""


def tiny_preset(name: str) -> Experiment:
    return presets()[name].experiment.changed(TINY)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show_me, "EXPERIMENT", show_me.EXPERIMENT.changed(TINY))
    monkeypatch.setattr(show_me, "preset", tiny_preset)
    for name in ("MET_AT", "COLLAPSED_AT", "LONGEST"):
        monkeypatch.setattr(show_me, name, 30)


@pytest.fixture
def show(hand: Hand) -> ShowMe:
    hand.window.show_me.patience = 0.0
    return hand.window.show_me


def card(hand: Hand) -> Card:
    return hand.window.show_me._card


def trained(hand: Hand, n: int = 5) -> Picture:
    hand.window.controller.step(n=n)
    hand.until(lambda: hand.window.settled_at(n))
    return hand.rest()


def ended(hand: Hand) -> None:
    hand.until(lambda: not hand.window.show_me.running)
    hand.rest()


def offer(hand: Hand) -> None:
    """Takes the offer on the banner."""
    (button,) = hand.window.stage.banner._buttons
    button.click()
    hand.rest()


def test_it_runs_through_all_its_steps_by_itself_and_the_run_from_before_comes_back(
    open_hand: Callable[..., Hand],
) -> None:
    mine = SMALL.changed({"learning_rate_g": 5e-4, "target": "gaussian"})
    hand = open_hand(mine)
    hand.rest()
    show = hand.window.show_me
    show.patience = 0.0
    before = trained(hand)
    places: list[str] = []
    seen: list[Picture] = []
    hand.window.controller.command_sent.connect(lambda _: places.append(card(hand).place.text()))
    hand.window.controller.bridge.arrived.connect(seen.append)
    hand.do("show_me")
    assert card(hand).isVisible()
    hand.until(lambda: not show.running, 60)
    hand.rest()
    assert list(dict.fromkeys(p for p in places if p)) == [f"{n} of 8" for n in range(1, 9)]
    assert any(p.counters.d_steps >= 100 and p.counters.g_steps == 0 for p in seen), "D alone"
    assert any(p.counters.g_steps == 1 and p.counters.iteration == 0 for p in seen), "one step of G"
    shown = [p.experiment.changed({"device": "cpu"}) for p in seen]
    for name in ("mode_collapse", "mode_collapse_cured"):
        assert tiny_preset(name) in shown, name
    assert not hand.window.controller.playing
    assert not card(hand).isVisible()
    assert "run 1, at iteration 5" in hand.window.stage.banner.text
    offer(hand)
    after = hand.rest()
    assert after.counters == before.counters
    assert (after.timeline.line, after.timeline.moment, after.timeline.end) == (
        before.timeline.line,
        before.timeline.moment,
        before.timeline.end,
    ), "the run from before got no move of its own"
    assert hand.window.controller.experiment == before.experiment == mine


def test_stop_pauses_and_offers_the_experiment_back_where_nothing_had_been_trained(hand: Hand, show: ShowMe) -> None:
    show.patience = LONG
    hand.do("show_me")
    hand.rest()
    for _ in range(3):
        card(hand).next.click()
    hand.until(lambda: hand.iteration > 3)
    card(hand).stop.click()
    ended(hand)
    assert not hand.window.controller.playing
    assert "had not been trained" in hand.window.stage.banner.text
    offer(hand)
    picture = hand.rest()
    assert picture.experiment == hand.window.controller.experiment == SMALL
    assert picture.timeline.end == 0


def test_a_sentence_stays_until_it_could_be_read(hand: Hand, show: ShowMe) -> None:
    show.patience = LONG
    hand.do("show_me")
    hand.rest()
    assert card(hand).place.text() == "1 of 8"
    show._timer.timeout.emit()
    assert card(hand).place.text() == "2 of 8"


def test_the_same_key_stops_it(hand: Hand, show: ShowMe) -> None:
    show.patience = LONG
    hand.do("show_me")
    hand.do("show_me")
    assert not show.running
    assert not card(hand).isVisible()


ACTIONS: dict[str, Callable[[Hand], object]] = {
    "play": lambda hand: hand.do("play"),
    "step": lambda hand: hand.do("step"),
    "restart": lambda hand: hand.do("restart"),
    "knob": lambda hand: hand.window.controller.change("batch", 64),
    "target": lambda hand: hand.window.controller.change("target", "heart"),
    "undo in time": lambda hand: hand.do("back"),
}


@pytest.mark.parametrize("what", ACTIONS)
def test_any_other_action_ends_it_and_is_done(what: str, lasting_hand: Callable[..., Hand]) -> None:
    hand = lasting_hand()
    show = hand.window.show_me
    trained(hand)
    show.patience = LONG
    hand.do("show_me")
    hand.rest()
    sent = hand.window.controller.bridge.sent
    ACTIONS[what](hand)
    assert not show.running
    assert not card(hand).isVisible()
    assert hand.window.controller.bridge.sent > sent
    hand.window.controller.pause()
    hand.rest()
    offer(hand)
    hand.until(lambda: hand.pictures[-1].experiment == SMALL and hand.iteration == 5)


def test_looking_does_not_end_it(hand: Hand, show: ShowMe) -> None:
    show.patience = LONG
    hand.do("show_me")
    hand.window.stage.dots.setValue(400)
    hand.window.toolbar.speed.slider.setValue(5)
    hand.window.docks["fit"].hide()
    hand.rest()
    assert show.running


def test_the_sentences_say_how_many_modes_were_measured(hand: Hand) -> None:
    measured = trained(hand)
    scene = show_me.Scene(measured, 0)
    assert scene.modes is not None
    assert f"G reaches {scene.modes[0]} of 8 modes." in STEPS[-1].say(scene)
