"""Lives to be killed: a process that has imported all that is slow, and forks a child for each.

On its input lines `saves FILE`, `window FOLDER`, `look FOLDER`, `exports FOLDER` or `sweep FOLDER`; on its output what the
children say, one line each: `child PID`, then `ready`, then `kept ITERATION TIME` for each save, which had been asked for at
that iteration and time; and `gone` when the child is dead.
"""

import gc
import os
import sys
import threading
import time
from collections import deque
from pathlib import Path

import scipy.ndimage
import scipy.spatial
from PyQt6.QtCore import QTimer

import playground.engine.archiving
import playground.engine.run
from playground.app import make_application, open_window
from playground.core.experiment import Experiment
from playground.core.files.exports import samples_csv as exports_csv
from playground.core.session import file as session_file
from playground.engine.commands import Play, Save
from playground.engine.letters import Letter, Loaded, Picture, Ready, Saved, SaveFailed
from playground.engine.session import Session
from playground.engine.sweep import plan as plans
from playground.engine.sweep import rows, work
from playground.ui import autosave
from playground.ui.settings import unwatched

EXPERIMENT = Experiment(g_layers=2, d_layers=2, batch=32)
EVERY_MS = 50
ENOUGH_BYTES = 3_000_000

assert scipy.ndimage
assert scipy.spatial
assert playground.engine.archiving
assert playground.engine.run


def say(*words: object) -> None:
    """Says a line on standard output."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def saves(path: Path) -> None:
    """Trains, and saves into the same file over and over."""
    session = Session(EXPERIMENT)
    threading.Thread(target=session.run, daemon=True).start()
    while not isinstance(session.letters.get(), Ready):
        pass
    session.send(Play())
    while session._run is None:
        time.sleep(0.001)
    say("ready")
    while True:
        iteration, asked = session.current.iteration, time.monotonic()
        session.send(Save(path, most_bytes=ENOUGH_BYTES))
        letter = session.letters.get()
        assert isinstance(letter, Saved), letter
        say("kept", iteration, asked)


def window(folder: Path) -> None:
    """A window that trains and saves itself many times a second."""
    autosave.EVERY_MS = EVERY_MS
    app = make_application(["gan-playground"])
    opened = open_window(app, EXPERIMENT, unwatched(folder / "settings.json"))
    asked: deque[tuple[int, float]] = deque()
    seen = [0]

    def arrived(picture: Picture) -> None:
        if not seen[0] and picture.counters.iteration:
            say("ready")
        seen[0] = picture.counters.iteration

    def said(command: object) -> None:
        if isinstance(command, Save):
            asked.append((seen[0], time.monotonic()))

    def told(letter: Letter) -> None:
        assert not isinstance(letter, SaveFailed), letter
        if isinstance(letter, Ready):
            opened.window.controller.play()
        if isinstance(letter, Saved):
            say("kept", *asked.popleft())

    controller = opened.window.controller
    controller.bridge.arrived.connect(arrived)
    controller.bridge.told.connect(told)
    controller.command_sent.connect(said)
    opened.window.show()
    app.exec()


def look(folder: Path) -> None:
    """The next start: says which files are offered, and where the first of them stands when it is taken up."""
    app = make_application(["gan-playground"])
    opened = open_window(app, EXPERIMENT, unwatched(folder / "settings.json"))
    controller = opened.window.controller

    def told(letter: Letter) -> None:
        if isinstance(letter, Ready):
            left = opened.window.files.autosave.left_behind()
            say("offered", *(one.path.name for one in left))
            if left:
                opened.window.files.autosave.take_up(left[0].path)
            else:
                app.quit()
        if isinstance(letter, Loaded):
            controller.bridge.arrived.connect(shown)

    def shown(picture: Picture) -> None:
        if picture.obeyed < controller.bridge.sent:
            return  # it was made before the session was taken up
        say("resumed", picture.counters.iteration)
        app.quit()

    controller.bridge.told.connect(told)
    opened.window.show()
    QTimer.singleShot(20_000, app.quit)
    app.exec()


def exports(folder: Path) -> None:
    """Writes pictures of numbers, curves, samples and a script, over and over."""
    from playground.cli import outcome
    from playground.core.files.exports import save
    from playground.core.script import script

    run = playground.engine.run.Run(EXPERIMENT)
    for _ in range(40):
        run.advance("iteration", careful=False)
    say("ready")
    while True:
        save(folder / "curves.csv", outcome.curves(run))
        save(folder / "samples.csv", exports_csv(outcome.samples(run, 2000)))
        save(folder / "script.py", script(EXPERIMENT).encode())
        say("kept", run.iteration, time.monotonic())


def sweep(folder: Path) -> None:
    """Adds rows of a sweep to its table, as the command does."""
    rows_of = plans.read(folder / "s.toml")
    store = rows.opened(folder / "s.csv", rows.columns(rows_of))
    say("ready")
    for run in rows_of.runs:
        if run.id not in store.ids:
            store.add(work.train(work.Chunk((run,), rows_of.metrics, "alone", 0)))
        say("kept", len(store.ids), time.monotonic())


LIVES = {"saves": saves, "window": window, "look": look, "exports": exports, "sweep": sweep}


def main() -> None:
    """Forks a child for each line."""
    assert session_file.SUFFIX
    gc.collect()
    gc.freeze()  # a child that collected all that is imported would spend half of its life copying its pages
    for line in sys.stdin:
        kind, where = line.split(maxsplit=1)
        assert threading.active_count() == 1
        child = os.fork()
        if not child:
            try:
                LIVES[kind](Path(where.strip()))
            finally:
                os._exit(0)
        say("child", child)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
