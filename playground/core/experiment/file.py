"""An experiment's file: TOML, with any own data in a file beside it that the TOML names with its hash."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from playground.core.classroom import Shown
from playground.core.errors import InputError
from playground.core.experiment.experiment import Experiment
from playground.core.files import reading, toml
from playground.core.files.atomic import written
from playground.core.files.sentence import plain
from playground.core.own_data.kinds import MOST_TEXT
from playground.i18n import tr

MOST_BYTES = MOST_TEXT
FILE, HASH, SHOW = "own_data_file", "own_data_sha256", "show"


def write(path: Path, experiment: Experiment, about: dict[str, Any] | None = None, shown: Shown | None = None) -> None:
    """Writes the experiment, and its own data, if any, into a file beside it. OSError if it can't.

    `shown`: what a class is to see, as a table [show].

    Different data get a different name, so that the old experiment stays intact until the new one is complete.
    """
    values, before = experiment.values(), _data_beside(path)
    if data := values.pop("own_data"):
        digest = hashlib.sha256(data.encode()).hexdigest()
        beside = path.with_name(f"{path.stem}.{digest[:8]}.data.txt")
        with written(beside) as file:
            file.write(data.encode())
        values |= {FILE: beside.name, HASH: digest}
    tables = {"about": about, SHOW: msgspec.to_builtins(shown) if shown is not None and shown.hides else None}
    with written(path) as file:
        file.write(tomli_w.dumps({**values, **{key: table for key, table in tables.items() if table}}).encode())
    if before is not None and before.name != values.get(FILE):
        with suppress(OSError):
            before.unlink()


def _data_beside(path: Path) -> Path | None:
    """The own data of the experiment now in this file, if `write` made it."""
    try:
        name = toml.read(path).get(FILE)
    except InputError:
        return None
    made = isinstance(name, str) and re.fullmatch(re.escape(path.stem) + r"\.[0-9a-f]{8}\.data\.txt", name)
    return path.with_name(name) if made and isinstance(name, str) else None


@dataclass(frozen=True)
class Filed:
    """The contents of a file: an experiment, and what a class is to see of the window, if the file says so."""

    experiment: Experiment
    shown: Shown | None = None


def read(path: Path) -> Experiment:
    """The experiment in a TOML file; InputError, one sentence, if the file or its data can't be read."""
    return _experiment(toml.read(path), path)


def read_file(path: Path) -> Filed:
    """The contents of a TOML file; InputError, one sentence, if any of it or its data can't be read."""
    return parsed(reading.text(path, toml.MOST_BYTES), path)


def parsed(text: str, path: Path) -> Filed:
    """The contents of a TOML text that has been read from this path; InputError, one sentence, if it can't be."""
    values = toml.parsed(text, plain(path))
    return Filed(_experiment(values, path), _shown(values, path))


def _experiment(contents: dict[str, Any], path: Path) -> Experiment:
    values = {key: value for key, value in contents.items() if key not in ("about", SHOW)}
    name, digest = values.pop(FILE, None), values.pop(HASH, None)
    try:
        if name is not None:
            values["own_data"] = _own_data(path, name, digest)
        return Experiment.of(values)
    except InputError as error:
        where, message = plain(path), str(error)
        raise InputError(message if message.startswith(where) else f"{where}: {plain(message)}") from None


def _shown(contents: dict[str, Any], path: Path) -> Shown | None:
    table = contents.get(SHOW)
    try:
        return None if table is None else msgspec.convert(table, Shown)
    except msgspec.ValidationError as error:
        raise InputError(tr("{path}: [show]: {reason}", path=plain(path), reason=plain(error))) from None


def _own_data(path: Path, name: Any, digest: Any) -> str:
    if not isinstance(name, str) or name in ("", "..") or Path(name).name != name or re.search(r"[\\:\0]", name):
        raise InputError(tr("{path}: {key} must be the name of a file in the same folder", path=plain(path), key=FILE))
    data = reading.text(path.with_name(name), MOST_BYTES)
    if digest is not None and hashlib.sha256(data.encode()).hexdigest() != digest:
        raise InputError(
            tr(
                "{path}: {name} has changed since the experiment was saved (its SHA-256 differs)",
                path=plain(path),
                name=plain(name),
            )
        )
    return data
