"""The output of `train --out`: all results of a run, in one folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playground.cli.offscreen import offscreen
from playground.core.errors import InputError
from playground.core.files import exports
from playground.core.files.reasons import why
from playground.core.lenses import Display
from playground.core.lenses.samples import Samples, in_own_units
from playground.core.lenses.samples import see as see_samples
from playground.core.session import file as session_file
from playground.i18n import tr

if TYPE_CHECKING:
    from playground.engine.run import Run

EXPERIMENT, CURVES, SAMPLES = "experiment.toml", "curves.csv", "samples.csv"
SESSION, PICTURE = "final.ganplay", "picture.png"
FILES = (EXPERIMENT, CURVES, SAMPLES, SESSION, PICTURE)
MEASURED_EVERY = 100
"""Iterations between two points of the metrics' curves; a continued run has the same points as an uninterrupted one."""
PICTURE_SCALE = 2.0


def prepare(folder: Path) -> None:
    """Creates the folder before anything is trained; InputError if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(tr("{path} can't be a folder: {reason}", path=folder, reason=why(error))) from None
    if not os.access(folder, os.W_OK):
        raise InputError(tr("{path} can't be written to", path=folder))


def measure(current: Run) -> None:
    """Adds a point to the metrics' curves, if this iteration is due."""
    if current.iteration % MEASURED_EVERY == 0:
        current.fit(current.look(Display()))


def curves(current: Run) -> bytes:
    """The curves of a run up to now."""
    line = current.line
    return exports.curves_csv(line.losses.curve(current.iteration), line.metrics.curve(current.iteration))


def samples(current: Run, n: int | None = None) -> Samples:
    """n real points and n fakes of a run's current state, the same ones that the window shows, in their own units."""
    display = Display() if n is None else Display(dots=n)
    return in_own_units(current.experiment, see_samples(current.look(display)))


def write(folder: Path, current: Run) -> None:
    """Writes all FILES, the session first, from which all others can be made; InputError if one can't be written.

    Where there is no room even for the session, it is written to the temporary folder, and the sentence says so.
    """
    _write_session(folder / SESSION, current)
    exports.save(folder / EXPERIMENT, current.experiment.to_toml().encode())
    exports.save(folder / CURVES, curves(current))
    exports.save(folder / SAMPLES, exports.samples_csv(samples(current)))
    with offscreen(current.experiment) as shown:
        from playground.ui.exporting.still import save_picture  # this loads Qt

        shown.load_session(folder / SESSION)
        save_picture(folder / PICTURE, shown.window.subjects.widget("plane"), PICTURE_SCALE)


def _write_session(path: Path, current: Run) -> None:
    from playground.engine.archiving import archive_of  # torch comes with it

    archive = archive_of(current.past, current).within()
    try:
        session_file.write(path, archive)
    except OSError as error:
        reason = why(error)
        with tempfile.NamedTemporaryFile(prefix="gan-playground-", suffix=session_file.SUFFIX, delete=False) as file:
            elsewhere = Path(file.name)
        try:
            session_file.write(elsewhere, archive)
        except OSError:
            elsewhere.unlink(missing_ok=True)
            raise InputError(tr("{path} can't be written: {reason}", path=path, reason=reason)) from None
        raise InputError(
            tr(
                "{path} can't be written: {reason}. The session has been saved as {elsewhere} instead",
                path=path,
                reason=reason,
                elsewhere=elsewhere,
            )
        ) from None
