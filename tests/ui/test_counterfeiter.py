"""Free points in the real window: taken hold of and moved, and the game in which a person is the counterfeiter."""

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtTest import QTest

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.presets import presets
from playground.core.lenses import FIT, FREE_POINTS, VERDICTS
from playground.core.session.history import PointMoved
from playground.engine.letters import Picture
from playground.ui.layers import LAYERS
from playground.ui.network_words import NO_NETWORK
from playground.ui.play.counterfeiter import POINTS, Counterfeiter, game_of
from playground.ui.view_specs import OPENGL_VIEWS, VIEW_SPECS
from playground.ui.views.plane.grips import FINE, STEP
from tests.support.hand import SMALL, Hand

LEFT = Qt.MouseButton.LeftButton
FREE = SMALL.changed({"generator": "points", "g_points": 4, "g_updates": 0, "ema": 0.0})
PLACES = [(-2.0, -1.0), (0.0, 1.0), (1.5, 1.5), (2.0, -1.5)]


def spread_out(open_hand: Callable[..., Hand], experiment: Experiment = FREE) -> Hand:
    """A window whose four free points lie far apart."""
    hand = open_hand(experiment)
    hand.rest()
    for i, place in enumerate(PLACES):
        hand.window.controller.bridge.send(PointMoved(i, *place))
    hand.rest()
    return hand


def pixel(hand: Hand, x: float, y: float) -> QPoint:
    plane = hand.window.plane
    return plane.graphics.mapFromScene(plane.graphics.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y)))


def drag(hand: Hand, *places: tuple[float, float]) -> None:
    """Presses at the first place, moves over the others, and lets go at the last."""
    port = hand.window.plane.graphics.viewport()
    QTest.mousePress(port, LEFT, pos=pixel(hand, *places[0]))
    for place in places[1:]:
        hand.bot.wait(12)
        QTest.mouseMove(port, pixel(hand, *place))
    hand.bot.wait(12)
    QTest.mouseRelease(port, LEFT, pos=pixel(hand, *places[-1]))


def points(hand: Hand) -> np.ndarray:
    seen = hand.rest().seen(FREE_POINTS)
    assert seen is not None
    return seen.at


def log(hand: Hand) -> list[object]:
    return [move for move, _ in hand.app.session.here.current.line.log.stretches]


def test_a_point_follows_the_mouse_to_where_it_is_let_go_and_the_drag_is_undone_as_one(
    open_hand: Callable[..., Hand],
) -> None:
    hand = spread_out(open_hand)
    path = [(0.0, 1.0), *((0.1 * k, 1.0) for k in range(1, 12))]
    before, range_before = points(hand), hand.window.plane.rect_shown()
    drag(hand, *path)
    after = points(hand)
    assert after[1] == pytest.approx((1.1, 1.0), abs=0.03)
    others = [0, 2, 3]
    assert np.array_equal(after[others], before[others])
    assert hand.window.plane.rect_shown() == range_before, "the plane itself stayed"
    hand.do("undo")
    assert points(hand) == pytest.approx(before, abs=1e-6)
    hand.do("redo")
    assert np.array_equal(points(hand), after)


def test_a_drag_beside_the_points_moves_the_plane_and_no_point(open_hand: Callable[..., Hand]) -> None:
    hand = spread_out(open_hand)
    before, range_before, moves = points(hand), hand.window.plane.rect_shown(), log(hand)
    drag(hand, (-1.0, 0.0), (-0.6, 0.1), (-0.2, 0.2))
    assert np.array_equal(points(hand), before)
    assert hand.window.plane.rect_shown() != range_before
    assert log(hand) == moves


def test_a_drag_sends_no_faster_than_pictures_arrive_and_always_the_last_place(open_hand: Callable[..., Hand]) -> None:
    hand = spread_out(open_hand)
    sent: list[PointMoved] = []
    hand.window.controller.command_sent.connect(lambda c: sent.append(c) if isinstance(c, PointMoved) else None)
    grips = hand.window.plane.grips
    grips.hold(0)
    pictures = len(hand.pictures)
    for k in range(200):  # all before the next picture can arrive
        grips._move(-2.0 + k / 100, 0.5)
    assert len(hand.pictures) == pictures
    assert len(sent) == 1
    grips.dropped.emit()
    assert sent[-1] == PointMoved(0, pytest.approx(-0.01), 0.5)
    assert points(hand)[0] == pytest.approx((-0.01, 0.5))
    grips._move(0.5, 0.5)
    grips._move(0.6, 0.5)
    assert len(sent) == 3
    hand.until(lambda: len(sent) == 4)  # by itself, with the next picture
    assert points(hand)[0] == pytest.approx((0.6, 0.5))


