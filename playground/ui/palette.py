"""The colours with a meaning: the same in both themes, and safe for colour-blind users (Okabe and Ito)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

REAL = "#0072B2"
"""Blue is real: P_data, D says real, D(x)."""
FAKE = "#E69F00"
"""Orange is fake: P_model, D says fake, D(G(z))."""
GENERATOR = "#CC79A7"
"""Reddish purple is G: its loss, its gradients."""
FIT = "#009E73"
"""Bluish green is fit: how close P_model is to P_data."""
STRONGEST = 150
"""Maximum opacity, of 255, of D's surface: dots stay readable on it."""


@dataclass(frozen=True)
class Neutrals:
    """The colours that follow the theme: the window, and D itself, which is neutral."""

    window: str
    base: str
    plane: str
    text: str
    dim: str
    border: str
    discriminator: str
    accent: str
    warning: str
    button: str


LIGHT = Neutrals(
    window="#f4f4f2", base="#ffffff", plane="#ffffff", text="#1c1c1c", dim="#5f5f5f", border="#cfcfca",
    discriminator="#333333", accent=REAL, warning="#fff1c9", button="#fbfbfa",
)  # fmt: skip
DARK = Neutrals(
    window="#202225", base="#2b2e34", plane="#141518", text="#ececec", dim="#a3a6ab", border="#3b3e44",
    discriminator="#e4e4e4", accent="#4aa8dd", warning="#4a3d14", button="#2c2f34",
)  # fmt: skip


def rgb(colour: str) -> tuple[int, int, int]:
    """(red, green, blue), 0 to 255, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def surface_colours() -> npt.NDArray[np.uint8]:
    """The look-up table of D's surface, uint8 (256, 4): from orange (fake) through transparent in the middle to blue
    (real).
    """
    away = np.linspace(-1, 1, 256)
    table = np.zeros((256, 4), np.uint8)
    table[away < 0, :3] = rgb(FAKE)
    table[away >= 0, :3] = rgb(REAL)
    table[:, 3] = (np.abs(away) ** 0.8 * STRONGEST).astype(np.uint8)
    return table


def single_colours(colour: str) -> npt.NDArray[np.uint8]:
    """The look-up table of a density, uint8 (256, 4): one colour from transparent to strong."""
    table = np.zeros((256, 4), np.uint8)
    table[:, :3] = rgb(colour)
    table[:, 3] = np.linspace(0, 210, 256).astype(np.uint8)
    return table


DIVERGED = "#D55E00"
"""Vermilion, the warning colour of the same set: training diverged."""


def sequential_colours(colour: str, neutrals: Neutrals) -> npt.NDArray[np.uint8]:
    """The colours of a map, uint8 (256, 3): from nearly the plane's colour, for the least, to the strong colour, for
    the most.
    """
    share = np.linspace(0.08, 1.0, 256)[:, None]
    mixed: npt.NDArray[np.uint8] = np.rint(
        (1 - share) * np.array(rgb(neutrals.plane)) + share * np.array(rgb(colour))
    ).astype(np.uint8)
    return mixed


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out more on the colour (WCAG's relative luminance)."""
    parts = [c / 255 for c in rgb(colour)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return "#000000" if 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 else "#ffffff"


RUNS = {
    "A": ("#2A8BC9", "#56B4E9"),
    "B": ("#D55E00", "#D55E00"),
    "C": ("#7D7200", "#F0E442"),
    "D": ("#1C1C1C", "#ECECEC"),
}
"""Runs side by side: sky blue, vermilion, yellow and black, on light and on dark, at a contrast of 3 or more.
They are the four colours of the set not used for data; a run's line also has its own dashes and letter."""


def run_colour(name: str, neutrals: Neutrals) -> str:
    """The colour of the run of this name on this theme's plane."""
    return RUNS[name][neutrals == DARK]
