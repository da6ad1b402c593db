"""The colours of both themes: WCAG contrasts of what is drawn and written, colour blindness, and switching live."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import playground
from playground.core.lenses import Unit
from playground.ui import held
from playground.ui.palette import DARK, LIGHT, Neutrals, contrast, mixed, rgb, surface_colours, surface_ends
from playground.ui.views.legend import SWATCHES, swatch
from playground.ui.views.plane import Plane
from playground.ui.views.plane.marks import MARKS
from tests.support.hand import Hand
from tests.support.pixels import pixels_of

ROOT = Path(playground.__file__).parent
THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
MARK, TEXT = 3.0, 4.5
"""The least contrasts of WCAG 2.2: of graphical objects (1.4.11) and of text (1.4.3)."""
DATA = ("real", "fake", "generator", "fit", "diverged", "discriminator")
WRITTEN = ("real_text", "fake_text", "fit_text", "diverged_text", "text", "dim")


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("n", THEMES)
def test_every_mark_stands_out_on_the_plane_and_in_the_legend(n: Neutrals) -> None:
    for role in DATA:
        for ground in (n.plane, n.window):
            assert contrast(getattr(n, role), ground) >= MARK, (role, ground)


@pytest.mark.parametrize("n", THEMES)
def test_dots_and_lines_stand_out_wherever_d_is_sure(n: Neutrals) -> None:
    for end in surface_ends(n):
        for role in ("real", "fake", "generator", "discriminator", "text"):
            assert contrast(getattr(n, role), end) >= MARK, (role, end)


@pytest.mark.parametrize("n", THEMES)
def test_dots_stand_out_on_every_shade_of_the_surface(n: Neutrals) -> None:
    for *colour, opacity in surface_colours(n).tolist():
        shade = mixed("#" + "".join(f"{c:02x}" for c in colour), n.plane, opacity / 255)
        assert min(contrast(n.real, shade), contrast(n.fake, shade)) >= MARK, shade


@pytest.mark.parametrize("n", THEMES)
def test_every_text_can_be_read_where_it_is_written(n: Neutrals) -> None:
    for role in WRITTEN:
        for ground in (n.window, n.base, n.plane):
            assert contrast(getattr(n, role), ground) >= TEXT, (role, ground)
    for text, ground in ((n.generator, n.plane), (n.on_accent, n.accent), (n.text, n.warning), (n.text, n.button)):
        assert contrast(text, ground) >= TEXT, (text, ground)


@pytest.mark.parametrize("n", THEMES)
def test_the_ends_of_the_surface_have_the_hues_of_what_they_say(n: Neutrals) -> None:
    """Orange and blue, as every text calls them; and none is olive or brown, the mud of a dark orange."""
    fake, real = (np.array(rgb(end)) for end in surface_ends(n))
    assert fake[0] > fake[1] > fake[2]
    assert real[2] > real[1] > real[0]
    if contrast(n.plane, "#000000") < MARK:  # on a dark plane
        assert fake[1] < 1.5 * fake[2]  # a brown has far more green than blue


# ---- colour blindness ----

MACHADO = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Linear RGB as seen at severity 1.0: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
Vision Deficiency, IEEE TVCG 15(6), 2009, table at www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation."""
APART = 20.0
"""CIE76 Delta E. About 2.3 is just noticeable between large fields side by side (Mahy and others, 1994); marks of 5 pixels
that are apart get nearly ten times that."""


