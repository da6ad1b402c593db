"""A bridge without a thread or a timer."""

from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.experiment import Experiment
from playground.engine.commands import Command, Save
from playground.engine.letters import Letter, Picture
from playground.engine.session import Session
from playground.ui.controller import Controller
from tests.support.travel import LENSES, TINY
from tests.support.turning import letters, rest


class Straight(QObject):
    """A bridge without a thread or a timer: each command is obeyed at once, and its picture is shown."""

    arrived = pyqtSignal(object)
    told = pyqtSignal(object)
    came_to_rest = pyqtSignal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.sent = session, 0
        self.heard: list[Letter] = []
        self.last: Picture | None = None

    def send(self, command: Command) -> None:
        self.sent += 1
        self.session.send(command)
        picture = rest(self.session)
        if isinstance(command, Save):
            self.session._saver.finish()
        for letter in letters(self.session):
            self.heard.append(letter)
            self.told.emit(letter)
        if picture is not None:
            self.last = picture
            self.arrived.emit(picture)


def controller(experiment: Experiment = TINY) -> tuple[Controller, Straight]:
    bridge = Straight(Session(experiment))
    made = Controller(bridge, experiment)  # type: ignore[arg-type]
    made.watch(LENSES)
    return made, bridge
