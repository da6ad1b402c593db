"""What a window needs of a session, whether it trains on a thread or in a process of its own."""

from __future__ import annotations

import queue
from typing import Protocol

from playground.engine.commands import Command
from playground.engine.letters import Letter, Picture
from playground.engine.mailbox import Latest


class AnySession(Protocol):
    """Commands go in by `send`; pictures, of which the newest wins, and letters, of which none is lost, come out."""

    @property
    def pictures(self) -> Latest[Picture]: ...
    @property
    def letters(self) -> queue.SimpleQueue[Letter]: ...
    @property
    def writing(self) -> bool:
        """A file is being written."""

    def send(self, command: Command) -> None:
        """The command will be obeyed, after all that were sent before. From any thread."""

    def run(self) -> None:
        """Lives until it is told to quit: for a thread of its own."""
