"""The colours of each theme: those with a meaning, safe for colour-blind users (hues of Okabe and Ito), and the neutral ones."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Role = Literal[
    "real", "fake", "generator", "discriminator", "fit", "diverged",
    "real_text", "fake_text", "fit_text", "diverged_text",
    "text", "dim",
]  # fmt: skip
"""What a colour stands for: a field of a theme's colours."""
STRONGEST = 150
"""Maximum opacity, of 255, of D's surface: what lies below it stays visible."""


@dataclass(frozen=True)
class Neutrals:
    """The colours of a theme, "#rrggbb". The data colours mean the same in both themes: a mark has a contrast of at
    least 3 on the plane, and dots also on D's strongest colours; a text, at least 4.5 on the window (WCAG 2.2, 1.4.3 and
    1.4.11). The colours of marks on large areas, such as the surface, are paler or deeper.
    """

    window: str
    base: str
    plane: str
    text: str
    dim: str
    border: str
    discriminator: str
    """D is neutral, and so are arrows, pins and the held latent."""
    accent: str
    on_accent: str
    """Text and icons on the accent."""
    warning: str
    button: str
    real: str
    """Blue is real: P_data, D says real, D(x)."""
    fake: str
    """Orange is fake: P_model, D says fake, D(G(z))."""
    generator: str
    """Reddish purple is G alone: its sheet, its loss."""
    fit: str
    """Bluish green is fit: how close P_model is to P_data."""
    diverged: str
    """Vermilion, the warning colour of the same set: training diverged."""
    real_text: str
    fake_text: str
    fit_text: str
    diverged_text: str
    surface_real: str
    """D's surface where D is sure, before it is mixed with the plane."""
    surface_fake: str

    def of(self, role: Role) -> str:
        """The colour of a role."""
        return str(getattr(self, role))


LIGHT = Neutrals(
    window="#f4f4f2", base="#ffffff", plane="#ffffff", text="#1c1c1c", dim="#5f5f5f", border="#cfcfca",
    discriminator="#333333", accent="#0072b2", on_accent="#ffffff", warning="#fff1c9", button="#fbfbfa",
    real="#0072b2", fake="#bb5f00", generator="#a3427c", fit="#00966c", diverged="#d55e00",
    real_text="#0072b2", fake_text="#ad5300", fit_text="#007a58", diverged_text="#b34700",
    surface_real="#90c2e2", surface_fake="#f0c25a",
)  # fmt: skip
DARK = Neutrals(
    window="#202225", base="#2b2e34", plane="#141518", text="#ececec", dim="#a3a6ab", border="#3b3e44",
    discriminator="#e4e4e4", accent="#4aa8dd", on_accent="#0b1a24", warning="#4a3d14", button="#2c2f34",
    real="#4f9dff", fake="#ffb43a", generator="#e08fc0", fit="#2ec090", diverged="#ff7a3c",
    real_text="#4f9dff", fake_text="#ffb43a", fit_text="#2ec090", diverged_text="#ff7a3c",
    surface_real="#276fbf", surface_fake="#cb4a3c",
)  # fmt: skip


def rgb(colour: str) -> tuple[int, int, int]:
    """(red, green, blue), 0 to 255, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour painted over a ground with this opacity, 0 to 1."""
    parts = (round(share * c + (1 - share) * g) for c, g in zip(rgb(colour), rgb(ground), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def luminance(colour: str) -> float:
    """The relative luminance, 0 to 1 (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in rgb(colour)))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out more on the colour."""
    return max("#000000", "#ffffff", key=lambda text: contrast(text, colour))


def surface_colours(neutrals: Neutrals) -> npt.NDArray[np.uint8]:
    """The look-up table of D's surface, uint8 (256, 4): from orange (fake) through transparent in the middle to blue
    (real). Over the plane its ends are pale in the light theme and deep in the dark one, so that dots stand out.
    """
    away = np.linspace(-1, 1, 256)
    table = np.zeros((256, 4), np.uint8)
    table[away < 0, :3] = rgb(neutrals.surface_fake)
    table[away >= 0, :3] = rgb(neutrals.surface_real)
    table[:, 3] = (np.abs(away) ** 0.8 * STRONGEST).astype(np.uint8)
    return table


def surface_ends(neutrals: Neutrals) -> tuple[str, str]:
    """What is seen of the surface on the plane where D is sure: (fake, real)."""
    share = STRONGEST / 255
    return (
        mixed(neutrals.surface_fake, neutrals.plane, share),
        mixed(neutrals.surface_real, neutrals.plane, share),
    )


def single_colours(colour: str) -> npt.NDArray[np.uint8]:
    """The look-up table of a density, uint8 (256, 4): one colour from transparent to strong."""
    table = np.zeros((256, 4), np.uint8)
    table[:, :3] = rgb(colour)
    table[:, 3] = np.linspace(0, 210, 256).astype(np.uint8)
    return table


def sequential_colours(colour: str, neutrals: Neutrals) -> npt.NDArray[np.uint8]:
    """The colours of a map, uint8 (256, 3): from nearly the plane's colour, for the least, to the strong colour, for
    the most.
    """
    share = np.linspace(0.08, 1.0, 256)[:, None]
    found: npt.NDArray[np.uint8] = np.rint(
        (1 - share) * np.array(rgb(neutrals.plane)) + share * np.array(rgb(colour))
    ).astype(np.uint8)
    return found


CLASS_COLOURS = (
    ("#332288", "#9d8cff"),
    ("#117733", "#4fd17a"),
    ("#aa3377", "#ff7ab8"),
    ("#7d7200", "#f0e442"),
    ("#00808a", "#66e0e6"),
    ("#b3452c", "#ff9a76"),
    ("#5a5a5a", "#c8c8c8"),
    ("#7a4a1e", "#c79a63"),
)
"""Classes of points, on light and on dark, at a contrast of 3 or more on the plane: hues of Tol's muted set. A ninth class has
the first colour again; the reading beside the pointer says which class it is."""


def class_colour(k: int, neutrals: Neutrals) -> str:
    """The colour of the k-th class, from 0, on this theme's plane."""
    return CLASS_COLOURS[k % len(CLASS_COLOURS)][neutrals == DARK]


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
