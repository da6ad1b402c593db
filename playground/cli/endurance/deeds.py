"""What a monkey can do to the window: a table of deeds, each with how often it is done in comparison with the others."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KNOBS
from playground.core.experiment.presets import presets
from playground.core.own_data.build import mixture_text
from playground.core.targets import TARGETS
from playground.ui.actions import ACTIONS
from playground.ui.layers import LAYERS

if TYPE_CHECKING:
    from playground.core.experiment.knobs import Knob, KnobValue
    from playground.engine.letters import Picture
    from playground.ui.window import Window

NOT_PRESSED = frozenset({"quit", "compile", "where_auto", "where_yes", "where_no", "play"})
"""These end the window, take half a minute, act at the next start only, or have a row of their own."""
SIZES = ((1440, 900), (1024, 700), (1280, 800), (700, 500), (1900, 1000))
MOST_COSTLY = {
    "batch": 512,
    "g_width": 64,
    "d_width": 64,
    "g_layers": 4,
    "d_layers": 4,
    "d_updates": 4,
    "g_updates": 4,
    "unrolled_steps": 2,
}
"""Larger values are right, and only make everything slow."""


@dataclass
class Monkey:
    """One that sits at a window."""

    window: Window
    rng: random.Random
    folder: Path
    picture: Picture | None = None
    """The last that has arrived."""

    def some_action(self) -> None:
        """A row of the actions' table, as its menu or key would."""
        name = self.rng.choice([action.id for action in ACTIONS if action.id not in NOT_PRESSED])
        self.window.actions_by_id[name].trigger()

    def extreme_knob(self) -> None:
        """A knob at one of its ends, at its value for "off", or at another choice; what makes no sense is refused."""
        key = self.rng.choice([key for key in KNOBS if key not in ("own_data", "device", "target")])
        self.window.controller.change(key, self.rng.choice(values_of(key, KNOBS[key])))

    def some_target(self) -> None:
        """A click in the gallery."""
        self.window.gallery.chosen.emit(self.rng.choice([name for name in TARGETS.names if name != "own"]))

    def own_data(self) -> None:
        """Some Gaussians of one's own."""
        modes = [
            (self.rng.uniform(-2, 2), self.rng.uniform(-2, 2), self.rng.uniform(0.05, 0.5), self.rng.uniform(0.1, 2))
            for _ in range(self.rng.randint(1, 5))
        ]
        c = self.window.controller
        c.load(c.experiment.changed({"target": "own", "own_data": mixture_text(modes)}))

    def preset(self) -> None:
        """One of the presets, made small enough to be quick."""
        experiment = self.rng.choice([*presets()]).experiment
        smaller = {key: min(getattr(experiment, key), most) for key, most in MOST_COSTLY.items()}
        try:
            self.window.controller.load(experiment.changed(smaller))
        except InputError:
            self.defaults()

    def defaults(self) -> None:
        """A small start-up experiment."""
        c = self.window.controller
        c.load(EXPERIMENT.changed({"g_width": 16, "d_width": 16, "batch": 64, "seed": c.experiment.seed}))

    def type_weight(self) -> None:
        """A weight or a bias of D or G, typed."""
        c = self.window.controller
        network = self.rng.choice("dg")
        shapes = list((c.experiment.d_shape if network == "d" else c.experiment.g_shape).shapes)
        tensor = self.rng.randrange(len(shapes))
        index = tuple(self.rng.randrange(n) for n in shapes[tensor])
        c.set_weight(network, tensor, index, 0.0, self.rng.choice((-1.0, 0.0, 0.5, 3.0)))

    def play(self) -> None:
        """Play or pause."""
        self.window.actions_by_id["play"].trigger()

    def steps(self) -> None:
        """A few steps of one kind."""
        self.window.controller.step(self.rng.choice(("iteration", "d", "g")), self.rng.randint(1, 5))

    def travel(self) -> None:
        """Along the timeline: dragging, letting go, back by steps."""
        c, end = self.window.controller, self.picture.timeline.end if self.picture else 0
        moment = self.rng.randint(0, end)
        self.rng.choice(
            (
                lambda: c.scrub(moment),
                lambda: c.go_to_moment(moment),
                lambda: c.back(self.rng.randint(1, 4)),
                lambda: c.go_to(moment),
            )
        )()

    def lines(self) -> None:
        """Branches: opened, entered, renamed, forgotten."""
        c = self.window.controller
        known = [line.number for line in self.picture.timeline.line_summaries] if self.picture else []
        line = self.rng.choice(known) if known else 1
        self.rng.choice(
            (
                lambda: c.branch("mine"),
                lambda: c.enter(line),
                lambda: c.rename(line, "<b>x"),
                lambda: c.forget(line),
                c.go_on_from_here,
            )
        )()

    def undo(self) -> None:
        """Undo or redo."""
        self.window.actions_by_id[self.rng.choice(("undo", "undo", "redo"))].trigger()

    def size(self) -> None:
        """Another size of the window, or a dock shown, hidden or floating."""
        if self.rng.random() < 0.3:
            self.window.resize(*self.rng.choice(SIZES))
            return
        dock = self.rng.choice([*self.window.docks.values()])
        self.rng.choice((dock.show, dock.raise_, dock.hide, lambda: dock.setFloating(not dock.isFloating())))()

    def layer(self) -> None:
        """A layer of the plane on or off."""
        switch = self.window.stage.legend.switches[self.rng.choice(LAYERS).name]
        switch.setChecked(not switch.isChecked())

    def look(self) -> None:
        """Other dots, another part of the plane, a held latent, a pin."""
        c = self.window.controller
        x, y = self.rng.uniform(-3, 3), self.rng.uniform(-3, 3)
        self.rng.choice(
            (
                lambda: c.show(dots=self.rng.choice((50, 300, 2000))),
                lambda: c.show(averaged=self.rng.random() < 0.5),
                lambda: c.show(probes=((x, y),)),
                lambda: c.show(probes=()),
                lambda: c.show(grid=self.rng.choice((8, 64))),
            )
        )()

    def file(self) -> None:
        """The session is saved, or one that was saved is opened."""
        path = self.folder / f"{self.rng.randint(0, 2)}.ganplay"
        if self.rng.random() < 0.6 or not path.exists():
            self.window.controller.save(path)
        else:
            self.window.controller.load_session(path)

    def side(self) -> None:
        """Something in the window of runs side by side, if it is open; sooner or later it is closed."""
        side = self.window.beside.side
        if side is None:
            return
        run = self.rng.choice([*side.runs.values()])
        self.rng.choice(
            (
                side.close,
                lambda: run.controller.change("batch", self.rng.choice((8, 32))),
                lambda: run.controller.step("iteration", 2),
            )
        )()

    def close_others(self) -> None:
        """The other windows are closed."""
        for other in (self.window.beside.side, self.window.beside.sweeps, self.window.beside.theory):
            if other is not None:
                other.close()


def values_of(key: str, knob: Knob) -> list[KnobValue]:
    """The ends of a knob, its value for "off", and its choices."""
    if knob.names:
        return list(knob.names)
    low, high = knob.low, knob.high
    assert low is not None
    assert high is not None
    values: list[float] = [low, min(high, MOST_COSTLY.get(key, high)), *([knob.gap] if knob.gap is not None else [])]
    return [type(getattr(EXPERIMENT, key))(value) for value in values]


DEEDS: dict[Callable[[Monkey], None], int] = {
    Monkey.some_action: 10,
    Monkey.extreme_knob: 12,
    Monkey.some_target: 4,
    Monkey.own_data: 2,
    Monkey.preset: 2,
    Monkey.defaults: 6,
    Monkey.type_weight: 6,
    Monkey.play: 8,
    Monkey.steps: 8,
    Monkey.travel: 12,
    Monkey.lines: 8,
    Monkey.undo: 8,
    Monkey.size: 5,
    Monkey.layer: 6,
    Monkey.look: 5,
    Monkey.file: 3,
    Monkey.side: 4,
    Monkey.close_others: 2,
}
"""Each with its weight."""
