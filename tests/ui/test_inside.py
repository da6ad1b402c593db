"""Seeing inside: layers, readings, pins, the game, slow motion, the latent pad, on the real window."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from playground.core.lenses import HELD, LENSES, MOVES, NEURONS, NUMBERS, READING, SAMPLES, UNIT, VALUE
from playground.core.lenses.look import shown_latents
from playground.core.lenses.numbers import SMALL as SMALL_GAME
from playground.core.training.linearised import Linearised
from playground.ui.exporting.animation import frame_of
from playground.ui.layers import LAYERS
from playground.ui.view_specs import VIEW_SPECS
from playground.ui.views.game.story import STORY
from playground.ui.views.plane.marks import MARKS
from playground.ui.views.plane.view import VIEW_SETTLES_MS
from tests.support.hand import SMALL, Hand


def drawn(hand: Hand, name: str) -> np.ndarray:
    """The pixels of a dock's view as it is now, uint8 (height, width, 3)."""
    hand.bot.wait(30)  # views in turns draw a moment after the picture
    return frame_of(hand.window.docks[name].widget().grab().toImage())


def at(hand: Hand, point: tuple[float, float]) -> QPointF:
    """Where a point of the plane is on the scene."""
    return hand.window.plane.graphics.getPlotItem().getViewBox().mapViewToScene(QPointF(*point))


def test_every_layer_has_a_mark_a_swatch_and_a_lens() -> None:
    assert {layer.name for layer in LAYERS} == set(MARKS)
    assert all(mark.lens in LENSES._entries.values() for mark in MARKS.values())


@pytest.mark.parametrize(
    ("latents", "theme"),
    [
        (1, "light"),
        (2, "dark"),
        (5, "light"),
        pytest.param(1, "dark", marks=pytest.mark.slow),
        pytest.param(2, "light", marks=pytest.mark.slow),
        pytest.param(5, "dark", marks=pytest.mark.slow),
    ],
)
def test_every_layer_is_drawn_and_fades_without_a_warning(
    open_hand: Callable[..., Hand], theme: str, latents: int
) -> None:
    hand = open_hand(SMALL.changed({"latent_size": latents}), theme=theme)
    hand.rest()
    for layer in LAYERS:
        hand.window.stage.panel.switches[layer.name].setChecked(True)
        hand.window.stage.panel.sliders[layer.name].setValue(40)
        hand.do("step")
        picture = hand.rest()
        assert MARKS[layer.name].lens in picture.lenses
        assert hand.window.plane.items[layer.name].isVisible()
        assert hand.window.plane.items[layer.name].opacity() == pytest.approx(0.4)
    assert sum(hand.window.plane.layer_on(layer.name) for layer in LAYERS if layer.group == "image") == 1


def test_the_reading_under_the_pointer_equals_d_evaluated_there(hand: Hand) -> None:
    for _ in range(3):
        hand.do("step")
    hand.rest()
    hand.window.plane._moved(at(hand, (0.7, -0.4)))
    hand.until(lambda: bool(hand.pictures[-1].seen(READING)))
    hand.rest()
    (reading,) = hand.pictures[-1].seen(READING)
    trainer = hand.app.session.here.current.trainer
    e = trainer.experiment
    x = torch.tensor([[reading.x, reading.y]], requires_grad=True)
    logit = e.d_shape(e.d_shape.views(trainer.d.flat), x)
    assert (reading.x, reading.y) == pytest.approx((0.7, -0.4), abs=0.02)
    assert reading.d == pytest.approx(torch.sigmoid(logit).item(), abs=1e-6)
    assert reading.slope == pytest.approx(torch.autograd.grad(logit.sum(), x)[0].norm().item(), rel=1e-4)
    assert f"{reading.d:.3f}" in hand.window.stage.reading.text()
    assert f"h = {reading.bandwidth:.3f}" in hand.window.stage.reading.text()


def test_a_pin_stays_follows_d_and_goes_at_a_second_click(hand: Hand) -> None:
    hand.window.stage.readings.pin((0.5, 0.5))
    hand.do("step")
    hand.do("step")
    hand.rest()
    pinned = hand.window.panels.fit.pinned
    assert pinned.isVisible()
    xs, ys = pinned.curves[0].getData()
    assert xs[-1] == 2
    assert ys[-1] == pytest.approx(hand.pictures[-1].seen(READING)[-1].d)
    hand.window.stage.readings.pin((0.52, 0.5))
    hand.rest()
    assert not pinned.isVisible()
    assert hand.pictures[-1].seen(READING) == ()


