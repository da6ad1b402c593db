"""Why the operating system refused a file, in the language of the program rather than that of the C library."""

from __future__ import annotations

import errno
from types import MappingProxyType

from playground.core.files.sentence import plain
from playground.i18n import N_, tr

REASONS = MappingProxyType(
    {
        errno.ENOENT: N_("No such file or directory"),
        errno.EACCES: N_("Permission denied"),
        errno.EPERM: N_("Operation not permitted"),
        errno.EEXIST: N_("File exists"),
        errno.EISDIR: N_("Is a directory"),
        errno.ENOTDIR: N_("Not a directory"),
        errno.ENOTEMPTY: N_("Directory not empty"),
        errno.EINVAL: N_("Invalid argument"),
        errno.ENAMETOOLONG: N_("File name too long"),
        errno.ELOOP: N_("Too many levels of symbolic links"),
        errno.ENOSPC: N_("No space left on device"),
        errno.EDQUOT: N_("Disk quota exceeded"),
        errno.EFBIG: N_("File too large"),
        errno.EROFS: N_("Read-only file system"),
        errno.EIO: N_("Input/output error"),
        errno.EBADF: N_("Bad file descriptor"),
        errno.EBUSY: N_("Device or resource busy"),
        errno.EMFILE: N_("Too many open files"),
        errno.ENOMEM: N_("Cannot allocate memory"),
    }
)
"""The messages of strerror(3) by error number, as the GNU C library writes them in English."""


def why(error: BaseException) -> str:
    """The reason in the current language; for an error number that is not in the table, what the system says."""
    known = REASONS.get(getattr(error, "errno", None) or 0)
    return tr(known) if known else getattr(error, "strerror", None) or plain(error)
