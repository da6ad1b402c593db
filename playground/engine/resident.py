"""A resident: a session that can leave its thread or process, whole, through a file, and one that arrives from there."""

from __future__ import annotations

from playground.core.errors import InputError
from playground.core.files.reasons import why
from playground.engine import commands
from playground.engine.commands import Luggage
from playground.engine.letters import Arrived, Left
from playground.engine.session import Session
from playground.i18n import tr


class Resident(Session):
    """Leaves when it has done what it was told: steps that are still to be made are made first. It leaves playing if it plays."""

    _leaving: commands.Leave | None = None

    def turn(self, wait: bool = True) -> None:
        super().turn(wait)
        if self._alive and self._pressed:
            self._leave()

    @property
    def _pressed(self) -> bool:  # type: ignore[override]
        finite = bool(self._owed) or self._optimum is not None or self._going is not None
        return self._leaving is not None and not finite

    def _plan_to_leave(self, command: commands.Leave) -> None:
        self._leaving = command

    def _leave(self) -> None:
        """Writes everything into the file and ends; or says why it stays."""
        command, self._leaving = self._leaving, None
        assert command is not None
        if self._aside is not None:
            reason = tr("The session can't move while a lesson or a demonstration is open.")
        else:
            self._check()
            self._saver.finish()
            reason = self._written(command)
        self._stale = True
        if reason:
            self._tell(Left(command.file, self._obeyed, reason))
        else:
            exact = tuple((line.number, line.exact) for line in self.past.lines.values())
            order = self._order if self._playing else None
            luggage = Luggage(order, frozenset(self._saver.own), self.past.earlier, self.past.last, exact)
            self._tell(Left(command.file, self._obeyed, "", luggage))
            self._alive = False

    def _written(self, command: commands.Leave) -> str:
        """Why the file could not be written, in a sentence; empty if it was."""
        from playground.core.session import file as session_file  # these load torch
        from playground.engine.archiving import archive_of

        try:
            self.current.prove()
            session_file.write(command.file, archive_of(self.past, self.current))
        except OSError as error:
            return tr("The session can't move: {reason}.", reason=why(error))
        except InputError as error:
            return str(error)
        return ""

    def _arrive(self, command: commands.Arrive) -> None:
        from playground.core.session import file as session_file  # these load torch
        from playground.engine.archiving import take_up

        try:
            run, _ = take_up(session_file.read(command.file), self.past)
        except (OSError, InputError) as error:
            self._tell(Arrived(command.file, str(error)))
            return
        self._rest()
        self._run, luggage = run, command.luggage
        run.fast = self._fast
        self.past.number_from(luggage.earlier, luggage.last)
        for number, exact in luggage.exact:
            if number in self.past.lines:
                self.past.lines[number].exact = exact
        self._saver.own |= luggage.own
        self._camera.forget()
        self._tell(Arrived(command.file))
        if luggage.order is not None:
            self._play(luggage.order)


Resident.orders = {
    **Session.orders,
    commands.Leave: Resident._plan_to_leave,
    commands.Arrive: Resident._arrive,
    commands.Nothing: lambda _session, _command: None,
}
