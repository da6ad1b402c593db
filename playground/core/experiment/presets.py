"""Presets: the experiments that come with the program, and the user's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import platformdirs

from playground.core.errors import InputError
from playground.core.experiment import file as experiment_file
from playground.core.experiment.experiment import Experiment
from playground.core.registry import Registry
from playground.i18n import N_, Text, tr


@dataclass(frozen=True)
class Preset:
    """A named experiment. `rank` orders the list."""

    name: str
    label: Text
    help: Text
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
    table: Registry[Preset] = Registry(N_("preset"))
    for preset in sorted(found, key=lambda preset: (preset.rank, preset.name)):
        table.add(preset)
    return table


OWN = "own_fit"
"""The preset for a person's own data; its data are only an example."""


def with_data_of(current: Experiment, preset: Experiment) -> Experiment:
    """The preset's experiment; if its data are an example of own data and there are own data now, with these instead."""
    if preset.target == "own" and current.own_data:
        return preset.changed({"own_data": current.own_data})
    return preset


def own_folder() -> Path:
    """The folder of the user's own presets: the platform's folder for settings."""
    return platformdirs.user_config_path("gan-playground", appauthor=False) / "presets"


def own_presets(folder: Path | None = None) -> dict[str, Path]:
    """The user's own presets: files by name, which is the file's stem."""
    try:
        found = sorted((folder or own_folder()).glob("*.toml"))
    except OSError:
        return {}
    return {path.stem: path for path in found}


def preset_named(name: str) -> Experiment:
    """The experiment of a preset, built-in or the user's own; InputError if there is none."""
    own = own_presets()
    if name not in presets() and name in own:
        return experiment_file.read(own[name])
    try:
        return presets()[name].experiment
    except InputError as error:
        more = ", ".join(own)
        raise InputError(tr("{error}, {more}", error=error, more=more) if more else str(error)) from None
