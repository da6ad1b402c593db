"""The published rows for the ring of 8 and the grid of 25."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One printed row; figures are kept as printed, "-" if a table has none."""

    source: str
    method: str
    modes: str
    high_quality: str
    """As a percentage of the samples."""
    complete: str = "-"
    """The percentage of seeds that reached every mode."""
    runs: str = "-"
    iterations: str = "-"


VEEGAN = "VEEGAN, table 1"
PACGAN = "PacGAN, table 1"
ALPHA = "(αD,αG)-GAN, table I, III, CSV"

_PACGAN_RUNS = {"runs": "10", "iterations": "400,000"}
_ALPHA_RUNS = {"runs": "200", "iterations": "156,000"}

RING: tuple[Published, ...] = (
    Published(VEEGAN, "GAN", "1", "99.3", runs="5"),
    Published(VEEGAN, "ALI", "2.8", "0.13", runs="5"),
    Published(VEEGAN, "Unrolled GAN", "7.6", "35.6", runs="5"),
    Published(VEEGAN, "VEEGAN", "8", "52.9", runs="5"),
    Published(PACGAN, "GAN", "6.3 ± 0.5", "98.2 ± 0.2", **_PACGAN_RUNS),
    Published(PACGAN, "ALI", "6.6 ± 0.3", "97.6 ± 0.4", **_PACGAN_RUNS),
    Published(PACGAN, "PacGAN2", "7.9 ± 0.1", "95.6 ± 2.0", **_PACGAN_RUNS),
    Published(PACGAN, "PacGAN3", "7.8 ± 0.1", "97.7 ± 0.3", **_PACGAN_RUNS),
    Published(PACGAN, "PacGAN4", "7.8 ± 0.1", "95.9 ± 1.4", **_PACGAN_RUNS),
    Published(ALPHA, "minimax", "4.70", "64.6", "46", **_ALPHA_RUNS),
    Published(ALPHA, "minimax, (0.3, 1)", "7.57", "92.1", "87", **_ALPHA_RUNS),
    Published(ALPHA, "minimax, (0.2, 1)", "-", "-", "79", **_ALPHA_RUNS),
    Published(ALPHA, "non-saturating", "5.9", "94", "22", **_ALPHA_RUNS),
    Published(ALPHA, "non-saturating, (0.5, 1.2)", "6.8", "-", "45", **_ALPHA_RUNS),
    Published(ALPHA, "LSGAN (0, 1)", "-", "-", "32.5", **_ALPHA_RUNS),
)
"""Srivastava et al. 2017; Lin et al. 2018; Welfert et al. 2023 (modes and quality are means of its CSV files)."""

GRID: tuple[Published, ...] = (
    Published(VEEGAN, "GAN", "3.3", "0.5", runs="5"),
    Published(VEEGAN, "ALI", "15.8", "1.6", runs="5"),
    Published(VEEGAN, "Unrolled GAN", "23.6", "16", runs="5"),
    Published(VEEGAN, "VEEGAN", "24.6", "40", runs="5"),
    Published(PACGAN, "GAN", "17.3 ± 0.8", "94.8 ± 0.7", **_PACGAN_RUNS),
    Published(PACGAN, "ALI", "24.1 ± 0.4", "95.7 ± 0.6", **_PACGAN_RUNS),
    Published(PACGAN, "PacGAN2", "23.8 ± 0.7", "91.3 ± 0.8", **_PACGAN_RUNS),
    Published(PACGAN, "PacGAN3", "24.6 ± 0.4", "94.2 ± 0.4", **_PACGAN_RUNS),
    Published(PACGAN, "PacGAN4", "24.8 ± 0.2", "93.6 ± 0.6", **_PACGAN_RUNS),
)
"""Srivastava et al. 2017; Lin et al. 2018."""