def test_points_are_moved_while_training_runs(open_hand: Callable[..., Hand]) -> None:
    hand = spread_out(open_hand)
    hand.do("play")
    hand.until(lambda: hand.iteration > 5)
    drag(hand, (-2.0, -1.0), (-1.5, -1.0), (-1.0, -0.5), (-1.0, 0.0))
    start = hand.iteration
    hand.until(lambda: hand.iteration > start + 5)
    assert hand.window.controller.playing
    hand.do("play")
    assert points(hand)[0] == pytest.approx((-1.0, 0.0), abs=0.03)
    assert "iteration" in log(hand)[log(hand).index(PointMoved(3, *PLACES[3])) + 1 :]


def test_the_ring_follows_the_point_once_it_is_let_go(open_hand: Callable[..., Hand]) -> None:
    hand = spread_out(open_hand, FREE.changed({"g_updates": 1, "learning_rate_g": 0.1}))
    drag(hand, (0.0, 1.0), (0.5, 1.0), (1.0, 1.0))
    left = points(hand)[1]
    hand.window.controller.step(n=5)
    hand.until(lambda: hand.window.settled_at(5))
    now = points(hand)[1]
    assert np.abs(now - left).max() > 0.05, "G's gradient has moved it"
    assert np.concatenate(hand.window.plane.grips._ring.getData()) == pytest.approx(now)


def test_keys_take_hold_of_points_and_move_them_and_mean_the_run_again_once_let_go(
    open_hand: Callable[..., Hand],
) -> None:
    hand = spread_out(open_hand)
    graphics, grips = hand.window.plane.graphics, hand.window.plane.grips
    graphics.setFocus()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(graphics, key)
        hand.rest()
    QTest.keyClick(graphics, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert points(hand)[1] == pytest.approx((2 * STEP - FINE, 1.0 + STEP), abs=1e-5)
    assert hand.iteration == 0, "the arrows have not stepped"
    hand.do("undo")
    assert points(hand)[1] == pytest.approx(PLACES[1]), "one hold is one change"
    QTest.keyClick(graphics, Qt.Key.Key_PageUp)
    assert grips.held == 0
    QTest.keyClick(graphics, Qt.Key.Key_PageUp)
    assert grips.held == 3
    QTest.keyClick(graphics, Qt.Key.Key_Escape)
    assert grips.held is None
    QTest.keyClick(graphics, Qt.Key.Key_Right)
    hand.until(lambda: hand.iteration == 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_and_layer_shows_free_points_or_says_why_not(open_hand: Callable[..., Hand], theme: str) -> None:
    hand = open_hand(SMALL.changed({"generator": "points"}), theme=theme)
    hand.do("step")
    hand.rest()
    for view in VIEW_SPECS:
        if view.name not in OPENGL_VIEWS:
            hand.raise_dock(view.name)
            hand.do("step")
            hand.rest()
    for layer in LAYERS:
        hand.window.stage.panel.switches[layer.name].setChecked(True)
        hand.do("step")
        hand.rest()
    note = hand.window.stage.note.text()
    assert "Free points have no sheet" in note
    assert "Free points have no density p_model" in note
    networks = hand.window.panels.views["networks"]
    networks.which.setCurrentIndex(1)
    networks._choose()
    assert networks.words.text() == NO_NETWORK
    networks.which.setCurrentIndex(0)
    networks._choose()
    assert networks.words.text() != NO_NETWORK
    latent = hand.window.panels.latent
    latent.hold(np.array([0.3, 0.1], np.float32))
    hand.rest()
    assert "jumps" in latent._say.text()
    assert "no layers" in hand.window.panels.views["numbers"].words.text()


# ---- the game ----


def begun(hand: Hand) -> Counterfeiter:
    game = hand.window.counterfeiter
    hand.do("counterfeiter")
    hand.until(lambda: hand.pictures[-1].experiment.generator == "points" and hand.iteration > 3)
    hand.until(lambda: "Gap" in game.card.score.text())
    return game


def trained(hand: Hand, n: int = 5) -> Picture:
    hand.window.controller.step(n=n)
    hand.until(lambda: hand.window.settled_at(n))
    return hand.rest()


def offer(hand: Hand) -> None:
    (button,) = hand.window.stage.banner._buttons
    button.click()
    hand.rest()


def test_the_game_trains_d_against_the_points_and_gives_the_run_from_before_back(hand: Hand) -> None:
    hand.rest()
    before = trained(hand)
    game = begun(hand)
    assert game.card.isVisible()
    assert not hand.window.plane.layer_on("gradients"), "the arrows are a hint"
    now = hand.window.controller.experiment
    assert (now.generator, now.g_points, now.g_updates) == ("points", POINTS, 0)
    assert {key for key, value in now.values().items() if value != SMALL.values()[key]} == {
        "generator",
        "g_points",
        "g_updates",
    }
    game.card.end.click()
    picture = hand.rest()
    assert picture.counters.d_steps > 3
    assert picture.counters.g_steps == 0
    assert not game.card.isVisible()
    assert hand.window.plane.layer_on("gradients")
    assert not hand.window.controller.playing
    assert "Your run is kept in the timeline as run 1, at iteration 5." in hand.window.stage.banner.text
    offer(hand)
    after = hand.rest()
    assert after.counters == before.counters
    assert after.experiment == hand.window.controller.experiment == SMALL
    assert (after.timeline.line, after.timeline.end) == (before.timeline.line, before.timeline.end)
    assert len(after.timeline.line_summaries) == 2, "the game's own run is kept too"


def test_the_score_is_ds_mean_output_on_the_points_and_the_gap_with_its_floor(hand: Hand) -> None:
    hand.rest()
    game = begun(hand)
    hand.do("play")
    hand.rest()
    drag_to = PointMoved(0, 1.0, 1.0)
    hand.window.controller.bridge.send(drag_to)
    picture = hand.rest()
    seen, verdicts, fit = picture.seen(FREE_POINTS), picture.seen(VERDICTS), picture.seen(FIT)
    assert seen is not None
    assert verdicts is not None
    assert fit is not None
    text = game.card.score.text()
    assert f"D says <b>{seen.verdict.mean():.2f}</b> on your fakes, {verdicts.real.mean():.2f} on real points" in text
    assert f"<b>{fit.sliced_wasserstein:.3f}</b>; of real points {fit.floor:.3f}." in text


def test_under_a_score_objective_no_probability_is_named(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"objective": "wasserstein"}))
    hand.rest()
    text = begun(hand).card.score.text()
    assert "D scores real points" in text
    assert "D says" not in text


