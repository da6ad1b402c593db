"""A class chosen in the window: D, D*, the sheet and G(z, y) are of it, the plane says so, and dots have their class's colour."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from PyQt6.QtCore import QPointF

from playground.core.lenses import HELD, SAMPLES, SURFACE
from playground.core.own_data.build import own_points
from playground.core.own_data.grouping import labelled
from playground.core.own_data.text import written
from playground.core.training.trainer import Trainer
from playground.ui.palette import CLASS_COLOURS, DARK, LIGHT, class_colour, contrast, rgb
from playground.ui.readings import class_at
from playground.ui.views.plane.classes import ClassDots
from tests.support.hand import SMALL, Hand

TOLD = SMALL.changed({"conditional": "projection", "target": "ring8"})


def steps(hand: Hand, n: int = 3) -> None:
    for _ in range(n):
        hand.do("step")
    hand.rest()


def test_the_class_chosen_on_the_pad_is_that_of_the_surface_the_held_fake_and_the_words(
    open_hand: Callable[..., Hand],
) -> None:
    hand = open_hand(TOLD)
    steps(hand)
    hand.raise_dock("latent")
    pad, panel = hand.window.panels.latent, hand.window.stage.panel
    assert not pad.of_class.isHidden()
    assert pad.of_class.box.count() == 8
    assert "class 1, one of 8" in hand.window.stage.note.text()
    pad.hold(np.float32([0.5, -0.5]))
    first = hand.rest()
    pad.of_class.box.setCurrentIndex(4)
    pad.of_class.box.activated.emit(4)
    then = hand.rest()
    assert then.display.label == 4
    assert not np.array_equal(first.seen(SURFACE).value, then.seen(SURFACE).value)
    assert not np.array_equal(first.seen(HELD).at, then.seen(HELD).at)
    assert "class 5" in pad._say.text()
    assert "class 5, one of 8" in hand.window.stage.note.text()
    assert panel.of_class.box.currentIndex() == 4, "both choices are one"
    panel.of_class.box.activated.emit(2)
    hand.rest()
    assert pad.of_class.box.currentIndex() == 2


def test_a_fake_picked_on_the_plane_brings_its_class(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(TOLD)
    steps(hand)
    samples = hand.pictures[-1].seen(SAMPLES)
    for i in (7, 30):
        hand.window.plane.picked.emit(tuple(map(float, samples.fake[i])))
        picture = hand.rest()
        nearest = int(((samples.fake - samples.fake[i]) ** 2).sum(1).argmin())
        assert picture.display.label == samples.labels[nearest]
        averaged = picture.seen(HELD).at
        assert averaged == pytest.approx(samples.fake[nearest], abs=1e-5), "G(z, y) is the fake that was picked"


def test_pointing_at_a_dot_says_its_class(open_hand: Callable[..., Hand]) -> None:
    labels = np.arange(40, dtype=np.uint8) % 2
    points = np.stack([labels * 2.0 - 1.0, np.linspace(-1, 1, 40)], axis=1)
    text = written(own_points(points, "none", 0.0, labelled(labels, ["cats", "<dogs>"])))
    hand = open_hand(TOLD.changed({"target": "own", "own_data": text}))
    picture = hand.rest()
    assert [hand.window.panels.latent.of_class.box.itemText(k) for k in range(2)] == ["cats", "<dogs>"]
    for x, words in ((-1.0, "real point of class cats"), (1.0, "real point of class &lt;dogs&gt;")):
        assert (
            class_at(picture, (x, float(picture.seen(SAMPLES).real[picture.seen(SAMPLES).real[:, 0] * x > 0][0, 1])))
            == words
        )
    assert class_at(picture, (2.9, 2.9)) == ""
    fakes = picture.seen(SAMPLES).fake
    far = int(np.argmax(np.abs(fakes).sum(1)))
    assert class_at(picture, tuple(map(float, fakes[far]))).startswith("fake of class ")
    hand.window.plane._moved(
        hand.window.plane.graphics.getPlotItem().getViewBox().mapViewToScene(QPointF(-1.0, float(points[0, 1])))
    )
    hand.until(lambda: "class cats" in hand.window.stage.reading.text())


def test_dots_are_drawn_in_their_classes_colours(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(TOLD)
    steps(hand)
    hand.window.stage.panel.switches["classes"].setChecked(True)
    picture = hand.rest()
    item, samples = hand.window.plane.items["classes"], picture.seen(SAMPLES)
    assert isinstance(item, ClassDots)
    for k in range(8):
        assert np.array_equal(item.real[k].points, samples.real[samples.labels == k])
        assert np.array_equal(item.fake[k].points, samples.fake[samples.labels == k])
        assert item.real[k]._brush.color().getRgb()[:3] == rgb(class_colour(k, LIGHT))


def test_without_classes_nothing_offers_them_and_the_layer_says_why(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(SMALL)
    hand.rest()
    assert hand.window.panels.latent.of_class.isHidden()
    assert hand.window.stage.panel.of_class.isHidden()
    assert class_at(hand.pictures[-1], (0.0, 0.0)) == ""
    assert "class" not in hand.window.stage.note.text()
    hand.window.stage.panel.switches["classes"].setChecked(True)
    hand.rest()
    assert "Told the class" in hand.window.stage.note.text()
    hand.window.controller.change("conditional", "concatenated")
    hand.rest()
    assert not hand.window.stage.panel.of_class.isHidden()
    run = hand.pictures[-1].run
    hand.window.controller.change("target", "grid25")
    assert hand.rest().run != run, "another number of classes is a new run"
    assert hand.window.stage.panel.of_class.box.count() == 25
    hand.window.controller.change("target", "two_moons")
    picture = hand.rest()
    assert picture.experiment.conditional == "none"
    assert hand.window.panels.latent.of_class.isHidden()


def test_the_police_and_d_are_told_the_class_of_the_point_in_question(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(TOLD)
    steps(hand, 5)
    alone = Trainer(TOLD)
    for _ in range(5):
        alone.iterate()
    hand.do("police")
    police = hand.window.police
    for _ in range(4):
        hand.until(lambda: police._reading is not None and police.real.isEnabled())
        picture, at = hand.pictures[-1], np.float32(police.asked)
        samples = picture.seen(SAMPLES)
        both = np.concatenate([samples.real, samples.fake])
        label = int(samples.labels[int(((both - at) ** 2).sum(1).argmin()) % len(samples.real)])
        assert picture.display.label == label
        e = picture.experiment
        y = torch.nn.functional.one_hot(torch.tensor([label]), 8).float()
        d = torch.sigmoid(e.d_shape(alone.d.frozen, torch.cat((torch.tensor(at[None]), y), 1)))
        assert police._reading.d == pytest.approx(float(d), abs=1e-6)
        assert f"class {label + 1}" in police._of_class
        hand.window.police.real.click()


@pytest.mark.parametrize("neutrals", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_of_classes_stand_out_and_differ(neutrals) -> None:
    colours = [class_colour(k, neutrals) for k in range(len(CLASS_COLOURS))]
    assert len(set(colours)) == len(CLASS_COLOURS)
    assert not {neutrals.real, neutrals.fake} & set(colours)
    assert all(contrast(colour, neutrals.plane) >= 3 for colour in colours)
    assert class_colour(len(CLASS_COLOURS), neutrals) == colours[0]
