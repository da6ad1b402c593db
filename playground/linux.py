"""What Linux needs from the system before PyQt6 runs, or the checks do, and how each distribution installs it.

`start.py` calls it.

It needs the standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys

from playground.i18n import tr

PIECES = {
    "venv": "ensurepip",
    "qt": "libEGL.so.1 libGL.so.1 libglib-2.0.so.0 libfontconfig.so.1 libfreetype.so.6 libX11.so.6 libxkbcommon.so.0"
    " libdbus-1.so.3 libzstd.so.1",
    "x11": "libxcb-cursor.so.0 libxkbcommon-x11.so.0 libX11-xcb.so.1 libxcb-icccm.so.4 libxcb-image.so.0"
    " libxcb-keysyms.so.1 libxcb-randr.so.0 libxcb-render-util.so.0 libxcb-render.so.0 libxcb-shape.so.0"
    " libxcb-shm.so.0 libxcb-sync.so.1 libxcb-util.so.1 libxcb-xfixes.so.0 libxcb-xkb.so.1",
    "more": "libwayland-client.so.0 libwayland-cursor.so.0 Latin-font Korean-font",
    "checks": "desktop-file-validate appstreamcli update-mime-database gio Xvfb xdotool dbus-daemon Atspi-bindings"
    " weston wl-copy",
}
"""By need: the libraries that PyQt6-Qt6's wheel names in its ELF headers but does not contain, and fonts, which a bare
Debian lacks; and the programs with which this project is checked.
"""
ATSPI = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
"""What the system's own Python runs to listen as a screen reader does."""
LANGUAGES = {"Latin-font": ":lang=en", "Korean-font": ":lang=ko"}
DEBIAN_PACKAGES = {
    "ensurepip": f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",
    "libglib-2.0.so.0": "libglib2.0-0",
    "Latin-font": "fontconfig fonts-dejavu-core",
    "Korean-font": "fonts-noto-cjk",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "update-mime-database": "shared-mime-info",
    "gio": "libglib2.0-bin",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus-daemon",
    "weston": "weston",
    "wl-copy": "wl-clipboard",
    "Atspi-bindings": "python3-gi gir1.2-atspi-2.0 at-spi2-core",
}
FIRST_WITH_T64 = {"debian": 13.0, "ubuntu": 24.04}  # glib's package has another name from these on
COMMANDS_ELSEWHERE = {
    "fedora": "sudo dnf install libglvnd-egl libglvnd-glx glib2 fontconfig freetype libX11 libX11-xcb libxkbcommon"
    " libxkbcommon-x11 dbus-libs libzstd libxcb xcb-util xcb-util-cursor xcb-util-image xcb-util-keysyms"
    " xcb-util-renderutil xcb-util-wm libwayland-client libwayland-cursor dejavu-sans-fonts google-noto-sans-cjk-fonts",
    "arch": "sudo pacman -S --needed libglvnd glib2 fontconfig freetype2 libx11 libxkbcommon libxkbcommon-x11 dbus zstd"
    " libxcb xcb-util xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil xcb-util-wm wayland"
    " ttf-dejavu noto-fonts-cjk",
}


class CannotGoOnError(Exception):
    """Setup cannot continue; the message gives the reason."""


def say(text: str) -> None:
    """One line about progress; on standard error, since `train --json` uses standard output."""
    sys.stderr.write(f"start.py: {text}\n")
    sys.stderr.flush()


def answer(*command: object) -> str:
    """The output of `command`, or nothing if it is missing or fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, errors="replace", check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def is_present(piece: str) -> bool:
    """Whether this machine has `piece`; libraries are looked up with dlopen, as Qt does."""
    if piece == "ensurepip":
        importlib.invalidate_caches()
        return importlib.util.find_spec(piece) is not None
    if piece in LANGUAGES:
        return bool(answer("fc-list", LANGUAGES[piece], "family"))
    if piece == "Atspi-bindings":
        return bool(answer("/usr/bin/python3", "-c", f"{ATSPI}; print(Atspi)"))
    if ".so." not in piece:
        return shutil.which(piece) is not None
    try:
        ctypes.CDLL(piece)
    except OSError:
        return False
    return True


def debian_package(piece: str, release: dict[str, str]) -> str:
    """The package that contains `piece`; by Debian's policy its name follows the soname: libX11.so.6 is in libx11-6."""
    stem, _, version = piece.lower().partition(".so.")
    package = DEBIAN_PACKAGES.get(piece, stem + ("-" if stem[-1].isdigit() else "") + version)
    first = FIRST_WITH_T64.get(release.get("ID", ""), 99.0)
    return package + "t64" if package == "libglib2.0-0" and float(release.get("VERSION_ID", 98)) >= first else package


def advice(pieces: list[str], release: dict[str, str]) -> str:
    """The command that installs `pieces`, or their names on other systems if the command is unknown."""
    family = release.get("ID", "") + " " + release.get("ID_LIKE", "")
    if "debian" in family:
        return "sudo apt-get install -y " + " ".join(debian_package(piece, release) for piece in pieces)
    for name, command in COMMANDS_ELSEWHERE.items():
        if name in family:
            return command
    commands = "\n    ".join(COMMANDS_ELSEWHERE.values())
    return tr("your package manager; elsewhere it is:\n    {commands}", commands=commands)


def install_with_apt(packages: list[str]) -> None:
    """Installs `packages` if permitted: as root, or by sudo without a password."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not answer("sudo", "-n", "echo", "yes"):
        return
    say(tr("installing from the system's packages: {names}", names=" ".join(packages)))
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq" if not sys.stderr.isatty() else "-q"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.call([*apt, *words], stdin=subprocess.DEVNULL, stdout=sys.stderr)


def care_for_linux(wanted: set[str], vital: set[str]) -> None:
    """Installs or names what is `wanted` and missing (keys of `PIECES`); stops if something `vital` is still
    missing.
    """
    missing = [piece for need in sorted(wanted) for piece in PIECES[need].split() if not is_present(piece)]
    if not missing:
        return
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    if shutil.which("apt-get"):
        install_with_apt(" ".join(debian_package(piece, release) for piece in missing).split())
        missing = [piece for piece in missing if not is_present(piece)]
    if missing:
        names, how = ", ".join(missing), advice(missing, release)
        say(tr("this system lacks {names}; they come with\n    {how}", names=names, how=how))
    if any(piece in PIECES[need].split() for need in vital for piece in missing):
        raise CannotGoOnError(tr("setup cannot continue without these; run it again once they are installed"))
