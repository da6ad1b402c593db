"""The function itself in place of the compiled one, so that a hand-over is tested in no time."""

import pytest

from playground.engine import compiler


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The function itself in place of the compiled one: what is tested is the hand-over, in no time."""
    monkeypatch.setattr(
        compiler, "compiled", lambda kind, runs, step, _: compiler._ready.setdefault((kind, runs), step)
    )
    monkeypatch.setattr(compiler, "_ready", {})
    monkeypatch.setattr(compiler, "_failed", {})
