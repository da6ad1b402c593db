"""A person makes P_data: by hand, of a word, from files that may be bad, and of Gaussians; the run goes on with it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPainter
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scipy.stats import binom

from playground.core.errors import InputError
from playground.core.metrics import reference
from playground.core.metrics.metric import LEVEL
from playground.core.own_data.build import picture_text
from playground.core.own_data.kinds import OwnPicture, OwnPoints
from playground.core.own_data.target import own_target
from playground.core.own_data.text import read
from playground.ui.own.canvas import Canvas
from playground.ui.own.ink import BRUSH, ERASER, SIDE, SPRAY, Ink
from playground.ui.own.pictures import image_of, ink_of, ink_of_word
from tests.support.fidelity import DECISIVE, SLIGHTLY_WRONG, judged
from tests.support.hand import SMALL, Hand
from tests.support.strokes import LEFT, stroke


def drawn(tool: str, events: int, radius: float = 4.0) -> np.ndarray:
    """A stroke from (20, 30) to (100, 60) and on to (40, 110), told in so many events."""
    ink = Ink()
    ink.tool, ink.radius = tool, radius
    if tool == ERASER:
        ink.amount[:] = 1
    ink.begin(20, 30)
    for corner in ((20, 30, 100, 60), (100, 60, 40, 110)):
        for t in np.linspace(0, 1, events + 1)[1:]:
            ink.go_on(corner[0] + t * (corner[2] - corner[0]), corner[1] + t * (corner[3] - corner[1]))
    ink.end()
    return ink.amount


@pytest.mark.parametrize("tool", [BRUSH, SPRAY, ERASER])
@pytest.mark.parametrize("radius", [1.0, 5.0])
def test_ink_follows_the_stroke_and_not_the_speed_of_the_mouse(tool: str, radius: float) -> None:
    fast, slow = drawn(tool, 1, radius), drawn(tool, 500, radius)
    assert fast.any()
    assert np.abs(fast - slow).max() < 1e-3 * max(1, fast.max())
    assert np.abs(fast - drawn(tool, 500, radius + 1)).max() > 0.1


def test_a_stroke_is_equally_dense_along_its_way() -> None:
    ink = drawn(BRUSH, 7)
    middle = [ink[30 + round(3 * k / 8), 20 + k] for k in range(12, 68)]
    assert np.std(middle) < 0.06 * np.mean(middle)


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> Canvas:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(402, 402)
    made.show()
    made.setFocus()
    return made


def test_mouse_eraser_undo_and_clear(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.changed):
        stroke(canvas, (50, 200), (350, 200))
    first = canvas.ink.amount.copy()
    assert first[SIDE // 2, 20:100].min() > 0
    canvas.ink.tool = ERASER
    stroke(canvas, (200, 100), (200, 300))
    assert canvas.ink.amount[SIDE // 2, SIDE // 2] == 0
    assert canvas.ink.amount[SIDE // 2, 30] > 0
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(canvas.ink.amount, first)
    canvas.clear()
    assert canvas.ink.empty
    canvas.undo()
    assert np.array_equal(canvas.ink.amount, first)
    canvas.undo()
    assert canvas.ink.empty
    canvas.undo()


def test_a_stroke_that_ends_outside_the_canvas_ends(canvas: Canvas) -> None:
    stroke(canvas, (200, 200), (900, -300))
    before = canvas.ink.amount.copy()
    QTest.mouseMove(canvas, QPoint(100, 300))
    QTest.mouseMove(canvas, QPoint(300, 300))
    assert np.array_equal(canvas.ink.amount, before)


def test_the_keys_draw_too(canvas: Canvas) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.ink.empty
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    for _ in range(10):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.ink.amount[SIDE // 2 - 8, SIDE // 2 : SIDE // 2 + 18].min() > 0
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert not canvas.ink.amount[:, SIDE // 2 + 30 :].any()


# ---- pictures ----


def test_words_of_any_script_give_pictures_of_their_own(qapp: QApplication) -> None:
    words = [ink_of_word(word) for word in ("가짜", "진짜", "GAN", "データ", "اب")]
    assert all(ink.any() and max(ink.shape) == SIDE for ink in words)
    assert len({picture_text(ink) for ink in words}) == len(words)
    assert ink_of_word("GAN", 900).mean() > ink_of_word("GAN", 400).mean()
    with pytest.raises(InputError, match="type a word"):
        ink_of_word("  ")


@pytest.fixture
def painted(qapp: QApplication) -> QImage:
    image = QImage(300, 200, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(30, 20, 60, 40, QColor("black"))
    painter.fillRect(200, 100, 60, 40, QColor("#808080"))
    painter.end()
    return image


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_dark_is_dense_and_light_is_if_inverted(tmp_path: Path, painted: QImage, ending: str) -> None:
    path = tmp_path / f"picture{ending}"
    assert painted.save(str(path))
    ink = ink_of(image_of(path))
    assert ink.shape == (85, SIDE)
    dark, grey, white = ink[17, 25], ink[51, 98], ink[80, 10]
    assert dark > 250
    assert 110 < grey < 140
    assert white == 0
    assert ink_of(image_of(path), inverted=True)[80, 10] > 250


def test_an_svg_is_read_and_what_is_clear_is_empty(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "disc.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><circle cx="5" cy="5" r="4"/></svg>'
    )
    ink = ink_of(image_of(path))
    assert ink.shape == (64, SIDE)
    assert ink[32, 32] == 255
    assert not ink[:, 64:].any()


def bomb() -> bytes:
    """A small PNG of 400 million pixels."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(10_000_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def copies() -> bytes:
    """An SVG of 10^8 rectangles, each group ten copies of the one before."""
    groups = "".join(f'<g id="a{k}">' + f'<use xlink:href="#a{k - 1}"/>' * 10 + "</g>" for k in range(1, 9))
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    rectangle = '<g id="a0"><rect width="1" height="1"/></g>'
    return f'<svg {space} width="10" height="10">{rectangle}{groups}<use xlink:href="#a8"/></svg>'.encode()


