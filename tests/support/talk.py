"""Someone who talks to a session that runs on its thread."""

import threading
import time
from collections.abc import Callable

from playground.core.experiment import Experiment
from playground.core.lenses import FIT, GRADIENTS, SAMPLES, SURFACE, TRAILS, VALUE, Display
from playground.engine import commands
from playground.engine.any_session import AnySession
from playground.engine.letters import Letter, Picture

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16, ema=0.9)


LENSES_ASKED = frozenset({SAMPLES, SURFACE, FIT, GRADIENTS, TRAILS, VALUE})


PATIENCE = 40.0


class Talk:
    """Someone who talks to a session on a thread, and looks into both boxes."""

    def __init__(self, session: AnySession) -> None:
        self.session, self.sent = session, 0
        self.pictures: list[Picture] = []
        self.letters: list[Letter] = []
        self.thread = threading.Thread(target=session.run, daemon=True)
        self.thread.start()
        self.say(commands.Watch(LENSES_ASKED, Display(dots=60, grid=12)))

    def say(self, *commands: commands.Command) -> None:
        for command in commands:
            self.session.send(command)
        self.sent += len(commands)

    def look(self) -> None:
        if (picture := self.session.pictures.take()) is not None:
            self.pictures.append(picture)
        while not self.session.letters.empty():
            self.letters.append(self.session.letters.get())

    def until(self, done: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, (self.letters, len(self.pictures))
            time.sleep(0.005)
            self.look()

    def rest(self) -> Picture:
        """The picture in which all is obeyed."""
        self.until(lambda: self.pictures and self.pictures[-1].obeyed == self.sent and not self.pictures[-1].playing)
        return self.pictures[-1]

    def hear(self, kind: type) -> Letter:
        self.until(lambda: any(isinstance(letter, kind) for letter in self.letters))
        return next(letter for letter in self.letters if isinstance(letter, kind))

    def end(self) -> None:
        self.say(commands.Quit())
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
