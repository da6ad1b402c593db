"""The experiments that come with the program: TOML files with a title and a sentence about what they show."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from playground.core.experiment import Experiment
from playground.core.registry import Registry


@dataclass(frozen=True)
class Preset:
    """A named experiment. `rank` orders the list."""

    name: str
    label: str
    help: str
    rank: int
    experiment: Experiment


@cache
def presets() -> Registry[Preset]:
    """Every preset in the package's folder `presets`, in the order of their ranks."""
    found = []
    for file in (resources.files("playground") / "presets").iterdir():
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            about = tomllib.loads(text)["about"]
            experiment = Experiment.from_toml(text, file.name)
            found.append(
                Preset(file.name.removesuffix(".toml"), about["label"], about["help"], about["rank"], experiment)
            )
    table: Registry[Preset] = Registry("preset")
    for preset in sorted(found, key=lambda preset: (preset.rank, preset.name)):
        table.add(preset)
    return table