def test_moving_the_pointer_over_a_paused_plane_computes_nothing_else(hand: Hand) -> None:
    hand.rest()
    hand.bot.wait(2 * VIEW_SETTLES_MS)  # the plane says which rectangle it shows a moment after it was laid out
    before = hand.rest().lenses
    assert SAMPLES in before
    hand.window.stage.readings.point((1.0, 1.0))
    hand.until(lambda: bool(hand.pictures[-1].seen(READING)))
    assert all(hand.pictures[-1].lenses[lens] is seen for lens, seen in before.items() if lens is not READING)


def test_the_game_shows_both_losses_the_means_and_v_with_its_terms(hand: Hand) -> None:
    hand.raise_dock("game")
    hand.do("step")
    picture = hand.rest()
    game = hand.window.panels.game
    words = game.diagram.parts.words
    assert f"{picture.measured.d_loss:.3f}" in words["d"]
    assert f"{picture.measured.g_loss:.3f}" in words["g"]
    assert f"{picture.measured.d_real:.2f}" in words["verdicts"]
    assert game.formula._value is picture.seen(VALUE)


def test_the_walk_through_takes_its_steps_on_the_live_run_and_lights_its_boxes(hand: Hand) -> None:
    hand.raise_dock("game")
    game = hand.window.panels.game
    seen = []
    for step in STORY[:4]:
        game.forward.click()
        seen.append((hand.rest().counters.d_steps, hand.pictures[-1].counters.g_steps))
        assert game.diagram.lit == step.lit
        assert step.words in game.caption.text()
    assert seen == [(0, 0), (1, 0), (1, 1), (2, 1)]
    game.forward.click()
    hand.until(lambda: hand.iteration > 3)
    assert hand.window.controller.playing


def test_a_box_of_the_game_opens_its_own_view(hand: Hand) -> None:
    hand.raise_dock("game")
    diagram = hand.window.panels.game.diagram
    hand.bot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=diagram.box("g").center().toPoint())
    assert hand.window.plane.layer_on("manifold")
    hand.bot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=diagram.box("z").center().toPoint())
    assert hand.window.docks["latent"].isVisible()


def g_of(hand: Hand, z: np.ndarray) -> np.ndarray:
    trainer = hand.app.session.here.current.trainer
    g = trainer.experiment.g_shape
    with torch.no_grad():
        return g(g.views(trainer.ema), torch.tensor(z[None])).numpy()[0]


def test_the_latent_pad_shows_where_g_puts_z_and_the_path_of_a_drag(hand: Hand) -> None:
    hand.raise_dock("latent")
    pad = hand.window.panels.latent
    pad._place(0.3, -0.8)
    hand.rest()
    at_first = hand.pictures[-1].seen(HELD).at
    assert at_first == pytest.approx(g_of(hand, np.array([0.3, -0.8], np.float32)), abs=1e-6)
    pad._place(0.6, -0.2)
    hand.rest()
    assert len(pad.path) == 2
    pad.mark.click()
    pad._place(-1.0, 1.0)
    walk = hand.rest().seen(HELD).walk
    assert walk[0] == pytest.approx(g_of(hand, np.array([0.6, -0.2], np.float32)), abs=1e-6)
    assert walk[-1] == pytest.approx(g_of(hand, np.array([-1.0, 1.0], np.float32)), abs=1e-6)
    pad.let_go()
    assert hand.rest().seen(HELD) is None


def test_a_double_click_on_a_fake_holds_its_latent(hand: Hand) -> None:
    samples = hand.rest().seen(SAMPLES)
    hand.window.plane.picked.emit(tuple(map(float, samples.fake[17])))
    hand.rest()
    z = shown_latents(0, "gaussian", 2, len(samples.fake))[17]
    assert hand.window.controller.display.latent == pytest.approx(tuple(z))
    assert hand.window.docks["latent"].isVisible()


def test_a_latent_of_more_than_two_dimensions_is_seen_in_the_two_chosen(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"latent_size": 5}))
    hand.raise_dock("latent")
    pad = hand.window.panels.latent
    pad.axes[0].setCurrentIndex(3)
    pad.axes[0].activated.emit(3)
    pad._place(1.5, -0.5)
    assert hand.window.controller.display.latent == pytest.approx((0, -0.5, 0, 1.5, 0))
    assert hand.rest().display.latents_shown == (3, 1)


