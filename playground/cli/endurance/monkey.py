"""`endure monkey`: random deeds at the real window, and proofs in between that it shows what is and remembers what was."""

from __future__ import annotations

import hashlib
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.cli.offscreen import Offscreen, offscreen
from playground.core.experiment import EXPERIMENT

if TYPE_CHECKING:
    from playground.cli.endurance.deeds import Monkey
    from playground.cli.endurance.watch import Watch
    from playground.engine.letters import Picture

PROVED_EVERY = 40
"""Events between two proofs, for which the monkey pauses."""
REST_SECONDS = 60.0
MOST_REMEMBERED = 60
LOOKS = 5
FAULTS = ("exceptions", "failures", "warnings", "stalls", "knobs", "moments", "unrest")


def monkey(events: int, seed: int, separate_process: bool = False) -> dict[str, Any]:
    """What came of it: the count of each kind of fault, and the first of each in words."""
    from playground.cli.endurance import deeds
    from playground.cli.endurance.watch import Watch

    small = EXPERIMENT.changed({"g_width": 16, "d_width": 16, "batch": 64})
    with tempfile.TemporaryDirectory() as folder, offscreen(small, separate_process=separate_process) as shown:
        watch, rng = Watch(shown.window), random.Random(seed)  # noqa: S311 (a monkey, not a secret)
        who = deeds.Monkey(shown.window, rng, Path(folder))
        shown.window.controller.bridge.arrived.connect(lambda picture: setattr(who, "picture", picture))
        proofs = _Proofs(shown, who, watch)
        choices, weights = [*deeds.DEEDS], [*deeds.DEEDS.values()]
        for k in range(1, events + 1):
            (deed,) = rng.choices(choices, weights)
            try:
                deed(who)
            except Exception as error:  # noqa: BLE001 (what a slot raises is counted, and the monkey carries on)
                watch.note("exceptions", f"{deed.__name__}: {error!r}")
            shown.wait(lambda: False, rng.choice((0.0, 0.002, 0.01, 0.05)))
            if k % PROVED_EVERY == 0:
                proofs.prove()
        proofs.prove()
        watch.close()
    counts = {kind: watch.counts[kind] for kind in FAULTS}
    return {
        "events": events,
        "seed": seed,
        "separate_process": separate_process,
        "proofs": proofs.made,
        "moments_compared": proofs.compared,
        "longest_stall_s": round(watch.longest, 2),
        **counts,
        "first": watch.first,
    }


class _Proofs:
    """At rest: the knobs are those of the picture, and a moment that was seen before is the same to the bit."""

    def __init__(self, shown: Offscreen, who: Monkey, watch: Watch) -> None:
        self._shown, self._who, self._watch = shown, who, watch
        self._memory: dict[tuple[int, int, int], str] = {}
        self.made = self.compared = 0

    def prove(self) -> None:
        c = self._shown.window.controller
        c.pause()
        if not self._rest():
            return
        self.made += 1
        picture = self._who.picture
        if picture is None or picture.experiment != c.experiment:
            self._watch.note("knobs", f"{c.experiment} is not {picture and picture.experiment}")
        self._remember()
        here = picture and (picture.run, picture.timeline.line)
        known = [key[2] for key in self._memory if key[:2] == here]
        c.step("iteration", 2)  # so that even the moment just seen must be made again
        if known and self._rest():
            c.go_to_moment(self._who.rng.choice(known))
            if self._rest():
                self._remember()
        c.peek()
        self._rest()

    def _remember(self) -> None:
        """What is seen here, through the same display always, is put down or compared."""
        from playground.core.lenses import SAMPLES, SURFACE, Display

        c = self._shown.window.controller
        look = replace(Display(), dots=100, grid=12, averaged=False)
        for _ in range(LOOKS):  # the window may ask for its own display in between
            c.peek(frozenset({SAMPLES, SURFACE}), **vars(look))
            picture = self._who.picture if self._rest() else None
            if picture is not None and picture.display == look:
                break
        else:
            return
        samples, surface = picture.seen(SAMPLES), picture.seen(SURFACE)
        if samples is None or surface is None:
            return
        digest = hashlib.sha256(
            samples.fake.tobytes() + surface.value.tobytes() + repr(picture.counters).encode()
        ).hexdigest()
        key = (picture.run, picture.timeline.line, picture.timeline.moment)
        if key in self._memory:
            self.compared += 1
            if self._memory[key] != digest:
                self._watch.note("moments", f"run {key[0]}, line {key[1]}, moment {key[2]} is not what it was")
        self._memory[key] = digest
        while len(self._memory) > MOST_REMEMBERED:
            del self._memory[next(iter(self._memory))]

    def _rest(self) -> bool:
        """Waits until all that was sent is obeyed and shown; False, and a fault, where that never comes."""
        bridge = self._shown.window.controller.bridge
        picture: list[Picture | None] = [None]

        def done() -> bool:
            picture[0] = self._who.picture
            return bridge.resting and picture[0] is not None and picture[0].obeyed == bridge.sent

        self._shown.wait(done, REST_SECONDS)
        if not done():
            self._watch.note("unrest", f"obeyed {picture[0] and picture[0].obeyed} of {bridge.sent}")
            return False
        return True
