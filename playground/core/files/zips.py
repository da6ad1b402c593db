"""Untrusted zips: their contents are checked before they are listed, and no more is unpacked than declared."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import IO

from playground.i18n import tr

BAD_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    UnicodeDecodeError,
)
"""Everything that zipfile raises for a damaged zip, besides OSError."""
_END, _END_SIZE, _FAR_END, _FAR_SIZE = b"PK\5\6", 22, b"PK\6\7", 20
_MOST_COMMENT = 65_535


def listed(file: IO[bytes], most_bytes: int) -> zipfile.ZipFile:
    """The zip in a file whose list of members takes at most this many bytes; BadZipFile if it takes more.

    zipfile lists all members at once: millions of them, in a file that is not even large, would fill the memory.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _MOST_COMMENT))
    tail = file.read()
    at = len(tail) - _END_SIZE
    if not (at >= 0 and tail[at:].startswith(_END) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise zipfile.BadZipFile(tr("its end is missing"))
    (listing,) = struct.unpack_from("<L", tail, at + 12)
    if listing > most_bytes or tail[max(0, at - _FAR_SIZE) : at].startswith(_FAR_END):
        raise zipfile.BadZipFile(tr("it lists too many members"))
    file.seek(0)
    return zipfile.ZipFile(file)


def opened(pack: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    """A member as a stream, to be read in bounded pieces; BadZipFile if its compression method has no bounds."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(tr("a member uses an unsupported compression"))
    return pack.open(info)


def read_member(pack: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A whole member, exactly as many bytes as it declares; the caller has checked that number."""
    with opened(pack, info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise zipfile.BadZipFile(tr("a member's size differs from the declared one"))
    return content
