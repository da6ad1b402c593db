"""The saver writes session files on a separate thread, one after another, so that training continues meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from playground.core.errors import InputError
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.core.session import file as session_file
from playground.core.session.archive import Archive
from playground.engine.commands import Save
from playground.engine.letters import Letter, Saved, SaveFailed
from playground.i18n import tr


class Saver:
    """Each started file is completed, even when the session ends.

    What nobody asked to be saved never takes the place of what another session has written: it may be all that is left of it.
    """

    def __init__(self, tell: Callable[[Letter], None]) -> None:
        self._tell = tell
        self._executor: ThreadPoolExecutor | None = None
        self._begun: list[Future[None]] = []
        self.own: set[Path] = set()
        """Files that were written here."""

    def write(self, command: Save, archive: Archive) -> None:
        """Starts saving; a letter will report the result."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="saver")
        self._begun = [one for one in self._begun if not one.done()]
        self._begun.append(self._executor.submit(self._write, command, archive))

    @property
    def writing(self) -> bool:
        """True while a file is incomplete."""
        return any(not one.done() for one in self._begun)

    def _write(self, command: Save, archive: Archive) -> None:
        try:
            if command.quiet and command.path not in self.own and command.path.exists():
                raise InputError(tr("it holds the session of another run"))
            session_file.write(command.path, archive.within(command.most_bytes))
        except OSError as error:
            self._report_failure(command, why(error))
        except InputError as error:
            self._report_failure(command, str(error))
        except Exception as error:  # noqa: BLE001 (any failure to save must be reported)
            self._report_failure(command, f"{type(error).__name__}: {error}")
        else:
            self.own.add(command.path)
            self._tell(Saved(command.path, command.quiet))

    def _report_failure(self, command: Save, reason: str) -> None:
        sentence = tr("{path} can't be written: {reason}", path=plain(command.path), reason=plain(reason))
        self._tell(SaveFailed(command.path, sentence, command.quiet))

    def finish(self) -> None:
        """Waits until everything is written."""
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None
