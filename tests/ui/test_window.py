"""The real window on real training: everything a person can do, done."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest

from playground.core.lenses import FIT, FREE_POINTS, MOVES, NEIGHBOURS, READING, SAMPLES, SURFACE, VALUE
from playground.core.targets import TARGETS
from playground.engine.headline import headline
from playground.engine.letters import Diverged
from playground.ui.knobs import NEW_RUN
from playground.ui.palette import LIGHT, rgb
from playground.ui.readings import in_words
from tests.support.hand import SMALL, Hand


def key(hand: Hand, which: Qt.Key) -> None:
    hand.window.activateWindow()
    QTest.keyClick(hand.window, which)


def test_at_launch_it_is_paused_with_a_picture_and_one_large_play(hand: Hand) -> None:
    assert hand.iteration == 0
    assert not hand.window.controller.playing
    assert hand.window.stage.welcome.isVisible()
    assert "ready" in hand.window.stage.welcome.state.text()
    hand.bot.mouseClick(hand.window.stage.welcome.play, Qt.MouseButton.LeftButton)
    hand.until(lambda: hand.iteration > 5)
    assert not hand.window.stage.welcome.isVisible()


def test_space_plays_and_pauses_and_a_paused_window_fetches_nothing(hand: Hand) -> None:
    key(hand, Qt.Key.Key_Space)
    hand.until(lambda: hand.iteration > 10)
    assert hand.window.actions_by_id["play"].text() == "Pause"
    key(hand, Qt.Key.Key_Space)
    last = hand.rest()
    assert not last.playing
    assert hand.window.actions_by_id["play"].text() == "Play"
    shown = len(hand.pictures)
    hand.bot.wait(150)
    assert len(hand.pictures) == shown
    assert hand.window.controller.bridge.resting


@pytest.mark.parametrize(
    ("which", "counted"),
    [(Qt.Key.Key_Right, (1, 1, 1)), (Qt.Key.Key_D, (0, 1, 0)), (Qt.Key.Key_G, (0, 0, 1))],
)
def test_each_step_key_does_one_step(
    lasting_hand: Callable[..., Hand], which: Qt.Key, counted: tuple[int, int, int]
) -> None:
    hand = lasting_hand()
    key(hand, which)
    c = hand.rest().counters
    assert (c.iteration, c.d_steps, c.g_steps) == counted


def test_a_click_on_a_target_changes_p_data_live(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    gallery = hand.window.gallery
    item = gallery.item(TARGETS.names.index("two_moons"))
    hand.bot.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=gallery.visualItemRect(item).center())
    picture = hand.rest()
    assert picture.experiment.target == "two_moons"
    assert (picture.run, picture.counters.iteration) == (1, 1)
    assert picture.seen(FIT).modes is None
    assert not hand.window.curves.boxes["quality"].isVisible()


def test_a_live_knob_acts_without_a_new_run_and_a_structural_one_restarts(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    hand.window.knobs.editors["learning_rate_d"].box.setValue(0.02)
    live = hand.rest()
    assert live.experiment.learning_rate_d == 0.02
    assert (live.run, live.counters.iteration) == (1, 1)
    hand.window.knobs.editors["g_width"].box.setValue(12)
    structural = hand.rest()
    assert structural.experiment.g_width == 12
    assert (structural.run, structural.counters.iteration) == (2, 0)


def test_structural_knobs_say_that_they_restart(hand: Hand) -> None:
    knobs = hand.window.knobs
    assert "new run" in knobs.editors["g_width"].toolTip()
    assert "new run" not in knobs.editors["learning_rate_d"].toolTip()
    assert NEW_RUN in knobs.labels["g_width"].text()


def test_restart_replays_the_same_run_and_new_seed_another(hand: Hand) -> None:
    def after_three() -> list[float]:
        for _ in range(3):
            hand.do("step")
        return hand.rest().losses.y["d_loss"].tolist()

    first = after_three()
    key(hand, Qt.Key.Key_R)
    assert hand.rest().counters.iteration == 0
    assert after_three() == first
    hand.do("new_seed")
    assert hand.rest().experiment.seed == 1
    assert after_three() != first


def test_closing_while_playing_ends_the_thread_at_once(hand: Hand) -> None:
    hand.do("play")
    hand.until(lambda: hand.iteration > 5)
    started = time.perf_counter()
    hand.window.close()
    hand.app.thread.join(2)
    assert not hand.app.thread.is_alive()
    assert time.perf_counter() - started < 2


def test_pictures_of_an_open_window_change_nothing_in_training(hand: Hand) -> None:
    from playground.core.training.trainer import Trainer

    for _ in range(12):
        hand.do("step")
    hand.rest()
    alone = Trainer(SMALL)
    for _ in range(12):
        alone.iterate()
    assert hand.app.session.here.current.trainer.state().equals(alone.state())


def pixels(hand: Hand) -> np.ndarray:
    """What the plane shows, uint8 (height, width, 3)."""
    image = hand.window.plane.graphics.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None
    raw = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return raw[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def near_colour(picture: np.ndarray, colour: str, tolerance: int = 60) -> int:
    return int((np.abs(picture - np.array(rgb(colour))).sum(2) < tolerance).sum())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_layers_are_drawn_in_their_colours_and_vanish_when_switched_off(
    open_hand: Callable[..., Hand], theme: str
) -> None:
    hand = open_hand(theme=theme)
    hand.rest()
    switches = hand.window.stage.legend.switches
    for name in ("surface", "boundary", "gradients"):
        switches[name].setChecked(False)
    hand.rest()
    assert near_colour(pixels(hand), LIGHT.real, 130) > 100
    assert near_colour(pixels(hand), LIGHT.fake, 130) > 20
    switches["fake"].setChecked(False)
    hand.rest()
    assert near_colour(pixels(hand), LIGHT.fake, 130) == 0
    switches["real"].setChecked(False)
    hand.rest()
    assert near_colour(pixels(hand), LIGHT.real, 130) == 0
    before = pixels(hand)
    switches["surface"].setChecked(True)
    hand.rest()
    assert (pixels(hand) != before).any(2).mean() > 0.3


def test_a_hidden_layer_costs_no_lens(hand: Hand) -> None:
    for name in ("surface", "boundary", "gradients"):
        hand.window.stage.legend.switches[name].setChecked(False)
    hand.do("step")
    assert set(hand.rest().lenses) == {SAMPLES, FIT, NEIGHBOURS, READING, MOVES, FREE_POINTS}
    for dock in hand.window.docks.values():
        dock.hide()
    hand.bot.wait(30)
    hand.do("step")
    assert set(hand.rest().lenses) == {SAMPLES, READING, MOVES, FREE_POINTS}


def test_the_surface_follows_what_is_visible_and_fit_shows_the_whole_plane_again(hand: Hand) -> None:
    box = hand.window.plane.graphics.getPlotItem().getViewBox()
    box.setRange(xRange=(-0.5, 0.5), yRange=(-0.5, 0.5), padding=0)
    hand.until(lambda: hand.pictures[-1].seen(SURFACE).rect[3] < 1)
    key(hand, Qt.Key.Key_F)
    hand.until(lambda: hand.pictures[-1].seen(SURFACE).rect[3] > 3)
    left, right, bottom, top = hand.window.plane.rect_shown()
    view = hand.window.plane.graphics.getPlotItem().getViewBox()
    assert (right - left) / (top - bottom) == pytest.approx(view.width() / view.height(), rel=0.02)


def test_run_to_an_iteration_stops_there_and_says_so(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.ui.verbs.ask_whole", lambda *_: 40)
    hand.do("run_to")
    hand.until(lambda: hand.iteration == 40 and not hand.window.controller.playing)
    assert "40" in hand.window.stage.banner.text
    assert hand.window.stage.banner.isVisible()


def test_run_until_all_modes_stops_by_itself(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"target": "gaussian"}))
    hand.rest()
    hand.do("run_modes")
    hand.until(lambda: hand.iteration >= 20 and not hand.window.controller.playing)
    assert "All modes" in hand.window.stage.banner.text


def test_a_target_without_modes_offers_no_run_until_all_modes(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"target": "two_moons"}))
    assert not hand.window.actions_by_id["run_modes"].isEnabled()


def test_divergence_puts_up_a_banner_that_names_the_iteration(open_hand: Callable[..., Hand]) -> None:
    wild = {"objective": "wasserstein", "penalty": "none", "optimizer_d": "sgd", "optimizer_g": "sgd"}
    hand = open_hand(SMALL.changed({**wild, "learning_rate_d": 1.0, "learning_rate_g": 1.0}))
    hand.rest()
    hand.do("play")
    hand.until(lambda: isinstance(hand.window.news.last, Diverged))
    bad = hand.window.news.last.iteration
    hand.until(lambda: not hand.window.controller.playing)
    assert f"{bad:,}" in hand.window.stage.banner.text
    assert hand.iteration == bad - 1


def test_an_error_in_the_thread_is_shown_and_the_window_lives_on(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(hand.app.session.here.current, "advance", lambda *_, **__: 1 / 0)
        hand.do("play")
        hand.until(lambda: "ZeroDivisionError" in hand.window.stage.banner.text)
    assert not hand.window.controller.playing
    hand.do("step")
    assert hand.rest().counters.iteration == 1


def test_the_verdict_and_the_status_say_what_the_picture_says(hand: Hand) -> None:
    assert "Not trained yet" in hand.window.verdict.words.text()
    hand.do("step")
    picture = hand.rest()
    fit, said = picture.seen(FIT), headline(picture)
    assert hand.window.verdict.words.text() == said.text
    assert hand.window.verdict.detail.text() == said.detail
    for witness in said.witnesses:
        assert witness.short in hand.window.verdict.detail.toolTip()
    hand.window.verdict.more.click()
    hand.rest()
    assert f"{fit.modes.captured} of 8" in hand.window.verdict.numbers.text()
    status = hand.window.status.words.text()
    for word in ("paused", "Ring of 8", "CPU", "seed 0"):
        assert word in status


def test_the_card_has_one_height_whatever_it_says_and_more_unfolds_the_numbers(hand: Hand) -> None:
    card = hand.window.verdict
    height = card.height()
    hand.do("step")
    assert VALUE not in hand.rest().lenses
    assert not card.numbers.isVisible()
    assert card.height() == height
    hand.window.controller.change("target", "two_moons")
    hand.do("step")
    hand.rest()
    assert card.height() == height
    long = "far too long for two lines " * 9
    card.show_words(long, long, ("○", "text"))
    hand.bot.wait(30)
    assert card.height() == height
    assert card.words.toolTip() == long
    card.more.click()
    hand.until(lambda: VALUE in hand.rest().lenses)
    assert card.numbers.isVisible()
    assert card.height() > height
    card.more.click()
    hand.until(lambda: VALUE not in hand.rest().lenses)
    hand.until(lambda: card.height() == height)


def test_an_objective_without_a_probability_is_shown_as_a_score_around_0(hand: Hand) -> None:
    hand.window.controller.change("objective", "wasserstein")
    hand.do("step")
    picture = hand.rest()
    surface = picture.seen(SURFACE)
    assert not surface.probability
    assert surface.scale.low == -surface.scale.high
    assert hand.window.stage.scale.numbers()[-1].startswith("+")
    assert picture.display.score_spread == hand.window.controller.display.score_spread == surface.scale.high
    verdicts = hand.window.curves.boxes["verdicts"]
    assert verdicts.levels[0].value() == 0
    _, shown = verdicts.curves["d_real"].getData()
    assert shown[-1] == pytest.approx(-verdicts.curves["d_fake"].getData()[1][-1])


def test_the_average_and_the_raw_g_can_be_shown_and_the_card_says_which(hand: Hand) -> None:
    for _ in range(5):
        hand.do("step")
    averaged = hand.rest().seen(SAMPLES)
    assert averaged.averaged
    hand.window.stage.which.setCurrentIndex(1)
    hand.window.stage.which.activated.emit(1)
    raw = hand.rest().seen(SAMPLES)
    assert not raw.averaged
    assert (raw.fake != averaged.fake).any()
    assert "raw G" in hand.window.verdict.numbers.text()


def test_every_number_of_the_card_and_the_pointer_says_of_which_g_it_is(hand: Hand) -> None:
    """V, the bound on the JSD, D's means and D* are always of the raw G, also beside the metrics of the average."""
    card = hand.window.verdict
    card.more.setChecked(True)
    hand.do("step")
    picture = hand.rest()
    assert picture.seen(SAMPLES).averaged
    numbers = card.numbers.text().split("<br>")
    assert len(numbers) == 2
    assert all("average of G" in line and "raw G" not in line for line in numbers)
    for label in (card.means, card.value):
        assert "raw G" in label.text()
        assert "average of G" not in label.text()
    assert card.detail.toolTip().startswith("average of G\n")
    hand.window.controller.show(averaged=False)
    hand.rest()
    assert all("raw G" in line for line in card.numbers.text().split("<br>"))
    assert card.detail.toolTip().startswith("raw G\n")
    hand.window.controller.show(averaged=True, probes=((0.5, 0.5),))
    said = in_words(hand.rest().seen(READING)[0])
    assert "perfect D against the raw G" in said
    assert "p_model of the raw G" in said


def test_under_a_score_the_card_does_not_say_that_1_is_real(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    assert "1 is real, 0 is fake" in hand.window.verdict.means.toolTip()
    hand.window.controller.change("objective", "wasserstein")
    hand.do("step")
    hand.rest()
    assert "1 is real" not in hand.window.verdict.means.toolTip()
    assert "score" in hand.window.verdict.means.toolTip()


def test_the_number_of_dots_is_what_is_asked(hand: Hand) -> None:
    hand.window.stage.dots.setValue(300)
    assert len(hand.rest().seen(SAMPLES).fake) == 300
