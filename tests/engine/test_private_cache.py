"""Compiled code is kept where nobody else can plant any."""

import os
import stat
from pathlib import Path

import pytest

from playground.core.experiment import Experiment
from playground.engine import compiler, private_cache
from playground.engine.private_cache import VARIABLE, made_private, use_private_cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(
        private_cache.platformdirs, "user_cache_path", lambda name, appauthor: tmp_path / "cache" / name
    )
    monkeypatch.setenv(VARIABLE, "x")  # so that it is put back at the end
    monkeypatch.delenv(VARIABLE)
    return tmp_path / "cache" / "gan-playground" / "compiled"


def test_it_is_the_users_own_folder_with_access_for_the_user_alone(home: Path) -> None:
    assert use_private_cache() == home
    assert os.environ[VARIABLE] == str(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_folder_that_was_open_is_closed(home: Path) -> None:
    home.mkdir(parents=True)
    home.chmod(0o777)
    assert made_private(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.parametrize("planted", ["link", "file", "owner", "content", "read-only"])
def test_a_folder_that_somebody_else_may_have_prepared_is_not_used(
    planted: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.parent.mkdir(parents=True)
    (tmp_path / "theirs").mkdir()
    if planted == "link":
        home.symlink_to(tmp_path / "theirs")
    elif planted == "file":
        home.write_text("")
    elif planted == "content":
        home.mkdir()
        home.chmod(0o777)
        (home / "kernel.so").symlink_to("/lib/anything.so")
    elif planted == "owner":
        home.mkdir(mode=0o700)
        monkeypatch.setattr(private_cache.os, "getuid", lambda: 4_000_000)
    else:
        home.mkdir(mode=0o700)
        monkeypatch.setattr(private_cache.os, "access", lambda *_: False)
    folder = use_private_cache()
    assert folder != home
    assert not folder.is_symlink()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.environ[VARIABLE] == str(folder)


def test_whoever_compiles_has_chosen_the_folder_before(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def stand_in(step: object, **_: object) -> object:
        asked.append(os.environ.get(VARIABLE))
        return step

    monkeypatch.setattr(compiler.torch, "compile", stand_in)
    monkeypatch.setattr(compiler, "_ready", {})
    kind = compiler.kind_of(Experiment(g_width=4, d_width=4))
    compiler.compiled(kind, 0, lambda: None, tuple)
    assert asked == [str(home)]


def test_narrow_networks_are_compiled_alike_for_one_run_and_for_many(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two used to have options of their own, which had drifted apart."""
    from playground.engine.many import COMPILED, Many

    told: list[object] = []

    def stand_in(step: object, **options: object) -> object:
        told.append(options["options"])
        loop = getattr(step, "__name__", "").startswith("chunk")
        return (lambda *_: None) if loop else step  # a loop that is run uncompiled compiles itself

    monkeypatch.setattr(compiler.torch, "compile", stand_in)
    monkeypatch.setattr(compiler, "_ready", {})
    for width in (8, 64):
        e = Experiment(g_layers=1, d_layers=1, g_width=width, d_width=width, batch=8)
        assert compiler.compile_now(e) == ""
        Many([e, e.changed({"seed": 1})], COMPILED).advance(1)
    assert told[0] == told[1] == {"cpp_wrapper": True, "realize_reads_threshold": 1}
    assert told[2] == told[3] == {"cpp_wrapper": True}
