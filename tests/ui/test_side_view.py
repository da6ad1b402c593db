"""The window of runs side by side: what its planes, curves and knobs show, and that nothing lies on another."""

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from playground.core.lenses import DENSITY, GRADIENTS, SURFACE
from playground.ui.side import SideView
from playground.ui.side.overlay import QUANTITIES, values
from tests.support.hand import SMALL
from tests.support.side import Side


def wheel(view: SideView, name: str) -> None:
    port = view.grid.frames[name].plane.graphics.viewport()
    at = QPointF(port.width() / 3, port.height() / 3)
    no = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at,
        port.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        no,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def test_all_planes_have_the_same_axes_whoever_is_zoomed(side: Side) -> None:
    def ranges() -> list[tuple[float, ...]]:
        return [frame.plane.rect_shown() for frame in side.view.grid.frames.values()]

    side.view.add_run()
    side.rest()
    whole = ranges()
    for name in "BA":
        before = ranges()
        wheel(side.view, name)
        now = ranges()
        assert now[0] != pytest.approx(before[0])
        for other in now[1:]:
            assert other == pytest.approx(now[0], abs=0.02)
    side.until(lambda: all(r.picture.seen(SURFACE).rect[1] < 3 for r in side.view.runs.values()))
    QTest.keyClick(side.view, Qt.Key.Key_F)
    assert ranges()[0] == pytest.approx(whole[0])
    sizes = [frame.size() for frame in side.view.grid.frames.values()]
    assert max(s.width() for s in sizes) - min(s.width() for s in sizes) <= 1


def test_every_plane_shows_the_layers_that_are_chosen_once_for_all(side: Side) -> None:
    frames = side.view.grid.frames
    assert not any(frame.plane.layer_on("gradients") for frame in frames.values())
    side.view.layers.panel.switches["density_data"].setChecked(True)
    side.view.layers.panel.sliders["fake"].setValue(30)
    side.view.add_run()
    for frame in frames.values():
        assert frame.plane.layer_on("density_data")
        assert not frame.plane.layer_on("gradients")
        assert frame.plane.items["fake"].opacity() == 0.3
    side.rest()
    for run in side.view.runs.values():
        assert DENSITY in run.picture.lenses
        assert GRADIENTS not in run.picture.lenses
    side.view.layers.legend.switches["surface"].setChecked(True)
    side.view.layers.panel.switches["optimal"].setChecked(True)
    assert not any(frame.plane.layer_on("surface") for frame in frames.values())


def test_the_overlay_has_one_curve_a_run_with_that_runs_own_values(side: Side) -> None:
    side.view.add_run()
    side.view.runs["C"].controller.change("objective", "hinge")
    side.play_past(40)
    side.view.conductor.pause()
    side.rest()
    overlay = side.view.overlay
    for i, quantity in enumerate(QUANTITIES.values()):
        overlay.choice.setCurrentIndex(i)
        for name, run in side.view.runs.items():
            x, y = overlay.curves[name].getOriginalDataset()
            record = run.picture.metrics if quantity.record == "metrics" else run.picture.losses
            np.testing.assert_array_equal(x, record.x)
            if quantity.column in ("d_real", "d_fake") and name == "C":
                middle = (record.y["d_real"] + record.y["d_fake"]) / 2
                np.testing.assert_array_equal(y, record.y[quantity.column] - middle)
            else:
                np.testing.assert_array_equal(y, record.y[quantity.column])
            letter = overlay.letters[name]
            assert letter.toPlainText() == name
            assert letter.isVisible()
        words = {"d_loss": "shapes", "g_loss": "shapes", "d_real": "score", "d_fake": "score"}.get(quantity.column, "")
        assert words in overlay.note.text()
        assert bool(words) == bool(overlay.note.text())
    assert len({overlay.curves[name].opts["pen"].style() for name in "ABC"}) == 3
    side.view.runs["B"].controller.show(averaged=False)
    side.view.conductor.step()
    side.rest()
    picture = side.view.runs["B"].picture
    _, y = values(QUANTITIES["sliced_wasserstein"], picture)
    np.testing.assert_array_equal(y, picture.metrics.y["raw_sliced_wasserstein"])


def test_a_click_on_a_run_shows_its_knobs_and_a_target_and_a_preset_change_it_alone(side: Side) -> None:
    assert side.view.chosen == "B"
    port = side.view.grid.frames["A"].plane.graphics.viewport()
    side.bot.mouseClick(port, Qt.MouseButton.LeftButton, pos=port.rect().center())
    assert side.view.chosen == "A"
    sheet = side.view.knobs.sheets["A"]
    assert side.view.knobs.currentWidget() is sheet
    assert "A" in sheet.title.text()
    side.view.grid.frames["B"].badge.click()
    assert side.view.chosen == "B"
    sheet.target.setCurrentIndex(sheet.target.findData("two_moons"))
    sheet.target.activated.emit(0)
    assert [run.experiment.target for run in side.view.runs.values()] == ["two_moons", "ring8"]
    side.rest()
    assert "distance" in side.view.grid.frames["A"].fit.text()
    assert "of 8 modes" in side.view.grid.frames["B"].fit.text()
    sheet.preset.setCurrentIndex(0)
    sheet.preset.activated.emit(0)
    assert sheet.knobs.editors["batch"].box.value() == side.view.runs["A"].experiment.batch
    assert side.view.runs["B"].experiment == SMALL
    side.view.runs["B"].controller.change("target", "own")
    assert side.view.runs["B"].experiment == SMALL
    assert "own_data" in side.view.banner.text
    assert side.view.banner.text.startswith("Run B: ")


def test_the_pace_holds_for_all(side: Side) -> None:
    side.view.bar.speed.slider.setValue(4)  # 20 iterations a second
    conductor = side.view.conductor
    conductor.play()
    conductor._clock.stop()  # its ticks are given by hand, each worth TICK_MS
    for n in range(1, 13):
        conductor._tick()
        side.until(lambda n=n: all(run.iteration == n for run in side.view.runs.values()))
    conductor.pause()
    at = side.rest()
    assert at == {"A": 12, "B": 12}, "12 ticks of 50 ms at 20 iterations a second"


def test_every_control_has_a_name_and_a_tooltip_and_at_any_ordinary_size_nothing_lies_on_another(
    side: Side, qapp: QApplication
) -> None:
    for _ in range(2):
        side.view.add_run()
    side.rest()
    for size in ((1024, 700), (1440, 900)):
        side.view.resize(*size)
        qapp.processEvents()
        assert (side.view.width(), side.view.height()) == size
        frames = list(side.view.grid.frames.values())
        parts: list[QWidget] = [*frames, side.view.overlay, side.view.knobs, side.view.bar, side.view.layers.legend]
        boxes = [part.rect().translated(part.mapTo(side.view, QPoint())) for part in parts]
        for i, one in enumerate(boxes):
            assert not any(one.intersects(other) for other in boxes[i + 1 :])
        for frame in frames:
            assert frame.plane.width() >= 130
            assert frame.state.width() >= frame.state.sizeHint().width()
    for button in side.view.bar.buttons.values():
        assert button.toolTip()
        assert button.text()
    for sheet in side.view.knobs.sheets.values():
        for combo in (sheet.target, sheet.preset):
            assert combo.accessibleName()
            assert combo.toolTip()
    for frame in side.view.grid.frames.values():
        assert frame.badge.accessibleName().startswith("Run ")
        assert frame.cross.toolTip()
    assert side.view.overlay.choice.accessibleName()
