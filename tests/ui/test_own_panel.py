"""The panel of own data: what is made in it is P_data, live."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

from playground import cli
from playground.core.experiment import Experiment
from playground.core.lenses import FIT
from playground.core.own_data.build import mixture_text, picture_text
from playground.core.own_data.kinds import OwnMixture
from playground.core.own_data.target import target_of
from playground.core.own_data.text import read
from playground.core.targets import TARGETS
from playground.core.training.trainer import Trainer
from playground.ui.own.modes import Modes
from playground.ui.own.panel import Panel
from tests.support.hand import SMALL, Hand
from tests.support.strokes import LEFT, stroke


def opened(hand: Hand) -> Panel:
    hand.do("own")
    panel = hand.window.own.panel
    assert panel is not None
    hand.until(panel.isVisible)
    return panel


def test_the_cell_in_the_gallery_opens_the_panel_and_shows_what_is_made(hand: Hand) -> None:
    gallery = hand.window.gallery
    item = gallery.item(TARGETS.names.index("own"))
    empty = item.icon().cacheKey()
    hand.bot.mouseClick(gallery.viewport(), LEFT, pos=gallery.visualItemRect(item).center())
    panel = hand.window.own.panel
    assert panel is not None
    assert panel.isVisible()
    assert gallery.currentRow() == TARGETS.names.index("ring8")
    assert not hand.window.stage.banner.isVisible()
    panel.tabs.setCurrentWidget(panel.word)
    panel.word.line.setText("가짜")
    hand.until(lambda: hand.window.controller.experiment.target == "own")
    assert hand.rest().experiment.target == "own"
    assert gallery.currentRow() == TARGETS.names.index("own")
    assert item.icon().cacheKey() != empty
    hand.window.controller.change("target", "two_moons")
    hand.bot.mouseClick(gallery.viewport(), LEFT, pos=gallery.visualItemRect(item).center())
    assert hand.rest().experiment.target == "own"


def test_what_is_drawn_is_p_data_and_trains_without_the_window(hand: Hand) -> None:
    panel = opened(hand)
    panel.tick.setChecked(False)
    square = panel.draw.canvas.square
    x, y, side = square.left(), square.top(), square.width()
    stroke(
        panel.draw.canvas, (int(x + 0.25 * side), int(y + 0.25 * side)), (int(x + 0.75 * side), int(y + 0.25 * side))
    )
    hand.until(lambda: hand.window.controller.experiment.target == "own")
    experiment = hand.rest().experiment
    points = target_of(experiment).sample(5000, np.random.default_rng(0))
    assert points[:, 1].mean() == pytest.approx(1.6, abs=0.06)
    assert np.quantile(points[:, 0], (0.1, 0.9)) == pytest.approx((-1.3, 1.3), abs=0.12)
    panel.tick.setChecked(True)
    hand.until(lambda: hand.window.controller.experiment != experiment)
    scaled = hand.rest().experiment
    assert target_of(scaled).sample(5000, np.random.default_rng(0)).std() == pytest.approx(0.707, abs=0.3)
    assert "scaled by" in panel.words.text()
    trainer, headless = Trainer(scaled), Trainer(Experiment.from_toml(scaled.to_toml()))
    for _ in range(3):
        trainer.iterate()
        headless.iterate()
    assert trainer.state().equals(headless.state())


def test_the_command_line_opens_every_ending_that_the_panel_offers(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []
    given: list[object] = []

    def ask(*arguments: object) -> tuple[str, str]:
        offered.extend(re.findall(r"\*(\.\w+)", str(arguments[-1])))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr("playground.app.main", lambda _experiment, path, **_options: given.append(path) or 0)
    opened(hand).file.open.click()
    assert {".csv", ".npy", ".png", ".webp"} <= {*offered}
    paths = [tmp_path / f"data{ending}" for ending in offered]
    for path in paths:
        path.touch()
        assert cli.main([str(path)]) == 0
    assert given == paths


def test_gaussians_are_added_dragged_widened_weighed_and_deleted(hand: Hand) -> None:
    panel = opened(hand)
    panel.tabs.setCurrentWidget(panel.mixture)
    canvas = panel.mixture.canvas

    def modes() -> list:
        hand.until(lambda: not panel._timer.isActive())
        hand.rest()
        found = target_of(hand.window.controller.experiment).modes
        assert found is not None
        return [
            (*c, s**0.5, w)
            for c, s, w in zip(found.centres.tolist(), found.covariances[:, 0, 0], found.weights, strict=True)
        ]

    at = canvas.on_screen(0.5, 1.5).toPoint()
    hand.bot.mouseDClick(canvas, LEFT, pos=at)
    assert [m[:2] for m in modes()] == [pytest.approx(p, abs=0.02) for p in ((-1, 0), (1, 0), (0.5, 1.5))]
    to = canvas.on_screen(-0.5, -1.0).toPoint()
    stroke(canvas, (at.x(), at.y()), (at.x() + 5, at.y()), (to.x(), to.y()))
    assert modes()[2][:2] == pytest.approx((-0.5, -1.0), abs=0.03)
    wheel(canvas, to, Qt.KeyboardModifier.NoModifier)
    wheel(canvas, to, Qt.KeyboardModifier.ControlModifier)
    assert modes()[2][2:] == pytest.approx((0.33, 1.1 / 3.1), abs=1e-6)
    panel.mixture.fields["weight"].setValue(2.0)
    assert modes()[2][3] == pytest.approx(0.5)
    assert hand.pictures[-1].seen(FIT).modes.total == 3
    assert hand.window.actions_by_id["run_modes"].isEnabled()
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(modes()) == 2
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(modes()) == 1


def wheel(canvas: Modes, at: QPoint, held: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_takes_up_the_experiments_own_data(open_hand: Callable[..., Hand], theme: str) -> None:
    modes = [(0.5, -1.0, 0.3, 1.0), (-2.0, 1.0, 0.1, 2.0)]
    hand = open_hand(SMALL.changed({"target": "own", "own_data": mixture_text(modes)}), theme)
    hand.rest()
    before = hand.window.controller.experiment
    panel = opened(hand)
    assert panel.tab is panel.mixture
    assert panel.mixture.canvas.modes == modes
    hand.bot.wait(300)
    assert hand.window.controller.experiment == before
    panel.close()
    drawing = picture_text(np.eye(50, dtype=np.uint8), scaled=False)
    hand.window.controller.load(before.changed({"own_data": drawing}))
    panel = opened(hand)
    assert panel.tab is panel.draw
    assert not panel.draw.canvas.ink.empty
    for tab in (panel.draw, panel.word, panel.file, panel.mixture):
        panel.tabs.setCurrentWidget(tab)
        assert not panel.grab().isNull()
    assert isinstance(read(before.own_data), OwnMixture)
