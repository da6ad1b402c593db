"""What a window needs from a session, whether it trains on a thread or in a separate process."""

from __future__ import annotations

import queue
from typing import Protocol

from playground.engine.commands import Command
from playground.engine.letters import Letter, Picture
from playground.engine.mailbox import Latest


class AnySession(Protocol):
    """Takes commands by `send`; provides pictures, of which only the newest is kept, and letters, of which none is lost."""

    @property
    def pictures(self) -> Latest[Picture]: ...
    @property
    def letters(self) -> queue.SimpleQueue[Letter]: ...
    @property
    def apart(self) -> bool:
        """True if training runs in a separate process."""

    @property
    def writing(self) -> bool:
        """True while a file is being written."""

    def send(self, command: Command) -> None:
        """Queues a command, to be executed after all earlier ones. From any thread."""

    def run(self) -> None:
        """Runs until it gets Quit; called on a separate thread."""
