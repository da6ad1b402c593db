"""Where training runs: in a separate process or on a thread of the window's, as a person says or where it pays."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

import psutil

from playground.i18n import tr

CORES = 4
"""A separate process pays from this many cores on: on two it and the window still wait for each other's core."""
FREE_BYTES = 4_000_000_000
"""The memory that must be free for a second process with torch in it."""


class Where(StrEnum):
    """What a person has chosen."""

    AUTO = "auto"
    SEPARATE = "yes"
    THREAD = "no"


def chosen(separate: bool) -> Where:
    """A choice that leaves nothing to the machine."""
    return Where.SEPARATE if separate else Where.THREAD


@dataclass(frozen=True)
class Machine:
    """What counts of a machine: the cores that this program may use, and the bytes of memory that are free."""

    cores: int
    free: int

    @classmethod
    def here(cls) -> Machine:
        """This one, now."""
        mine = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
        return cls(len(mine), psutil.virtual_memory().available)


def is_apart(where: Where, machine: Machine) -> bool:
    """True if training is to run in a separate process."""
    if where is Where.AUTO:
        return machine.cores >= CORES and machine.free >= FREE_BYTES
    return where is Where.SEPARATE


def why(machine: Machine) -> str:
    """What `Where.AUTO` means on this machine, and for what reason, in a sentence."""
    gigabytes = machine.free / 1e9
    if is_apart(Where.AUTO, machine):
        return tr(
            "Automatic means a separate process here: this machine has {n} cores and {gb:.1f} GB of free memory.",
            n=machine.cores,
            gb=gigabytes,
        )
    return tr(
        "Automatic means a thread of the window's process here: a separate process pays from {cores} cores and {least:.0f} GB of "
        "free memory on, and this machine has {n} and {gb:.1f} GB.",
        cores=CORES,
        least=FREE_BYTES / 1e9,
        n=machine.cores,
        gb=gigabytes,
    )
