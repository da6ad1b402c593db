"""What is exported is what is shown: pictures, films, curves, points and the script; and a film disturbs nothing."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import av
import numpy as np
import pytest
from PIL import Image
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtGui import QColor, QGuiApplication, QImage
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QDialog, QFileDialog

from playground.core.lenses import SAMPLES
from playground.core.script import TOLERANCE_OF_RATIOS, script
from playground.engine.commands import Stop
from playground.engine.letters import Picture
from playground.ui.exporting.animation import AFFORDABLE, Animation, Plan, frame_of, replayed
from playground.ui.exporting.dialog import AnimationDialog, PictureDialog
from playground.ui.exporting.press import Press
from playground.ui.exporting.still import pixels
from playground.ui.palette import LIGHT
from tests.support.hand import Hand
from tests.support.travel import seen


def trained(hand: Hand, iterations: int = 60) -> Picture:
    hand.window.controller.play(Stop(at_iteration=iterations))
    hand.until(lambda: hand.window.settled_at(iterations))
    hand.window.stage.banner.hide()
    hand.bot.wait(50)  # the plane is laid out anew
    hand.until(lambda: hand.rest().display.rect == hand.window.plane.rect_shown())
    return hand.rest()


def near(image: QImage, colour: str, within: int = 60) -> int:
    """How many pixels have about this colour."""
    wanted = QColor(colour)
    shown = frame_of(image).astype(int)
    return int((np.abs(shown - [wanted.red(), wanted.green(), wanted.blue()]).sum(2) < within).sum())


def film(hand: Hand, path: Path, frames: int = 5, stride: int = 0, width: int = 161) -> Animation:
    animation = hand.window.exports.animate("plane", Plan(path, frames, 10, width, stride))
    assert animation is not None
    hand.until(lambda: animation.over)
    hand.rest()
    return animation


def decoded(path: Path) -> list[np.ndarray]:
    if path.suffix == ".mp4":
        with av.open(str(path)) as container:
            return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    frames = []
    with Image.open(path) as image:
        for i in range(image.n_frames):
            image.seek(i)
            frames.append(np.asarray(image.convert("RGB")))
    return frames


def test_a_png_has_so_many_times_the_pixels_and_shows_the_planes_colours(hand: Hand, tmp_path: Path) -> None:
    trained(hand)
    plane = hand.window.subjects.widget("plane")
    for scale in (1, 2):
        hand.window.exports.save_picture(tmp_path / f"{scale}.png", "plane", scale)
        image = QImage(str(tmp_path / f"{scale}.png"))
        assert (image.width(), image.height()) == (plane.width() * scale, plane.height() * scale)
        assert near(image, LIGHT.real) > 100 * scale**2
        assert near(image, LIGHT.fake) > 10 * scale**2
    hand.window.exports.save_picture(tmp_path / "w.png", "window", 1.5)
    assert QImage(str(tmp_path / "w.png")).width() == round(hand.window.width() * 1.5)


def test_lines_are_as_much_wider_as_the_picture_is_larger(hand: Hand) -> None:
    trained(hand)
    for layer in ("real", "fake", "surface", "gradients"):
        hand.window.stage.legend.switches[layer].setChecked(False)
    hand.rest()
    inked = []
    for scale in (1.0, 4.0):
        shades = frame_of(pixels(hand.window.subjects.widget("plane"), scale)).sum(2)
        inked.append((shades < 600).sum())
    assert 9 < inked[1] / inked[0] < 25, "a line that stays one pixel wide has 4 times the pixels, not 16"


def test_exporting_leaves_the_screen_as_it_was(hand: Hand, tmp_path: Path) -> None:
    trained(hand)
    before = frame_of(hand.window.plane.grab().toImage())
    hand.window.exports.save_picture(tmp_path / "p.png", "plane", 3)
    hand.window.exports.save_picture(tmp_path / "p.svg", "plane", 3)
    assert np.array_equal(frame_of(hand.window.plane.grab().toImage()), before)


def test_an_svg_has_a_shape_for_each_dot_and_lines_that_no_viewer_widens(hand: Hand, tmp_path: Path) -> None:
    picture = trained(hand)
    for what in ("plane", "window"):
        path = tmp_path / f"{what}.svg"
        hand.window.exports.save_picture(path, what, 1)
        text = path.read_text(encoding="utf-8")
        tree = ET.fromstring(text)
        shapes = tree.findall(".//{http://www.w3.org/2000/svg}path")
        assert len(shapes) > len(picture.seen(SAMPLES).real)
        widget = hand.window.subjects.widget(what)
        assert tree.get("viewBox") == f"0 0 {widget.width()} {widget.height()}"
        assert "non-scaling" not in text
        assert tree.findall(".//{http://www.w3.org/2000/svg}text")
    renderer = QSvgRenderer(str(tmp_path / "plane.svg"))
    assert renderer.isValid()


def test_the_clipboard_gets_the_plane(hand: Hand) -> None:
    trained(hand, 5)
    hand.do("copy_picture")
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.image().width() == 2 * hand.window.subjects.widget("plane").width()


def test_curves_are_those_of_the_moment_that_is_shown(hand: Hand, tmp_path: Path) -> None:
    trained(hand)
    hand.window.controller.go_to(40)
    picture = hand.rest()
    hand.window.exports.save_curves(tmp_path / "c.csv")
    with (tmp_path / "c.csv").open() as file:
        table = list(csv.DictReader(file))
    for curve in (picture.losses, picture.metrics):
        for name, values in curve.y.items():
            by_iteration = {int(row["iteration"]): row[name] for row in table}
            for x, value in zip(curve.x.tolist(), values, strict=True):
                assert by_iteration[x] == "" if np.isnan(value) else np.float32(by_iteration[x]) == value
    assert max(int(row["iteration"]) for row in table) == 40


def test_samples_are_the_lenss_points_however_many_and_whatever_is_shown(hand: Hand, tmp_path: Path) -> None:
    picture = trained(hand)
    exports, path = hand.window.exports, tmp_path / "s.npy"
    exports.save_samples(path, len(picture.seen(SAMPLES).fake))
    assert np.array_equal(np.load(path), picture.seen(SAMPLES).fake)
    for layer in ("real", "fake"):
        hand.window.stage.legend.switches[layer].setChecked(False)
    hand.rest()
    exports.save_samples(tmp_path / "n.csv", 123)
    hand.until((tmp_path / "n.csv").is_file)
    with (tmp_path / "n.csv").open() as file:
        table = list(csv.DictReader(file))
    assert [row["kind"] for row in table] == ["real"] * 123 + ["fake"] * 123
    taken = next(p for p in hand.pictures if SAMPLES in p.lenses and len(p.seen(SAMPLES).fake) == 123)
    assert np.array_equal(np.array([(row["x"], row["y"]) for row in table[123:]], np.float32), taken.seen(SAMPLES).fake)
    last = hand.rest()
    assert last.display.dots == hand.window.controller.display.dots != 123


def test_the_exported_script_trains_the_same_gan(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand.window.controller.change("objective", "hinge")
    shown = trained(hand, 7).measured
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), "Python script (*.py)"))
    hand.do("export_script")
    names: dict[str, Any] = {"__name__": "script"}
    text = (tmp_path / "mine.py").read_text(encoding="utf-8")
    assert text == script(hand.window.controller.experiment, iterations=7)
    exec(compile(text, "mine.py", "exec"), names)
    _, losses = names["train"](7)
    assert losses[-1] == pytest.approx((shown.d_loss, shown.g_loss), abs=TOLERANCE_OF_RATIOS)


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webp"])
def test_a_film_of_the_past_decodes_and_leaves_the_session_where_it_was(
    suffix: str, hand: Hand, tmp_path: Path
) -> None:
    trained(hand)
    hand.window.controller.step("d")
    before = hand.rest()
    path = tmp_path / f"film{suffix}"
    first = len(hand.pictures)
    animation = film(hand, path)
    assert not animation.cancelled
    assert not hand.window.stage.banner.isVisible()
    frames = decoded(path)
    assert len(frames) == 5
    plane = hand.window.subjects.widget("plane")
    height = round(plane.height() * 161 / plane.width())
    assert frames[0].shape == ((height // 2 * 2, 160, 3) if suffix == ".mp4" else (height, 161, 3))
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 1
    shown = [p.counters.iteration for p in hand.pictures[first:] if not p.playing]
    assert [i for i in shown if i in (0, 15, 30, 45)][:4] == [0, 15, 30, 45]
    after = hand.pictures[-1]
    assert (after.timeline.line, after.timeline.moment) == (before.timeline.line, before.timeline.moment)
    assert seen(after) == seen(before)


def test_a_film_onwards_trains_on(hand: Hand, tmp_path: Path) -> None:
    trained(hand, 10)
    film(hand, tmp_path / "on.gif", frames=4, stride=6)
    assert len(decoded(tmp_path / "on.gif")) == 4
    assert hand.iteration == 10 + 3 * 6


def test_a_film_shows_the_very_pixels_of_its_moments(hand: Hand, tmp_path: Path) -> None:
    trained(hand, 20)
    width = hand.window.subjects.widget("plane").width()
    film(hand, tmp_path / "f.gif", frames=2, width=width)
    hand.window.controller.go_to(0)
    hand.rest()
    shown = frame_of(pixels(hand.window.subjects.widget("plane")))
    first = decoded(tmp_path / "f.gif")[0]
    assert np.abs(first.astype(int) - shown).mean() < 2  # 256 colours
    assert first.shape == shown.shape


def test_a_cancelled_film_leaves_no_file_and_the_session_where_it_was(hand: Hand, tmp_path: Path) -> None:
    before = trained(hand, 30)
    animation = hand.window.exports.animate("plane", Plan(tmp_path / "no.mp4", 300, 10, 160))
    assert animation is not None
    hand.until(lambda: animation._done > 3)
    animation.cancel()
    hand.until(lambda: animation.over)
    after = hand.rest()
    assert {lens.name for lens in after.lenses} == {lens.name for lens in before.lenses}
    assert seen(after) == seen(before)
    assert list(tmp_path.glob("*.mp4*")) == list(tmp_path.glob(".*.part")) == []


def test_closing_the_window_gives_the_film_up(hand: Hand, tmp_path: Path) -> None:
    trained(hand, 30)
    animation = hand.window.exports.animate("window", Plan(tmp_path / "no.webp", 300, 10, 320))
    assert animation is not None
    hand.until(lambda: animation._done > 1)
    hand.window.close()
    assert animation.over
    assert list(tmp_path.glob("*.webp*")) == list(tmp_path.glob(".*.part")) == []


def test_the_dialogs_ask_and_show_how_far_it_is(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained(hand, 30)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "d.gif"), ""))
    hand.do("animation")
    dialog = hand.window.findChild(AnimationDialog)
    assert dialog is not None
    dialog.seconds.setValue(1)
    dialog.width_wanted.setValue(100)
    assert "20 frames of 100" in dialog.summary.text()
    bar = dialog.bar
    values: list[int] = []
    bar.valueChanged.connect(values.append)
    dialog.save.click()
    animation = hand.window.exports.animation
    assert animation is not None
    hand.until(lambda: animation.over)
    assert values[-1] == 20
    assert len(decoded(tmp_path / "d.gif")) == 20
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "p"), "SVG vectors (*.svg)"))
    hand.do("picture")
    asking = hand.window.findChild(PictureDialog)
    assert asking is not None
    asking.save.click()
    assert (tmp_path / "p.svg").is_file()
    monkeypatch.setattr("playground.ui.exporting.exports.ask_whole", lambda *_: 50)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "s.csv"), ""))
    hand.do("export_samples")
    hand.until((tmp_path / "s.csv").is_file)
    hand.rest()


def test_what_cant_be_written_is_one_sentence_and_leaves_nothing(hand: Hand, tmp_path: Path) -> None:
    trained(hand, 10)
    exports, banner = hand.window.exports, hand.window.stage.banner
    exports.save_picture(tmp_path / "x.bmp", "plane", 1)
    assert banner.text.endswith("x.bmp must end in .png or .svg")
    exports.save_curves(tmp_path / "none" / "c.csv")
    assert "can't be written: No such file" in banner.text
    assert exports.animate("plane", Plan(tmp_path / "x.avi", 5, 10, 100)) is None
    assert banner.text.endswith("x.avi must end in .mp4, .gif or .webp")
    film(hand, tmp_path / "none" / "f.gif")
    assert "can't be written: No such file" in banner.text
    assert not list(tmp_path.glob("x.*"))


def test_a_disk_that_fills_up_during_a_film_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.ui.exporting import movie

    def full(_file: object, reel: movie.Reel) -> None:
        next(reel.frames)
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(movie.MOVIES, ".gif", movie.Kind("", full))
    press = Press(tmp_path / "f.gif", 3, 10)
    press.offer(np.zeros((4, 4, 3), np.uint8))
    press.join(10)
    assert press.ended
    assert "No space left" in press.reason
    assert list(tmp_path.iterdir()) == []


def test_a_long_history_is_filmed_from_the_states_that_are_kept(hand: Hand) -> None:
    timeline = trained(hand, 200).timeline
    kept = [int(i) for i in timeline.kept.places[:, 1]]
    assert replayed(timeline, kept) == 0
    assert replayed(timeline, [200]) == 200 - kept[-1]
    assert replayed(timeline, list(range(201))) <= 200 < AFFORDABLE


def test_a_window_may_close_while_the_file_of_a_picture_or_film_is_asked_for(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The dialog is deleted with what it says; nothing touches it afterwards."""

    def asked(path: Path) -> Callable[..., Path]:
        def ask(*_: object) -> Path:
            (dialog,) = hand.window.findChildren(QDialog)
            dialog.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            assert not hand.window.findChildren(QDialog)
            return path

        return ask

    for open_dialog, path in (
        (hand.window.exports.picture, tmp_path / "a.png"),
        (hand.window.exports.film, tmp_path / "a.gif"),
    ):
        monkeypatch.setattr(hand.window.exports, "_ask", asked(path))
        open_dialog()
        (dialog,) = hand.window.findChildren(QDialog)
        dialog.save.click()
    assert (tmp_path / "a.png").is_file(), "what was chosen is written"
    assert not (tmp_path / "a.gif").exists()
    assert hand.window.exports.animation is None


