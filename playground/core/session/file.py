"""Session files (.ganplay): a zip of one JSON and one safetensors, no pickle, fully validated before use."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import msgspec
import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as tensors

from playground.core.errors import InputError
from playground.core.files import reading
from playground.core.files.atomic import written
from playground.core.files.reasons import why
from playground.core.files.sentence import plain
from playground.core.files.zips import BAD_ZIP, listed, read_member
from playground.core.session.archive import Archive
from playground.core.session.schema import VERSION, DamagedError, Note, decode, encode
from playground.i18n import tr

SUFFIX = ".ganplay"
MOST_FILE_BYTES = 192_000_000
MOST_TEXT_BYTES = 48_000_000
MOST_HEADER_BYTES = 8_000_000
MOST_LISTING_BYTES = 4096
LONGEST = 2**46
"""The most moves of a run that is read: 2,000 years at 1,000 a second; the rest is room to continue."""
NOTE, NUMBERS = "session.json", "states.safetensors"


class _Version(msgspec.Struct):
    version: int
    program: str


# ---- writing ----


def write(path: Path, archive: Archive) -> None:
    """Saves a session; the old file stays intact until the new one is complete. OSError if it can't be written.

    The new file is read back before it replaces the old one: InputError, and no file, if that fails.
    """
    note, numbers = encode(archive)
    text, blob = msgspec.json.encode(note), tensors.save(numbers)
    _prove(text, blob)
    with written(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
        pack.writestr(NOTE, text, zipfile.ZIP_DEFLATED)
        pack.writestr(NUMBERS, blob)


def _prove(text: bytes, blob: bytes) -> None:
    try:
        if len(text) > MOST_TEXT_BYTES or len(text) + len(blob) > MOST_FILE_BYTES - 100_000:
            raise DamagedError(tr("it is too large"))
        decode(msgspec.json.decode(text, type=Note), _loaded(blob))
    except (DamagedError, InputError, msgspec.DecodeError) as error:
        reason = plain(error)
        raise InputError(
            tr("the session can't be saved because it could not be read back: {reason}", reason=reason)
        ) from None


# ---- reading ----


def read(path: Path) -> Archive:
    """The session in a file. InputError, one sentence, if it is damaged, too large or from a newer program."""
    name = plain(path)
    try:
        with reading.opened(path) as file:
            if os.fstat(file.fileno()).st_size > MOST_FILE_BYTES:
                raise InputError(tr("{path} is too large for a session (192 MB at most)", path=name))
            with listed(file, MOST_LISTING_BYTES) as pack:
                text, blob = _members(pack)
        return decode(_note(text, name), _loaded(blob), LONGEST)
    except OSError as error:
        reason = why(error)
        raise InputError(tr("{path} can't be opened: {reason}", path=name, reason=reason)) from None
    except InputError as error:
        message = str(error)
        raise InputError(plain(message if name in message else f"{name}: {message}", 900)) from None
    except BAD_ZIP:
        raise InputError(tr("{path} is not a valid session file, or it is truncated", path=name)) from None
    except (
        DamagedError,
        msgspec.DecodeError,
        SafetensorError,
        KeyError,
        TypeError,
        ValueError,
        OverflowError,
    ) as error:
        reason = plain(error) or type(error).__name__
        raise InputError(tr("{path} is not a valid session file: {reason}", path=name, reason=reason)) from None
    except MemoryError:
        raise InputError(tr("{path} is too large for this computer's memory", path=name)) from None


def _members(pack: zipfile.ZipFile) -> tuple[bytes, bytes]:
    """Both parts, read only after their sizes have been checked; nothing is ever unpacked to disk."""
    infos = {info.filename: info for info in pack.infolist()}
    if set(infos) != {NOTE, NUMBERS} or len(pack.infolist()) != 2:
        raise DamagedError(tr("it must contain {note} and {numbers} and nothing else", note=NOTE, numbers=NUMBERS))
    for name, most in ((NOTE, MOST_TEXT_BYTES), (NUMBERS, MOST_FILE_BYTES)):
        if (n := infos[name].file_size) > most:
            raise DamagedError(tr("{name} has {n:,} bytes; at most {most:,} are allowed", name=name, n=n, most=most))
    if infos[NUMBERS].compress_type != zipfile.ZIP_STORED:
        raise DamagedError(tr("{name} must not be compressed", name=NUMBERS))
    return read_member(pack, infos[NOTE]), read_member(pack, infos[NUMBERS])


def _loaded(blob: bytes) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file; the length of its header is checked before the header is read."""
    if len(blob) < 8 or struct.unpack("<Q", blob[:8])[0] > MOST_HEADER_BYTES:
        raise DamagedError(tr("the header of {name} is too long", name=NUMBERS))
    return tensors.load(blob)


def _note(text: bytes, name: str) -> Note:
    head = msgspec.json.decode(text, type=_Version)
    if head.version > VERSION:
        raise InputError(
            tr(
                "{path} was written by a newer program ({program}); this one reads sessions up to format {version}",
                path=name,
                program=plain(head.program, 40),
                version=VERSION,
            )
        )
    if head.version < 1:
        raise DamagedError(tr("format {version} does not exist", version=plain(head.version, 20)))
    return msgspec.json.decode(text, type=Note)
