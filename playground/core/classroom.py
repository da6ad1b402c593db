"""What a class is to see: the panels, knobs and menus that a teacher leaves on the screen, carried in links and files."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated

import msgspec

from playground.core.errors import InputError
from playground.i18n import tr

MOST_NAMES = 200
MOST_TEXT = 4000
KINDS = ("panels", "knobs", "menus")
Name = Annotated[str, msgspec.Meta(max_length=120, pattern=r"^\w+$")]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=MOST_NAMES)]
_PART = re.compile(r"(panels|knobs|menus):((?:\w+(?:,\w+)*)?)")


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The panels, knobs and menus that are shown, by name; None: all of a kind. Nothing is locked by it."""

    panels: Names | None = None
    knobs: Names | None = None
    menus: Names | None = None

    @property
    def hides(self) -> bool:
        """True if it leaves anything out."""
        return any(getattr(self, kind) is not None for kind in KINDS)


def text_of(shown: Shown) -> str:
    """As one line, such as `knobs:objective,penalty;menus:File`; a kind of which all is shown is left out."""
    chosen = ((kind, getattr(shown, kind)) for kind in KINDS)
    return ";".join(f"{kind}:{','.join(names)}" for kind, names in chosen if names is not None)


def read(text: str) -> Shown:
    """The opposite of `text_of`; InputError, one sentence, if it can't be read."""
    parts = text.split(";") if text else []
    found = [_PART.fullmatch(part) for part in parts]
    values = {m[1]: tuple(filter(None, m[2].split(","))) for m in found if m is not None}
    if len(text) > MOST_TEXT or len(values) != len(parts) or any(len(names) > MOST_NAMES for names in values.values()):
        raise InputError(
            tr("what is shown in class must look like {example}", example="knobs:objective,penalty;menus:File")
        )
    return Shown(**values)


def known(shown: Shown, panels: Collection[str], knobs: Collection[str], menus: Collection[str]) -> tuple[Shown, str]:
    """Without the names that this program does not have, and a sentence that names them, or nothing."""
    missing: list[str] = []
    kept: dict[str, tuple[str, ...] | None] = {}
    for kind, there in (("panels", panels), ("knobs", knobs), ("menus", menus)):
        names = getattr(shown, kind)
        kept[kind] = None if names is None else tuple(name for name in names if name in there)
        missing += [name for name in names or () if name not in there]
    words = tr("This program does not have, and so can't show: {names}.", names=", ".join(missing)) if missing else ""
    return Shown(**kept), words
