"""A sweep in the background: `gan-playground sweep` in a separate process, which can be cancelled and continued."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from PyQt6.QtCore import QObject, QProcess, QProcessEnvironment, pyqtSignal

from playground.child import this_program
from playground.i18n import language, tr

PATIENCE_MS, GRACE_MS = 700, 200
"""How long closing waits for what is under way to be given up, and how long what was ended may take to be gone."""


class Background(QObject):
    """Runs one sweep at a time. `ended` carries a sentence: what was done, or why it failed."""

    ended = pyqtSignal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        if os.name == "posix":  # a separate process group, so that everything it starts can be ended with it
            how = QProcess.UnixProcessParameters()
            how.flags = QProcess.UnixProcessFlag.CreateNewSession
            self._process.setUnixProcessParameters(how)
        self._cancelled = False

    @property
    def running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    def run(self, sweep: Path, out: Path) -> None:
        """Trains the runs that the file of results lacks."""
        self._cancelled = False
        program, *words = this_program("sweep", str(sweep), "--out", str(out), "--until-stdin-ends")
        words += ["--language", language()]
        self._process.start(program, words)

    def cancel(self) -> None:
        """Cancels the sweep soon; results already written are kept."""
        if self.running and not self._cancelled:
            self._cancelled = True
            if os.name == "posix":
                os.kill(self._process.processId(), signal.SIGINT)
            else:
                self._process.kill()

    def end(self) -> None:
        """It ends now, with all that it has begun. What is written of its results stays."""
        self.blockSignals(True)
        group = self._process.processId()
        self.cancel()
        if self.running and not self._process.waitForFinished(PATIENCE_MS):
            self._process.kill()
            self._process.waitForFinished(GRACE_MS)
        if group and os.name == "posix":
            with suppress(OSError):  # nobody of them is left
                os.killpg(group, signal.SIGKILL)

    def _finish(self, code: int, _status: QProcess.ExitStatus) -> None:
        out, wrong = (
            bytes(raw.data()).decode("utf-8", "replace").strip()
            for raw in (self._process.readAllStandardOutput(), self._process.readAllStandardError())
        )
        last = wrong.splitlines()[-1].removeprefix("gan-playground: ") if wrong else ""
        if self._cancelled:
            self.ended.emit(tr("The sweep was cancelled. Run it again to continue."))
        elif code == 0:
            self.ended.emit(out.splitlines()[-1] if out else "")
        else:
            self.ended.emit(last or tr("the sweep ended with an error ({code})", code=code))

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.ended.emit(tr("the sweep could not be started: {reason}", reason=self._process.errorString()))