def test_a_film_may_end_after_its_dialog_is_gone(hand: Hand, tmp_path: Path) -> None:
    dialog = AnimationDialog(hand.window, hand.window.subjects.seen(), 0)
    animation = Animation(hand.window.controller, hand.window.plane.graphics, Plan(tmp_path / "a.gif", 2, 10, 64, 1))
    dialog.follow(animation)
    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sip.isdeleted(dialog)
    animation.advanced.emit(1)
    animation.ended.emit("")  # neither reaches the deleted dialog: an exception in a slot fails the test
    assert hand.window.findChildren(QDialog) == []


def test_a_picture_says_what_it_shows_and_a_switch_takes_that_off(hand: Hand, tmp_path: Path) -> None:
    stage = hand.window.stage
    hand.do("step")
    hand.rest()
    stage.caption.place()
    assert "iteration 1" in stage.caption.text()
    assert "Ring of 8" in stage.caption.text()
    assert "fake (" in stage.caption.text(), "whose fakes they are"
    stage.legend.switches["fake"].setChecked(False)
    hand.do("step")
    hand.rest()
    stage.caption.place()
    assert "fake (" not in stage.caption.text()
    plane = hand.window.subjects.widget("plane")
    screen = stage.caption.isVisible(), stage.corner.isVisible()
    full, bare = (frame_of(pixels(plane, legend=legend)) for legend in (True, False))
    at = stage.caption.geometry()
    inside = slice(at.top(), at.bottom()), slice(at.left(), at.right())
    assert (full[inside] != bare[inside]).mean() > 0.02, "the words are there"
    bar = stage.corner.geometry()
    assert (
        full[bar.top() : bar.bottom(), bar.left() : bar.right()]
        != bare[bar.top() : bar.bottom(), bar.left() : bar.right()]
    ).any()
    assert (stage.caption.isVisible(), stage.corner.isVisible()) == screen == (False, True), (
        "on the screen nothing changes"
    )
    for name, legend in (("with", True), ("without", False)):
        hand.window.exports.save_picture(tmp_path / f"{name}.svg", "plane", 1, legend)
    assert "iteration 2" in (tmp_path / "with.svg").read_text("utf-8")
    assert "iteration 2" not in (tmp_path / "without.svg").read_text("utf-8")


def test_what_is_there_for_the_person_is_in_no_picture(hand: Hand) -> None:
    stage = hand.window.stage
    plane = hand.window.subjects.widget("plane")
    assert stage.welcome.isVisible()
    with_card = frame_of(pixels(plane))
    assert stage.welcome.isVisible(), "it comes back"
    stage.welcome.hide()
    assert (frame_of(pixels(plane)) == with_card).all()
