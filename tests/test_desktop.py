"""The menu entry, icons and file type: the same in the wheel and by `install-desktop`, and a double click opens the file."""

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PyQt6.QtGui import QImage

from docs.draw_icons import drawn
from playground.cli import desktop, main

ROOT = Path(__file__).parent.parent
LINUX = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="menus of freedesktop.org")


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's share folder, in a path that has a space."""
    folder = tmp_path / "my data"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_installs_the_same_files_in_the_same_places() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = config["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {f"playground/{source}": f"share/{place}" for place, source in desktop.FILES.items()}
    assert all((ROOT / source).is_file() for source in shared)


@pytest.mark.parametrize("size", desktop.SIZES)
def test_each_icon_is_the_svg_drawn_at_its_size(size: int) -> None:
    image = QImage(str(ROOT / "playground" / "desktop" / f"{size}.png")).convertToFormat(QImage.Format.Format_ARGB32)
    assert (image.width(), image.height()) == (size, size)
    for x, y in ((size // 2, size // 5), (size // 2, size // 2), (0, 0), (size - size // 5, size // 2)):
        here, there = image.pixelColor(x, y), drawn(size).pixelColor(x, y)
        assert max(abs(a - b) for a, b in zip(here.getRgb(), there.getRgb(), strict=True)) <= 8


@LINUX
def test_what_is_installed_is_removed_and_nothing_else(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\n")
    assert main(["install-desktop"]) == 0
    assert set(desktop.FILES) <= files(home)
    assert str(home) in capsys.readouterr().out
    assert main(["install-desktop"]) == 0  # again
    assert main(["install-desktop", "--remove"]) == 0
    assert not set(desktop.FILES) & files(home)
    assert other.read_text() == "[Desktop Entry]\n"
    assert main(["install-desktop", "--remove"]) == 0


@LINUX
def test_a_folder_that_cannot_be_written_is_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home.write_text("a file where the folder should be")
    with pytest.raises(SystemExit) as stopped:
        main(["install-desktop"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_elsewhere_than_on_linux_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit):
        main(["install-desktop"])
    assert "Windows" in capsys.readouterr().err


WORDS = ["/opt/a b/python", "-P", "100%", 'say "hi"', "back\\slash", "$HOME", "`ls`", "it's"]


@LINUX
def test_an_exec_line_gives_back_its_words() -> None:
    """The shell's rules within double quotes are those of the specification."""
    line = desktop.exec_line(WORDS).replace("\\\\", "\\")
    *words, file = subprocess.run(
        ["sh", "-c", f'printf "%s\\n" {line}'], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert file == "%f"
    assert [word.replace("%%", "%") for word in words] == WORDS


@LINUX
@needs("gio")
def test_the_desktop_starts_the_program_with_the_file(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GLib, which most desktops use, reads the entry; the program is a script that notes what it was given.

    No % in the program's own path: GLib looks the program up before it halves the two of them.
    """
    noted = tmp_path / "noted"
    program = tmp_path / 'a "b" $c \\d' / "program"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{noted}.part" && mv "{noted}.part" "{noted}"\n')
    program.chmod(0o755)
    monkeypatch.setattr(desktop, "command", lambda: [str(program), "-m", "play ground", "100%"])
    assert main(["install-desktop"]) == 0
    session = tmp_path / "my session.ganplay"
    session.touch()
    subprocess.run(["gio", "launch", str(home / desktop.ENTRY), str(session)], check=True, timeout=60)
    for _ in range(600):
        if noted.exists():
            break
        subprocess.run(["sleep", "0.1"], check=True)
    assert noted.read_text().splitlines() == ["-m", "play ground", "100%", str(session)]


@LINUX
@needs("gio")
@needs("update-mime-database")
@needs("update-desktop-database")
def test_the_desktop_knows_the_file_type_and_its_program(home: Path, tmp_path: Path) -> None:
    assert main(["install-desktop"]) == 0
    session = tmp_path / "a.ganplay"
    shutil.copy(ROOT / "tests" / "support" / "sessions" / "branches.ganplay", session)
    env = {**os.environ, "XDG_DATA_HOME": str(home)}
    told = subprocess.run(
        ["gio", "info", "-a", "standard::content-type", str(session)],
        check=True,
        capture_output=True,
        text=True,
        env=env,
    )
    assert "application/x-ganplay" in told.stdout
    handlers = subprocess.run(
        ["gio", "mime", "application/x-ganplay"], check=True, capture_output=True, text=True, env=env
    )
    assert "gan-playground.desktop" in handlers.stdout


@LINUX
@needs("desktop-file-validate")
def test_the_installed_entry_is_valid_too(home: Path) -> None:
    assert main(["install-desktop"]) == 0
    subprocess.run(["desktop-file-validate", str(home / desktop.ENTRY)], check=True)


@LINUX
def test_the_command_of_the_installed_entry_is_this_program(home: Path) -> None:
    assert main(["install-desktop"]) == 0
    line = next(line for line in (home / desktop.ENTRY).read_text().splitlines() if line.startswith("Exec="))
    *words, file = shlex.split(line.removeprefix("Exec=").replace("\\\\", "\\"))
    assert file == "%f"
    done = subprocess.run([*words, "--version"], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("gan-playground ")