def test_pointing_at_a_curve_reads_iteration_and_value(hand: Hand) -> None:
    for _ in range(6):
        hand.do("step")
    hand.rest()
    hand.raise_dock("fit")
    box = hand.window.curves.boxes["losses"]
    where = box.graphics.getPlotItem().getViewBox().mapViewToScene(QPointF(4.0, 1.0))
    box._point(where)
    curve = hand.pictures[-1].losses
    index = list(curve.x).index(4)
    assert "4" in box.words.text()
    assert f"{curve.y['d_loss'][index]:.3f}" in box.words.text()


def weight_of(hand: Hand, network: str, tensor: int, index: tuple[int, ...]) -> float:
    player = getattr(hand.app.session.here.current.trainer, network)
    return float(player.shape.views(player.flat)[tensor][index])


@pytest.mark.parametrize("network", ["d", "g"])
def test_a_typed_weight_is_the_weight_in_the_state_and_can_be_undone(hand: Hand, network: str) -> None:
    hand.raise_dock("networks")
    view = hand.window.panels.networks
    view.which.setCurrentIndex(0 if network == "d" else 1)
    view.which.activated.emit(0)
    edge = view.drawing.edges[3]
    _, tensor, index = edge.parameter
    before = weight_of(hand, network, tensor, index)
    assert edge.value == pytest.approx(before)
    view._pick(edge.parameter)
    assert view.value.value() == pytest.approx(before, abs=1e-4)
    view.value.setValue(1.25)
    hand.rest()
    assert weight_of(hand, network, tensor, index) == 1.25
    assert view.current() == 1.25
    hand.do("undo")
    hand.rest()
    assert weight_of(hand, network, tensor, index) == pytest.approx(before)
    hand.do("redo")
    hand.rest()
    assert weight_of(hand, network, tensor, index) == 1.25


def test_a_bias_is_found_under_its_square_and_a_weight_under_its_line(hand: Hand) -> None:
    hand.raise_dock("networks")
    drawing = hand.window.panels.networks.drawing
    square, parameter, _ = drawing.biases()[2]
    assert drawing.parameter_at(square.center())[0] == parameter
    edge = drawing.edges[0]
    assert drawing.parameter_at(edge.line.pointAt(0.3)) == (edge.parameter, edge.value)
    assert drawing.parameter_at(QPointF(-50, -50)) is None


@pytest.mark.parametrize("network", ["d", "g"])
def test_pointing_at_a_unit_shows_it_on_the_plane(hand: Hand, network: str) -> None:
    hand.raise_dock("networks")
    view = hand.window.panels.networks
    view.which.setCurrentIndex(0 if network == "d" else 1)
    view.which.activated.emit(0)
    view.pointed.emit((network, 0, 3))
    hand.until(lambda: hand.pictures[-1].seen(UNIT) is not None)
    unit = hand.rest().seen(UNIT)
    assert (unit.points is None) == (network == "d")
    assert hand.window.plane._unit_image.isVisible() == (network == "d")
    assert hand.window.plane._unit_dots.isVisible() == (network == "g")
    view.pointed.emit(None)
    hand.until(lambda: hand.pictures[-1].seen(UNIT) is None)
    assert not hand.window.plane._unit_image.isVisible()


def test_a_wide_network_shows_its_most_active_units_first(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL.changed({"d_width": 256, "d_layers": 2}))
    hand.raise_dock("networks")
    layer = hand.pictures[-1].seen(NEURONS).d.layers[0]
    assert layer.width == 256
    assert (np.diff(layer.spread[layer.order]) <= 1e-6).all()
    assert layer.spread[layer.order[0]] == layer.spread.max()


@pytest.mark.parametrize("name", [view.name for view in VIEW_SPECS if not view.opengl])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_view_draws_an_empty_a_live_a_paused_and_a_diverged_state(
    lasting_hand: Callable[..., Hand], theme: str, name: str
) -> None:
    hand = lasting_hand(theme)
    hand.raise_dock(name)
    if name == "latent":
        hand.window.panels.latent._place(0.3, -0.8)
    empty = drawn(hand, name)
    hand.do("play")
    hand.until(lambda: hand.iteration > 5)
    drawn(hand, name)
    hand.do("play")
    hand.rest()
    live = drawn(hand, name)
    still = (
        next(view for view in VIEW_SPECS if view.name == name).pace is None
    )  # it shows what training does not change
    if not still:
        assert not np.array_equal(live, empty), "training is not seen"
    trainer = hand.app.session.here.current.trainer
    for flat in (trainer.d.flat, trainer.g.flat, trainer.ema):
        flat.fill_(float("nan"))
    hand.window.controller.show(dots=300)
    hand.rest()
    diverged = drawn(hand, name)
    if not still:
        assert not np.array_equal(diverged, live), "divergence is not seen"
    hand.window.controller.change("target", "two_moons")
    hand.rest()
    drawn(hand, name)