BAD = {
    "bomb.png": (bomb, "too large"),
    "no.png": (lambda: b"hello", "not a readable picture"),
    "empty.png": (lambda: b"", "is empty"),
    "no.svg": (lambda: b"hello", "not a readable picture"),
    "laughs.svg": (lambda: b'<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><svg>&b;</svg>', "defines entities"),
    "outside.svg": (lambda: b'<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><svg>&a;</svg>', "defines entities"),
    "copies.svg": (copies, "too many shapes"),
    "broken.svg": (lambda: b"<svg><rect", "not a valid SVG"),
    "one.csv": (lambda: b"1\n2\n", "line 1: only one column"),
    "text.csv": (lambda: b"x,y\n1,2\n1,two\n", "line 3: 'two'"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_on_the_banner_and_leaves_the_run_untouched(
    lasting_hand: Callable[..., Hand], tmp_path: Path, name: str
) -> None:
    hand = lasting_hand()
    hand.window.stage.banner.dismiss()
    make, words = BAD[name]
    (tmp_path / name).write_bytes(make())
    hand.do("step")
    before = hand.rest()
    hand.window.own.load(tmp_path / name)
    hand.until(lambda: not hand.window.own.reading)
    assert words in hand.window.stage.banner.text
    assert hand.window.controller.experiment == before.experiment
    hand.do("step")
    assert hand.rest().counters.iteration == 2


# ---- the window ----


def mime(url: Path | None = None, text: str = "") -> QMimeData:
    data = QMimeData()
    if url is not None:
        data.setUrls([QUrl.fromLocalFile(str(url))])
    if text:
        data.setText(text)
    return data


def drop(widget: QWidget, data: QMimeData) -> QDropEvent:
    at, copy, none = QPointF(300, 300), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), copy, data, LEFT, none)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    event = QDropEvent(at, copy, data, LEFT, none)
    QApplication.sendEvent(widget, event)
    return event


