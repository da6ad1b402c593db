"""An experiment's file: TOML, and beside it its own data, which the TOML names with its hash."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from playground.core.atomic import written
from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.i18n import tr

MOST_BYTES = 1_000_000
FILE, HASH = "own_data_file", "own_data_sha256"


def write(path: Path, experiment: Experiment, about: dict[str, Any] | None = None) -> None:
    """Writes the experiment, and its own data, if it has some, into a file beside it. OSError where it can't."""
    values = experiment.values()
    if data := values.pop("own_data"):
        beside = path.with_name(path.stem + ".data.txt")
        with written(beside) as file:
            file.write(data.encode())
        values |= {FILE: beside.name, HASH: hashlib.sha256(data.encode()).hexdigest()}
    with written(path) as file:
        file.write(tomli_w.dumps({**values, "about": about} if about else values).encode())


def read(path: Path) -> Experiment:
    """The experiment in a TOML file; InputError, one sentence, if the file or its data can't be read."""
    text = _text(path, MOST_BYTES)
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(tr("{path} is not valid TOML: {error}", path=path, error=error)) from None
    values.pop("about", None)
    name, digest = values.pop(FILE, None), values.pop(HASH, None)
    if name is not None:
        values["own_data"] = _own_data(path, name, digest)
    try:
        return Experiment.of(values)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _own_data(path: Path, name: Any, digest: Any) -> str:
    if not isinstance(name, str) or not name or Path(name).name != name or "\\" in name:
        raise InputError(tr("{path}: {key} must be the name of a file in the same folder", path=path, key=FILE))
    data = _text(path.with_name(name), MOST_BYTES)
    if digest is not None and hashlib.sha256(data.encode()).hexdigest() != digest:
        raise InputError(
            tr("{path}: {name} is not the data that it was written with (its SHA-256 differs)", path=path, name=name)
        )
    return data


def _text(path: Path, most: int) -> str:
    try:
        if not path.is_file():
            raise InputError(tr("{path} can't be opened: no such file", path=path))
        if path.stat().st_size > most:
            raise InputError(tr("{path} is too large for an experiment (1 MB at most)", path=path))
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(tr("{path} can't be opened: {reason}", path=path, reason=error.strerror)) from None
    except UnicodeDecodeError:
        raise InputError(tr("{path} is not a text file in UTF-8", path=path)) from None
