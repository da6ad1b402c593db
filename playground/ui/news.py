"""The news: the session's messages for the user, in one sentence each, with what can be done."""

from __future__ import annotations

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from playground.core.experiment import Experiment
from playground.core.experiment.presets import presets, with_data_of
from playground.core.registry import Entry
from playground.engine.commands import (
    Back,
    Command,
    Configure,
    Enter,
    Load,
    Restart,
    Rewind,
    Step,
    TrainDToOptimum,
)
from playground.engine.letters import (
    Compiled,
    DeviceLost,
    Diverged,
    DReachedOptimum,
    Failed,
    Letter,
    NothingToUndo,
    Ready,
    Stopped,
)
from playground.i18n import tr
from playground.ui.banner import Announcement, Banner, Offer
from playground.ui.controller import Controller
from playground.ui.dialogs import details

AWAY = (Rewind, Back, Enter, Restart, Configure, Step, TrainDToOptimum, Load)
"""Commands after which what was said of the moment before is no longer true of what is shown."""


def trained_alone(reached: DReachedOptimum) -> str:
    """How D's training alone ended, and how far from the best possible output it still is."""
    said = (
        tr("D was trained alone for {n:,} updates, the limit; its loss may still fall slightly.", n=reached.updates)
        if reached.to_the_limit
        else tr(
            "D's loss stopped falling after {n:,} updates: this is about the best that its network and penalty allow "
            "against this G.",
            n=reached.updates,
        )
    )
    if reached.off is None:
        return said
    left = tr("It is still {off:z.3f} from D* on average, where D* is known.", off=reached.off)
    return f"{said} {left}"


class News(QObject):
    """Puts letters on the banner; `last` is the last one other than Ready."""

    def __init__(self, banner: Banner, controller: Controller, parent: QWidget) -> None:
        super().__init__(parent)
        self.last: Letter | None = None
        self.torch_version = ""
        """The device, once torch is loaded."""
        self._told = ""
        self._introduced: Announcement | None = None
        """What was said of the preset at hand; it goes once a knob is turned."""
        self._banner, self._controller, self._parent = banner, controller, parent
        controller.bridge.told.connect(self._listen)
        controller.refused.connect(banner.say)
        controller.command_sent.connect(self._outdate)

    def begin(self, entry: Entry, experiment: Experiment) -> None:
        """Continues with a preset, says what to look for, and offers its cure where there is one."""
        self._controller.load(with_data_of(self._controller.experiment, experiment))
        table, offers = presets(), list[Offer]()
        if f"{entry.name}_cured" in table:
            cure = table[f"{entry.name}_cured"]
            offers.append((tr("Cure it"), lambda: self.begin(cure, cure.experiment)))
        introduction = tr("{name}: {help}", name=tr(entry.label), help=tr(entry.help))
        self._introduced = self._banner.say(introduction, *offers, lasting=True)

    def _outdate(self, command: Command) -> None:
        """Removes news of where the run stopped once the user has moved elsewhere."""
        if isinstance(command, Configure) and self._introduced:
            self._banner.withdraw(self._introduced)
            self._introduced = None
        if isinstance(command, AWAY) and isinstance(self.last, Stopped | DReachedOptimum | Diverged):
            self._banner.pass_by()
            self.last = None

    def _listen(self, letter: Letter) -> None:
        match letter:
            case Ready(torch_version=version):
                self.torch_version = version
                return
            case Diverged(iteration):
                self._banner.say(
                    tr(
                        "Training diverged at iteration {n:,}: a number became infinite or NaN. The last state "
                        "before this is shown. A smaller learning rate or a penalty on D helps.",
                        n=iteration,
                    ),
                    (tr("Restart"), self._controller.restart),
                )
            case Stopped(iteration, all_modes):
                self._banner.say(
                    tr("All modes are captured: paused at iteration {n:,}.", n=iteration)
                    if all_modes
                    else tr("Paused at iteration {n:,}, as requested.", n=iteration)
                )
            case DReachedOptimum():
                self._banner.say(trained_alone(letter))
            case NothingToUndo():
                self._banner.say(
                    tr("That weight or point belongs to another run or to a later moment, so nothing is changed here.")
                )
            case DeviceLost(device, reason):
                self._banner.say(
                    tr(
                        "{device} can't be used ({reason}). The run continues on the CPU.",
                        device=device.upper(),
                        reason=reason,
                    )
                )
            case Compiled(reason):
                if reason and reason != self._told:
                    self._banner.say(reason)
                self._told = reason
            case Failed(message, traceback):
                self.report(message, traceback)
        self.last = letter

    def report(self, message: str, traceback: str) -> None:
        """Reports an unexpected error; the app keeps running."""
        self._banner.say(
            tr("Something went wrong: {message}", message=message),
            (tr("Details…"), lambda: details(self._parent, tr("Details"), traceback).show()),
            (tr("Restart"), self._controller.restart),
        )
