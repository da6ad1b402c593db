"""The folder for compiled code, which only this user can write to.

By default torch's inductor takes a predictable folder in the shared temporary directory, and loads what lies there: another
user could plant a library in it before this one ever compiles.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from pathlib import Path

import platformdirs

VARIABLE = "TORCHINDUCTOR_CACHE_DIR"


def use_private_cache() -> Path:
    """Makes compiled code be written to and read from this folder; one named by the environment is used unchanged."""
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE])
    folder = platformdirs.user_cache_path("gan-playground", appauthor=False) / "compiled"
    if not made_private(folder):
        folder = Path(tempfile.mkdtemp(prefix="gan-playground-"))  # 0700, with an unpredictable name
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[VARIABLE] = str(folder)
    return folder


def made_private(folder: Path) -> bool:
    """Creates the folder with access for this user only; False if that fails or it belongs to someone else."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode):
            return False
        if hasattr(os, "getuid") and facts.st_uid != os.getuid():
            return False
        if os.name == "posix" and facts.st_mode & 0o077:
            folder.chmod(0o700)
            if any(child.lstat().st_uid != os.getuid() or child.is_symlink() for child in folder.rglob("*")):
                return False  # while it was open, someone else put something in it
    except OSError:
        return False
    return os.access(folder, os.W_OK)