def lab(colour: str, eye: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as seen by an eye of MACHADO, or by any other."""
    share = np.array(rgb(colour)) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(MACHADO.get(eye, np.eye(3))) @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = to_xyz @ seen / to_xyz.sum(1)
    fx, fy, fz = (c ** (1 / 3) if c > 216 / 24389 else (24389 / 27 * c + 16) / 116 for c in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def test_machados_matrices_leave_grey_alone() -> None:
    for eye in MACHADO:
        assert np.allclose(lab("#808080", eye), lab("#808080", "any"), atol=0.1)


@pytest.mark.parametrize("eye", [*MACHADO, "any"])
@pytest.mark.parametrize("n", THEMES)
def test_what_is_compared_looks_different_to_every_eye(n: Neutrals, eye: str) -> None:
    pairs = [(n.real, n.fake), surface_ends(n), (n.discriminator, n.generator), *combinations((n.fake, n.fit), 2)]
    for one, other in pairs:
        assert np.linalg.norm(lab(one, eye) - lab(other, eye)) >= APART, (one, other)


# ---- nothing else chooses a colour ----


def test_no_other_module_names_a_colour() -> None:
    """But for the icon of the application, which is not in a theme."""
    found = {
        (str(path.relative_to(ROOT)), node.value)
        for path in ROOT.rglob("*.py")
        if path.name != "palette.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"#[0-9a-fA-F]{6}\b|color: ?(white|black|gray|grey|red)\b", node.value)
    }
    assert found == {("app.py", "#000000")}


def test_purple_is_g_alone() -> None:
    """Of the marks of the plane, only G's sheet; no arrow, and not the held latent."""
    purple = set()
    for name, mark in MARKS.items():
        item = mark.make()
        opts = getattr(item, "opts", {})
        if LIGHT.generator in {opts[key].color().name() for key in ("pen", "brush") if opts.get(key) is not None}:
            purple.add(name)
    assert purple == {"manifold", "squeeze"}
    assert {name for name in SWATCHES if colours_of(swatch(name, LIGHT).pixmap(66, 42).toImage(), LIGHT.generator)} == {
        "purple line",
        "purple dot",
    }
    star = pg.ScatterPlotItem(symbol=held.SYMBOL)
    held.dress(star, LIGHT)
    assert star.opts["brush"].color().name() == LIGHT.text
    assert star.opts["pen"].color().name() == LIGHT.plane


# ---- switching live ----


def colours_of(image: QImage, colour: str) -> int:
    """The number of pixels of exactly this colour."""
    seen = pixels_of(image.convertToFormat(QImage.Format.Format_RGB32)) & 0xFFFFFF
    r, g, b = rgb(colour)
    return int(np.count_nonzero(seen == (r << 16 | g << 8 | b)))


def test_the_plane_is_recoloured_while_it_is_shown(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(theme="light")
    window = hand.window
    window.stage.legend.switches["surface"].setChecked(False)
    hand.rest()
    seen = {}
    for name, n in (("light", LIGHT), ("dark", DARK)):
        window.actions_by_id[name].trigger()
        image = window.plane.graphics.grab().toImage()
        seen[name] = {role: colours_of(image, getattr(n, role)) for role in ("real", "fake")}
        other = DARK if n is LIGHT else LIGHT
        assert not any(colours_of(image, getattr(other, role)) for role in ("real", "fake"))
    assert min(seen["light"].values()) > 50
    assert seen["light"] == seen["dark"]


def test_the_surface_is_recoloured_without_a_new_picture(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(theme="light")
    hand.rest()
    item, window = hand.window.plane.items["surface"], hand.window
    item.show_shades(np.full((8, 8), 255, np.uint8), item._rect)
    for name, n in (("dark", DARK), ("light", LIGHT)):
        window.actions_by_id[name].trigger()
        image = window.plane.graphics.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        numbers, found = np.unique(pixels_of(image) & 0xFFFFFF, return_counts=True)
        usual = f"#{int(numbers[found.argmax()]):06x}"
        assert max(abs(a - b) for a, b in zip(rgb(usual), rgb(surface_ends(n)[1]), strict=True)) <= 2


def test_words_with_colours_follow_the_theme(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(theme="light")
    window = hand.window
    hand.rest()
    hand.do("theory")
    theory = window.beside.theory
    assert theory is not None
    labels = (
        window.stage.welcome.hint,
        window.verdict.means,
        window.verdict.lamp,
        *(box.words for box in window.panels.fit.curves.boxes.values()),
        theory.portrait.words,
        theory.verdict,
    )
    for name, n, other in (("dark", DARK, LIGHT), ("light", LIGHT, DARK)):
        window.actions_by_id[name].trigger()
        for label in labels:
            named = set(re.findall(r"#[0-9a-f]{6}", label.text()))
            assert named <= {*vars(n).values()}, (label.text(), name)
            assert named
            assert not named & ({*vars(other).values()} - {*vars(n).values()})


@pytest.mark.parametrize("n", THEMES)
def test_every_layer_of_the_plane_and_its_swatch_differ_between_themes(n: Neutrals, qapp: object) -> None:
    other = DARK if n is LIGHT else LIGHT
    for kind in SWATCHES:
        mine, theirs = (pixels_of(swatch(kind, theme).pixmap(66, 42).toImage()) for theme in (n, other))
        assert not np.array_equal(mine, theirs), kind


@pytest.fixture
def plane(qtbot: QtBot) -> Iterator[Plane]:
    around = QWidget()  # a PlotWidget can be closed only once, and what is around it is closed twice
    qtbot.addWidget(around)
    made = Plane()
    made.setParent(around)
    around.resize(400, 400)
    made.resize(400, 400)
    around.show()
    yield made
    around.close()


def test_a_dot_has_an_outline_in_the_planes_colour(plane: Plane) -> None:
    """On a ground that is neither the plane nor the dot, both are seen, and the outline is around the dot."""
    for n in (LIGHT, DARK):
        plane.restyle(n)
        for name in ("real", "fake"):
            plane.items[name].show_points(np.zeros((1, 2), np.float32))
            plane.graphics.grab()
            sprite = plane.items[name]._sprite[1]
            ground = QImage(sprite.size(), QImage.Format.Format_RGB32)
            ground.fill(pg.mkColor("#808080"))
            painter = QPainter(ground)
            painter.drawPixmap(QPoint(0, 0), sprite)
            painter.end()
            seen = pixels_of(ground) & 0xFFFFFF
            middle = f"#{int(seen[seen.shape[0] // 2, seen.shape[1] // 2]):06x}"
            assert middle == getattr(n, name)
            nearest = min(contrast(f"#{int(c):06x}", n.plane) for c in np.unique(seen))
            assert nearest < 1.6
            plane.items[name].show_points(np.zeros((0, 2), np.float32))


def test_the_shade_of_a_unit_of_g_is_shown_in_the_colours_of_points(plane: Plane) -> None:
    unit = Unit(points=np.zeros((2, 2), np.float32), shade=np.array([0, 255], np.uint8), rect=(-1, 1, -1, 1))
    for n in (LIGHT, DARK):
        plane.restyle(n)
        plane.show_unit(unit)
        assert [spot.brush().color().name() for spot in plane._unit_dots.points()] == [n.fake, n.real]