def test_the_hint_is_the_layer_of_arrows(hand: Hand) -> None:
    hand.rest()
    game = begun(hand)
    game.hint.click()
    assert hand.window.plane.layer_on("gradients")
    hand.window.stage.legend.switches["gradients"].setChecked(False)
    assert not game.hint.isChecked()


def test_gs_gradient_takes_over_and_gives_back(hand: Hand) -> None:
    hand.rest()
    game = begun(hand)
    assert hand.pictures[-1].counters.g_steps == 0
    before = hand.pictures[-1].seen(FREE_POINTS)
    game.gradient.click()
    hand.until(lambda: hand.pictures[-1].counters.g_steps > 20)
    assert hand.window.controller.experiment.g_updates == 1
    after = hand.pictures[-1].seen(FREE_POINTS)
    assert before is not None
    assert after is not None
    assert np.abs(after.at - before.at).max() > 1e-3
    hand.do("undo")
    assert hand.window.controller.experiment.g_updates == 0
    assert not game.gradient.isChecked()
    assert game.playing


@pytest.mark.parametrize("again", ["the key", "another run"])
def test_the_key_ends_it_and_so_does_another_generator(again: str, hand: Hand) -> None:
    hand.rest()
    game = begun(hand)
    if again == "the key":
        hand.do("counterfeiter")
    else:
        hand.do("defaults")
    hand.until(lambda: not game.playing)
    hand.window.controller.pause()
    hand.rest()
    assert not game.card.isVisible()
    offer(hand)
    hand.until(lambda: hand.pictures[-1].experiment == SMALL)


def test_a_free_point_is_moved_with_the_mouse_in_the_game(hand: Hand) -> None:
    hand.rest()
    game = begun(hand)
    hand.do("play")
    x, y = points(hand)[5].tolist()
    nearest = hand.window.plane.grips.near(QPointF(hand.window.plane.graphics.mapToScene(pixel(hand, x, y))))
    assert nearest is not None
    drag(hand, (x, y), (x + 0.3, y + 0.5), (1.0, 1.0))
    offset = np.abs(points(hand) - (1.0, 1.0)).max(1).min()
    assert offset < 0.15
    assert game.playing


@pytest.mark.parametrize("preset", [*presets()], ids=lambda preset: preset.name)
def test_every_preset_can_be_played(preset) -> None:
    e = game_of(preset.experiment)
    assert (e.generator, e.g_updates, e.updates) == ("points", 0, "alternating")
    assert e.d_updates > 0
    assert e.target == preset.experiment.target


def test_a_game_of_both_at_once_is_played_with_the_start_up_settings() -> None:
    both = EXPERIMENT.changed(
        {
            "updates": "simultaneous",
            "optimizer_d": "extra_adam",
            "optimizer_g": "extra_adam",
            "target": "grid25",
            "seed": 4,
        }
    )
    e = game_of(both)
    assert (e.target, e.seed, e.optimizer_d) == ("grid25", 4, EXPERIMENT.optimizer_d)
