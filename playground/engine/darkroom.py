"""The darkroom makes pictures: the watched lenses over the run's moment, and nothing twice that has not changed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playground.core.lenses import LENSES, Display, Look

if TYPE_CHECKING:
    from playground.engine.run import Run


class Darkroom:
    """Knows what is looked at and how (`lenses`, `display`), and remembers what was last seen of which moment."""

    def __init__(self) -> None:
        self.lenses: frozenset[str] = frozenset()
        self.display = Display()
        self._due: dict[str, float] = {}
        """When a dear lens is next looked through; empty after anything that a person did."""
        self._seen: dict[str, Any] = {}
        self._places: dict[str, object] = {}
        """Of what moment and display each thing was seen: moving the pointer over a paused plane computes nothing else."""

    def hurry(self) -> None:
        """A person did something: dear lenses are looked through at once."""
        self._due.clear()

    def forget(self) -> None:
        """Another run, or another past: nothing that was seen is true of it."""
        self._seen.clear()
        self._places.clear()
        self._due.clear()

    def develop(self, run: Run, busy: bool) -> dict[str, Any]:
        """What each watched lens sees of this moment; busy: dear lenses may show a little earlier one."""
        run.keep_trails("trails" in self.lenses)
        look = run.look(self.display)
        for name in self.lenses:
            self._seen[name] = self._see(name, look, run, busy)
        return {name: self._seen[name] for name in self.lenses}

    def _see(self, name: str, look: Look, run: Run, busy: bool) -> Any:
        lens = LENSES[name]
        place = (run.line.number, run.moment, len(look.past), replace(self.display, probes=()))
        if name != "reading" and self._places.get(name) == place:
            return self._seen[name]
        self._places[name] = place
        if lens.seconds:
            now = time.perf_counter()
            if busy and now < self._due.get(name, 0.0) and name in self._seen:
                del self._places[name]
                return self._seen[name]
            self._due[name] = now + lens.seconds
        return run.fit(look) if name == "fit" else lens.see(look)