def test_a_table_dropped_on_the_window_becomes_p_data_live(hand: Hand, tmp_path: Path) -> None:
    hand.do("step")
    hand.rest()
    path = tmp_path / "own.csv"
    path.write_text("x;y\n" + "\n".join(f"{k},5;{k % 7},25" for k in range(80)))
    viewport = hand.window.plane.graphics.viewport()
    assert viewport is not None
    assert drop(viewport, mime(path)).isAccepted()
    hand.until(lambda: hand.pictures[-1].experiment.target == "own")
    picture = hand.rest()
    assert (picture.run, picture.counters.iteration) == (1, 1)
    own = read(picture.experiment.own_data)
    assert isinstance(own, OwnPoints)
    assert len(own.points) == 80
    assert "Moved by" in hand.window.own.panel.words.text()
    hand.window.own.panel.tick.setChecked(False)
    hand.until(lambda: "as it is" in hand.window.own.panel.words.text())
    raw = read(hand.rest().experiment.own_data)
    assert isinstance(raw, OwnPoints)
    assert raw.points[7].tolist() == [7.5, 0.25]
    assert raw.blur > own.blur
    assert "All 80 rows are used" in hand.window.own.panel.file.about.text()


def test_a_dropped_experiment_is_opened_and_a_folder_is_refused(hand: Hand, tmp_path: Path) -> None:
    wanted = SMALL.changed({"target": "own", "own_data": "mixture: 0 0 0.3 1; 1 1 0.2 2"})
    (tmp_path / "e.toml").write_text(wanted.to_toml(), encoding="utf-8")
    drop(hand.window, mime(tmp_path / "e.toml"))
    assert hand.rest().experiment == wanted
    drop(hand.window, mime(tmp_path))
    hand.until(lambda: not hand.window.own.reading)
    assert "folder" in hand.window.stage.banner.text
    assert hand.window.controller.experiment == wanted


def test_text_and_pictures_are_pasted(hand: Hand, painted: QImage) -> None:

    def read_now(action: str) -> None:
        hand.do(action)
        hand.until(lambda: not hand.window.own.reading)

    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("1\t2\n3\t4\n5\t5\n")
    read_now("paste")
    assert isinstance(read(hand.rest().experiment.own_data), OwnPoints)
    clipboard.setImage(painted)
    read_now("paste")
    assert isinstance(read(hand.rest().experiment.own_data), OwnPicture)
    before = hand.window.controller.experiment
    clipboard.setText("lorem ipsum dolor\nsit amet")
    read_now("paste")
    assert "the clipboard, line 2" in hand.window.stage.banner.text
    clipboard.clear()
    hand.do("paste")
    assert "clipboard" in hand.window.stage.banner.text
    assert hand.window.controller.experiment == before


def test_cells_of_a_spreadsheet_are_their_numbers_not_their_picture(hand: Hand, painted: QImage) -> None:
    """It puts text, HTML and a bitmap of the cells on the clipboard; a picture with a caption stays a picture."""
    cells = QMimeData()
    cells.setText("1\t2\n3\t4\n5\t5\n")
    cells.setHtml("<table><tr><td>1</td><td>2</td></tr></table>")
    cells.setImageData(painted)
    drop(hand.window, cells)
    hand.until(lambda: not hand.window.own.reading)
    assert isinstance(read(hand.rest().experiment.own_data), OwnPoints)
    captioned = QMimeData()
    captioned.setText("a photograph")
    captioned.setImageData(painted)
    drop(hand.window, captioned)
    hand.until(lambda: not hand.window.own.reading)
    assert isinstance(read(hand.rest().experiment.own_data), OwnPicture)


@pytest.mark.slow
def test_of_written_words_perfect_samples_are_rarely_rejected_and_slightly_wrong_ones_always(
    qapp: QApplication,
) -> None:
    rejected = heard = 0
    for word in ("간", "GAN", "가짜"):
        target = own_target(picture_text(ink_of_word(word)))
        against = reference(target)
        for seed in range(5):
            generator = np.random.default_rng(700 + seed)
            fakes = target.sample(against.n, generator)
            found, told = judged(fakes, against)
            rejected, heard = rejected + len(told), heard + len(DECISIVE)
            assert set(DECISIVE) <= {witness.name for witness in found.witnesses}
            for wrong in SLIGHTLY_WRONG:
                found, told = judged(wrong(fakes, generator), against)
                assert told, f"{word}, {wrong.__name__}"
                assert not found.good
    assert rejected <= binom.ppf(0.99, heard, LEVEL), "at most as many false alarms as the level allows"
