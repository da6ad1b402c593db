"""`gan-playground install-desktop`: a menu entry, icons and the file type .ganplay, for whom no wheel puts them there."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from playground.child import this_program
from playground.core.errors import InputError
from playground.core.files.atomic import written
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.i18n import tr

NAME = "gan-playground"
ENTRY = f"applications/{NAME}.desktop"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
FILES = {
    ENTRY: f"desktop/{NAME}.desktop",
    f"mime/packages/{NAME}.xml": f"desktop/{NAME}.xml",
    f"metainfo/{NAME}.metainfo.xml": f"desktop/{NAME}.metainfo.xml",
    f"icons/hicolor/scalable/apps/{NAME}.svg": "icons/app.svg",
} | {f"icons/hicolor/{size}x{size}/apps/{NAME}.png": f"desktop/{size}.png" for size in SIZES}
"""Where each file goes below a share folder, and where it is in the package; the wheel's shared data says the same."""
DATABASES = {"update-mime-database": "mime", "update-desktop-database": "applications"}
"""What makes the desktop read the files, and the folder it is given."""
SPECIAL = str.maketrans({sign: "\\" + sign for sign in '"`$\\'} | {"%": "%%"})
"""What is escaped within a quoted argument of an Exec line."""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "install-desktop",
        help=tr("add a menu entry, icons and the file type .ganplay"),
        description=tr(
            "Add a menu entry, icons and the file type .ganplay to the desktop, for this user alone (Linux and other "
            "systems with freedesktop menus). After `pip install --user` they are already there."
        ),
    )
    parser.add_argument("--remove", action="store_true", help=tr("remove them again"))
    parser.set_defaults(run=run)


def share() -> Path:
    """The user's own share folder: XDG_DATA_HOME, or ~/.local/share where that is unset or not absolute."""
    folder = Path(os.environ.get("XDG_DATA_HOME", ""))
    return folder if folder.is_absolute() else Path.home() / ".local" / "share"


def command() -> list[str]:
    """The words that start this program from anywhere."""
    script = Path(sys.executable).with_name(NAME)
    return [str(script)] if script.is_file() else this_program()


def exec_line(words: list[str]) -> str:
    """The value of Exec that runs these words on a file, quoted as the Desktop Entry Specification says."""
    quoted = " ".join(f'"{word.translate(SPECIAL)}"' for word in words)
    return quoted.replace("\\", "\\\\") + " %f"


def content(place: str, source: str) -> bytes:
    """What is written at this place; the menu entry names this very program, which need not be on the PATH."""
    data = (resources.files("playground") / source).read_bytes()
    if place != ENTRY:
        return data
    words = command()
    lines = data.decode().replace(f"Exec={NAME} %f\n", f"Exec={exec_line(words)}\n")
    tried = words[0].replace("\\", "\\\\")
    return lines.replace(f"TryExec={NAME}\n", f"TryExec={tried}\n").encode()


def install(folder: Path) -> None:
    """Writes the files below a share folder."""
    for place, source in FILES.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with written(path) as file:
            file.write(content(place, source))
        path.chmod(0o644)


def remove(folder: Path) -> None:
    """Deletes the files below a share folder, and no others."""
    for place in FILES:
        (folder / place).unlink(missing_ok=True)


def refresh(folder: Path) -> None:
    """Has the desktop read the folder again, by those of its programs that are there."""
    for program, below in DATABASES.items():
        if shutil.which(program) and (folder / below).is_dir():
            subprocess.run([program, str(folder / below)], check=False, stdin=subprocess.DEVNULL)
    with suppress(OSError):
        os.utime(folder / "icons" / "hicolor")  # icon caches look at its time


def run(arguments: argparse.Namespace) -> int:
    """Installs or removes; one line says where."""
    if sys.platform in ("win32", "darwin"):
        raise InputError(tr("install-desktop is for Linux; Windows and macOS keep their menus in another way"))
    folder = share()
    try:
        (remove if arguments.remove else install)(folder)
    except OSError as error:
        raise InputError(
            tr("cannot write below {folder}: {reason}", folder=plain(folder), reason=why(error))
        ) from error
    refresh(folder)
    done = (
        tr("removed from {folder}", folder=folder) if arguments.remove else tr("installed in {folder}", folder=folder)
    )
    print(done)
    return 0