@pytest.mark.parametrize("name", [view.name for view in VIEW_SPECS if not view.opengl])
def test_each_view_looks_different_in_the_other_theme(lasting_hand: Callable[..., Hand], name: str) -> None:
    hand = lasting_hand()
    hand.do("light")
    hand.raise_dock(name)
    hand.do("step")
    hand.rest()
    light = drawn(hand, name)
    hand.do("dark")
    hand.rest()
    assert np.median(drawn(hand, name)) < 100 < np.median(light), "dark, and light before"


def test_the_numbers_speak_of_eigenvalues_for_small_networks(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    hand.raise_dock("numbers")
    hand.do("step")
    hand.rest()
    game, view = hand.pictures[-1].seen(NUMBERS).game, hand.window.panels.views["numbers"]
    said = view.game.words.text()
    assert isinstance(game, Linearised)
    assert f"{game.norm:.3g}" in said
    assert not game.kind, "after one step nothing is at rest"
    assert f"<b>{game.leaving} of {len(game.eigenvalues)}</b>" in said
    assert "not at rest, no prediction" in said
    assert f"{abs(game.largest):.4f}" in said
    assert "scales are frozen" in said
    assert len(view.game._multipliers.getData()[0]) == len(game.multipliers)
    assert len(view.boxes) >= 2
    hand.window.controller.change("spectral_norm", "on")
    hand.rest()
    assert "not linearised with spectral norm" in view.game.words.text()
    assert "small networks" not in view.game.words.text()
    assert view.game.plane.isHidden()
    hand.window.controller.change("spectral_norm", "off")
    hand.window.controller.change("d_width", 200)
    hand.rest()
    seen = hand.pictures[-1].seen(NUMBERS)
    assert f"up to {SMALL_GAME} parameters in all, and these have {seen.parameters:,};" in view.game.words.text()


def test_the_landscape_is_not_offered_without_opengl(hand: Hand) -> None:
    assert "landscape" not in hand.window.docks
    assert "landscape" not in hand.window.panels.views


def test_a_g_step_shows_which_way_each_fake_moved_and_a_d_step_that_none_did(hand: Hand) -> None:
    hand.do("step")
    hand.rest()
    assert not hand.window.plane.items["moves"].isVisible()
    hand.do("step_g")
    picture = hand.rest()
    assert hand.window.plane.items["moves"].isVisible()
    assert not picture.seen(SAMPLES).averaged
    assert f"{picture.seen(MOVES).mean:.3f}" in hand.window.stage.corner.moves.text()
    which = hand.window.stage.which
    assert (which.currentText(), which.isEnabled()) == ("raw G", False), "the box says what is drawn"
    assert hand.window.stage.legend.switches["fake"].text() == "fake (raw G)"
    hand.do("step_d")
    hand.rest()
    assert not hand.window.plane.items["moves"].isVisible()
    assert "Only D was updated" in hand.window.stage.corner.moves.text()
    hand.do("step")
    hand.rest()
    assert hand.window.stage.corner.moves.isHidden()
    assert (which.currentText(), which.isEnabled()) == ("average of G", True)


def test_a_click_with_shift_pins_a_stray_one_does_not_and_a_double_click_does_not(hand: Hand) -> None:
    graphics = hand.window.plane.graphics
    spot = graphics.mapFromScene(at(hand, (0.5, 0.5)))
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        hand.bot.mouseClick(graphics.viewport(), button, pos=spot)
        hand.bot.wait(QApplication.doubleClickInterval() + 100)
    assert hand.window.stage.readings.pins == ()
    hand.bot.mouseClick(graphics.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=spot)
    hand.until(lambda: len(hand.window.stage.readings.pins) == 1)
    (x, y) = hand.window.stage.readings.pins[0]
    assert (x, y) == pytest.approx((0.5, 0.5), abs=0.02)
    picked: list[tuple[float, float]] = []
    hand.window.plane.picked.connect(picked.append)
    elsewhere = graphics.mapFromScene(at(hand, (-0.5, -0.5)))
    for send in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):  # what a hand's double click consists of
        send(graphics.viewport(), Qt.MouseButton.LeftButton, pos=elsewhere)
    hand.bot.wait(QApplication.doubleClickInterval() + 200)
    assert len(picked) == 1
    assert picked[0] == pytest.approx((-0.5, -0.5), abs=0.02)
    assert hand.window.stage.readings.pins == ((x, y),)
    assert hand.window.docks["latent"].isVisible()
